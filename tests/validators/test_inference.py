"""School code, name and year: given, from the file name, from the roster, from today."""

from __future__ import annotations

from datetime import date

import pytest

from models.fields import FIELD_KEYS
from tests.builders import (
    CODE, SCHOOL_NAME, SHANGHAI, TODAY, YEAR, Student, resident_id, roster_of, student, students,
    sub_number)
from validators.inference import infer_school, name_in_titles, year_in_titles

OTHER = "3101170002"
NAMED = f"{OTHER}{SCHOOL_NAME}.xls"


def damaged(n: int, code: str = CODE) -> str:
    """A number as Excel leaves it: 15 digits."""
    digits = sub_number(code=code, serial=n)[:15]
    return f"{digits[0]}.{digits[1:]}E+18"


CODES: list[tuple[str, list[str], str]] = [
    # file name, numbers, code
    ("名册.xls", [sub_number(serial=n) for n in (1, 2, 3)], CODE),
    (NAMED, [sub_number(serial=n) for n in (1, 2, 3)], OTHER),
    ("名册.xls", [sub_number(), sub_number(code=OTHER)], ""),                # half is not more
    ("名册.xls", [sub_number(), sub_number(serial=2), sub_number(code=OTHER)], CODE),
    ("名册.xls", [damaged(1), damaged(2), sub_number(code=OTHER)], CODE),
    ("名册.xls", [sub_number()[:17], sub_number()[:16], sub_number(code=OTHER)], CODE),
    ("名册.xls", ["", "", "无", sub_number()], CODE),                        # blanks are none
    ("名册.xls", ["abc", "1", sub_number()], ""),
    ("名册.xls", [f" '{sub_number()} "], CODE),
    ("名册.xls", [], ""),
]


@pytest.mark.parametrize(("path", "numbers", "code"), CODES)
def test_code(path: str, numbers: list[str], code: str) -> None:
    rows = [student(n, sub_number=text) for n, text in enumerate(numbers, 1)]
    assert infer_school(roster_of(rows, path=path), SHANGHAI, TODAY).code == code


def test_what_is_given_counts() -> None:
    roster = roster_of(students(3), path=NAMED)
    school = infer_school(roster, SHANGHAI, TODAY, code="3101170009", name="别校",
                          school_year=2009)
    assert (school.code, school.name, school.school_year) == ("3101170009", "别校", 2009)
    assert school.system == "5-4-3"


def test_name() -> None:
    assert infer_school(roster_of(students(2), path=NAMED), SHANGHAI, TODAY).name == SCHOOL_NAME
    assert infer_school(roster_of(students(2)), SHANGHAI, TODAY).name == ""


YEARS: list[tuple[str, list[Student], int]] = [
    ("all stages", [student(n, n) for n in range(1, 13)], YEAR),
    ("one row", [student()], YEAR),
    ("another year", [student(1, 7, sub_number=sub_number(entry=2008)),
                      student(2, 7, sub_number=sub_number(entry=2008))], 2009),
    ("the most rows", [*students(3), student(9, 7, sub_number=sub_number(entry=2007))], YEAR),
    ("special school", [student(1, 8, special=True)], YEAR),
    ("damaged numbers keep their year", [student(1, sub_number=damaged(1))], YEAR),
    ("a sound number counts more than damaged ones",
     [student(1, sub_number=sub_number(entry=2009)), *(
         student(n, sub_number=damaged(n)) for n in (2, 3, 4))], 2010),
    ("no number: 届别 and 年级 say it", [student(sub_number="", stage="")], YEAR),
    ("no number: the most rows", [*students(3, sub_number=""), *(
        student(9, 8, sub_number="", graduation_year="2013届") for _ in range(2))], YEAR),
    ("neither number nor 届别", [student(sub_number="", graduation_year="")], 2015),
    ("no grade", [student(grade="")], 2015),
    ("nobody", [], 2015),
]


@pytest.mark.parametrize(("rows", "year"), [case[1:] for case in YEARS],
                         ids=[case[0] for case in YEARS])
