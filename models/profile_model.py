"""A region's rules as data: fields, layout of 学籍副号, schooling years, accepted writings, severities.

A profile is one TOML file in ``resources/profiles/`` or in the clerk's own folder. Everything that
another region does otherwise is here; code asks the profile and never knows a region.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from models.code_tables import CodeTable
from models.deliverables import Deliverable
from models.fields import GRADE, MAIN_NUMBER, SEX, STAGE, SUB_NUMBER, TITLES, Condition, Fields
from models.layout import Part
from models.photo_rule import PhotoRule
from models.student_tables import Dispositions, shared_dispositions

_NUMBERS = re.compile("(?:学籍)?(主号|副号)")


class Stage(NamedTuple):
    """A stage of schooling as named in the roster, with its digit in 学籍副号. ``first_grade`` and
    ``years`` are 0 where the schooling system gives them."""

    title: str
    code: str
    writings: tuple[str, ...]
    first_grade: int = 0
    years: int = 0

    @property
    def spans_stages(self) -> bool:
        """Whether it covers several ordinary stages (特教)."""
        return self.years > 0


class Schooling(NamedTuple):
    """The arithmetic of a schooling system, e.g. ``5-4-3`` (domain §5). Years are calendar ones."""

    system: str
    first: Mapping[str, int]
    years: Mapping[str, int]
    stage_of_grade: Mapping[int, str]

    def grade(self, stage: str, entry_year: int, school_year: int) -> int | None:
        """The grade number of who entered the stage then; None if outside the stage's years."""
        grade = self.first[stage] + school_year - entry_year
        return grade if self.holds(stage, grade) else None

    def entry_year(self, stage: str, grade: int, school_year: int) -> int:
        """The year in which a student of the grade entered the first grade of the stage."""
        return school_year - (grade - self.first[stage])

    def holds(self, stage: str, grade: int) -> bool:
        """Whether the stage has the grade."""
        return self.first[stage] <= grade < self.first[stage] + self.years[stage]


class Guard(NamedTuple):
    """Where all of ``when`` hold and ``blank`` is empty, one of ``numbers`` must be filled, each
    only if its condition holds; if none is, ``report`` is the field that lacks it."""

    when: tuple[Condition, ...]
    blank: str
    numbers: tuple[tuple[str, Condition], ...]
    report: str


class Outputs(NamedTuple):
    """What the files that are handed in are called ("": as the default profile calls them), and
    what the correction table has besides: ``key_fields`` are marked, ``basis`` adds a column for
    what a correction rests on."""

    master: str = ""
    corrections: str = ""
    sheet: str = ""
    key_fields: tuple[str, ...] = ()
    basis: bool = False


