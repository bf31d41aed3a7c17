"""Handing in to a folder or a stick: read back, and a sentence for each thing that goes wrong."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.handing_in.delivery import Parcel
from app.handing_in.folder import hand_in_to_folder
from models.commit import single
from tests.faults.drives import mounted

CONTENT = bytes(range(256)) * 2000


def parcel() -> Parcel:
    return Parcel(Path("桌面") / "总库.xls", CONTENT)


def one_sentence(text: str) -> bool:
    return text.endswith("。") and "\n" not in text


def test_a_file_is_there_and_read_back(tmp_path: Path) -> None:
    (arrival,) = hand_in_to_folder([parcel()], tmp_path)
    assert (arrival.error, arrival.read_back, arrival.replaced) == ("", True, False)
    assert Path(arrival.path).read_bytes() == CONTENT


def test_a_file_of_that_name_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "总库.xls").write_bytes(b"older")
    (arrival,) = hand_in_to_folder([parcel()], tmp_path)
    assert arrival.there and "已有同名" in arrival.error and one_sentence(arrival.error)
    assert (tmp_path / "总库.xls").read_bytes() == b"older"
    (arrival,) = hand_in_to_folder([parcel()], tmp_path, overwrite=True)
    assert (arrival.error, arrival.replaced) == ("", True)


@pytest.mark.parametrize("older", [False, True])
def test_a_stick_that_is_full(tmp_path: Path, older: bool) -> None:
    with mounted(tmp_path / "U 盘", "256k") as stick:
        if older:
            (stick / "总库.xls").write_bytes(b"older")
        (arrival,) = hand_in_to_folder([parcel()], stick, overwrite=True)
        assert "空间" in arrival.error and one_sentence(arrival.error) and not arrival.there
        assert {path.name: path.read_bytes() for path in stick.iterdir()} == (
            {"总库.xls": b"older"} if older else {})


def test_a_stick_that_is_pulled_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*given: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    monkeypatch.setattr(single.os, "fsync", gone)
    (arrival,) = hand_in_to_folder([parcel()], tmp_path)
    assert arrival.error and one_sentence(arrival.error) and not arrival.read_back
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    (arrival,) = hand_in_to_folder([parcel()], tmp_path / "没有")
    assert arrival.error and one_sentence(arrival.error)
    assert not (tmp_path / "没有").exists()
