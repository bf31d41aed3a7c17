"""A clean school: every student right in every cell, so that each later error is a known one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import NamedTuple

from .people import NATIONS, People

Cell = str | float | date

SCHOOL_CODE = "3101170526"
SCHOOL_NAME = "上海市松江区示例实验学校"
SCHOOL_YEAR = 2012
CLASS_SIZE = 36

FIELDS = (
    "main_number", "sub_number", "name", "sex", "grade", "class_name", "graduation_year", "stage",
)
HAN = "零一二三四五六七八九十"
GRADES = ("", *(f"{HAN[n]}年级" for n in range(1, 10)), "高一", "高二", "高三")


class Stage(NamedTuple):
    """A stage of schooling: its digit in 学籍副号, its name, its first grade and its years."""

    code: int
    name: str
    first_grade: int
    years: int


FIVE_FOUR = (Stage(1, "小学", 1, 5), Stage(2, "初中", 6, 4))
SIX_THREE = (Stage(1, "小学", 1, 6), Stage(2, "初中", 7, 3))
SPECIAL = Stage(4, "特教", 1, 9)

# How a grade writes its classes: the grade in front, and what is left without it.
CLASS_STYLES = {7: ("七", "({})班"), 8: ("八", "({})班")}
HAN_CLASSES_GRADE = 2


@dataclass(slots=True, eq=False)
class Student:
    """One student: what is true, what the cells say, and what the school-wide rules count."""

    stage: Stage
    grade: int
    entry: int
    serial: int
    birth: date
    male: bool
    cells: dict[str, Cell]
    # what counts for 学生码 without gaps: the agreed stage and entry year, and the code if readable
    group: tuple[int, int] | None = None
    code: int | None = None
    # what counts for class sizes: the grade as written and the class without a grade in it
    seat: tuple[str, str] | None = None

    @property
    def main(self) -> str:
        """学籍主号 as text."""
        return str(self.cells["main_number"])

    @property
    def sub(self) -> str:
        """学籍副号 as text."""
        return str(self.cells["sub_number"])

    @property
    def name(self) -> str:
        """姓名 as text."""
        return str(self.cells["name"])

    @property
    def graduation(self) -> int:
        """The true 毕业届别."""
        return self.entry + self.stage.years


def class_text(grade: int, number: int, classes: int) -> tuple[str, str]:
    """How `grade` writes its class `number`, and the same without a grade in it."""
    if grade == HAN_CLASSES_GRADE and classes <= 10:
        return (f"{HAN[number]}班",) * 2
    prefix, style = CLASS_STYLES.get(grade, ("", "{}班"))
    return prefix + style.format(number), style.format(number)


def make_student(
    people: People, rng: random.Random, stage: Stage, grade: int, serial: int,
    classroom: tuple[str, str], *, school_code: str, school_year: int,
) -> Student:
    """A student who is right in everything; one in fifty is a year older than the class."""
    entry = school_year - (grade - stage.first_grade)
    male = rng.random() < 0.52
    birth = people.birth(grade + 5 + (rng.random() < 0.02), school_year)
    cells: dict[str, Cell] = {
        "main_number": people.number(birth, male),
        "sub_number": f"{school_code}{stage.code}{entry}{serial:04d}",
        "name": people.name(birth),
        "sex": "男" if male else "女",
        "grade": GRADES[grade],
        "class_name": classroom[0],
        "graduation_year": f"{entry + stage.years}届",
        "stage": stage.name,
        "nation": rng.choice(NATIONS),
        "phone": f"100{rng.randrange(10 ** 8):08d}",
        "address": f"示例镇样本路{rng.randrange(1, 400)}弄{rng.randrange(1, 60)}号"
                   f"{rng.randrange(1, 7)}0{rng.randrange(1, 5)}室",
        "remark": rng.choice(("", "", "", "", "", "", "", "住校", "随迁子女")),
    }
    return Student(
        stage, grade, entry, serial, birth, male, cells,
        group=(stage.code, entry), code=serial, seat=(GRADES[grade], classroom[1]),
    )


def build_school(
    rows: int, seed: int, school_year: int = SCHOOL_YEAR, *, school_code: str = SCHOOL_CODE,
    stages: tuple[Stage, ...] = FIVE_FOUR, class_size: int = CLASS_SIZE,
    people: People | None = None,
) -> list[Student]:
    """A clean nine-year school of `rows` students, by grade, class and 学生码.

    The same arguments always give the same school. `people` may be handed in to keep new
    students apart from these. ValueError above 9,999 students in a grade, for want of 学生码.
    """
    rng = random.Random(f"{seed}/{rows}/{school_year}")
    people = people or People(rng)
    students: list[Student] = []
    sizes = _grade_sizes(rows, rng)
    if max(sizes) > 9999:
        raise ValueError(f"{rows} rows need more than 9,999 学生码 in a grade")
    for stage in stages:
        for grade in range(stage.first_grade, stage.first_grade + stage.years):
            size = sizes[grade - 1]
            classes = max(1, round(size / class_size))
            for index in range(size):
                room = class_text(grade, index * classes // size + 1, classes)
                students.append(make_student(
                    people, rng, stage, grade, index + 1, room,
                    school_code=school_code, school_year=school_year))
    return students


def _grade_sizes(rows: int, rng: random.Random) -> list[int]:
    weights = [rng.uniform(0.94, 1.06) for _ in range(9)]
    whole = sum(weights)
    marks = [round(rows * sum(weights[:n]) / whole) for n in range(10)]
    return [after - before for before, after in zip(marks, marks[1:])]


def missing_codes(students: list[Student]) -> int:
    """How many groups of one stage and entry year lack a 学生码 in between (serial-gap).

    A group with an unreadable number, or more codes missing than students, says nothing.
    """
    groups: dict[tuple[int, int], list[int | None]] = {}
    for student in students:
        if student.group is not None:
            groups.setdefault(student.group, []).append(student.code)
    found = 0
    for codes in groups.values():
        readable = {code for code in codes if code is not None}
        if None not in codes:
            gap = max(readable) - min(readable) + 1 - len(readable)
            found += 0 < gap <= len(codes)
    return found


def odd_classes(students: list[Student]) -> int:
    """How many classes are under half or over double the median of their grade's others."""
    grades: dict[str, dict[str, int]] = {}
    for student in students:
        if student.seat is not None:
            grade, room = student.seat
            rooms = grades.setdefault(grade, {})
            rooms[room] = rooms.get(room, 0) + 1
    found = 0
    for rooms in grades.values():
        if len(rooms) < 3:
            continue
        for room, size in rooms.items():
            usual = median(other for key, other in rooms.items() if key != room)
            found += size < 0.5 * usual or size > 2 * usual
    return found
