"""One reading for each kind of declared field: canonical form, understood writings, value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from models.fields import Field
from models.layout import Part
from models.patterns import LatePattern
from models.profile import Profile
from validators.findings import Problem
from validators.readings.choices import stage_reader
from validators.readings.class_name import class_reader
from validators.readings.grade import grade_reader
from validators.readings.graduation import read_graduation
from validators.readings.main_number import birth_date, check_digit, read_main_number
from validators.readings.name import read_name
from validators.readings.text import (
    Reading, blank_problems, format_problems, is_blank, narrow, squeeze)
from validators.regions import place

Reader = Callable[[str], Reading[str]]
Understand = Callable[[str], str | None]
"""Gives the canonical text of a squeezed cell, None for one that is not understood."""

_TIME = LatePattern(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.ASCII)
_DAY = r"((?:19|20)\d{2})(?:[年\-/.]0?(\d{1,2})[月\-/.]0?(\d{1,2})日?|(\d{2})(\d{2}))"
_A_DAY = LatePattern(_DAY, re.ASCII)
_A_MONTH = LatePattern(r"((?:19|20)\d{2})(?:[年\-/.]?(\d{1,2})月?)", re.ASCII)
_A_PERIOD = LatePattern(f"{_DAY}(?:[-—–~～至到]+)(?:{_DAY}|(长期|永久))", re.ASCII)
_PHONE = LatePattern(
    r"1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|[48]00-?\d{3}-?\d{4}|\d{7,8}"
    r"|(?:\+|00)(?!86)[1-9]\d{0,2}-?\d{5,12}", re.ASCII)
"""Mobile numbers, area code and number, service numbers, and with a country's code those abroad."""
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_LONG = "长期"
DEFAULT_TEXT_LENGTH = 500


def reader_of(field: Field, profile: Profile, today: date) -> Reader:
    """The reader of a field's cells by its kind."""
    make = _BY_KIND.get(field.kind)
    if make is not None:
        return _simple(field, make(field))
    match field.kind:
        case "choice":
            return _choice(field, profile)
        case "text":
            return _text(field)
        case "resident-id":
            return _like(field, lambda raw: read_main_number(raw, profile, today),
                         "证件号码", causes=_ID_CAUSES)
        case "name":
            return _like(field, read_name, "姓名，不含数字和标点",
                         lawful=("name-rare", "name-length"))
        case "grade":
            return _like(field, grade_reader(profile), "年级，例如“七年级”")
        case "class":
            return _like(field, class_reader(profile), "班级，要有班号")
        case "year":
            return _like(field, read_graduation, "四位年份，例如“2015届”")
        case "stage":
            return _like(field, stage_reader(profile), "学段，例如“初中”")
    return _number(field)


_ID_CAUSES = {
    "main-precision": "，被 Excel 当数字截断了，只剩前 15 位",
    "main-character": "，里面有不该有的字符",
    "main-length": "：居民身份证号是 18 位，现在是 {length} 位",
    "main-birth-date": "：第 7-14 位“{date}”不是出生日期",
    "main-check-digit": "：最后一位应是 {expected}，现在是 {check}，至少有一位抄错",
}
"""What is wrong with another ID number than the student's own, behind “应是证件号码”."""


def expected_problem(field: Field, expected: str, text: str) -> Problem:
    """A ``value`` problem that says what the cell should hold."""
    space = " " if expected[:1].isdigit() else ""
    return Problem("value", field.key, {"expected": f"应是{space}{expected}", "text": text})


def _should(field: Field, sentence: str, text: str) -> Problem:
    """A ``value`` problem that says in its own words what the cell should be."""
    return Problem("value", field.key, {"expected": sentence, "text": text})


def _simple(field: Field, kind: tuple[Understand, str]) -> Reader:
    understand, expected = kind
    blank = blank_problems(field.key) if field.required else ()

    def read(raw: str) -> Reading[str]:
        text = squeeze(raw)
        if is_blank(text):
            return Reading("", None, blank)
        canonical = understand(text)
        if canonical is None and text != (shown := _TIME.sub("", narrow(raw).strip())):
            canonical = understand(squeeze(shown))
        if canonical is None:
            return Reading(text, None, (expected_problem(field, expected, text),))
        return Reading(canonical, canonical, format_problems(raw, canonical, field.key))

    return read


