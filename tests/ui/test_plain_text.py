"""Texts from outside are shown as they are, wherever they are shown: never as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication, QDialog, QHeaderView, QLabel, QMenu, QMessageBox, QToolTip, QWidget)
from pytestqt.qtbot import QtBot

from app.continuing import RosterState, Stored, Work
from benchmarks.hands import answered, open_dialog
from models.grid import Sheet
from models.intake.several import SheetOffer
from models.school import School
from models.session.session import Source, Status
from tests.builders import CODE, grid_of, student, write_xls
from ui.paper.statistics import StatisticsDialog
from ui.roster_table.columns_dialog import ColumnsDialog
from ui.start.continue_work import ContinueDialog
from ui.start.header_mapping import HeaderMappingDialog
from ui.start.password import PasswordDialog
from ui.start.sheet_choice import SheetChoiceDialog
from ui.start.stored_work import StoredWorkDialog
from ui.submission.submission import SubmissionDialog
from ui.widgets import message
from ui.window.fault import FaultDialog
from ui.window.main_window import MainWindow

BAD = "<img src=x.png><b>粗"
"""A name that Qt would take for HTML, and what it names for a picture to load."""


@pytest.fixture
def window(qtbot: QtBot, settings_store: QSettings, at_once: None, tmp_path: Path
           ) -> Iterator[MainWindow]:
    """A roster whose every name is hostile, open in the window."""
    rows = [student(1), student(2, name=BAD), student(3, class_name=BAD)]
    grid = [[*row, BAD] for row in grid_of(rows)]
    grid[-1][-1] = f"{BAD}{'很长' * 300}"
    path = tmp_path / f"{BAD}.xls"
    write_xls(path, [], **{BAD: grid})
    found = MainWindow(folder=tmp_path / "work")
    qtbot.addWidget(found)
    found.resize(1366, 768)
    with qtbot.waitExposed(found):
        found.show()
    found.settings.note_opened(path)
    found.open_path(path)
    assert found.document is not None
    found.document.set_school(School(CODE, f"{BAD}中学", 2012, "5-4-3"))
    yield found


def shows_plainly(root: QWidget) -> None:
    """Every label below shows its text as it is, or escapes what is not its own."""
    labels = [root, *root.findChildren(QWidget)]
    seen = 0
    for label in labels:
        if not isinstance(label, QLabel):
            continue
        label.ensurePolished()
        seen += BAD in label.text()
        if label.textFormat() == Qt.TextFormat.RichText:
            assert "<img" not in label.text(), label.objectName()
        else:
            assert label.textFormat() == Qt.TextFormat.PlainText, label.objectName()


def test_window(window: MainWindow) -> None:
    document = window.document
    assert document is not None
    for finding in document.open_findings():
        window.work.show_finding(finding)
        QApplication.processEvents()
        shows_plainly(window)


def test_dialogs(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    document = window.document
    assert document is not None
    source = Source(tmp_path / f"{BAD}.xls", "", "shanghai", (BAD,))
    work = Work(tmp_path / "work", source, Status(3, 2, True, "2012-11-20T10:42:00"),
                School(CODE, BAD, 2012, "5-4-3"))
    table = window.work.table
    stored = [Stored(work.path, work, False, datetime(2012, 11, 20))]
    dialogs: list[QDialog] = [
        ContinueDialog(window, work, source.path, RosterState.CHANGED),
        StoredWorkDialog(window, stored, lambda _entry: None),
        PasswordDialog(window, BAD, wrong=True),
        SheetChoiceDialog(window, BAD, [SheetOffer(BAD, 3, note=BAD), SheetOffer("乙", 4)]),
        HeaderMappingDialog(window, Sheet(BAD, [[BAD, "姓名"], ["1", "2"]]), BAD, header_row=1),
        ColumnsDialog(table.layout_of_columns.all_columns(), table.view.columns.frozen, window),
        FaultDialog(window, BAD, BAD),
        StatisticsDialog(window, document, tmp_path),
        SubmissionDialog(window, document, tmp_path, school_confirmed=False),
    ]
    for dialog in dialogs:
        dialog.open()
        QApplication.processEvents()
        shows_plainly(dialog)
        dialog.close()


@pytest.mark.parametrize("more", ["", BAD])
def test_boxes(window: MainWindow, more: str) -> None:
    seen: list[str] = []

    def look() -> None:
        box = open_dialog()
        assert isinstance(box, QMessageBox)
        shows_plainly(box)
        seen.append(box.text())
        box.close()
    for tell in (message.inform, message.warn):
        with answered(look):
            tell(window, BAD, more)
    assert seen == [BAD, BAD]


# --- tooltips -------------------------------------------------------------------------------------


def tip_over(widget: QWidget, place: QPoint) -> QLabel:
    """The tooltip that a mouse resting there brings up."""
    QToolTip.hideText()
    QApplication.sendEvent(widget, QHelpEvent(
        QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    return next(tip for tip in QApplication.topLevelWidgets()
                if tip.inherits("QTipLabel") and isinstance(tip, QLabel))


def test_tips_of_headers_and_cells(window: MainWindow, qtbot: QtBot) -> None:
    view = window.work.table.view
    header = view.horizontalHeader()
    assert isinstance(header, QHeaderView)
    column = header.count() - 1
    view.scrollTo(view.model().index(0, column))
    QApplication.processEvents()
    place = QPoint(header.sectionViewportPosition(column) + 5, header.height() // 2)
    tip = tip_over(header.viewport(), place)
    assert BAD in tip.text() and tip.textFormat() == Qt.TextFormat.PlainText
    index = view.model().index(view.model().rowCount() - 1, column)
    tip = tip_over(view.viewport(), view.visualRect(index).center())
    assert tip.text().startswith(BAD) and tip.textFormat() == Qt.TextFormat.PlainText
    qtbot.waitUntil(tip.isVisible)
    assert tip.width() <= 480 and tip.height() > 100  # it wraps


def test_tips_and_names_of_recent_rosters(window: MainWindow) -> None:
    window.settings.recent = [f"/{BAD}/甲&乙.xls"]
    menu = window._recent_menu
    assert isinstance(menu, QMenu)
    menu.popup(QPoint(10, 10))
    [action] = menu.actions()
    assert action.text() == "&1  甲&&乙.xls"  # the ampersand is seen
    QToolTip.showText(QPoint(10, 10), action.toolTip(), menu)  # as the menu does
    [tip] = (tip for tip in QApplication.topLevelWidgets() if isinstance(tip, QLabel)
             and tip.inherits("QTipLabel") and tip.text() == f"/{BAD}/甲&乙.xls")
    assert tip.textFormat() == Qt.TextFormat.PlainText
    menu.close()


def test_what_is_rich_by_design_is_left_rich(qtbot: QtBot) -> None:
    label = QLabel("<b>ours</b>")
    label.setTextFormat(Qt.TextFormat.RichText)
    qtbot.addWidget(label)
    label.show()
    assert label.textFormat() == Qt.TextFormat.RichText
