"""Background work: result or error, progress, cancelling."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from models.errors import XuejiError
from ui.widgets.worker import Job, Task, end_all, wait_for_all


def test_result_comes_back_in_the_window_s_thread(qtbot: QtBot) -> None:
    seen: list[tuple[object, bool, bool]] = []
    main = threading.current_thread()
    job = Job(lambda task: threading.current_thread() is main)
    job.succeeded.connect(
        lambda inside: seen.append((inside, threading.current_thread() is main, job.is_over)))
    with qtbot.waitSignal(job.succeeded):
        job.start()
    assert seen == [(False, True, True)]


def test_what_was_worked_on_goes(qtbot: QtBot) -> None:
    class Workbook:
        """Something large."""
    book = Workbook()
    known = weakref.ref(book)
    job = Job(lambda task, book=book: task.progress(str(book)))
    del book
    with qtbot.waitSignal(job.succeeded):
        job.start()
    assert wait_for_all() and job.is_over
    assert known() is None


def test_error_comes_back(qtbot: QtBot) -> None:
    def fail(task: Task) -> None:
        raise XuejiError("读不了。")
    job = Job(fail)
    with qtbot.waitSignal(job.failed) as failed, qtbot.assertNotEmitted(job.succeeded):
        job.start()
    assert isinstance(failed.args[0], XuejiError)


def test_an_unexpected_error_reaches_the_last_resort_though_nobody_listens(
        qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[tuple[type[BaseException], bool]] = []
    main = threading.current_thread()
    monkeypatch.setattr("sys.excepthook", lambda kind, _error, _trace: handed.append(
        (kind, threading.current_thread() is main)))
    job = Job(lambda task: 1 / 0)
    with qtbot.waitSignal(job.ended):
        job.start()
    assert handed == [(ZeroDivisionError, True)]


def test_progress(qtbot: QtBot, at_once: None) -> None:
    told: list[tuple[str, int, int]] = []
    job = Job(lambda task: task.progress("正在读取", 1, 2))
    job.progressed.connect(lambda *given: told.append(given))
    job.start()
    assert told == [("正在读取", 1, 2)]


@pytest.mark.parametrize("waits", [False, True])
def test_cancelling(qtbot: QtBot, waits: bool) -> None:
    started, seen = threading.Event(), []

    def work(task: Task) -> bool:
        started.set()
        return task.cancelled.wait(10)
    job = Job(work, waits=waits)
    for name in ("succeeded", "cancelled"):
        getattr(job, name).connect(lambda *_given, name=name: seen.append(name))
    job.start()
    assert started.wait(10)
    job.cancel()
    assert wait_for_all()
    qtbot.waitUntil(lambda: job.is_over)
    # who waits hears from the work itself whether it was still in time
    assert seen == (["succeeded"] if waits else ["cancelled"])


@pytest.mark.parametrize("end", [delete, lambda owner: end_all()])
def test_owner_may_go_first(qtbot: QtBot, end: Callable[[QObject], None]) -> None:
    """A dialog is deleted, or the program ends, while work is going on: the work is asked to stop,
    and nobody hears of it again."""
    started, stopped, heard = threading.Event(), threading.Event(), []

    def work(task: Task) -> None:
        started.set()
        assert task.cancelled.wait(10)
        stopped.set()
    owner = QObject()
    job = Job(work, owner, waits=True)
    for signal in (job.succeeded, job.failed, job.cancelled):
        signal.connect(lambda *given: heard.append(given))
    job.start()
    assert started.wait(10)
    end(owner)
    assert stopped.wait(10) and wait_for_all()
    qtbot.wait(20)
    assert job.is_over and heard == []


@pytest.mark.parametrize("end", [Job.cancel, Job.abandon])
def test_work_that_nobody_waits_for_any_more_does_not_begin(
        qtbot: QtBot, end: Callable[[Job], None]) -> None:
    begun, known = list[bool](), list[weakref.ref[Job]]()
    job = Job(lambda task: begun.append(True))
    known.append(weakref.ref(job))
    job.start(20)
    end(job)
    del job
    qtbot.waitUntil(lambda: known[0]() is None)
    assert wait_for_all() and begun == []


def test_work_begins_later(qtbot: QtBot) -> None:
    begun = list[bool]()
    job = Job(lambda task: begun.append(True))
    with qtbot.waitSignal(job.succeeded):
        job.start(20)
        assert begun == []
    assert begun == [True]
