"""地区模板 in the school step: shown, changed, and everything judged anew by the other one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app.document import Document
from models.profile import load_profile
from models.school import School
from resources.samples.generator import make_region_roster, write
from tests.builders import document_of, student
from tests.ui.conftest import Messages
from ui.window.main_window import MainWindow
from ui.work.school_bar import SchoolBar, code_problem


@pytest.fixture
def window(qtbot: QtBot, settings_store: QSettings, at_once: None, tmp_path: Path,
           messages: object) -> Iterator[MainWindow]:
    found = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(found)
    with qtbot.waitExposed(found):
        found.show()
    yield found


def worked_on(window: MainWindow) -> Document:
    document = window.document
    assert document is not None
    return document


def choose(window: MainWindow, name: str) -> None:
    bar = window.work.school
    index = bar.profile.findData(name)
    assert index >= 0
    bar.profile.setCurrentIndex(index)
    bar.profile.activated.emit(index)


def test_another_region_is_read_and_judged_anew(
        window: MainWindow, tmp_path: Path, messages: Messages) -> None:
    write(tmp_path / "a.xlsx", make_region_roster("anhui", 120, clean=True))
    window.open_path(tmp_path / "a.xlsx")
    document, bar = worked_on(window), window.work.school
    assert bar.isVisible() and bar.profile.currentText() == "安徽省"
    assert not document.tally().open and "地区模板“安徽省”" in document.roster.notes[0]
    choose(window, "beijing")
    document = worked_on(window)
    assert document.profile.name == bar.profile.currentData() == "beijing"
    assert document.tally().errors > 50  # other parts in as many digits
    assert messages.seen == []  # nothing was lost
    # with something done already it is asked first
    document.edit([(document.roster.rows[0].id, 2, "改名")])
    messages.answer = False
    choose(window, "anhui")
    assert worked_on(window) is document and bar.profile.currentData() == "beijing"
    messages.answer = True
    choose(window, "anhui")
    assert not worked_on(window).tally().open and len(messages.seen) == 2
    assert not any("地区模板" in note for note in worked_on(window).roster.notes)


def test_a_region_without_codes_asks_for_none(qtbot: QtBot) -> None:
    profile = load_profile("anhui")
    assert code_problem("", profile) == "" and code_problem("12a", profile)
    assert code_problem("", load_profile("beijing"))
    document = document_of([student()], school=School("3101170001", "示例学校", 2012, "5-4-3"))
    bar = SchoolBar()
    qtbot.addWidget(bar)
    bar.set_document(document)
    assert bar.profile.currentText() == "上海市" and bar.profile.count() >= 5
