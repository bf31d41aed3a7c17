"""Rosters made the way schools make them, each with what stands on paper.

* ``grades``: 990 students in one sheet, a header of two merged lines, a subtotal behind every
  class, the ID numbers of one class and the 副号 of another stored as numbers, and wrong entry years
  that make right numbers of other students look doubled.
* ``classes``: 16 sheets, one of them with headings of its own and without 性别, 年级 and 学段.
* ``columns``: a list without 年级 and 学段, whose year only numbers and 届别 can tell.
* ``system``: a school of six and three years, with a few wrong cells that are wrong in any system.

Paper is known by sheet and row number, as Excel shows it. The same seed gives the same roster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlwt

from resources.samples.generator.school import (
    FIELDS, SCHOOL_NAME, SIX_THREE, Cell, Student, build_school)

Place = tuple[str, str]
"""Sheet and row number."""

TITLES = {"main_number": "学籍主号", "sub_number": "学籍副号", "name": "姓名", "sex": "性别",
          "grade": "年级", "class_name": "班级", "graduation_year": "毕业届别", "stage": "学段"}


@dataclass
class HardRoster:
    """A file, and the fields of each student as on paper, by sheet and row number."""

    path: Path
    paper: dict[Place, Mapping[str, str]] = field(default_factory=dict)


def grades(folder: Path) -> HardRoster:
    """The whole school in one sheet."""
    students = build_school(990, 31)
    truth = _truth(students)
    _collide(students, every=80, most=9)
    by_class = _classes(students)
    _as_numbers(by_class[7], "main_number", 18)
    _as_numbers(by_class[16], "sub_number", 19)
    _spoil_sex(students[200::150])
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("全校")
    sheet.write_merge(0, 0, 0, 9, f"{SCHOOL_NAME}学籍信息汇总（2012学年）")
    for column, title in enumerate(("序号", "姓名")):
        sheet.write_merge(1, 2, column, column, title)
    sheet.write_merge(1, 1, 2, 3, "学籍号码")
    sheet.write_merge(1, 1, 4, 5, "基本情况")
    sheet.write_merge(1, 1, 6, 7, "就读")
    for column, title in enumerate(("学籍主号", "学籍副号", "性别", "民族", "年级", "班级"), 2):
        sheet.write(2, column, title)
    for column, title in enumerate(("毕业届别", "学段"), 8):
        sheet.write_merge(1, 2, column, column, title)
    made = HardRoster(folder / f"{SCHOOL_NAME}汇总.xls")
    keys = ("number", "name", "main_number", "sub_number", "sex", "nation", "grade", "class_name",
            "graduation_year", "stage")
    line = 3
    for room in by_class:
        for student in room:
            student.cells["number"] = float(len(made.paper) + 1)
            _write(sheet, line, [student.cells[key] for key in keys])
            made.paper["全校", str(line + 1)] = truth[id(student)]
            line += 1
        _write(sheet, line, ["小计", f"{len(room)}人"])
        line += 1
    book.save(str(made.path))
    return made


def classes(folder: Path) -> HardRoster:
    """Sixteen classes, one of which keeps its own headings."""
    students = build_school(648, 32, class_size=36)
    truth = _truth(students)
    _collide(students, every=90, most=4)
    _spoil_sex(students[50::140])
    made = HardRoster(folder / "各班名册.xls")
    book = xlwt.Workbook(encoding="utf-8")
    rooms = _classes(students)[:16]
    assert len(rooms) == 16
    for place, room in enumerate(rooms):
        name = f"{room[0].cells['grade']}{place % 2 + 1}班"
        sheet = book.add_sheet(name)
        if place == 9:
            own = {"sub_number": "编号", "class_name": "班别", "name": "名字",
                   "main_number": "证件号", "graduation_year": "毕业时间"}
            first, keys, titles = 0, tuple(own), tuple(own.values())
        else:
            _write(sheet, 0, [f"{SCHOOL_NAME}{name}名册"])
            first, keys, titles = 1, FIELDS, tuple(TITLES[key] for key in FIELDS)
        _write(sheet, first, titles)
        for line, student in enumerate(room, first + 1):
            _write(sheet, line, [student.cells[key] for key in keys])
            made.paper[name, str(line + 1)] = truth[id(student)]
    book.save(str(made.path))
    return made


def columns(folder: Path) -> HardRoster:
    """A list that names neither grade nor stage."""
    students = build_school(320, 33)
    truth = _truth(students)
    _spoil_sex(students[30::110])
    for student in students[40:280:60]:  # a wrong check digit
        number = student.main
        student.cells["main_number"] = number[:17] + ("1" if number[17] != "1" else "3")
    keys = ("name", "sex", "main_number", "sub_number", "class_name", "graduation_year")
    return _listed(folder / "学生名单.xls", "名单", "填报单位", keys, students, truth)


def system(folder: Path) -> HardRoster:
    """A school of another schooling system than the region's."""
    students = build_school(400, 34, stages=SIX_THREE)
    truth = _truth(students)
    _collide(students, every=70, most=5)
    _spoil_sex(students[30::130])
    for student in students[60::120]:
        student.cells["graduation_year"] = f"{student.graduation + 1}届"
    return _listed(folder / "全校学生.xls", "名册", "学校名称", FIELDS, students, truth)


HARD: dict[str, Callable[[Path], HardRoster]] = {
    "grades": grades, "classes": classes, "columns": columns, "system": system}


# --- what goes wrong in schools ------------------------------------------------------------------


def _truth(students: Sequence[Student]) -> dict[int, Mapping[str, str]]:
    return {id(student): {key: str(student.cells[key]) for key in FIELDS} for student in students}


def _listed(path: Path, name: str, label: str, keys: Sequence[str], students: Sequence[Student],
            truth: Mapping[int, Mapping[str, str]]) -> HardRoster:
    """One sheet: a line that names the school, the header, the students."""
    made = HardRoster(path)
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    _write(sheet, 0, [f"{label}：{SCHOOL_NAME}"])
    _write(sheet, 1, [TITLES[key] for key in keys])
    for line, student in enumerate(students, 2):
        _write(sheet, line, [student.cells[key] for key in keys])
        made.paper[name, str(line + 1)] = truth[id(student)]
    book.save(str(path))
    return made


def _collide(students: Sequence[Student], *, every: int, most: int) -> None:
    """Entry years one too early: the number of a student one grade above, who is right."""
    numbers = {student.sub for student in students}
    done = 0
    for student in students[5::every]:
        number = student.sub
        older = f"{number[:11]}{int(number[11:15]) - 1}{number[15:]}"
        if done < most and older in numbers:
            student.cells["sub_number"] = older
            done += 1
    assert done


def _classes(students: Sequence[Student]) -> list[list[Student]]:
    rooms: dict[tuple[Cell, Cell], list[Student]] = {}
    for student in students:
        rooms.setdefault((student.cells["grade"], student.cells["class_name"]), []).append(student)
    return list(rooms.values())


def _as_numbers(room: Sequence[Student], key: str, digits: int) -> None:
    """A class whose teacher typed the numbers into cells that were not text: Excel kept 15 digits.
    """
    for student in room:
        text = str(student.cells[key])
        if len(text) == digits and text.isdigit():
            student.cells[key] = float(int(text[:15]) * 10 ** (digits - 15))


def _spoil_sex(students: Sequence[Student]) -> None:
    for student in students:
        student.cells["sex"] = "女" if student.male else "男"


def _write(sheet: xlwt.Worksheet, line: int, cells: Sequence[Cell]) -> None:
    for column, value in enumerate(cells):
        sheet.write(line, column, value)
