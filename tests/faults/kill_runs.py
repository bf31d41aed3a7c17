"""Kills the working program again and again with SIGKILL, and counts what was lost.

A program of its own, as it forks: ``kill_runs.py FOLDER --kills N``. Most runs are forked from one
process that has everything imported but no window yet (starting up takes longer than the rest);
every tenth is started from nothing. After each kill the working copy is read on a copy of the
folder and compared with what the same script does in memory; then the program is started again on
the real folder and must show that state, the roster must be unchanged, and both output files must
be complete and belong together.

``--power``: each kill is a power cut instead; the clerk's whole folder lies on a drive that forgets
what was not synced (``drives.PowerDrive``). ``--rows 60000``: with a large roster.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import clerk  # noqa: E402
import drives  # noqa: E402
import xlrd  # noqa: E402
from counting import Harm  # noqa: E402

from app import continuing, submission  # noqa: E402
from app.document import Document  # noqa: E402
from app.opening import open_document  # noqa: E402
from models.regular import file_hash  # noqa: E402

START_ANEW_EVERY = 12
FRESH_PROCESS_EVERY = 10
PATIENCE = 60.0
LARGE = 5_000
"""Rows of a roster from which on everything takes its time."""
Pair = tuple[list[list[str]], list[list[str]]]


@dataclass
class Counts(Harm):
    """What was seen."""

    killed_while: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    acknowledged: int = 0
    outputs: int = 0
    pairs_checked: int = 0


class Lane:
    """One clerk's folder, through many kills."""

    def __init__(self, folder: Path, seed: int, rows: int = 60,
                 drive: drives.PowerDrive | None = None) -> None:
        self.folder, self.seed, self.drive = folder, seed, drive
        self.is_large = rows > LARGE
        self.patience = PATIENCE * (10 if self.is_large else 1)
        self.dice = random.Random(seed)
        self.counts = Counts()
        self.roster = folder / "名册.xls"
        self.begin()

    def begin(self) -> None:
        """A new clerk on a new machine."""
        self.seed += 1
        for name in ("home", "out"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.out = self.folder / "out"
        self.out.mkdir()
        self.document = open_document(self.roster, name="示例学校", school_year=2012)
        self.number = 0  # the state after this one is on the disk
        self.pairs: dict[int, Pair] = {}  # that the output folder may hold
        self.has_written = False
        if self.drive is not None:
            self.drive.sync()

    # --- one run ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Starts the program, kills it at a random moment, and looks."""
        mode = self.dice.choices(["start", "edit", "begin", "submit"], [2, 4, 2, 4])[0]
        longest = ({"start": 12.0, "edit": 5.0, "begin": 2.0, "submit": 30.0} if self.is_large
                   else {"start": 0.4, "edit": 0.25, "begin": 0.03, "submit": 0.12})
        moment = self.dice.uniform(0, longest[mode])
        fresh = self.counts.kills % FRESH_PROCESS_EVERY == FRESH_PROCESS_EVERY - 1
        lines = self.watch(mode, moment, fresh)
        self.counts.kills += 1
        self.judge(lines, mode)
        if self.counts.kills % START_ANEW_EVERY == 0:
            self.begin()

    def watch(self, mode: str, moment: float, fresh: bool) -> list[str]:
        """What the program said until it was killed, ``moment`` seconds after the mode's event."""
        told, pipe = os.pipe()
        wait, go_ahead = os.pipe()
        process = self.start(pipe, wait, fresh, [told, go_ahead])
        os.close(pipe)
        os.close(wait)
        text = b""
        awaited = {"start": b"", "edit": b"T", "begin": b"O", "submit": b"S"}[mode]
        end = time.monotonic() + self.patience
        kill_at = time.monotonic() + moment if not awaited else None
        went_on = False
        while True:
            now = time.monotonic()
            if (kill_at is not None and now >= kill_at) or now > end:
                break
            ready, _, _ = select.select([told], [], [], min(end, kill_at or end) - now)
            if ready:
                more = os.read(told, 1 << 16)
                if not more:
                    break
                text += more
                if not went_on and text.startswith(b"O") and b"\n" in text:
                    went_on = True
                    self.look_after_restart(text.split(b"\n")[0].decode().split()[1])
                    os.write(go_ahead, b".")
                    if mode == "begin":
                        kill_at = time.monotonic() + moment
                if kill_at is None and went_on and b"\n" + awaited in text:
                    kill_at = time.monotonic() + moment
        if now > end:
            os.kill(process, signal.SIGUSR1)
            time.sleep(0.5)
            stacks = (self.folder / "stacks").read_text(encoding="utf-8")
            self.wrong(
                f"nothing happened for {self.patience:.0f} s ({mode}); it stood in\n{stacks}")
        if self.drive is not None:
            self.drive.cut()
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if self.drive is not None:
            self.drive.restore()
        elif not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            self.wrong(f"the program ended by itself: {status}")
        while more := os.read(told, 1 << 16):
            text += more
        os.close(told)
        os.close(go_ahead)
        return text.decode().splitlines()

    def start(self, pipe: int, wait: int, fresh: bool, others: list[int]) -> int:
        """The program in a process of its own; gives its id."""
        os.environ["XUEJI_HOME"] = str(self.folder / "home")
        arguments = (self.seed, self.number, pipe, wait)
        if fresh:
            return subprocess.Popen(
                [sys.executable, clerk.__file__, self.roster, self.out, *map(str, arguments)],
                pass_fds=(pipe, wait), env={**os.environ, "PYTHONPATH": str(ROOT)}).pid
        child = os.fork()
        if child == 0:
            try:
                for other in others:
                    os.close(other)
                clerk.work(self.roster, self.out, *arguments)
            finally:
                os._exit(1)
        return child

    # --- looking ---------------------------------------------------------------------------------

    def look_after_restart(self, shown: str) -> None:
        """The program is open again: it must show what was on the disk, and have repaired what it
        was writing."""
        if shown != clerk.digest(self.document):
            self.lost(1, "after the restart the window shows another state")
        if not self.pairs:
            return
        self.counts.pairs_checked += 1
        names = submission.file_names(self.document, unfinished=True)
        paths = [self.out / name for name in names]
        there = [path.exists() for path in paths]
        left = [path.name for path in self.out.iterdir() if path.name.startswith(".")]
        if left:
            self.damaged(f"left over: {left}")
        if not any(there) and not self.has_written:
            return
        if not all(there):
            self.damaged("one of two files is missing")
            return
        try:
            found = (table(paths[0]), table(paths[1]))
        except Exception as error:
            self.damaged(f"a file can't be read: {error!r}")
            return
        same = [number for number, pair in self.pairs.items() if pair == found]
        if not same:
            self.counts.mixed += 1
            self.wrong(f"the pair belongs to none of {sorted(self.pairs)}")
            return
        self.pairs = {same[-1]: self.pairs[same[-1]]}
        self.has_written = True
        for path in self.out.glob("*备份*"):
            path.unlink()

    def judge(self, lines: list[str], mode: str) -> None:
        """Does the same in memory, and compares it with what is on the disk."""
        counts = self.counts
        saved = tried = self.number
        opened = False
        states = {self.number: clerk.digest(self.document)}
        doing = "starting"
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "O":
                opened, doing = True, "editing"
            elif word == "T":
                tried, doing = int(rest), "editing"
                clerk.act(self.document, self.seed, tried)
                states[tried] = clerk.digest(self.document)
                counts.steps += 1
            elif word == "A":
                counts.acknowledged += int(rest) - saved
                saved = int(rest)
            elif word == "S":
                doing = "writing files"
                self.pairs[int(rest)] = expected(self.document)
                counts.outputs += 1
            elif word == "W":
                doing = "editing"
                self.pairs = {int(rest): self.pairs[int(rest)]}
                self.has_written = True
            elif word != "F" or self.drive is None:  # it may see the power go before it ends
                self.wrong(line)
        counts.killed_while[doing] = counts.killed_while.get(doing, 0) + 1
        if mode != "start" and not opened:
            self.wrong("the roster was not opened")
        self.compare(states, saved, tried)
        if file_hash(self.roster) != self.hash:
            counts.roster_changed += 1
            self.wrong("the roster changed")

    def compare(self, states: dict[int, str], saved: int, tried: int) -> None:
        """Which state is on the disk; everything up to ``saved`` was acknowledged."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        work = self.folder / "home" / "work"
        if work.is_dir():
            shutil.copytree(work, copy)
        shelf = continuing.look(copy)
        if len(shelf.works) > 1 or shelf.notes:
            self.wrong(f"{len(shelf.works)} working copies, {shelf.notes}")
        if not shelf.works:
            document, shown = self.opened_again(), states.get(0, "")
        else:
            document = continuing.go_on(shelf.works[0])
            shown = clerk.digest(document)
        found = [number for number, state in states.items() if state == shown]
        if not found or found[-1] < saved:
            self.lost(saved - (found[-1] if found else self.number),
                      f"acknowledged up to {saved}, tried {tried}, found {found}")
        self.document = document
        self.number = found[-1] if found else tried

    def opened_again(self) -> Document:
        return open_document(self.roster, name="示例学校", school_year=2012)

    @property
    def hash(self) -> str:
        return (self.folder / "hash").read_text(encoding="ascii")

    def lost(self, steps: int, why: str) -> None:
        self.counts.lost += max(1, steps)
        self.wrong(why)

    def damaged(self, why: str) -> None:
        self.counts.damaged += 1
        self.wrong(why)

    def wrong(self, why: str) -> None:
        self.counts.wrong.append(f"seed {self.seed}, kill {self.counts.kills}: {why}")


def table(path: Path) -> list[list[str]]:
    """All cells of an output."""
    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    return [[str(cell) for cell in sheet.row_values(row)] for row in range(sheet.nrows)]


def expected(document: Document) -> Pair:
    """All cells that both outputs must have."""
    grids = (submission.master_table(document).grid(),
             submission.correction_table(document).grid())
    first, second = ([[str(cell) for cell in row] for row in grid] for grid in grids)
    return padded(first), padded(second)


def padded(rows: list[list[str]]) -> list[list[str]]:
    """As xlrd gives it: all rows as wide as the widest."""
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def run_lane(folder: Path, seed: int, kills: int, rows: int = 60, power: bool = False) -> Counts:
    """A lane's kills, one after the other."""
    drive = drives.PowerDrive(folder, 1024 if rows > LARGE else 96) if power else None
    if drive is None:
        folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "resources.samples.make_samples", "--rows", str(rows), "--bad",
         "0.05" if rows <= LARGE else "0.001", "--out", folder / "名册.xls"],
        cwd=ROOT, check=True, capture_output=True, timeout=300)
    (folder / "hash").write_text(file_hash(folder / "名册.xls"), encoding="ascii")
    lane = Lane(folder, seed, rows, drive)
    while lane.counts.kills < kills:
        lane.run()
    if drive is not None:
        drive.close()
    return lane.counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="a new one, removed at the end")
    parser.add_argument("--lanes", type=int, default=2)
    options = drives.options_of(parser)
    began = time.monotonic()
    if options.folder is not None:
        total, failed = run_lanes(options.folder, options)
    else:
        with tempfile.TemporaryDirectory(prefix="xueji-faults-") as folder:
            total, failed = run_lanes(Path(folder), options)
    if options.json:
        print(json.dumps({**total, "failed": failed}, ensure_ascii=False))
        return 0
    print(*total["wrong"], sep="\n")
    what = "power cuts" if options.power else "kills"
    print(f"{total['kills']} {what} in {time.monotonic() - began:.0f} s "
          f"({', '.join(f'{n} while {name}' for name, n in total['killed_while'].items())}), "
          f"{total['steps']} steps, {total['acknowledged']} acknowledged, "
          f"{total['outputs']} outputs begun, {total['pairs_checked']} times looked at")
    print(f"lost edits: {total['lost']}, damaged outputs: {total['damaged']}, "
          f"roster changed: {total['roster_changed']}, mixed pairs unnoticed: {total['mixed']}")
    return int(failed or bool(total["lost"] or total["damaged"] or total["roster_changed"]
                              or total["mixed"] or total["wrong"]))


def run_lanes(folder: Path, options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """All lanes side by side: the sums of their counts, and whether one broke down."""
    lanes = []
    for lane in range(options.lanes):
        kills = options.kills // options.lanes + (lane < options.kills % options.lanes)
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                counts = run_lane(folder / f"lane{lane}",
                                  options.seed + lane * 1_000_000, kills, options.rows,
                                  options.power)
                with os.fdopen(into, "w", encoding="utf-8") as file:
                    json.dump(vars(counts), file)
                code = 0
            finally:
                os._exit(code)
        os.close(into)
        lanes.append((child, out))
    total: dict[str, Any] = {}
    failed = False
    for child, out in lanes:
        with os.fdopen(out, encoding="utf-8") as file:
            text = file.read()
        failed |= os.waitpid(child, 0)[1] != 0 or not text
        for key, value in (json.loads(text) if text else {}).items():
            if isinstance(value, dict):
                sums = total.setdefault(key, {})
                for name, number in value.items():
                    sums[name] = sums.get(name, 0) + number
            else:
                total[key] = total[key] + value if key in total else value
    return total, failed


if __name__ == "__main__":
    sys.exit(main())
