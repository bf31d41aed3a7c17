"""What each field states for a finding: lines of evidence that rules share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.fields import GRADE, GRADUATION_YEAR, SEX, STAGE, SUB_NUMBER, Fields
from validators.findings import Statement
from validators.rule import Case
from validators.votes import Witness


def stage_lines(case: Case) -> Iterator[Statement]:
    """What each witness says of the stage."""
    vote, fields = case.who.standing.stage_vote, case.context.profile.fields
    part = case.context.profile.part("stage")
    for witness in vote.witnesses:
        label = f"按{fields.title(SUB_NUMBER)}{part.place}“{witness.text}”" \
            if witness.field == SUB_NUMBER and part is not None else speaker(witness, fields)
        yield Statement(label, witness.said, vote.is_odd(witness.field))


def entry_lines(case: Case) -> Iterator[Statement]:
    """What each witness says of the entry year."""
    vote = case.who.standing.entry_vote
    for witness in vote.witnesses:
        label = f"按年级“{witness.text}”（{case.context.school.school_year}学年）" \
            if witness.field == GRADE else speaker(witness, case.context.profile.fields)
        yield Statement(label, f"{witness.said} 年入学", vote.is_odd(witness.field))


def sex_lines(case: Case) -> Iterator[Statement]:
    """What 性别 and a sound 学籍主号 say."""
    student = case.who
    if not student.main.sound:
        return
    digit = student.main.canonical[16]
    parity = "单数" if student.main.male else "双数"
    expected = case.context.sex_of(student)
    if student.sex.value is not None:
        yield Statement("性别填的是", student.sex.value, student.sex.value != expected)
    yield Statement(f"按{case.context.profile.main_title}第 17 位“{digit}”（{parity}）", expected)


def implying_lines(case: Case) -> Iterator[Statement]:
    """What the other fields say that a blank or unreadable cell should be."""
    match case.finding.field:
        case key if key == STAGE:
            yield from stage_lines(case)
        case key if key in (GRADE, GRADUATION_YEAR):
            yield from entry_lines(case)
        case key if key == SEX and case.finding.rule == "blank":
            yield from sex_lines(case)


def speaker(witness: Witness[Any], fields: Fields) -> str:
    """A field with its text, as the one who says something."""
    if witness.field == SUB_NUMBER:
        return f"按{fields.title(SUB_NUMBER)}"
    return f"按{fields.title(witness.field)}“{witness.text}”"
