"""From part to part of the work page with the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.ui.conftest import shown
from ui.looks import theme
from ui.work.work_page import WorkPage

F6 = Qt.Key.Key_F6
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: QtBot, settings_store: QSettings, at_once: None, faulty_document: Document
         ) -> Iterator[WorkPage]:
    found = shown(qtbot, WorkPage(), 700)
    found.set_document(faulty_document)
    faulty_document.subscribe(found.refresh)
    found.table.setFocus()
    yield found


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def part(page: WorkPage) -> str:
    """In which part the focus is."""
    return next(name for name, widget in (
        ("problems", page.problems), ("table", page.table), ("inspector", page.inspector))
        if widget is focus() or widget.isAncestorOf(focus()))


def test_f6_leads_round(qtbot: QtBot, page: WorkPage) -> None:
    qtbot.keyClick(focus(), Qt.Key.Key_F8)
    been = [part(page)]
    for _ in range(3):
        qtbot.keyClick(focus(), F6)
        been.append(part(page))
    assert been == ["table", "inspector", "problems", "table"]
    for _ in range(3):
        qtbot.keyClick(focus(), F6, SHIFT)
        been.append(part(page))
    assert been[4:] == ["problems", "inspector", "table"]


def test_the_inspector_is_entered_at_the_first_thing_to_do(qtbot: QtBot, page: WorkPage) -> None:
    page.table.go_to(5, page.table.document.roster.index("sub_number"))  # type: ignore
    qtbot.keyClick(focus(), F6)
    assert focus().objectName() == "suggestion_1"


@pytest.mark.parametrize("hidden", ["problems", "inspector"])
def test_what_is_hidden_is_left_out(qtbot: QtBot, page: WorkPage, hidden: str) -> None:
    qtbot.keyClick(focus(), Qt.Key.Key_F8)
    getattr(page, hidden).hide()
    qtbot.keyClick(focus(), F6)
    assert part(page) == ("inspector" if hidden == "problems" else "problems")
    qtbot.keyClick(focus(), F6)
    assert part(page) == "table"


def test_a_list_with_nothing_chosen_shows_that_it_has_the_focus(
        qtbot: QtBot, page: WorkPage) -> None:
    qtbot.keyClick(focus(), F6, SHIFT)
    image = page.problems.list.viewport().grab().toImage()
    accent = QColor(theme.palette().accent)
    assert image.pixelColor(1, image.height() // 2) == accent
    qtbot.keyClick(focus(), Qt.Key.Key_Down)
    assert page.table.filter().rule is not None
