"""Counting the correction table's lines in slices agrees with the table itself."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.document import Document
from app.submission import correction_table
from tests.documents import MakeDocument
from ui.submission import correction_count
from ui.submission.correction_count import CorrectionCount


@pytest.fixture
def document(make_document: MakeDocument) -> Document:
    """Changes of content, of writing only, of a column that is not handed in, and of rows."""
    document = make_document(36, [(9, "name", "沈　参考"), (10, "grade", "2年级")])
    name, grade = document.roster.index("name"), document.roster.index("grade")
    assert name is not None and grade is not None
    document.edit([(9, name, "沈参考"), (10, grade, "二年级"), (11, name, "王示例"), (12, 9, "示例路")])
    document.insert_row(3, "漏报的学生")
    document.delete_rows([20], "转出")
    return document


@pytest.mark.parametrize("include_format", [False, True])
@pytest.mark.parametrize("extra_columns", [(), (9,)])
def test_it_counts_what_the_table_will_list(
        qtbot: QtBot, document: Document, include_format: bool, extra_columns: tuple[int, ...]
        ) -> None:
    count = CorrectionCount(document)
    assert count.done and count.writing == 2
    assert count.lines(include_format=include_format, extra_columns=extra_columns) == len(
        correction_table(document, include_format=include_format,
                         extra_columns=extra_columns).lines)


def test_changes_without_a_reason_are_counted(qtbot: QtBot, document: Document) -> None:
    before = CorrectionCount(document).without_reason
    name = document.roster.index("name")
    assert name is not None
    document.edit([(12, name, "赵示例")])
    assert CorrectionCount(document).without_reason == before + 1
    document.edit([(12, name, "钱示例")], reason="按户口簿更正")
    assert CorrectionCount(document).without_reason == before


def test_what_takes_longer_is_counted_between_events(
        qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correction_count, "SLICE", 0.0)
    count = CorrectionCount(document)
    assert not count.done
    monkeypatch.setattr(correction_count, "SLICE", 1.0)
    qtbot.waitSignal(count.counted).wait()
    assert count.done and count.writing == 2
