"""The file as a whole: columns, school code, schooling system, class sizes, gaps in 学生码."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.fields import FIELD_KEYS
from validators.context import Context
from validators.findings import Finding
from validators.rule import ERROR, WARNING, Case, Rule
from validators.rules.ages import check_unusual
from validators.texts import some

SHOWN_SERIALS = 10
SHOWN_PLACES = 5


def _missing_columns(context: Context) -> Iterator[Mapping[str, Any]]:
    for key in context.roster.missing_fields():
        if key in context.profile.required:
            yield {"field": key, "title": context.profile.fields.title(key)}


def _wrong_code(context: Context) -> Iterator[Mapping[str, Any]]:
    if context.code_doubted:
        code = context.school.code
        codes = context.census.foreign_codes(code)
        yield {"code": code, "count": codes.total(), "rows": len(context.roster),
               "most": max(codes, key=lambda each: (codes[each], each))}


_OF_SYSTEM = frozenset((
    "sub-stage", "sub-entry-year", "stage-mismatch", "grade-mismatch", "graduation-mismatch",
    "class-mismatch", "age-unusual"))


def _only_in_this_system(case: Case, finding: Finding) -> bool:
    """Whether a finding of a row would be gone in the system that ``school-system`` names."""
    if finding.rule not in _OF_SYSTEM or finding.row is None:
        return False
    other = case.context.student_under(case.params["system"], finding.row)
    if finding.rule == "age-unusual":
        return check_unusual(other, case.context) is None
    return all((problem.rule, problem.field) != (finding.rule, finding.field)
               for problem in other.standing.problems)


def _unread(context: Context) -> Iterator[Mapping[str, Any]]:
    account = context.roster.account
    if account.unaccounted:
        several = len({place.sheet for place in account.unaccounted}) > 1 \
            or len(context.roster.sheets) > 1
        places = [place.text(several or place.row is None) for place in account.unaccounted]
        yield {"places": places, "count": len(places)}


RULES = (
    Rule(
        "unread", (), ERROR, "有内容没有读入",
        "文件里有些地方像是学生，却没有作为学生读入：并排的另一组、没有表头的工作表、挤在一格里的几行、没写完的网页标记等。"
        "请逐处看一看：确是漏读的，在 Excel 或 WPS 中整理好再打开；不是学生的，确认情况属实。",
        {"": "名册里有 {count} 处像是学生的内容没有读入，请逐处核对：{shown}。"},
        confirmable=True, check_file=_unread,
        describe=lambda case: {"shown": some(case.params["places"], SHOWN_PLACES, "处", "；")},
        reasons=("已逐处看过，不是本校学生", "已逐处看过，没有漏读的学生"),
        hint="逐处看过、确实没有漏读学生的，写明原因", leads=True,
    ),
    Rule(
        "missing-column", FIELD_KEYS, ERROR, "缺少一列",
        "总库必须有地区规定的各项。可在表头对应里指定，或加上这一列再填。",
        {"": "名册里没有“{title}”这一列，请指定是哪一列，或加上这一列再填写。"},
        check_file=_missing_columns, leads=True,
        subject=lambda finding: str(finding.params["title"]),
    ),
    Rule(
        "school-code", (), ERROR, "学校代码与名册不符",
        "给定的（或文件名里的）学校代码与过半学生的学籍副号开头的学校代码不同，多半是学校代码填错，或拿错了名册。",
        {"": "学校代码 {code} 与 {count} 名学生（共 {rows} 名）的学籍副号前几位不同（多数是 {most}），请先核对学校代码。"},
        check_file=_wrong_code, leads=True,
    ),
    Rule(
        "school-system", (), WARNING, "学制可能选错",
        "许多学生的年级、届别只有按另一种学制才对得上，请先核对学制。",
        {"": "有 {count} 名学生的学段、年级、届别只有按 {system} 学制才对得上，请核对学制（现在按 {current}）。"},
        check_file=lambda context: context.census.other_system(len(context.roster)),
        reasons=("本校学制确实如此，已核对",),
        blame="请先核对学制：改用 {system} 学制后，这一处会随之消失。", explains=_only_in_this_system,
        leads=True,
    ),
    Rule(
        "class-size", (), WARNING, "班级人数异常",
        "一个班的人数不到同年级其他班中位数的一半，或超过两倍，可能漏了学生或班级填错。",
        {"": "{grade}“{name}”有 {size} 人，同年级其他班通常 {median} 人，请核对是否漏人或填错班级。"},
        check_file=lambda context: context.census.odd_classes(),
        subject=lambda finding: f"{finding.params['grade']} {finding.params['name']}",
        reasons=("班级人数属实，已与班主任核对", "特色班（小班或合班）"),
        hint="如小班、合班，需写明原因",
    ),
    Rule(
        "serial-gap", (), WARNING, "可能漏人（学生码断号）",
        "同一学段、同一年入学的学生码中间有缺号，可能漏了学生。转出、注销的学生留下的缺号，确认情况属实即可。",
        {"": "{stage} {year} 年入学的学生码从 {lowest} 到 {highest}，缺 {missing}，请核对是否漏人。"},
        check_file=lambda context: context.census.serial_gaps(),
        describe=lambda case: {"missing": some(
            case.params["serials"], SHOWN_SERIALS, "个")},
        subject=lambda finding: f"{finding.params['stage']} {finding.params['year']}",
        reasons=("缺号的学生已转出或注销，没有漏人", "这些号码没有发过"),
        hint="如已转出、注销或没有发过",
    ),
)
