"""Where the program's data files lie, from source and inside a packaged program."""

from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))


def resource(*parts: str) -> Path:
    """The path of a file or folder below ``resources/``."""
    return _ROOT.joinpath("resources", *parts)
