"""The row of tools: what it shows at which width, and the search field's keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.work.tool_row import ToolRow


@pytest.fixture
def tools(qtbot: QtBot, qapp: QApplication) -> ToolRow:
    found = ToolRow()
    qtbot.addWidget(found)
    found.set_counts({"problems": 1204, "edited": 112})
    found.set_format_count(35)
    found.resize(1366, found.height())
    with qtbot.waitExposed(found):
        found.show()
    found.activateWindow()
    return found


@pytest.mark.parametrize(("width", "texts"), [
    (1366, ("一键规范写法 35", "撤销", "下一处问题  F8")),
    (910, ("一键规范写法 35", "", "下一处问题  F8")),
    (683, ("规范写法 35", "", "下一处  F8")),
])
def test_nothing_is_cut_off_at_any_width(
        tools: ToolRow, width: int, texts: tuple[str, ...]) -> None:
    tools.resize(width, tools.height())
    assert (tools.format.text(), tools.undo.text(), tools.next.text()) == texts
    for button in tools.findChildren(QPushButton):
        assert button.width() >= button.minimumSizeHint().width(), button.text()
        assert tools.rect().contains(button.geometry()), button.text()
    assert tools.undo.accessibleName() == "撤销"
    assert tools.format.accessibleName() == "一键规范写法 35"


def test_it_can_be_made_as_narrow_as_half_a_usual_screen(tools: ToolRow) -> None:
    assert tools.minimumSizeHint().width() <= QSize(1366, 768).width() // 2


def test_counts_that_grow_push_nothing_out(tools: ToolRow) -> None:
    tools.resize(683, tools.height())
    tools.set_counts({"problems": 20000, "edited": 1999})
    tools.set_format_count(901)
    QApplication.processEvents()
    assert tools.rect().contains(tools.next.geometry())


@pytest.mark.parametrize(("key", "left"), [(Qt.Key.Key_Return, "周"), (Qt.Key.Key_Escape, "")])
def test_enter_and_esc_lead_from_the_search_to_the_table(
        qtbot: QtBot, tools: ToolRow, key: Qt.Key, left: str) -> None:
    tools.focus_search()
    tools.search.setText("周")
    with qtbot.waitSignals([tools.filter_changed, tools.leave_search]):
        qtbot.keyClick(tools.search, key)
    assert tools.text() == left
