"""A question to a drive that may stall."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from ui.widgets.patience import answered


def test_an_answer_in_time_counts(tmp_path: Path) -> None:
    assert answered(tmp_path.is_dir, False) is True
    assert answered((tmp_path / "x").is_dir, True) is False


def test_no_answer_in_time() -> None:
    stalled = Event()
    try:
        assert answered(lambda: stalled.wait(60), False) is False
    finally:
        stalled.set()


def test_a_path_that_can_be_none() -> None:
    assert answered(lambda: Path("a\0b").stat().st_size, -1) == -1
