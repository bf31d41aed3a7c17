"""学籍副号 by itself: writing, the chain of root causes, code, serial, duplicates, suggestions."""

from __future__ import annotations

import pytest

from models.school import School
from tests.builders import (
    CODE, SCHOOL, SHANGHAI, YEAR, Found, finding, found, student, students, sub_number, suggested,
    validator_of)

S = "sub_number"
GOOD = sub_number()

OTHERS = [student(901, 8), student(902, 3)]
"""Rows that show what the school's code is."""

FAILING: list[tuple[str, str, set[Found]]] = [
    ("", "blank", set()),
    ("3.10117000122011E+18", "sub-precision", set()),
    ("3.1011700012201E+18", "sub-precision", set()),
    ("3.10117E+18", "sub-precision", set()),
    ("310117000122011000A", "sub-character", set()),
    ("310117000122011000X", "sub-character", set()),
    ("3101170001-2-2011-0001", "sub-character", set()),
    ("31011700012201100O1", "sub-character", set()),
    ("31011700012201100²1", "sub-character", set()),
    ("310117000122011001", "sub-length", set()),
    ("31011700012201100001", "sub-length", set()),
    ("310117000122011", "sub-length", set()),
    ("1", "sub-length", set()),
    (sub_number(code="3101170002"), "sub-school-code", set()),
    (sub_number(code="3201170001"), "sub-school-code", set()),
    (sub_number(serial=0), "sub-serial", set()),
    (sub_number(stage=0), "sub-stage", set()),
    (sub_number(stage=5), "sub-stage", set()),
    (sub_number(entry=1989), "sub-entry-year", set()),
    (sub_number(entry=2013), "sub-entry-year", set()),
    (sub_number(entry=9999), "sub-entry-year", set()),
    (sub_number(serial=0, code="3101170002"), "sub-serial", {(S, "sub-school-code")}),
    (sub_number(stage=0, entry=1989), "sub-stage", {(S, "sub-entry-year")}),
    (" " + sub_number(serial=0), "sub-serial", {(S, "format")}),
    ("'310117000122011001", "sub-length", {(S, "format")}),
]


@pytest.mark.parametrize(("text", "rule", "also"), FAILING)
def test_what_is_wrong_with_a_number(text: str, rule: str, also: set[Found]) -> None:
    validator = validator_of([student(sub_number=text), *OTHERS])
    assert found(validator) == {(S, rule)} | also
    assert validator.message(finding(validator, rule))


@pytest.mark.parametrize("written", [
    f" {GOOD}", f"{GOOD} ", f"'{GOOD}", f"`{GOOD}", f"{GOOD[:10]} {GOOD[10:]}", f"\t{GOOD}\n",
    "".join(chr(ord(c) + 0xFEE0) for c in GOOD),
])
def test_understood_writings(written: str) -> None:
    validator = validator_of([student(sub_number=written)])
    assert found(validator) == {(S, "format")}
    assert suggested(validator, "format") == [GOOD]


@pytest.mark.parametrize("entry", [1990, 2012])
def test_possible_entry_years(entry: int) -> None:
    validator = validator_of([student(sub_number=sub_number(entry=entry))])
    assert "应在" not in validator.message(finding(validator, "sub-entry-year"))


def test_the_school_code_is_the_suggestion() -> None:
    validator = validator_of([
        student(sub_number=sub_number(code="3101170002", serial=77)), *OTHERS])
    assert suggested(validator, "sub-school-code") == [sub_number(serial=77)]


def test_without_a_known_code_no_code_is_wrong() -> None:
    school = School("", "", YEAR, SHANGHAI.system)
    rows = [student(sub_number=sub_number(code="3101170002"))]
    assert not found(validator_of(rows, school=school))


# --- duplicates and the next free number ----------------------------------------------------------


@pytest.mark.parametrize("other", [GOOD, f" {GOOD}", f"'{GOOD}"])
def test_duplicates_are_told_by_the_canonical_value(other: str) -> None:
    validator = validator_of([
        student(1), student(2, sub_number=other), student(3)])
    assert (S, "sub-duplicate") in found(validator, 0) & found(validator, 1)
    assert (S, "sub-duplicate") not in found(validator, 2)
    assert "第 3 行" in validator.message(finding(validator, "sub-duplicate", 0))


