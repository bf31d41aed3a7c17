"""Processes that judge: one that dies costs its file a line; if none can start, it costs time."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Event

import pytest

from app.district import workers
from app.district.school_figures import Settings
from app.district.workers import judged_files
from tests.app.district.county import county, name_of


def _no_start(*_words: object) -> None:
    raise SystemExit(1)


def _killed(pipe: object, folder: Path, settings: Settings) -> None:
    pipe.send(workers._Ready())  # type: ignore[attr-defined]
    pipe.recv()  # type: ignore[attr-defined]
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = county(3, 30)
    made.write(tmp_path)
    return tmp_path


def run(folder: Path) -> dict[str, str]:
    files = sorted(path.name for path in folder.iterdir())
    return {file: judged.facts.error for file, judged in judged_files(
        folder, [(file, "") for file in files], Settings("shanghai"), 2, Event())
        if judged is not None}


def test_where_no_process_starts_the_files_are_judged_all_the_same(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_serve", _no_start)
    assert run(folder) == {f"{code}{name_of(code)}.xls": "" for code in county(3, 30).codes}


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signal")
def test_a_process_that_dies_at_a_file_costs_that_file_a_line(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_serve", _killed)
    found = run(folder)
    assert len(found) == 3
    assert all("读不出来，可能已损坏" in error for error in found.values())
