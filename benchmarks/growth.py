"""How time grows with the rows: each line that scales, for many rows and for a tenth of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from app.lists.beside import compare_with
from app.matching.kinds import Kind
from app.opening import open_document
from app.submission import submit
from benchmarks import commands, core, window
from benchmarks.measure import Line, compare, seconds
from benchmarks.rosters import document, national_document, roster_file

GOAL = 11


def growth(rows: int, repeats: int) -> list[Line]:
    """Time for the rows by time for a tenth of them, which would be 10 if it grew evenly."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        few = _actions(rows // 10, Path(folder))
        for name, (action, back) in _actions(rows, Path(folder)).items():
            less, less_back = few[name]
            ours, reference = compare(
                lambda: _timed(action, back), lambda: _timed(less, less_back), repeats)
            lines.append(Line(f"growth {name}", ours, reference, GOAL))
    return lines


def _timed(action: Callable[[], object], back: Callable[[], object]) -> float:
    taken = seconds(action)
    back()
    return taken


def _actions(rows: int, folder: Path) -> dict[
        str, tuple[Callable[[], object], Callable[[], object]]]:
    """Each action that grows with the rows, and how it is taken back (not timed)."""
    xls, xlsx = roster_file(rows, "xls"), roster_file(rows, "xlsx")
    doc, to_save, national = document(rows), core.corrected(rows), national_document(rows)
    return window.table_actions(rows) | {name: (action, lambda: None) for name, action in {
        "judge-all": lambda: core.judge(doc),
        "open-xls": lambda: open_document(xls),
        "open-xlsx": lambda: open_document(xlsx),
        "check-cli": lambda: commands.check(xls),
        "judge-70-fields": lambda: core.judge(national),
        "compare-list": lambda: compare_with(doc, xls, Kind.TERM),
        "save": lambda: submit(to_save, folder, allow_errors=True),
    }.items()}
