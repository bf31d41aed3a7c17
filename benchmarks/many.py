"""Many files, sheets and photos: an audit by two workers, a workbook of many sheets, a folder of
photos."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from app.district.audit import open_snapshot, run_audit
from app.opening import open_document
from app.photos.check import check_photos
from benchmarks.measure import CACHE, Line, compare, seconds
from benchmarks.rosters import BAD_SHARE, document, roster_file
from models.fields import MAIN_NUMBER
from models.intake.roster_from_sheets import ALL_SHEETS, open_roster
from models.writing.sheets_book import TextSheet, sheets_book
from resources.samples.generator import make_roster, write
from tests.app.photos.pictures import jpeg

FILES = 60
_STUDENTS = 1200
_PHOTO_BYTES = 40_000


def audit(repeats: int) -> list[Line]:
    """A district's files: by two workers against one, and by one against opening each alone."""
    folder = district(FILES)
    two, one = compare(lambda: _audit(folder, 2), lambda: _audit(folder, 1), repeats)
    taken, alone = compare(
        lambda: _audit(folder, 1),
        lambda: seconds(lambda: [open_document(path) for path in sorted(folder.iterdir())]),
        repeats)
    return [Line("audit-two-cores", two, one, 0.7, note=f"{FILES / two:.0f} files/s"),
            Line("audit-files", taken, alone, 2.0, note=f"{FILES / taken:.0f} files/s")]


def district(files: int) -> Path:
    """A folder with the rosters of so many schools, each of its own; made if it is not there."""
    folder = CACHE / f"district-{files}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        path = folder / f"{number}.xls"
        if not path.exists():
            write(path, make_roster(_STUDENTS, number + 2, BAD_SHARE))
    return folder


def _audit(folder: Path, jobs: int) -> float:
    """Every file new, no outputs."""
    with open_snapshot(None, None) as snapshot:
        return seconds(lambda: run_audit(folder, snapshot, profile_name="shanghai", jobs=jobs))


def sheets(rows: int, repeats: int) -> Line:
    """Opening a workbook with a sheet for each class, against one with as many rows in one."""
    with tempfile.TemporaryDirectory() as folder:
        split, whole = _books(rows, Path(folder))
        ours, reference = compare(
            lambda: seconds(lambda: open_roster(split, sheets=ALL_SHEETS)),
            lambda: seconds(lambda: open_roster(whole)), repeats)
    return Line("many-sheets", ours, reference, 2.5)


def _books(rows: int, folder: Path) -> tuple[Path, Path]:
    roster = open_roster(roster_file(rows, "xls"))
    header = [column.title for column in roster.columns]
    texts = [row.cells for row in roster.rows]
    split, whole = folder / "split.xls", folder / "whole.xls"
    split.write_bytes(sheets_book([
        TextSheet(f"{start}", header, texts[start:start + _STUDENTS // 20])
        for start in range(0, len(texts), _STUDENTS // 20)]))
    whole.write_bytes(sheets_book([TextSheet("1", header, texts)]))
    return split, whole


def photos(count: int, repeats: int) -> Line:
    """A folder of photos checked against its roster, against reading and hashing each file."""
    opened = document(count)
    numbers = dict.fromkeys(opened.roster.value(row.id, MAIN_NUMBER) for row in opened.roster.rows)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number in numbers:
            if number.isalnum():
                (folder / f"{number}.jpg").write_bytes(jpeg(size=_PHOTO_BYTES))
        files = sorted(folder.iterdir())
        ours, reference = compare(
            lambda: seconds(lambda: check_photos(folder, opened)),
            lambda: seconds(lambda: [hashlib.sha256(file.read_bytes()).digest()
                                     for file in files]), repeats)
    return Line("photos", ours, reference, 5.0, note=f"{len(files) / ours:.0f} photos/s")
