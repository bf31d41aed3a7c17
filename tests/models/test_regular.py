"""Only regular files are opened, and no more of them than is reasonable."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from pathlib import Path

import pytest

from models.errors import EmptyFileError, FileAccessError, FileMissingError, FileTooBigError
from models.reading.read import check_file, read_workbook
from models.regular import file_hash, open_regular, read_regular


class StoppedError(Exception):
    pass


def test_read_and_hashed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    assert read_regular(path, 3_000_000) == path.read_bytes()
    assert file_hash(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    with open_regular(path) as file:
        assert file.name == str(path)
    with pytest.raises(OSError) as caught:
        read_regular(path, 2_999_999)
    assert caught.value.errno == errno.EFBIG


def test_hashing_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    os.truncate(path, 100_000_000)
    asked: list[int] = []

    def stop() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise StoppedError
    with pytest.raises(StoppedError):
        file_hash(path, stop)
    assert len(asked) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices among the files there")
def test_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xls")
    for path in (tmp_path / "a.xls", Path("/dev/zero")):
        for act in (open_regular, file_hash):
            with pytest.raises(OSError) as caught:
                act(path)
            assert caught.value.errno == errno.EINVAL
        for read in (check_file, read_workbook):
            with pytest.raises(FileAccessError, match="不是普通文件"):
                read(path)


@pytest.mark.parametrize(("size", "kind", "part"), [
    (0, EmptyFileError, "空文件"), (30_000_000_000, FileTooBigError, "30.0 GB")])
def test_size_is_looked_at_first(tmp_path: Path, size: int, kind: type[Exception], part: str
                                 ) -> None:
    path = tmp_path / "名册.xlsx"
    path.touch()
    os.truncate(path, size)  # takes no room
    for read in (check_file, read_workbook):
        with pytest.raises(kind, match=part):
            read(path)


def test_what_is_not_there_is_left_to_the_reader(tmp_path: Path) -> None:
    for name in ("没有.xls", "长" * 300):
        check_file(tmp_path / name)
        with pytest.raises(FileMissingError, match="找不到文件|没有名称这么长的文件"):
            read_workbook(tmp_path / name)
