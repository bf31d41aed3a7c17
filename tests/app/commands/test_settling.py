"""Every command that writes puts right what an interrupted run left, and says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.commands.command import call
from tests.builders import CODE, SCHOOL_NAME, grid_of, students, write_xls


@pytest.mark.parametrize("words", [
    "export ROSTER --out OUT", "split ROSTER --out OUT", "merge ROSTER --out FILE",
    "compare ROSTER ROSTER --out OUT", "photos PHOTOS ROSTER --out OUT", "hand-in ROSTER --to DESK",
    "audit DESK --out OUT"])
def test_leftovers_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    home, elsewhere, desk, photos = (tmp_path / name for name in ("home", "U盘", "桌面", "照片"))
    for folder in (home / "work", elsewhere, desk, photos):
        folder.mkdir(parents=True)
    monkeypatch.setenv("XUEJI_HOME", str(home))
    roster = tmp_path / f"{CODE}{SCHOOL_NAME}.xls"
    for path in (roster, desk / "3101170002甲学校.xls"):
        write_xls(path, grid_of(students(3)))
    (elsewhere / ".xueji-x.tmp").write_bytes(b"half")
    (home / "work" / "output-1.json").write_text(json.dumps(str(elsewhere)), "ascii")
    named = {"ROSTER": roster, "OUT": tmp_path / "out", "DESK": desk, "PHOTOS": photos,
             "FILE": tmp_path / "合并.xls"}
    done = call(*(named.get(word, word) for word in words.split()))
    assert done.code in (0, 1) and "留下的临时文件已清除" in done.err, done
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("words", ["check ROSTER", "compare ROSTER ROSTER", "ledger"])
def test_what_only_reads_touches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                         words: str) -> None:
    home = tmp_path / "home"
    (home / "work").mkdir(parents=True)
    monkeypatch.setenv("XUEJI_HOME", str(home))
    roster = tmp_path / f"{CODE}{SCHOOL_NAME}.xls"
    write_xls(roster, grid_of(students(3)))
    (tmp_path / ".xueji-x.tmp").write_bytes(b"half")
    (home / "work" / "output-1.json").write_text(json.dumps(str(tmp_path)), "ascii")
    call(*({"ROSTER": roster}.get(word, word) for word in words.split()))
    assert (tmp_path / ".xueji-x.tmp").exists()
