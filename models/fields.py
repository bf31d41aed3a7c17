"""The eight fields of a roster, and recognising their headers in a sheet (domain §2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MAIN_NUMBER = "main_number"
SUB_NUMBER = "sub_number"
NAME = "name"
SEX = "sex"
GRADE = "grade"
CLASS_NAME = "class_name"
GRADUATION_YEAR = "graduation_year"
STAGE = "stage"


@dataclass(frozen=True)
class Field:
    """One of the eight fields: ``key`` in code and JSON, ``title`` for the clerk and the master
    file's header, ``aliases`` as other header texts seen in the wild."""

    key: str
    title: str
    aliases: tuple[str, ...]


FIELDS = (
    Field(MAIN_NUMBER, "学籍主号", (
        "学籍主号(身份证号)", "身份证号", "身份证号码", "身份证件号", "身份证件号码", "公民身份号码",
        "证件号码", "身份证", "主号", "学籍号(主号)")),
    Field(SUB_NUMBER, "学籍副号", ("学籍辅号", "副号", "学籍号(副号)")),
    Field(NAME, "姓名", ("学生姓名",)),
    Field(SEX, "性别", ()),
    Field(GRADE, "年级", ("所在年级", "就读年级")),
    Field(CLASS_NAME, "班级", ("班号", "班级名称", "所在班级")),
    Field(GRADUATION_YEAR, "毕业届别", ("届别", "毕业年份", "毕业届")),
    Field(STAGE, "学段", ("就读学段",)),
)
FIELD_KEYS = tuple(field.key for field in FIELDS)
TITLES = {field.key: field.title for field in FIELDS}

HEADER_WITHIN = 30
"""The header is looked for in this many rows of a sheet."""

HEADER_FIELDS = 3
"""A line with this many of the fields' headers is a header."""

BARE_NUMBER_HEADER = "学籍号"
"""A header that may mean either number; its values decide."""

_NOISE = re.compile(r"[\s*★※:：]+")
_NOTE = re.compile(r"[(\[【<〈].*?[)\]】>〉]")
_LOOKS_LIKE_SUB_NUMBER = re.compile(r"\s*'?(\d{19}|\d{16}|\d(\.\d+)?[Ee]\+1[58])\s*")


@dataclass(frozen=True)
class HeaderMatch:
    """A recognised header. ``exact`` tells the field's own title (notes aside) from an alias."""

    key: str
    exact: bool


def _plain(text: str) -> str:
    """Header text without widths, blanks, line breaks and asterisks: ``* 姓　名`` → ``姓名``."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


_ALIASES = {_plain(alias): field.key for field in FIELDS for alias in field.aliases}
_EXACT = {field.title: field.key for field in FIELDS}


def match_header(text: str) -> HeaderMatch | None:
    """The field that a header text names, or None. A unit or note in brackets does not disturb."""
    whole = _plain(text)
    for candidate in (whole, _NOTE.sub("", whole)):
        if candidate in _EXACT:
            return HeaderMatch(_EXACT[candidate], exact=True)
        if candidate in _ALIASES:
            return HeaderMatch(_ALIASES[candidate], exact=False)
    return None


def is_bare_number_header(text: str) -> bool:
    """Whether the header is a bare 学籍号 (which of the two numbers it is depends on the values)."""
    return _NOTE.sub("", _plain(text)) == BARE_NUMBER_HEADER and match_header(text) is None


def count_fields(headers: Sequence[str]) -> int:
    """How many different fields a line of texts names; what a header line is told by."""
    keys = {match.key for text in headers if text and (match := match_header(text)) is not None}
    bare = any(is_bare_number_header(text) for text in headers if text)
    return len(keys) + (bare and not {MAIN_NUMBER, SUB_NUMBER} <= keys)


def map_headers(
    headers: Sequence[str], values: Callable[[int], Sequence[str]]
) -> tuple[dict[str, int], list[str]]:
    """Which column holds which field, and notes (Chinese) on what had to be decided.

    ``values(i)`` gives the texts below header ``i``; asked only for a bare 学籍号. An exact header
    wins over an alias; of equal ones the leftmost counts. Columns that are left are other columns.
    """
    matches = [match_header(text) if text else None for text in headers]
    mapping: dict[str, int] = {}
    notes: list[str] = []
    for exact in (True, False):
        for index, match in enumerate(matches):
            if match is None or match.exact is not exact:
                continue
            if match.key not in mapping:
                mapping[match.key] = index
            else:
                notes.append(
                    f"第 {index + 1} 列“{headers[index].strip()}”与第 {mapping[match.key] + 1} 列"
                    f"都像是{TITLES[match.key]}，已按第 {mapping[match.key] + 1} 列读取，"
                    f"另一列作为其他列保留。")
    for index, text in enumerate(headers):
        if not text or not is_bare_number_header(text):
            continue
        filled = [value for value in values(index) if value.strip()]
        alike = sum(1 for value in filled if _LOOKS_LIKE_SUB_NUMBER.fullmatch(value))
        if filled and alike * 2 > len(filled):
            key = SUB_NUMBER if SUB_NUMBER not in mapping else None
        else:
            key = MAIN_NUMBER if MAIN_NUMBER not in mapping else None
        if key is not None:
            mapping[key] = index
            notes.append(f"第 {index + 1} 列“学籍号”按内容读作{TITLES[key]}。")
    return mapping, notes
