"""Where the program's data files lie, from source and inside a packaged program."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_ROOT = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))


def resource(*parts: str) -> Path:
    """The path of a file or folder below ``resources/``."""
    return _ROOT.joinpath("resources", *parts)


@cache
def toml_resource(*parts: str) -> Mapping[str, Any]:
    """What a TOML file below ``resources/`` says; it is read once, which takes milliseconds."""
    return tomllib.loads(resource(*parts).read_text(encoding="utf-8"))
