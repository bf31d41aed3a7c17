"""The rosters that are measured, made once by the sample script and kept in a cache folder."""

from __future__ import annotations

from pathlib import Path

from app.document import Document
from app.opening import document_of
from benchmarks.measure import CACHE
from models.intake.roster_from_sheets import open_roster
from models.profile import load_profile
from models.roster import Column, Roster, Row
from resources.samples.generator import make_region_roster, make_roster, write

BAD_SHARE = 0.03


def roster_file(rows: int, ending: str) -> Path:
    """A roster with 3 % bad cells as ``xls`` or ``xlsx``; made if it is not there."""
    path = CACHE / f"roster-{rows}.{ending}"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        write(path, make_roster(rows, 1, BAD_SHARE))
    return path


_EVERY_ERROR = 250
"""Rows in which the sample of the national template has room for each of its errors."""


def national_document(rows: int) -> Document:
    """A roster of the national template's 70 columns in memory, addresses and telephones of each
    student's own, judged."""
    sample = make_region_roster("national", max(rows, _EVERY_ERROR))
    profile = load_profile("national")
    own = [sample.columns[key] for key in
           ("xzz", "txdz", "jtdz", "dzxx", "cy1xzz", "cy1gzdw", "lxdh", "cy1lx")]
    lines = []
    for number, cells in enumerate(sample.rows[:rows]):
        texts = list(map(str, cells))
        for at in own:
            texts[at] = f"13{number:09d}" if texts[at].isdigit() else f"{texts[at]}{number}"
        lines.append(Row(number, texts, number + sample.first_row))
    keys = {at: key for key, at in sample.columns.items()}
    columns = [Column(title, keys[at], "A") for at, title in enumerate(sample.header)]
    roster = Roster(Path("示例.xls"), ("1",), 2, columns, lines, fields=profile.fields)
    return document_of(roster, profile, name="示例学校")


def document(rows: int) -> Document:
    """The roster opened and judged."""
    return document_of(open_roster(roster_file(rows, "xls")), load_profile(), name="示例学校")
