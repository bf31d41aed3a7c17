"""The program as a real process or, quicker, within this one; and what it wrote."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlrd

from app.commands import running

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def failed(self) -> bool:
        """Whether it failed as it should: exit 2 and one plain line on stderr."""
        assert "Traceback" not in self.err
        return self.code == 2 and self.err.count("\n") == 1 and self.err.endswith("\n")


def run(*words: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Done:
    """Runs ``main.py`` with these words; its output must be UTF-8."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "main.py"), *map(str, words)], cwd=cwd,
        capture_output=True, timeout=60, check=False, env={**os.environ, **(env or {})})
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def call(*words: str | Path) -> Done:
    """The same without a process: what `main.py` does with a command's words."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = running.main([*map(str, words)])
        except SystemExit as stop:
            code = int(stop.code or 0)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    return Done(code, *texts)


def sheet_of(path: Path) -> list[list[str]]:
    """The texts of an .xls file's one sheet; every filled cell must be a text."""
    sheet = xlrd.open_workbook(str(path)).sheet_by_index(0)
    for cell in (cell for i in range(sheet.nrows) for cell in sheet.row(i)):
        assert cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
    return [sheet.row_values(i) for i in range(sheet.nrows)]


def corrections_of(path: Path) -> list[list[str]]:
    """The lines of a correction table, without their numbers."""
    def lines() -> Iterator[list[str]]:
        rows = iter(sheet_of(path))
        for row in rows:
            if row[0] == "序号":
                break
        for number, row in enumerate(rows, 1):
            if row[0] != str(number):
                assert row[0].startswith("填表人")
                return
            yield row[1:]

    return list(lines())
