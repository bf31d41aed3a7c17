"""A label that shortens its text where there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Elided(QLabel):
    """A label that shortens its text when there is little room, in the middle if not told."""

    def __init__(self, text: str, parent: QWidget | None = None,
                 where: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__(parent)
        self._text = text
        self._where = where
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def set_full_text(self, text: str) -> None:
        """Shows another text."""
        self._text = text
        self._elide()

    def full_text(self) -> str:
        """The text, however much of it is seen."""
        return self._text

    def resizeEvent(self, event: object) -> None:
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._text, self._where, max(self.width() - 2, 0))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._text if shown != self._text else "")
