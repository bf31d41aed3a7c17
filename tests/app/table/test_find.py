"""Finding and replacing text in cells."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from app.table.find import Replacement, Search, replacements
from models.roster import Row

ROWS = [Row(7, ["王示例", "31011719980311342x", "1班"]), Row(3, ["Li Lei", "", "11班"]),
        Row(5, ["LI", "310117", "2班 1班"])]


@pytest.mark.parametrize(("search", "found"), [
    (Search("示例"), [(7, 0)]),
    (Search("li"), [(3, 0), (5, 0)]),
    (Search("Li", case=True), [(3, 0)]),
    (Search("X"), [(7, 1)]),
    (Search("1班"), [(7, 2), (3, 2), (5, 2)]),
    (Search("1班", whole=True), [(7, 2)]),
    (Search("li", whole=True), [(5, 0)]),
    (Search("", whole=True), [(3, 1)]),
    (Search(""), []),
    (Search("1班\n"), []),
    (Search("没有"), []),
])
def test_cells_are_found(search: Search, found: list[tuple[int, int]]) -> None:
    assert [(row.id, column) for row, column in search.find(ROWS, range(3))] == found


def test_only_the_columns_given_are_searched() -> None:
    assert [(row.id, column) for row, column in Search("1").find(ROWS, [2])] == [
        (7, 2), (3, 2), (5, 2)]


@pytest.mark.parametrize(("search", "by", "before", "after"), [
    (Search("1班"), "3班", "2班 1班 1班", "2班 3班 3班"),
    (Search("x"), "X", "31x", "31X"),
    (Search("."), "·", "a.b", "a·b"),
    (Search("a"), r"\1", "A", r"\1"),
    (Search("a", case=True), "b", "aA", "bA"),
    (Search("aa", whole=True), "b", "aa", "b"),
])
def test_every_occurrence_is_replaced(search: Search, by: str, before: str, after: str) -> None:
    assert search.replaced(before, by) == after


def test_replacements_name_each_changed_cell() -> None:
    assert replacements(Search("1班"), "3班", ROWS, range(3)) == [
        Replacement(7, 2, "1班", "3班"), Replacement(3, 2, "11班", "13班"),
        Replacement(5, 2, "2班 1班", "2班 3班")]


def test_cells_that_stay_the_same_are_no_replacements() -> None:
    assert replacements(Search("LI"), "LI", ROWS, [0]) == [
        Replacement(3, 0, "Li Lei", "LI Lei")]


def test_only_the_cells_given_are_replaced() -> None:
    found = replacements(Search("1班"), "3班", ROWS, range(3), frozenset({(5, 2), (7, 0)}))
    assert [one.row for one in found] == [5]


@given(st.lists(st.lists(st.text("aAbß九·"), min_size=2, max_size=2), max_size=6),
       st.text("aAb九", min_size=1, max_size=2))
def test_found_is_what_a_plain_look_finds(cells: list[list[str]], text: str) -> None:
    rows = [Row(number, list(texts)) for number, texts in enumerate(cells)]
    plain = [(row.id, column) for row in rows for column in (0, 1)
             if text.lower() in row.cells[column].lower()]
    assert [(row.id, column) for row, column in Search(text).find(rows, (0, 1))] == plain
