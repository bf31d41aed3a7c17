"""Random hands in the real window: nothing unexpected, and what it believes is what is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]

HANDS = Path(__file__).with_name("hands.py")

BEHIND = """
import os, sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import hands
from ui import settings
place = Path(sys.argv[2])
os.environ["XUEJI_HOME"] = str(place)
settings.STORE = place / "settings.ini"
found = hands.Hands(place, 1)
found.open()
found.look()
print(len(found.found))
row = found.window.document.roster.rows[0]
row.cells[:] = ["?"] * len(row.cells)
found.look()
print(len(found.found) > 0, flush=True)
os._exit(0)
"""


def test_hands_find_nothing() -> None:
    done = subprocess.run([sys.executable, str(HANDS), "--seconds", "60", "--acts", "400", "--seed",
                           "20121119"], capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"(\d+) acts .* (\d+) steps, compared (\d+) times", done.stdout)
    assert found is not None and int(found[1]) > 100 and int(found[2]) > 5 and int(found[3]) > 5


def test_what_is_changed_behind_the_window_is_noticed(tmp_path: Path) -> None:
    """Otherwise nothing is proved."""
    done = subprocess.run([sys.executable, "-c", BEHIND, str(HANDS.parent), str(tmp_path)],
                          capture_output=True, text=True, timeout=100, check=True)
    assert done.stdout.split() == ["0", "True"], done.stderr
