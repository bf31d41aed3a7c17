"""Counting the correction table's lines in slices agrees with the table itself."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.document import Document
from app.submission import correction_table
from tests.documents import MakeDocument
from ui.submission.correction_count import CorrectionCount
from ui.widgets import slices


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
    qtbot.waitUntil(lambda: count.done)
    assert count.writing == 2
    assert count.lines(include_format=include_format, extra_columns=extra_columns) == len(
        correction_table(document, include_format=include_format,
                         extra_columns=extra_columns).lines)


def without_reason(document: Document) -> int:
    found = CorrectionCount(document).without_reason
    assert found == sum(not line.reason for line in correction_table(document).lines)
    return found


def test_changes_without_a_reason_are_counted(
        qtbot: QtBot, at_once: None, document: Document) -> None:
    before = without_reason(document)
    name, sex = document.roster.index("name"), document.roster.index("sex")
    assert name is not None and sex is not None
    document.edit([(12, name, "赵示例")])
    assert without_reason(document) == before + 1
    document.edit([(12, name, "钱示例")], reason="按户口簿更正")
    assert without_reason(document) == before


def test_a_reason_that_follows_from_what_was_wrong_is_one(
        qtbot: QtBot, at_once: None, make_document: MakeDocument) -> None:
    document = make_document(36, [(9, "sex", "")])
    document.apply_fixes(document.fixes("blank"), "")
    assert without_reason(document) == 0


@pytest.mark.parametrize("whole_columns", [False, True])
def test_a_filled_column_is_one_line_if_the_clerk_so_chooses(
        qtbot: QtBot, at_once: None, make_document: MakeDocument, whole_columns: bool) -> None:
    document = make_document(36, without=["stage"])
    document.add_column("stage")
    document.apply_fixes(document.fixes("blank"), "")
    lines = correction_table(document, whole_columns=whole_columns).lines
    count = CorrectionCount(document)
    assert count.filled == 36 and len(lines) == count.lines(
        include_format=False, extra_columns=(), whole_columns=whole_columns)
    assert {(line.name, line.item, line.after, line.reason) for line in lines} == (
        {("整列补填", "学段", "补填 36 人", "缺少一列")} if whole_columns else
        {(row.cells[2], "学段", row.cells[-1], "缺少一列") for row in document.roster.rows})


def test_what_takes_longer_is_counted_between_events(
        qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", 0.0)
    count = CorrectionCount(document)
    assert not count.done
    monkeypatch.setattr(slices, "SLICE", 1.0)
    qtbot.waitSignal(count.counted).wait()
    assert count.done and count.writing == 2
