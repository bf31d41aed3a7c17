"""Age by the birth date in 学籍主号, and sex by its order digit."""

from __future__ import annotations

import pytest

from tests.builders import (
    Found, finding, found, resident_id, student, sub_number, suggested, validator_of)

M = "main_number"
YOUNG, UNUSUAL = (M, "age-young"), (M, "age-unusual")

AGES: list[tuple[int, str, set[Found]]] = [
    # grade in 2012, birth date, findings
    (1, "20060831", set()),              # six on the very day
    (1, "20060901", {YOUNG}),            # a day too young
    (1, "20070831", {YOUNG}),
    (1, "20080901", {YOUNG, UNUSUAL}),   # three: usual is six
    (1, "20080831", {YOUNG}),            # four
    (1, "20040831", set()),              # eight
    (1, "20030831", {UNUSUAL}),          # nine
    (1, "20030901", set()),              # not yet nine
    (2, "20060901", set()),
    (7, "20000831", set()),              # twelve, as usual
    (7, "19980831", set()),              # fourteen
    (7, "19970901", set()),              # still fourteen
    (7, "19970831", {UNUSUAL}),          # fifteen
    (7, "20020831", set()),              # ten
    (7, "20020901", {UNUSUAL}),          # nine
    (12, "19950301", set()),
    (12, "19920831", {UNUSUAL}),
    (12, "20120301", {UNUSUAL}),
]


@pytest.mark.parametrize(("grade", "birth", "expected"), AGES)
def test_age_for_the_grade(grade: int, birth: str, expected: set[Found]) -> None:
    validator = validator_of([student(1, grade, main_number=resident_id(birth))])
    assert found(validator) == expected
    for _, rule in expected:
        message = validator.message(finding(validator, rule))
        assert f"{birth[:4]}-{birth[4:6]}-{birth[6:]}" in message and "8 月 31 日" in message


def test_the_voted_grade_counts() -> None:
    young = student(1, 1, main_number=resident_id("20060901"), grade="二年级")
    assert found(validator_of([young])) == {YOUNG, ("grade", "grade-mismatch")}
    special = student(1, 1, special=True, main_number=resident_id("20060901"))
    assert found(validator_of([special])) == {YOUNG}


def test_without_a_voted_grade_ages_are_silent() -> None:
    row = student(main_number=resident_id("20100101"), grade="八年级", graduation_year="")
    assert not found(validator_of([row])) & {YOUNG, UNUSUAL}
    outside = student(main_number=resident_id("20100101"), grade="", graduation_year="2008届",
                      sub_number=sub_number(entry=2004))
    assert not found(validator_of([outside])) & {YOUNG, UNUSUAL}


@pytest.mark.parametrize("number", ["12345678", resident_id("20060901")[:17] + "?", ""])
def test_ages_need_a_sound_number(number: str) -> None:
    assert not found(validator_of([student(1, 1, main_number=number)])) & {YOUNG, UNUSUAL}


@pytest.mark.parametrize(("order", "text", "mismatch"), [
    (11, "男", False), (12, "女", False), (11, "女", True), (12, "男", True),
    (11, "1", False), (11, "2", True), (12, "F", False), (12, "male", True)])
def test_sex(order: int, text: str, mismatch: bool) -> None:
    validator = validator_of([student(main_number=resident_id(order=order), sex=text)])
    assert (("sex", "sex-mismatch") in found(validator)) is mismatch
    if mismatch:
        assert suggested(validator, "sex-mismatch") == ["男" if order % 2 else "女"]


def test_sex_is_not_judged_by_a_failing_check_digit() -> None:
    number = resident_id(order=12)
    number = number[:17] + ("1" if number[17] != "1" else "2")
    assert found(validator_of([student(main_number=number, sex="男")])) == {
        (M, "main-check-digit")}
    assert suggested(validator_of([student(main_number=number, sex="")]), "blank") == []
