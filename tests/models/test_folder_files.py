"""What lies in a folder: every file once, nothing of the system's, and no walk in a circle."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.errors import FileMissingError
from models.folder_files import files_below


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def test_files_of_all_folders_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.xls", "a/z.xls", "a/一/y.xls", "Thumbs.db", "a/desktop.ini", ".DS_Store",
         ".git/x.xls", "System Volume Information/y.xls", "$RECYCLE.BIN/z.xls", "__MACOSX/z.jpg")
    assert files_below(tmp_path) == (["a/z.xls", "a/一/y.xls", "b.xls"], 3)
    assert files_below(tmp_path, but=[tmp_path / "a" / "一", tmp_path / "b.xls"]) == (
        ["a/z.xls"], 3)
    assert files_below(tmp_path, ignored=lambda name: name.startswith("b"))[1] == 1


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need a right there")
def test_links_and_pipes_are_named_and_circles_not_walked(tmp_path: Path) -> None:
    make(tmp_path, "a/x.jpg")
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    (tmp_path / "link.jpg").symlink_to(tmp_path / "a" / "x.jpg")
    (tmp_path / "nothing.jpg").symlink_to(tmp_path / "none")
    os.mkfifo(tmp_path / "pipe.jpg")
    assert files_below(tmp_path)[0] == ["a/x.jpg", "link.jpg", "nothing.jpg", "pipe.jpg"]
    with pytest.raises(FileMissingError, match="找不到照片文件夹"):
        files_below(tmp_path / "pipe.jpg", kind="照片文件夹")
