"""A clerk takes a small school from all its problems to both files, with keys and clicks alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MOST_ACTIONS_A_PROBLEM = 3
"""F8, a choice and an answer; most problems need less."""


def test_the_clerk_gets_to_zero_with_few_actions() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.clerk_run", "--short"], cwd=ROOT, capture_output=True,
        text=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) problems to zero, and both files: (\d+) actions", done.stdout)
    assert found is not None, done.stdout
    problems, actions = map(int, found.groups())
    assert problems > 10
    assert actions <= MOST_ACTIONS_A_PROBLEM * problems
    assert ": 0 errors besides those confirmed" in done.stdout
