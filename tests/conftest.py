"""What every test gets: no screen, no folders of the user's own, and hypothesis settings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Before any test module can import Qt. QT_QPA_PLATFORM=xcb shows the windows while testing.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The program's settings, logs and working copies go where no test can touch the user's own.
_HOME = tempfile.TemporaryDirectory(prefix="xueji-tests-")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = str(Path(_HOME.name) / _name.lower())
if os.name == "nt":
    for _name in ("APPDATA", "LOCALAPPDATA"):
        os.environ[_name] = str(Path(_HOME.name) / _name.lower())
    os.environ["XUEJI_HOME"] = str(Path(_HOME.name) / "home")  # Windows tells folders by itself
if not os.environ.get("XDG_RUNTIME_DIR"):  # else Qt warns
    os.environ["XDG_RUNTIME_DIR"] = _HOME.name

# `ci` finds the same on every run; `dev` looks elsewhere each time and remembers what it found.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: begun last, one alone would keep a core waiting for the other."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


pytest_plugins = ("tests.documents", "tests.servers")


def pytest_unconfigure() -> None:
    """Remove the tests' own home."""
    _HOME.cleanup()
