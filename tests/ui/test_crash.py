"""Unexpected errors: told once, without students' data, and the window goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QAbstractListModel, QModelIndex, QRunnable, QThreadPool, QTimer, qWarning)
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import logs
from ui import crash
from ui.crash import CrashGuard
from ui.dialogs.fault import FaultDialog
from ui.soon import soon

pytestmark = pytest.mark.qt_no_exception_capture  # else pytest-qt takes our place
SECRET = "王小明 310117200003050115"


@pytest.fixture
def guard(qtbot: QtBot, tmp_path: Path) -> Iterator[CrashGuard]:
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    log = logs.start(tmp_path / "log")
    found = CrashGuard(log)
    found.install()
    yield found
    found.remove()
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logs.stop()
    dialog = shown()
    if dialog is not None:
        dialog.reject()


def shown() -> FaultDialog | None:
    dialog = QApplication.activeModalWidget()
    return dialog if isinstance(dialog, FaultDialog) else None


def fail() -> None:
    raise ValueError(SECRET)


class Painter(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        fail()


class Model(QAbstractListModel):
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: QModelIndex, role: int = 0) -> object:
        fail()
        return None


class Work(QRunnable):
    def run(self) -> None:
        fail()


def run_until(condition: Callable[[], bool]) -> bool:
    """Runs the application itself: in a loop that Python began, PySide keeps errors back."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    beat = QTimer(interval=5)
    beat.timeout.connect(lambda: condition() and app.exit())
    beat.start()
    late = QTimer(singleShot=True, interval=5000)
    late.timeout.connect(app.exit)
    late.start()
    # For good: a window closed later would end the event loops of other tests.
    app.setQuitOnLastWindowClosed(False)
    app.exec()
    return condition()


def is_shown() -> bool:
    return shown() is not None


def in_slot(qtbot: QtBot) -> object:
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(fail)
    QTimer.singleShot(0, button.click)
    return button


def in_paint_event(qtbot: QtBot) -> object:
    widget = Painter()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def in_model(qtbot: QtBot) -> object:
    view = QListView()
    qtbot.addWidget(view)
    view.setModel(Model(view))
    view.show()
    return view


def in_pool(qtbot: QtBot) -> None:
    QThreadPool.globalInstance().start(Work())


def in_later_call(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert application is not None
    soon(application, fail)


def in_thread(qtbot: QtBot) -> None:
    threading.Thread(target=fail).start()


@pytest.mark.parametrize("cause", [
    in_slot, in_paint_event, in_model, in_pool, in_thread, in_later_call])
def test_one_dialog_and_it_goes_on(cause: Callable[[QtBot], object], guard: CrashGuard,
                                   qtbot: QtBot, tmp_path: Path) -> None:
    guard.is_safe = lambda: True
    widget = cause(qtbot)
    assert run_until(is_shown)
    dialog = shown()
    assert dialog is not None
    words = " ".join(label.text() for label in dialog.findChildren(type(dialog.heading)))
    assert "都已保存" in words
    text = dialog.text.toPlainText()
    assert "builtins.ValueError" in text and "test_crash.py" in text
    assert str(tmp_path / "log" / logs.NAME) in text
    dialog.findChild(QPushButton, "copy").click()
    assert QGuiApplication.clipboard().text() == text
    log = (tmp_path / "log" / logs.NAME).read_text(encoding="ascii")
    assert "builtins.ValueError" in log
    for place in (text.replace(str(tmp_path), ""), log, words):
        assert not any(part in place for part in SECRET.split())
    dialog.findChild(QPushButton, "accept").click()
    assert shown() is None
    del widget  # it had to live until here


def test_the_same_error_is_told_again_only_after_a_quiet_time(
        guard: CrashGuard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(crash.time, "monotonic", lambda: now[0])

    def again() -> bool:
        QTimer.singleShot(0, fail)
        with qtbot.waitSignal(guard.caught):
            pass
        QApplication.processEvents()
        dialog = shown()
        if dialog is not None:
            dialog.accept()
        return dialog is not None
    assert again()
    for pause, told in ((1, False), (2, False), (crash.QUIET - 0.5, False), (crash.QUIET, True)):
        now[0] += pause
        assert again() is told


def test_it_does_not_claim_safety_that_is_not_there(guard: CrashGuard, qtbot: QtBot) -> None:
    guard.is_safe = lambda: False
    QTimer.singleShot(0, fail)
    assert run_until(is_shown)
    dialog = shown()
    assert dialog is not None
    words = " ".join(label.text() for label in dialog.findChildren(type(dialog.heading)))
    assert "还没有保存" in words and "都已保存" not in words


def test_messages_of_qt_go_to_the_log(guard: CrashGuard, tmp_path: Path) -> None:
    qWarning(f"strange value {SECRET}")
    log = (tmp_path / "log" / logs.NAME).read_text(encoding="ascii")
    assert "WARNING qt: " in log and "strange value" in log
    assert not any(part in log for part in SECRET.split())


def test_errors_in_destructors_are_logged_only(guard: CrashGuard, tmp_path: Path) -> None:
    class Bad:
        def __del__(self) -> None:
            fail()
    Bad()
    assert shown() is None
    log = (tmp_path / "log" / logs.NAME).read_text(encoding="ascii")
    assert "in passing" in log and logging.getLevelName(logging.ERROR) in log
