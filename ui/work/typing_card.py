"""The number that is being typed, taken apart as it grows."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.explaining.breakdown import Segment, Verdict, missing_digits, segments_while_typing
from app.explaining.masked_text import cover_parts
from ui.looks import theme
from ui.widgets.parts import column, wrapped
from ui.widgets.segments import SegmentStrip


class TypingCard(QWidget):
    """Shows what has been typed so far, and how many digits are still to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("typing_card")
        self._layout = column(self, theme.S)
        self._text = wrapped("", "typing_text", "soft")
        self._strip: SegmentStrip | None = None
        self._layout.addWidget(self._text)
        self.hide()

    def show_typed(self, document: Document, row: int, at: int, text: str) -> bool:
        """Shows a text of a cell that is being typed; False if it has no parts to show."""
        parts = segments_while_typing(document.validator, row, at, text)
        if self._strip is not None:
            self._layout.removeWidget(self._strip)
            self._strip.hide()
            self._strip.deleteLater()
            self._strip = None
        if parts:
            self._strip = SegmentStrip(cover_parts(parts))
            self._layout.insertWidget(0, self._strip)
            self._text.setText(self._said(parts))
            self._text.setAccessibleName(self._text.text())
        self.setVisible(bool(parts))
        return bool(parts)

    def _said(self, parts: list[Segment]) -> str:
        missing = missing_digits(parts)
        if missing:
            return f"还差 {missing} 位"
        wrong = [part for part in parts if part.verdict in (Verdict.WRONG, Verdict.DOUBTFUL)]
        if wrong:
            return "；".join(f"{part.title}{part.note}" for part in wrong if part.note)
        return "位数够了，各段相符"
