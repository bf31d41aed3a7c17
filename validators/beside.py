"""What the rules may ask of the lists that are held against the roster. Who holds them is outside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from models.profile import Profile
from models.roster import Roster
from models.school import School
from validators.findings import Problem, Statement, Suggestion


class Beside(Protocol):
    """Lists beside one roster, and which of their rows is which of its."""

    def begin(self, roster: Roster, profile: Profile, school: School, today: date) -> None:
        """Matches everything anew: the roster is held against the lists from now on, or the school
        is another."""

    def update(self, touched: Collection[int]) -> set[int]:
        """Rows were edited, came or went; returns the rows of which the lists now say something
        else."""

    def problems(self, row: int) -> Sequence[Problem]:
        """What the lists have against one row."""

    def missing(self) -> Iterable[Mapping[str, Any]]:
        """The parameters of a finding for each student whom only a list has."""

    def suggestions(self, row: int, field: str) -> Sequence[Suggestion]:
        """What the lists say that a cell should be, where they say something else."""

    def statements(self, row: int, field: str) -> Iterable[Statement]:
        """What each list says of a field of a row: one more witness, which decides nothing."""


def with_witness(own: Sequence[Suggestion], listed: Sequence[Suggestion], *, agreeing: bool
                 ) -> list[Suggestion]:
    """A rule's suggestions for a cell together with those of the lists. What a list surely knows
    comes first; where it only says something else, nothing is sure any more. ``agreeing`` tells
    that a rule's suggestion which a list confirms is sure by that."""
    if not listed:
        return list(own)
    mine = {each.value: each for each in own}
    first, others = list[Suggestion](), list[Suggestion]()
    for each in listed:
        same = mine.pop(each.value, None)
        if same is None:
            (others if each.tentative else first).append(each)
        else:
            first.append(Suggestion(each.value, f"{same.why}；{each.why}", each.tentative and (
                same.tentative and not agreeing)))
    rest = [*mine.values(), *others]
    sure = len(first) == 1 and not first[0].tentative
    return [*(first if sure or not rest else [each._replace(tentative=True) for each in first]),
            *(each._replace(tentative=True) for each in rest)]
