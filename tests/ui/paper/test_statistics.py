"""Tests of the statistics page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app.document import Document
from app.statistics import HEADERS
from models.reading.read import read_workbook
from ui.paper.statistics import StatisticsDialog


def test_table_bars_and_files(qtbot: QtBot, faulty_document: Document, tmp_path: Path,
                              at_once: None, settings_store: QSettings) -> None:
    dialog = StatisticsDialog(None, faulty_document, tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.counts is not None
    table, last = dialog.table, dialog.table.rowCount() - 1
    assert table.item(last, 0).text() == "全校"
    assert table.item(last, HEADERS.index("学生数")).text() == "36"
    assert "未处理" in table.item(last, len(HEADERS) + 1).toolTip()
    assert not dialog.grab().isNull()
    dialog.save_book(tmp_path / "统计.xls")
    assert read_workbook(tmp_path / "统计.xls").sheets[0].rows[-1][2] == "36"
    dialog.save(tmp_path / "统计.pdf")
    assert (tmp_path / "统计.pdf").read_bytes().startswith(b"%PDF")


def test_an_error_while_saving_is_said(qtbot: QtBot, faulty_document: Document, tmp_path: Path,
                                       at_once: None, settings_store: QSettings) -> None:
    dialog = StatisticsDialog(None, faulty_document, tmp_path)
    qtbot.addWidget(dialog)
    dialog.save_book(tmp_path / "没有的文件夹" / "统计.xls")
    assert "找不到文件夹" in dialog.state.text()
