"""Lists: matching and comparing two rosters against reading one, merging files against opening each
alone."""

from __future__ import annotations

import random
import tempfile
from datetime import date
from pathlib import Path

from app.lists.beside import compare_with
from app.matching.kinds import Kind
from app.matching.listing import list_of
from app.matching.match import Match, match
from app.merging.merging import merge_files
from app.merging.splitting import By, write_parts
from benchmarks.measure import Line, compare, seconds
from benchmarks.rosters import document, roster_file
from models.bulk import collection_paused
from models.intake.roster_from_sheets import open_roster
from models.profile import load_profile

FILES = 60
_STUDENTS = 45


def matching(rows: int, repeats: int) -> Line:
    """Matching a roster with itself in another order, against reading its file; both as the program
    does them, with the collector of garbage paused."""
    opened = document(rows)
    ids = [row.id for row in opened.roster.rows]
    random.Random(1).shuffle(ids)
    today = opened.validator.today
    ours = list_of(opened.roster, opened.profile, opened.school, today)
    theirs = list_of(opened.roster, opened.profile, opened.school, today, ids)
    path = roster_file(rows, "xls")

    def matched() -> Match:
        with collection_paused():
            return match(ours, theirs)
    took, reading = compare(lambda: seconds(matched),
                            lambda: seconds(lambda: open_roster(path)), repeats)
    return Line("match-lists", took, reading, 1.0)


def comparing(rows: int, repeats: int) -> Line:
    """A roster held against a list of the same students (read, matched, compared), against reading
    the list."""
    opened, path = document(rows), roster_file(rows, "xls")
    took, reading = compare(
        lambda: seconds(lambda: compare_with(opened, path, Kind.TERM)),
        lambda: seconds(lambda: open_roster(path)), repeats)
    return Line("compare-list", took, reading, 3.5)


def merging(repeats: int) -> Line:
    """Merging a school's class files, against opening each of them alone."""
    with tempfile.TemporaryDirectory() as folder:
        opened = document(FILES * _STUDENTS)
        paths = [file.path for file, _ in write_parts(opened, By.CLASS, Path(folder))][:FILES]
        profile, today = load_profile(), date.today()
        took, alone = compare(
            lambda: seconds(lambda: merge_files(paths, profile, today)),
            lambda: seconds(lambda: [open_roster(path) for path in paths]), repeats)
    return Line("merge-files", took, alone, 1.2)
