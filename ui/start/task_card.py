"""One answer to 要做什么: what the task is, in two lines, and the button that begins it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.looks import theme


class TaskCard(QFrame):
    """The ``button`` begins the task; the first card's is the blue one. ``second``, the text and
    name of another button, begins it in another way."""

    def __init__(self, title: str, detail: str, action: str, name: str, *,
                 primary: bool = False, second: tuple[str, str] | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drop" if primary else "card")
        heading = QLabel(title, self)
        theme.set_role(heading, "strong")
        words = QLabel(detail, self)
        theme.set_role(words, "soft")
        for label in (heading, words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.button = self._button(action, name, title, detail)
        self.button.setProperty("kind", "primary" if primary else "plain")
        self.button.setDefault(primary)
        self.button.setMinimumWidth(116)
        self.second = self._button(*second, title, detail) if second else None
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(heading)
        texts.addWidget(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        row.setSpacing(theme.L)
        row.addLayout(texts, 1)
        if self.second is not None:
            row.addWidget(self.second)
        row.addWidget(self.button)

    def _button(self, action: str, name: str, title: str, detail: str) -> QPushButton:
        button = QPushButton(action, self)
        button.setObjectName(name)
        button.setAccessibleName(title)
        button.setAccessibleDescription(detail)
        button.setProperty("kind", "plain")
        return button
