"""Evidence for a finding: what each field says, and the other rows of a duplicate compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.fields import (
    CLASS_NAME, FIELD_KEYS, GRADE, GRADUATION_YEAR, SEX, STAGE, SUB_NUMBER, TITLES)
from app.explaining.visible import shortened
from validators.engine import Validator
from validators.findings import Finding
from validators.student import Student
from validators.votes import Witness

_STAGE_RULES = frozenset(("sub-stage", "stage-mismatch", "stage-value"))
_ENTRY_RULES = frozenset(("sub-entry-year", "graduation-mismatch", "grade-value",
                          "graduation-value"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One line: who says (``label``), what (``says``), and whether it is the ``odd`` one."""

    label: str
    says: str
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A field in two rows."""

    field: str
    title: str
    here: str
    there: str

    @property
    def same(self) -> bool:
        return self.here == self.there


def statements(validator: Validator, finding: Finding) -> list[Statement]:
    """What the fields that a finding rests on say; none where nothing is weighed."""
    if finding.row is None:
        return []
    student = validator.student(finding.row)
    rule, field = finding.rule, finding.field
    if rule in _STAGE_RULES or rule == "blank" and field == STAGE:
        lines = list(_stage_lines(student))
        if finding.params.get("variant") == "old":
            lines += _entry_lines(validator, student)
        return lines
    if rule in _ENTRY_RULES or rule == "blank" and field in (GRADE, GRADUATION_YEAR):
        return list(_entry_lines(validator, student))
    if rule == "grade-mismatch":
        by_stage = student.standing.stage_vote.is_odd(GRADE)
        return list(_stage_lines(student) if by_stage else _entry_lines(validator, student))
    if rule == "sex-mismatch" or rule == "blank" and field == SEX and student.main.sound:
        return list(_sex_lines(validator, student))
    if rule == "class-mismatch":
        return list(_class_lines(validator, student, finding))
    if rule in ("age-young", "age-unusual"):
        return list(_age_lines(finding))
    return []


def _stage_lines(student: Student) -> Iterator[Statement]:
    vote = student.standing.stage_vote
    for witness in vote.witnesses:
        label = f"学籍副号第 11 位 {witness.text} 说" if witness.field == SUB_NUMBER \
            else _label(witness)
        yield Statement(label, witness.said, vote.is_odd(witness.field))


def _entry_lines(validator: Validator, student: Student) -> Iterator[Statement]:
    vote = student.standing.entry_vote
    year = validator.school.school_year
    for witness in vote.witnesses:
        label = f"年级 {witness.text}（{year}学年）说" if witness.field == GRADE \
            else _label(witness)
        yield Statement(label, f"{witness.said} 年入学", vote.is_odd(witness.field))


def _label(witness: Witness[Any]) -> str:
    if witness.field == SUB_NUMBER:
        return "学籍副号说"
    return f"{TITLES[witness.field]} {witness.text} 说"


def _sex_lines(validator: Validator, student: Student) -> Iterator[Statement]:
    digit = student.main.canonical[16]
    parity = "单数" if student.main.male else "双数"
    if student.sex.value is not None:
        yield Statement("性别填的是", student.sex.value,
                        student.sex.value != validator.sex_of(student))
    yield Statement(f"学籍主号第 17 位 {digit}（{parity}）说", validator.sex_of(student))


def _class_lines(validator: Validator, student: Student,
                 finding: Finding) -> Iterator[Statement]:
    yield Statement(f"{TITLES[CLASS_NAME]} {shortened(validator.cell(finding))} 说",
                    str(finding.params["named"]), True)
    standing, registrar = student.standing, validator.registrar
    for witness in standing.entry_vote.witnesses:
        grade = None if standing.stage is None else registrar.schooling.grade(
            standing.stage, witness.said, validator.school.school_year)
        if grade is not None:
            yield Statement(_label(witness), validator.profile.grades[grade - 1])


def _age_lines(finding: Finding) -> Iterator[Statement]:
    params = finding.params
    yield Statement("学籍主号说", f"{params['birth']} 出生")
    yield Statement(f"到 {params['year']} 年 8 月 31 日", f"{params['age']} 周岁", True)
    if finding.rule == "age-young":
        yield Statement("一年级新生应满", f"{params['first']} 周岁")
    else:
        yield Statement(f"{params['grade']}学生通常", f"{params['usual']} 周岁")


def compared(validator: Validator, row: int, other: int) -> list[Compared]:
    """The eight fields of two rows, as far as the roster has them."""
    roster = validator.roster
    return [Compared(key, TITLES[key], roster.value(row, key), roster.value(other, key))
            for key in FIELD_KEYS if roster.index(key) is not None]
