"""The window: first paint, repaint while scrolling, filter, sort and find, and autosave's cost."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import Line, compare, installed, seconds
from benchmarks.rosters import document, roster_file

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_ROWS = 1200
PAINTS = 60
SIZE = (1366, 700)


def first_window(repeats: int) -> list[Line]:
    """Process start to first painted, usable window with the sample, against a bare QTableView over
    the same values (read from a JSON file). Each process says itself when that was."""
    path = roster_file(SAMPLE_ROWS, "xls")
    with tempfile.TemporaryDirectory() as folder:
        values = Path(folder) / "values.json"
        rows = [row.cells for row in document(SAMPLE_ROWS).roster.rows]
        values.write_text(json.dumps(rows), encoding="utf-8")
        environment = installed() | {
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            "XUEJI_HOME": folder}

        def ready(module: str, argument: Path) -> float:
            start = time.monotonic()
            done = subprocess.run(
                [sys.executable, "-m", module, str(argument)], cwd=ROOT, env=environment,
                check=True, stdout=subprocess.PIPE)
            return float(done.stdout) - start

        def ours() -> float:
            return ready("benchmarks.our_window", path)

        def reference() -> float:
            return ready("benchmarks.bare_window", values)
        ours(), reference()  # the first start compiles
        measured = compare(ours, reference, repeats)
    return [Line("first-window", *measured, 2.0)]


def application() -> Any:
    """Qt's application in the program's looks, made if there is none."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from ui.looks import theme
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([])
    theme.apply(app)
    return app


def _table(rows: int) -> Any:
    application()
    from ui.roster_table import RosterTable
    table = RosterTable()
    table.set_document(document(rows))
    table.resize(*SIZE)
    table.show()
    return table


def paint(rows: int, repeats: int) -> list[Line]:
    """Full repaints of the visible table, scrolled at random, against a bare QTableView."""
    table = _table(rows)
    from PySide6.QtWidgets import QTableView

    from benchmarks.bare_window import bare_table
    bare = bare_table([row.cells for row in document(rows).roster.rows])
    bare.resize(*SIZE)
    bare.show()
    ours, reference = compare(
        lambda: _paints(table.findChild(QTableView), table),
        lambda: _paints(bare, bare), repeats)
    return [Line("paint", ours, reference, 1.5)]


def _paints(view: Any, whole: Any) -> float:
    places = random.Random(7)
    bar = view.verticalScrollBar()

    def scroll() -> None:
        for _ in range(PAINTS):
            bar.setValue(places.randint(bar.minimum(), bar.maximum()))
            whole.grab()

    return seconds(scroll) / PAINTS


def filter_sort_find(rows: int, repeats: int) -> list[Line]:
    """Filter to problems, sort by a column, find a text; each alone."""
    lines = []
    for name, (action, back) in table_actions(rows).items():
        times = []
        for _ in range(repeats):
            times.append(seconds(action))
            back()
        lines.append(Line(name, statistics.median(times), None, 0.1))
    return lines


def table_actions(rows: int) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """What the clerk does to the whole table, and how each is taken back."""
    table = _table(rows)
    from ui.roster_table import Mode, Sort, TableFilter

    def unfiltered() -> None:
        table.set_filter(TableFilter())

    return {
        "filter": (lambda: table.set_filter(TableFilter(mode=Mode.PROBLEMS)), unfiltered),
        "sort": (lambda: table.set_sort(Sort(2)), lambda: table.set_sort(None)),
        "find": (lambda: table.set_filter(TableFilter(text="0101")), unfiltered),
    }


def autosave(rows: int, repeats: int) -> list[Line]:
    """What autosave adds to the editing path of one edit (median), beyond the edit alone."""
    from app.autosave import Autosave
    from models.session.session import Source
    doc = document(rows)
    with tempfile.TemporaryDirectory() as folder:
        saver = Autosave(doc, Source(doc.roster.path, "", doc.profile.name, doc.roster.sheets),
                         Path(folder), lambda state: None)
        doc.edit([(doc.roster.rows[0].id, 2, "示例甲")])
        plain = document(rows)
        costs = []
        for number in range(100 * repeats):
            times = []
            for one in (doc, plain):
                row = one.roster.rows[number * 37 % rows].id
                start = time.perf_counter()
                one.edit([(row, 2, f"示例{'甲乙'[number % 2]}")])
                times.append(time.perf_counter() - start)
            costs.append(times[0] - times[1])
        saver.close()
    return [Line("autosave per edit", max(0.0, statistics.median(costs)), None, 0.001)]
