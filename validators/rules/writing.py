"""Empty cells, and cells whose writing is understood but not canonical."""

from __future__ import annotations

from collections.abc import Iterator

from models.fields import (
    FIELD_KEYS, GRADE, GRADUATION_YEAR, SEX, STAGE, TITLES)
from validators.evidence import implying_lines
from validators.findings import Suggestion
from validators.readings.graduation import in_style_of
from validators.rule import ERROR, WARNING, Case, Rule
from validators.texts import field_titles


def implied(case: Case) -> Iterator[Suggestion]:
    """What the row's other fields say that the cell should be (votes; 性别 from a sound ID)."""
    field, student = case.finding.field, case.who
    standing, registrar = student.standing, case.context.registrar
    if field == SEX and student.main.sound:
        yield Suggestion(case.context.sex_of(student), "学籍主号第 17 位：单数为男，双数为女")
    elif field == STAGE and standing.stage is not None:
        fields = [w.field for w in standing.stage_vote.witnesses]
        yield Suggestion(standing.stage, f"由{field_titles(fields)}推得")
    elif field == GRADE and standing.grade is not None:
        fields = [w.field for w in standing.entry_vote.witnesses]
        yield Suggestion(case.context.profile.grades[standing.grade - 1],
                         f"由{field_titles(fields)}推得：{standing.entry_year} 年进入{standing.stage}")
    elif (field == GRADUATION_YEAR and standing.stage is not None
          and standing.entry_year is not None):
        fields = [w.field for w in standing.entry_vote.witnesses]
        year = standing.entry_year + registrar.schooling.years[standing.stage]
        yield Suggestion(in_style_of(year, case.context.cell(case.finding)),
                         f"由{field_titles(fields)}推得：{standing.entry_year} 年进入{standing.stage}")


RULES = (
    Rule(
        "blank", FIELD_KEYS, ERROR, "内容空缺",
        "上报的总库里八项都不能空。“无”“暂无”“待补”“不详”“-”等也算空缺。请按学生的材料补上。",
        {"": "{title}是空的，请按学生的材料补上。"},
        describe=lambda case: {"title": TITLES[case.finding.field or ""]},
        suggest=implied, evidence=implying_lines,
    ),
    Rule(
        "format", FIELD_KEYS, WARNING, "写法不规范",
        "意思清楚，只是写法不统一（多了空格、全角字符、小写 x、“初二”写法等）。可用“一键规范写法”统一，"
        "内容不变。",
        {"": "写法不规范，规范的写法是“{canonical}”。"},
        suggest=lambda case: [Suggestion(case.params["canonical"], "统一写法，内容不变")],
    ),
)
