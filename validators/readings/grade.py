"""年级: its many writings, as a grade number 1-12 or, for ``2009级``, as an entry year."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from models.fields import GRADE
from models.profile import Profile
from validators.findings import Problem
from validators.readings.text import (
    NUMERALS, Reading, bare, blank_problems, format_problems, is_blank, simplified)

_ENTRY_FORM = re.compile(r"((?:19|20)[0-9]{2})级")
_SHORT_ENTRY_FORM = re.compile(r"([0-9]{2})级")
_PLAIN = re.compile(r"(?:小学|小(?=[1-6一二三四五六]))?(?:([0-9]{1,2})|([一二三四五六七八九十]{1,2}))(?:年级?)?")
_SENIOR = re.compile(r"高(?:中)?([一二三123])(?:年级)?")
FIRST_SENIOR_GRADE = 10


class Grade(NamedTuple):
    """What a 年级 cell says: a ``number`` (1-12), or the ``entry_year`` of a ``2009级`` whose number
    depends on the stage (then ``number`` is 0)."""

    number: int
    entry_year: int = 0


def grade_number(squeezed: str, profile: Profile) -> int | None:
    """The grade number of an accepted writing without blanks, or None."""
    if squeezed in profile.grades:
        return profile.grades.index(squeezed) + 1
    if squeezed in profile.grade_writings:
        return profile.grade_writings[squeezed]
    if match := _SENIOR.fullmatch(squeezed):
        number = FIRST_SENIOR_GRADE - 1 + (NUMERALS.get(match[1]) or int(match[1]))
    elif match := _PLAIN.fullmatch(squeezed):
        number = int(match[1]) if match[1] else NUMERALS.get(match[2], 0)
    else:
        return None
    return number if 1 <= number <= len(profile.grades) else None


def grade_reader(profile: Profile) -> Callable[[str], Reading[Grade]]:
    """A reader of 年级 cells. The canonical text of ``2009级`` is found by the row's stage later."""

    def read(raw: str) -> Reading[Grade]:
        text = bare(raw)
        if is_blank(text):
            return Reading("", None, blank_problems(GRADE))
        if match := _ENTRY_FORM.fullmatch(simplified(text)):
            return Reading(text, Grade(0, int(match[1])))
        if match := _SHORT_ENTRY_FORM.fullmatch(simplified(text)):
            return Reading(text, Grade(0, 2000 + int(match[1])))
        number = grade_number(simplified(text), profile)
        if number is None:
            return Reading(text, None, (Problem("grade-value", GRADE),))
        canonical = profile.grades[number - 1]
        return Reading(canonical, Grade(number), format_problems(raw, canonical, GRADE))

    return read
