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