@pytest.mark.parametrize("text", [
    "", "3.10117000122011E+18", "310117000122011001", "310117000122011000A"])
def test_only_sound_numbers_are_duplicates(text: str) -> None:
    validator = validator_of([student(n, sub_number=text) for n in (1, 2)])
    assert "sub-duplicate" not in validator.counts()


@pytest.mark.parametrize(("change", "rule"), [
    ("3101170001220110001", "sub-duplicate"), ("3101170001220110000", "sub-serial"),
    ("3.10117000122011E+18", "sub-precision"), ("31011700012201", "sub-length")])
def test_no_number_is_invented(change: str, rule: str) -> None:
    """The true number stands on paper or in another list."""
    validator = validator_of([*students(4), student(5, sub_number=change)])
    assert suggested(validator, rule, 4) == []


# --- lost leading zeros ---------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [
    ("3101170001220111", sub_number(serial=1)),
    ("310117000122011001", sub_number(serial=1)),
    ("31011700012201127", sub_number(serial=27)),
    ("310117000122011305", sub_number(serial=305)),
])
def test_lost_leading_zeros_of_the_serial(text: str, value: str) -> None:
    validator = validator_of([student(sub_number=text)])
    assert suggested(validator, "sub-length") == [value]


@pytest.mark.parametrize("text", [
    "310117000222011305",        # another school
    "310117000112011305",        # another stage
    "310117000122010305",        # another year
    "310117000122011",           # no serial left
    "31011700012201130511",      # too long
    "10117000122011305",         # the first digit is lost
])
def test_no_zeros_where_what_stands_before_does_not_match(text: str) -> None:
    assert suggested(validator_of([student(sub_number=text)]), "sub-length") == []


def test_no_zeros_without_a_vote() -> None:
    row = student(sub_number="310117000122011305", grade="", graduation_year="")
    assert suggested(validator_of([row]), "sub-length") == []


# --- the school's code for the whole file ---------------------------------------------------------


@pytest.mark.parametrize(("own", "foreign", "wrong"), [(3, 3, False), (2, 3, True), (0, 1, True)])
def test_a_code_that_most_rows_contradict_is_one_finding(
        own: int, foreign: int, wrong: bool) -> None:
    rows = students(own) + [
        student(n, sub_number=sub_number(serial=n, code="3101170002"))
        for n in range(10, 10 + foreign)]
    validator = validator_of(rows)
    counts = validator.counts()
    assert counts["school-code"] == int(wrong)
    assert counts["sub-school-code"] == (0 if wrong else foreign)
    if wrong:
        message = validator.message(finding(validator, "school-code", None))
        assert CODE in message and "3101170002" in message


def test_damaged_numbers_count_against_the_code_too() -> None:
    rows = [student(n, sub_number="3.10117000222011E+18") for n in (1, 2, 3)]
    assert validator_of(rows).counts()["school-code"] == 1


def test_blank_numbers_do_not_count_against_the_code() -> None:
    rows = [student(1, sub_number=sub_number(code="3101170002"))]
    rows += [student(n, sub_number="") for n in (2, 3)]
    assert "school-code" not in validator_of(rows).counts()


def test_a_code_that_comes_right_is_judged_row_by_row_again() -> None:
    rows = [student(n, sub_number=sub_number(serial=n, code="3101170002")) for n in (1, 2, 3)]
    validator = validator_of(rows)
    assert validator.counts() == {"school-code": 1}
    column = validator.roster.index(S)
    assert column is not None
    for row in (0, 1):
        change = validator.roster.set_cell(row, column, sub_number(serial=row + 1))
        validator.update(validator.roster.apply([change]))
    assert validator.counts() == {"sub-school-code": 1}
    validator.set_school(School("3101170002", "", YEAR, SCHOOL.system))
    assert validator.counts() == {"school-code": 1}
