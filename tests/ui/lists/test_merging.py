"""合并清单: what is ticked by itself, the account, and the roster that is made, by keys alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.guessing import ProfileChoice
from app.opening import open_document
from tests.builders import SHANGHAI, grid_of, student, students, write_xls
from tests.ui.conftest import Messages, shown
from ui.lists import merging
from ui.lists.merging import MergeDialog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty files: five bad ones, two versions of one class, a student twice."""
    made = tmp_path / "班主任交来"
    made.mkdir()
    for number in range(1, 35):
        at, own = 6 + number % 4, number // 4 + 1
        write_xls(made / f"{SHANGHAI.grades[at - 1]}{own}班.xls", grid_of(
            students(5, at, start=number * 10, class_name=f"{own}班")))
    shutil.copy(made / "七年级1班.xls", made / "七年级1班 副本.xls")
    write_xls(made / "八年级2班 改.xls", grid_of(
        [*students(4, 8, start=60, class_name="2班"), student(999, 8, class_name="2班")]))
    for number in range(5):
        (made / f"坏{number}.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))
    return made


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    return shown(qtbot, QWidget())


def merge_list(window: QWidget, folder: Path,
               open_roster: Callable[[Path], object] = lambda path: None) -> MergeDialog:
    """合并清单 of a folder, in sight."""
    merging.read_and_show(window, ProfileChoice(), [folder], open_roster)
    dialog = window.findChild(MergeDialog)
    assert dialog is not None
    return dialog


def test_forty_files_are_one_roster_by_keys_alone(
        qtbot: QtBot, window: QWidget, folder: Path, tmp_path: Path, at_once: None,
        messages: Messages, settings_store: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    dialog = merge_list(window, folder, opened.append)
    assert "41 个文件，36 个可用" in dialog.heading.text()
    rows = {offer.source.file.name: row for row, offer in enumerate(dialog.offers)}
    assert not dialog.offers[rows["七年级1班 副本.xls"]].is_taken
    assert any("用哪一份" in note for offer in dialog.offers for note in offer.notes)
    assert sum(not offer.can_be for offer in dialog.offers) == 5
    before = dialog.account.text()
    assert len(dialog.chosen()) == 34 and "170 人" in before
    chosen = next(offer for offer in dialog.offers if offer.source.file.name == "八年级2班 改.xls")
    row = dialog.offers.index(chosen)
    dialog.table.setCurrentCell(row, 0)
    was = len(dialog.chosen())
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    assert abs(len(dialog.chosen()) - was) == 1 and dialog.account.text() != before
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    monkeypatch.setattr("ui.lists.merging.QFileDialog.getSaveFileName",
                        lambda *_: (str(tmp_path / "合并名册.xls"), ""))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert opened == [tmp_path / "合并名册.xls"] and not dialog.isVisible()
    assert len(open_document(opened[0]).roster) == 170


def test_a_folder_without_rosters(qtbot: QtBot, tmp_path: Path, at_once: None, messages: Messages,
                                  settings_store: QSettings) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    merging.read_and_show(window, ProfileChoice(), [tmp_path], lambda path: None)
    assert messages.texts == ["这里没有可以合并的文件。"]


def test_classes_of_an_earlier_roster_that_did_not_come(
        qtbot: QtBot, window: QWidget, folder: Path, tmp_path: Path, at_once: None,
        messages: Messages, settings_store: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = merge_list(window, folder)
    earlier = write_xls(tmp_path / "上学期.xls", grid_of(
        [*students(3, 7, class_name="1班"), *students(4, 7, start=500, class_name="七(15)班")]))
    for path, words in ((earlier, "“上学期.xls”有、这次没有的班：七年级15班（4 人）"),
                        (folder / "七年级1班.xls", "“七年级1班.xls”有的班都交来了。")):
        monkeypatch.setattr("ui.lists.merging.QFileDialog.getOpenFileName",
                            lambda *_, path=path: (str(path), ""))
        dialog.hold_against()
        assert words in dialog.account.text()
    monkeypatch.setattr("ui.lists.merging.QFileDialog.getOpenFileName",
                        lambda *_: (str(folder / "坏1.xls"), ""))
    dialog.hold_against()
    assert messages.seen[-1][0] == "warn"


def test_ticks_stay_when_files_are_added(
        qtbot: QtBot, window: QWidget, folder: Path, tmp_path: Path, at_once: None,
        messages: Messages, settings_store: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = merge_list(window, folder)
    first = next(row for row, offer in enumerate(dialog.offers) if offer.is_taken)
    dialog.table.setCurrentCell(first, 0)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Space)
    count = len(dialog.chosen())
    more = write_xls(tmp_path / "九年级20班.xls", grid_of(students(2, 9, start=700)))
    monkeypatch.setattr("ui.lists.merging.QFileDialog.getOpenFileNames",
                        lambda *_: ([str(more)], ""))
    dialog.add_files()
    assert len(dialog.chosen()) == count + 1
