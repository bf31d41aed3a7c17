"""`make run` without a display: both steps are done, and a real failure is not hidden."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import run


@pytest.mark.parametrize(
    ("check_code", "export_code", "expected", "steps"),
    [
        (0, 0, 0, ["check", "export"]),
        (1, 0, 0, ["check", "export"]),  # errors found: what a sample is for
        (2, 0, 2, ["check"]),
        (1, 1, 1, ["check", "export"]),
        (1, 2, 2, ["check", "export"]),
    ],
)
def test_only_findings_are_no_failure(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    check_code: int,
    export_code: int,
    expected: int,
    steps: list[str],
) -> None:
    codes = {"check": check_code, "export": export_code}

    def command(step: str, *words: str) -> list[str]:
        code = f"import pathlib, sys; pathlib.Path('{step}').touch(); sys.exit({codes[step]})"
        done.append(step)
        return [sys.executable, "-c", code]

    done: list[str] = []
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "command", command)
    assert run.run_without_window("roster.xls") == expected
    assert done == steps
    assert {path.name for path in tmp_path.iterdir()} == set(steps)


def test_the_roster_named_is_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[list[str]] = []

    def fake(words: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        called.append(words[1:])
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(run.subprocess, "run", fake)
    monkeypatch.setattr(run, "has_display", lambda: True)
    monkeypatch.setenv("ROSTER", "名册 (1).xls")
    assert run.main() == 0
    assert called == [["main.py", "名册 (1).xls"]]


def test_the_sample_is_a_roster_of_the_project() -> None:
    assert run.SAMPLE.parts[:2] == ("resources", "samples")
    assert (run.ROOT / run.SAMPLE).is_file()
