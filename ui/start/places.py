"""Where rosters are looked for: the sample, the clerk's documents, work that was begun."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStandardPaths

from models.resources import resource
from ui.widgets.patience import answered


class Unfinished(NamedTuple):
    """Work that was begun and not finished: what to show, and ``key`` to continue it by."""

    key: object
    title: str
    detail: str


def sample_path() -> Path | None:
    """The roster to try the program with, if it came along."""
    usual = resource("samples", "示例名册.xls")
    return usual if usual.is_file() else min(resource("samples").glob("*.xls"), default=None)


def is_own(path: Path) -> bool:
    """Whether a roster came with the program: nothing is saved beside it."""
    return path.is_relative_to(resource("samples"))


def documents_folder() -> Path:
    """Where the clerk keeps documents."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and answered(Path(found).is_dir, False) else Path.home()