def _like(field: Field, read_role: Callable[[str], object], expected: str, *,
          lawful: tuple[str, ...] = (), causes: Mapping[str, str] = MappingProxyType({})) -> Reader:
    """Reads as a role's reading does: all but its blanks, writings and lawful oddities is a
    ``value``, which says the role's own cause. Another document's number is lawful here."""
    blank = blank_problems(field.key) if field.required else ()
    lawful = (*lawful, "main-document")

    def read(raw: str) -> Reading[str]:
        found = read_role(raw)
        canonical: str = getattr(found, "canonical")
        problems: tuple[Problem, ...] = getattr(found, "problems")
        if not problems:
            return Reading(canonical, canonical)
        if any(problem.rule == "blank" for problem in problems):
            return Reading("", None, blank)
        wrong = [problem for problem in problems
                 if problem.rule != "format" and problem.rule not in lawful]
        if wrong:
            cause = causes.get(wrong[0].rule, "").format(**wrong[0].params)
            return Reading(canonical, None, (expected_problem(
                field, expected + cause, canonical),))
        return Reading(canonical, canonical, format_problems(raw, canonical, field.key))

    return read


# --- choices and texts ---------------------------------------------------------------------------


def _choice(field: Field, profile: Profile) -> Reader:
    """A value of the field's table; what is written is text or code, as the profile says."""
    table = profile.table(field.key)
    if table is None:
        return _text(field)
    known = {squeeze(writing).upper(): text for writing, text in table.understood().items()}
    shown = list(table.codes)
    listed = "、".join(f"“{text}”" for text in shown[:8]) + (
        f"等 {len(shown)} 种" if len(shown) > 8 else "")
    blank = blank_problems(field.key) if field.required else ()

    def read(raw: str) -> Reading[str]:
        text = squeeze(raw)
        meant = known.get(text.upper())
        if meant is None:
            if is_blank(text):
                return Reading("", None, blank)
            return Reading(text, None, (expected_problem(field, f"下面之一：{listed}", text),))
        canonical = (table.codes[meant] or meant) if field.coded else meant
        return Reading(canonical, meant, format_problems(raw, canonical, field.key))

    return read


def _text(field: Field) -> Reader:
    most = field.length or DEFAULT_TEXT_LENGTH
    blank = blank_problems(field.key) if field.required else ()

    def read(raw: str) -> Reading[str]:
        text = _BLANKS.sub(" ", raw).strip(" ") if not raw.isalnum() else raw
        if is_blank(squeeze(text)):
            return Reading("", None, blank)
        if len(text) > most:
            return Reading(text, None, (_should(
                field, f"不能超过 {most} 个字，现在有 {len(text)} 个字", text[:20]),))
        return Reading(text, text, format_problems(raw, text, field.key))

    return read


# --- days, codes, phones -------------------------------------------------------------------------


def _day_of(year: str, *groups: str | None) -> str | None:
    month, day = (groups[0], groups[1]) if groups[0] else (groups[2], groups[3])
    digits = f"{year}{int(month or 0):02d}{int(day or 0):02d}"
    return digits if birth_date(digits) is not None else None


def _date(field: Field) -> tuple[Understand, str]:
    def understand(text: str) -> str | None:
        match = _A_DAY.fullmatch(text)
        return None if match is None else _day_of(*match.groups())

    return understand, "8 位日期，例如 20060311"


def _month(field: Field) -> tuple[Understand, str]:
    def understand(text: str) -> str | None:
        match = _A_MONTH.fullmatch(text)
        if match is not None and 1 <= int(match[2]) <= 12:
            return f"{match[1]}{int(match[2]):02d}"
        whole = _A_DAY.fullmatch(text)
        day = None if whole is None else _day_of(*whole.groups())
        return day[:6] if day else None

    return understand, "6 位年月，例如 201209"


def _period(field: Field) -> tuple[Understand, str]:
    def dotted(day: str) -> str:
        return f"{day[:4]}.{day[4:6]}.{day[6:]}"

    def understand(text: str) -> str | None:
        match = _A_PERIOD.fullmatch(text)
        if match is None:
            return None
        groups = match.groups()
        first = _day_of(groups[0], *groups[1:5])
        if first is None:
            return None
        if groups[-1]:
            return f"{dotted(first)}-{_LONG}"
        last = _day_of(groups[5], *groups[6:10])
        return None if last is None or last < first else f"{dotted(first)}-{dotted(last)}"

    return understand, "起止日期，例如 2010.06.01-2020.06.01"


