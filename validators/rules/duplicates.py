"""The same number, or the same person, in several rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.fields import MAIN_NUMBER, NAME, SUB_NUMBER
from validators.rule import ERROR, WARNING, Case, GroupRule
from validators.student import Student

SHOWN_ROWS = 5


def _other_rows(case: Case) -> Mapping[str, Any]:
    rows, total = case.context.first_related(case.finding, SHOWN_ROWS)
    labels = "、".join(case.context.row_label(row) for row in rows)
    return {"rows": labels if len(rows) == total else f"{labels}等 {total} 行"}


def _sound_sub_number(student: Student) -> str | None:
    return student.sub.canonical if student.sub.sound else None


RULES = (
    GroupRule(
        "main-duplicate", (MAIN_NUMBER,), ERROR, "学籍主号重复",
        "一个证件号码只能属于一名学生。可能是同一名学生录了两遍（删去一行），也可能其中一行抄错了号码。",
        {"": "这个学籍主号与{rows}相同。请核对是录了两遍，还是其中一行抄错。",
         "caused": "这个学籍主号与{rows}相同。{explained}"},
        confirmable=True, describe=_other_rows, key=lambda student: student.main.identity,
        # the rows share one number: only what disagrees with it in its row tells whose it is
        faults=frozenset(("sex-mismatch", "age-unusual")),
        reasons=("已核对证件，确是两名学生，已报公安部门更正",),
    ),
    GroupRule(
        "sub-duplicate", (SUB_NUMBER,), ERROR, "学籍副号重复",
        "学籍副号一人一号，不得重复使用。请查原始材料，看哪一行写错。",
        {"": "这个学籍副号与{rows}相同。请查原始材料，看哪一行写错。",
         "caused": "这个学籍副号与{rows}相同。{explained}"},
        describe=_other_rows, key=_sound_sub_number,
        faults=frozenset(("sub-stage", "sub-entry-year", "sub-school-code")), by_offer=True,
    ),
    GroupRule(
        "same-person", (NAME,), WARNING, "可能是同一名学生",
        "姓名和出生日期都相同而学籍主号不同，可能是同一名学生录了两遍、其中一次号码有误。确是两名学生的，确认情况属实。",
        {"": "与{rows}姓名、出生日期都相同，学籍主号却不同，可能是同一名学生。",
         "caused": "与{rows}姓名、出生日期都相同，学籍主号却不同。{explained}"},
        describe=_other_rows, key=lambda student: student.person,
        apart=lambda student: student.main.canonical,
        faults=frozenset(("main-check-digit", "main-region")), vanishing="疑问",
        reasons=("确是两名学生，已核对证件原件",),
    ),
)
