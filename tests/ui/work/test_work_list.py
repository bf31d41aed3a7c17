"""A rule's work list: clicked, read, ticked, typed in place, confirmed, left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.documents import CODE, MakeDocument, student
from tests.ui.conftest import focus
from ui.work.work_list_model import Col
from ui.work.work_page import WorkPage

CTRL = Qt.KeyboardModifier.ControlModifier
pytestmark = pytest.mark.usefixtures("no_pause")
YEARS, DAMAGED, CLASSES = (8, 17, 26), (14, 23), (4, 22, 31)


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    """Three wrong entry years, two damaged numbers, one class without a number three times."""
    return make_document(36, [
        *((row, "sub_number", f"{CODE}22008{row:04d}") for row in YEARS),
        *((row, "sub_number", f"3.10117052622{row:03d}E+18") for row in DAMAGED),
        *((row, "class_name", "实验班") for row in CLASSES)])


def column(page: WorkPage, at: Col) -> list[str]:
    model = page.work_list.model
    return [str(model.index(place, at).data()) for place in range(model.rowCount())
            if model.decision(place) is not None]


def test_a_clicked_rule_opens_its_list_at_its_first_cell(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    problems = page.problems.list
    model = problems.model()
    place = next(row for row in range(model.rowCount())
                 if model.index(row, 0).data() == "入学年份不符")
    for _ in range(2):  # a second click changes nothing
        qtbot.mouseClick(problems.viewport(), Qt.MouseButton.LeftButton,
                         pos=problems.visualRect(model.index(place, 0)).center())
        qtbot.waitUntil(page.is_listing)
        assert problems.rule == "sub-entry-year"
        assert page.table.current() == (YEARS[0], document.roster.index("sub_number"))
    assert column(page, Col.NOW) == [f"{CODE}22008{row:04d}" for row in YEARS]
    assert column(page, Col.AFTER) == [
        f"{CODE}2{student(row)['sub_number'][11:15]}{row:04d}" for row in YEARS]
    assert all(column(page, Col.WHY))


def test_what_is_ticked_is_changed_in_one_step_and_what_is_not_stays(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    page.open_list("sub-entry-year")
    qtbot.keyClick(focus(), Qt.Key.Key_Space)  # not the first
    qtbot.keyClick(focus(), Qt.Key.Key_Return, CTRL)
    assert document.journal.done == 1
    assert [document.roster.value(row, "sub_number")[11:15] == "2008" for row in YEARS] == [
        True, False, False]
    qtbot.waitUntil(lambda: not page.going_on.pending)
    assert page.is_listing() and page.table.current() == (
        YEARS[0], document.roster.index("sub_number"))
    document.undo()
    assert all(document.roster.value(row, "sub_number")[11:15] == "2008" for row in YEARS)


def test_lost_digits_are_typed_in_place_one_after_the_other(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    page.open_list("sub-precision")
    assert not page.work_list.model.ticked()
    for row in DAMAGED:
        assert page.table.current() == (row, document.roster.index("sub_number"))
        for letter in student(row)["sub_number"]:
            qtbot.keyClicks(focus(), letter)
        qtbot.waitUntil(lambda: not page.going_on.pending)
        assert document.roster.value(row, "sub_number") == student(row)["sub_number"]
    assert not page.is_listing()  # nothing is left: the next problem, in the table
    current = page.table.current()
    assert current is not None and any(document.open_in_row(current[0]))


def test_cells_of_one_text_are_one_decision(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    page.open_list("class-value")
    assert column(page, Col.ROW) == ["3 处"]
    qtbot.keyClicks(focus(), "0")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(focus(), Qt.Key.Key_1)
    assert len(document.journal.confirmations) == 3 and document.journal.done == 1


def test_escape_leads_back_to_the_table(qtbot: QtBot, page: WorkPage) -> None:
    page.open_list("class-value")
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    assert not page.is_listing()
    qtbot.waitUntil(page.table.view.hasFocus)


def test_a_typed_text_goes_into_all_cells_of_one_decision(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    page.open_list("class-value")
    qtbot.keyClicks(focus(), "3")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: {
        document.roster.value(row, "class_name") for row in CLASSES} == {"3"})
    assert document.journal.done == 1


def test_chinese_is_typed_in_place_too(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    page.open_list("class-value")
    event = QInputMethodEvent("", [])
    event.setCommitString("三班")
    QApplication.sendEvent(focus(), event)
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.roster.value(CLASSES[0], "class_name") == "三班")


def test_all_that_has_one_answer_is_one_list_under_the_rules_titles(
        qtbot: QtBot, page: WorkPage, document: Document) -> None:
    document.edit([(4, document.roster.index("sex") or 0, "女")])  # a boy by his number
    page.open_sure_list()
    model = page.work_list.model
    assert [line for line in model.lines if isinstance(line, str)] == [
        "性别与身份证不符　1 处", "入学年份不符　3 处"]
    assert all(decision.sure for decision in map(model.decision, range(model.rowCount()))
               if decision is not None)
    before = document.journal.done
    qtbot.keyClick(focus(), Qt.Key.Key_Return, CTRL)
    assert document.journal.done == before + 1
    assert not any(found.rule in ("sub-entry-year", "sex-mismatch")
                   for found in document.open_findings())
    assert document.journal.steps[before].label == "只有一种改法的 4 处"
    document.undo()
    assert sum(found.rule == "sub-entry-year" for found in document.open_findings()) == 3


def test_without_a_sure_answer_the_list_says_so(
        qtbot: QtBot, page: WorkPage, make_document: MakeDocument) -> None:
    page.set_document(make_document(36, [(4, "class_name", "实验班")]))
    told: list[str] = []
    page.message.connect(told.append)
    page.open_sure_list()
    assert not page.is_listing() and told == ["没有只有一种改法的问题，请逐处处理。"]
