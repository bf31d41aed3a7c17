"""Fields with a known set of writings: what is neither canonical nor understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from models.fields import CLASS_NAME, GRADE, GRADUATION_YEAR, SEX, STAGE
from validators.evidence import implying_lines
from validators.findings import Suggestion
from validators.readings.class_name import as_date, class_reader
from validators.readings.text import NUMERALS
from validators.rule import ERROR, Case, Rule
from validators.rules.writing import implied

_SAMPLE = 2000
_DASHED = re.compile(r"(\d{1,2})(-)(\d{1,2})")
_NUMERAL_OF = {number: text for text, number in NUMERALS.items()}


def _style(case: Case) -> tuple[str, bool] | None:
    """How most of the roster's classes are written, as a template of ``{grade}`` (if it names one)
    and ``{own}``, and whether the number is a Chinese numeral; None if there is no such writing."""
    column = case.context.roster.index(CLASS_NAME)
    read = class_reader(case.context.profile)
    forms: Counter[tuple[str, bool]] = Counter()
    for row in case.context.roster.rows[:_SAMPLE]:
        text = "" if column is None else row.cells[column].strip()
        value = read(text).value
        if _DASHED.fullmatch(text):
            forms["{grade}-{own}", False] += 1
        elif value is not None:
            own = re.search(r"\d+|[一二三四五六七八九十]+", text[len(value.prefix):])
            if own is None or len(own[0]) > 2:
                continue
            start = len(value.prefix) + own.start()
            prefix = re.sub(r"[一二三四五六七八九十]+|\d+", "{grade}", text[:start], count=1) \
                if value.grade is not None and value.grade < 10 else text[:start]
            if value.grade is not None and "{grade}" not in prefix:
                continue
            forms[prefix + "{own}" + text[start + len(own[0]):], not own[0].isdigit()] += 1
    return forms.most_common(1)[0][0] if forms else None


def _classes(case: Case) -> Iterator[Suggestion]:
    """The class that Excel took for a date: the month is the grade, the day the class."""
    found = as_date(case.cell)
    if found is None:
        return
    month, day = found
    plain = f"{month}-{day}"
    values = [plain, f"{month}({day})班"]
    style = _style(case)
    grade = case.who.standing.class_grade
    if style is not None:
        template, worded = style
        own = _NUMERAL_OF.get(day, str(day)) if worded else str(day)
        written = _NUMERAL_OF.get(month, str(month)) if "{grade}(" in template or worded \
            else str(month)
        values.insert(0, template.replace("{own}", own).replace("{grade}", written))
        if grade == month:
            values = values[:1]
    values = list(dict.fromkeys(values))
    for value in values:
        yield Suggestion(value, f"“{plain}”被 Excel 当成了日期：月份是年级，日子是班号",
                         tentative=len(values) > 1)


RULES = (
    Rule(
        "sex-value", (SEX,), ERROR, "性别无法识别",
        "性别只能是“男”或“女”。",
        {"": "性别只能填“男”或“女”。"},
        suggest=implied, evidence=implying_lines,
    ),
    Rule(
        "stage-value", (STAGE,), ERROR, "学段无法识别",
        "学段只能是“小学”“初中”“高中”或“特教”。",
        {"": "学段只能填{stages}。"},
        describe=lambda case: {"stages": "、".join(
            f"“{stage.title}”" for stage in case.context.profile.stages)},
        suggest=implied, evidence=implying_lines,
    ),
    Rule(
        "grade-value", (GRADE,), ERROR, "年级无法识别",
        "年级请写成“一年级”到“九年级”或“高一”“高二”“高三”。“初中一年级”在五四制里分不清是六年级还是七年级，"
        "“2009级”要先知道学段。",
        {"": "看不出是哪个年级，请写成“一年级”到“九年级”或“高一”“高二”“高三”。"},
        suggest=implied, evidence=implying_lines,
    ),
    Rule(
        "class-value", (CLASS_NAME,), ERROR, "班级没有班号",
        "班级里应有班号（数字或“一班”这样的中文数字）。学校确实用名称而不编号的，可以确认情况属实。",
        {"": "班级里没有班号，例如应写“1班”或“七(1)班”。"},
        confirmable=True, reasons=("本校用名称而不编号",),
    ),
    Rule(
        "class-date", (CLASS_NAME,), ERROR, "班级变成了日期",
        "在 Excel 里输入“3-1”这样的班级，会被自动改成日期（3月1日）。请改回班级；单元格先设为文本，再输入。",
        {"": "班级被 Excel 当成了日期（{month} 月 {day} 日），原来多半是“{month}-{day}”，请改回班级。"},
        suggest=_classes,
    ),
    Rule(
        "graduation-value", (GRADUATION_YEAR,), ERROR, "毕业届别无法识别",
        "毕业届别请写成“2013届”或“2013”。",
        {"": "看不出是哪一届，请写成“2013届”或“2013”这样的四位年份。"},
        suggest=implied, evidence=implying_lines,
    ),
)
