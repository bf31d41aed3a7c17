"""A window that begins with a roster makes no start page, unless nothing comes of the roster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.documents import write_roster
from ui.action_table import Act
from ui.start.start_page import StartPage
from ui.window.main_window import MainWindow

MakeDocument = Callable[..., Document]


@pytest.fixture
def window(qtbot: QtBot, settings_store: QSettings, at_once: None, tmp_path: Path,
           messages: object) -> Iterator[MainWindow]:
    found = MainWindow(folder=tmp_path / "work", roster_follows=True)
    qtbot.addWidget(found)
    found.resize(1366, 768)
    with qtbot.waitExposed(found):
        found.show()
    yield found


def start_pages(window: MainWindow) -> list[StartPage]:
    return window.findChildren(StartPage)


def test_no_start_page_is_made_for_a_roster(window: MainWindow, tmp_path: Path,
                                            make_document: MakeDocument) -> None:
    assert not start_pages(window) and not window.status.isVisible()
    window.open_path(write_roster(tmp_path / "3101170526一所学校.xlsx", make_document(36)))
    assert window.work.isVisible() and window.status.isVisible()
    assert not start_pages(window)


def test_closing_the_roster_shows_the_start_page(qtbot: QtBot, window: MainWindow, tmp_path: Path,
                                                 make_document: MakeDocument) -> None:
    path = write_roster(tmp_path / "3101170526一所学校.xlsx", make_document(36))
    window.open_path(path)
    window.close_document()
    assert window.start.isVisible() and len(start_pages(window)) == 1
    qtbot.waitUntil(lambda: window.focusWidget() is window.start.open_button)
    window.start.path_requested.emit(path)
    assert window.work.isVisible() and window.document is not None


@pytest.mark.parametrize("content", [None, b"", b"\xd0\xcf\x11\xe0" * 200])
def test_a_file_that_can_not_be_read_leads_to_the_start_page(
        qtbot: QtBot, window: MainWindow, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.xls"
    if content is not None:
        path.write_bytes(content)
    window.open_path(path)
    assert window.start.isVisible() and window.start.isEnabled()
    qtbot.waitUntil(lambda: window.focusWidget() is window.start.open_button)


def test_a_question_that_is_not_answered_leads_to_the_start_page(
        window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("甲,乙\n1,2\n3,4\n", encoding="utf-8")
    window.open_path(tmp_path / "x.csv")
    assert not start_pages(window)
    (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    dialog.reject()
    assert window.start.isVisible() and window.start.isEnabled()


def test_a_menu_is_no_reason_to_show_an_empty_page(window: MainWindow,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: ("", ""))
    window.actions_of[Act.OPEN].trigger()
    assert not window.work.isVisible()
