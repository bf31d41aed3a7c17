"""What is remembered between runs, and what nonsense in the file does."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QLockFile, QSettings

from ui import settings
from ui.settings import HeaderChoice, Settings, fingerprint


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
