"""Correcting in the whole window: the same for many at once, and where the focus goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.explaining import masked_text as cover
from app.work import OpenWork
from tests.documents import CODE, MakeDocument, student
from tests.ui.conftest import shown
from ui.submission.submission import SubmissionDialog
from ui.widgets.cards import ActionCard
from ui.widgets.segments import SegmentStrip
from ui.window.main_window import MainWindow

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PASSPORTS = (3, 4, 5)
LATE = (8, 17, 26)
SLIP = 10


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    """Three passports below each other, three entry years that two others speak against."""
    changes = [(row, "main_number", f"E1234567{row}") for row in PASSPORTS]
    for row in LATE:
        number = student(row)["sub_number"]
        changes.append((row, "sub_number", f"{number[:11]}{int(number[11:15]) - 1}{number[15:]}"))
    right = student(SLIP)["main_number"]
    changes.append((SLIP, "main_number", right[:-1] + ("1" if right[-1] != "1" else "2")))
    return make_document(36, changes)


@pytest.fixture
def window(qtbot: QtBot, settings_store: QSettings, at_once: None, document: Document,
           tmp_path: Path) -> Iterator[MainWindow]:
    found = shown(qtbot, MainWindow(folder=tmp_path / "work"))
    found.work_on(OpenWork(document, school_confirmed=True))
    qtbot.waitUntil(lambda: QApplication.focusWidget() is found.work.table.view)
    yield found
    cover.set_covered(False)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def go_to(window: MainWindow, document: Document, row: int, key: str) -> None:
    at = document.roster.index(key)
    assert at is not None
    window.work.table.go_to(row, at)


def in_dialog(qtbot: QtBot) -> QWidget:
    """What has the focus in the dialog that is open."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    return dialog.focusWidget()


def answer_first_reason(qtbot: QtBot) -> None:
    """Takes the first reason of the dialog that asks for one."""
    qtbot.keyClick(in_dialog(qtbot), Qt.Key.Key_1)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def has_passport_confirmed(document: Document) -> list[int]:
    return sorted(row for row, _, rule, _ in document.journal.confirmations
                  if rule == "main-document" and row is not None)


def test_a_clicked_suggestion_leaves_the_focus_in_the_table(
        qtbot: QtBot, window: MainWindow, document: Document) -> None:
    go_to(window, document, LATE[0], "sub_number")
    card = window.work.inspector.findChild(ActionCard, "suggestion_1")
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert document.roster.value(LATE[0], "sub_number") == student(LATE[0])["sub_number"]
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.work.table.view)
    qtbot.keyClick(focus(), Qt.Key.Key_F8)
    assert window.work.table.current() is not None


def test_alt_8_fixes_all_of_a_kind_in_one_step(
        qtbot: QtBot, window: MainWindow, document: Document) -> None:
    go_to(window, document, LATE[0], "sub_number")
    link = window.work.inspector.findChild(QAbstractButton, "fix_all")
    qtbot.waitUntil(link.isVisible)
    qtbot.keyClick(focus(), Qt.Key.Key_8, ALT)
    assert window.work.is_listing()
    qtbot.keyClick(focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [document.roster.value(row, "sub_number") for row in LATE] == [
        student(row)["sub_number"] for row in LATE]
    assert document.journal.done == 1
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.work.table.view)


def test_alt_9_confirms_all_of_a_kind_in_one_step(
        qtbot: QtBot, window: MainWindow, document: Document) -> None:
    go_to(window, document, PASSPORTS[0], "main_number")
    link = window.work.inspector.findChild(QAbstractButton, "confirm_all")
    assert link.isVisible() and link.text() == "3 处都情况属实…（Alt+9）"
    qtbot.keyClick(focus(), Qt.Key.Key_9, ALT)
    answer_first_reason(qtbot)
    assert has_passport_confirmed(document) == list(PASSPORTS)
    assert document.journal.done == 1
    qtbot.keyClick(focus(), Qt.Key.Key_Z, CTRL)
    assert has_passport_confirmed(document) == []


