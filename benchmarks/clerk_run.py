"""The clerk's run: takes a roster from all its problems to both files through the real window, and
counts what the hands had to do.

    python -m benchmarks.clerk_run               the sample of 1,204 students
    python -m benchmarks.clerk_run --short       a school of 180 with a problem of most kinds
    python -m benchmarks.clerk_run --last-year   the sample, with last year's roster at hand
    python -m benchmarks.clerk_run --hard NAME   a roster made the way schools make them

Only keys and clicks are used. What the program can't know (a digit that Excel lost) the clerk looks
up on paper; here that is the same school as the generator made it before it put the errors in.
A keystroke chord, a click and a value typed into one field are one action each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.clerk import ON_PAPER_TOO, Clerk, Truth
from benchmarks.hands import settle, wait_until
from benchmarks.last_year import hold_against, last_year_of
from models.school import School
from resources.samples.generator import make_roster, write
from resources.samples.generator.rosters import Injection, SampleRoster
from resources.samples.generator.samples import PLAN, ROWS, every_error
from tests.tools.hard_rosters import HARD

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "samples" / "示例名册.xls"


def truth_of(roster: SampleRoster) -> Truth:
    """A sound school, by who is who."""
    titles = roster.header
    phone, address = titles.index("联系电话"), titles.index("家庭住址")
    truth = {(str(row[phone]), str(row[address])): {
        key: str(row[place]) for key, place in roster.columns.items()} for row in roster.rows}
    for fields in truth.values():
        if fields["sub_number"][10] == "4":  # two of these the generator always spoils
            fields["stage"] = "特教"
            passed = roster.school_year - int(fields["sub_number"][11:15])
            fields["grade"] = f"{'一二三四五六七八九'[passed]}年级"
    return truth


def spare_of(plan: tuple[Injection, ...]) -> int:
    """How many students the generator begins with beyond those that stay."""
    gaps = sum(item.times for item in plan if item.key == "serial-gap")
    return gaps + gaps // 2


def sample() -> tuple[Path, Truth]:
    """The project's sample and the school it was made from."""
    return SAMPLE, truth_of(make_roster(ROWS + spare_of(PLAN), 2012, special=8))


SHORT_PLAN = tuple(Injection(key) for key in (
    "format/sex", "format/grade", "blank", "main-precision", "main-check-digit", "main-document",
    "sub-length", "sub-school-code", "sex-mismatch", "sex-mismatch", "whole-row-twice", "name-rare",
    "name-rare", "sex-value"))


def short(folder: Path) -> tuple[Path, Truth]:
    """A small school with a problem of most kinds."""
    path = folder / "短名册.xls"
    write(path, make_roster(180, 7, inject=SHORT_PLAN))
    return path, truth_of(make_roster(180, 7))


def run(path: Path, truth: Truth, home: Path, *, by_place: bool = False,
        more: Callable[[Clerk], None] = lambda clerk: None) -> tuple[Clerk, int, Path]:
    """Opens the roster in the real window and does all the work."""
    from ui.window.main_window import MainWindow
    window = MainWindow()
    settle()
    window.show()
    window.activateWindow()
    clerk = Clerk(window, truth, by_place=by_place)
    clerk.hands.purpose = "opening"
    if path == SAMPLE:
        clerk.hands.click(window.start.sample_button)
    else:
        clerk.hands.count("keys")
        clerk.hands.count("typed values")  # Ctrl+O and the file's name, in the system's own dialog
        window.open_path(path)
    wait_until(lambda: window.document is not None or asked(clerk), "the roster did not open")
    while window.document is None:
        clerk.hands.press("Return")  # what is proposed about sheets and columns is right
        wait_until(lambda: window.document is not None or asked(clerk), "the roster did not open")
    settle()
    settle()
    begun = clerk.work(more)
    out = home / "out"
    out.mkdir()
    master = clerk.hand_in(out)
    return clerk, begun, master


