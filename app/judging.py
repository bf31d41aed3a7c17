"""How a roster is judged anew as a whole: at once, or by whoever can do it in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from models.journal import Change, ChangeSchool, Confirm, Withdraw
from models.roster import SetCell
from models.school import School, system_text
from validators.engine import Validator

MANY = 1500
"""A change of cells in more rows than this is judged anew as a whole, which is quicker than row by
row. What concerns more rows than this may be judged in the background."""

_OF_ALL = (SetCell, Confirm, Withdraw, ChangeSchool)

Judging = Callable[[Callable[[], Validator], Callable[[Validator], None], Callable[[], None]], None]
"""Carries out the judging anew: calls the first function, perhaps in another thread, and hands what
it gave to the second; calls the third if it failed."""


def at_once(judge: Callable[[], Validator], take: Callable[[Validator], None],
            failed: Callable[[], None]) -> None:
    """Judges in the thread that asks for it."""
    try:
        validator = judge()
    except Exception:
        failed()
        raise
    take(validator)


def are_for_all(changes: Sequence[Change]) -> bool:
    """Whether all is judged anew: another school, or very many cells while rows and columns stay.
    """
    if len(changes) > MANY:
        return all(isinstance(change, _OF_ALL) for change in changes)
    return any(isinstance(change, ChangeSchool) for change in changes)


def school_after(changes: Sequence[Change], school: School) -> School:
    """The school by which is judged after changes; its name stays as it is."""
    for change in changes:
        if isinstance(change, ChangeSchool):
            school = replace(change.after, name=school.name)
    return school


def school_label(before: School, after: School) -> str:
    """What of the school is changed, to the clerk."""
    parts = (("学校代码", before.code, after.code),
             ("学年", f"{before.school_year}", f"{after.school_year}"),
             ("学制", f"{system_text(before.system)}制",
              f"{system_text(after.system)}制"))
    return "、".join(f"{title}改为 {new}" for title, old, new in parts if new != old)
