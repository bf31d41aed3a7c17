"""How many lines the correction table will have, counted in small slices between events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.as_opened import reasoned_corrections
from app.document import Document
from app.net_lines import is_writing_only, net_lines
from models.journal import corrections
from ui.widgets.worker import Job, Task

SLICE = 0.015
"""Seconds of work at a time; far below what a hand would notice."""


class CorrectionCount(QObject):
    """Begins when it is made; a usual roster is counted at once. ``counted`` says that all is, and
    again when it is known how many have no reason."""

    counted = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._left = corrections(document.roster, document.journal)
        self._kinds: Counter[tuple[int | None, bool]] = Counter()
        self._without_reason = 0
        self._unreasoned = False
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

    @property
    def filled(self) -> int:
        """Changes that fill columns which the file had not."""
        return sum(count for (column, _), count in self._kinds.items() if self._is_added(column))

    def _is_added(self, column: int | None) -> bool:
        return column is not None and self._document.roster.columns[column].letter is None

    def lines(self, *, include_format: bool, extra_columns: Collection[int],
              whole_columns: bool = False) -> int:
        """Lines of the table: net changes of what is handed in, with ``whole_columns`` one for each
        column that was added and filled."""
        columns = self._document.roster.columns
        whole = {column for column, _ in self._kinds if self._is_added(column)} \
            if whole_columns else set()
        return len(whole) + sum(
            count for (column, writing), count in self._kinds.items()
            if column not in whole and (include_format or not writing)
            and (column is None or columns[column].key is not None or column in extra_columns))

    def _advance(self) -> None:
        end = perf_counter() + SLICE
        while self._left and perf_counter() < end:
            one = self._left.pop()
            writing = is_writing_only(self._document, one)
            self._kinds[one.column, writing] += 1
            self._unreasoned |= not writing and not one.reason.strip()
        if self.done:
            if self._unreasoned:
                self._look_for_reasons()
            if self._timer.isActive():
                self._timer.stop()
                self.counted.emit()

    def _look_for_reasons(self) -> None:
        """Most reasons that nobody wrote follow from what was wrong at opening, which is judged
        once more in the background."""
        document = self._document

        def count(_task: Task) -> int:
            return sum(not each.line.reason.strip()
                       for each in net_lines(document, reasoned_corrections(document)))
        job = Job(count, self)
        job.succeeded.connect(self._have_reasons)
        job.start()

    def _have_reasons(self, without: int) -> None:
        self._without_reason = without
        self.counted.emit()
