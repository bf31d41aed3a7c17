"""A drive that does not answer: the clerk waits or gives up, and goes on elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

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
