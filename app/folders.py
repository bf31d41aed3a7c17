"""Where the program keeps its own files: in the user's private folder, or all together in one that
``XUEJI_HOME`` names (a program carried on a stick, a test)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

HOME = "XUEJI_HOME"


def home() -> Path:
    """The program's folder; it may not exist yet."""
    given = os.environ.get(HOME)
    return Path(given).absolute() if given else Path(
        platformdirs.user_data_dir("xueji", appauthor=False))


def work_folder() -> Path:
    """Where working copies are."""
    return home() / "work"


def profiles_folder() -> Path:
    """Where the clerk's own profiles are, one file ``NAME.toml`` each."""
    return home() / "profiles"


def log_folder() -> Path:
    """Where the log is."""
    if os.environ.get(HOME):
        return home() / "log"
    return Path(platformdirs.user_log_dir("xueji", appauthor=False))


def config_folder() -> Path:
    """Where settings are."""
    if os.environ.get(HOME):
        return home()
    return Path(platformdirs.user_config_dir("xueji", appauthor=False))
