"""A county's folder: sound schools of invented students, and problems that are known beforehand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from resources.samples.generator.people import People, check_character
from resources.samples.generator.rosters import assemble
from resources.samples.generator.school import Student, build_school
from resources.samples.generator.writers import write_xls
from tests.builders import write_xlsx

YEAR = 2012
FIRST_ROW = 4
"""Excel's row of the first student of a generated file."""


@dataclass
class County:
    """Schools by their code; changed in memory, then written. ``expected`` are the pairs across
    schools that an audit must find: rule, and code and row of each student."""

    schools: dict[str, list[Student]]
    people: People
    expected: set[tuple[str, frozenset[tuple[str, int]]]] = field(default_factory=set)

    @property
    def codes(self) -> list[str]:
        return list(self.schools)

    def same_main(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """The other student gets the first one's 学籍主号 (and with it sex and a birth date)."""
        first, second = self._student(one), self._student(other)
        second.cells |= {key: first.cells[key] for key in ("main_number", "sex")}
        self._expect("main-duplicate", one, other)

    def same_sub(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """The other student gets the first one's 学籍副号, which is of another school too."""
        self._student(other).cells["sub_number"] = self._student(one).cells["sub_number"]
        self._expect("sub-duplicate", one, other)
        self._expect("foreign-code", other)

    def same_person(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """The other student gets the first one's name and birth date, with another number."""
        first, second = self._student(one), self._student(other)
        second.cells |= {key: first.cells[key] for key in ("name", "sex")}
        body = str(first.cells["main_number"])[:14]
        while True:
            order = random.Random(str((one, other))).randrange(1, 400) * 2 + first.male
            number = f"{body}{order:03d}"
            number += check_character(number)
            if self.people.claim_number(number):
                break
        second.cells["main_number"] = number
        self._expect("same-person", one, other)

    def carries(self, one: tuple[str, int], code: str) -> None:
        """The student's 学籍副号 carries another school's code, and nobody else has it."""
        student = self._student(one)
        student.cells["sub_number"] = code + str(student.cells["sub_number"])[10:15] + "9876"
        self._expect("foreign-code", one)

    def write(self, folder: Path, names: Mapping[str, str] | None = None) -> None:
        """Every school as {code}{name}.xls, or under the name given for its code."""
        folder.mkdir(parents=True, exist_ok=True)
        for code in self.schools:
            self.write_one(folder / (names or {}).get(code, f"{code}{name_of(code)}.xls"), code)

    def write_one(self, path: Path, code: str) -> None:
        roster = assemble(self.schools[code], (), school_code=code, school_name=name_of(code),
                          school_year=YEAR)
        write_xls(path, roster)

    def write_list(self, path: Path, more: Mapping[str, str] | None = None) -> Path:
        """The list of schools; ``more`` are names by code of schools without a file."""
        grid: list[list[str | float]] = [["2012 年度上报学校名单"],
                                         ["学校代码", "学校全称", "预计人数", "联系人", "联系电话"]]
        for code, students in self.schools.items():
            grid.append([code, name_of(code), float(len(students)), f"示例{code[-2:]}老师",
                         f"021-0000{code[-4:]}"])
        for code, name in (more or {}).items():
            grid.append([code, name, 100.0, "样本老师", "021-00000000"])
        return write_xlsx(path, grid)

    def _student(self, at: tuple[str, int]) -> Student:
        return self.schools[at[0]][at[1]]

    def _expect(self, rule: str, *places: tuple[str, int]) -> None:
        self.expected.add((rule, frozenset(
            (code, place + FIRST_ROW) for code, place in places)))


def name_of(code: str) -> str:
    """The invented full name of a school."""
    return f"上海市松江区样例{''.join('零一二三四五六七八九'[int(c)] for c in code[-4:])}学校"


def county(schools: int, rows: int, seed: int = 1) -> County:
    """So many clean schools of so many students; nobody is in two of them."""
    people = People(random.Random(f"county/{seed}"))
    found: dict[str, list[Student]] = {}
    for number in range(1, schools + 1):
        code = f"310117{number:04d}"
        found[code] = build_school(rows, seed * 10_000 + number, YEAR, school_code=code,
                                   people=people)
    return County(found, people)
