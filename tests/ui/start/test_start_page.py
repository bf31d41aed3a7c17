"""要做什么: five tasks, each begun by its button; what needs a roster goes on when one is open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QBoxLayout, QPushButton
from pytestqt.qtbot import QtBot

from ui.start.start_page import StartPage


@pytest.mark.parametrize(("name", "signal"), [
    ("openButton", "open_requested"), ("mergeButton", "merge_requested"),
    ("mergeFilesButton", "merge_files_requested"),
    ("compareButton", "compare_requested"), ("photosButton", "photos_requested"),
    ("districtButton", "district_requested")])
def test_every_task_begins_with_its_button(qtbot: QtBot, settings_store: QSettings, name: str,
                                           signal: str) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    page.show()
    button = page.findChild(QPushButton, name)
    assert button is not None
    with qtbot.waitSignal(getattr(page, signal), timeout=1000):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_the_columns_stand_below_each_other_where_there_is_little_room(
        qtbot: QtBot, settings_store: QSettings) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    page.show()
    widget = page.widget()
    assert widget is not None
    layout = widget.layout()
    assert isinstance(layout, QBoxLayout)
    for width, direction in ((1366, QBoxLayout.Direction.LeftToRight),
                             (640, QBoxLayout.Direction.TopToBottom)):
        page.resize(width, 600)
        qtbot.waitUntil(lambda direction=direction: layout.direction() == direction)
        assert not page.horizontalScrollBar().isVisible()


def test_what_is_due_is_shown_only_if_anything_is(qtbot: QtBot, settings_store: QSettings) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    page.show()
    assert not page.reminders.isVisible()
    page.set_reminders(["更正表：还有 2 天"])
    assert page.reminders.isVisible()
