"""How many lines the correction table will have, counted in small slices between events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app import submission
from app.document import Document
from models.journal import corrections

SLICE = 0.015
"""Seconds of work at a time; far below what a hand would notice."""


class CorrectionCount(QObject):
    """Begins when it is made; a usual roster is counted at once. ``counted`` says that all is."""

    counted = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._left = corrections(document.roster, document.journal)
        self._kinds: Counter[tuple[int | None, bool]] = Counter()
        self._without_reason = 0
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._advance)
        self._advance()
        if self._left:
            self._timer.start()

    @property
    def done(self) -> bool:
        """Whether everything is counted."""
        return not self._left

    @property
    def writing(self) -> int:
        """Changes of writing only."""
        return sum(count for (_, writing), count in self._kinds.items() if writing)

    @property
    def without_reason(self) -> int:
        """Changes of more than the writing whose reason is empty."""
        return self._without_reason

    def lines(self, *, include_format: bool, extra_columns: Collection[int]) -> int:
        """Lines of the table: net changes of what is handed in."""
        columns = self._document.roster.columns
        return sum(
            count for (column, writing), count in self._kinds.items()
            if (include_format or not writing)
            and (column is None or columns[column].key is not None or column in extra_columns))

    def _advance(self) -> None:
        end = perf_counter() + SLICE
        while self._left and perf_counter() < end:
            one = self._left.pop()
            writing = submission.is_writing_only(self._document, one)
            self._kinds[one.column, writing] += 1
            self._without_reason += not writing and not one.reason.strip()
        if self.done and self._timer.isActive():
            self._timer.stop()
            self.counted.emit()
