"""Notes of folders that are written to: kept while it lasts, found by the next start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import output_notes
from app.output_notes import recover_output, writing_into
from models.errors import OutputBusyError, OutputError, UnfinishedPairError

ROOT = Path(__file__).resolve().parents[2]
RECOVER = "models.commit.pair_journal.recover"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were repaired."""
    folders: list[Path] = []
    monkeypatch.setattr(RECOVER, lambda folder, *_: folders.append(folder) or ["已补完"])
    return folders


def leave(work: Path, folder: Path, name: str = "output-1.json") -> Path:
    """A note as a killed run leaves it."""
    work.mkdir(exist_ok=True)
    note = work / name
    note.write_text(json.dumps(str(folder)), encoding="ascii")
    return note


def test_interrupted_output_is_repaired_once(work: Path, tmp_path: Path, seen: list[Path]) -> None:
    for name in ("output.json", "output-2.json"):  # the first is of an earlier version
        leave(work, tmp_path / name, name)
    assert recover_output(work) == ["已补完"]
    assert sorted(folder.name for folder in seen) == ["output-2.json", "output.json"]
    assert recover_output(work) == [] and len(seen) == 2


def test_second_start_leaves_the_first_alone(work: Path, tmp_path: Path, seen: list[Path]) -> None:
    program = ("import sys; from pathlib import Path\n"
               "from app.output_notes import writing_into\n"
               "with writing_into(Path(sys.argv[1]), Path(sys.argv[2])):\n"
               "    print('writing', flush=True); sys.stdin.read()\n")
    with subprocess.Popen([sys.executable, "-c", program, work, tmp_path], cwd=ROOT,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline().strip() == b"writing"
        assert recover_output(work) == [] and seen == []
        assert len(list(work.glob("output*.json"))) == 1
        other.kill()
    assert recover_output(work) == ["已补完"] and seen == [tmp_path]


@pytest.mark.skipif(sys.platform == "win32", reason="looks for fsync of folders")
def test_note_is_on_the_disk_before_the_writing(work: Path, tmp_path: Path,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (
        synced.append(os.path.basename(os.readlink(f"/proc/self/fd/{fd}"))), real(fd)))
    with writing_into(work, tmp_path):
        [note] = work.glob("output-*.json")
        assert synced[:2] == [note.name, "work"]
        assert json.loads(note.read_text()) == str(tmp_path)
    assert not list(work.glob("output-*.json"))


@pytest.mark.parametrize(("error", "noted"), [
    (OutputError("不能写"), False), (UnfinishedPairError("不能修复"), True),
    (ZeroDivisionError(), False)])
def test_failed_output_needs_no_repair_unless_it_is_half_done(
        work: Path, tmp_path: Path, error: Exception, noted: bool, seen: list[Path]) -> None:
    with pytest.raises(type(error)), writing_into(work, tmp_path):
        raise error
    recover_output(work)
    assert bool(seen) is noted


@pytest.mark.parametrize("error", [UnfinishedPairError("请先关闭文件"), OutputBusyError("忙")])
def test_repair_that_fails_is_tried_at_the_next_start(
        work: Path, tmp_path: Path, error: OutputError, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[str]:
        raise error
    note = leave(work, tmp_path)
    monkeypatch.setattr(RECOVER, fail)
    for _ in range(2):
        told = recover_output(work)
        assert told == ([] if isinstance(error, OutputBusyError) else [str(error)])
    assert note.exists()


@pytest.mark.parametrize("content", [b"", b"{damaged", b"[1]", b"[" * 5000])
def test_note_cut_short_is_forgotten(work: Path, tmp_path: Path, content: bytes,
                                     seen: list[Path]) -> None:
    note = leave(work, tmp_path)
    note.write_bytes(content)
    assert recover_output(work) == [] and seen == [] and not note.exists()


def test_without_a_place_for_the_note_it_is_written_all_the_same(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").write_bytes(b"a file")
    with writing_into(tmp_path / "work", tmp_path) as seal:
        assert seal.is_on(b"x", seal.of(b"x"))
    assert output_notes.recover_output(tmp_path / "work") == []
