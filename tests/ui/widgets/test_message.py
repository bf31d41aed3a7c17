"""Boxes that ask: what Enter and Esc answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from benchmarks.hands import answered, open_dialog
from ui.widgets import message


@pytest.mark.parametrize(("key", "careful", "answer"), [
    (Qt.Key.Key_Return, False, True),
    (Qt.Key.Key_Escape, False, False),
    (Qt.Key.Key_Return, True, False),   # what loses something takes a deliberate click
    (Qt.Key.Key_Escape, True, False),
])
def test_keys(qtbot: QtBot, key: Qt.Key, careful: bool, answer: bool) -> None:
    def press() -> None:
        box = open_dialog()
        assert isinstance(box, QMessageBox)
        [default] = [button for button in box.buttons() if button.property("kind") == "primary"]
        assert default.isDefault() and (default.objectName() == "refuse") is careful
        qtbot.keyClick(box, key)

    parent = QWidget()
    qtbot.addWidget(parent)
    with answered(press):
        assert message.ask(parent, "要删除吗？", yes="删除", no="留着", careful=careful) is answer


def test_parent_is_closed_meanwhile(qtbot: QtBot) -> None:
    parent = QWidget()
    with answered(parent.deleteLater):
        assert message.ask(parent, "要生成吗？", yes="生成", no="不生成") is False
    parent = QWidget()
    with answered(parent.deleteLater):
        assert message.inform(parent, "已写好。") is False
