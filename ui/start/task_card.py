"""One answer to 要做什么: what the task is, in two lines, and the button that begins it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.looks import theme


class TaskCard(QFrame):
    """The ``button`` is the only thing to press; the first card's is the blue one."""

    def __init__(self, title: str, detail: str, action: str, name: str, *,
                 primary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drop" if primary else "card")
        heading = QLabel(title, self)
        theme.set_role(heading, "strong")
        words = QLabel(detail, self)
        theme.set_role(words, "soft")
        for label in (heading, words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.button = QPushButton(action, self)
        self.button.setObjectName(name)
        self.button.setAccessibleName(title)
        self.button.setAccessibleDescription(detail)
        self.button.setProperty("kind", "primary" if primary else "plain")
        self.button.setDefault(primary)
        self.button.setMinimumWidth(116)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(heading)
        texts.addWidget(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        row.setSpacing(theme.L)
        row.addLayout(texts, 1)
        row.addWidget(self.button)
