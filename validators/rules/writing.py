"""Empty cells, and cells whose writing is understood but not canonical."""

from __future__ import annotations

from collections.abc import Iterator

from models.fields import (
    FIELD_KEYS, GRADE, GRADUATION_YEAR, MAIN_NUMBER, NAME, SEX, STAGE, SUB_NUMBER)
from validators.evidence import implying_lines
from validators.findings import Suggestion
from validators.readings.graduation import in_style_of
from validators.readings.text import is_ditto
from validators.rule import ERROR, WARNING, Case, Rule
from validators.rules.misplaced import from_national, resident_number_in_sub
from validators.texts import field_titles


def implied(case: Case) -> Iterator[Suggestion]:
    """What the row's other fields say that the cell should be (votes; 性别 from a sound ID)."""
    field, student, context = case.finding.field, case.who, case.context
    standing, registrar = student.standing, context.registrar
    if field == SEX and student.main.sound:
        yield Suggestion(context.profile.written(SEX, context.sex_of(student)),
                         "学籍主号第 17 位：单数为男，双数为女")
    elif student.main.sound and _repeats_birth(case):
        yield Suggestion(student.main.canonical[6:14], "学籍主号里的出生日期")
    elif field == STAGE and standing.stage is not None:
        fields = [w.field for w in standing.stage_vote.witnesses]
        yield Suggestion(standing.stage, f"由{field_titles(fields, context.profile.fields)}推得")
    elif field == GRADE and standing.grade is not None:
        fields = [w.field for w in standing.entry_vote.witnesses]
        yield Suggestion(case.context.profile.grades[standing.grade - 1],
                         f"由{field_titles(fields, context.profile.fields)}推得："
                         f"{standing.entry_year} 年进入{standing.stage}")
    elif (field == GRADUATION_YEAR and standing.stage is not None
          and standing.entry_year is not None):
        fields = [w.field for w in standing.entry_vote.witnesses]
        year = standing.entry_year + registrar.schooling.years[standing.stage]
        yield Suggestion(in_style_of(year, case.context.cell(case.finding)),
                         f"由{field_titles(fields, context.profile.fields)}推得："
                         f"{standing.entry_year} 年进入{standing.stage}")


def _repeats_birth(case: Case) -> bool:
    """Whether the finding's field holds the day of birth that the ID number holds too."""
    field = case.context.profile.fields.get(case.finding.field or "")
    return field is not None and field.kind == "date" and any(
        each.field == MAIN_NUMBER for each in field.agrees_with)


_ROWS_ABOVE = 200
_OWN = frozenset((MAIN_NUMBER, SUB_NUMBER, NAME))
"""What no two students share, so that no cell can be as the one above it."""


def _missing(case: Case) -> Iterator[Suggestion]:
    """What the blank cell should be: implied by the row, said by 同上."""
    found = list(implied(case))
    yield from found
    if is_ditto(case.cell) and case.finding.field not in _OWN:
        above = _above(case)
        if above and above not in {suggestion.value for suggestion in found}:
            yield Suggestion(above, "与上面一行相同", tentative=bool(found))
    if case.finding.field == MAIN_NUMBER:
        yield from resident_number_in_sub(case)
        yield from from_national(case)


def _above(case: Case) -> str:
    """The nearest text above that is not itself 同上."""
    roster, row, field = case.context.roster, case.finding.row, case.finding.field
    if row is None or field is None or (column := roster.index(field)) is None:
        return ""
    at = roster.position(row)
    for above in reversed(roster.rows[max(0, at - _ROWS_ABOVE):at]):
        if not is_ditto(text := above.cells[column]):
            return text.strip()
    return ""


def _said(case: Case) -> str:
    text = case.cell.strip()
    return f"写的是“{text}”，等于没有填" if text else "是空的"


RULES = (
    Rule(
        "blank", FIELD_KEYS, ERROR, "内容空缺",
        "上报的总库里，规定要填的各项都不能空。“无”“暂无”“待补”“不详”“-”等也算空缺。请按学生的材料补上。",
        {"": "{title}{said}，请按学生的材料补上。",
         "condition": "{title}{said}；{other}是“{other_said}”时不能空，请按学生的材料补上。",
         "guardian": "{when}、没有{blank}的，要有一名监护人的证件号，现在没有：{numbers}都空着，或者没有注明是监护人。"},
        describe=lambda case: {"title": case.context.profile.fields.title(case.finding.field),
                               "said": _said(case)},
        confirmable_on=(MAIN_NUMBER,), suggest=_missing, evidence=implying_lines,
        reasons=("无身份证件，已向区里申请号码",), hint="学生确实没有证件的，写明原因；总库里这一格留空",
    ),
    Rule(
        "format", FIELD_KEYS, WARNING, "写法不规范",
        "意思清楚，只是写法不统一（多了空格、全角字符、小写 x、“初二”写法等）。可用“一键规范写法”统一，"
        "内容不变。",
        {"": "写法不规范，规范的写法是“{canonical}”。"},
        suggest=lambda case: [Suggestion(case.params["canonical"], "统一写法，内容不变")],
    ),
)