def _digits(field: Field) -> tuple[Understand, str]:
    length = field.length

    def understand(text: str) -> str | None:
        text = text.lstrip("'‘`")
        right = text.isascii() and text.isdigit() and length in (0, len(text))
        return text if right else None

    return understand, f"{length} 位数字" if length else "数字"


def _phone(field: Field) -> tuple[Understand, str]:
    def understand(text: str) -> str | None:
        numbers = []
        for each in re.split(r"[,;/、；，]", text):
            plain = each.removeprefix("+86").removeprefix("0086-").translate(_SIGNS)
            if re.fullmatch(r"1\d{2}-\d{4}-\d{4}|1\d{3}-\d{3}-\d{4}", plain):
                plain = plain.replace("-", "")
            if not _PHONE.fullmatch(plain):
                return None
            numbers.append(plain)
        return "/".join(numbers) if len(numbers) > 1 and "/" in text else (
            "、".join(numbers) if len(numbers) > 1 else numbers[0])

    return understand, "电话号码：11 位手机号、区号-号码，或 +国家代码-号码"


_SIGNS = str.maketrans({"(": "", ")": "-", "—": "-", "–": "-", "_": "-"})


def _region(field: Field) -> tuple[Understand, str]:
    lengths = (field.length,) if field.length else (6, 12)

    def understand(text: str) -> str | None:
        if not (text.isascii() and text.isdigit()) or len(text) not in (6, 12):
            return None
        if place(text[:6], 0) is None:
            return None
        if len(text) in lengths:
            return text
        if len(text) == 6:
            return text + "000000"
        return text[:6] if text.endswith("000000") else None

    return understand, f"{'或 '.join(map(str, lengths))} 位行政区划代码，前 6 位查得到"


_BY_KIND: dict[str, Callable[[Field], tuple[Understand, str]]] = {
    "date": _date, "month": _month, "period": _period, "digits": _digits, "phone": _phone,
    "region": _region}


# --- numbers with parts --------------------------------------------------------------------------


def _number(field: Field) -> Reader:
    """A number whose layouts are declared; without any, every number is fine."""
    forms = field.forms or ((field.parts,) if field.parts else ())
    lengths = sorted({form[-1].end for form in forms})
    letters = "、".join(dict.fromkeys(form[0].value for form in forms if form[0].value))
    expected = f"应共 {'或 '.join(map(str, lengths))} 位" + (f"，以 {letters} 开头" if letters else "")
    blank = blank_problems(field.key) if field.required else ()

    def read(raw: str) -> Reading[str]:
        text = squeeze(raw).lstrip("'‘`").upper()
        if is_blank(text):
            return Reading("", None, blank)
        if forms and form_of(text, forms) is None:
            return Reading(text, None, (_should(
                field, f"{expected}，现在是 {len(text)} 位" if len(text) not in lengths
                else _misfit(forms, text) or expected, text),))
        return Reading(text, text, format_problems(raw, text, field.key))

    return read


def _misfit(forms: tuple[tuple[Part, ...], ...], number: str) -> str:
    """What does not fit, where only one layout has the number's length; else nothing."""
    having = [form for form in forms if form[-1].end == len(number)]
    for part in having[0] if len(having) == 1 else ():
        said = part.of(number)
        if not _fits(part, said):
            wanted = part.value or ("、".join(part.table) if part.table else
                                    "字母或数字" if part.letters else "数字")
            return f"{part.place}（{part.title}）“{said}”不对，应是 {wanted}"
    return ""


def form_of(number: str, forms: tuple[tuple[Part, ...], ...]) -> tuple[Part, ...] | None:
    """The layout that a number is written in, or None."""
    for form in forms:
        if len(number) == form[-1].end and all(_fits(part, part.of(number)) for part in form):
            return form
    return None


def _fits(part: Part, text: str) -> bool:
    if part.value:
        return text == part.value
    if part.table and text not in part.table:
        return False
    if part.letters:
        return text.isascii() and text.isalnum()
    digits = text[:-1] if part.meaning in ("check", "id") and text.endswith("X") else text
    return not digits or digits.isascii() and digits.isdigit()


def check_digit_fails(part: Part, number: str, start: int) -> bool:
    """Whether a check digit, judged by GB 11643 over the 18 characters from ``start``, is wrong;
    never where the algorithm is not known."""
    body = number[start:part.end]
    return bool(part.check) and len(body) == 18 and check_digit(body) != body[-1]
