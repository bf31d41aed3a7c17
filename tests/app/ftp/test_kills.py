"""A run that is killed leaves no half file under the full name (``kill_uploads.py``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.ftp.kill_uploads import kill_uploads


@pytest.mark.slow
def test_killed_runs_leave_whole_files(tmp_path: Path) -> None:
    killed, sending, _ended, spoilt = kill_uploads(tmp_path, 10, seed=7)
    assert (killed, spoilt) == (10, 0)
    assert sending  # or nothing was tried
