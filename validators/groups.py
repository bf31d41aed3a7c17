"""Indexes that rules across rows need, kept up to date row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from validators.student import Student


class GroupIndex:
    """Rows by a key of their students, for a rule across rows.

    Without ``apart`` every row of a key that more than one row has is reported. With it, rows of a
    key are reported where ``apart`` gives them different texts: a person with several numbers.
    Most keys have one row, for which nothing is made. The students are as they were when they came
    in: in what is asked of them here they are still the same.
    """

    def __init__(self, key: Callable[[Student], str | None],
                 apart: Callable[[Student], str] | None = None) -> None:
        self.key = key
        self.apart = apart
        self._first: dict[str, Student] = {}
        self._several: dict[str, dict[str, dict[int, Student]]] = {}

    def add(self, student: Student) -> set[int]:
        """Adds a row; returns the rows that are reported from now on."""
        key = self.key(student)
        if key is None:
            return set()
        first = self._first.setdefault(key, student)
        if first is student:
            return set()
        known = self._several.get(key)
        if known is None:
            known = self._several[key] = {self._text(first): {first.row: first}}
        before = self._told(known)
        known.setdefault(self._text(student), {})[student.row] = student
        if not self._told(known):
            return set()
        return {student.row} if before else set().union(*known.values())

    def fill(self, students: Iterable[Student]) -> None:
        """Adds many rows; quicker than one by one."""
        key_of, first, add = self.key, self._first, self.add
        for student in students:
            key = key_of(student)
            if key is not None and first.setdefault(key, student) is not student:
                add(student)

    def remove(self, student: Student) -> set[int]:
        """Takes a row out; returns the other rows that are not reported any more."""
        key = self.key(student)
        if key is None:
            return set()
        known = self._several.get(key)
        if known is None:
            del self._first[key]
            return set()
        before = self._told(known)
        text = self._text(student)
        del known[text][student.row]
        if not known[text]:
            del known[text]
        its = next(iter(known.values()))
        self._first[key] = next(iter(its.values()))
        after = self._told(known)
        if len(known) == len(its) == 1:
            del self._several[key]
        return set().union(*known.values()) if before and not after else set()

    def alike(self, one: Student, other: Student) -> bool:
        """Whether one row before and after an edit stands in the same place here."""
        return self.key(one) == self.key(other) and (
            self.apart is None or self.apart(one) == self.apart(other))

    def _text(self, student: Student) -> str:
        """What tells rows of one key apart."""
        return "" if self.apart is None else self.apart(student)

    def _told(self, known: dict[str, dict[int, Student]]) -> bool:
        return len(known) > 1 if self.apart is not None else len(next(iter(known.values()))) > 1

    def has(self, key: str) -> bool:
        """Whether any row has the key."""
        return key in self._first

    def rows(self, key: str) -> set[int]:
        """All rows of the key (a new set)."""
        if key in self._several:
            return set().union(*self._several[key].values())
        return {self._first[key].row} if key in self._first else set()

    def shared(self) -> Iterator[int]:
        """Every row whose key another row has too, reported or not."""
        return (row for known in self._several.values() for rows in known.values() for row in rows)

    def all_reported(self) -> Iterator[int]:
        """Every row that the rule reports; costs nothing for those that it does not."""
        return (row for known in self._several.values() if self._told(known)
                for rows in known.values() for row in rows)

    def reported(self, student: Student) -> bool:
        """Whether the rule reports the row."""
        if not self._several or (key := self.key(student)) is None:
            return False
        known = self._several.get(key)
        return known is not None and self._told(known)

    def reported_with(self, student: Student) -> set[int]:
        """The other rows that the row is reported with (a new set)."""
        key = self.key(student)
        known = self._several.get(key) if key is not None else None
        if known is None:
            return set()
        mine = self.apart(student) if self.apart is not None else None
        return {row for apart, rows in known.items() if apart != mine
                for row in rows} - {student.row}


class SerialGroup:
    """The 学生码 of one stage and entry year; None stands for a student whose can't be read."""

    def __init__(self) -> None:
        self._counts: Counter[int | None] = Counter()
        self._gaps: list[int] | None = None
        self._highest: int | None = None

    def tally(self, serials: Sequence[int | None], sign: int) -> None:
        """Adds the students' numbers (``sign`` 1) or takes them away (-1)."""
        self._gaps = self._highest = None
        if sign > 0:
            self._counts.update(serials)
            return
        for serial in serials:
            self._counts[serial] -= 1
            if not self._counts[serial]:
                del self._counts[serial]

    @property
    def lowest(self) -> int:
        """The lowest number in use; 0 if there is none."""
        return min(filter(None, self._counts), default=0)

    @property
    def highest(self) -> int:
        """The highest number in use; 0 if there is none."""
        if self._highest is None:
            self._highest = max(filter(None, self._counts), default=0)
        return self._highest

    def gaps(self) -> list[int]:
        """Missing numbers between lowest and highest; none where a number is unreadable or more are
        missing than there are students (then the numbers are no sequence)."""
        if self._gaps is None:
            self._gaps = self._find_gaps()
        return self._gaps

    def _find_gaps(self) -> list[int]:
        if None in self._counts or not self._counts:
            return []
        missing = self.highest - self.lowest + 1 - len(self._counts)
        if not 0 < missing <= self._counts.total():
            return []
        return [serial for serial in range(self.lowest, self.highest)
                if serial not in self._counts]


def odd_sizes(sizes: dict[str, int], least: int, low: float,
              high: float) -> Iterator[tuple[str, int, float]]:
    """Classes of a grade that are under ``low`` or over ``high`` times the median of the others,
    with their size and that median; none where the grade has fewer than ``least`` classes."""
    if len(sizes) < least:
        return
    usual: dict[int, float] = {}
    ordered = sorted(sizes.values())
    for name, size in sizes.items():
        middle = usual.get(size)
        if middle is None:
            others = ordered.copy()
            others.remove(size)
            half = len(others) // 2
            middle = usual[size] = (others[half] + others[~half]) / 2
        if size < low * middle or size > high * middle:
            yield name, size, middle
