"""A program in which one thing after the other goes wrong, and that must go on all the same.

Prints what was seen as one JSON object. A program of its own: errors in Qt's virtual functions take
other ways in the event loops that tests begin.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel, QModelIndex, QObject, QRunnable, QThreadPool, QTimer, qWarning)
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QListView, QPushButton, QWidget

from app import logs
from ui.widgets.soon import soon
from ui.window import crash
from ui.window.crash import CrashGuard
from ui.window.fault import FaultDialog

SECRET = "王小明 310117200003050115"


def fail() -> None:
    raise ValueError(SECRET)


class Painter(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        in_paint_event()


def in_paint_event() -> None:
    fail()


class Model(QAbstractListModel):
    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 1

    def data(self, index: QModelIndex, role: int = 0) -> object:
        in_model()
        return None


def in_model() -> None:
    fail()


class Work(QRunnable):
    def run(self) -> None:
        in_pool()


def in_pool() -> None:
    fail()


def in_slot() -> None:
    fail()


def in_thread() -> None:
    fail()


def in_later_call() -> None:
    fail()


def again() -> None:
    fail()


class Story:
    """Causes one error after the other; each must be told before the next."""

    def __init__(self, guard: CrashGuard, log: Path) -> None:
        self.guard, self.log = guard, log
        self.seen: dict[str, dict[str, str]] = {}
        self.now = 0.0
        self.window = QWidget()
        self.window.show()
        self.button = QPushButton(self.window)
        self.button.clicked.connect(in_slot)
        self.painter, self.view = Painter(), QListView()
        self.causes: dict[str, Callable[[], object]] = {
            "in_slot": self.button.click, "in_paint_event": self.painter.show,
            "in_model": self.show_view, "in_pool": self.start_work,
            "in_thread": threading.Thread(target=in_thread).start,
            "in_later_call": lambda: soon(self.window, in_later_call),
            "again": lambda: soon(self.window, again), "at_once": lambda: soon(self.window, again),
            "much_later": self.much_later}
        self.current, self.patience = "", 0
        self.beat = QTimer(interval=10)
        self.beat.timeout.connect(self.turn)
        self.beat.start()

    def show_view(self) -> None:
        self.view.setModel(Model(self.view))
        self.view.show()

    def start_work(self) -> None:
        QThreadPool.globalInstance().start(Work())

    def much_later(self) -> None:
        self.now += crash.QUIET
        self.guard.is_safe = lambda: False
        soon(self.window, again)

    def turn(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FaultDialog):
            self.note(dialog)
        self.patience -= 1
        if self.patience > 0 and self.current not in self.seen:
            return
        if not self.causes:
            self.beat.stop()
            QApplication.exit(0)
            return
        self.current = next(iter(self.causes))
        self.patience = 50 if self.current == "at_once" else 500
        cause = self.causes.pop(self.current)
        cause()

    def note(self, dialog: FaultDialog) -> None:
        dialog.findChild(QPushButton, "copy").click()
        text = dialog.text.toPlainText()
        self.seen[self.current] = {
            "text": text, "copied": QGuiApplication.clipboard().text(),
            "words": " ".join(label.text() for label in dialog.findChildren(QLabel))}
        for widget in (self.painter, self.view):
            widget.hide()
        dialog.findChild(QPushButton, "accept").click()


def main() -> None:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    log = logs.start(Path(sys.argv[1]))
    guard = CrashGuard(log)
    guard.install()
    story = Story(guard, Path(sys.argv[1]))
    crash.time = Clock(story)
    qWarning(f"strange value {SECRET}")

    class Bad(QObject):
        def __del__(self) -> None:
            fail()
    Bad()
    code = app.exec()
    json.dump({"code": code, "seen": story.seen}, sys.stdout)


class Clock:
    """The program's clock, as far as it is asked here."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def monotonic(self) -> float:
        return self.story.now


if __name__ == "__main__":
    main()
