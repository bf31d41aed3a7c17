"""Who is wrong when fields disagree: every constellation of witnesses on stage and entry year.

The sound student is in grade 7 in 2012: 学段 初中, digit 2, 七年级, entered in 2011, leaves in 2015.
"""

from __future__ import annotations

import pytest

from models.school import School
from tests.builders import (
    CODE, SHANGHAI, Found, finding, found, student, sub_number, suggested, validator_of)

SUB, GRADE, STAGE, YEAR = "sub_number", "grade", "stage", "graduation_year"
Suggestions = dict[str, list[str]]
"""Values by rule, for every finding that the row should have."""

_FIELDS = {"sub-stage": SUB, "sub-entry-year": SUB, "stage-mismatch": STAGE,
           "grade-mismatch": GRADE, "graduation-mismatch": YEAR, "blank": "", "format": ""}

CASES: list[tuple[str, dict[str, str], Suggestions]] = [
    # --- the stage -------------------------------------------------------------------------------
    ("all agree", {}, {}),
    ("学段 outvoted", {STAGE: "小学"}, {"stage-mismatch": ["初中"]}),
    ("学段 outvoted by 高中", {STAGE: "高中"}, {"stage-mismatch": ["初中"]}),
    ("digit outvoted", {SUB: sub_number(1)}, {"sub-stage": [sub_number(2)]}),
    ("年级 outvoted on the stage: 副号 and 届别 imply the same grade",
     {GRADE: "三年级"}, {"grade-mismatch": ["七年级"]}),
    ("年级 outvoted on the stage: they imply two grades",
     {GRADE: "高二", YEAR: "2016届"},
     {"grade-mismatch": ["七年级", "六年级"], "sub-entry-year": [sub_number(entry=2012)],
      "graduation-mismatch": ["2015届"]}),
    ("年级 outvoted on the stage, no 届别", {GRADE: "三年级", YEAR: ""},
     {"grade-mismatch": ["七年级"], "blank": ["2015届"]}),
    ("学段 against digit, 年级 blank: no majority",
     {STAGE: "小学", GRADE: ""},
     {"stage-mismatch": ["初中"], "sub-stage": [sub_number(1)], "blank": []}),
    ("学段 against 年级, number blank",
     {STAGE: "小学", SUB: ""},
     {"stage-mismatch": ["初中"], "grade-mismatch": ["三年级"], "blank": []}),
    ("digit against 年级, 学段 blank",
     {STAGE: "", SUB: sub_number(1)},
     {"sub-stage": [sub_number(2)], "grade-mismatch": ["二年级", "三年级"], "blank": []}),
    ("three different stages",
     {STAGE: "高中", SUB: sub_number(1)},
     {"stage-mismatch": ["小学", "初中"], "sub-stage": [sub_number(3), sub_number(2)],
      "grade-mismatch": ["高一", "二年级", "三年级"]}),
    ("only one speaks", {SUB: "", GRADE: "", YEAR: ""}, {"blank": []}),
    ("only 年级 speaks", {SUB: "", STAGE: "", YEAR: ""}, {"blank": ["2015届", "初中"]}),
    # --- the entry year --------------------------------------------------------------------------
    ("副号 outvoted on the year", {SUB: sub_number(entry=2010)},
     {"sub-entry-year": [sub_number(entry=2011)]}),
    ("年级 outvoted on the year", {GRADE: "八年级"}, {"grade-mismatch": ["七年级"]}),
    ("届别 outvoted", {YEAR: "2016届"}, {"graduation-mismatch": ["2015届"]}),
    ("届别 outvoted keeps its style", {YEAR: "2016"}, {"graduation-mismatch": ["2015"]}),
    ("届别 outvoted keeps its style under blanks", {YEAR: " 2016"},
     {"graduation-mismatch": ["2015"], "format": ["2016"]}),
    ("届别 outvoted, understood only", {YEAR: "2016年"},
     {"graduation-mismatch": ["2015届"], "format": ["2016届"]}),
    ("副号 against 年级, 届别 blank", {SUB: sub_number(entry=2010), YEAR: ""},
     {"sub-entry-year": [sub_number(entry=2011)], "grade-mismatch": ["八年级"], "blank": []}),
    ("副号 against 届别, 年级 blank", {SUB: sub_number(entry=2010), GRADE: ""},
     {"sub-entry-year": [sub_number(entry=2011)], "graduation-mismatch": ["2014届"],
      "blank": []}),
    ("年级 against 届别, number blank", {SUB: "", YEAR: "2016"},
     {"grade-mismatch": ["六年级"], "graduation-mismatch": ["2015"], "blank": []}),
    ("three different years", {SUB: sub_number(entry=2009), YEAR: "2016届"},
     {"sub-entry-year": [sub_number(entry=2011), sub_number(entry=2012)],
      "grade-mismatch": ["九年级", "六年级"], "graduation-mismatch": ["2013届", "2015届"]}),
    ("a year that 年级 can't have within the stage gives no grade",
     {SUB: sub_number(entry=2005), YEAR: ""},
     {"sub-entry-year": [sub_number(entry=2011)], "grade-mismatch": [], "blank": []}),
    # --- impossible or unreadable witnesses do not vote ------------------------------------------
    ("no stage code", {SUB: sub_number(0)}, {"sub-stage": [sub_number(2)]}),
    ("no stage code and nobody to say which", {SUB: sub_number(0), STAGE: "", GRADE: ""},
     {"sub-stage": [], "blank": []}),
    ("year before 1990", {SUB: sub_number(entry=1911)},
     {"sub-entry-year": [sub_number(entry=2011)]}),
    ("year after the school year", {SUB: sub_number(entry=2013)},
     {"sub-entry-year": [sub_number(entry=2011)]}),
    ("an impossible year leaves the others to disagree",
     {SUB: sub_number(entry=1911), YEAR: "2016届"},
     {"sub-entry-year": [], "grade-mismatch": ["六年级"], "graduation-mismatch": ["2015届"]}),
    # --- a number outvoted on the stage ----------------------------------------------------------
    ("an old number", {SUB: sub_number(1, 2006)}, {"sub-stage": []}),
    ("an old number with an impossible year", {SUB: sub_number(1, 1906)}, {"sub-stage": []}),
    ("outvoted on the stage, the others disagree on the year",
     {SUB: sub_number(1, 2006), YEAR: "2016届"},
     {"sub-stage": [sub_number(2, 2006)], "grade-mismatch": ["六年级"],
      "graduation-mismatch": ["2015届"]}),
]

