"""Causes before consequences: who is to blame for a duplicate, what a wrong system explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.builders import SCHOOL, finding, resident_id, student, sub_number, validator_of
from validators.causes import Causes
from validators.engine import Validator

RIGHT = sub_number(serial=1)


def causes(rows: Sequence[Mapping[str, str]], rule: str) -> list[tuple[int | None, str] | None]:
    """The cause (row, rule) of a rule's finding in each row that has one."""
    validator = validator_of(rows)
    told = []
    for each in validator.all_findings():
        if each.rule == rule:
            cause = validator.cause(each)
            told.append(None if cause is None else (cause.row, cause.rule))
    return told


# --- 学籍副号 ----------------------------------------------------------------------------------------

YEAR, STAGE = "sub-entry-year", "sub-stage"


@pytest.mark.parametrize(("rows", "expected"), [
    # nobody is at fault: both stand alone
    ([student(1), student(2, sub_number=RIGHT)], [None, None]),
    # the second row's other fields say another year: its number is wrong, the first is innocent
    ([student(1), student(2, sub_number=RIGHT, grade="八年级", graduation_year="2014届")],
     [(1, YEAR), (1, YEAR)]),
    # which one comes first does not matter
    ([student(2, sub_number=RIGHT, grade="八年级", graduation_year="2014届"), student(1)],
     [(0, YEAR), (0, YEAR)]),
    # a tie is enough: what it suggests leaves the group
    ([student(1), student(2, sub_number=RIGHT, grade="八年级", graduation_year="")],
     [(1, YEAR), (1, YEAR)]),
    # an old number: a new one must be issued
    ([student(1), student(2, sub_number=RIGHT, grade="三年级", stage="小学",
                          graduation_year="2015届")], [(1, STAGE), (1, STAGE)]),
    # two innocents would remain: only the guilty one's is a consequence
    ([student(1), student(2, sub_number=RIGHT),
      student(3, sub_number=RIGHT, grade="八年级", graduation_year="2014届")],
     [None, None, (2, YEAR)]),
    # both guilty: whoever is mended is out, but both would get the same number here
    ([student(n, sub_number=RIGHT, grade="八年级", graduation_year="2014届") for n in (1, 2)],
     [None, None]),
    # both guilty of different years
    ([student(1, sub_number=RIGHT, grade="八年级", graduation_year="2014届"),
      student(2, sub_number=RIGHT, grade="六年级", graduation_year="2016届")],
     [(0, YEAR), (1, YEAR)]),
])
def test_who_is_to_blame_for_a_duplicate_number(
        rows: list[dict[str, str]], expected: list[tuple[int, str] | None]) -> None:
    assert causes(rows, "sub-duplicate") == expected


def test_the_innocent_row_is_offered_nothing_and_sent_to_its_partner() -> None:
    validator = validator_of(
        [student(1), student(2, sub_number=RIGHT, grade="八年级", graduation_year="2014届")])
    innocent, own = finding(validator, "sub-duplicate", 0), finding(validator, "sub-duplicate", 1)
    assert validator.suggestions(innocent) == validator.suggestions(own) == []
    assert validator.message(innocent) == (
        "这个学籍副号与第 3 行相同。第 3 行的入学年份已判为有误，先改那一行，这里的重复会随之消失。")
    assert validator.message(own) == (
        "这个学籍副号与第 2 行相同。本行的入学年份已判为有误，先改好它，重复会随之消失。")
    guilty = finding(validator, YEAR, 1)
    assert [each.row for each in validator.consequences(guilty)] == [0, 1]
    assert [each.rule for each, _ in validator.explained()] == ["sub-duplicate"] * 2
    [suggestion] = validator.suggestions(guilty)
    change = validator.roster.set_cell(1, 1, suggestion.value)
    validator.update(validator.roster.apply([change]))
    assert not list(validator.all_findings())


def test_what_is_confirmed_explains_nothing() -> None:
    validator = validator_of(
        [student(1), student(2, sub_number=RIGHT, grade="八年级", graduation_year="2014届")])
    validator.is_open = lambda each: each.rule != YEAR
    validator.forget_causes()
    assert validator.cause(finding(validator, "sub-duplicate", 0)) is None
    assert "看哪一行写错" in validator.message(finding(validator, "sub-duplicate", 0))


# --- 学籍主号 ----------------------------------------------------------------------------------------

BOY = student(1)["main_number"]


@pytest.mark.parametrize(("rows", "expected"), [
    ([student(1), student(3, main_number=BOY)], [None, None]),
    ([student(1), student(3, main_number=BOY, sex="女")],
     [(1, "sex-mismatch"), (1, "sex-mismatch")]),
    ([student(1), student(3, main_number=BOY, grade="二年级", stage="小学",
                          graduation_year="2016届",
                          sub_number=sub_number(1, 2011, 2))],
     [(1, "age-unusual"), (1, "age-unusual")]),
    ([student(1), student(3, main_number=BOY), student(5, main_number=BOY, sex="女")],
     [None, None, (2, "sex-mismatch")]),
])
def test_who_is_to_blame_for_a_duplicate_id(
        rows: list[dict[str, str]], expected: list[tuple[int, str] | None]) -> None:
    assert causes(rows, "main-duplicate") == expected


def test_a_number_that_fails_its_check_digit_explains_the_same_person() -> None:
    sound = student(1)
    wrong = sound["main_number"][:-1] + ("1" if sound["main_number"][-1] != "1" else "2")
    rows = [sound, student(2, name=sound["name"], main_number=wrong)]
    assert causes(rows, "same-person") == [(1, "main-check-digit")] * 2
    other = resident_id("20000305", 333)
    assert causes([sound, student(2, name=sound["name"], main_number=other)],
                  "same-person") in ([None, None], [])


# --- the file ------------------------------------------------------------------------------------


def other_system_school() -> list[dict[str, str]]:
    """六年级 is the last of 小学: 6-3-3."""
    return [student(n, stage="小学", grade="六年级", graduation_year="2013届",
                    sub_number=sub_number(1, 2007, n)) for n in range(1, 41)]


def test_what_another_system_would_not_have_is_its_consequence() -> None:
    rows = other_system_school()
    rows[3] |= {"graduation_year": "2016届"}      # wrong in either system
    validator = validator_of(rows)
    [system] = [each for each in validator.file_findings() if each.rule == "school-system"]
    explained = list(validator.consequences(system))
    assert len(explained) >= 39
    for each in explained:
        assert validator.suggestions(each) == []
        assert "请先核对学制：改用 6-3-3" in validator.message(each)
    assert len(list(validator.explained())) == len(explained)
    other = validator_of(rows, school=replace(SCHOOL, system="6-3-3"))
    left = {each.key for each in other.all_findings() if each.row is not None}
    assert not {each.key for each in explained} & left
    validator.is_open = lambda each: each.rule != "school-system"
    validator.forget_causes()
    assert not list(validator.explained())


def test_causes_are_looked_for_once_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole school with one number must not take the square of its size."""
    looked: list[int] = []
    inner = Causes._fault

    def fault(self: Causes, judged: Validator, rule: object, row: int, key: str) -> object:
        looked.append(row)
        return inner(self, judged, rule, row, key)  # type: ignore[arg-type]

    monkeypatch.setattr(Causes, "_fault", fault)
    validator = validator_of([student(n, sub_number=RIGHT) for n in range(1, 60)])
    assert all(validator.cause(each) is None for each in validator.all_findings())
    assert len(looked) == 59
