"""How many findings of a rule have one sure suggestion, counted in small slices between events."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from app.document import Document, Update
from ui.widgets.slices import Slices

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
        self._slices = Slices(self)
        self._slices.ended.connect(self._tell)

    def set_document(self, document: Document | None) -> None:
        """Another document; everything counted is forgotten."""
        self._document = document
        self._forget()

    def count(self, rule: str) -> int | None:
        """How many can be fixed; None while that is being counted (``counted`` tells when done)."""
        if self._document is None:
            return None
        if rule in self._fixable and rule not in self._slices:
            return len(self._fixable[rule])
        if rule not in self._slices:
            self._fixable[rule] = set()
            self._slices.begin(rule, self._scan(
                rule, list(self._document.validator.rows_with_findings())))
        return None

    def refresh(self, update: Update) -> None:
        """Looks again at what an update touched."""
        if update.school or update.lists or update.structure or len(update.rows) > _MOST_ROWS:
            self._forget()
            return
        for rule, fixable in self._fixable.items():
            fixable -= {entry for entry in fixable if entry[0] in update.rows}
            self._slices.begin(rule, self._scan(rule, list(update.rows)))

    def _forget(self) -> None:
        self._slices.forget()
        self._fixable.clear()

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

    def _tell(self, rule: str) -> None:
        self.counted.emit(rule)
