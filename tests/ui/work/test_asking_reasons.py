"""Dialogs that ask for a reason: confirming findings, inserting and deleting rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from ui.roster_table.reason import ReasonDialog
from ui.widgets.question import Question
from ui.work.confirm import ConfirmDialog

if TYPE_CHECKING:
    from app.document import Document
    from tests.documents import MakeDocument
    from validators.findings import Finding

CODE = "3101170526"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    return make_document(36, [
        (8, "sub_number", f"{CODE}220080001"), (17, "sub_number", f"{CODE}220080002"),
        (25, "main_number", "E12345678"), (16, "sub_number", f"{CODE}22010")])


def of_rule(document: Document, rule: str) -> list[Finding]:
    return [finding for finding in document.open_findings() if finding.rule == rule]


def shown(qtbot: QtBot, dialog: Question) -> Question:
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def accept(dialog: QDialog) -> QPushButton:
    return cast(QPushButton, dialog.findChild(QPushButton, "accept"))


def texts(dialog: QDialog) -> str:
    labels = dialog.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.objectName().startswith("question"))


def radios(dialog: QDialog) -> list[QRadioButton]:
    return dialog.findChildren(QRadioButton)


def test_one_finding_is_named_and_nothing_is_chosen_beforehand(
        qtbot: QtBot, document: Document) -> None:
    dialog = shown(qtbot, ConfirmDialog(of_rule(document, "sub-entry-year")[:1], document))
    assert dialog.heading.text() == "“入学年份不符”，但情况属实？"
    assert f"第 11 行 {document.roster.value(8, 'name')}：学籍副号 {CODE}220080001" in texts(dialog)
    assert "2008" in texts(dialog)
    assert [radio.accessibleName() for radio in radios(dialog)][:3] == ["留级", "休学后复学", "跳级"]
    assert not any(radio.isChecked() for radio in radios(dialog))
    assert not accept(dialog).isEnabled() and dialog.reason() == ""


def test_a_digit_confirms_with_its_reason(qtbot: QtBot, document: Document) -> None:
    dialog = shown(qtbot, ConfirmDialog(of_rule(document, "sub-entry-year")[:1], document))
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_2)
    assert dialog.reason() == "休学后复学"


def test_a_click_chooses(qtbot: QtBot, document: Document) -> None:
    dialog = shown(qtbot, ConfirmDialog(of_rule(document, "sub-entry-year")[:1], document))
    radio = radios(dialog)[0]
    qtbot.mouseClick(radio, LEFT, pos=QPoint(10, radio.height() // 2))
    assert dialog.reason() == "留级"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(accept(dialog), LEFT)


def test_own_words_are_taken_but_not_blanks(qtbot: QtBot, document: Document) -> None:
    dialog = shown(qtbot, ConfirmDialog(of_rule(document, "sub-entry-year")[:1], document))
    own = radios(dialog)[-1]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key(Qt.Key.Key_0 + len(radios(dialog))))
    assert own.isChecked() and not accept(dialog).isEnabled()
    line = cast(QLineEdit, dialog.findChild(QLineEdit, "reason_text"))
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "  ")
    assert not accept(dialog).isEnabled()
    qtbot.keyClicks(line, "2010 on leave 1 ")
    assert dialog.reason() == "2010 on leave 1"
    assert accept(dialog).isEnabled()
    qtbot.mouseClick(radios(dialog)[0], LEFT, pos=QPoint(10, 10))
    assert dialog.reason() == "留级"


def test_typing_alone_chooses_own_words(qtbot: QtBot, document: Document) -> None:
    dialog = shown(qtbot, ReasonDialog("insert"))
    line = cast(QLineEdit, dialog.findChild(QLineEdit, "reason_text"))
    qtbot.mouseClick(line, LEFT)
    qtbot.keyClicks(line, "late")
    assert radios(dialog)[-1].isChecked() and dialog.reason() == "late"


def test_many_findings_get_one_reason_and_what_must_be_fixed_is_left_out(
        qtbot: QtBot, document: Document) -> None:
    findings = of_rule(document, "sub-entry-year") + of_rule(document, "sub-length")
    dialog = ConfirmDialog(findings, document)
    shown(qtbot, dialog)
    assert dialog.heading.text() == "2 处“入学年份不符”，但情况属实？"
    assert accept(dialog).text() == "确认这 2 处属实"
    assert "另有 1 处必须改正" in texts(dialog)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_1)
    document.confirm(dialog.findings(), dialog.reason())
    assert of_rule(document, "sub-entry-year") == []
    assert document.tally().confirmed == 2


def test_reasons_written_before_come_first(qtbot: QtBot, document: Document) -> None:
    first, second = of_rule(document, "sub-entry-year")
    document.confirm([first], "支边子女，按原校年级编班")
    dialog = shown(qtbot, ConfirmDialog([second], document))
    assert radios(dialog)[0].accessibleName() == "支边子女，按原校年级编班"


def test_nothing_to_confirm(qtbot: QtBot, document: Document) -> None:
    dialog = ConfirmDialog(of_rule(document, "sub-length"), document)
    shown(qtbot, dialog)
    assert dialog.heading.text() == "这里没有可以确认的问题"
    assert dialog.findings() == [] and not accept(dialog).isEnabled()
    assert not radios(dialog)[0].isEnabled()


@pytest.mark.parametrize(("kind", "count", "heading", "action", "reason"), [
    ("insert", 1, "为什么要新增这名学生？", "插入", "漏报的学生"),
    ("delete", 1, "为什么要删除这一行？", "删除这一行", "录重了"),
    ("delete", 3, "为什么要删除这 3 行？", "删除这 3 行", "录重了"),
])
def test_rows_come_and_go_with_a_reason(qtbot: QtBot, kind: str, count: int, heading: str,
                                        action: str, reason: str) -> None:
    dialog = shown(qtbot, ReasonDialog(kind, count=count))  # type: ignore[arg-type]
    assert dialog.heading.text() == heading
    assert accept(dialog).text() == action and not accept(dialog).isEnabled()
    if kind == "delete":  # one key a decision
        with qtbot.waitSignal(dialog.accepted):
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_1)
        assert dialog.reason() == reason
        return
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_1)
    assert dialog.reason() == reason
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)


def test_findings_of_the_file_are_named_as_people_would(
        qtbot: QtBot, make_document: MakeDocument) -> None:
    document = make_document(90, [])
    document.delete_rows([row.id for row in document.roster.rows if row.id in (18, 19)], "转出")
    gaps = of_rule(document, "serial-gap")
    assert len(gaps) == 2
    dialog = shown(qtbot, ConfirmDialog(gaps, document))
    assert dialog.heading.text() == "2 处“可能漏人（学生码断号）”，但情况属实？"
    assert texts(dialog).splitlines()[0] == "小学 2011；小学 2012"
    mixed = [*gaps[:1], *of_rule(make_document(36, [(25, "main_number", "E12345678")]),
                                 "main-document")]
    dialog = shown(qtbot, ConfirmDialog(mixed, document))
    assert dialog.heading.text() == "2 处问题（2 类），但情况属实？"
    assert texts(dialog).startswith("可能漏人（学生码断号）：小学 20")
