"""Indexes that rules across rows need, kept up to date row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence


class Groups:
    """Rows by a key. Most keys have one row; ``several`` holds those that more than one row has."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self.several: dict[str, set[int]] = {}

    def add(self, key: str, row: int) -> None:
        first = self._first.setdefault(key, row)
        if first != row:
            self.several.setdefault(key, {first}).add(row)

    def remove(self, key: str, row: int) -> None:
        rows = self.several.get(key)
        if rows is None:
            del self._first[key]
            return
        rows.remove(row)
        self._first[key] = next(iter(rows))
        if len(rows) == 1:
            del self.several[key]

    def size(self, key: str) -> int:
        return len(self.several[key]) if key in self.several else int(key in self._first)

    def rows(self, key: str) -> set[int]:
        """The rows with the key (a new set)."""
        if key in self.several:
            return set(self.several[key])
        return {self._first[key]} if key in self._first else set()

    def __contains__(self, key: object) -> bool:
        return key in self._first


class Persons:
    """Rows by person (name and birth date) and, within, by 学籍主号: a person with more than one
    number is what ``same-person`` reports."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[str, int] | dict[str, set[int]]] = {}

    def add(self, person: str, number: str, row: int) -> None:
        known = self._people.setdefault(person, (number, row))
        if isinstance(known, tuple):
            if known == (number, row):
                return
            known = self._people[person] = {known[0]: {known[1]}}
        known.setdefault(number, set()).add(row)

    def remove(self, person: str, number: str, row: int) -> None:
        known = self._people[person]
        if isinstance(known, tuple):
            del self._people[person]
            return
        known[number].remove(row)
        if not known[number]:
            del known[number]
        if not known:
            del self._people[person]

    def doubtful(self, person: str) -> bool:
        """Whether the person has several numbers."""
        known = self._people.get(person)
        return isinstance(known, dict) and len(known) > 1

    def rows(self, person: str, but: str) -> set[int]:
        """Rows of the person with another number than ``but``."""
        known = self._people.get(person)
        if not isinstance(known, dict):
            return set()
        return {row for number, rows in known.items() if number != but for row in rows}

    def all_rows(self, person: str) -> set[int]:
        """Every row of the person."""
        return self.rows(person, "")


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
        self._counts.subtract(serials)
        for serial in serials:
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
