"""地区设置: one's own profiles are checked, added, replaced and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import own_profiles as own
from models.errors import ProfileError
from models.profile import load_profile, own_profiles, use_own_profiles
from tests.ui.conftest import Messages
from ui.window.regions import RegionsDialog

GOOD = """
title = "某县"
like = "general"
[[fields]]
key = "name"
title = "姓名"
kind = "name"
required = true
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(own, "profiles_folder", lambda: tmp_path / "profiles")
    use_own_profiles(tmp_path / "profiles")
    yield tmp_path
    use_own_profiles(tmp_path / "none")


def test_adding_and_taking_away(folder: Path, qtbot: QtBot, messages: Messages) -> None:
    dialog = RegionsDialog(None, folder)
    qtbot.addWidget(dialog)
    shipped = dialog.list.count()
    (folder / "mine.toml").write_text(GOOD, encoding="utf-8")
    with qtbot.waitSignal(dialog.changed):
        dialog.add(folder / "mine.toml")
    assert load_profile("mine").title == "某县"
    assert dialog.list.count() == shipped + 1 and dialog.remove_button.isEnabled()
    # replaced only when asked
    (folder / "mine.toml").write_text(GOOD.replace("某县", "另一县"), encoding="utf-8")
    messages.answer = False
    dialog.add(folder / "mine.toml")
    assert load_profile("mine").title == "某县"
    messages.answer = True
    dialog.add(folder / "mine.toml")
    assert load_profile("mine").title == "另一县"
    dialog.remove_button.click()
    assert own_profiles() == {} and dialog.list.count() == shipped
    assert (folder / "mine.toml").exists()


@pytest.mark.parametrize(("name", "text", "words"), [
    ("bad.toml", GOOD.replace("kind", "knd"), ["knd", "kind"]),
    ("bad.toml", GOOD + "[severities]\nblnk = 'off'\n", ["blnk", "blank"]),
    ("bad.toml", "title = ", ["bad.toml"]), ("national.toml", GOOD, ["national", "换一个名字"]),
    ("a b.toml", GOOD, ["a b"]), ("bad.txt", GOOD, [".toml"]),
])
def test_a_mistake_is_told_and_nothing_added(
        name: str, text: str, words: list[str], folder: Path, qtbot: QtBot, messages: Messages
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    dialog = RegionsDialog(None, folder)
    qtbot.addWidget(dialog)
    dialog.add(folder / name)
    assert len(messages.texts) == 1 and all(word in messages.texts[0] for word in words)
    assert own_profiles() == {}
    with pytest.raises(ProfileError):
        own.add_profile(folder / name)