def test_alt_0_confirms_the_selected_cells(
        qtbot: QtBot, window: MainWindow, document: Document) -> None:
    go_to(window, document, PASSPORTS[0], "main_number")
    qtbot.keyClick(focus(), Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(focus(), Qt.Key.Key_0, ALT)
    answer_first_reason(qtbot)
    assert has_passport_confirmed(document) == list(PASSPORTS[:2])


def test_the_cells_menu_confirms_and_says_where_there_is_nothing(
        qtbot: QtBot, window: MainWindow, document: Document) -> None:
    go_to(window, document, 0, "name")
    window.work.table.view.menu_wanted.emit(QPoint(0, 0))
    menu = next(one for one in window.work.table.findChildren(QMenu, "cellMenu"))
    entry = next(action for action in menu.actions() if action.objectName() == "confirmCells")
    with qtbot.waitSignal(window.work.message) as said:
        entry.trigger()
    assert said.args == ["选中的格子里没有可以确认“情况属实”的问题。"]


def test_f8_takes_over_what_is_being_typed(
        qtbot: QtBot, window: MainWindow, document: Document) -> None:
    go_to(window, document, LATE[0], "sub_number")
    qtbot.keyClicks(focus(), "3")
    qtbot.keyClicks(focus(), f"{CODE}220120001"[1:])
    qtbot.keyClick(focus(), Qt.Key.Key_F8)
    assert document.roster.value(LATE[0], "sub_number") == f"{CODE}220120001"
    assert focus() is window.work.table.view


def shown_texts(window: MainWindow) -> str:
    """Everything that the inspector says, to the eye and to a screen reader."""
    inspector = window.work.inspector
    labels = [part for label in inspector.findChildren(QLabel)
              for part in (label.text(), label.accessibleName())]
    cards = [part for card in inspector.findChildren(ActionCard)
             for part in (card.title, card.detail)]
    strips = [part for strip in inspector.findChildren(SegmentStrip)
              for part in (strip.accessibleDescription(), *(one.text for one in strip.segments))]
    return "\n".join((*labels, *cards, *strips)).replace("\u200b", "").replace("&#8203;", "")


@pytest.mark.parametrize("row", [SLIP, 0])
def test_the_inspector_hides_what_the_table_hides(
        qtbot: QtBot, window: MainWindow, document: Document, row: int) -> None:
    go_to(window, document, row, "main_number")
    number = document.roster.value(row, "main_number")
    hidden = number[6:14]
    assert hidden in shown_texts(window)
    qtbot.keyClick(focus(), Qt.Key.Key_M, CTRL)
    qtbot.wait(20)
    assert hidden not in shown_texts(window)
    qtbot.keyClick(focus(), Qt.Key.Key_M, CTRL)
    qtbot.wait(20)
    assert hidden in shown_texts(window)


def test_f8_shows_a_problem_with_the_rows_around_it(
        qtbot: QtBot, window: MainWindow, make_document: MakeDocument) -> None:
    window.work_on(OpenWork(make_document(300, [(200, "sex", "未知")]), school_confirmed=True))
    view = window.work.table.view
    qtbot.waitUntil(lambda: QApplication.focusWidget() is view)
    qtbot.keyClick(view, Qt.Key.Key_F8)
    assert view.currentIndex().row() == 200
    assert view.rowAt(0) <= 197 and view.rowAt(view.viewport().height() - 2) >= 203


def test_handing_in_counts_what_is_being_typed(
        qtbot: QtBot, window: MainWindow, document: Document) -> None:
    before = document.tally().errors
    go_to(window, document, SLIP, "main_number")
    qtbot.keyClicks(focus(), "3")
    qtbot.keyClicks(focus(), student(SLIP)["main_number"][1:])
    qtbot.keyClick(focus(), Qt.Key.Key_E, CTRL)
    assert document.tally().errors == before - 1
    dialog = window.findChild(SubmissionDialog)
    assert dialog.heading.text() == f"还有 {before - 1} 处错误没有处理"
    dialog.reject()
