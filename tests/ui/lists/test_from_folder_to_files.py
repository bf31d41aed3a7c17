"""Forty class files, five of them bad, two versions of one class and a student twice: one roster
and both files, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.guessing import ProfileChoice
from app.opening import open_document
from benchmarks.clerk import Clerk
from tests.builders import CODE, SHANGHAI, grid_of, student, students, write_xls
from ui.lists import merging
from ui.lists.merging import MergeDialog
from ui.window.main_window import MainWindow

SCHOOL = "上海市松江区示例实验学校"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "班主任交来"
    made.mkdir()
    for number in range(34):
        at, own = 6 + number % 4, number // 4 + 1
        rows = students(5, at, start=number * 5 + 1, class_name=f"{own}班")
        if number == 33:  # a student of another class again, with another name of his class
            rows[4] = student(1, 6, class_name=f"{own}班", sex="女" if number % 2 else "男")
        write_xls(made / f"{SHANGHAI.grades[at - 1]}{own}班.xls", grid_of(rows))
    write_xls(made / "六年级2班 改.xls", grid_of(students(4, 6, start=21, class_name="2班")))
    for number in range(5):
        (made / f"坏{number}.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))
    return made


class _WhoKnowsNames(Clerk):
    """Takes two rows with one number for one student, and deletes the second one."""

    def who(self, row: int) -> tuple[str, str]:
        roster = self.document.roster
        return roster.value(row, "name"), roster.value(row, "main_number")


@pytest.mark.slow
def test_a_folder_becomes_both_files(
        qtbot: QtBot, folder: Path, tmp_path: Path, settings_store: QSettings,
        monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(list(folder.iterdir())) == 40
    window = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(window)
    window.show()
    target = tmp_path / f"{CODE}{SCHOOL}.xls"
    monkeypatch.setattr("ui.lists.merging.QFileDialog.getSaveFileName",
                        lambda *_: (str(target), ""))
    merging.read_and_show(window, ProfileChoice(), [folder], window.open_path)
    qtbot.waitUntil(lambda: window.findChild(MergeDialog) is not None, timeout=20_000)
    dialog = window.findChild(MergeDialog)
    assert dialog is not None
    assert sum(not offer.can_be for offer in dialog.offers) == 5
    assert sum(any("用哪一份" in note for note in offer.notes) for offer in dialog.offers) == 1
    assert "内容不同：1 人" in dialog.account.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.document is not None, timeout=20_000)
    assert window.document is not None and len(window.document.roster) == 170
    assert window.document.validator.row_label(0).startswith("“六年级")
    clerk = _WhoKnowsNames(window, {})
    clerk.work()
    out = tmp_path / "out"
    out.mkdir()
    master = clerk.hand_in(out)
    assert {path.suffix for path in out.iterdir()} == {".xls"} and len(list(out.iterdir())) == 2
    written = open_document(master)
    assert len(written.roster) == 169  # the student twice is there once
    assert [column.title for column in written.roster.columns][:3] == ["学籍主号", "学籍副号", "姓名"]
    QApplication.processEvents()
