"""Which class a file or sheet holds, by its name: 一(1)班.xls, 三年级2班学生名单, 初一3班."""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.profile import Profile
from validators.readings.grade import grade_number
from validators.readings.text import NUMERALS, squeeze

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_BOTH = re.compile(
    rf"(?<!\d)(?P<grade>高中?[一二三123]|初[一二三123]|小?[一二三四五六七八九]|\d{{1,2}}(?=年级|\())"
    rf"(?:年级)?[ _-]?\(?(?P<own>{_NUMBER})\)?[ ]?班?(?!\d|年|月|级|届|学)")
_GRADE = re.compile(r"(?<!\d)(?P<grade>高中?[一二三123]|初[一二三123]|"
                    r"[一二三四五六七八九]年级|\d{1,2}年级)")
_OWN = re.compile(rf"\(?(?P<own>{_NUMBER})\)?班")


def guess_class(names: Iterable[str], profile: Profile) -> tuple[str, str]:
    """年级 and 班级 in canonical writing as names tell them, "" for what they don't; the first name
    that tells it decides (sheet, then file, then folder)."""
    grade = own = ""
    for name in names:
        told_grade, told_own = _guess(squeeze(name), profile)
        if not grade and (not own or not told_own or own == told_own):
            grade = told_grade
        own = own or told_own
    return grade, own


def _guess(name: str, profile: Profile) -> tuple[str, str]:
    if match := _BOTH.search(name):
        grade = _grade(match["grade"], profile)
        if grade:
            return grade, _own(match["own"])
    grade = _grade(match["grade"], profile) if (match := _GRADE.search(name)) else ""
    return grade, _own(match["own"]) if (match := _OWN.search(name)) else ""


def _grade(text: str, profile: Profile) -> str:
    number = grade_number(text.removeprefix("小"), profile)
    return profile.grades[number - 1] if number else ""


def _own(text: str) -> str:
    return f"{NUMERALS.get(text) or int(text)}班" if text in NUMERALS or text.isdigit() else ""
