"""How many lines the correction table will have, counted in small slices between events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from PySide6.QtCore import QObject, Signal

from app.as_opened import reasoned_corrections
from app.document import Document
from app.net_lines import is_writing_only, net_lines
from models.journal import walk_corrections
from ui.widgets.slices import Slices
from ui.widgets.worker import Job, Task

_ALL = "all"


class CorrectionCount(QObject):
    """Begins when it is made; a usual roster is counted at once. ``counted`` says that all is, and
    again when it is known how many have no reason."""

    counted = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._kinds: Counter[tuple[int | None, bool]] = Counter()
        self._without_reason = 0
        self._unreasoned = False
        self._slices = Slices(self)
        self._slices.begin(_ALL, self._tally())
        self._slices.advance()
        if self.done:
            self._have_counted()
        else:
            self._slices.ended.connect(self._tell)

    @property
    def done(self) -> bool:
        """Whether everything is counted."""
        return _ALL not in self._slices

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

    def _tally(self) -> Iterator[None]:
        for one in walk_corrections(self._document.roster, self._document.journal):
            writing = is_writing_only(self._document, one)
            self._kinds[one.column, writing] += 1
            self._unreasoned |= not writing and not one.reason.strip()
            yield

    def _have_counted(self) -> None:
        if self._unreasoned:
            self._look_for_reasons()

    def _tell(self, _key: str) -> None:
        self._have_counted()
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
