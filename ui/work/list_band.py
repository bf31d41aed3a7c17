"""The lists that the roster is held against: a line each, with its counts, which add up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.document import Document, Update
from models.attached import AttachedList
from ui.looks import theme
from ui.widgets.elided import Elided
from validators.rules.lists import LIST_DIFFERS, LIST_EXTRA, LIST_MISSING

if TYPE_CHECKING:
    from app.lists.held import Counts

_PAUSE = 60
"""Milliseconds after a change until the lists are counted again."""


class ListBand(QFrame):
    """Hidden without a list. ``rule_requested`` carries the rule whose count was clicked."""

    rule_requested = Signal(str)
    result_requested = Signal(object)
    detach_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listBand")
        self.setProperty("role", "note")
        self.setAccessibleName("核对的名单")
        self._document: Document | None = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(14, theme.S, theme.M, theme.S)
        self._lines.setSpacing(theme.S)
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._count)
        self.hide()

    def set_document(self, document: Document | None) -> None:
        """Another document."""
        self._document = document
        self._count()

    def refresh(self, update: Update) -> None:
        """Counts again soon; at once if a list came or went."""
        if update.lists:
            self._count()
        elif self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _count(self) -> None:
        self._timer.stop()
        while self._lines.count():
            widget = self._lines.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        held = self._document.held if self._document is not None else None
        for number, counts in enumerate(held.counts() if held is not None else ()):
            self._lines.addWidget(self._line(number, counts))
        self.setVisible(held is not None)

    def _line(self, number: int, counts: Counts) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        title = Elided(f"与《{counts.attached.name}》核对", line)
        theme.set_role(title, "strong")
        title.setObjectName(f"listTitle{number}")
        row.addWidget(title, 1)
        inside = counts.same + counts.differs + counts.only_roster + counts.ask
        size = QLabel(f"名单 {counts.listed:,} 人，名册 {inside:,} 人", line)
        size.setObjectName(f"listSize{number}")
        theme.set_role(size, "soft")
        row.addWidget(size)
        same = QLabel(f"一致 {counts.same:,}", line)
        same.setObjectName(f"listSame{number}")
        theme.set_role(same, "done")
        row.addWidget(same)
        for rule, text, count in (
                (LIST_DIFFERS, "内容不同", counts.differs),
                (LIST_MISSING, "名册里没有", counts.only_list),
                (LIST_EXTRA, "名单里没有", counts.only_roster),
                (LIST_EXTRA, "待您判断", counts.ask)):
            button = self._button(f"{text} {count:,}", f"list_{rule}_{number}")
            button.setEnabled(count > 0)
            button.clicked.connect(partial(self.rule_requested.emit, rule))
            row.addWidget(button)
        self._add_ends(row, number, counts.attached)
        return line

    def _add_ends(self, row: QHBoxLayout, number: int, attached: AttachedList) -> None:
        for text, name, signal in (
                ("核对结果…", "listResult", self.result_requested),
                ("不再核对", "listDetach", self.detach_requested)):
            button = self._button(text, f"{name}{number}")
            button.clicked.connect(partial(signal.emit, attached))
            row.addWidget(button)

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setProperty("kind", "link")
        button.setAutoDefault(False)
        return button
