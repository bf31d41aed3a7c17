"""A clerk takes a small school from all its problems to both files, with keys and clicks alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MOST_ACTIONS_A_PROBLEM = 1.5
"""A choice and an answer; most problems need less."""


def clerk_run(*words: str) -> tuple[int, int, str]:
    """Problems, actions, and all that was printed."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.clerk_run", *words], cwd=ROOT, capture_output=True,
        text=True, encoding="utf-8", timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) problems to zero, and both files: (\d+) actions", done.stdout)
    assert found is not None, done.stdout
    assert ": 0 errors besides those confirmed" in done.stdout
    assert "; 0 blind acceptances" in done.stdout
    return int(found[1]), int(found[2]), done.stdout


@pytest.mark.parametrize(("name", "most"), [
    ("grades", 20), ("classes", 16), ("columns", 24), ("system", 14)])
def test_rosters_as_schools_make_them_are_done_by_few_keys(name: str, most: int) -> None:
    """Nobody innocent is offered a change, reasons name causes, and every step can be undone."""
    _, actions, printed = clerk_run("--hard", name)
    assert actions <= most
    assert "clicks" not in printed and "\n0 offences\n" in printed


def test_the_clerk_gets_to_zero_with_few_actions() -> None:
    problems, actions, printed = clerk_run("--short")
    assert problems > 10
    assert actions <= MOST_ACTIONS_A_PROBLEM * problems


def test_last_years_list_saves_the_clerk_nearly_half() -> None:
    """Of the sample's problems with last year's roster at hand, in which some have left, come and
    been renamed since."""
    problems, actions, printed = clerk_run("--last-year")
    assert problems > 190 and actions <= 60 and "\n0 offences\n" in printed
