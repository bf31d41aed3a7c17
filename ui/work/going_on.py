"""Going on by itself: after a decision the next problem, when the result has been seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

from app.document import Document
from ui.roster_table import RosterTable

MOMENT = 400
"""Milliseconds for which the result of a decision stays in view."""


class GoingOn(QObject):
    """``due`` asks for the next problem. A clerk who does anything else meanwhile is not moved."""

    due = Signal()

    def __init__(self, table: RosterTable) -> None:
        super().__init__(table)
        self._table = table
        self._decided_at: tuple[int, int] | None = None
        self._left: tuple[int, int] | None = None
        self._arrived: tuple[int, int] | None = None
        self._focus: QWidget | None = None
        self._timer = QTimer(self, singleShot=True, interval=MOMENT)
        self._timer.timeout.connect(self._go)
        table.view.installEventFilter(self)

    @property
    def pending(self) -> bool:
        """Whether it is about to go on."""
        return self._timer.isActive()

    def decided(self, document: Document, row: int | None, column: int | None) -> None:
        """A decision was made in a cell, or (None) about the file or about many cells."""
        if row is not None and column is not None:
            key = document.roster.columns[column].key
            if any(finding.field == key for finding in document.open_in_row(row)):
                return  # not all of it is dealt with
        self._decided_at, self._focus = self._table.current(), QApplication.focusWidget()
        self._timer.start()

    def stop(self) -> None:
        """Stays where it is."""
        self._timer.stop()

    def way_back(self) -> tuple[int, int] | None:
        """The cell that was left by itself, as long as the clerk is where that led to; once."""
        here = self._left if self._arrived is not None \
            and self._arrived == self._table.current() else None
        self._left = self._arrived = None
        return here

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that still belong to what was just decided: Enter behind it goes on at once, a
        digit too many must not begin anew in the same cell."""
        if not self.pending or not isinstance(event, QKeyEvent) \
                or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._timer.stop()
            self._go()
            return True
        return event.text().isalnum() and not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)

    def _go(self) -> None:
        if self._table.current() != self._decided_at or self._table.is_editing() \
                or self._is_elsewhere():
            return
        self.due.emit()
        self._left, self._arrived = self._decided_at, self._table.current()

    def _is_elsewhere(self) -> bool:
        """Whether the clerk has turned to a menu or to a field since: what she types there must not
        end up in a cell."""
        focus = QApplication.focusWidget()
        return QApplication.activePopupWidget() is not None or (
            focus is not self._focus
            and isinstance(focus, QLineEdit | QAbstractSpinBox | QComboBox))
