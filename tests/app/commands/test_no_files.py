"""What is named on the command line but is no ordinary file: one sentence at once, exit code 2."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.commands.command import call
from tests.builders import CODE, SCHOOL_NAME, grid_of, students, write_xls

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices among the files"),
    pytest.mark.timeout(20), pytest.mark.slow]


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40_000_000_000)


ODD: dict[str, Callable[[Path], object]] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a link to a pipe": lambda path: (os.mkfifo(path.with_name("pipe")),
                                      path.symlink_to(path.with_name("pipe"))),
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
    "a link to nothing": lambda path: path.symlink_to("/nowhere/at/all"),
    "a link to itself": lambda path: path.symlink_to(path),
    "40 GB": sparse,
}


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / f"{CODE}{SCHOOL_NAME}.xls"
    write_xls(path, grid_of(students(3)))
    return path


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("words", [
    "check ODD", "export ODD --out OUT", "export ROSTER --out OUT --edits ODD",
    "export ROSTER --out OUT --form ODD", "compare ROSTER ODD", "compare ODD ROSTER",
    "split ODD --out OUT", "photos OUT ODD", "hand-in ODD --to OUT",
    "audit OUT --schools ODD", "audit OUT --out OUT --since ODD",
], ids=str)
def test_one_sentence_at_once(tmp_path: Path, roster: Path, words: str, kind: str) -> None:
    odd, out = tmp_path / "怪.xls", tmp_path / "out"
    out.mkdir()
    ODD[kind](odd)
    named = {"ODD": odd, "ROSTER": roster, "OUT": out}
    before = roster.read_bytes()
    done = call(*(named.get(word, word) for word in words.split()))
    assert done.failed(), done
    assert "意外" not in done.err and done.err.endswith("。\n")
    assert roster.read_bytes() == before
    assert [path for path in out.iterdir() if path.suffix == ".xls"] == []


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("words", ["merge IN --out FILE --json", "audit IN --json",
                                   "photos IN ROSTER --json"])
def test_in_a_folder_it_costs_one_line(tmp_path: Path, roster: Path, words: str, kind: str) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    ODD[kind](inside / ("怪.jpg" if "photos" in words else "怪.xls"))
    good = inside / roster.name
    good.write_bytes(roster.read_bytes())
    named = {"IN": inside, "ROSTER": roster, "FILE": tmp_path / "合并.xls"}
    done = call(*(named.get(word, word) for word in words.split()))
    assert done.code in (0, 1) and "意外" not in done.out + done.err, done
    assert json.loads(done.out)


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind != "a folder"])
@pytest.mark.parametrize("name", [
    f"{CODE}{SCHOOL_NAME}.xls", f"{SCHOOL_NAME}学籍信息更正表.xls", ".xueji-output.journal",
    ".xueji-a.tmp"])
def test_in_the_place_of_an_output(tmp_path: Path, name: str, kind: str) -> None:
    """Written or refused, in one sentence; nothing is followed."""
    roster = tmp_path / "名册.xls"
    write_xls(roster, grid_of(students(3)))
    out = tmp_path / "out"
    out.mkdir()
    ODD[kind](out / name)
    before = roster.read_bytes()
    done = call("export", roster, "--out", out, "--school-code", CODE, "--school-name", SCHOOL_NAME)
    assert done.code == 0 or done.failed(), done
    assert "意外" not in done.err and roster.read_bytes() == before
