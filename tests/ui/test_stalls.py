"""The window never stands still: no stall of the event loop over 100 ms with 20,000 students."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from resources.samples.generator import make_roster, write
from ui.dialogs.preview_fixes import PreviewFixesDialog
from ui.dialogs.submission import SubmissionDialog
from ui.main_window import MainWindow
from ui.worker import wait_for_all

STUDENTS = 20_000
GOAL = 0.1
"""Seconds that the event loop may be busy in one go."""
LONGEST = 1.5 * GOAL
"""What fails: machines that run tests are slow and shared, and the goal is an office computer's."""
TRIES = 3
"""A stall of ours comes again each time; one of the machine's does not."""
_PATIENCE = 60_000


def clock() -> tuple[float, float]:
    """Time that passed, and time that this process computed."""
    return time.perf_counter(), time.process_time()


class Watch(QObject):
    """Measures the longest time between two rounds of the event loop, as far as this program was
    computing in it: what other programs took from it is no fault of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = clock()
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = clock()
        self.longest = max(self.longest, min(
            after - before for before, after in zip(self._last, now)))
        self._last = now

    def stop(self) -> float:
        self._tick()
        self._timer.stop()
        return self.longest


def longest_stall(qtbot: QtBot, begin: Callable[[], object], over: Callable[[], bool]) -> float:
    watch = Watch()
    begin()
    qtbot.waitUntil(over, timeout=_PATIENCE)
    qtbot.wait(150)  # what was put off until the window had been painted
    return watch.stop()


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("big") / "big.xls"
    write(path, make_roster(STUDENTS, 1, 0.01))
    return path


@pytest.fixture
def window(qtbot: QtBot, settings_store: QSettings) -> Iterator[MainWindow]:
    found = MainWindow()
    qtbot.addWidget(found)
    found.resize(1366, 768)
    with qtbot.waitExposed(found):
        found.show()
    yield found
    assert wait_for_all()


def steps(window: MainWindow, roster: Path, folder: Path
          ) -> Iterator[tuple[str, Callable[[], object], Callable[[], bool]]]:
    """What is watched, in order: name, how it begins, when it is over."""
    def opened() -> bool:
        return window.document is not None

    def at_once() -> bool:
        return True
    yield "open", lambda: window.open_path(roster), opened
    document = window.document
    assert document is not None
    name = document.roster.index("name")
    assert name is not None
    yield "confirm", window.work.school.confirm_button.click, at_once
    yield "next", window.work.next_problem, at_once
    yield "edit", lambda: document.edit([(7, name, "王示范")]), at_once
    yield "undo", window.work.undo, at_once
    yield "sort", lambda: window.work.table.cycle_sort(name), at_once
    yield "filter", lambda: window.work.show_mode("problems"), at_once
    yield "all", lambda: window.work.show_mode("all"), at_once
    yield ("fix all", lambda: window.work.fix_all("sub-entry-year"),
           lambda: window.findChild(PreviewFixesDialog) is not None)
    yield "carry out", window.findChild(PreviewFixesDialog).accept, at_once
    yield "take back", window.work.undo, at_once
    yield ("unify", window.work.unify_writing,
           lambda: any(one.isVisible() for one in window.findChildren(PreviewFixesDialog)))
    preview = next(one for one in window.findChildren(PreviewFixesDialog) if one.isVisible())
    yield "carry out unifying", preview.accept, at_once
    school = replace(document.school, name="示例学校", school_year=document.school.school_year + 1)
    yield ("school", lambda: window.work.school_changed.emit(school),
           lambda: document.school == school)
    window.settings.save_folder = str(folder)
    yield "hand in", window.submit, lambda: window.findChild(SubmissionDialog) is not None
    dialog = window.findChild(SubmissionDialog)
    assert dialog is not None
    yield ("write", lambda: dialog._write(allow_errors=True), lambda: dialog.result_of is not None)
    for shown in window.findChildren(QDialog):
        shown.close()


def test_no_stall(qtbot: QtBot, window: MainWindow, roster: Path, tmp_path: Path) -> None:
    least: dict[str, float] = {}
    for _ in range(TRIES):
        for what, begin, over in steps(window, roster, tmp_path):
            found = longest_stall(qtbot, begin, over)
            least[what] = min(found, least.get(what, found))
        if max(least.values()) < LONGEST:
            return
        window.set_document(None)
    print({what: round(found, 3) for what, found in least.items()})
    pytest.fail(str({what: round(found, 3) for what, found in least.items() if found >= LONGEST}))
