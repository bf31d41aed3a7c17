"""One key a decision: what is decided leads on by itself, what is still wrong does not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from app.table.complete import is_complete
from tests.documents import CODE, MakeDocument, student
from tests.ui.conftest import focus
from ui.widgets.cards import ActionCard
from ui.work.work_page import WorkPage
from validators.rules import BY_CODE

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
YEAR, DAMAGED, CLASS = 5, 14, 22


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    """A wrong entry year with a suggestion, a damaged number, a class without a number."""
    return make_document(36, [(YEAR, "sub_number", f"{CODE}220080001"),
                              (DAMAGED, "sub_number", "3.10117052622009E+18"),
                              (CLASS, "class_name", "实验班")])


@pytest.fixture
def page(no_pause: None, page: WorkPage) -> WorkPage:
    """The page at its first problem."""
    page.next_problem()
    assert place(page) == (YEAR, "sub_number")
    return page


def place(page: WorkPage) -> tuple[int, str | None] | None:
    current = page.table.current()
    document = page.table.document
    return None if current is None or document is None else (
        current[0], document.roster.columns[current[1]].key)


def settle(qtbot: QtBot, page: WorkPage) -> None:
    qtbot.waitUntil(lambda: not page.going_on.pending)


def type_in(qtbot: QtBot, text: str) -> None:
    for letter in text:
        qtbot.keyClicks(focus(), letter)


def test_a_suggestion_taken_leads_to_the_next_problem(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    qtbot.keyClick(focus(), Qt.Key.Key_1, ALT)
    assert place(page) == (YEAR, "sub_number")  # the result is seen
    settle(qtbot, page)
    assert place(page) == (DAMAGED, "sub_number")
    assert document.journal.done == 1


@pytest.mark.parametrize("turned_to", ["search", "schoolYear", "classFilter"])
def test_who_turns_to_a_field_meanwhile_stays_there(
        qtbot: QtBot, page: WorkPage, turned_to: str) -> None:
    field = page.findChild(QWidget, turned_to)
    assert field is not None
    page.school.show()
    qtbot.keyClick(focus(), Qt.Key.Key_1, ALT)
    field.setFocus()
    settle(qtbot, page)
    assert focus() is field and place(page) == (YEAR, "sub_number")


def test_shift_f8_and_undo_go_back_to_what_was_left(qtbot: QtBot, page: WorkPage) -> None:
    qtbot.keyClick(focus(), Qt.Key.Key_1, ALT)
    settle(qtbot, page)
    page.next_problem(forward=False)
    assert place(page) == (YEAR, "sub_number")
    page.next_problem()
    page.correcting.undo()
    assert place(page) == (YEAR, "sub_number")


@pytest.mark.parametrize("enter", [False, True])
def test_a_number_that_is_whole_and_right_leads_on_without_another_key(
        qtbot: QtBot, page: WorkPage, document: Document, enter: bool) -> None:
    type_in(qtbot, student(YEAR)["sub_number"])
    assert document.roster.value(YEAR, "sub_number") == student(YEAR)["sub_number"]
    if enter:  # out of habit
        qtbot.keyClick(focus(), Qt.Key.Key_Return)
    settle(qtbot, page)
    assert place(page) == (DAMAGED, "sub_number")
    assert document.journal.done == 1


def test_a_digit_too_many_does_not_begin_anew(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    type_in(qtbot, student(YEAR)["sub_number"] + "7")
    settle(qtbot, page)
    assert document.roster.value(YEAR, "sub_number") == student(YEAR)["sub_number"]
    assert place(page) == (DAMAGED, "sub_number")


def test_a_typed_value_that_is_right_leads_on(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    column = document.roster.index("class_name")
    assert column is not None
    page.table.go_to(CLASS, column)
    type_in(qtbot, "3")
    assert document.journal.done == 0  # it may go on
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    settle(qtbot, page)
    assert place(page) == (YEAR, "sub_number")


def test_a_typed_value_that_is_wrong_keeps_her_there_and_says_so(
        qtbot: QtBot, page: WorkPage) -> None:
    said: list[str] = []
    page.message.connect(said.append)
    type_in(qtbot, student(YEAR)["sub_number"][:-1])
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    settle(qtbot, page)
    assert place(page) == (YEAR, "sub_number")
    assert said[-1] == "这一格还有问题，请看右边的说明。"
    qtbot.waitUntil(lambda: [finding.rule for finding in page.inspector.shown_findings()]
                    == ["sub-length"])


def test_who_goes_elsewhere_is_not_moved(qtbot: QtBot, page: WorkPage) -> None:
    qtbot.keyClick(focus(), Qt.Key.Key_1, ALT)
    qtbot.keyClick(focus(), Qt.Key.Key_Down)
    settle(qtbot, page)
    assert place(page) == (YEAR + 1, "sub_number")


def test_what_is_confirmed_leads_on(qtbot: QtBot, page: WorkPage, document: Document) -> None:
    column = document.roster.index("class_name")
    assert column is not None
    page.table.go_to(CLASS, column)
    qtbot.keyClick(focus(), Qt.Key.Key_0, ALT)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(focus(), Qt.Key.Key_1)
    assert document.journal.confirmations
    settle(qtbot, page)
    assert place(page) == (YEAR, "sub_number")


def test_the_last_decision_says_that_all_is_done(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    said: list[str] = []
    page.message.connect(said.append)
    column = document.roster.index("sub_number")
    other = document.roster.index("class_name")
    assert column is not None and other is not None
    document.edit([(DAMAGED, column, student(DAMAGED)["sub_number"]), (CLASS, other, "3班")])
    qtbot.keyClick(focus(), Qt.Key.Key_1, ALT)
    settle(qtbot, page)
    assert said[-1] == "全部处理完了，可以生成上报文件。"


@pytest.mark.parametrize(("typed", "says"), [
    (CODE, "还差 9 位"), (student(YEAR)["sub_number"][:-2], "还差 2 位"),
    (f"{CODE}220080001", "入学年份应为 2012")])
def test_the_blocks_fill_while_a_number_is_typed(
        qtbot: QtBot, page: WorkPage, typed: str, says: str) -> None:
    type_in(qtbot, typed)
    card = page.inspector.findChild(QWidget, "typing_card")
    assert card is not None and card.isVisible()
    text = card.findChild(QLabel, "typing_text")
    assert text is not None and says in text.text()
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_a_reason_of_the_rule_confirms_by_its_key(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    column = document.roster.index("class_name")
    assert column is not None
    page.table.go_to(CLASS, column)
    qtbot.keyClick(focus(), Qt.Key.Key_6, ALT)
    [confirmed] = document.journal.confirmations.values()
    assert confirmed.reason == BY_CODE["class-value"].reasons[0]
    settle(qtbot, page)
    assert place(page) == (YEAR, "sub_number")


@pytest.mark.parametrize("key", ["class_name", "graduation_year", "grade"])
def test_a_text_that_can_be_nothing_else_needs_no_further_key(
        make_document: MakeDocument, key: str) -> None:
    document = make_document(36, [(12, key, "?")])
    right = student(12)[key]
    column = document.roster.index(key) or 0
    assert is_complete(document, 12, column, right)
    assert not is_complete(document, 12, column, right[:-1])
    assert not is_complete(document, 12, column, "1999届")


def test_a_contradiction_is_one_decision_whichever_cell_is_wrong(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    grade, leaving = document.roster.index("grade"), document.roster.index("graduation_year")
    assert grade is not None and leaving is not None
    right = student(30)
    document.edit([(30, grade, ""), (30, leaving, "2010届")])  # 副号 against 届别
    page.show_finding(next(each for each in document.open_in_row(30)
                           if each.field == "sub_number"))
    offered = [card.title for card in page.inspector.findChildren(ActionCard)
               if card.objectName().startswith("suggestion")]
    assert any(title.startswith("毕业届别改为 ") for title in offered)
    number = next(i for i, title in enumerate(offered, 1) if right["graduation_year"] in title)
    steps = document.journal.done
    page.inspector.press(number)
    assert document.roster.value(30, "graduation_year") == right["graduation_year"]
    assert document.journal.done == steps + 1
    assert not any(each.params.get("variant") == "split" for each in document.open_in_row(30))


def test_a_deleted_row_with_a_problem_leads_on(
        qtbot: QtBot, page: WorkPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page.table.blocks, "_ask_reason", lambda kind, rows: "录重了")
    page.table.delete_rows()
    settle(qtbot, page)
    assert place(page) == (DAMAGED, "sub_number")
