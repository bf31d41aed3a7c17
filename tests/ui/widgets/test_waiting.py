"""The dialog that says that a job takes long."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task, wait_for_all
from ui.widgets.working import WorkingDialog


class Work:
    """A function for a job that goes on until it is let go or cancelled."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def __call__(self, task: Task) -> str:
        task.progress("正在读取文件…", 3, 7)
        while not self.go_on.wait(0.01) and not task.cancelled.is_set():
            pass
        return "done"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    found = QWidget()
    qtbot.addWidget(found)
    found.show()
    return found


@pytest.fixture
def work() -> Iterator[Work]:
    found = Work()
    yield found
    found.go_on.set()
    assert wait_for_all()


def dialog_in(window: QWidget) -> WorkingDialog | None:
    found = window.findChild(WorkingDialog)
    return found if found is not None and found.isVisible() else None


@pytest.mark.parametrize("delay", [0, 20])
def test_what_takes_long_is_told(qtbot: QtBot, window: QWidget, work: Work, delay: int) -> None:
    job = Job(work, window)
    Waiting(window, job, "打开名册", "正在打开“名册.xls”", delay=delay).start()
    assert (dialog_in(window) is not None) == (delay == 0)
    qtbot.waitUntil(lambda: dialog_in(window) is not None)
    dialog = dialog_in(window)
    assert dialog is not None and dialog.heading.text() == "正在打开“名册.xls”"
    qtbot.waitUntil(lambda: (dialog.text.text(), dialog.bar.value(), dialog.bar.maximum())
                    == ("正在读取文件…", 3, 7))
    with qtbot.waitSignal(job.succeeded):
        work.go_on.set()
    assert dialog_in(window) is None


def test_what_is_done_sooner_is_not(qtbot: QtBot, window: QWidget, work: Work) -> None:
    work.go_on.set()
    job = Job(work, window)
    with qtbot.waitSignal(job.succeeded):
        Waiting(window, job, "打开名册", "", delay=50).start()
    qtbot.wait(100)
    assert window.findChild(WorkingDialog) is None


@pytest.mark.parametrize("way", ["cancel", "Esc"])
def test_it_can_be_stopped(qtbot: QtBot, window: QWidget, work: Work, way: str) -> None:
    job = Job(work, window)
    Waiting(window, job, "打开名册", "", delay=0).start()
    dialog = dialog_in(window)
    assert dialog is not None
    with qtbot.waitSignal(job.cancelled):
        if way == "Esc":
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(dialog.findChild(QPushButton, "cancel"), Qt.MouseButton.LeftButton)
    assert dialog_in(window) is None


def test_what_stops_at_its_own_time_is_waited_for(qtbot: QtBot, window: QWidget, work: Work
                                                  ) -> None:
    """Files are being written: nothing can be changed until that has really ended."""
    job = Job(work, window, waits=True)
    seen: list[bool] = []
    job.succeeded.connect(lambda _result: seen.append(dialog_in(window) is None))
    Waiting(window, job, "班主任问题单", "", delay=0).start()
    dialog = dialog_in(window)
    assert dialog is not None
    for _ in range(2):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog_in(window) is dialog
    assert not dialog.findChild(QPushButton, "cancel").isEnabled()
    with qtbot.waitSignal(job.succeeded):
        work.go_on.set()
    assert seen == [True]  # what is said of the end does not stand over the dialog


def test_what_must_not_be_stopped_goes_on(qtbot: QtBot, window: QWidget, work: Work) -> None:
    job = Job(work, window, waits=True)
    Waiting(window, job, "核对学校", "", cancellable=False, delay=0).start()
    dialog = dialog_in(window)
    assert dialog is not None and dialog.findChild(QPushButton, "cancel") is None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog_in(window) is dialog and not job.is_over
    with qtbot.waitSignal(job.succeeded):
        work.go_on.set()
