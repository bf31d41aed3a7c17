"""A roster as it lies on the clerk's disk, with the list of what a check of it must find."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from . import field_errors, main_errors, sub_errors  # noqa: F401  (they register themselves)
from .draft import INJECTORS, Draft, Hit, NoCandidate
from .people import People
from .school import (
    FIELDS, SCHOOL_CODE, SCHOOL_NAME, SCHOOL_YEAR, SPECIAL, Cell, Student, build_school, class_text,
    make_student, missing_codes, odd_classes)

# The columns of a roster as schools keep it: not in the order of the eight fields, and more.
COLUMNS = {
    "number": "序号", "name": "姓名", "main_number": "学籍主号（身份证号）", "sub_number": "学籍副号",
    "sex": "性别", "nation": "民族", "grade": "年级", "class_name": "班级",
    "graduation_year": "毕业届别", "stage": "学段", "phone": "联系电话", "address": "家庭住址",
    "remark": "备注",
}

# How often each error falls among the bad cells of a random roster.
SHARES = {
    "format/main_number": 60, "format/sub_number": 60, "format/name": 50, "format/sex": 60,
    "format/grade": 80, "format/class_name": 60, "format/class_name/full-width": 30,
    "format/graduation_year": 80, "format/stage": 60, "blank": 60, "blank/sub_number": 15,
    "main-precision": 30, "main-character": 15, "main-length": 25, "main-birth-date": 15,
    "main-check-digit": 40, "main-check-digit/full-width": 5, "main-region": 10,
    "main-duplicate": 25, "main-duplicate/failing": 3, "main-duplicate/document": 3,
    "main-document": 20, "same-person": 10, "whole-row-twice": 8, "age-young": 6,
    "age-unusual": 10, "sub-precision": 60, "sub-character": 15, "sub-length": 30,
    "sub-school-code": 20, "sub-stage": 15, "sub-stage/old-number": 10, "sub-entry-year": 40,
    "sub-serial": 1, "sub-duplicate": 40, "tie-stage": 4, "tie-entry-year": 6,
    "name-character": 25, "name-rare": 15, "name-length": 4, "sex-value": 8, "stage-value": 8,
    "grade-value": 8, "graduation-value": 8, "class-value": 8, "sex-mismatch": 30,
    "stage-mismatch": 20, "grade-mismatch": 20, "grade-mismatch/stage": 8,
    "graduation-mismatch": 30, "class-mismatch": 20,
}
RETRIES = 50


class Expected(NamedTuple):
    """A finding that a check must report: the row Excel shows, the field key, the rule.

    A finding about the whole school has neither row nor field; a missing column has its field.
    """

    row: int | None
    field: str | None
    rule: str


class Injection(NamedTuple):
    """An error (a key of INJECTORS), how many times, and the grades it may fall on."""

    key: str
    times: int = 1
    grades: Collection[int] | None = None


@dataclass
class SampleRoster:
    """What stands in the sheet, line by line, and the findings that it must give."""

    school_code: str
    school_name: str
    school_year: int
    title_lines: list[list[Cell]]
    header: list[str]
    rows: list[list[Cell]]
    expected: list[Expected]
    columns: dict[str, int]  # field key -> 0-based column
    footer_lines: list[list[Cell]] = field(default_factory=list)

    @property
    def first_row(self) -> int:
        """The row number Excel shows for the first student."""
        return len(self.title_lines) + 2

    def lines(self) -> list[list[Cell]]:
        """Every line of the sheet from row 1 on."""
        header: list[Cell] = list(self.header)
        return [*self.title_lines, header, *self.rows, *self.footer_lines]

    def bad_cells(self) -> int:
        """How many cells of students have a finding."""
        return len({found[:2] for found in self.expected if found.row is not None})


def make_roster(
    rows: int = 1204, seed: int = 1, bad_share: float = 0.0, *,
    inject: Iterable[Injection] | Mapping[str, int] = (), school_year: int = SCHOOL_YEAR,
    duplicate_group: int = 0, special: int = 0, footer: bool = False,
) -> SampleRoster:
    """A roster of exactly `rows` students with known errors; the same arguments, the same roster.

    bad_share: the share of the students' cells (eight a row) that have a finding, by errors of
    every kind at random. inject: errors wanted by name besides, see INJECTORS. duplicate_group:
    so many students of one grade share one sound 学籍副号. special: so many 特教 students at the
    end, two of them wrong (at least eight). ValueError if the school is too small for all that.
    """
    wanted = [Injection(*item) for item in (
        inject.items() if isinstance(inject, Mapping) else inject)]
    rng = random.Random(f"errors/{seed}")
    people = People(random.Random(f"people/{seed}"))
    # serial-gap takes one student out, then two, then one...
    gaps = sum(item.times for item in wanted if item.key == "serial-gap")
    spare = gaps + gaps // 2
    students = build_school(rows - special + spare, seed, school_year, people=people)
    guests = _special_students(special, people, school_year)
    students += guests
    draft = Draft(students, people, rng, school_year=school_year)
    if guests:
        draft.expect(sub_errors.special_students(guests, draft))
    if duplicate_group:
        draft.expect(sub_errors.repeat_number(draft, draft.mates(duplicate_group)))
    for item in wanted:
        with draft.within(item.grades):
            for _ in range(item.times):
                _inject(draft, item.key)
    _spoil_share(draft, bad_share)
    return assemble(students, draft.hits, footer=footer, school_year=school_year)


def assemble(
    students: list[Student], hits: Iterable[Hit], *, school_code: str = SCHOOL_CODE,
    school_name: str = SCHOOL_NAME, school_year: int = SCHOOL_YEAR, footer: bool = False,
    without: Collection[str] = (),
) -> SampleRoster:
    """Put students into a sheet, with the findings of `hits` and those of the whole school.

    `without` names fields whose columns the sheet lacks.
    """
    columns = {key: title for key, title in COLUMNS.items() if key not in without}
    titles: list[list[Cell]] = [
        [f"{school_name}学籍信息总库"],
        [f"说明：{school_year}学年第一学期，由各班班主任核对后汇总；电话、住址等栏仅供校内使用。"],
    ]
    first = len(titles) + 2
    rows: list[list[Cell]] = []
    for number, student in enumerate(students, 1):
        student.cells["number"] = float(number)
        rows.append([student.cells[key] for key in columns])
    places = {id(student): first + index for index, student in enumerate(students)}
    found = {Expected(places[id(hit.student)] if hit.student else None, hit.field, hit.rule)
             for hit in hits}
    expected = sorted(found, key=_order)
    school = [("class-size", odd_classes(students)), ("serial-gap", missing_codes(students))]
    whole = [Expected(None, None, rule) for rule, count in school for _ in range(count)]
    footers: list[list[Cell]] = [
        ["合计", f"{len(students)}人"], ["填表人：示例老师", "审核人：样本老师", "校长：演示校长"],
    ]
    return SampleRoster(
        school_code, school_name, school_year, titles, list(columns.values()), rows,
        whole + expected, {key: place for place, key in enumerate(columns) if key in FIELDS},
        footers if footer else [])


def _order(found: Expected) -> tuple[int, int, str]:
    place = FIELDS.index(found.field) if found.field else -1
    return found.row or 0, place, found.rule


def _inject(draft: Draft, key: str) -> None:
    for _ in range(RETRIES):
        try:
            draft.expect(INJECTORS[key](draft))
            return
        except NoCandidate:
            continue
    raise ValueError(f"no student left for {key}")


def _spoil_share(draft: Draft, share: float) -> None:
    """Random errors until so many cells are bad. A kind that finds nobody any more is left out."""
    target = round(share * len(draft.students) * len(FIELDS))
    kinds = list(SHARES)
    weights = list(accumulate(SHARES.values()))
    failures = dict.fromkeys(kinds, 0)
    while len(draft.bad_cells) < target:
        key = draft.rng.choices(kinds, cum_weights=weights)[0]
        try:
            draft.expect(INJECTORS[key](draft))
        except NoCandidate:
            failures[key] += 1
            if failures[key] == RETRIES:
                kinds.remove(key)
                weights = list(accumulate(SHARES[kind] for kind in kinds))
                if not kinds:
                    raise ValueError(f"too few students for {share:.0%} bad cells") from None


def _special_students(count: int, people: People, school_year: int) -> list[Student]:
    """特教 students in classes of their age: half in 三年级, half in 七年级.

    The last one's 学生码 lies far off: with more codes missing than students nothing is said.
    """
    rng = random.Random(f"special/{count}")
    guests: list[Student] = []
    for index in range(count):
        grade, serial = (3, index + 1) if index < count // 2 else (7, index - count // 2 + 1)
        guests.append(make_student(
            people, rng, SPECIAL, grade, 900 if index == count - 1 else serial,
            class_text(grade, 1, 3), school_code=SCHOOL_CODE, school_year=school_year))
    return guests
