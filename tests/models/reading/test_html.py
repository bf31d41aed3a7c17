"""Web archives: how many parts and how long headers are read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from models.errors import FileTooBigError
from models.reading.read import read_workbook


@pytest.mark.parametrize(("many", "is_read"), [(50, True), (200_000, False)])
def test_parts_of_an_archive_are_counted(tmp_path: Path, many: int, is_read: bool) -> None:
    page = b"--b\r\nContent-Type: text/html\r\n\r\n<table><tr><td>a</td></tr></table>\r\n"
    path = tmp_path / "a.mht"
    path.write_bytes(b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
                     + page * many + b"--b--")
    if is_read:
        assert len(read_workbook(path).sheets) == many
        return
    began = time.thread_time()
    with pytest.raises(FileTooBigError):
        read_workbook(path)
    assert time.thread_time() - began < 2


def test_header_that_is_very_long(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/html; " + b"a=b;" * 2_000_000
                     + b"\r\n\r\n<table><tr><td>a</td></tr></table>")
    began = time.thread_time()
    assert read_workbook(path).sheets[0].rows == [["a"]]
    assert time.thread_time() - began < 5
