"""How long the window stands still while a clerk works, against what an office computer does in
100 ms; and whether it keeps up with a key that is held."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.hands import Hands, settle
from benchmarks.measure import Line
from benchmarks.morning import EVERY, Step, morning
from benchmarks.rosters import roster_file
from benchmarks.window import application

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

LONGEST = 0.1
"""Seconds that the event loop may be busy in one go on an office computer."""
OFFICE = 0.035
"""Seconds in which the computer of an office counts to a million."""
AFTER = 150
"""Milliseconds for what was put off until the window had been painted."""
TICK = 5
_THREADS = Path("/proc/self/task")


@dataclass(frozen=True)
class Stall:
    """Seconds of a step, and the seconds that it may take on this computer as it was just then."""

    step: Step
    taken: float
    limit: float

    @property
    def ratio(self) -> float:
        return self.taken / self.limit


def stalls(rows: int, repeats: int) -> list[Line]:
    """A line for every part of the morning: its longest stall, each step at its best of the
    mornings (a stall of ours comes again each time, one of the machine's does not)."""
    best: dict[tuple[str, str], Stall] = {}
    with a_window(roster_file(rows, "xls")) as window:
        for _ in range(repeats):
            for step in morning(window, Hands(window)):
                for name, found in measured(step):
                    key = (step.part, name)
                    if key not in best or found.ratio < best[key].ratio:
                        best[key] = found
    worst: dict[str, tuple[str, Stall]] = {}
    for (part, name), found in best.items():
        line = name if name == HELD else f"stall {part}"
        if line not in worst or found.ratio > worst[line][1].ratio:
            worst[line] = (name, found)
    return [Line(line, found.taken, found.limit, 1.0, note="" if line == name else name)
            for line, (name, found) in worst.items()]


HELD = "key held"


def measured(step: Step) -> Iterator[tuple[str, Stall]]:
    """Carries the step out; its longest stall, and the time of one press of a held key."""
    watch, start = Watch(), time.thread_time()
    step.begin()
    used = time.thread_time() - start
    step.finish(AFTER)
    longest, slower = watch.stop(), slowness()
    if step.presses:
        yield HELD, Stall(step, used / step.presses, EVERY * slower)
    yield step.name, Stall(step, longest, LONGEST * slower)


def waits() -> tuple[float, float]:
    """Seconds that this thread, and that all others of this program, have waited for a core that
    somebody used; where the system does not tell, all in which none of them computed."""
    if not _THREADS.is_dir():
        return time.perf_counter() - time.process_time(), 0.0
    own, others, this = 0.0, 0.0, str(threading.get_native_id())
    for thread in _THREADS.iterdir():
        with suppress(OSError):  # it has just ended
            waited = int((thread / "schedstat").read_text("ascii").split()[1]) / 1e9
            if thread.name == this:
                own = waited
            else:
                others += waited
    return own, others


class Watch:
    """Measures the longest time between two rounds of the event loop, less what other programs
    took from this one: while this thread waited for a core, and while it waited for another thread
    of this program that did."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer
        self.longest = 0.0
        self._last = self._now()
        self._timer = QTimer(interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @staticmethod
    def _now() -> tuple[float, ...]:
        return time.perf_counter(), time.thread_time(), *waits()

    def _tick(self) -> None:
        before, self._last = self._last, self._now()
        clock, computed, own, others = (
            max(0.0, new - old) for new, old in zip(self._last, before, strict=True))
        held = max(0.0, clock - computed - own)
        self.longest = max(self.longest, clock - own - min(held, others))

    def stop(self) -> float:
        """Ends the watch; the longest time in seconds."""
        self._tick()
        self._timer.stop()
        return self.longest


def slowness() -> float:
    """How many times slower than an office computer this one is just now; 1 if it is not."""
    def count() -> float:
        start, total = time.thread_time(), 0
        for number in range(1_000_000):
            total += number
        return time.thread_time() - start
    return max(1.0, min(count() for _ in range(3)) / OFFICE)


@contextmanager
def a_window(roster: Path) -> Iterator[MainWindow]:
    """The window at its start page, where the roster is the one opened last; settings, ledger and
    working copies are its own."""
    application()
    from app import folders
    from ui import settings
    from ui.widgets import leaving, worker
    from ui.window.main_window import MainWindow
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home, store, asks = Path(folder), settings.STORE, leaving.ASKS
        before = os.environ.get(folders.HOME)
        os.environ[folders.HOME] = folder
        settings.STORE, leaving.ASKS = home / "settings.ini", False
        known = settings.Settings(save_folder=str(home))
        known.note_opened(roster)
        settings.save(known)
        window = MainWindow(folder=home / "work")
        try:
            window.resize(1366, 768)
            window.show()
            window.activateWindow()
            settle()
            yield window
        finally:
            window.opening.let_go()
            worker.wait_for_all()
            window.close()
            settle()
            settings.STORE, leaving.ASKS = store, asks
            if before is None:
                del os.environ[folders.HOME]
            else:
                os.environ[folders.HOME] = before
