"""What others put into the output folder: nothing outside of it is touched, nothing is believed."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from models.commit.pair import WrittenPair, recover, write_pair
from models.commit.pair_journal import JOURNAL, Move, PairJournal
from models.commit.seal import KEY, Seal
from models.commit.single import write_safely
from models.errors import OutputBusyError, OutputError, UnfinishedPairError
from models.regular import file_hash
from models.writing.correction_table import CorrectionTable
from models.writing.master import MasterTable

MASTER, TABLE = "3101170001第七中学.xls", "第七中学学籍信息更正表.xls"
OURS, OTHERS = Seal(b"ours"), Seal(b"somebody else's")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "名册.xls"
    path.parent.mkdir()
    path.write_bytes(b"roster")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "out"
    path.mkdir()
    return path


def write(out: Path, roster: Path) -> WrittenPair:
    return write_pair(out, MASTER, MasterTable(["姓名"], [["张三"]]), TABLE,
                      CorrectionTable("第七中学", "", "", []), seal=OURS, protect=[roster],
                      now=datetime(2012, 11, 29))


def plant(out: Path, moves: list[Move], seal: Seal, letter: str = "C") -> None:
    text = json.dumps([asdict(move) for move in moves], sort_keys=True)
    (out / JOURNAL).write_text(letter + json.dumps(
        {"moves": [asdict(move) for move in moves], "seal": seal.of(text.encode())}), "utf-8")


def outside(roster: Path, name: str) -> dict[str, Move]:
    """Moves that would replace, bring back or delete the roster."""
    digest = file_hash(roster)
    return {
        "replaces": Move(".xueji-a.tmp", name, file_hash(roster.parent / "新"), digest, "a.备份-1"),
        "brings back": Move(".xueji-a.tmp", name, digest, "0", "a.备份-1"),
        "deletes": Move(".xueji-a.tmp", name, digest, None, None),
    }


@pytest.mark.parametrize("seal", [OTHERS, OURS], ids=["others", "ours"])
@pytest.mark.parametrize("letter", "CR")
@pytest.mark.parametrize("how", ["replaces", "brings back", "deletes"])
def test_journal_that_names_files_outside(out: Path, roster: Path, how: str, letter: str,
                                          seal: Seal) -> None:
    (roster.parent / "新").write_bytes(b"new")
    (out / ".xueji-a.tmp").write_bytes(b"new")
    (out / "a.备份-1").write_bytes(b"old")
    for name in ("../home/名册.xls", str(roster)):
        plant(out, [outside(roster, name)[how]], seal, letter)
        pair = write(out, roster)
        assert roster.read_bytes() == b"roster"
        assert len(pair.notes) == 1 and "没有照它改动任何文件" in pair.notes[0]
        assert (out / MASTER).exists() and not (out / JOURNAL).exists()


def test_journal_without_our_seal_changes_nothing(out: Path, roster: Path) -> None:
    write(out, roster)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    plant(out, [Move(".xueji-a.tmp", MASTER, file_hash(out / MASTER), None, None)], OTHERS, "R")
    [told] = recover(out, OURS)
    assert "不是您在这台电脑上写的" in told
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("content", [
    "C[]", "C{}", 'C{"moves": 7, "seal": "x"}', 'C{"moves": [], "seal": 7}',
    'C{"moves": [{"temporary": 1, "target": 2, "new": 3, "old": 4, "backup": 5}], "seal": "é"}',
    "C" + "[" * 20000, "C\ud800"])
def test_odd_journals(out: Path, roster: Path, content: str) -> None:
    (out / JOURNAL).write_bytes(content.encode("utf-8", "surrogatepass"))
    write(out, roster)
    assert sorted(path.name for path in out.iterdir()) == sorted([MASTER, TABLE])


def test_true_journal_never_touches_a_protected_file(out: Path, roster: Path) -> None:
    """The roster that is open may be the very file that an interrupted run was to replace."""
    here = out / MASTER
    here.write_bytes(b"roster")
    plant(out, [Move(".xueji-a.tmp", MASTER, file_hash(here), None, None)], OURS, "R")
    with pytest.raises(UnfinishedPairError, match="没有动它"):
        recover(out, OURS, [here])
    assert here.read_bytes() == b"roster" and (out / JOURNAL).exists()


# --- links and other things under our names -------------------------------------------------------


def symbolic(name: Path, roster: Path) -> None:
    name.symlink_to(roster)


def nowhere(name: Path, roster: Path) -> None:
    name.symlink_to(roster.with_name("还没有"))


def hard(name: Path, roster: Path) -> None:
    os.link(roster, name)


def pipe(name: Path, roster: Path) -> None:
    os.mkfifo(name)


def folder(name: Path, roster: Path) -> None:
    name.mkdir()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("make", [symbolic, nowhere, hard, pipe, folder])
@pytest.mark.parametrize("name", [JOURNAL, ".xueji-abc.tmp"])
@pytest.mark.parametrize("single", [False, True], ids=["pair", "single"])
def test_what_has_our_names_is_never_followed(out: Path, roster: Path, name: str, single: bool,
                                              make: Callable[[Path, Path], None]) -> None:
    make(out / name, roster)
    if single:
        write_safely(out / MASTER, b"new", protect=[roster])
    else:
        write(out, roster)
    assert roster.read_bytes() == b"roster" and sorted(os.listdir(roster.parent)) == ["名册.xls"]
    assert stat.S_ISREG(os.lstat(out / MASTER).st_mode)
    assert not os.path.lexists(out / JOURNAL)


def test_name_that_cannot_be_had_is_said(out: Path, roster: Path) -> None:
    (out / JOURNAL / "x").mkdir(parents=True)
    with pytest.raises(OutputError, match="占用了本程序要用的名字"):
        write(out, roster)
    with pytest.raises(OutputError, match="占用了本程序要用的名字"):
        write_safely(out / MASTER, b"new")
    assert not (out / MASTER).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are no files there")
@pytest.mark.parametrize("name", [MASTER, TABLE])
def test_pipe_in_the_place_of_an_output(out: Path, roster: Path, name: str) -> None:
    os.mkfifo(out / name)
    with pytest.raises(OutputError, match="不是普通文件"):
        write(out, roster)
    with pytest.raises(OutputError, match="不是普通文件"):
        write_safely(out / name, b"new")
    assert os.listdir(out) == [name]


# --- several at once ------------------------------------------------------------------------------


def test_single_file_and_pair_wait_for_each_other(out: Path, roster: Path) -> None:
    def meanwhile(draft: Path) -> None:
        with pytest.raises(OutputBusyError):
            write(out, roster)
        with pytest.raises(OutputBusyError):
            recover(out, OURS)
        assert draft.exists()
    write_safely(out / "三年级1班问题单.xls", b"new", check=meanwhile)
    assert os.listdir(out) == ["三年级1班问题单.xls"]


def test_single_file_leaves_an_interrupted_pair_to_its_repair(out: Path, roster: Path) -> None:
    (out / ".xueji-a.tmp").write_bytes(b"new")
    digest = file_hash(out / ".xueji-a.tmp")
    journal = PairJournal(out)
    journal.commit([Move(".xueji-a.tmp", MASTER, digest, None, None)], OURS)
    journal.close()
    write_safely(out / "三年级1班问题单.xls", b"slip")
    assert "现已补完" in recover(out, OURS)[0]
    assert (out / MASTER).read_bytes() == b"new"


# --- the key --------------------------------------------------------------------------------------


def test_key_is_kept_and_the_users_alone(tmp_path: Path) -> None:
    mark = Seal.kept_in(tmp_path).of(b"x")
    assert Seal.kept_in(tmp_path).is_on(b"x", mark)
    assert not Seal.kept_in(tmp_path).is_on(b"y", mark)
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / KEY).stat().st_mode) == 0o600
    (tmp_path / "other").mkdir()
    assert not Seal.kept_in(tmp_path / "other").is_on(b"x", mark)


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 5000])
def test_damaged_key_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY).write_bytes(content)
    mark = Seal.kept_in(tmp_path).of(b"x")
    assert Seal.kept_in(tmp_path).is_on(b"x", mark)


def test_without_a_place_for_the_key(tmp_path: Path) -> None:
    seal = Seal.kept_in(tmp_path / "gone")
    assert seal.is_on(b"x", seal.of(b"x"))
