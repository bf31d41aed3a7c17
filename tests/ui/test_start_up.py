"""Starting the window pays for nothing that is not used yet."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["xlwt", "openpyxl", "app.submission", "ui.paper.press"])
def test_the_window_starts_without_what_writes(module: str) -> None:
    code = f"import sys, ui.app; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
