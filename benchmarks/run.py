"""``python -m benchmarks.run``: prints one table of ratios; ``--json`` the same as data.

``--rows N`` sets the size (60,000 by default) and ``--repeats`` how often each line is measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from benchmarks import commands, core, lists, many, stalls, window
from benchmarks.growth import growth
from benchmarks.measure import REPEATS, Line, table

FEW = 600
PHOTOS = 2000


def lines(rows: int, repeats: int) -> dict[str, Callable[[], list[Line]]]:
    """Every group of lines by name."""
    return {
        "judge-all": lambda: [core.judge_all(rows, repeats)],
        "judge-70-fields": lambda: [core.judge_seventy(rows, repeats)],
        "judge-edit": lambda: core.judge_edit(rows, min(FEW, rows), repeats),
        "open-xls": lambda: [core.open_xls(rows, repeats)],
        "open-xlsx": lambda: [core.open_xlsx(rows, repeats)],
        "check-cli": lambda: commands.check_cli(rows, repeats),
        "check-pandas": lambda: commands.check_pandas(rows, repeats),
        "save": lambda: [core.save(rows, repeats)],
        "match-lists": lambda: [lists.matching(rows, repeats)],
        "compare-list": lambda: [lists.comparing(rows, repeats)],
        "merge-files": lambda: [lists.merging(repeats)],
        "many-sheets": lambda: [many.sheets(rows, repeats)],
        "audit": lambda: many.audit(repeats),
        "photos": lambda: [many.photos(min(PHOTOS, rows), repeats)],
        "first-window": lambda: window.first_window(repeats),
        "paint": lambda: window.paint(rows, repeats),
        "table": lambda: window.filter_sort_find(rows, repeats),
        "autosave": lambda: window.autosave(rows, repeats),
        "stalls": lambda: stalls.stalls(rows, repeats),
        "memory": lambda: commands.memory(rows),
        "growth": lambda: growth(rows, repeats),
    }


def main() -> int:
    """Measures and prints; always 0, for time is judged by people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", action="append", default=[], help="a line's name, repeatable")
    options = parser.parse_args()
    measured: list[Line] = []
    for name, measure in lines(options.rows, options.repeats).items():
        if not options.only or name in options.only:
            print(f"measuring {name} …", file=sys.stderr)
            measured.extend(measure())
    if options.json:
        print(json.dumps([asdict(line) | {"ratio": line.ratio, "met": line.met}
                          for line in measured], ensure_ascii=False))
    else:
        print(table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
