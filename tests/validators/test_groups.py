"""Rows by what a rule tells them by: after any edits the same as if they were looked at anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given, strategies as st

from validators.groups import GroupIndex
from validators.readings.main_number import MainNumber
from validators.readings.sub_number import ABSENT
from validators.readings.text import Reading
from validators.student import Student

ROWS, PERSONS, NUMBERS = range(4), (None, "甲", "乙"), "12"
NOTHING: Reading[Any] = Reading("", None)


def student(row: int, person: str | None, number: str) -> Student:
    """Made anew each time, as the reader does: never the object that the index knows."""
    return Student(row, MainNumber(number, number), ABSENT, NOTHING, NOTHING, cast(Any, None),
                   None, person)


def number_of(who: Student) -> str:
    return who.main.canonical


def reported(rows: dict[int, Student], apart: Callable[[Student], str] | None) -> set[int]:
    """The rows that share their person with another (whose number is another)."""
    return {row for row, who in rows.items() if who.person is not None and any(
        other.row != row and other.person == who.person
        and (apart is None or any(apart(each) != apart(other) for each in rows.values()
                                  if each.person == who.person))
        for other in rows.values())}


@pytest.mark.parametrize("apart", [None, number_of])
@given(st.lists(st.tuples(st.sampled_from(ROWS), st.sampled_from(PERSONS),
                          st.sampled_from(NUMBERS), st.booleans())), st.integers(0, 4))
def test_an_index_that_was_edited_is_as_one_made_anew(
        apart: Callable[[Student], str] | None,
        steps: list[tuple[int, str | None, str, bool]], filled: int) -> None:
    index = GroupIndex(lambda who: who.person, apart)
    rows = {row: student(row, person, number)
            for row, person, number, _ in steps[:filled]}
    index.fill(rows.values())
    for row, person, number, stays in steps[filled:]:
        told = reported(rows, apart)
        concerned, before = {row}, rows.pop(row, None)
        after = student(row, person, number) if stays else None
        if after is not None:
            rows[row] = after
        if before is None or after is None or not index.alike(before, after):
            if before is not None:
                concerned |= index.remove(student(row, before.person, number_of(before)))
            if after is not None:
                concerned |= index.add(after)
        assert reported(rows, apart) ^ told <= concerned  # whoever must be judged again is named
    anew = GroupIndex(index.key, apart)
    anew.fill(rows.values())
    for each in (index, anew):
        assert set(each.all_reported()) == reported(rows, apart)
        assert {row for row, who in rows.items() if each.reported(who)} == reported(rows, apart)
    assert set(index.shared()) == set(anew.shared())
    for who in rows.values():
        assert index.reported_with(who) == anew.reported_with(who)
    for person in filter(None, PERSONS):
        assert index.rows(person) == {who.row for who in rows.values() if who.person == person}
        assert index.has(person) is bool(index.rows(person))
