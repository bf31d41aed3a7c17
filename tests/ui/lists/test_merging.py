"""合并清单: what is ticked by itself, the account, and the roster that is made, by keys alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.guessing import ProfileChoice
from app.opening import open_document
from models.fields import FIELD_KEYS
from tests.builders import SHANGHAI, grid_of, student, students, write_xls
from tests.ui.conftest import Messages, shown
from ui.lists import merging
from ui.lists.merging import MergeDialog
from ui.start.header_mapping import HeaderMappingDialog


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


ODD = ["编码甲", "编码乙", "学员称呼", "男女", "读几年级", "哪个班", "哪一届", "哪一段"]


def test_a_header_not_seen_before_is_named_once(
        qtbot: QtBot, tmp_path: Path, at_once: None, messages: Messages,
        settings_store: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """All files with it are read by the answer, and those of the next time."""
    window = QWidget()
    shown(qtbot, window)
    folder = tmp_path / "交来"
    folder.mkdir()
    write_xls(folder / "1班.xls", grid_of(students(3)))
    for name, start in (("2班.xls", 10), ("3班.xls", 20)):
        write_xls(folder / name, [ODD, *grid_of(students(4, start=start))[1:]])
    merging.read_and_show(window, ProfileChoice(), [folder], lambda path: None)
    dialog = window.findChild(MergeDialog)
    assert dialog is not None and "3 个文件，1 个可用" in dialog.heading.text()
    assert dialog.table.currentRow() == 1 and dialog.map_button.isEnabled()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    question = dialog.findChild(HeaderMappingDialog)
    assert question is not None and "“2班.xls”" in question.why.text()
    for column, key in enumerate(FIELD_KEYS):
        box = question.findChild(QComboBox, f"map_{key}")
        assert box is not None
        for _ in range(column + 1):
            qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert "3 个文件，3 个可用" in dialog.heading.text() and "11 人" in dialog.accept_button.text()
    assert dialog.merged is not None
    assert [row.cells for row in dialog.merged.rows[3:]] == [
        line for start in (10, 20) for line in grid_of(students(4, start=start))[1:]]
    dialog.reject()

    later = write_xls(tmp_path / "4班.xls", [ODD, *grid_of(students(2, start=30))[1:]])
    monkeypatch.setattr("ui.lists.merging.QFileDialog.getOpenFileNames",
                        lambda *_: ([str(later), str(folder / "1班.xls")], ""))
    merging.ask_files_and_merge(window, ProfileChoice(), tmp_path, lambda path: None)
    again = window.findChildren(MergeDialog)[-1]
    assert "2 个文件，2 个可用" in again.heading.text() and "5 人" in again.accept_button.text()


def test_columns_that_were_taken_wrongly_are_named_anew(
        qtbot: QtBot, tmp_path: Path, at_once: None, messages: Messages,
        settings_store: QSettings) -> None:
    window = QWidget()
    shown(qtbot, window)
    keys = ["main_number", "name", "class_name"]
    grid = grid_of(students(3), keys, extra=["别名"])
    path = write_xls(tmp_path / "1班.xls", [
        grid[0], *([*line[:3], f"别{n}"] for n, line in enumerate(grid[1:]))])
    merging.read_and_show(window, ProfileChoice(), [path], lambda path: None)
    dialog = window.findChild(MergeDialog)
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.table, Qt.Key.Key_F2)
    question = dialog.findChild(HeaderMappingDialog)
    assert question is not None
    box = question.findChild(QComboBox, "map_name")
    assert box is not None
    box.setCurrentIndex(box.findData(3))
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert dialog.merged is not None
    name = next(at for at, column in enumerate(dialog.merged.columns) if column.key == "name")
    assert [row.cells[name] for row in dialog.merged.rows] == ["别0", "别1", "别2"]
