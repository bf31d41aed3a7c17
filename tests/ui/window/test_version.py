"""The version that the window shows is the one that is released."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

from ui import VERSION


def test_version_is_that_of_the_metadata() -> None:
    setup = ConfigParser()
    setup.read(Path(__file__).resolve().parents[3] / "setup.cfg", encoding="utf-8")
    assert setup["metadata"]["version"] == VERSION
