"""Another list beside the roster: opened, compared, written out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from app.document import Document
from app.judged import Fix
from app.lists.held import understood
from app.matching.comparing import EXPECTED, Comparison, Difference, compare
from app.matching.kinds import KIND_TITLES, Kind
from app.matching.listing import is_birth_title, list_of
from app.matching.texts import VERDICT_TEXTS, by_text
from models.attached import AttachedList
from models.bulk import collection_paused
from models.errors import WrongListError
from models.fields import MAIN_NUMBER, NAME, STANDARD, Fields
from models.intake.list_file import open_list
from models.regular import file_hash
from models.roster import Roster
from validators.findings import Finding, Severity
from validators.readings.grade import grade_number
from validators.readings.text import squeeze, surviving_digits

LIST_DIFFERS = "list-differs"
"""What a difference is called where no rule has anything against the cell."""


@dataclass(frozen=True)
class ListBeside:
    """A list that a roster is compared with, what it is, and what came of it."""

    roster: Roster
    kind: Kind
    grades: frozenset[int]
    comparison: Comparison


def compare_with(document: Document, path: Path, kind: Kind, *, grades: Collection[int] = (),
                 sheets: Sequence[str] = (), password: str | None = None,
                 cancel: Event | None = None) -> ListBeside:
    """Reads a list and compares a roster with it; see ``open_list`` for what is raised."""
    other = open_list(path, sheets=sheets, is_birth=is_birth_title, password=password,
                      cancel=cancel, fields=document.profile.fields)
    return beside(document, other, kind, grades=grades)


@collection_paused()  # an object for every student, none in a circle
def beside(document: Document, other: Roster, kind: Kind, *, grades: Collection[int] = ()
           ) -> ListBeside:
    """Compares a roster with a list that was read before."""
    profile, school, today = document.profile, document.school, document.validator.today
    ours = list_of(document.roster, profile, school, today)
    theirs = understood(other, kind, profile, school, today)
    comparison = compare(ours, theirs, kind, grades=grades,
                         stage_of=profile.schooling(school.system).stage_of_grade.get)
    return ListBeside(other, kind, comparison.grades, comparison)


def grades_named(document: Document, texts: Sequence[str]) -> tuple[list[int], list[str]]:
    """The grades that texts name, and the texts that name none."""
    grades, unknown = [], []
    for text in texts:
        grade = grade_number(squeeze(text), document.profile)
        if grade is None:
            unknown.append(text)
        else:
            grades.append(grade)
    return grades, unknown


def list_fixes(document: Document, beside: ListBeside) -> list[Fix]:
    """What the list says in place of what differs, each with its basis, for a preview. Only what is
    surely better is ticked by itself: the digits that a spreadsheet cut off, what the roster has
    blank, and 主号 and 姓名 of an admission list, which prevails."""
    name = beside.roster.path.name
    fixes = []
    for each in beside.comparison.differs:
        for difference in each.fields:
            column = document.roster.index(difference.field)
            if column is None or difference.verdict in EXPECTED:
                continue
            after = difference.list_value.strip()
            if surviving_digits(squeeze(after)) is not None:
                continue  # the list's own number is the damaged one
            finding = next((f for f in document.open_in_row(each.row)
                            if f.field == difference.field), None)
            fixes.append(Fix(
                finding or Finding(LIST_DIFFERS, each.row, difference.field, Severity.WARNING),
                each.row, column, document.roster.value(each.row, difference.field), after,
                f"“{name}”{beside.roster.label(each.list_row)}，"
                f"按{by_text(each.by, document.profile)}对上",
                _doubt(difference, beside.kind)))
    order = document.roster.position
    return sorted(fixes, key=lambda fix: (order(fix.row), fix.column))


def _doubt(difference: Difference, kind: Kind) -> str:
    if difference.verdict == "excel-damage" or not difference.value.strip():
        return ""
    if kind is Kind.ADMISSION and difference.field in (MAIN_NUMBER, NAME):
        return ""
    return f"两边不同（{VERDICT_TEXTS[difference.verdict]}），请对照证件"


def attach_taking(document: Document, attached: AttachedList, fixes: Sequence[Fix]) -> None:
    """Holds a roster against a list and carries out the accepted fixes as one step; the reason
    names the list."""
    title = KIND_TITLES[Kind(attached.kind)]
    document.attach(attached, ((fix.row, fix.column, fix.after) for fix in fixes),
                    f"按{title}“{attached.name}”更正", f"采用{title}的内容")


def counts_of(beside: ListBeside) -> list[tuple[str, int]]:
    """The five counts, what the list has twice, and who has left, for the clerk."""
    found = beside.comparison
    counts = [("一致", found.same), ("内容不同", len(found.differs)),
              ("名册里没有", len(found.only_list)), ("名单里没有", len(found.only_roster)),
              ("待您判断", len(found.ask))]
    if found.twice:
        counts.append(("名单内重复", sum(len(rows) - 1 for rows in found.twice)))
    if found.left:
        counts.append(("已离校", len(found.left)))
    return counts


def open_attached(path: Path, kind: Kind, *, grades: Collection[int] = (),
                  sheets: Sequence[str] = (), password: str | None = None,
                  cancel: Event | None = None, fields: Fields = STANDARD) -> AttachedList:
    """Reads a list to be held against a roster with these fields; raises what ``open_list``
    raises."""
    other = open_list(path, sheets=sheets, is_birth=is_birth_title, password=password,
                      cancel=cancel, fields=fields)
    return AttachedList(other, kind.value, frozenset(grades), file_hash(path))


def attach(document: Document, attached: AttachedList) -> str:
    """Holds a roster against a list; returns what should be asked first where most students are on
    one side only, else "".

    Raises WrongListError, and nothing is attached, if nobody of the list is in the roster.
    """
    found = beside(document, attached.roster, Kind(attached.kind), grades=attached.grades)
    check_fits(found.comparison, attached.name)
    document.attach(attached)
    return wrong_list(found.comparison, attached.name)


def check_fits(found: Comparison, name: str) -> None:
    """Raises WrongListError if nobody of a list is in the roster."""
    if not found.pairs and not found.ask:
        raise WrongListError(
            f"名单“{name}”里没有一名学生与名册对得上，像是另一所学校的名单，没有与它核对。")


def wrong_list(found: Comparison, name: str) -> str:
    """What is to be asked where many are on one side only; "" where they are not."""
    return f"与“{name}”对不上的人超过三成，请先看看是不是选错了名单或年级。" \
        if found.seems_wrong else ""
