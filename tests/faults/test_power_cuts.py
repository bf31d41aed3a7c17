"""Power cuts: what was said to be written is there, whatever had not yet been put on the disk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.drives import can_cut_power

HERE = Path(__file__).parent

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300),
              pytest.mark.skipif(not can_cut_power(), reason="needs root, loop devices, mkfs.ext4")]

FORGETFUL = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.faults.drives import PowerDrive, in_own_mounts
in_own_mounts()
drive = PowerDrive(Path(sys.argv[2]), 32)
for name in ("synced", "not synced"):
    with open(drive.folder / name, "wb") as file:
        file.write(b"x" * 9999)
        if name == "synced":
            file.flush()
            os.fsync(file.fileno())
    if name == "synced":
        folder = os.open(drive.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
drive.cut()
try:
    (drive.folder / "after").write_bytes(b"x")
except OSError:
    drive.restore()
    print(*sorted(path.name for path in drive.folder.iterdir() if path.is_file()), sep="|")
drive.close()
"""


def test_the_drive_forgets_what_was_not_synced(tmp_path: Path) -> None:
    """Otherwise nothing is proved by the others."""
    (tmp_path / "forgetful.py").write_text(FORGETFUL, "utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "forgetful.py"), str(HERE.parents[1]), str(tmp_path / "d")],
        capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "synced\n"


@pytest.mark.parametrize("program", ["kill_runs.py", "writer_runs.py"])
@pytest.mark.parametrize("words", [[], ["--power"]], ids=["kills", "power cuts"])
def test_nothing_is_lost(program: str, words: list[str]) -> None:
    if program == "kill_runs.py" and not words:
        pytest.skip("test_kills does that")
    done = subprocess.run([sys.executable, str(HERE / program), *words, "--kills", "12", "--json"],
                          capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert [found[key] for key in ("lost", "damaged", "roster_changed", "mixed")] == [0] * 4
    assert found["kills"] == 12
