"""The rosters that are measured, made once by the sample script and kept in a cache folder."""

from __future__ import annotations

from pathlib import Path

from app.document import Document
from app.opening import document_of
from benchmarks.measure import CACHE
from models.profile import load_profile
from models.intake.roster_from_sheets import open_roster
from resources.samples.generator import make_roster, write

BAD_SHARE = 0.03


def roster_file(rows: int, ending: str) -> Path:
    """A roster with 3 % bad cells as ``xls`` or ``xlsx``; made if it is not there."""
    path = CACHE / f"roster-{rows}.{ending}"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        write(path, make_roster(rows, 1, BAD_SHARE))
    return path


def document(rows: int) -> Document:
    """The roster opened and judged."""
    return document_of(open_roster(roster_file(rows, "xls")), load_profile(), name="示例学校")
