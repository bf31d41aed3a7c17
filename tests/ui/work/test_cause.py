"""A consequence names its cause and leads there; causes come first in list and F8."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.builders import document_of, student as sound, sub_number
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


@pytest.fixture
def page(qtbot: QtBot, settings_store: QSettings, at_once: None) -> WorkPage:
    return shown(qtbot, WorkPage(), 700)


def collided() -> Document:
    """Row 1 has the year of row 0's number: one cause, two consequences. Row 2 has no sex."""
    return document_of([sound(1), sound(2, sub_number=sub_number(2, 2011, 1), grade="八年级",
                                        graduation_year="2014届"), sound(3, sex="")])


def places(page: WorkPage, document: Document, steps: int) -> list[tuple[int, str | None]]:
    """Where F8 leads."""
    found = []
    for _ in range(steps):
        page.next_problem()
        row, column = page.table.current() or (-1, 0)
        found.append((row, document.roster.columns[column].key))
    return found


def test_f8_goes_to_causes_and_not_to_what_goes_with_them(page: WorkPage) -> None:
    document = collided()
    page.set_document(document)
    assert places(page, document, 3) == [(1, "sub_number"), (2, "sex"), (1, "sub_number")]


def test_of_one_cell_the_cause_is_unfolded_and_answered_by_one_key(page: WorkPage) -> None:
    document = collided()
    page.set_document(document)
    page.next_problem()
    assert [each.rule for each in page.inspector.shown_findings()] == [
        "sub-entry-year", "sub-duplicate"]
    assert page.inspector.press(1) and not document.validator.counts()["sub-duplicate"]


def test_f8_comes_to_consequences_when_nothing_else_is_shown(page: WorkPage) -> None:
    document = collided()
    page.set_document(document)
    page.open_list("sub-duplicate")
    page.show_table()
    assert places(page, document, 2) == [(1, "sub_number"), (0, "sub_number")]


def test_what_explains_the_whole_file_comes_first_and_once(page: WorkPage) -> None:
    document = document_of([
        sound(n, stage="小学", grade="六年级", graduation_year="2013届", class_name="",
              sub_number=sub_number(1, 2007, n)) for n in range(1, 41)])
    page.set_document(document)
    page.next_problem()
    assert [each.rule for each in page.inspector.shown_findings()] == ["school-system"]
    page.next_problem()
    assert [each.rule for each in page.inspector.shown_findings()] == ["blank"]
