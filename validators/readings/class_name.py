"""班级: as the school writes it, but with a class number; some texts name a grade too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from models.fields import CLASS_NAME
from models.profile import Profile
from validators.findings import Problem
from validators.readings.grade import grade_number
from validators.readings.text import (
    NUMERALS, Reading, blank_problems, format_problems, is_blank, squeeze, unquoted)

_YEAR_PREFIX = re.compile(r"(?:19|20)?\d{2}[级届]")
_WORDED_GRADE = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})年级"
    r"|高中[一二三123]年级|高[一二三](?:年级)?|高[123](?=\(|年级)(?:年级)?"
    r"|初[一二三](?:年级)?|初[123](?=\()|预备年级|预备班?(?=[\d(（一二三四五六七八九十])|预初|初预")
_SHORT_GRADE = re.compile(
    r"(?:小学|小)(?:[一二三四五六]|[1-6])(?:年级?)?(?=[\d(一二三四五六七八九十])"
    r"|(?:[一二三四五六七八九十]{1,2}|\d{1,2})年(?=[\d(一二三四五六七八九十])")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = ("(?P<word>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
         "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)")
_DATES = (
    re.compile(r"(?:(?:19|20)\d{2}[-/.年])?(?P<month>\d{1,2})(?P<sign>[-/.月])(?P<day>\d{1,2})[日号]?"
               r"(?:(?:星期|周)[一二三四五六日])?"),
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<sign>(?:19|20)\d{2})"),
    re.compile(rf"(?P<day>\d{{1,2}})[-/.]?{_WORD}(?:[-/.,]?\d{{2,4}})?", re.IGNORECASE),
    re.compile(rf"{_WORD}[-/.]?(?P<day>\d{{1,2}})(?:[-/,](?:19|20)\d{{2}})?", re.IGNORECASE),
    re.compile(r"(?P<han>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})[日号]"))
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2})?$")
_TIME = re.compile(r"0?(?P<month>\d{1,2}):(?P<day>\d{2})(?::00)?")
"""What Excel makes of ``3:1``."""
_SERIALS = range(36526, 55153)
"""Excel's numbers of the days from 2000 to 2050."""
_BARE_GRADE = re.compile(r"([一二三四五六七八九十]{1,2})(?=[\d(])|(\d{1,2})(?=\()")
_NUMBER = re.compile(r"[\d一二三四五六七八九十]")
_DECORATION = re.compile(r"[()\[\]【】班]")


class ClassName(NamedTuple):
    """What a 班级 cell says: ``grade`` number that it names (None: names none), the ``prefix`` text
    that names it, and ``own`` (the class without grade and decoration): classes are told by it."""

    grade: int | None
    prefix: str
    own: str


def class_reader(profile: Profile) -> Callable[[str], Reading[ClassName]]:
    """A reader of 班级 cells; without a class number the value is None."""

    def read(raw: str) -> Reading[ClassName]:
        text = unquoted(squeeze(raw))
        if is_blank(text):
            return Reading("", None, blank_problems(CLASS_NAME))
        if (day := as_date(raw)) is not None:
            return Reading(raw.strip(), None, (
                Problem("class-date", CLASS_NAME, {"month": day[0], "day": day[1]}),))
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
    match = _WORDED_GRADE.match(text) or _SHORT_GRADE.match(text) or _BARE_GRADE.match(text)
    if match is None:
        return None, ""
    number = grade_number(match[0], profile)
    return (number, match[0]) if number is not None else (None, "")


def as_date(raw: str) -> tuple[int, int] | None:
    """Month and day of a class that Excel made a date or time (``3-1`` → ``3月1日``, ``Mar-01``,
    ``2012-03-01``, 40969; ``3:1`` → ``03:01:00``); None for other texts. ``3-1`` and ``3.1``
    themselves are classes."""
    text = _CLOCK.sub("", squeeze(_CLOCK.sub("", raw.strip())))
    number = text.removesuffix(".0")
    if number.isdigit() and number.isascii() and len(number) == 5 and int(number) in _SERIALS:
        day = date(1899, 12, 30) + timedelta(days=int(number))
        return day.month, day.day
    if (clock := _TIME.fullmatch(squeeze(raw))) is not None and 0 < int(clock["month"]) <= 12 \
            and 0 < int(clock["day"]) <= 31:
        return int(clock["month"]), int(clock["day"])
    for form in _DATES:
        if (match := form.fullmatch(text)) is None:
            continue
        found = match.groupdict()
        if found.get("han"):
            return NUMERALS.get(found["han"], 0), _in_digits(found["day"])
        if found.get("word"):
            month = _MONTHS.index(found["word"][:3].lower()) + 1
        else:
            month = int(found["month"])
            if found["sign"] in "-/." and text.startswith(found["month"] + found["sign"]):
                return None  # no year before it and no 月: a class as schools write it
        if 1 <= month <= 12 and 1 <= int(found["day"]) <= 31:
            return month, int(found["day"])
    return None


def _in_digits(numeral: str) -> int:
    """A Chinese numeral up to 99 as a number: ``二十一`` → 21."""
    tens, ten, ones = numeral.rpartition("十")
    return (NUMERALS.get(tens, 1) * 10 if ten else 0) + NUMERALS.get(ones, 0)
