"""性别 and 学段: fields with few values, whose accepted writings the profile lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models.fields import SEX, STAGE
from models.profile import Profile
from validators.findings import Problem
from validators.readings.text import (
    Reading, bare, blank_problems, format_problems, is_blank, simplified)


def sex_reader(profile: Profile) -> Callable[[str], Reading[str]]:
    """A reader of 性别 cells; the value is the canonical text."""
    table = profile.table(SEX)
    return _choice_reader(SEX, "sex-value", {
        **(table.understood() if table is not None else {}), **profile.sex_writings,
        **{sex: sex for sex in profile.sexes}}, lambda sex: profile.written(SEX, sex))


def stage_reader(profile: Profile) -> Callable[[str], Reading[str]]:
    """A reader of 学段 cells; the value is the stage's title."""
    writings = {}
    for stage in profile.stages:
        writings.update(dict.fromkeys((stage.title, stage.code, *stage.writings), stage.title))
    return _choice_reader(STAGE, "stage-value", writings)


def _choice_reader(field: str, rule: str, writings: Mapping[str, str],
                   written: Callable[[str], str] = str) -> Callable[[str], Reading[str]]:
    """``written`` gives the canonical text for a value."""
    known = {simplified(text.upper()): value for text, value in writings.items()}

    def read(raw: str) -> Reading[str]:
        text = bare(raw)
        if is_blank(text):
            return Reading("", None, blank_problems(field))
        value = known.get(simplified(text.upper()))
        if value is None:
            return Reading(text, None, (Problem(rule, field),))
        canonical = written(value)
        return Reading(canonical, value, format_problems(raw, canonical, field))

    return read
