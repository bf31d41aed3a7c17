"""The table in a window of its own, with a small roster and a recorder of what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from ui.roster_table import RosterTable


def write(widget: QWidget, text: str) -> None:
    """Types a text: Latin letters with keys, Han with an input method."""
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget, event)


class Bench:
    """A shown table, its document, and the hands of a clerk."""

    def __init__(self, table: RosterTable, document: Document, bot: QtBot) -> None:
        self.table, self.document, self.bot = table, document, bot
        self.view = table.view
        self.said: list[str] = []
        table.message.connect(self.said.append)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
            times: int = 1) -> None:
        """A key press where the focus is."""
        for _ in range(times):
            QTest.keyClick(QApplication.focusWidget() or self.view, key, modifiers)

    def ctrl(self, key: Qt.Key, more: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.key(key, Qt.KeyboardModifier.ControlModifier | more)

    def type(self, text: str) -> None:
        """Letters and digits where the focus is."""
        for letter in text:  # the first one opens an editor, which takes the others
            write(QApplication.focusWidget() or self.view, letter)

    def spot(self, place: int, key: str) -> QPoint:
        """The middle of a cell of the view; ``key`` a field's or an other column's title."""
        return self.view.visualRect(self.table.model.index(place, self.column(key))).center()

    def click(self, place: int, key: str,
              modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers,
                         self.spot(place, key))

    def click_heading(self, key: str) -> None:
        header = self.view.columns
        column = self.column(key)
        spot = QPoint(header.sectionViewportPosition(column) + 12, 10)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def select(self, first: tuple[int, str], last: tuple[int, str]) -> None:
        """A click and a click with Shift."""
        self.click(*first)
        self.click(*last, Qt.KeyboardModifier.ShiftModifier)

    def column(self, key: str) -> int:
        found = self.document.roster.index(key)
        if found is None:
            titles = [column.title for column in self.document.roster.columns]
            found = titles.index(key)
        return found

    def text(self, place: int, key: str) -> str:
        """A cell of the document by its place in the view."""
        return self.table.model.rows[place].cells[self.column(key)]

    def shown(self, key: str) -> list[str]:
        """A column as the view shows it."""
        column = self.column(key)
        model = self.table.model
        return [model.data(model.index(place, column)) for place in range(model.rowCount())]

    def current(self) -> tuple[int, str]:
        """Place and field (or title) of the current cell."""
        index = self.view.currentIndex()
        column = self.document.roster.columns[index.column()]
        return index.row(), column.key or column.title

    @property
    def editor(self) -> QWidget:
        """The open editor."""
        found = self.view.viewport().findChild(QWidget, "cellEditor")
        assert isinstance(found, QWidget)
        return found

    def is_editing(self) -> bool:
        return self.view.state() == self.view.State.EditingState


class OpenBench(Protocol):
    def __call__(self, document: Document) -> Bench:
        ...


@pytest.fixture
def open_bench(qtbot: QtBot, qapp: QApplication, settings_store: QSettings) -> OpenBench:
    """Shows a document in a table of its own, with the focus."""
    def open_table(document: Document) -> Bench:
        table = RosterTable()
        qtbot.addWidget(table)
        document.subscribe(table.refresh)
        table.set_document(document)
        table.resize(900, 500)
        table.show()
        qtbot.waitExposed(table)
        table.activateWindow()
        table.view.setFocus()
        qtbot.waitUntil(table.view.hasFocus)
        return Bench(table, document, qtbot)
    return open_table


@pytest.fixture
def bench(open_bench: OpenBench, clean_document: Document) -> Bench:
    """A table of 36 sound students."""
    return open_bench(clean_document)


@pytest.fixture
def faulty(open_bench: OpenBench, faulty_document: Document) -> Bench:
    """A table of 36 students with faults."""
    return open_bench(faulty_document)


@pytest.fixture
def reasons(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], list[tuple[str, int]]]:
    """Answers questions for a reason; gives the list of (kind, rows) asked about."""
    def answer(reason: str | None) -> list[tuple[str, int]]:
        asked: list[tuple[str, int]] = []

        class Answering:
            def __init__(self, kind: str, parent: QWidget, *, count: int, names: str) -> None:
                asked.append((kind, count))

            def exec(self) -> bool:
                return reason is not None

            def reason(self) -> str | None:
                return reason

            def deleteLater(self) -> None:
                """Nothing to delete."""
        monkeypatch.setattr("ui.roster_table.reason.ReasonDialog", Answering)
        return asked
    return answer
