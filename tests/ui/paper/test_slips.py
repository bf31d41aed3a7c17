"""Tests of writing problem slips and taking them back from the window."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from models.fields import FIELD_KEYS
from models.reading.read import read_workbook
from tests.ui.conftest import Messages
from ui.paper import slips
from ui.work.preview_fixes import PreviewFixesDialog


def came_back(folder: Path) -> Path:
    """A slip on 写法 or blank cells with its first line answered."""
    file = next(path for path in sorted(folder.iterdir())
                if any("班级" in row for row in read_workbook(path).sheets[0].rows[3:]))
    rows = read_workbook(file).sheets[0].rows
    book = openpyxl.Workbook()
    for row in rows:
        cells = [*row, *[""] * (9 - len(row))]
        if cells[3] == "班级":
            cells[6] = "4班"
        book.worksheets[0].append(cells)
    path = folder / "交回.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("accepted", [True, False])
def test_out_and_back(accepted: bool, qtbot: QtBot, faulty_document: Document, tmp_path: Path,
                      at_once: None, messages: Messages, monkeypatch: pytest.MonkeyPatch,
                      settings_store: QSettings) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    slips.write_into(window, faulty_document, tmp_path)
    assert "个班的问题单" in messages.texts[-1]
    path = came_back(tmp_path)
    seen: list[str] = []

    def answer(dialog: PreviewFixesDialog) -> int:
        seen.append(dialog.heading.text())
        return (QDialog.DialogCode.Accepted if accepted else QDialog.DialogCode.Rejected).value
    monkeypatch.setattr(PreviewFixesDialog, "exec", answer)
    slips.take_back(window, faulty_document, [path], tmp_path)
    assert seen == ["班主任交回 1 处更正，请逐处核对"]
    found = faulty_document.roster.rows[30].cells[FIELD_KEYS.index("class_name")]
    assert found == ("4班" if accepted else "")


def test_nothing_asked_where_nothing_is_wrong(
        qtbot: QtBot, clean_document: Document, tmp_path: Path, messages: Messages) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    slips.ask_and_write(window, clean_document, tmp_path)
    assert messages.seen[-1] == ("inform", "没有未处理的问题，不需要问题单。")


def test_a_file_that_is_no_slip(qtbot: QtBot, clean_document: Document, tmp_path: Path,
                                at_once: None, messages: Messages) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    slips.take_back(window, clean_document, [path], tmp_path)
    assert messages.seen[-1][0] == "warn"
    assert "不是班主任问题单" in messages.texts[-1]
