"""The running program is killed, started again, and must have lost nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

RUNS = Path(__file__).with_name("kill_runs.py")
KILLS = int(os.environ.get("XUEJI_WINDOW_KILLS", "25"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.timeout(60 + 3 * KILLS)
def test_killed_while_working(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(RUNS), str(tmp_path), "--kills", str(KILLS), "--json"],
        capture_output=True, encoding="utf-8", timeout=50 + 3 * KILLS, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert (found["lost"], found["damaged"], found["roster_changed"]) == (0, 0, 0)
    assert found["kills"] == KILLS and not found["failed"]
    # Otherwise nothing was proved.
    assert found["acknowledged"] > KILLS
    assert found["outputs"] > 0 and found["killed_while"]["writing files"] > 0