SPECIAL: list[tuple[str, dict[str, str], Suggestions]] = [
    # the student is in the third grade of a special school
    ("all agree", {}, {}),
    ("学段 says 特教, digit 小学: 年级 has no vote", {SUB: sub_number(1, 2010)},
     {"stage-mismatch": ["小学"], "sub-stage": [sub_number(4, 2010)]}),
    ("digit says 特教, 学段 小学", {STAGE: "小学"},
     {"stage-mismatch": ["特教"], "sub-stage": [sub_number(1, 2010)]}),
    ("grade nine in a special school",
     {"main_number": student(1, 9)["main_number"], GRADE: "九年级",
      SUB: sub_number(4, 2004), YEAR: "2013届"}, {}),
    ("高一 always votes 高中", {GRADE: "高一"}, {"grade-mismatch": ["三年级"]}),
    ("届别 outvoted: nine years", {YEAR: "2015届"}, {"graduation-mismatch": ["2019届"]}),
    ("年级 outvoted on the year", {GRADE: "四年级"}, {"grade-mismatch": ["三年级"]}),
    ("only digit says 特教", {STAGE: ""}, {"blank": ["特教"]}),
    ("only 学段 says 特教", {SUB: ""}, {"blank": []}),
]


def check(row: dict[str, str], expected: Suggestions) -> None:
    validator = validator_of([row])
    rules = [each.rule for each in validator.findings(0)]
    assert set(rules) == set(expected)
    for each in validator.findings(0):
        if each.rule != "blank":
            assert [s.value for s in validator.suggestions(each)] == expected[each.rule]
            assert _FIELDS[each.rule] in ("", each.field)
        assert all(s.why for s in validator.suggestions(each))
        assert validator.message(each)
    if "blank" in expected:
        offered = [s.value for each in validator.findings(0) if each.rule == "blank"
                   for s in validator.suggestions(each)]
        assert offered == expected["blank"]


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])
def test_votes(changes: dict[str, str], expected: Suggestions) -> None:
    check(student() | changes, expected)


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in SPECIAL],
                         ids=[case[0] for case in SPECIAL])
