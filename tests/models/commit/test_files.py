"""The tools that every written file shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.commit import files
from models.commit.files import lock, open_own, remove, replace


def test_a_lock_leaves_the_place_in_the_file(tmp_path: Path) -> None:
    """What is read or written next lies where it lay before, though Windows locks a byte far on."""
    descriptor = open_own(tmp_path / "note")
    try:
        lock(descriptor)
        os.write(descriptor, b"first")
        assert os.fstat(descriptor).st_size == 5
        os.lseek(descriptor, 1, os.SEEK_SET)
        other = os.open(tmp_path / "note", os.O_RDWR)
        try:
            with pytest.raises(BlockingIOError):
                lock(other)
            assert os.read(other, 5) == b"first"
        finally:
            os.close(other)
        assert os.read(descriptor, 9) == b"irst"
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("name", ["replace", "unlink"])
@pytest.mark.parametrize("held", [3, 99])
def test_a_virus_scanner_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str,
                                       held: int) -> None:
    real, times = getattr(os, name), []

    def busy(*paths: Path) -> None:
        times.append(paths)
        if len(times) <= held:
            raise PermissionError(13, "held")
        real(*paths)

    monkeypatch.setattr(files, "IS_WINDOWS", True)
    monkeypatch.setattr(files.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(os, name, busy)
    (tmp_path / "a").write_bytes(b"x")

    def act() -> None:
        if name == "replace":
            replace(tmp_path / "a", tmp_path / "b")
        else:
            remove(tmp_path / "a")
    if held == 3:
        act()
        assert len(times) == 4 and not (tmp_path / "a").exists()
    else:
        with pytest.raises(PermissionError):
            act()
        assert len(times) == files.PATIENCE + 1 and (tmp_path / "a").exists()


def test_removing_what_is_not_there_is_fine(tmp_path: Path) -> None:
    remove(tmp_path / "nothing")
