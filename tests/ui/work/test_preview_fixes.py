"""The preview of many fixes, used with keys and clicks."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.work.fix_table import Col, FixModel, Role
from ui.work.preview_fixes import PreviewFixesDialog

if TYPE_CHECKING:
    from app.document import Document
    from tests.documents import MakeDocument

CODE = "3101170526"
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    return make_document(36, [
        (3, "name", "沈　参考"), (9, "name", "阿里木.示例"), (10, "sex", "M"),
        (20, "class_name", " 3班"), (8, "sub_number", f"{CODE}220080001"),
        (17, "sub_number", f"{CODE}220080002")])


@pytest.fixture
def dialog(qtbot: QtBot, document: Document) -> PreviewFixesDialog:
    found = PreviewFixesDialog(document, document.safe_fixes(), "一键规范写法")
    qtbot.addWidget(found)
    found.show()
    qtbot.waitExposed(found)
    return found


def button(dialog: QDialog, name: str) -> QPushButton:
    return cast(QPushButton, dialog.findChild(QPushButton, name))


def status(dialog: QDialog) -> str:
    return cast(QLabel, dialog.findChild(QLabel, "preview_status")).text()


def check_all(dialog: QDialog) -> QCheckBox:
    return cast(QCheckBox, dialog.findChild(QCheckBox, "check_all"))


def rows(dialog: PreviewFixesDialog) -> list[int]:
    return [fix.row for fix in dialog.chosen()]


def cell(dialog: PreviewFixesDialog, row: int, column: Col) -> QPoint:
    table = dialog.table
    return table.visualRect(table.model().index(row, column)).center()


def test_shows_before_and_after(dialog: PreviewFixesDialog) -> None:
    assert dialog.heading.text() == "4 处写法可以统一，不改变内容"
    model = dialog.table.model()
    shown = [[model.index(row, column).data() for column in range(1, 6)] for row in range(4)]
    assert shown[0][2:] == ["姓名", "沈␣参考", "沈参考"]
    assert shown[1] == ["12", "阿里木.示例", "姓名", "阿里木.示例", "阿里木·示例"]
    assert shown[3][2:] == ["班级", "␣3班", "3班"]
    assert model.index(0, Col.BEFORE).data(Role.NOTE) == "（含全角空格）"
    assert status(dialog) == "已选 4 处。可随时撤销；只是写法的改动默认不写入更正表。"
    assert button(dialog, "accept").text() == "改这 4 处"


def test_space_turns_lines_over_and_counts(qtbot: QtBot, dialog: PreviewFixesDialog) -> None:
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert rows(dialog) == [3, 10, 20]
    assert button(dialog, "accept").text() == "改这 3 处"
    assert status(dialog).startswith("已选 3 处。")
    assert check_all(dialog).checkState() == Qt.CheckState.PartiallyChecked
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)  # both become what the first is not
    assert rows(dialog) == [3, 9, 10, 20]


def test_clicks_turn_one_over(qtbot: QtBot, dialog: PreviewFixesDialog) -> None:
    viewport = dialog.table.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=cell(dialog, 2, Col.TICK))
    assert rows(dialog) == [3, 9, 20]
    qtbot.mouseClick(viewport, LEFT, pos=cell(dialog, 1, Col.NAME))  # only selects
    assert rows(dialog) == [3, 9, 20]


def test_the_head_ticks_all_or_none(qtbot: QtBot, dialog: PreviewFixesDialog) -> None:
    box = check_all(dialog)
    assert box.checkState() == Qt.CheckState.Checked
    at = QPoint(8, box.height() // 2)
    qtbot.mouseClick(box, LEFT, pos=at)
    assert rows(dialog) == [] and box.checkState() == Qt.CheckState.Unchecked
    assert not button(dialog, "accept").isEnabled()
    qtbot.mouseClick(box, LEFT, pos=at)
    assert len(rows(dialog)) == 4 and box.checkState() == Qt.CheckState.Checked
    qtbot.keyClick(dialog, Qt.Key.Key_A, CONTROL)
    assert rows(dialog) == []


def test_enter_accepts_and_only_what_is_ticked_changes(
        qtbot: QtBot, dialog: PreviewFixesDialog, document: Document) -> None:
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    document.apply_fixes(dialog.chosen(), "一键规范写法")
    assert document.roster.value(3, "name") == "沈　参考"
    assert [document.roster.value(row, key) for row, key in (
        (9, "name"), (10, "sex"), (20, "class_name"))] == ["阿里木·示例", "男", "3班"]
    assert len(document.journal.steps) == 1


def test_escape_and_cancel_change_nothing(qtbot: QtBot, dialog: PreviewFixesDialog) -> None:
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    dialog.show()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(button(dialog, "cancel"), LEFT)


def test_fixes_of_one_rule_say_where_they_come_from(qtbot: QtBot, document: Document) -> None:
    dialog = PreviewFixesDialog(document, document.fixes("sub-entry-year"))
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == "入学年份不符"
    assert dialog.heading.text() == "2 处“入学年份不符”，每处都只有一种改法"
    why = cast(QLabel, dialog.findChild(QLabel, "preview_why"))
    assert why.text() == "年级和毕业届别一致，只改入学年份"
    assert "会记入更正表" in status(dialog)


def test_without_fixes_there_is_nothing_to_accept(qtbot: QtBot, document: Document) -> None:
    dialog = PreviewFixesDialog(document, [])
    qtbot.addWidget(dialog)
    dialog.show()
    assert not button(dialog, "accept").isEnabled()
    assert check_all(dialog).checkState() == Qt.CheckState.Unchecked


def test_long_texts_wrap_in_lines_of_their_own_height(
        qtbot: QtBot, make_document: MakeDocument) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in make_document().roster.value(3, "main_number"))
    document = make_document(36, [
        (3, "main_number", wide), (4, "name", "阿依古丽.买买提明.吐尔逊江.艾尔肯"), (5, "sex", "M")])
    dialog = PreviewFixesDialog(document, document.safe_fixes())
    qtbot.addWidget(dialog)
    dialog.resize(620, 400)
    dialog.show()
    qtbot.waitExposed(dialog)
    table = dialog.table
    usual = table.rowHeight(2)
    assert table.rowHeight(0) > usual and table.rowHeight(1) > usual
    total = sum(table.columnWidth(column) for column in range(len(Col)))
    assert total <= table.viewport().width()


def test_thousands_of_lines_open_fast(qtbot: QtBot, make_document: MakeDocument) -> None:
    document = make_document(6000, [(row, "class_name", f" {row % 7 + 1}班")
                                    for row in range(6000)])
    fixes = document.safe_fixes()
    assert len(fixes) == 6000
    start = perf_counter()
    dialog = PreviewFixesDialog(document, fixes)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert perf_counter() - start < 1.0
    assert button(dialog, "accept").text() == "改这 6,000 处"


def test_model_is_honest(qtbot: QtBot, document: Document, qtmodeltester: ModelTester) -> None:
    model = FixModel(document, document.safe_fixes())
    qtmodeltester.check(model)
    model.toggle([0, 2])
    model.tick_all(True)
    assert model.setData(model.index(1, Col.TICK), Qt.CheckState.Unchecked,
                         Qt.ItemDataRole.CheckStateRole)
    assert model.tick_count() == 3


def test_a_text_that_is_far_too_long_is_cut_with_its_length_said(
        qtbot: QtBot, make_document: MakeDocument) -> None:
    document = make_document(9, [(3, "name", "李 " * 2500)])
    dialog = PreviewFixesDialog(document, document.safe_fixes())
    qtbot.addWidget(dialog)
    dialog.show()
    row = [dialog.model.index(0, column).data() for column in (Col.NAME, Col.BEFORE, Col.AFTER)]
    assert all(text.endswith("个字）") and len(text) < 110 for text in row)
    assert dialog.chosen()[0].after == "李" * 2500  # what is carried out is whole


def test_the_reason_of_the_line_in_hand_is_said_where_reasons_differ(
        qtbot: QtBot, make_document: MakeDocument) -> None:
    document = make_document(36, [
        (8, "sub_number", f"{CODE}220080001"), (9, "sub_number", f"{CODE}120110002"),
        (12, "grade", ""), (13, "grade", "")])
    fixes = document.fixes("blank")
    assert len({fix.why for fix in fixes}) == 2
    dialog = PreviewFixesDialog(document, fixes)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    said = cast(QLabel, dialog.findChild(QLabel, "preview_reason"))
    assert said.text() == f"第 15 行的依据：{fixes[0].why}"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert said.text() == f"第 16 行的依据：{fixes[1].why}"
