"""The school whose roster it is: code, full name, school year, schooling system."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_NAME_FORM = re.compile(r"(?P<code>\d{10})(?!\d)[+_\- ]*(?P<name>[^\d+_\- ].*)", re.ASCII)
_NOT_NAME = re.compile(
    r"[\s+_\-]*(\(\d+\)|\(?(副本|学籍总库|学籍信息总库|未校对完)\)?(\s*\(\d+\))?)$")


@dataclass(frozen=True)
class School:
    """``code`` is the leading digits of every 学籍副号 (ten in Shanghai), ``name`` the full name,
    ``school_year`` the year in which the school year began, ``system`` such as ``5-4-3``."""

    code: str
    name: str
    school_year: int
    system: str


def school_year_of(day: date) -> int:
    """The school year (1 September - 31 August) that a day belongs to."""
    return day.year if day.month >= 9 else day.year - 1


def parse_file_name(stem: str) -> tuple[str, str] | None:
    """Code and name from a file name (without extension) in the form that the notice requires.

    A separator may stand between them; what people and Windows add behind the name is left out.
    """
    match = _NAME_FORM.fullmatch(unicodedata.normalize("NFC", stem).strip())
    if match is None:
        return None
    name = match["name"].translate(str.maketrans("（）", "()"))
    while (shorter := _NOT_NAME.sub("", name).rstrip()) != name:
        name = shorter
    return (match["code"], match["name"][:len(name)].strip()) if name.strip() else None
