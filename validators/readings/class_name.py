"""班级: as the school writes it, but with a class number; some texts name a grade too."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from models.fields import CLASS_NAME
from models.profile import Profile
from validators.findings import Problem
from validators.readings.grade import grade_number
from validators.readings.text import (
    NUMERALS, Reading, blank_problems, format_problems, is_blank, squeeze)

_YEAR_PREFIX = re.compile(r"(?:19|20)?\d{2}[级届]")
_WORDED_GRADE = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})年级"
    r"|高中[一二三123]年级|高[一二三](?:年级)?|高[123](?=\(|年级)(?:年级)?"
    r"|初[一二三](?:年级)?|初[123](?=\()|预备年级|预备班?(?=[\d(（一二三四五六七八九十])|预初|初预")
_BARE_GRADE = re.compile(r"([一二三四五六七八九十]{1,2})(?=[\d(])|(\d{1,2})(?=\()")
_NUMBER = re.compile(r"[\d一二三四五六七八九十]")
_DECORATION = re.compile(r"[()\[\]【】班]")


@dataclass(frozen=True, slots=True)
class ClassName:
    """What a 班级 cell says: ``grade`` number that it names (None: names none), the ``prefix`` text
    that names it, and ``own`` (the class without grade and decoration): classes are told by it."""

    grade: int | None
    prefix: str
    own: str


def class_reader(profile: Profile) -> Callable[[str], Reading[ClassName]]:
    """A reader of 班级 cells; without a class number the value is None."""

    def read(raw: str) -> Reading[ClassName]:
        text = squeeze(raw)
        if is_blank(text):
            return Reading("", None, blank_problems(CLASS_NAME))
        written = format_problems(raw, text, CLASS_NAME)
        grade, prefix = named_grade(text, profile)
        rest = text[len(prefix):]
        rest = rest[match.end():] if (match := _YEAR_PREFIX.match(rest)) else rest
        if not _NUMBER.search(rest):
            return Reading(text, None, (*written, Problem("class-value", CLASS_NAME)))
        own = _DECORATION.sub("", rest).lstrip("0") or rest
        return Reading(text, ClassName(grade, prefix, str(NUMERALS.get(own, own))), written)

    return read


def named_grade(text: str, profile: Profile) -> tuple[int | None, str]:
    """The grade that a squeezed class text names, with the part that names it; (None, "") if none.

    ``七(1)班`` ``初一1班`` ``6年级2班`` name one; ``701`` ``三班`` ``(1)班`` ``2012级1班`` do not.
    """
    match = _WORDED_GRADE.match(text) or _BARE_GRADE.match(text)
    if match is None:
        return None, ""
    number = grade_number(match[0], profile)
    return (number, match[0]) if number is not None else (None, "")
