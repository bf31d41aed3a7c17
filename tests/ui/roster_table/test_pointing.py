"""What a cell says when it is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from tests.documents import MakeDocument
from tests.ui.roster_table.conftest import Bench, OpenBench


def pointed_at(bench: Bench, place: int, key: str) -> str:
    """The tool tip of a cell."""
    spot = bench.spot(place, key)
    QToolTip.hideText()
    QApplication.sendEvent(bench.view.viewport(), QHelpEvent(
        QEvent.Type.ToolTip, spot, bench.view.viewport().mapToGlobal(spot)))
    return QToolTip.text() if QToolTip.isVisible() else ""


def test_a_text_that_is_cut_off_can_be_read_by_pointing_at_it(
        open_bench: OpenBench, make_document: MakeDocument) -> None:
    document = make_document(9)
    column = [one.title for one in document.roster.columns].index("家庭住址")
    document.roster.rows[1].cells[column] = "<示例路> " * 40
    document.roster.rows[2].cells[column] = "长" * 5000
    bench = open_bench(document)
    assert pointed_at(bench, 0, "家庭住址") == ""
    assert pointed_at(bench, 1, "家庭住址").count("<示例路>") == 40
    assert len(pointed_at(bench, 2, "家庭住址")) < 500
    assert "5,000 个字" in pointed_at(bench, 2, "家庭住址")
