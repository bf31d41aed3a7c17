"""Documents made in memory, for tests of whatever shows or changes one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import pytest

from app.document import Document
from models.fields import FIELD_KEYS, TITLES
from models.profile import load_profile
from models.roster import Column, Roster, Row
from models.school import School
from tests.builders import write_xlsx

CODE = "3101170526"
SCHOOL = School(CODE, "上海市松江区示例实验学校", 2012, "5-4-3")
TODAY = date(2012, 11, 20)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "示例样本演试虚构测设拟举模参考范"
_GRADES = ("一", "二", "三", "四", "五", "六", "七", "八", "九")


class MakeDocument(Protocol):
    """``students`` sound rows (a nine-year school, classes in turn), then ``changes`` of single
    cells: row number from 0, field key, text. ``others`` are titles of further columns."""

    def __call__(self, students: int = 36, changes: Sequence[tuple[int, str, str]] = (), *,
                 others: Sequence[str] = ("序号", "家庭住址"), notes: Sequence[str] = (),
                 without: Sequence[str] = ()) -> Document:
        ...


def student(number: int) -> dict[str, str]:
    """A sound student; the same number is always the same one."""
    grade = number % 9
    stage, first = ("小学", 0) if grade < 5 else ("初中", 5)
    entry = 2012 - (grade - first)
    born = 2006 - grade - 1
    birth = f"{born}{number % 8 + 1:02d}{number % 28 + 1:02d}"
    male = number % 2 == 0
    order = (number // 9 * 2) % 1000 + (1 if male else 0)
    head = f"310117{birth}{order % 1000:03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(head, _WEIGHTS)) % 11]
    name = (_NAMES[number % len(_NAMES)] + _GIVEN[number // 7 % len(_GIVEN)]
            + _GIVEN[number // 3 % len(_GIVEN)])
    return {
        "main_number": head + check,
        "sub_number": f"{CODE}{1 if stage == '小学' else 2}{entry}{number // 9 + 1:04d}",
        "name": name, "sex": "男" if male else "女", "grade": f"{_GRADES[grade]}年级",
        "class_name": f"{number // 9 % 4 + 1}班",
        "graduation_year": f"{entry + (5 if stage == '小学' else 4)}届", "stage": stage}


def write_roster(path: Path, document: Document) -> Path:
    """The document's eight fields as an .xlsx file."""
    return write_xlsx(path, [[TITLES[key] for key in FIELD_KEYS],
                             *(row.cells[:8] for row in document.roster.rows)])


@pytest.fixture
def make_document(tmp_path: Path) -> MakeDocument:
    """Makes documents in memory; their path names a file that does not exist."""
    def make(students: int = 36, changes: Sequence[tuple[int, str, str]] = (), *,
             others: Sequence[str] = ("序号", "家庭住址"), notes: Sequence[str] = (),
             without: Sequence[str] = ()) -> Document:
        keys = [key for key in FIELD_KEYS if key not in without]
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        columns = [Column(TITLES[key], key, letters[i]) for i, key in enumerate(keys)]
        columns += [Column(title, None, letters[len(keys) + i]) for i, title in enumerate(others)]
        rows = []
        for number in range(students):
            values = student(number)
            cells = [values[key] for key in keys]
            cells += [str(number + 1) if title == "序号" else f"示例路 {number + 1} 号"
                      for title in others]
            rows.append(Row(number, cells, number + 3, "学籍总库"))
        for number, key, text in changes:
            rows[number].cells[keys.index(key)] = text
        roster = Roster(tmp_path / f"{CODE}{SCHOOL.name}.xls", ("学籍总库",), 2, columns, rows,
                        list(notes))
        return Document(roster, load_profile(), SCHOOL, today=TODAY,
                        clock=lambda: datetime(2012, 11, 20, 10, 42))
    return make


@pytest.fixture
def clean_document(make_document: MakeDocument) -> Document:
    """36 students without any finding."""
    return make_document()


@pytest.fixture
def faulty_document(make_document: MakeDocument) -> Document:
    """36 students with faults of several rules: entry year, precision, length, check digit,
    writing, sex, other document, blank."""
    return make_document(36, [
        (5, "sub_number", f"{CODE}220080001"),
        (14, "sub_number", "3.10117052622009E+18"),
        (20, "main_number", student(20)["main_number"][:-1]),
        (7, "main_number", student(7)["main_number"][:-1] + (
            "1" if student(7)["main_number"][-1] != "1" else "2")),
        (9, "name", "沈　参考"), (10, "grade", "2年级"), (11, "sex", "M"),
        (16, "sex", "女"), (25, "main_number", "E12345678"), (30, "class_name", ""),
    ])
