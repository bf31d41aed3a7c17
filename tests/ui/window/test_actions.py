"""The table of actions: names, keys and menus without clashes, each of them wired up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from ui.window import actions
from ui.window.actions import Act, Need
from ui.window.main_window import MainWindow


def test_every_action_stands_in_the_table_once() -> None:
    assert Counter(entry.act for entry in actions.TABLE) == Counter(Act)


def test_no_key_means_two_things() -> None:
    keys = [keys for entry in actions.TABLE for keys in entry.keys]
    assert all(not QKeySequence(text).isEmpty() for text in keys)
    assert not [text for text, count in Counter(keys).items() if count > 1]


def test_no_letter_of_a_menu_means_two_things() -> None:
    for menu in actions.Menu:
        letters = [entry.text.split("&")[1][0] for entry in actions.TABLE
                   if entry.menu is menu and "&" in entry.text]
        assert len(letters) == len(set(letters)), menu


def test_without_a_roster_only_what_needs_none_is_possible(
        qtbot: QtBot, settings_store: QSettings, tmp_path: Path) -> None:
    window = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(window)
    possible = {act for act, action in window.actions_of.items() if action.isEnabled()}
    assert possible == {entry.act for entry in actions.TABLE if entry.need is Need.NOTHING}


def test_shortcuts_for_the_help() -> None:
    found = dict((text, keys) for keys, text in actions.shortcuts())
    assert found["下一处问题"] == "F8"
    assert found["打开名册"] == "Ctrl+O"
