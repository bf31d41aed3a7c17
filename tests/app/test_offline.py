"""Nothing opens a socket unless the clerk hands something in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

WATCH = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        print("OPENED", event, arguments[1:], flush=True)
sys.addaudithook(watch)
"""


def opened(code: str, home: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WATCH + code, *words], cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=False, env={**os.environ, "XUEJI_HOME": str(home)})
    assert "Traceback" not in done.stderr, done.stderr
    return "\n".join(line for line in done.stdout.splitlines() if line.startswith("OPENED"))


RUN = "import main\nmain.main(sys.argv[1:])\n"


@pytest.mark.parametrize("words", [
    ("check", "{sample}"), ("export", "{sample}", "--out", "{home}/out", "--allow-errors"),
    ("hand-in", "{sample}", "--to", "{home}"), ("ledger",),
    ("split", "{sample}", "--by", "grade", "--out", "{home}/parts"),
    ("merge", "{sample}", "--out", "{home}/合并.xls"), ("audit", "{home}", "--jobs", "2"),
    ("compare", "{sample}", "{sample}")], ids=lambda words: words[0])
def test_commands_open_no_socket(tmp_path: Path, words: tuple[str, ...]) -> None:
    sample = ROOT / "resources" / "samples" / "示例名册.xls"
    given = [word.format(sample=sample, home=tmp_path) for word in words]
    assert opened(RUN, tmp_path / "home", *given) == ""


def test_the_watch_sees_a_socket(tmp_path: Path) -> None:
    given = ("hand-in", str(ROOT / "setup.cfg"), "--to", "ftp://127.0.0.1:1/x")
    assert "socket.connect" in opened(RUN, tmp_path / "home", *given)
