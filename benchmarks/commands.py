"""Whole processes: ``check`` against LibreOffice's conversion and a pandas script, and memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measure import Line, compare, installed, seconds
from benchmarks.rosters import roster_file

ROOT = Path(__file__).resolve().parent.parent
_PEAK = (r"import re;print(int(re.search(r'VmHWM:\s+(\d+)', open('/proc/self/status')"
         ".read())[1])*1024)")


def _run(*words: str) -> None:
    """Runs a process to its end; 0 and 1 (findings) are fine."""
    done = subprocess.run(words, cwd=ROOT, env=installed(), stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode(errors="replace"))


def check(path: Path) -> None:
    """The whole process ``main.py check … --json``."""
    _run(sys.executable, "main.py", "check", str(path), "--json")


def check_cli(rows: int, repeats: int) -> list[Line]:
    """``check`` against LibreOffice converting the same file; nothing where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        print("check-cli: left out, soffice is not installed", file=sys.stderr)
        return []
    path = roster_file(rows, "xls")
    check(path)  # the first run compiles
    with tempfile.TemporaryDirectory() as folder:
        convert = (office, "--headless", "--convert-to", "csv", "--outdir", folder, str(path))
        _run(*convert)  # the first start makes its profile
        ours, reference = compare(
            lambda: seconds(lambda: check(path)), lambda: seconds(lambda: _run(*convert)), repeats)
    return [Line("check-cli", ours, reference, 1.0)]


def check_pandas(rows: int, repeats: int) -> list[Line]:
    """``check`` against a straightforward pandas script that reads with calamine; nothing where
    they are not installed."""
    if find_spec("pandas") is None or find_spec("python_calamine") is None:
        print("check-pandas: left out, pandas or python-calamine is not installed", file=sys.stderr)
        return []
    path = roster_file(rows, "xls")
    script = ROOT / "benchmarks" / "pandas_check.py"
    check(path)
    ours, reference = compare(
        lambda: seconds(lambda: check(path)),
        lambda: seconds(lambda: _run(sys.executable, str(script), str(path))), repeats)
    return [Line("check-pandas", ours, reference, 0.7)]


def memory(rows: int) -> list[Line]:
    """Peak memory with the roster open and judged beyond a bare PySide6 process, against the same
    cells as strings in lists."""
    path = str(roster_file(rows, "xls"))
    bare = _peak("import PySide6.QtWidgets")
    ours = _peak("import sys; import PySide6.QtWidgets; from pathlib import Path;"
                 "from app.opening import open_document;"
                 "d = open_document(Path(sys.argv[1]))", path)
    cells = int(_output(
        "import sys; from pathlib import Path\n"
        "from models.intake.roster_from_sheets import open_roster\n"
        "r = open_roster(Path(sys.argv[1]))\n"
        "print(sum(sys.getsizeof(w.cells) + sum(map(sys.getsizeof, w.cells)) for w in r.rows))",
        path))
    return [Line("memory", ours - bare, cells, 3.0, unit="MB")]


def _peak(code: str, *words: str) -> int:
    return int(_output(f"{code}\n{_PEAK}", *words))


def _output(code: str, *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, check=True, capture_output=True, text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}).stdout.strip()
