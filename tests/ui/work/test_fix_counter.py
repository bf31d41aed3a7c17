"""Counting what “修改全部” could fix, between events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from ui.work.fix_counter import FixCounter

if TYPE_CHECKING:
    from app.document import Document
    from tests.documents import MakeDocument

CODE = "3101170526"


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    return make_document(36, [(row, "sub_number", f"{CODE}220080{row:03d}")
                              for row in (8, 17, 26)] + [(14, "name", "王　示")])


def counted(qtbot: QtBot, counter: FixCounter, rule: str) -> int:
    qtbot.waitUntil(lambda: counter.count(rule) is not None)
    found = counter.count(rule)
    assert found is not None
    return found


def test_counts_what_the_document_would_fix(qtbot: QtBot, document: Document) -> None:
    counter = FixCounter()
    counter.set_document(document)
    assert counter.count("sub-entry-year") is None  # not at once: the window must not wait
    with qtbot.waitSignal(counter.counted) as told:
        pass
    assert told.args == ["sub-entry-year"]
    assert counter.count("sub-entry-year") == len(document.fixes("sub-entry-year")) == 3
    assert counted(qtbot, counter, "format") == 1


def test_follows_edits_confirmations_and_undo(qtbot: QtBot, document: Document) -> None:
    counter = FixCounter()
    counter.set_document(document)
    document.subscribe(counter.refresh)
    assert counted(qtbot, counter, "sub-entry-year") == 3
    document.apply_fixes(document.fixes("sub-entry-year")[:1], "")
    assert counted(qtbot, counter, "sub-entry-year") == 2
    finding = document.fixes("sub-entry-year")[0].finding
    document.confirm([finding], "留级")
    assert counted(qtbot, counter, "sub-entry-year") == 1
    document.undo()
    document.undo()
    assert counted(qtbot, counter, "sub-entry-year") == 3
    document.delete_rows([8], "转出")
    assert counted(qtbot, counter, "sub-entry-year") == 2


def test_an_edit_in_the_middle_of_counting_is_seen(qtbot: QtBot, document: Document) -> None:
    counter = FixCounter()
    counter.set_document(document)
    document.subscribe(counter.refresh)
    assert counter.count("sub-entry-year") is None
    document.apply_fixes(document.fixes("sub-entry-year")[:2], "")
    assert counted(qtbot, counter, "sub-entry-year") == 1


def test_without_a_document_there_is_nothing(qtbot: QtBot) -> None:
    assert FixCounter().count("format") is None
