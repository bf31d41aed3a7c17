"""One file is written whole, or nothing is changed and the clerk is told why."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from models.commit.single import retire, write_safely
from models.errors import (
    DiskFullError, FolderMissingError, FolderReadOnlyError, NameTooLongError, OutputError,
    ReadBackError, SourceFileError)
from tests.faults.drives import mounted

NOW = datetime(2012, 11, 20, 10, 42)
NAME = "三年级1班问题单.xls"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_written(tmp_path: Path) -> None:
    looked_at: list[bytes] = []
    file = write_safely(tmp_path / NAME, b"new",
                        check=lambda draft: looked_at.append(draft.read_bytes()))
    assert contents(tmp_path) == {NAME: b"new"} and looked_at == [b"new"]
    assert (file.path, file.backup) == (tmp_path / NAME, None)
    assert file.sha256 == hashlib.sha256(b"new").hexdigest()


def test_temporaries_of_a_killed_run_go(tmp_path: Path) -> None:
    (tmp_path / ".xueji-abc.tmp").write_bytes(b"half")
    (tmp_path / ".xueji-notes.txt").write_bytes(b"somebody's")
    write_safely(tmp_path / NAME, b"new")
    assert contents(tmp_path) == {NAME: b"new", ".xueji-notes.txt": b"somebody's"}


def test_what_was_there_is_kept_as_a_backup(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"old")
    file = write_safely(tmp_path / NAME, b"new", now=NOW)
    assert file.backup is not None and "备份" in file.backup.name
    assert contents(tmp_path) == {NAME: b"new", file.backup.name: b"old"}


def not_as_it_should_be(draft: Path) -> None:
    raise ReadBackError("读回核对时不一致")


def a_folder(target: Path) -> None:
    target.unlink()
    target.mkdir()


@pytest.mark.parametrize(("prepare", "name", "more", "fault"), [
    (a_folder, NAME, {}, OutputError),
    (None, NAME, {"protect": [Path(NAME)]}, SourceFileError),
    (None, NAME, {"check": not_as_it_should_be}, ReadBackError),
    (None, f"{'长' * 260}.xls", {}, NameTooLongError),
    (None, f"没有的文件夹/{NAME}", {}, FolderMissingError),
])
def test_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                 prepare: Callable[[Path], None] | None, name: str, more: dict[str, object],
                 fault: type[OutputError]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / NAME).write_bytes(b"old")
    if prepare is not None:
        prepare(tmp_path / NAME)
    before = contents(tmp_path)
    with pytest.raises(fault):
        write_safely(tmp_path / name, b"new", **more)  # type: ignore[arg-type]
    assert contents(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a mount")
def test_full_drive(tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "64k") as folder:
        (folder / NAME).write_bytes(b"old")
        with pytest.raises(DiskFullError):
            write_safely(folder / NAME, bytes(100_000))
        assert contents(folder) == {NAME: b"old"}


def test_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_given: object) -> None:
        raise PermissionError(13, "Permission denied")
    (tmp_path / NAME).write_bytes(b"old")
    monkeypatch.setattr("tempfile.mkstemp", refuse)  # root may write anywhere
    with pytest.raises(FolderReadOnlyError):
        write_safely(tmp_path / NAME, b"new")
    assert contents(tmp_path) == {NAME: b"old"}


def test_what_is_retired_stays_as_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "更正表.xls"
    path.write_bytes(b"1")
    backup = retire(path, NOW)
    assert not path.exists() and backup.read_bytes() == b"1" and ".备份-" in backup.name


def test_what_is_not_there_can_not_be_retired(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        retire(tmp_path / "没有.xls", NOW)
    assert list(tmp_path.iterdir()) == []
