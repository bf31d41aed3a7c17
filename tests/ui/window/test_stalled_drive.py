"""A drive that does not answer: the clerk waits or gives up, and goes on elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app import continuing
from app.claims import claim_roster
from app.document import Document
from models import regular
from tests.documents import write_roster
from ui.widgets.worker import wait_for_all
from ui.widgets.working import WorkingDialog
from ui.window.main_window import MainWindow

MakeDocument = Callable[..., Document]


@pytest.fixture
def window(qtbot: QtBot, settings_store: QSettings, tmp_path: Path, messages: object
           ) -> Iterator[MainWindow]:
    found = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(found)
    with qtbot.waitExposed(found):
        found.show()
    yield found
    assert found.opening.let_go() and wait_for_all()


def test_waiting_can_be_given_up(window: MainWindow, qtbot: QtBot, tmp_path: Path,
                                 make_document: MakeDocument,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    good = write_roster(tmp_path / "好的.xlsx", make_document(36, []))
    stalled = tmp_path / "网络盘.xlsx"
    stalled.write_bytes(good.read_bytes())
    answers = Event()
    real = regular.open_regular

    def stall(path: Path) -> object:
        if path == stalled:
            answers.wait(60)
        return real(path)
    monkeypatch.setattr(regular, "open_regular", stall)
    try:
        for _ in range(3):  # each holds a thread
            window.open_path(stalled)
            qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), WorkingDialog))
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, WorkingDialog) and dialog.cancel_button is not None
            dialog.cancel_button.click()
            qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
        assert window.document is None
        window.open_path(good)
        qtbot.waitUntil(lambda: window.document is not None, timeout=20_000)
    finally:
        answers.set()
    assert window.document is not None and window.document.roster.path == good


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes among the files there")
def test_pipe_is_refused_at_once(window: MainWindow, qtbot: QtBot, tmp_path: Path,
                                 messages: object) -> None:
    os.mkfifo(tmp_path / "名册.xls")
    window.open_path(tmp_path / "名册.xls")
    qtbot.waitUntil(lambda: len(messages.texts) == 1)  # type: ignore[attr-defined]
    assert "不是普通文件" in messages.texts[0]  # type: ignore[attr-defined]


def test_recent_files_on_a_stalled_drive_hold_up_nothing(
        window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start page shows what it can look at; the other follows when its drive answers."""
    here, there = tmp_path / "本机.xls", tmp_path / "网络盘.xls"
    for path in (here, there):
        path.write_bytes(b"x")
    answers = Event()
    real = Path.stat

    def stat(path: Path, **more: bool) -> os.stat_result:
        if path == there:
            answers.wait(60)
        return real(path, **more)
    monkeypatch.setattr(Path, "stat", stat)

    def names() -> set[str]:
        return {button.accessibleName() for button in window.start.findChildren(QPushButton)
                if button.objectName().startswith("recent")}
    try:
        for _ in range(20):  # more often than there are threads
            window.start.set_recent([str(there), str(here), str(tmp_path / "没有.xls")])
        qtbot.waitUntil(lambda: names() == {here.name})
    finally:
        answers.set()
    qtbot.waitUntil(lambda: names() == {here.name, there.name})


def test_going_on_with_work_whose_drive_stalls_can_be_given_up(
        window: MainWindow, qtbot: QtBot, tmp_path: Path, make_document: MakeDocument,
        monkeypatch: pytest.MonkeyPatch) -> None:
    roster = write_roster(tmp_path / "名册.xlsx", make_document(36, []))
    window.open_path(roster)
    qtbot.waitUntil(lambda: window.document is not None, timeout=20_000)
    assert window.document is not None
    window.document.edit([(0, 2, "王改")])
    keeper = window.opening.keeper
    assert keeper.let_go()
    [work] = continuing.look(tmp_path / "work").works
    answers = Event()
    real = os.path.realpath

    def realpath(path: Path, **more: bool) -> str:
        if str(path) == str(roster):
            answers.wait(60)
        return real(path, **more)
    monkeypatch.setattr(os.path, "realpath", realpath)
    try:
        keeper.go_on(work, window.opening._request(roster))
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), WorkingDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, WorkingDialog) and dialog.cancel_button is not None
        with qtbot.waitSignal(keeper.given_up):
            dialog.cancel_button.click()
    finally:
        answers.set()
    assert wait_for_all()
    claim_roster(tmp_path / "work", roster).release()  # nobody holds what was given up
