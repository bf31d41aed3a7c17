"""Fields with a known set of writings: what is neither canonical nor understood."""

from __future__ import annotations

from models.fields import CLASS_NAME, GRADE, GRADUATION_YEAR, SEX, STAGE
from validators.evidence import implying_lines
from validators.rule import ERROR, Rule
from validators.rules.writing import implied

RULES = (
    Rule(
        "sex-value", (SEX,), ERROR, "性别看不懂",
        "性别只能是“男”或“女”。",
        {"": "性别只能填“男”或“女”。"},
        suggest=implied, evidence=implying_lines,
    ),
    Rule(
        "stage-value", (STAGE,), ERROR, "学段看不懂",
        "学段只能是“小学”“初中”“高中”或“特教”。",
        {"": "学段只能填{stages}。"},
        describe=lambda case: {"stages": "、".join(
            f"“{stage.title}”" for stage in case.context.profile.stages)},
        suggest=implied, evidence=implying_lines,
    ),
    Rule(
        "grade-value", (GRADE,), ERROR, "年级看不懂",
        "年级请写成“一年级”到“九年级”或“高一”“高二”“高三”。“初中一年级”在五四制里说不清是六年级还是七年级，"
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
        "graduation-value", (GRADUATION_YEAR,), ERROR, "毕业届别看不懂",
        "毕业届别请写成“2013届”或“2013”。",
        {"": "看不出是哪一届，请写成“2013届”或“2013”这样的四位年份。"},
        suggest=implied, evidence=implying_lines,
    ),
)
