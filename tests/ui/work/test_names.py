"""Everything on the work page that can be used is named for screen readers, whatever is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QHeaderView, QLineEdit,
    QWidget)
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.documents import MakeDocument
from ui.work.work_page import WorkPage

KINDS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)


@pytest.fixture
def page(qtbot: QtBot, settings_store: QSettings, at_once: None) -> WorkPage:
    found = WorkPage()
    qtbot.addWidget(found)
    found.resize(1366, 700)
    with qtbot.waitExposed(found):
        found.show()
    return found


def nameless(page: QWidget) -> list[str]:
    """What is in sight, can be used, and says nothing of itself."""
    found = []
    for widget in page.findChildren(QWidget):
        part = isinstance(widget, QHeaderView) or isinstance(
            widget.parentWidget(), (QComboBox, QAbstractSpinBox))
        usable = isinstance(widget, KINDS) or bool(
            widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if usable and not part and widget.isVisible():
            spoken = QAccessible.queryAccessibleInterface(widget)
            if not spoken.text(QAccessible.Text.Name).strip():
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_with_every_kind_of_finding(
        qtbot: QtBot, page: WorkPage, faulty_document: Document) -> None:
    page.set_document(faulty_document)
    page.notes.set_notes(["第 3 行是小计。", "第 9 行是说明。"])
    page.school.show()
    assert nameless(page) == []
    for finding in list(faulty_document.open_findings()):
        page.show_finding(finding)
        qtbot.wait(1)
        assert nameless(page) == [], finding.rule


def test_with_a_missing_column_and_a_confirmed_finding(
        qtbot: QtBot, page: WorkPage, make_document: MakeDocument) -> None:
    document = make_document(36, [(25, "main_number", "E12345678")], without=("stage",))
    document.subscribe(page.refresh)
    page.set_document(document)
    for finding in list(document.open_findings()):
        page.show_finding(finding)
        if document.validator.confirmable(finding.rule):
            document.confirm([finding], "外籍学生护照")
        qtbot.wait(1)
        assert nameless(page) == [], finding.rule
