"""Work on what only the window's thread may look at: in slices so small that no hand notices."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

SLICE = 0.008
"""Seconds of work at a time."""

_END = object()


class Slices(QObject):
    """Walks iterators, each under a key, to their ends, between events. ``ended`` carries the key
    of one that is through."""

    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: dict[Hashable, Iterator[object]] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self.advance)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._work

    def begin(self, key: Hashable, work: Iterator[object]) -> None:
        """Takes work up, after what is still left under the same key."""
        rest = self._work.get(key)
        self._work[key] = work if rest is None else _both(rest, work)
        self._timer.start()

    def forget(self) -> None:
        """Drops all work; nobody is told."""
        self._timer.stop()
        self._work.clear()

    def advance(self) -> None:
        """One slice."""
        end = perf_counter() + SLICE
        through = []
        for key, work in list(self._work.items()):
            while perf_counter() < end:
                if next(work, _END) is _END:
                    through.append(key)
                    break
        for key in through:
            del self._work[key]
        if not self._work:
            self._timer.stop()
        for key in through:
            self.ended.emit(key)


def _both(first: Iterator[object], second: Iterator[object]) -> Iterator[object]:
    yield from first
    yield from second
