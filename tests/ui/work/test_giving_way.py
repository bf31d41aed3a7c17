"""A page of 683 by 240, as a screen of 1366 by 768 has at 200 %: what gives way, and what stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.documents import MakeDocument, student
from tests.ui.conftest import shown
from ui.widgets.segments import SegmentStrip
from ui.work.work_page import WorkPage

WIDE, NARROW = 1366, 683
LOW = 270
"""The page's height then, tool row included."""


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    number = student(5)["main_number"]
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    return make_document(36, [(5, "main_number", wrong), (8, "sub_number", "3101170526220030008")])


@pytest.fixture
def page(qtbot: QtBot, settings_store: QSettings, at_once: None, document: Document) -> WorkPage:
    found = shown(qtbot, WorkPage(), LOW)
    found.set_document(document)
    document.subscribe(found.refresh)
    found.school.hide()  # confirmed
    return found


def fit(page: WorkPage, width: int) -> None:
    """Gives the page a width, and lets it make room."""
    page.resize(width, LOW)
    QTest.qWait(10)


def is_whole(part: QWidget, within: QWidget) -> bool:
    """Whether all of a part can be seen."""
    return within.rect().contains(part.rect().translated(part.mapTo(within, part.rect().topLeft())))


def test_the_problem_list_gives_way_first_and_comes_back(page: WorkPage) -> None:
    assert page.problems.isVisible()
    told: list[bool] = []
    page.giving_way.shown.connect(told.append)
    fit(page, NARROW)
    assert not page.problems.isVisible()
    page.problems.show()  # the clerk wants it
    fit(page, NARROW - 20)
    assert page.problems.isVisible()
    page.problems.hide()
    fit(page, WIDE)
    assert page.problems.isVisible() and told == [False, True]


def test_a_list_that_was_hidden_stays_so(page: WorkPage) -> None:
    page.problems.hide()
    fit(page, NARROW)
    fit(page, WIDE)
    assert not page.problems.isVisible()


@pytest.mark.parametrize("rule", ["main-check-digit", "sub-entry-year"])
def test_number_and_answers_are_whole(
        qtbot: QtBot, page: WorkPage, document: Document, rule: str) -> None:
    fit(page, NARROW)
    page.show_finding(next(one for one in document.open_findings() if one.rule == rule))
    first = "suggestion_1"
    inside = page.inspector.findChild(QWidget, "inspector_scroll")
    qtbot.waitUntil(lambda: inside.findChild(QWidget, first) is not None)
    view = page.table.view
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.visualRect(view.currentIndex())))
    card, strip = (inside.findChild(QWidget, name) for name in (first, "segments"))
    assert is_whole(card, inside)
    assert isinstance(strip, SegmentStrip) and strip.y() > card.y()
    page.resize(WIDE, 700)
    qtbot.waitUntil(lambda: (
        strip := inside.findChild(SegmentStrip)) is not None and strip.y() < inside.findChild(
            QWidget, first).y())


def test_the_work_list_keeps_its_button_whole(page: WorkPage) -> None:
    fit(page, NARROW)
    page.open_list("sub-entry-year")
    take = page.work_list.findChild(QPushButton, "takeTicked")
    assert take.text() == "改 1 处" and is_whole(take, page.work_list)
    assert take.width() >= take.sizeHint().width()
