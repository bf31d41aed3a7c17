"""A consequence names its cause and leads there."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from tests.documents import MakeDocument, student
from tests.ui.conftest import shown
from ui.work.work_page import WorkPage


def test_the_innocent_row_of_a_duplicate_leads_to_the_guilty_one(
        qtbot: QtBot, settings_store: QSettings, at_once: None,
        make_document: MakeDocument) -> None:
    guilty, innocent = 10, 9  # a year younger by his number
    document = make_document(36, [(guilty, "sub_number", student(innocent)["sub_number"])])
    page = shown(qtbot, WorkPage(), 700)
    page.set_document(document)
    page.show_finding(next(finding for finding in document.validator.findings(innocent)
                           if finding.rule == "sub-duplicate"))
    assert page.inspector.findChild(QLabel, "cause") is not None
    assert page.inspector.findChild(QAbstractButton, "suggestion_1") is None
    qtbot.mouseClick(page.inspector.findChild(QAbstractButton, "go_to_cause"),
                     Qt.MouseButton.LeftButton)
    assert page.table.current() == (guilty, document.roster.index("sub_number"))
