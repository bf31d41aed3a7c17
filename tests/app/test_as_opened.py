"""The roster as it was opened, judged in the light of what is known of it already."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings, strategies as st

from app.as_opened import as_opened, opened_validator
from tests.builders import SCHOOL, document_of, everything, student, students
from validators.engine import Validator

ROWS = [*students(4), student(1), student(5, sex="女"), student(6, name=""), student(2, name="李四"),
        student(7, grade="初一", stage="小学")]
TEXTS = sorted({text for row in ROWS for text in row.values()} | {"", "x"})


@settings(max_examples=60, deadline=None)
@given(edits=st.lists(st.tuples(
           st.integers(0, len(ROWS) - 1), st.integers(0, 7), st.sampled_from(TEXTS)), max_size=8),
       gone=st.sets(st.integers(0, len(ROWS) - 1), max_size=3),
       undone=st.integers(0, 9), other_school=st.booleans())
def test_what_is_taken_over_changes_no_finding(
        edits: list[tuple[int, int, str]], gone: set[int], undone: int, other_school: bool) -> None:
    document = document_of(ROWS)
    if other_school:
        document.set_school(replace(SCHOOL, code="3101179999"))
    for edit in edits:
        document.edit([edit])
    document.delete_rows(gone, "转学")
    document.insert_row(1, "转入")
    for _ in range(undone):
        if document.journal.can_undo:
            document.undo()
    roster = document.roster
    assert roster.edited_cells() == sum(
        text != before for row in roster.rows
        for text, before in zip(row.cells, roster.original(row.id) or ()))
    assert roster.added_count() == len(list(roster.added()))
    assert roster.edited_rows() == {row.id for row in roster.rows if roster.is_row_edited(row.id)}
    fresh = Validator(as_opened(document), document.profile, document.school,
                      document.validator.today)
    assert everything(opened_validator(document)) == everything(fresh)
    assert opened_validator(document).counts() == fresh.counts()