def asked(clerk: Clerk) -> bool:
    """Whether a question about sheets or columns waits for its answer."""
    from PySide6.QtWidgets import QApplication
    dialog = QApplication.activeModalWidget()
    settle()
    return dialog is not None and dialog is QApplication.activeModalWidget() \
        and dialog.objectName() in ("sheetChoice", "headerMapping")


def report(clerk: Clerk, begun: int, seconds: float) -> str:
    """The number, and what it is made of."""
    hands = clerk.hands
    total = sum(hands.actions.values())
    lines = [f"{begun} problems to zero, and both files: {total} actions "
             f"({total / begun:.2f} a problem), {seconds:.0f} s",
             "  " + ", ".join(f"{count} {kind}" for kind, count in hands.actions.most_common())
             + f"; {hands.characters} characters typed; {hands.blind} blind acceptances"]
    lines += [f"  {count:4} {purpose}" for purpose, count in hands.purposes.most_common()]
    return "\n".join(lines)


def errors_in(master: Path, school: School) -> Counter[tuple[str, str]]:
    """What the command line finds wrong in the written file, by rule and field; of a school with
    another system than the region's, which it has no word for, what the program finds."""
    from app.opening import open_document
    from validators.findings import Severity
    document = open_document(master)
    if document.school.system != school.system:
        document.set_school(school)
        return Counter((found.rule, found.field or "") for found in document.open_findings()
                       if found.severity is Severity.ERROR)
    checked = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "check", str(master), "--json"], cwd=ROOT,
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    if checked.returncode == 2:
        raise RuntimeError(checked.stderr)
    return Counter((found["rule"], found["field"] or "")
                   for found in json.loads(checked.stdout)["findings"]
                   if found["severity"] == "error")


def with_last_year(home: Path) -> Callable[[Clerk], None]:
    """Holds the sample against last year's roster."""
    last_year = last_year_of(make_roster(ROWS + spare_of(PLAN), 2012, special=8), every_error(),
                             ON_PAPER_TOO)
    return lambda clerk: hold_against(clerk, last_year, home)


def main() -> int:
    """Runs, checks the written master from the command line, prints; 0 if all came out right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="the small school")
    parser.add_argument("--hard", choices=HARD, help="a roster made the way schools make them")
    parser.add_argument("--last-year", action="store_true",
                        help="the sample, held against last year's roster")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        os.environ["XUEJI_HOME"] = str(home / "home")
        from ui.widgets import worker
        from ui.window import app
        application = app.make_application(["xueji"])
        faults: list[str] = []
        sys.excepthook = lambda kind, error, trace: faults.append("".join(
            traceback.format_exception(kind, error, trace)))
        begin = time.perf_counter()
        truth: Truth
        if options.hard:
            hard = HARD[options.hard](home)
            path, truth = hard.path, hard.paper
        else:
            path, truth = short(home) if options.short else sample()
        try:
            more = with_last_year(home) if options.last_year else lambda clerk: None
            clerk, begun, master = run(path, truth, home, by_place=bool(options.hard), more=more)
        except (RuntimeError, TimeoutError):  # the hook above is for the window's own faults
            traceback.print_exc()
            return 1
        took = time.perf_counter() - begin
        sys.excepthook = sys.__excepthook__
        worker.wait_for_all()
        print(report(clerk, begun, took))
        left = errors_in(master, clerk.document.school) - Counter(
            (rule, key or "") for _, key, rule, _ in clerk.document.journal.confirmations)
        print(f"check of {master.name}: {left.total()} errors besides those confirmed")
        application.processEvents()
        clerk.watch.look_back(clerk)
        print(f"{len(clerk.watch.offences)} offences", *clerk.watch.offences[:20], sep="\n  ")
        print(*faults, sep="\n", end="", file=sys.stderr)
    return 1 if left or faults or options.hard and clerk.watch.offences else 0


if __name__ == "__main__":
    sys.exit(main())