def test_votes_in_a_special_school(changes: dict[str, str], expected: Suggestions) -> None:
    check(student(1, 3, special=True) | changes, expected)


def test_an_old_number_needs_a_new_one() -> None:
    validator = validator_of([student(sub_number=sub_number(1, 2006))])
    assert found(validator) == {(SUB, "sub-stage")}
    message = validator.message(finding(validator, "sub-stage"))
    assert "旧" in message and "新号" in message
    assert suggested(validator, "sub-stage") == []


@pytest.mark.parametrize("number", ["3.10117000112006E+18", "310117000112006001", "abc", ""])
def test_an_unreadable_number_does_not_vote(number: str) -> None:
    validator = validator_of([student(sub_number=number)])
    assert {field for field, _ in found(validator)} == {SUB}


@pytest.mark.parametrize(("changes", "rule"), [
    ({STAGE: "小学"}, "stage-mismatch"), ({SUB: sub_number(1)}, "sub-stage"),
    ({GRADE: "三年级"}, "grade-mismatch"), ({SUB: sub_number(entry=2010)}, "sub-entry-year"),
    ({GRADE: "八年级"}, "grade-mismatch"), ({YEAR: "2016"}, "graduation-mismatch"),
])
def test_a_message_names_the_witnesses_and_what_they_say(
        changes: dict[str, str], rule: str) -> None:
    titles = {STAGE: "学段", SUB: "学籍副号", GRADE: "年级", YEAR: "毕业届别"}
    validator = validator_of([student(**changes)])
    message = validator.message(finding(validator, rule))
    others = {STAGE, SUB, GRADE} if "stage" in rule or changes.get(GRADE) == "三年级" else {
        SUB, GRADE, YEAR}
    for field in others - set(changes):
        assert titles[field] in message


def test_the_same_facts_in_each_stage() -> None:
    for grade in range(1, 13):
        sound = student(1, grade)
        assert not found(validator_of([sound]))
        for change, rule in (
                ({YEAR: str(int(sound[YEAR][:4]) + 1)}, (YEAR, "graduation-mismatch")),
                ({SUB: sound[SUB][:11] + str(int(sound[SUB][11:15]) - 1) + sound[SUB][15:]},
                 (SUB, "sub-entry-year"))):
            expected: set[Found] = {rule}
            assert found(validator_of([sound | change])) == expected


# --- other schooling systems ----------------------------------------------------------------------


def six_three_three(grade: int, n: int) -> dict[str, str]:
    """A student of a 6-3-3 school."""
    row = student(n, grade)
    stage, first, years, digit = (("小学", 1, 6, 1) if grade <= 6 else ("初中", 7, 3, 2)
                                  if grade <= 9 else ("高中", 10, 3, 3))
    entry = 2012 - (grade - first)
    return row | {STAGE: stage, SUB: sub_number(digit, entry, n), YEAR: f"{entry + years}届"}


def test_a_school_of_another_system_is_told_once() -> None:
    rows = [six_three_three(grade, n) for n, grade in enumerate((6, 6, 6, 4, 7), 1)]
    validator = validator_of(rows)
    only = finding(validator, "school-system", None)
    assert only.row is None and only.field is None
    assert "6-3-3" in validator.message(only)
    right = School(CODE, "", 2012, "6-3-3")
    assert not list(validator_of(rows, school=right).all_findings())


def test_a_few_odd_rows_are_no_other_system() -> None:
    rows = [student(n, grade) for grade in range(1, 10) for n in range(grade * 20, grade * 20 + 9)]
    rows[:2] = [six_three_three(6, 900), six_three_three(6, 901)]
    assert "school-system" not in validator_of(rows).counts()


def test_many_in_a_grade_that_their_stage_has_not_are_another_system() -> None:
    rows = [student(n, grade) for grade in range(1, 10) for n in range(grade * 20, grade * 20 + 9)]
    rows[:6] = [six_three_three(6, n) for n in range(900, 906)]
    assert validator_of(rows).counts()["school-system"] == 1


def test_the_profile_system_is_named_in_a_school_set_to_another() -> None:
    rows = [student(n, 6) for n in range(1, 6)]
    validator = validator_of(rows, school=School(CODE, "", 2012, "6-3-3"))
    assert SHANGHAI.system in validator.message(finding(validator, "school-system", None))
