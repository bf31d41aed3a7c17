"""The morning whose stalls are measured: every step of it works by keys and clicks; and the watch
sees what stands still."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from benchmarks.hands import Hands, answered, open_dialog
from benchmarks.morning import Step, morning
from benchmarks.stalls import LONGEST, a_window, measured
from resources.samples.generator import make_roster, write


@pytest.mark.slow
def test_every_step_works(qtbot: QtBot, tmp_path: Path) -> None:
    write(tmp_path / "名册.xls", make_roster(800, 1, 0.03))
    parts = []
    with a_window(tmp_path / "名册.xls") as window:
        for step in morning(window, Hands(window)):
            step.begin()
            step.finish(20)
            parts.append(step.part)
        assert window.document is None
    assert list(dict.fromkeys(parts)) == [
        "open", "edit", "whole columns", "bulk fixes", "school", "hand in"]


def test_the_watch_sees_who_computes_and_who_sleeps(qtbot: QtBot) -> None:
    def compute() -> None:
        end = time.process_time() + 0.15
        while time.process_time() < end:
            pass
    for begin in (compute, lambda: time.sleep(0.15)):
        [(_, found)] = measured(Step("", "", begin, lambda: True))
        assert found.taken > LONGEST


# --- answering what stops everything else ---------------------------------------------------------


def ask(title: str = "问") -> None:
    box = QMessageBox(QMessageBox.Icon.Question, title, title)
    box.setObjectName(title)
    box.exec()


def close() -> None:
    open_dialog().reject()


def fail() -> None:
    raise LookupError("wrong")


def test_a_question_is_answered_however_late_it_comes(qtbot: QtBot) -> None:
    seen: list[str] = []

    def answer() -> None:
        seen.append(open_dialog().objectName())
        close()
    with answered(answer):
        ask("甲")
    with answered(answer, answer):
        QTimer.singleShot(300, lambda: ask("乙"))
        QTimer.singleShot(500, lambda: ask("丙"))
    assert seen == ["甲", "乙", "丙"]


@pytest.mark.parametrize(("body", "answer", "error"), [
    (lambda: None, close, TimeoutError),        # no question comes
    (ask, fail, LookupError),                   # the answer goes wrong
    (ask, lambda: None, TimeoutError),          # the answer leaves the question open
    (ask, ask, TimeoutError),                   # the answer asks itself
    (lambda: ask("别的"), close, TimeoutError),  # another question comes
])
def test_no_question_waits_for_ever(qtbot: QtBot, body: Callable[[], None],
                                    answer: Callable[[], None], error: type[Exception]) -> None:
    with pytest.raises(error), answered(answer, name="问", patience=0.3):
        body()
