"""Unexpected errors: told once, without students' data, and the window goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import logs

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(__file__).with_name("crash_program.py")
SECRETS = ("王小明", "310117200003050115")
CAUSES = ("in_slot", "in_paint_event", "in_model", "in_pool", "in_thread", "in_later_call")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log")


@pytest.fixture(scope="module")
def result(folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv.pop(1)); import runpy; "
         "runpy.run_path(sys.argv.pop(1), run_name='__main__')", str(ROOT), str(PROGRAM),
         str(folder)], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def seen(result: dict[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = result["seen"]
    return found


@pytest.fixture(scope="module")
def log(result: dict[str, Any], folder: Path) -> str:
    return (folder / logs.NAME).read_text(encoding="ascii")


def test_the_program_goes_on_to_its_end(result: dict[str, Any]) -> None:
    assert result["code"] == 0


@pytest.mark.parametrize("cause", CAUSES)
def test_it_is_told_with_what_helps(seen: dict[str, dict[str, str]], log: str, folder: Path,
                                    cause: str) -> None:
    told = seen[cause]
    assert "都已保存" in told["words"]
    assert "builtins.ValueError" in told["text"] and f" in {cause}" in told["text"]
    assert str(folder / logs.NAME) in told["text"]
    assert told["copied"] == told["text"]
    assert f" in {cause}" in log


def test_no_students_data_anywhere(seen: dict[str, dict[str, str]], log: str) -> None:
    assert not [secret for secret in SECRETS for told in seen.values()
                for text in told.values() if secret in text]
    assert not [secret for secret in SECRETS if secret in log]


def test_the_same_error_is_told_again_only_after_a_quiet_time(
        seen: dict[str, dict[str, str]], log: str) -> None:
    assert "again" in seen and "at_once" not in seen and "much_later" in seen
    assert log.count(" in again") == 3


def test_it_does_not_claim_safety_that_is_not_there(seen: dict[str, dict[str, str]]) -> None:
    words = seen["much_later"]["words"]
    assert "还没有保存" in words and "都已保存" not in words


def test_messages_of_qt_go_to_the_log(log: str) -> None:
    assert "WARNING qt: " in log and "strange value" in log


def test_errors_in_destructors_are_logged_only(seen: dict[str, dict[str, str]], log: str) -> None:
    assert "in passing" in log and "__del__" in log
    assert not any("__del__" in told["text"] for told in seen.values())
