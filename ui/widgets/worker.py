"""Work in the background: a function in a thread, its result or error back in the window's thread.

A ``Job`` is asked for progress and cancelled from the window; the function sees it as a ``Task``.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from models.errors import XuejiError
from ui.widgets.soon import soon

AT_ONCE = False
"""Tests do the work in the thread that asks for it."""

_TURN = 0.001
"""Seconds for which a thread may keep the window's thread waiting. Each call into Qt waits so long
while something is computed in the background; Python's usual 5 ms add up to what can be felt."""

_THREADS = 16
"""A thread that a stalled drive holds must not keep others from their work."""

_log = logging.getLogger(__name__)


class Task:
    """What a background function may do: report progress, see whether it is cancelled."""

    def __init__(self, report: Callable[[str, int, int], None]) -> None:
        self.cancelled = threading.Event()
        self._report = report

    def progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """Says what is being done, and how much of it (``total`` 0: unknown)."""
        self._report(text, done, total)


class Job(QObject):
    """One piece of work. Exactly one of ``succeeded`` and ``failed`` is emitted, in the window's
    thread, unless the job was cancelled: then ``cancelled`` is, and its result is dropped.
    ``ended`` comes before any of them. An error that is no XuejiError has been handed to the crash
    guard by then, whoever listens to ``failed`` or not: a listener only tidies up.

    When its ``owner`` goes, the job is asked to stop and nothing more comes of it. It is no child
    of its owner, because the background thread speaks to it until the end; then it goes by itself.
    """

    ended = Signal()
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    progressed = Signal(str, int, int)

    def __init__(self, function: Callable[[Task], Any], owner: QObject | None = None, *,
                 waits: bool = False) -> None:
        super().__init__()
        self._function = function
        self._waits = waits
        self._task = Task(self.progressed.emit)
        self._over = False
        self._messenger = _messenger()
        if owner is not None:
            owner.destroyed.connect(self.abandon)

    def start(self, after: int = 0) -> None:
        """Begins, so many milliseconds later; with ``AT_ONCE`` everything is over when this
        returns."""
        if AT_ONCE:
            self._run()
            return
        _RUNNING.add(self)
        if after:
            soon(self, self._begin, after)
        else:
            self._begin()

    def _begin(self) -> None:
        if self._over:  # nobody waits for it any more
            self.finish(None, None)
            return
        sys.setswitchinterval(_TURN)
        pool = QThreadPool.globalInstance()
        pool.setMaxThreadCount(max(pool.maxThreadCount(), _THREADS))
        pool.start(_Runnable(self._run))

    def cancel(self) -> None:
        """Asks the function to stop, and no longer waits for it unless ``waits``: then its own word
        counts on whether it was still in time."""
        self._task.cancelled.set()
        if not self._over and not self._waits:
            self._over = True
            self.ended.emit()
            self.cancelled.emit()

    def abandon(self) -> None:
        """Asks the function to stop; nothing is told of its end."""
        self._over = True
        self._task.cancelled.set()

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to come."""
        return self._over

    def _run(self) -> None:
        result: object = None
        error: Exception | None = None
        try:
            result = self._function(self._task)
        except Exception as caught:  # handed to whoever waits; nothing is lost
            _log.debug("background work failed: %s", type(caught).__name__)
            error = caught
        self._messenger.returned.emit(self, result, error)

    def finish(self, result: object, error: Exception | None) -> None:
        """The function has returned, or failed with an error: tells whoever waits."""
        _RUNNING.discard(self)
        self.deleteLater()  # here: the garbage collector would do it in any thread
        del self._function  # and what it worked on; its window may keep the job for long
        if self._over:
            return
        self._over = True
        self.ended.emit()
        if error is not None:
            if not isinstance(error, XuejiError):
                sys.excepthook(type(error), error, error.__traceback__)
            self.failed.emit(error)
        else:
            self.succeeded.emit(result)


class _Messenger(QObject):
    """Brings what functions returned into the window's thread. It is not the job that says so
    there: with the last word it may be deleted, while the other thread is still emitting it."""

    returned = Signal(object, object, object)

    def __init__(self) -> None:
        super().__init__()
        self.returned.connect(self._finish)

    def _finish(self, job: Job, result: object, error: Exception | None) -> None:
        job.finish(result, error)


@cache
def _messenger() -> _Messenger:
    """Made in the window's thread, with the first job, for all of them."""
    return _Messenger()


_RUNNING: set[Job] = set()
"""Keeps jobs alive until they have ended, whoever has forgotten them."""


class _Runnable(QRunnable):
    """Runs a function in the pool."""

    def __init__(self, function: Callable[[], None]) -> None:
        super().__init__()
        self._function = function

    def run(self) -> None:
        self._function()


def end_all() -> bool:
    """The program ends: asks every background function to stop and waits until it has; False if
    one does not come back, as when a network drive stalls."""
    for job in tuple(_RUNNING):
        job.abandon()
    return wait_for_all()


def wait_for_all(milliseconds: int = 10_000) -> bool:
    """Waits until every background function has returned; False if one did not in time."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)
