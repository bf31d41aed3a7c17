"""Numbers in each other's column, national numbers, and one foreign sign behind a sound number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from models.fields import SUB_NUMBER
from validators.findings import Suggestion
from validators.readings.kinds import form_of
from validators.readings.main_number import canonical_number, is_other_document, read_main_number
from validators.rule import Case

_ALIKE = str.maketrans("OoＯ〇○IlｌＩ|", "00000" + "11111")
_DECIMALS = re.compile(r"\.0+$")
_SIGNS = re.compile(r"[-_—–.,，。:：=/\\*#+\"'“”]+")
_RUNS = re.compile(r"[0-9A-Za-z]{5,}")
_NATIONAL = re.compile(r"[GLJglj]([0-9]{17}[0-9Xx])")


def _is_resident(case: Case, text: str) -> bool:
    context = case.context
    return read_main_number(text, context.profile, context.today).sound


def _is_sub(case: Case, text: str) -> bool:
    length = case.context.profile.sub_length
    return (len(text) == length and text.isascii() and text.isdigit()
            and not _is_resident(case, text))


def is_swapped(case: Case) -> bool:
    """Whether 学籍主号 and 学籍副号 of the row stand in each other's column."""
    student = case.who
    return _is_sub(case, student.main.canonical) and _is_resident(case, student.sub.canonical)


def hint(case: Case) -> str:
    """A sentence on where the number belongs, or nothing."""
    if is_swapped(case):
        return "主号和副号多半填反了列。"
    if case.finding.field == SUB_NUMBER and _NATIONAL.fullmatch(case.who.sub.canonical):
        return "这是全国学籍号（字母加 18 位），不是学籍副号，可能填错了列。"
    return ""


def right_place(case: Case) -> Iterator[Suggestion]:
    """The number that belongs into the cell, where the row itself has it."""
    student, field = case.who, case.finding.field
    here, there = student.main.canonical, student.sub.canonical
    if field == SUB_NUMBER:
        here, there = there, here
    if is_swapped(case):
        yield Suggestion(there, "主号和副号填反了列，对调过来")
    elif match := _NATIONAL.fullmatch(here):
        if field == SUB_NUMBER:
            yield Suggestion("", "全国学籍号不是学籍副号：清空这一格，再查学籍副号补上")
        elif _is_resident(case, number := match[1].upper()):
            yield Suggestion(number, "全国学籍号去掉开头的字母就是身份证号，请与证件核对")
    elif len(here) > 1 and not here[-1:].isdigit() and (
            _is_sub(case, here[:-1]) if field == SUB_NUMBER else _is_resident(case, here[:-1])):
        yield Suggestion(here[:-1], f"去掉末尾多出的“{here[-1]}”")
    else:
        yield from _within(case, here, field == SUB_NUMBER)


def _within(case: Case, text: str, is_sub: bool) -> Iterator[Suggestion]:
    """The one number inside a text with words, signs between its digits, or letters that look like
    digits; no digit is left over or made up."""
    fits = _is_sub if is_sub else _is_resident
    alike = text.translate(_ALIKE)
    if alike != text and fits(case, alike):
        yield Suggestion(alike, "字母换成样子相同的数字，请与原件核对")
        return
    plain = _DECIMALS.sub("", text)
    for number in dict.fromkeys((_SIGNS.sub("", plain), *_RUNS.findall(plain))):
        if number != text and sum(map(str.isdigit, number)) == sum(map(str.isdigit, plain)) and (
                fits(case, number) or not is_sub and text[:1] not in "GLJglj"
                and is_other_document(number, case.context.profile)):
            yield Suggestion(number, "去掉号码以外的文字和符号")
            return


def from_national(case: Case) -> Iterator[Suggestion]:
    """The resident ID inside a national number that the row has in a column of its own."""
    context, row = case.context, case.finding.row
    for field in context.profile.fields.all:
        if not field.forms or row is None or context.roster.index(field.key) is None:
            continue
        number = canonical_number(context.roster.value(row, field.key)).upper()
        for part in form_of(number, field.forms) or ():
            if part.meaning == "id" and _is_resident(case, said := part.of(number)):
                yield Suggestion(said, f"{field.title}里的身份证号，请与证件核对", tentative=True)


def with_national(case: Case, found: Iterable[Suggestion]) -> list[Suggestion]:
    """Other suggestions behind the one from a national number, each value once."""
    return list({each.value: each for each in (
        *from_national(case), *found)}.values())


def resident_number_in_sub(case: Case) -> Iterator[Suggestion]:
    """For a blank 学籍主号: the resident ID inside a national number in the 学籍副号 column."""
    match = _NATIONAL.fullmatch(case.who.sub.canonical)
    if match is not None and _is_resident(case, number := match[1].upper()):
        yield Suggestion(number, "副号列里的全国学籍号，字母后面的 18 位是身份证号，请与证件核对")
