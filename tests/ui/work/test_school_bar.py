"""The school bar: checked while typed, changed when it is sound, confirmed by the clerk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from models.profile import load_profile
from models.school import School
from tests.builders import SCHOOL, document_of, student as sound, sub_number
from tests.documents import MakeDocument
from ui.work.school_bar import SchoolBar, code_problem, region_of

TypeText = Callable[[QWidget, str], None]


@pytest.fixture
def bar(qtbot: QtBot, clean_document: Document) -> SchoolBar:
    found = SchoolBar()
    qtbot.addWidget(found)
    found.set_document(clean_document)
    found.show()
    return found


@pytest.mark.parametrize(("code", "problem"), [
    ("3101170526", ""), ("", "请填写"), ("310117052", "9 位"), ("31011705260", "11 位"),
    ("310117052X", "数字"), ("3111170526", "应是 310"), ("3109990526", "区县不存在"),
    ("３１０１１７０５２６", "数字"),
])
def test_code(code: str, problem: str) -> None:
    found = code_problem(code, load_profile())
    assert (found == "") is (problem == "")
    assert problem in found


def test_region() -> None:
    assert region_of("3101170526", load_profile()) == "上海市松江区"


def test_wrong_code_is_marked_at_once(
        qtbot: QtBot, bar: SchoolBar, type_text: TypeText) -> None:
    assert bar.confirm_button.isEnabled()
    with qtbot.assertNotEmitted(bar.changed):
        type_text(bar.code, "31011705")
        qtbot.keyClick(bar.code, Qt.Key.Key_Tab)
    assert "8 位" in bar.hint.text()
    assert bar.code.property("state") == "wrong"
    assert not bar.confirm_button.isEnabled()


def test_no_name(qtbot: QtBot, bar: SchoolBar) -> None:
    bar.name.setFocus()
    bar.name.selectAll()
    qtbot.keyClick(bar.name, Qt.Key.Key_Delete)
    assert "全称" in bar.hint.text()
    with qtbot.assertNotEmitted(bar.confirmed):
        qtbot.keyClick(bar.name, Qt.Key.Key_Return)


def test_full_width_digits_and_blanks_are_understood(qtbot: QtBot, bar: SchoolBar) -> None:
    bar.code.setText("３１０１１７ 0527")
    with qtbot.waitSignal(bar.changed) as changed:
        qtbot.mouseClick(bar.confirm_button, Qt.MouseButton.LeftButton)
    assert changed.args[0].code == "3101170527"


@pytest.mark.parametrize(("field", "expected"), [
    ("code", {"code": "3101170527"}), ("name", {"name": "示例小学"}),
    ("year", {"school_year": 2013}), ("system", {"system": "6-3-3"})])
def test_change(qtbot: QtBot, bar: SchoolBar, clean_document: Document, type_text: TypeText,
                field: str, expected: dict[str, object]) -> None:
    before: School = clean_document.school
    with qtbot.waitSignal(bar.changed) as changed:
        if field == "year":
            qtbot.keyClick(bar.year, Qt.Key.Key_Up)
        elif field == "system":
            bar.system.setFocus()
            qtbot.keyClick(bar.system, Qt.Key.Key_Down)
        else:
            type_text(getattr(bar, field), str(next(iter(expected.values()))))
            qtbot.keyClick(getattr(bar, field), Qt.Key.Key_Return)
    assert changed.args[0] == replace(before, **expected)  # type: ignore[arg-type]


def test_confirm_by_key(qtbot: QtBot, bar: SchoolBar) -> None:
    bar.focus_first_problem()
    with qtbot.waitSignal(bar.confirmed), qtbot.assertNotEmitted(bar.changed):
        qtbot.keyClick(bar.confirm_button, Qt.Key.Key_Space)


def test_evidence_counts_students(bar: SchoolBar) -> None:
    assert "上海市松江区" in bar.hint.text()
    assert "36 / 36 名学生" in bar.hint.text()


def test_what_is_typed_or_pasted_is_never_dropped_but_judged(
        qtbot: QtBot, bar: SchoolBar) -> None:
    bar.code.setFocus()
    bar.code.selectAll()
    QApplication.clipboard().setText("学校代码：3101170526")
    qtbot.keyClick(bar.code, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert bar.code.text() == "学校代码：3101170526"
    assert bar.hint.full_text() == "学校代码只能是数字"
    assert not bar.confirm_button.isEnabled()


def test_a_name_is_proposed_and_says_where_it_comes_from(
        qtbot: QtBot, make_document: MakeDocument) -> None:
    document = make_document(9)
    document.roster.above = ("示例市虚构小学学籍信息总库",)
    document.set_school(replace(document.school, name="", year_basis="today"))
    bar = SchoolBar()
    qtbot.addWidget(bar)
    bar.set_document(document)
    assert bar.name.text() == "示例市虚构小学" and "取自表上的标题" in bar.hint.full_text()
    assert "按今天推定" in bar.hint.full_text()
    assert document.school.name == ""  # offered, not taken
    bar.set_document(document, {document.school.code: "上次的学校"})
    assert bar.name.text() == "上次的学校" and "上次填的" in bar.hint.full_text()
    bar.changed.connect(document.set_school)
    bar.show()
    bar.focus_first_problem()
    with qtbot.waitSignals([bar.changed, bar.confirmed]):
        qtbot.keyClick(bar.confirm_button, Qt.Key.Key_Return)


def test_another_system_that_fits_is_one_button_with_what_it_would_leave(
        qtbot: QtBot, at_once: None) -> None:
    document = document_of([
        sound(n, stage="小学", grade="六年级", graduation_year="2013届",
              sub_number=sub_number(1, 2007, n), sex="") for n in range(1, 41)])
    bar = SchoolBar()
    qtbot.addWidget(bar)
    bar.set_document(document)
    bar.show()
    bar.set_primary(True)
    assert bar.advice.button.text() == "改用 六三三制"
    now = document.tally().open
    assert bar.advice.text.full_text() == f"改用六三三制后，{now} 处只剩 40 处。"
    bar.focus_first_problem()
    assert bar.focusWidget() is bar.advice.button
    bar.changed.connect(document.set_school)
    document.subscribe(lambda update: bar.refresh())
    qtbot.keyClick(bar.advice.button, Qt.Key.Key_Return)
    assert document.school.system == "6-3-3" and document.tally().open == 40
    assert not bar.advice.isVisible()


def test_a_code_that_most_numbers_have_is_offered(qtbot: QtBot, at_once: None) -> None:
    document = document_of([sound(n) for n in range(1, 10)],
                           school=replace(SCHOOL, code="3101179999"))
    bar = SchoolBar()
    qtbot.addWidget(bar)
    bar.set_document(document)
    assert bar.advice.text.full_text() == f"改用{SCHOOL.code}后，1 处只剩 0 处。"
    with qtbot.waitSignal(bar.changed) as changed:
        bar.advice.button.click()
    assert changed.args[0].code == SCHOOL.code
