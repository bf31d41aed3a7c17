"""Rules for fields that a profile declares: values, agreements, and parts of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from models.fields import FIELD_KEYS, ID_TYPE, SUB_NUMBER
from validators.context import Context
from validators.declared import RESIDENT, bare_document
from validators.findings import Problem, Suggestion
from validators.rule import ERROR, WARNING, Case, Rule
from validators.rules.writing import implied
from validators.student import Student

ANY_FIELD = FIELD_KEYS
"""Stands for every field that a profile may declare."""
MOST_NEAR = 3


def _near(case: Case) -> Iterator[Suggestion]:
    """What the row itself implies; the values of the field's table that look most like the cell."""
    yield from implied(case)
    table = case.context.profile.table(case.finding.field or "")
    if table is not None:
        said = str(case.params.get("text", ""))
        for text in get_close_matches(said, table.codes, MOST_NEAR, 0.5):
            yield Suggestion(text, "代码表里最接近的写法，请核对", tentative=True)


def _agreeing(case: Case) -> Iterator[Suggestion]:
    if case.params.get("variant") == "birth":
        yield Suggestion(str(case.params["expected"]), f"{case.context.profile.main_title}里的出生日期")
    elif case.params.get("variant") in ("resident", "no-resident"):
        yield from _fitting_types(case)
    elif case.params.get("variant") == "entry":
        cell = case.context.cell(case.finding)
        yield Suggestion(f"{case.params['expected']}{case.params['said'][4:]}",
                         "由年级和学段推得", tentative=not cell)


def _fitting_types(case: Case) -> Iterator[Suggestion]:
    """The types of document that the row's number fits."""
    table, number = case.context.profile.table(ID_TYPE), case.who.main
    for text, form in table.numbers.items() if table is not None else ():
        if number.sound if form == RESIDENT else (
                number.document and form != ".*" and re.fullmatch(form, bare_document(
                    number.canonical))):
            yield Suggestion(text, f"{case.context.profile.main_title}是这种证件的写法，请与证件核对",
                             tentative=True)


def _other_feature(case: Case) -> Iterator[Suggestion]:
    """The neighbour of the digit that carries the sex, which means the same but for the sex."""
    part = case.context.profile.part("sex")
    if part is None or part.digits != 1:
        return
    digit = int(case.params["said"])
    other = str(digit + 1 if digit % 2 else digit - 1)
    if not part.table or other in part.table:
        agreed = case.who.sex.value == case.params["expected"]
        yield Suggestion(part.put(case.who.sub.canonical, other),
                         f"按{case.params['who']}是{case.params['expected']}，只改{part.title}",
                         tentative=not agreed)


def _titles(case: Case) -> Mapping[str, Any]:
    return {"title": case.context.profile.fields.title(case.finding.field)}


def _check_feature(student: Student, context: Context) -> Problem | None:
    """The digit that carries the sex, against a sound ID, else against 性别."""
    part = context.profile.part("sex")
    if part is None or not student.sub.sound:
        return None
    said = part.of(student.sub.canonical)
    if part.table and said not in part.table or said == "0":
        return None  # a value that there is not: sub-part
    sexes = context.profile.sexes
    sex = sexes[0] if said[-1] in "13579" else sexes[1]
    expected = context.sex_of(student) if student.main.sound else student.sex.value
    if expected is None or sex == expected:
        return None
    return Problem("sub-feature", SUB_NUMBER, {
        "part": part.title, "place": part.place, "said": said, "sex": sex, "expected": expected,
        "who": context.profile.main_title if student.main.sound else "性别"})


RULES = (
    Rule(
        "sub-part", (SUB_NUMBER,), ERROR, "副号某一段不对",
        "学籍副号里有固定内容或代码表的段（如省、特征码），写的不是规定的值。请查原始材料。",
        {"": "学籍副号{place}是{part}，“{said}”不是规定的值（{expected}），请查原始材料。"},
    ),
    Rule(
        "sub-feature", (SUB_NUMBER,), ERROR, "副号里的性别不符",
        "有的地区学籍副号里有一位单数为男、双数为女，应与性别和学籍主号一致。",
        {"": "学籍副号{place}是{part}，{said} 表示{sex}，而{who}说明是{expected}。"},
        check=_check_feature, suggest=_other_feature,
    ),
    Rule(
        "number-disagrees", ANY_FIELD, ERROR, "号码里的内容不符",
        "全国学籍号里的出生日期应与学生的出生日期一致，J 开头的最后一位是校验码。",
        {"no-date": "{title}{place}“{said}”应是出生日期，但不是一个日期。",
         "birth": "{title}{place}的出生日期是 {said}，而{other}是 {expected}。",
         "check": "{title}最后一位应由前面各位算出，现在的 {said} 不符，说明至少有一位抄错。"},
        describe=_titles,
    ),
    Rule(
        "disagrees", ANY_FIELD, WARNING, "两项内容互相矛盾",
        "两项内容不能同时成立，例如出生日期与身份证件号、身份证件类型与号码、入学年月与年级。请与材料核对；确实如此的，确认情况属实。",
        {"": "{title}填的是“{said}”，而{other}是“{other_said}”，两项不能同时成立。",
         "blank": "{title}填的是“{said}”，而{other}空着，两项不能同时成立。",
         "birth": "{title}填的是 {said}，而学籍主号里是 {expected}。",
         "entry": "{title}填的是 {said}，而按年级和学段应是 {expected} 年入学。",
         "resident": "{title}填的是“{said}”，而{other}是 18 位居民身份证号。",
         "no-resident": "{title}填的是“{said}”，而{other}不是 18 位居民身份证号。",
         "number": "{title}里的身份证号与{other}不同。身份证号后来变更过的，确认情况属实。"},
        describe=_titles, suggest=_agreeing,
    ),
    Rule(
        "value", ANY_FIELD, ERROR, "内容无法识别",
        "有代码表或固定格式的项目，写的内容不在表里，也不是这个格式。",
        {"": "{title}{expected}，请核对。"},
        describe=_titles, suggest=_near,
    ),
)
