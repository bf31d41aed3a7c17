"""Keys of the inspector while a cell is being edited: what is half typed must not get the last
word, nor may a confirmation be for what stood there before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.documents import CODE, MakeDocument
from tests.ui.conftest import focus
from ui.work.work_page import WorkPage

ALT = Qt.KeyboardModifier.AltModifier
SPECIAL, CLASS = 8, 4


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    """A wrong entry year with a suggestion, a class without a number, a wrong sex."""
    return make_document(36, [(SPECIAL, "sub_number", f"{CODE}220080001"),
                              (17, "sub_number", f"{CODE}220080002"),
                              (CLASS, "class_name", "实验班"), (16, "sex", "女")])


def begin(qtbot: QtBot, page: WorkPage, row: int, key: str, text: str) -> None:
    """Goes to a cell and types, without finishing."""
    at = page.table.document.roster.index(key)  # type: ignore[union-attr]
    assert at is not None
    page.table.go_to(row, at)
    page.table.view.setFocus()
    for letter in text:
        qtbot.keyClicks(focus(), letter)
    assert page.table.view.state() == page.table.view.State.EditingState


@pytest.mark.parametrize(("row", "key", "wanted"), [
    (SPECIAL, "sub_number", f"{CODE}220090001"), (16, "sex", "男")], ids=["line", "choices"])
def test_a_suggestion_replaces_what_is_half_typed(
        qtbot: QtBot, page: WorkPage, document: Document, row: int, key: str, wanted: str) -> None:
    begin(qtbot, page, row, key, "12")
    qtbot.keyClick(focus(), Qt.Key.Key_1, ALT)
    assert document.roster.value(row, key) == wanted
    assert document.journal.done == 1
    assert page.table.view.state() != page.table.view.State.EditingState


def test_what_was_typed_is_judged_before_it_is_confirmed(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    begin(qtbot, page, CLASS, "class_name", "5")
    qtbot.keyClick(focus(), Qt.Key.Key_0, ALT)
    assert document.roster.value(CLASS, "class_name") == "5"
    assert QApplication.activeModalWidget() is None  # nothing is wrong any more
    assert not document.journal.confirmations


@pytest.mark.parametrize("key", [Qt.Key.Key_8, Qt.Key.Key_9])
def test_what_was_typed_counts_before_many_are_dealt_with(
        qtbot: QtBot, page: WorkPage, document: Document, key: Qt.Key) -> None:
    begin(qtbot, page, CLASS, "class_name", "5")
    qtbot.keyClick(focus(), key, ALT)
    assert document.roster.value(CLASS, "class_name") == "5"
    assert document.journal.done == 1
    assert QApplication.activeModalWidget() is None  # the cell is sound: no kind to deal with
