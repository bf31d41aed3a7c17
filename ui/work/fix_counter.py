"""How many findings of a rule have one sure suggestion, counted in small slices between events."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.document import Document, Update

SLICE = 0.008
"""Seconds of work at a time; far below what a hand would notice."""

_MOST_ROWS = 2000
"""An update of more rows than this is counted anew rather than row by row."""


class FixCounter(QObject):
    """Counts the open findings of a rule that “修改全部” could fix. The count of each rule is kept,
    and only rows that change are looked at again."""

    counted = Signal(str)
    """A rule's count is now complete, or another one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._fixable: dict[str, set[tuple[int, str]]] = {}
        self._work: dict[str, Iterator[None]] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._advance)

    def set_document(self, document: Document | None) -> None:
        """Another document; everything counted is forgotten."""
        self._document = document
        self._forget()

    def count(self, rule: str) -> int | None:
        """How many can be fixed; None while that is being counted (``counted`` tells when done)."""
        if self._document is None:
            return None
        if rule in self._fixable and rule not in self._work:
            return len(self._fixable[rule])
        if rule not in self._work:
            self._fixable[rule] = set()
            self._work[rule] = self._scan(rule, list(self._document.validator.rows_with_findings()))
        self._timer.start()
        return None

    def refresh(self, update: Update) -> None:
        """Looks again at what an update touched."""
        if update.school or update.lists or update.structure or len(update.rows) > _MOST_ROWS:
            self._forget()
            return
        for rule, fixable in self._fixable.items():
            fixable -= {entry for entry in fixable if entry[0] in update.rows}
            rest = self._work.pop(rule, None)
            again = self._scan(rule, list(update.rows))
            self._work[rule] = again if rest is None else _both(rest, again)
        if self._work:
            self._timer.start()

    def _forget(self) -> None:
        self._timer.stop()
        self._fixable.clear()
        self._work.clear()

    def _scan(self, rule: str, rows: list[int]) -> Iterator[None]:
        document = self._document
        if document is None:
            return
        for row in rows:
            if row not in document.roster:
                continue
            for finding in document.validator.findings(row):
                if finding.rule == rule and finding.field is not None:
                    entry = (row, finding.field)
                    self._fixable[rule].discard(entry)
                    if not document.is_confirmed(finding) and document.sure_fix(finding):
                        self._fixable[rule].add(entry)
                    yield
            yield

    def _advance(self) -> None:
        """One slice of work; announces the rules that it completed."""
        end = perf_counter() + SLICE
        done = []
        for rule, work in list(self._work.items()):
            while perf_counter() < end:
                if next(work, _END) is _END:
                    done.append(rule)
                    break
        for rule in done:
            del self._work[rule]
        if not self._work:
            self._timer.stop()
        for rule in done:
            self.counted.emit(rule)


_END = object()


def _both(first: Iterator[None], second: Iterator[None]) -> Iterator[None]:
    yield from first
    yield from second