@dataclass(frozen=True)
class Profile:
    """One region's rules. Made by ``load_profile``; its attributes mirror the file's keys."""

    name: str
    title: str
    fields: Fields
    tables: Mapping[str, CodeTable]
    separator: str
    outputs: Outputs
    next_steps: tuple[str, ...]
    deliverables: tuple[Deliverable, ...]
    documents: re.Pattern[str] | None
    code_digits: int
    guards: tuple[Guard, ...]
    notes: tuple[str, ...]
    system: str
    systems: tuple[str, ...]
    first_entry_year: int
    other_system_rows: int
    other_system_share: float
    stages: tuple[Stage, ...]
    grades: tuple[str, ...]
    grade_writings: Mapping[str, int]
    sexes: tuple[str, str]
    sex_writings: Mapping[str, str]
    age_first: int
    age_base: int
    age_tolerance: int
    class_min: int
    class_low: float
    class_high: float
    severities: Mapping[str, str]
    photos: PhotoRule = PhotoRule()
    dispositions: Dispositions = field(default_factory=shared_dispositions)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of 学籍副号; none where its layout is not judged."""
        field = self.fields.get(SUB_NUMBER)
        return field.parts if field is not None else ()

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Keys of the fields whose column must be there."""
        return self.fields.required

    @cached_property
    def head_length(self) -> int:
        """How many leading digits of 学籍副号 stand before the 学生码 (all, where there is none)."""
        serial = self.part("serial")
        return serial.start if serial is not None else self.sub_length

    @cached_property
    def serials_run(self) -> bool:
        """Whether the 学生码 of a stage and entry year are one sequence of the school's own: nothing
        else stands in the number."""
        return self.code_length > 0 and self.part("serial") is not None and all(
            part.school or part.value or part.meaning in ("stage", "entry_year", "serial")
            for part in self.parts)

    @cached_property
    def sub_length(self) -> int:
        """How many digits a 学籍副号 has (0: its layout is not judged)."""
        return sum(part.digits for part in self.parts)

    @cached_property
    def sub_letters(self) -> re.Pattern[str] | None:
        """What a 学籍副号 with letters in it looks like; None where it is digits only."""
        if not any(part.letters or part.may_end_in_x for part in self.parts):
            return None
        return re.compile("".join(
            f"[0-9A-Z]{{{part.digits}}}" if part.letters else
            f"[0-9]{{{part.digits - 1}}}[0-9X]" if part.may_end_in_x else f"[0-9]{{{part.digits}}}"
            for part in self.parts))

    @cached_property
    def all_systems(self) -> tuple[str, ...]:
        """The schooling systems that a school of the region may have, its usual one first."""
        return tuple(dict.fromkeys((self.system, *self.systems)))

    @cached_property
    def code_length(self) -> int:
        """How many leading digits of 学籍副号 are the school's code (0: none)."""
        return sum(part.digits for part in self.parts if part.school)

    @cached_property
    def code_letters(self) -> bool:
        """Whether the school's code may have letters in it."""
        return any(part.school and part.letters for part in self.parts)

    @property
    def code_signs(self) -> str:
        """What the school's code is made of, in words."""
        return "数字和字母" if self.code_letters else "数字"

    def has_code_signs(self, text: str) -> bool:
        """Whether nothing stands in a text that a school's code may not hold."""
        return text.isascii() and (text.isalnum() if self.code_letters else text.isdigit())

    @cached_property
    def school_code_length(self) -> int:
        """How many digits the school's code has, by number or profile (0: it has none)."""
        return self.code_length or self.code_digits

    def part(self, meaning: str) -> Part | None:
        """The part of 学籍副号 with this meaning (``stage``, ``entry_year``, ``serial`` …) or key, if
        any."""
        return self._part_by_meaning.get(meaning)

    @cached_property
    def _part_by_meaning(self) -> Mapping[str, Part]:
        """The first part of each meaning or key: rules ask once a row."""
        return {name: part for part in reversed(self.parts) for name in (part.key, part.meaning)}

    @cached_property
    def year_part(self) -> Part | None:
        """The part of 学籍副号 that says when the student entered, or leaves."""
        return self.part("entry_year") or self.part("graduation_year")

    def year_of(self, digits: str) -> int:
        """The entry year that digits in 学籍副号 mean; of fewer than four, the first year from
        ``first_entry_year`` on that ends so."""
        year, cycle = int(digits), 10 ** len(digits)
        return year if len(digits) >= 4 else \
            self.first_entry_year + (year - self.first_entry_year) % cycle

    def year_digits(self, year: int) -> str:
        """An entry year as 学籍副号 writes it."""
        part = self.year_part
        return str(year)[-part.digits:] if part else ""

    @cached_property
    def stage_by_code(self) -> Mapping[str, str]:
        """Stage title by its digit in 学籍副号."""
        part = self.part("stage")
        if part is not None and part.stages:
            return part.stages
        return {stage.code: stage.title for stage in self.stages}

    @cached_property
    def code_by_stage(self) -> Mapping[str, str]:
        """The digit in 学籍副号 by stage title; the first of several."""
        codes: dict[str, str] = {}
        for code, title in self.stage_by_code.items():
            codes.setdefault(title, code)
        return codes

    def table(self, key: str) -> CodeTable | None:
        """The table of a field's values, if it has one."""
        field = self.fields.get(key)
        return self.tables.get(field.table) if field is not None and field.table else None

    def written(self, key: str, text: str) -> str:
        """A value of a field's table as it is to be written: the text, or its code."""
        field, table = self.fields.get(key), self.table(key)
        return (table.codes.get(text) or text) if table is not None and field is not None \
            and field.coded else text

    def choices(self, key: str) -> tuple[str, ...]:
        """What a field may hold, as it is to be written; none where that is open."""
        field, table = self.fields.get(key), self.table(key)
        if field is None:
            return ()
        if table is not None:
            return tuple(self.written(key, text) for text in table.codes)
        return {SEX: self.sexes, GRADE: self.grades,
                STAGE: tuple(stage.title for stage in self.stages)}.get(key, ())

    def worded(self, sentence: str) -> str:
        """A sentence that calls the two numbers as the default profile does, in full or in short,
        with the titles that they have here."""
        called = self._called
        return _NUMBERS.sub(lambda found: called.get(found[1], found[0]), sentence) \
            if called else sentence

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """The titles of the numbers that are called otherwise here, by how they are called in
        short."""
        return {TITLES[key][-2:]: ours for key in (MAIN_NUMBER, SUB_NUMBER)
                if (ours := self.fields.titles.get(key)) not in (None, TITLES[key])}

    @property
    def main_title(self) -> str:
        """How the field of the ID number is called."""
        return self.fields.title(MAIN_NUMBER)

    @property
    def sub_title(self) -> str:
        """How the field of the school's own number is called."""
        return self.fields.title(SUB_NUMBER)

    @cached_property
    def spanning(self) -> frozenset[str]:
        """Titles of stages that cover several ordinary ones."""
        return frozenset(stage.title for stage in self.stages if stage.spans_stages)

    def schooling(self, system: str) -> Schooling:
        """The arithmetic of a system such as ``5-4-3``, with this profile's stages."""
        lengths = iter(int(years) for years in system.split("-"))
        first: dict[str, int] = {}
        years: dict[str, int] = {}
        of_grade: dict[int, str] = {}
        start = 1
        for stage in self.stages:
            if stage.spans_stages:
                first[stage.title], years[stage.title] = stage.first_grade, stage.years
                continue
            length = next(lengths)
            first[stage.title], years[stage.title] = start, length
            of_grade.update(dict.fromkeys(range(start, start + length), stage.title))
            start += length
        return Schooling(system, first, years, of_grade)
