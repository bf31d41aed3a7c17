"""What speaks against a pair that a number or a name makes: another row that goes as well with one
of the two. Children's numbers change places, namesakes' and twins' most of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.matching.likeness import births_clash, likeness_of
from app.matching.listing import Entry
from app.matching.sounds import sound_alike

_ID_LENGTH = 18
_LEAST_NUMBER = 8
_MOST_BEARERS = 200
"""What hundreds have is no name, number or birth date, but a word in its column."""


class Rivals:
    """The rows of two lists by what they could be taken for each other by."""

    def __init__(self, ours: Sequence[Entry], theirs: Sequence[Entry], up: int) -> None:
        self._sides, self._up = (ours, theirs), up
        self.names = {entry.name for entry in ours}, {entry.name for entry in theirs}
        self._bearers: tuple[dict[str, list[Entry]], dict[str, list[Entry]]] | None = None
        self._births: set[str] | None = None

    def has_none(self, a: Entry, b: Entry) -> bool:
        """Whether no other row with the name, the birth date or a number of one of two rows is as
        like to it as they are to each other."""
        likeness, is_whole = likeness_of(a, b, self._up)
        if is_whole and (a.main and a.main == b.main or a.sub and a.sub == b.sub):
            return True
        return all(likeness > likeness_of(*pair, self._up)[0] for pair in self._others(a, b))

    def _others(self, a: Entry, b: Entry) -> Iterator[tuple[Entry, Entry]]:
        ours, theirs = self._by_mark()
        for mark in _marks(a):
            bearers = theirs.get(mark, ())
            if len(bearers) <= _MOST_BEARERS:
                yield from ((a, other) for other in bearers if other is not b)
        for mark in _marks(b):
            bearers = ours.get(mark, ())
            if len(bearers) <= _MOST_BEARERS:
                yield from ((other, b) for other in bearers if other is not a)

    def is_elsewhere(self, a: Entry, b: Entry) -> bool:
        """Whether the name of one row, born on the same day, stands on the other side: two born on
        one day, whose names or numbers have changed places."""
        ours, theirs = self._by_mark()
        return any(other.birth == a.birth for other in theirs.get(a.name, ())) \
            or any(other.birth == b.birth for other in ours.get(b.name, ()))

    def is_anothers(self, a: Entry, b: Entry) -> bool:
        """Whether a birth date of its own column clashes with the number that joins two rows, and
        another row has a number of that date: that is then the student's number."""
        if not births_clash(a, b):
            return False
        if self._births is None:
            self._births = {entry.main[6:14] for side in self._sides for entry in side
                            if len(entry.main) == _ID_LENGTH}
        return any(entry.told and entry.birth != entry.main[6:14] and entry.birth in self._births
                   for entry in (a, b))

    def is_misplaced(self, a: Entry, b: Entry) -> bool:
        """Whether one row's 学籍主号 stands on the other side under another name: then it is no
        proof of another student of this name. Of two born on one day it can't be said whether
        their numbers or their names have changed places."""
        if a.main[6:14] == b.main[6:14]:
            return False
        ours, theirs = self._by_mark()
        others = {entry.name for entry in ours.get(b.main, ())} - {a.name} \
            | {entry.name for entry in theirs.get(a.main, ())} - {b.name}
        # under a name of the same sound the number is where it belongs
        return any(not sound_alike(other, a.name) for other in others)

    def _by_mark(self) -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
        """The rows of either side by name, birth date and numbers, which are never taken for each
        other."""
        if self._bearers is None:
            self._bearers = _by_mark(self._sides[0]), _by_mark(self._sides[1])
        return self._bearers


def _by_mark(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    index: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for mark in _marks(entry):
            index[mark].append(entry)
    return index


def _marks(entry: Entry) -> Iterator[str]:
    if entry.name:
        yield entry.name
    if entry.main:
        yield entry.main
    if len(entry.sub) >= _LEAST_NUMBER and entry.sub != entry.main:
        yield entry.sub
    if entry.told:
        yield entry.birth