def test_school_year(rows: list[Student], year: int) -> None:
    assert infer_school(roster_of(rows), SHANGHAI, date(2015, 11, 1)).school_year == year


@pytest.mark.parametrize(("today", "year"), [
    (date(2012, 8, 31), 2011), (date(2012, 9, 1), 2012), (date(2013, 1, 1), 2012)])
def test_the_year_of_today(today: date, year: int) -> None:
    assert infer_school(roster_of([]), SHANGHAI, today).school_year == year


def test_the_year_without_the_column_of_numbers() -> None:
    keys = [key for key in FIELD_KEYS if key != "sub_number"]
    school = infer_school(roster_of(students(3), keys), SHANGHAI, date(2015, 11, 1))
    assert (school.code, school.school_year) == ("", YEAR)


def test_columns_that_are_missing() -> None:
    roster = roster_of(students(2), ["name", "sex", "class_name"])
    school = infer_school(roster, SHANGHAI, TODAY)
    assert (school.code, school.school_year) == ("", YEAR)


_WITHOUT_YEARS = [key for key in FIELD_KEYS if key not in ("grade", "graduation_year")]


def entered(stage: int, age: int, entries: dict[int, int]) -> list[Student]:
    """So many students of each entry year, who were of that age in the year they entered."""
    return [student(
        1000 + entry % 100 * 50 + n, sub_number=sub_number(stage, entry, n + 1), stage="",
        main_number=resident_id(f"{entry - age}{n % 12 + 1:02d}15", n * 2 + 1))
        for entry, count in entries.items() for n in range(count)]


NO_GRADES: list[tuple[str, list[Student], int, str]] = [
    ("five grades and one year mistyped: no sixth grade",
     entered(1, 6, {**dict.fromkeys(range(2008, 2013), 13), 2013: 1}), YEAR, "graduation"),
    ("six grades of a 6-3-3 school",
     entered(1, 6, dict.fromkeys(range(2007, 2013), 13)), YEAR, "graduation"),
    ("three grades of a 6-3-3 school, by their ages",
     entered(2, 12, dict.fromkeys(range(2010, 2013), 26)), YEAR, "graduation"),
    ("the same with two years mistyped",
     entered(2, 12, {2010: 28, 2011: 23, 2012: 27, 2013: 2}), YEAR, "graduation"),
    ("three of the four grades of a 5-4-3 school: which year it is can't be told",
     entered(2, 11, dict.fromkeys(range(2010, 2013), 26)), 2015, "today"),
    ("nor by one year mistyped",
     entered(2, 11, {2010: 26, 2011: 26, 2012: 26, 2013: 1}), 2015, "today"),
]


@pytest.mark.parametrize(("rows", "year", "basis"), [case[1:] for case in NO_GRADES],
                         ids=[case[0] for case in NO_GRADES])
def test_the_year_without_grades(rows: list[Student], year: int, basis: str) -> None:
    school = infer_school(roster_of(rows, _WITHOUT_YEARS), SHANGHAI, date(2015, 11, 1))
    assert (school.school_year, school.year_basis) == (year, basis)


def test_the_year_in_the_system_that_is_given() -> None:
    rows = entered(2, 11, dict.fromkeys(range(2010, 2013), 26))
    school = infer_school(roster_of(rows, _WITHOUT_YEARS), SHANGHAI, date(2015, 11, 1),
                          system="6-3-3")
    assert (school.system, school.school_year) == ("6-3-3", YEAR)


# --- titles --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("above", "year", "name"), [
    (["松江区星光学校2012学年第一学期学生名册"], 2012, "松江区星光学校"),
    (["2012-2013学年度"], 2012, ""),
    (["填报单位：上海市松江区星光中学（盖章）", "2012年11月"], 2012, "上海市松江区星光中学"),
    (["学校名称", "上海市 松江区 第一小学"], None, "上海市松江区第一小学"),
    (["全校学籍信息总库", "2013/3/1"], 2012, ""),
])
def test_what_title_lines_say(above: list[str], year: int | None, name: str) -> None:
    assert (year_in_titles(above), name_in_titles(above)) == (year, name)
