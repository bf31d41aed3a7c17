"""Another region's 学籍副号: 16 digits, an entry year of two, no stage, no school code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.fields import SUB_NUMBER, Fields
from models.profile import Part, Profile
from models.school import School
from tests.builders import SHANGHAI, TODAY, YEAR, finding, roster_of, student
from validators.engine import Validator
from validators.inference import infer_school


def layout(*parts: tuple[str, int]) -> tuple[Part, ...]:
    starts = [sum(digits for _, digits in parts[:i]) for i in range(len(parts))]
    return tuple(Part(key, key, start, digits, "", False)
                 for (key, digits), start in zip(parts, starts, strict=True))


ANHUI = replace(SHANGHAI, fields=Fields([
    field._replace(parts=layout(("area", 6), ("entry_year", 2), ("district", 3), ("feature", 1),
                                ("serial", 4))) if field.key == SUB_NUMBER else field
    for field in SHANGHAI.fields.all]))


def judged(number: str, profile: Profile = ANHUI) -> Validator:
    roster = roster_of([student(sub_number=number)])
    return Validator(roster, profile, School("", "", YEAR, profile.system), TODAY)


def test_a_sound_number() -> None:
    assert not list(judged("3401041100110001").all_findings())


@pytest.mark.parametrize(("number", "rule", "suggestions"), [
    ("3401041000110001", "sub-entry-year", ["3401041100110001"]),
    ("3401048900110001", "sub-entry-year", ["3401041100110001"]),  # 2089 is to come
    ("340104110011001", "sub-length", []),
])
def test_a_wrong_number(number: str, rule: str, suggestions: list[str]) -> None:
    validator = judged(number)
    assert [found.rule for found in validator.all_findings()] == [rule]
    assert [one.value for one in validator.suggestions(finding(validator, rule))] == suggestions


def test_the_school_year() -> None:
    roster = roster_of([student(sub_number="3401041100110001")])
    assert infer_school(roster, ANHUI, date(2020, 11, 1)).school_year == YEAR


@pytest.mark.parametrize(("digits", "year"), [
    ("2011", 2011), ("1911", 1911), ("11", 2011), ("90", 1990), ("89", 2089), ("1", 1991)])
def test_short_years(digits: str, year: int) -> None:
    assert SHANGHAI.year_of(digits) == year
