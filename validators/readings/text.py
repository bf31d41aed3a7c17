"""Widths, blanks and Chinese numerals: what all readings share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from validators.findings import Problem

Value = TypeVar("Value")

_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BLANKS = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f]+")
BLANK_WORDS = frozenset((
    "", "无", "暂无", "待补", "不详", "无证件", "-", "/", "N/A", "#N/A",
    "暂缺", "缺", "没有", "未办理", "办理中", "暂未办理", "无身份证", "无身份证号", "无证", "无号",
    "待定", "待补充", "待查", "待核", "待填", "未填", "未登记", "同上", "同前", "〃〃",
    "空", "空白", "未填写", "未采集", "未提供", "未办", "尚未办理", "正在办理",
    "待办", "待录入", "待完善", "待补录", "待确认", "待核实", "待提供", "暂无信息", "无数据", "无记录",
    "NA", "N.A.", "TBD", "TBA", "EMPTY", "BLANK", "(NULL)", "NULL,NULL", "NULLNULL",
    "〃", "″", "--", "---", "—", "——", "–", "―", "//", "\\",
    "NULL", "NONE", "NAN", "NIL", "UNDEFINED", "\\N", "<NA>",
    "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"))
"""Words that mean “nothing here”; also in brackets or quotes."""
_DITTO_WORDS = frozenset(("同上", "同前", "〃", "〃〃", "″"))
_WRAPPING = "()[]{}<>【】〔〕《》「」'\"`‘’“”′"
QUOTES = "'\"`‘’“”＇｀′＂"
"""What people type in front of (or around) a text to keep Excel from changing it."""
_VARIANTS = str.maketrans("級屆學預備殊", "级届学预备殊")
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[Ee]\+?\d{1,3}", re.ASCII)

NUMERALS = {text: number for number, text in enumerate(
    ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 1)}


# not frozen: a frozen one takes three times as long to make, and there is one a row
@dataclass(slots=True)
class Reading(Generic[Value]):
    """One cell understood: ``canonical`` text, its ``value`` (None if not understood), and the
    ``problems`` that the cell has by itself. ``present`` is False where the column is missing."""

    canonical: str
    value: Value | None
    problems: tuple[Problem, ...] = ()
    present: bool = True


def narrow(text: str) -> str:
    """Full-width forms as ASCII: ``（１）`` → ``(1)``."""
    return text.translate(_WIDTHS)


def without_blanks(text: str) -> str:
    """The text without any white space, zero-width or control character."""
    return _BLANKS.sub("", text)


def squeeze(text: str) -> str:
    """Narrow and without blanks: the canonical form of everything that has no inner spaces."""
    return text if text.isalnum() and text.isascii() else without_blanks(narrow(text))


def single_spaced(text: str) -> str:
    """The text without blanks at its ends, any inner run of them as one space."""
    return _BLANKS.sub(" ", text).strip(" ")


def bare(raw: str) -> str:
    """Squeezed, and without quotes in front or behind: ``'男`` → ``男``."""
    return unquoted(squeeze(raw)).rstrip(QUOTES)


def unquoted(text: str) -> str:
    """The text without the quotes that stand before it, and the ones that close them."""
    if text[:1] not in QUOTES or not text:
        return text
    inner = text.lstrip(QUOTES)
    return inner.rstrip(QUOTES) if inner[-1:] in QUOTES else inner


def simplified(text: str) -> str:
    """The few traditional characters of grades and stages in their simplified form: ``2年級``."""
    return text.translate(_VARIANTS)


def is_blank(squeezed: str) -> bool:
    """Whether a squeezed text means “nothing here” (domain §7 ``blank``)."""
    if squeezed.upper() in BLANK_WORDS:
        return True
    return len(squeezed) < 12 and not squeezed.isalnum() \
        and squeezed.strip(_WRAPPING).upper() in BLANK_WORDS


def is_ditto(raw: str) -> bool:
    """Whether a cell says that it is as the one above it: ``同上``, ``〃``."""
    return squeeze(raw).strip(_WRAPPING) in _DITTO_WORDS


def surviving_digits(squeezed: str) -> str | None:
    """The leading digits that a number damaged by Excel kept; None for other texts (domain §6)."""
    match = _SCIENTIFIC.fullmatch(squeezed)
    return None if match is None else match[1] + (match[2] or "")


def format_problems(raw: str, canonical: str, field: str) -> tuple[Problem, ...]:
    """The ``format`` problem of a text that is understood but not canonical."""
    if raw == canonical:
        return ()
    return (Problem("format", field, {"canonical": canonical}),)


def blank_problems(field: str) -> tuple[Problem, ...]:
    """The ``blank`` problem."""
    return (Problem("blank", field),)
