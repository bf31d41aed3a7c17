"""Kills real processes at every point of writing a pair, and counts what is then in the folder.

Run as a program of its own, as it forks: ``output_crashes.py FOLDER old|none|twice``. Prints one
JSON object: how many points were tried, and what was found wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from models.commit.pair import recover, write_pair  # noqa: E402
from models.commit.seal import Seal  # noqa: E402
from models.writing.correction_table import CorrectionLine, CorrectionTable  # noqa: E402
from models.writing.master import MasterTable  # noqa: E402

SEAL = Seal(b"the clerk's own")
MASTER, TABLE = "3101170001第七中学.xls", "第七中学学籍信息更正表.xls"
CALLS = ("open", "write", "replace", "rename", "fsync", "unlink", "ftruncate", "chmod")

Pair = dict[str, str]


def write(folder: Path, text: str) -> None:
    """Write a pair that tells by its texts which one it is."""
    line = CorrectionLine("1", "2", text, "七年级", "1班", "姓名", "", text, "")
    write_pair(folder, MASTER, MasterTable(["姓名"], [[text]] * 20), TABLE,
               CorrectionTable("第七中学", "3101170001", "2012学年", [line] * 5),
               seal=SEAL, protect=[folder / "名册.xls"])


def pair(folder: Path) -> Pair:
    """The hashes of the two files, as far as they are there."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (MASTER, TABLE) if (folder / name).exists()}


def killed_at(point: int, work: Callable[[], object]) -> bool:
    """Do the work in a process that is killed just before its n-th change to the drive; False if it
    came to its end before that."""
    child = os.fork()
    if child == 0:
        left = count(1)

        def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                if next(left) == point:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **named)
            return call

        for name in CALLS:
            setattr(os, name, deadly(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    base, mode = Path(sys.argv[1]), sys.argv[2]
    wanted: dict[str, Pair] = {}
    for text in ("旧", "新"):
        folder = base / text
        folder.mkdir()
        (folder / "名册.xls").write_bytes(b"roster")
        write(folder, text)
        wanted[text] = pair(folder)
    if mode == "none":
        wanted["旧"] = {}
        for name in (MASTER, TABLE):
            (base / "旧" / name).unlink()

    found = {"旧": 0, "新": 0}
    wrong: list[str] = []
    points = 0
    for point in count(1):
        for again in (count(1) if mode == "twice" else (0,)):
            folder = base / "run"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(base / "旧", folder)
            if not killed_at(point, lambda: write(folder, "新")):
                print(json.dumps({"points": points, "wrong": wrong, **found}))
                return
            points += 1
            more = again and killed_at(again, lambda: recover(folder, SEAL))
            recover(folder, SEAL)
            now = pair(folder)
            name = next((text for text, hashes in wanted.items() if hashes == now), None)
            if name is None:
                wrong.append(f"a mixed pair after {point}, {again}")
            else:
                found[name] += 1
            if list(folder.glob(".*")):
                wrong.append(f"files left over after {point}, {again}")
            if (folder / "名册.xls").read_bytes() != b"roster":
                wrong.append(f"the roster changed after {point}, {again}")
            if again and not more:
                break


if __name__ == "__main__":
    main()
