"""Kills whatever writes files but the window: commands, slips, forms, statistics, settings; counts.

A program of its own, as it forks. Each run starts from files that an earlier, complete run left,
writes other ones over them in a process that is killed at a random moment, and then looks after
what a next start puts right: each file must be the old or the new one, whole; of a pair both, or it
must be told; what was reported as written must be there; the roster must be as it was. Every fourth
run lets two processes write into the folder at once and kills one of them.

``--power``: the power is cut instead (``drives.PowerDrive``). ``--rows 60000``: with large rosters.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import drives  # noqa: E402
from counting import Harm  # noqa: E402

from app.commands import running  # noqa: E402
from app.continuing import look  # noqa: E402, F401  # whatever a start imports is there
from app.document import Document  # noqa: E402
from app.opening import open_document  # noqa: E402
from app.output_notes import recover_output  # noqa: E402
from app.slips import write_slips  # noqa: E402
from app.statistics import statistics, write_statistics  # noqa: E402
from app.submission import submit  # noqa: E402, F401
from models.regular import file_hash  # noqa: E402
from ui import settings  # noqa: E402

FORMS = ROOT / "tests" / "data" / "forms"
CODE, SCHOOL = "3101170001", "示例学校"
GIVEN = ["--school-code", CODE, "--school-name", SCHOOL]
PAIR = (f"{CODE}{SCHOOL}(未校对完).xls", f"{SCHOOL}学籍信息更正表(未校对完).xls")
MIXED = "可能新旧不一"
LARGE = 5_000

Files = dict[str, str]
"""SHA-256 by name."""


def _opened(roster: Path) -> Document:
    return open_document(roster, code=CODE, name=SCHOOL)


def _command(*words: object) -> int:
    return running.main([str(word) for word in words])


def _settings(roster: Path, out: Path) -> int:
    settings.STORE = out / "settings.ini"
    kept = settings.Settings(save_folder=str(roster))
    for number in range(30):
        kept.note_header([f"{roster.name}{number}"], settings.HeaderChoice(1, {"name": number}))
    settings.save(kept)
    return 0


JOBS: dict[str, Callable[[Path, Path], object]] = {
    "export": lambda roster, out: _command(
        "export", roster, "--out", out, "--allow-errors", *GIVEN),
    "export with a form": lambda roster, out: _command(
        "export", roster, "--out", out, "--allow-errors", "--fix-safe", *GIVEN,
        "--form", FORMS / "one-line-a-field.xls"),
    "split": lambda roster, out: _command("split", roster, "--out", out, *GIVEN),
    "merge": lambda roster, out: _command("merge", roster, "--out", out / "合并.xls"),
    "compare": lambda roster, out: _command(
        "compare", roster, roster.with_name("丙.xls"), "--out", out, *GIVEN),
    "hand-in": lambda roster, out: _command(
        "hand-in", roster.with_name(f"交{roster.name}") / "上报.xls", "--to", out, "--overwrite"),
    "slips": lambda roster, out: write_slips(_opened(roster), out),
    "statistics": lambda roster, out: write_statistics(
        document := _opened(roster), statistics(document), out / "班级统计.xls"),
    "settings": _settings,
}
LARGE_JOBS = ("export", "export with a form", "statistics")
TOGETHER = ("export", "slips", "statistics", "split")
"""What may go on in one folder at once; none of them writes the others' files."""


@dataclass
class Counts(Harm):
    """What was seen."""

    jobs: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    reported: int = 0
    told: int = 0
    together: int = 0
    left: int = 0


