"""Whoever is as on paper is offered no change, in no order of mending, in no kind of list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from app.document import Document
from app.opening import document_of
from tests.builders import (
    CODE, SCHOOL, SHANGHAI, TODAY, roster_of, student, sub_number, validator_of)
from tests.tools.school_variants import Variant, variant

EVERY = 8
"""So many rows are mended between two looks."""


def offered(document: Document, made: Variant) -> Iterator[str]:
    """What the innocent are offered."""
    for row in list(document.validator.rows_with_findings()):
        if not wrong(document, made, row):
            for found in document.open_in_row(row):
                if found.rule != "format" and (offers := document.validator.suggestions(found)):
                    yield f"{document.validator.row_label(row)} {found.rule} {offers[0]}"


def wrong(document: Document, made: Variant, row: int) -> list[tuple[int, int, str]]:
    """The edits that make a row as on paper."""
    return [(row, column, text) for key, text in made.paper[row].items()
            if (column := document.roster.index(key)) is not None
            and document.roster.value(row, key) != text]


def asked_first(document: Document) -> bool:
    """Follows what is said of the school's code or system; False where nothing is."""
    for found in document.leading_findings():
        if found.rule == "school-system":
            document.set_school(replace(document.school, system=found.params["system"]))
            return True
        if found.rule == "school-code":
            document.set_school(replace(document.school, code=found.params["most"]))
            return True
    return False


@pytest.mark.parametrize("seed", range(150))
def test_nobody_innocent_is_offered_a_change(seed: int) -> None:
    made = variant(seed)
    document = document_of(made.roster, SHANGHAI, today=TODAY)
    assert document.school.school_year == 2012, made.faults
    assert not list(offered(document, made)), made.faults
    while asked_first(document):
        assert document.school.system == made.system, made.faults
        assert not list(offered(document, made)), made.faults
    while batch := [edits for found in document.ordered_findings() if found.row is not None
                    and (edits := wrong(document, made, found.row))][:EVERY]:
        for edits in batch:
            document.edit(edits)
        assert not list(offered(document, made)), made.faults


# --- what such lists brought to light ------------------------------------------------------------


def six_three(grade: int, n: int, other: Mapping[str, str]) -> dict[str, str]:
    """A student of 初中 in a 6-3-3 school."""
    entry = 2012 - (grade - 7)
    return student(n, grade) | {
        "stage": "初中", "sub_number": sub_number(2, entry, n), "graduation_year": f"{entry + 3}届",
        "class_name": f"{'七八九'[grade - 7]}({n})班"} | dict(other)


@pytest.mark.parametrize("other", [{}, {"graduation_year": ""}, {"grade": ""}])
def test_a_school_of_another_system_is_seen_in_its_own_year(other: dict[str, str]) -> None:
    rows = [six_three(grade, n, other) for grade in (7, 8, 9) for n in range(1, 9)]
    document = document_of(roster_of(rows), SHANGHAI, today=TODAY)
    assert document.school.school_year == 2012 and document.school.system == "5-4-3"
    [found] = document.leading_findings()
    assert found.params["system"] == "6-3-3"
    innocent = [each for each in document.open_findings() if each.rule != "blank"
                and document.validator.suggestions(each)]
    assert not innocent


def test_a_class_with_one_year_mistyped_is_no_other_system() -> None:
    rows = [student(n, grade, grade="") for grade in range(1, 6) for n in range(1, 9)]
    for n, row in enumerate(rows[:8], 1):
        row["sub_number"] = sub_number(1, 2011, n, code=CODE)  # a year early: six years till 届别
    validator = validator_of(rows, school=SCHOOL)
    assert "school-system" not in validator.counts()
