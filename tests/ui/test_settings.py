"""What is remembered between runs, and what nonsense in the file does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QLockFile, QSettings

from ui import settings
from ui.roster_table import zooming
from ui.roster_table.columns import ColumnChoice
from ui.settings import HeaderChoice, Settings, fingerprint
from ui.submission import form_choices


def test_round_trip(settings_store: QSettings, tmp_path: Path) -> None:
    found = Settings(save_folder=str(tmp_path))
    found.note_opened(tmp_path / "名册 一.xls")
    found.note_header(["姓 名", "号码"], HeaderChoice(3, {"name": 0, "main_number": 1}))
    settings.save(found)
    assert settings.load() == found
    assert settings.load().header_choice(["姓  名", "号码", ""]) == HeaderChoice(
        3, {"name": 0, "main_number": 1})


def test_recent_are_few_and_newest_first(tmp_path: Path) -> None:
    found = Settings()
    for number in [*range(12), 5]:
        found.note_opened(tmp_path / f"{number}.xls")
    names = [Path(path).name for path in found.recent]
    assert names == ["5.xls", "11.xls", "10.xls", "9.xls", "8.xls", "7.xls", "6.xls", "4.xls"]


def test_header_choices_are_few() -> None:
    found = Settings()
    for number in range(settings.MAPPINGS + 3):
        found.note_header([str(number)], HeaderChoice(1, {}))
    assert len(found.headers) == settings.MAPPINGS
    assert found.header_choice(["0"]) is None
    assert found.header_choice([str(settings.MAPPINGS + 2)]) is not None


def test_fingerprint_holds_no_text() -> None:
    assert fingerprint(["张示例"]) != fingerprint(["李样本"])
    assert "张" not in fingerprint(["张示例"])


@pytest.mark.parametrize(("key", "value"), [
    ("recent", "{"), ("recent", '{"a": 1}'), ("recent", "[1, null]"), ("headers", "[]"),
    ("headers", '{"x": [1, {"name": -1}]}'), ("headers", '{"x": [1, {"other": 1}]}'),
    ("headers", '{"x": "y"}'), ("folders/open", QByteArray(b"\x00")),
])
def test_nonsense_falls_back(settings_store: QSettings, key: str, value: object) -> None:
    settings_store.setValue(key, value)
    settings_store.sync()
    assert settings.load() == Settings()


def test_states(settings_store: QSettings) -> None:
    assert settings.load_state("window").isEmpty()
    settings.save_state("window", QByteArray(b"abc"))
    assert settings.load_state("window") == QByteArray(b"abc")


def test_killed_while_writing(settings_store: QSettings, tmp_path: Path) -> None:
    left = tmp_path / "settings.ini.lock"
    left.touch()
    assert not QLockFile(str(left)).tryLock(0)
    settings.break_lock()
    assert QLockFile(str(left)).tryLock(0)
    settings.break_lock()


@pytest.mark.parametrize("rubbish", ["{", "[" * 100_000, "12e999999", "null", "\x00"])
def test_rubbish_under_any_key_is_nothing(settings_store: QSettings, rubbish: str) -> None:
    for key in ("table/columns", "forms/choices", "recent", "headers", "table/zoom"):
        settings_store.setValue(key, rubbish)
    settings_store.sync()
    assert settings.load() == settings.Settings()
    assert ColumnChoice.load() == ColumnChoice()
    assert form_choices.remembered(["姓名"]) is None
    assert zooming.load() == 1.0


def test_values_come_back_as_they_were_kept(settings_store: QSettings) -> None:
    settings.keep({"a": "文字", "b": [1, {"c": "二"}]})
    assert settings.text("a") == "文字" and settings.parsed("b") == [1, {"c": "二"}]
    assert settings.text("none") == "" and settings.parsed("none") is None


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices among the files")
@pytest.mark.timeout(20)
@pytest.mark.parametrize("odd", [os.mkfifo, Path.mkdir, sparse,
                                 lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_settings_file_is_set_aside(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: Callable[[Path], object]) -> None:
    """Qt would read a pipe or a device for ever."""
    monkeypatch.setattr("ui.settings.STORE", tmp_path / "settings.ini")
    odd(tmp_path / "settings.ini")
    assert settings.load() == Settings()
    found = Settings(save_folder=str(tmp_path))
    settings.save(found)
    assert settings.load() == found
    assert (tmp_path / "settings.ini").is_file()
    assert os.path.lexists(tmp_path / "settings.ini.set-aside-1")


@pytest.mark.parametrize("text", ["[" * 50_000, '{"a":' * 20_000, "9" * 50_000, "\ud800", "\0"])
def test_hostile_values(settings_store: QSettings, text: str) -> None:
    for key in ("recent", "headers"):
        settings_store.setValue(key, text)
    settings_store.sync()
    assert settings.load() == Settings()