class Desk:
    """A folder with rosters, and what each job makes of them."""

    def __init__(self, folder: Path, rows: int, drive: drives.PowerDrive | None) -> None:
        self.folder, self.drive, self.rows = folder, drive, rows
        self.out, self.home = folder / "out", folder / "home"
        self.rosters = {name: folder / f"{name}.xls" for name in "甲乙丙"}
        os.environ["XUEJI_HOME"] = str(self.home)
        for number, path in enumerate(self.rosters.values()):
            subprocess.run(
                [sys.executable, "-m", "resources.samples.make_samples", "--rows", str(rows),
                 "--bad", "0.05" if rows <= LARGE else "0.001", "--seed", str(number + 1),
                 "--out", path], cwd=ROOT, check=True, capture_output=True, timeout=300)
            (folder / f"交{path.name}").mkdir()
            shutil.copy(path, folder / f"交{path.name}" / "上报.xls")
        self.hashes = {path: file_hash(path) for path in self.rosters.values()}
        self.wanted: dict[tuple[str, str], Files] = {}
        self.seconds: dict[str, float] = {}
        for job in JOBS if rows <= LARGE else LARGE_JOBS:
            for name in "甲乙":
                self.clean()
                began = time.monotonic()
                if _wait(_start(job, self.rosters[name], self.out)) != 0:
                    raise RuntimeError(f"{job} does not work")
                self.seconds[job] = time.monotonic() - began
                self.wanted[job, name] = self.files()
                shutil.copytree(self.out, folder / "made" / f"{job} {name}")

    def clean(self) -> None:
        """Empty output folder, and nothing left to repair."""
        for place in (self.out, self.home):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()

    def files(self) -> Files:
        """What is in the output folder, but for backups and files of our own."""
        return {path.name: file_hash(path) for path in self.out.iterdir()
                if ".备份-" not in path.name and not path.name.startswith(".")}

    def run(self, dice: random.Random, counts: Counts) -> None:
        """One kill, and a look."""
        job = dice.choice([name for name, _ in self.wanted])
        other = dice.choice([name for name in TOGETHER if name != job]) \
            if counts.kills % 4 == 3 and job in TOGETHER and self.rows <= LARGE else ""
        self.clean()
        for name in filter(None, (job, other)):
            shutil.copytree(self.folder / "made" / f"{name} 甲", self.out, dirs_exist_ok=True)
        if self.drive is not None:
            self.drive.sync()
        child = _start(job, self.rosters["乙"], self.out)
        second = _start(other, self.rosters["乙"], self.out) if other else 0
        if dice.random() < 0.7:  # the short time in which files are written counts most
            self.wait_until_it_writes(2 * self.seconds[job])
            time.sleep(dice.uniform(0, 0.1 * self.seconds[job]))
        else:
            time.sleep(dice.uniform(0, 1.1 * self.seconds[job]))
        reported = os.waitpid(child, os.WNOHANG)
        if self.drive is not None:
            self.drive.cut()
        code = None if reported[0] == 0 else os.waitstatus_to_exitcode(reported[1])
        if code is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        second_code = None
        if second:
            if self.drive is not None:
                os.kill(second, signal.SIGKILL)
            second_code = _wait(second)
        if self.drive is not None:
            self.drive.restore()
        counts.kills += 1
        counts.jobs[job] += 1
        counts.together += bool(other)
        counts.interrupted += code is None
        counts.reported += code == 0
        self.judge(counts, {job: code, **({other: second_code} if other else {})})

    def wait_until_it_writes(self, longest: float) -> None:
        """Until a temporary file or a journal is in the output folder."""
        end = time.monotonic() + longest
        while time.monotonic() < end and not any(
                name.startswith((".", "settings.ini.")) for name in os.listdir(self.out)):
            time.sleep(0.0005)

    def judge(self, counts: Counts, codes: dict[str, int | None]) -> None:
        """Looks at what is there after the next start has put right what it can."""
        def wrong(what: str) -> None:
            counts.wrong.append(f"kill {counts.kills}, {codes}: {what}")

        told = recover_output(self.home / "work", list(self.rosters.values()))
        counts.told += bool(told)
        found = self.files()
        for job, code in codes.items():
            old, new = self.wanted[job, "甲"], self.wanted[job, "乙"]
            for name in old.keys() | new.keys():
                if found.get(name) not in (old.get(name), new.get(name)):
                    counts.damaged += 1
                    wrong(f"“{name}” is neither the old nor the new one")
            if job == "settings" and self.drive is not None:
                continue  # whole, but nobody promises that they are on the disk
            if code == 0 and any(found.get(name) != digest for name, digest in new.items()):
                counts.lost += 1
                wrong("reported as written, and not there")
            if code not in (None, 0, 2, -signal.SIGKILL):
                wrong(f"{job} ended with {code}")
            if job.startswith("export"):
                pair = [found.get(name) for name in PAIR]
                wholes = [[files.get(name) for name in PAIR] for files in (old, new)]
                if pair not in wholes and not any(MIXED in text for text in told):
                    counts.mixed += 1
                    wrong("a mixed pair, and nobody says so")
        if any(file_hash(path) != digest for path, digest in self.hashes.items()):
            counts.roster_changed += 1
            wrong("a roster changed")
        left = [path.name for path in self.out.iterdir() if path.name.startswith(".")]
        counts.left += bool(left)
        # The program's next file in a folder clears it; at its start it knows where commands wrote.
        if left and not codes.keys() & {"slips", "statistics", "settings"}:
            wrong(f"left over: {left}")


def _start(job: str, roster: Path, out: Path) -> int:
    """The job in a process of its own; gives its id."""
    child = os.fork()
    if child == 0:
        code = 9
        try:
            with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), \
                    redirect_stderr(nowhere):
                result = JOBS[job](roster, out)
            code = result if isinstance(result, int) else 0
            code = 0 if code == 1 and job in ("compare", "merge") else code
        except Exception:  # a fault of the drive, or one of ours: the code says that it failed
            code = 2
        finally:
            os._exit(code)
    return child


def _wait(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    options = drives.options_of(parser)
    began = time.monotonic()
    counts, dice = Counts(), random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="xueji-writers-") as place:
        folder, drive = Path(place) / "desk", None
        if options.power:
            drive = drives.PowerDrive(folder, 1024 if options.rows > LARGE else 96)
        else:
            folder.mkdir()
        desk = Desk(folder, options.rows, drive)
        while counts.kills < options.kills:
            desk.run(dice, counts)
        if drive is not None:
            drive.close()
    if options.json:
        print(json.dumps(vars(counts), ensure_ascii=False))
        return 0
    print(*counts.wrong, sep="\n")
    print(f"seed {options.seed}: {counts.kills} {'power cuts' if options.power else 'kills'} of "
          f"writers in {time.monotonic() - began:.0f} s "
          f"({', '.join(f'{n} {job}' for job, n in counts.jobs.most_common())}), "
          f"{counts.interrupted} in the middle, {counts.together} with another at work, "
          f"{counts.told} times something was put right")
    print(f"reported and lost: {counts.lost}, damaged: {counts.damaged}, roster changed: "
          f"{counts.roster_changed}, mixed pairs unnoticed: {counts.mixed}")
    return int(counts.any)


if __name__ == "__main__":
    sys.exit(main())
