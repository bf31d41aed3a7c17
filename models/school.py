"""The school whose roster it is: code, full name, school year, schooling system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models.patterns import LatePattern

CODE_DIGITS = 10
"""The digits of a school's code, where the region has no other."""

_NAME_FORM = r"(?P<code>\d{%d})(?!\d)[+_\- ]*(?P<name>[^\d+_\- ].*)"
_NOT_NAME = LatePattern(
    r"[\s+_\-.]*(\(\d+\)|\[\d+\]|[(【\[]?(副本|复件|拷贝|(全校)?学籍(信息)?(总库|表|名册|汇总表?)"
    r"|未校对完|(最(终|新|后)|修(改|正|订)|更(新|正)|定稿|终稿|[终新改定](?=[版稿]))(修改)?[版稿本]?\d*"
    r"|(第?[一二三四五六七八九\d]+|[vV]\d+)[版稿]|[vV]\d+(\.\d+)*"
    r"|已?(核对|校对|修改|更正|上报)(过|好|完|版|稿|后)?|上报|新建|备份|copy|final|全校名册|名册"
    r"|([小初高][中学]?部)?(学生)?名单|(\d{4}学年度?)?学籍|\d{4}学年度?|(?<=学校|中学|小学)(学生|[终改新定])"
    r"|(?<!\d)(\d{4}|\d{6}|\d{8}|\d{4}[-.年]\d{1,2}([-.月]\d{1,2}日?)?|\d{1,2}[.月]\d{1,2}日?)"
    r")[)】\]]?(\s*\(\d+\))?"
    r"|\.(xlsx?|xlsm|et|csv|ods|html?|bak|old|tmp|zip|rar|7z)|[\s+_\-.~]+"
    r"|\.备份-\d{8}-\d{6}(-\d+)?)$", re.IGNORECASE)
_BEFORE_NAME = LatePattern(
    r"([\s+_\-.~:：]+|[(【\[][^)】\]]{1,8}[)】\]]|(新建|最[终新]版?|定稿)(?=[\s+_\-.~:：])"
    r"|(副本|复件|附件\s*[一二三四五六七八九\d]*|(全校)?学籍(信息)?(总库|表|名册))(?=[\s+_\-.~:：]|[\u4e00-\u9fff]))+")
_INVISIBLE = LatePattern("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_HALF_WIDTH = str.maketrans("（）＋＿－\u3000［］", "()+_- []")
"""Each is one character for one, so that places stay the same."""


@dataclass(frozen=True)
class School:
    """``code`` is the leading digits of every 学籍副号 (ten in Shanghai), ``name`` the full name,
    ``school_year`` the year in which the school year began, ``system`` such as ``5-4-3``.

    ``year_basis`` says how the school year is known (domain §10): ``given``, implied by the
    ``rows``, by when all of them can be at school (``graduation``), by a date in a ``title`` line,
    or ``today``'s, which is to be confirmed.
    """

    code: str
    name: str
    school_year: int
    system: str
    year_basis: str = field(default="given", compare=False)

    def judges_like(self, other: School) -> bool:
        """Whether the two differ in their name at most, which says nothing about the students."""
        return replace(self, name=other.name) == other


def system_text(system: str) -> str:
    """``5-4-3`` as people say it: 五四三."""
    return "".join("零一二三四五六七八九"[int(digit)] for digit in system.split("-"))


def system_named(text: str, systems: Sequence[str]) -> str | None:
    """The one of the systems that is meant by ``6-3-3``, ``633``, ``六三三``, ``六三`` or ``六三制``;
    None if none or several are."""
    from unicodedata import normalize

    years = re.sub(r"[\s\-]|学?制$", "", normalize("NFKC", text).strip()).translate(_NUMERALS)
    meant = [system for system in systems
             if len(years) > 1 and system.replace("-", "").startswith(years)]
    return meant[0] if len(meant) == 1 else None


def school_year_of(day: date) -> int:
    """The school year (1 September - 31 August) that a day belongs to."""
    return day.year if day.month >= 9 else day.year - 1


def parse_file_name(stem: str, code_digits: int = CODE_DIGITS) -> tuple[str, str] | None:
    """Code and name from a file name (without extension) in the form that the notice requires.

    A separator may stand between them; what people and Windows add behind the name is left out.
    """
    from unicodedata import normalize

    written = _INVISIBLE.sub("", normalize("NFC", stem)).strip()
    match = re.fullmatch(_NAME_FORM % code_digits, written.translate(_HALF_WIDTH), re.ASCII)
    if match is None:
        return None
    name = match["name"]
    before = _BEFORE_NAME.match(name)
    start = match.start("name") + (before.end() if before else 0)
    name = name[before.end():] if before else name
    while (shorter := _NOT_NAME.sub("", name).rstrip()) != name:
        name = shorter
    return (match["code"], written[start:start + len(name)]) if name else None
