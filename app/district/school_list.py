"""The list of schools that are to hand in: 学校代码, 学校全称, 预计人数, 联系人."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.errors import NoHeaderError
from models.grid import Sheet
from models.reading.in_process import open_workbook

_HEADERS = {
    "code": ("学校代码", "学校编码", "代码", "学校标识码", "单位代码", "编码"),
    "name": ("学校全称", "学校名称", "全称", "名称", "单位名称", "学校", "单位"),
    "expected": ("预计人数", "预计学生数", "应报人数", "应交人数", "学生人数", "学生数", "人数",
                 "在校生数", "预计"),
    "contact": ("联系人", "联系人姓名", "联系电话", "电话", "手机", "联系方式", "联系人电话"),
}
_FIELD_OF = {title: field for field, titles in _HEADERS.items() for title in titles}
_HEADER_WITHIN = 30


@dataclass(frozen=True)
class ListedSchool:
    """A line of the list; ``expected`` is None where no number is given, ``contact`` whoever is to
    be asked, with the telephone number if there is one."""

    code: str
    name: str
    expected: int | None = None
    contact: str = ""


def read_school_list(path: Path) -> list[ListedSchool]:
    """The schools of a list in its order, each code once.

    Raises NoHeaderError if no sheet has both a code and a name column with schools below, and
    whatever ``open_workbook`` raises.
    """
    for sheet in open_workbook(path).sheets:
        schools = _schools_of(sheet)
        if schools:
            return schools
    raise NoHeaderError(
        f"“{path.name}”不像学校名单：没有找到“学校代码”和“学校全称”两列，或下面没有学校；"
        f"请检查是否选对了文件。")


def with_zeros(schools: Sequence[ListedSchool], digits: int) -> list[ListedSchool]:
    """The same with codes of so many digits: a code kept as a number has lost its zeros."""
    return [replace(school, code=school.code.zfill(digits)) for school in schools]


def plain(text: str) -> str:
    """A name without blanks and differences of width, for comparing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _schools_of(sheet: Sheet) -> list[ListedSchool]:
    for number, headers in enumerate(sheet.rows[:_HEADER_WITHIN]):
        columns: dict[str, list[int]] = {}
        for column, text in enumerate(headers):
            title = re.sub(r"[(\[【].*?[)\]】]|[*:]", "", plain(text))
            if title in _FIELD_OF:
                columns.setdefault(_FIELD_OF[title], []).append(column)
        if {"code", "name"} <= columns.keys():
            return _below(sheet.rows[number + 1:], columns)
    return []


def _below(rows: Sequence[Sequence[str]], columns: dict[str, list[int]]) -> list[ListedSchool]:
    found: dict[str, ListedSchool] = {}
    for cells in rows:
        def texts(field: str) -> list[str]:
            return [cells[column].strip() for column in columns.get(field, ())  # noqa: B023
                    if column < len(cells) and cells[column].strip()]  # noqa: B023

        code = plain("".join(texts("code")[:1])).lstrip("'")
        name = "".join(texts("name")[:1])
        if not (name and code.isascii() and code.isalnum() and any(map(str.isdigit, code))) \
                or code in found:
            continue
        number = re.search(r"\d+", plain("".join(texts("expected")[:1])).replace(",", ""))
        found[code] = ListedSchool(
            code, name, int(number[0]) if number else None, " ".join(texts("contact")))
    return list(found.values())
