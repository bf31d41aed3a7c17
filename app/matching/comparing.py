"""How the fields of a paired student differ in two lists: nothing, a verdict, what was expected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.matching.kinds import Kind
from app.matching.listing import Entry, List, left_by_excel
from app.matching.match import By, Question, match
from app.matching.slips import one_slip
from app.matching.sounds import sound_alike
from models.fields import (
    CLASS_NAME, ENTRY_MONTH, FIELD_KEYS, GRADE, GRADUATION_YEAR, MAIN_NUMBER, NAME, STAGE,
    SUB_NUMBER)
from validators.readings.text import squeeze

Verdict = Literal["writing", "homophone", "one-slip", "excel-damage", "class-change", "promoted",
                  "value"]
EXPECTED: frozenset[str] = frozenset(("writing", "promoted"))
"""Verdicts that are no difference to be looked at."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs: what stands in the roster and in the list, and what that means."""

    field: str
    value: str
    list_value: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair with differences; ``row`` and ``list_row`` are the lists' ``Entry.row``."""

    row: int
    list_row: int
    by: By
    fields: tuple[Difference, ...]


@dataclass(frozen=True)
class Comparison:
    """A roster beside a list. The counts add up: ``scope`` is ``same`` + ``differs`` +
    ``only_roster`` + ``ask``; ``listed`` is ``same`` + ``differs`` + ``only_list`` + rows only in
    ``ask`` + the surplus of ``twice`` + ``left``. All rows are the lists' ``Entry.row``."""

    rows: int
    listed: int
    scope: int
    grades: frozenset[int]
    pairs: dict[int, tuple[int, By]]
    same: int
    differs: list[Compared] = field(default_factory=list)
    only_roster: list[int] = field(default_factory=list)
    only_list: list[int] = field(default_factory=list)
    ask: list[Question] = field(default_factory=list)
    twice: list[list[int]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to look at."""
        return not (self.differs or self.only_roster or self.only_list or self.ask or self.twice)

    @property
    def seems_wrong(self) -> bool:
        """Whether so many rows are found on one side only that it may be the wrong list."""
        one_sided = len(self.only_roster) + len(self.only_list)
        return one_sided * 100 > 30 * (self.scope + len(self.only_list))


def compare(ours: List, theirs: List, kind: Kind, *, grades: Collection[int] = (),
            stage_of: Callable[[int], str | None] = lambda grade: None) -> Comparison:
    """Compares a roster with a list.

    ``grades`` are the roster's grades that the list covers (none given: what the data say); only
    students of those can be missing from the list. A list of last year moves up a grade before it
    is compared; ``stage_of`` then tells in which stage a grade is.
    """
    up = 1 if kind is Kind.YEAR else 0
    found = match(ours, theirs, up=up)
    mine = {entry.row: entry for entry in ours.entries}
    other = {entry.row: entry for entry in theirs.entries}
    pairs: dict[int, tuple[int, By]] = {p.ours: (p.theirs, p.by) for p in found.pairs}
    covered = frozenset(grades) or _covered(ours, theirs, pairs, up)
    judge = FieldJudge(ours, theirs, up, stage_of)
    same, differs = 0, list[Compared]()
    for row, (list_row, by) in pairs.items():
        fields = judge.differences(mine[row], other[list_row])
        if all(difference.verdict in EXPECTED for difference in fields):
            same += 1
        else:
            differs.append(Compared(row, list_row, by, fields))
    everywhere = not covered
    inside = {row for row, entry in mine.items() if everywhere or entry.grade in covered}
    ask, asked = list[Question](), set[int]()
    present = {entry.grade for entry in ours.entries}
    gone = {entry.row for entry in theirs.entries
            if up and entry.grade and entry.grade + up not in present}
    for question in found.asked:
        if question.ours in inside or question.why == "number":
            candidates = tuple(row for row in question.theirs
                               if question.why == "number" or row not in gone)
            if candidates:
                ask.append(Question(question.ours, candidates, question.why))
                asked.update(candidates)
    in_ask = {question.ours for question in ask}
    only_roster = [entry.row for entry in ours.entries
                   if entry.row in inside and entry.row not in pairs and entry.row not in in_ask]
    paired = {list_row for list_row, _ in pairs.values()}
    surplus = {row for rows in found.twice for row in rows[1:]}
    rest = [entry.row for entry in theirs.entries
            if entry.row not in paired and entry.row not in asked and entry.row not in surplus]
    scope = same + len(differs) + len(only_roster) + len(ask)
    return Comparison(
        len(ours), len(theirs), scope, covered, pairs, same, differs, only_roster,
        [row for row in rest if row not in gone], ask, found.twice,
        [row for row in rest if row in gone])


def _covered(ours: List, theirs: List, pairs: dict[int, tuple[int, By]], up: int
             ) -> frozenset[int]:
    """The roster's grades that a list covers: those that it names, else those in which it has at
    least a third of the students. From one stray row in a grade of many nothing follows."""
    sizes: dict[int, int] = {}
    named: dict[int, int] = {}
    for entry in ours.entries:
        sizes[entry.grade] = sizes.get(entry.grade, 0) + 1
    for entry in theirs.entries:
        if entry.grade:
            named[entry.grade + up] = named.get(entry.grade + up, 0) + 1
    if named:
        present = {grade: count for grade, count in named.items() if grade in sizes}
        most = max(present.values(), default=0)
        return frozenset(
            grade for grade, count in present.items()
            if count > 1 or most < 20 or sizes[grade] < 50)
    grade_of = {entry.row: entry.grade for entry in ours.entries}
    met: dict[int, int] = {}
    for row in pairs:
        met[grade_of[row]] = met.get(grade_of[row], 0) + 1
    return frozenset(grade for grade, count in met.items() if count * 3 >= sizes[grade]) \
        or frozenset(met)


class FieldJudge:
    """Compares the fields that both lists have; theirs is ``up`` grades behind."""

    def __init__(self, ours: List, theirs: List, up: int,
                 stage_of: Callable[[int], str | None]) -> None:
        self._ours, self._theirs, self.up, self._stage_of = ours, theirs, up, stage_of
        self._keys: Sequence[tuple[int, str]] = [
            (place, key) for place, key in enumerate(FIELD_KEYS)
            if key in ours.fields and key in theirs.fields]
        self._other_keys: Sequence[tuple[int, str]] = [
            (place, key) for place, key in enumerate(ours.others)
            if key in ours.fields and key in theirs.fields]
        self.fields = ours.fields
        self._by_grade = GRADE in theirs.fields

    def differences(self, a: Entry, b: Entry) -> tuple[Difference, ...]:
        """How two rows of one student differ: the region's further fields first."""
        found = list[Difference]()
        if a.others != b.others:
            found = [Difference(key, self._ours.text(a.row, key), self._theirs.text(b.row, key),
                                self._of_other(key, a, b))
                     for place, key in self._other_keys
                     if b.others[place] and a.others[place] != b.others[place]]
        if a.values == b.values and not self.up and self._by_grade:
            return tuple(found)
        for place, key in self._keys:
            value, other = a.values[place], b.values[place]
            if not other:
                continue
            verdict = self._verdict(key, value, other, a, b)
            if verdict is not None:
                found.append(Difference(key, self._ours.text(a.row, key),
                                        self._theirs.text(b.row, key), verdict))
        return tuple(found)

    def _verdict(self, key: str, value: str, other: str, a: Entry, b: Entry) -> Verdict | None:
        if key == GRADE:
            return self._of_grade(value, other)
        if key == CLASS_NAME:
            return self._of_class(value, other, a, b)
        if value == other:
            if key == GRADUATION_YEAR and self._texts_differ(key, a, b):
                return "writing"
            return None
        if not value:
            return "value"
        if self.up and key in (SUB_NUMBER, STAGE, GRADUATION_YEAR) and self._changed_stage(a, b):
            return "promoted"
        if key == NAME:
            return "homophone" if sound_alike(value, other) else "value"
        if key in (MAIN_NUMBER, SUB_NUMBER):
            return _of_numbers(value, other)
        return "value"

    def _of_grade(self, value: str, other: str) -> Verdict | None:
        if not self.up:
            return None if value == other else "value"
        if value.isdigit() and other.isdigit():
            return "promoted" if int(value) == int(other) + self.up else "value"
        return None if value == other else "value"

    def _of_class(self, value: str, other: str, a: Entry, b: Entry) -> Verdict | None:
        if not value:
            return "value"
        if value != other:
            return "class-change"
        if not self._by_grade and a.grade and b.grade and a.grade != b.grade + self.up:
            return "class-change"
        return "writing" if self._texts_differ(CLASS_NAME, a, b) else None

    def _of_other(self, key: str, a: Entry, b: Entry) -> Verdict:
        entered = key == ENTRY_MONTH and self.up and self._changed_stage(a, b)
        return "promoted" if entered else "value"

    def _texts_differ(self, key: str, a: Entry, b: Entry) -> bool:
        return squeeze(self._ours.text(a.row, key)) != squeeze(self._theirs.text(b.row, key))

    def _changed_stage(self, a: Entry, b: Entry) -> bool:
        """Whether a student has moved from one stage to the next since the list was made."""
        return bool(b.grade) and a.grade == b.grade + self.up \
            and self._stage_of(a.grade) != self._stage_of(b.grade)


def _of_numbers(value: str, other: str) -> Verdict:
    for damaged, whole in ((value, other), (other, value)):
        digits = left_by_excel(damaged)
        if digits is not None:
            return "excel-damage" if whole.startswith(digits) else "value"
    return "one-slip" if one_slip(value, other) else "value"
