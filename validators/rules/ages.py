"""Age: entry into grade one, and age for the grade (birth date from a sound 学籍主号)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from models.fields import MAIN_NUMBER
from validators.context import Context
from validators.findings import Problem, Statement
from validators.rule import ERROR, WARNING, Case, Rule
from validators.student import Student
from validators.texts import REPEATED, REPEATED_HINT

LAST_DAY = (8, 31)
"""The day of the year on which ages are counted: 31 August."""


@lru_cache(maxsize=1 << 14)  # few days of birth, many students
def full_years(birth: date, year: int) -> int:
    """Age in full years on 31 August of a year."""
    return year - birth.year - ((birth.month, birth.day) > LAST_DAY)


def _check_young(student: Student, context: Context) -> Problem | None:
    if student.standing.grade != 1 or not student.main.sound or student.main.birth is None:
        return None
    year = student.standing.entry_year or context.school.school_year
    age = full_years(student.main.birth, year)
    if age >= context.profile.age_first:
        return None
    return Problem("age-young", MAIN_NUMBER, {
        "birth": student.main.birth.isoformat(), "year": year, "age": age,
        "first": context.profile.age_first})


def check_unusual(student: Student, context: Context) -> Problem | None:
    """``age-unusual`` of one student, or None."""
    grade = student.standing.grade
    if grade is None or not student.main.sound or student.main.birth is None:
        return None
    profile = context.profile
    age = full_years(student.main.birth, context.school.school_year)
    if abs(age - grade - profile.age_base) <= profile.age_tolerance:
        return None
    return Problem("age-unusual", MAIN_NUMBER, {
        "birth": student.main.birth.isoformat(), "age": age, "grade": profile.grades[grade - 1],
        "usual": grade + profile.age_base, "year": context.school.school_year})


def _age_lines(case: Case) -> Iterator[Statement]:
    params = case.params
    yield Statement("按学籍主号", f"{params['birth']} 出生")
    yield Statement(f"到 {params['year']} 年 8 月 31 日", f"{params['age']} 周岁", True)
    if case.finding.rule == "age-young":
        yield Statement("一年级新生应满", f"{params['first']} 周岁")
    else:
        yield Statement(f"{params['grade']}学生通常", f"{params['usual']} 周岁")


RULES = (
    Rule(
        "age-young", (MAIN_NUMBER,), ERROR, "入学时不满 6 周岁",
        "小学一年级新生应在入学当年 8 月 31 日前满 6 周岁。请核对学籍主号和年级；经批准提前入学的，确认情况属实并写明原因。",
        {"": "按学籍主号，{birth} 出生，到 {year} 年 8 月 31 日只有 {age} 周岁，不满 {first} 周岁。"},
        confirmable=True, check=_check_young, evidence=_age_lines,
        reasons=("经区教育局批准提前入学",), hint="经批准提前入学的，需写明原因",
    ),
    Rule(
        "age-unusual", (MAIN_NUMBER,), WARNING, "年龄与年级相差较大",
        "年龄与所在年级通常的年龄相差两岁以上，可能是学籍主号或年级有误。留级、休学、跳级等确有其事的，确认情况属实。",
        {"": "按学籍主号，{birth} 出生，到 {year} 年 8 月 31 日 {age} 周岁；{grade}学生通常 {usual} 周岁。"},
        check=check_unusual, evidence=_age_lines, blame="年龄与这个号码不符",
        reasons=(*REPEATED, "随班就读", "入学较晚，已核对证件原件"), hint=REPEATED_HINT,
    ),
)
