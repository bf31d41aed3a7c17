"""The line in which a cell is typed."""

from __future__ import annotations

from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from app.table.clipboard import typed


class CellLine(QLineEdit):
    """A line that takes what Excel copied without the line break behind it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            event.accept()
            self._paste()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        own = menu.findChild(QAction, "edit-paste")
        if own is not None:
            own.triggered.disconnect()
            own.triggered.connect(self._paste)
        menu.popup(event.globalPos())
        menu.aboutToHide.connect(menu.deleteLater)

    def _paste(self) -> None:
        if not self.isReadOnly():
            self.insert(typed(QGuiApplication.clipboard().text()))
