"""The table of actions: names, keys and menus without clashes, each of them wired up."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from ui.action_table import (
    CONFIRM_NUMBER, SUGGESTION_NUMBERS, TABLE, Act, Menu, Need, answer_keys, shortcuts)
from ui.window.main_window import MainWindow

ROOT = Path(__file__).parents[3]


def test_every_action_stands_in_the_table_once() -> None:
    assert Counter(entry.act for entry in TABLE) == Counter(Act)


def test_no_key_means_two_things() -> None:
    keys = [keys for entry in TABLE for keys in entry.keys]
    assert all(not QKeySequence(text).isEmpty() for text in keys)
    assert not [text for text, count in Counter(keys).items() if count > 1]


def test_no_letter_of_a_menu_means_two_things() -> None:
    for menu in Menu:
        letters = [entry.text.split("&")[1][0] for entry in TABLE
                   if entry.menu is menu and "&" in entry.text]
        assert len(letters) == len(set(letters)), menu


def test_without_a_roster_only_what_needs_none_is_possible(
        qtbot: QtBot, settings_store: QSettings, tmp_path: Path) -> None:
    window = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(window)
    possible = {act for act, action in window.actions_of.items() if action.isEnabled()}
    assert possible == {entry.act for entry in TABLE if entry.need is Need.NOTHING}


def test_shortcuts_for_the_help() -> None:
    found = dict((text, keys) for keys, text in shortcuts())
    assert found["下一处问题"] == "F8"
    assert found["打开名册"] == "Ctrl+O"


def known_keys() -> set[str]:
    """Every single key of the help's table, ``Alt+1 … Alt+5`` written out."""
    told = {keys for keys, _ in shortcuts()} | {keys for entry in TABLE for keys in entry.keys}
    return {key for keys in told for key in re.split("、| … ", keys)} | {
        answer_keys(number) for number in SUGGESTION_NUMBERS} | {answer_keys(CONFIRM_NUMBER)}


@pytest.mark.parametrize("page", ["resources/help/help.html", "README.md"])
def test_the_help_and_the_readme_name_no_other_keys(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:(?:Ctrl|Alt|Shift)\+)+[A-Za-z0-9=-]+|\bF\d{1,2}\b", text, re.ASCII))
    assert "F8" in named and "Alt+1" in named
    assert not named - known_keys()
