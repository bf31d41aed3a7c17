"""How many schools are in which state, as numbers and as a bar."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.district.states import DOUBTS, ERRORS, MISNAMED, MISSING, PASSED, STATES, UNREADABLE
from ui.looks import theme

_INKS = {PASSED: "done", DOUBTS: "warning_text", ERRORS: "error_text", MISNAMED: "error_text",
         UNREADABLE: "error_text", MISSING: "soft"}
_PARTS = ((PASSED, "done"), (DOUBTS, "warning_mark"), (ERRORS, "error_mark"),
          (MISNAMED, "error_mark"), (UNREADABLE, "error_mark"), (MISSING, "line_strong"))
_HEIGHT, _WIDTH = 8, 260


class StateBar(QWidget):
    """The numbers, each in its colour, then the bar; empty until there are counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("states")
        self._counts: Mapping[str, int] = {}
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._bar = _Bar(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.M, 0)
        layout.setSpacing(theme.L)
        layout.addWidget(self._label)
        layout.addWidget(self._bar)
        theme.notifier().changed.connect(self._recolour)

    def _recolour(self) -> None:  # a method of the widget: a lambda would outlive it
        self.set_counts(self._counts)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Shows how many there are of each state."""
        self._counts = counts
        colors = theme.palette()
        self._label.setText("&nbsp;&nbsp;&nbsp; ".join(
            f'<span style="color:{getattr(colors, _INKS[state])}">{state} {counts[state]:,}</span>'
            for state in STATES if counts.get(state)))
        self.setAccessibleName("，".join(
            f"{state} {counts[state]}" for state in STATES if counts.get(state)))
        self._bar.counts = counts
        self._bar.update()
        self.setVisible(any(counts.values()))

    def text(self) -> str:
        """The numbers as plain text."""
        return self.accessibleName()


class _Bar(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.counts: Mapping[str, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_WIDTH), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        whole = sum(self.counts.values())
        if not whole:
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(0.6)
        left = 0.0
        for state, color in _PARTS:
            width = self.width() * self.counts.get(state, 0) / whole
            painter.setBrush(QColor(getattr(theme.palette(), color)))
            painter.drawRect(QRectF(left, 0, width, self.height()))
            left += width
        painter.end()
