"""学籍副号 by itself: damage, characters, length, school code, 学生码."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.fields import SUB_NUMBER
from validators.context import Context
from validators.findings import Problem, Suggestion
from validators.rule import ERROR, WARNING, Case, Rule
from validators.rules.misplaced import hint, is_swapped, right_place
from validators.student import Student


def _check_serial(student: Student, context: Context) -> Problem | None:
    if student.serial != 0:
        return None
    part = context.profile.part("serial")
    serial = part.of(student.sub.canonical) if part is not None else ""
    return Problem("sub-serial", SUB_NUMBER, {
        "serial": serial, "part": part.title if part is not None else "",
        "first": "1".zfill(len(serial))})


def _describe_damage(case: Case) -> Mapping[str, Any]:
    """How many digits are left, and what stood in those that are not."""
    kept, profile = len(case.params["digits"]), case.context.profile
    serial = profile.part("serial")
    whole = serial is not None and serial.start == kept and serial.end == profile.sub_length
    return {"kept": kept, "lost": serial.title if serial is not None and whole else
            f"后 {profile.sub_length - kept} 位" if profile.sub_length > kept else "后面的"}


def _zero_filled(case: Case) -> Iterator[Suggestion]:
    """A 学生码 that lost its leading zeros, where everything before it is as expected."""
    context, number = case.context, case.who.sub.canonical
    head = context.expected_head(case.who)
    missing = context.profile.sub_length - len(number)
    first = context.profile.parts[0].value
    if missing == 1 and first.startswith("0") and ("0" + number).startswith(first):
        yield Suggestion("0" + number, "号码被当成数字保存，开头的 0 丢了")
    if head and missing > 0 and number.startswith(head) and number[len(head):].strip("0"):
        yield Suggestion(head + "0" * missing + number[len(head):],
                         f"前面各段都对，只是{case.context.serial_title}开头少了 0")


def _right_code(case: Case) -> Iterator[Suggestion]:
    code = case.context.school.code
    if not code:
        return
    yield Suggestion(code + case.who.sub.canonical[len(code):], f"本校的学校代码是 {code}")


RULES = (
    Rule(
        "sub-precision", (SUB_NUMBER,), ERROR, "副号被 Excel 截断",
        "Excel 把长号码当数字保存，只留下前 15 位，后面的学生码已经丢失，猜不回来。请查原始材料重新录入；"
        "许多学生的副号后几位同时变成 0000 就是这个原因。",
        {"": "这个号码被 Excel 当数字截断，只剩前 {kept} 位，{lost}已丢失，请查原始材料补全。"},
        describe=_describe_damage,
    ),
    Rule(
        "sub-character", (SUB_NUMBER,), ERROR, "副号含非数字",
        "学籍副号只由数字组成。",
        {"": "学籍副号只能是数字，里面有“{strange}”。{hint}",
         "part": "学籍副号{place}只能是数字，里面有“{strange}”。{hint}"},
        describe=lambda case: {"hint": hint(case)},
        suggest=right_place,
    ),
    Rule(
        "sub-length", (SUB_NUMBER,), ERROR, "副号位数不对",
        "学籍副号有几位、每一段是什么，由地区规定，多一位少一位都不行。",
        {"": "学籍副号应是 {right} 位，现在是 {length} 位。{hint}"},
        describe=lambda case: {"hint": hint(case)},
        suggest=lambda case: right_place(case) if is_swapped(case) else _zero_filled(case),
    ),
    Rule(
        "sub-school-code", (SUB_NUMBER,), ERROR, "副号的学校代码不符",
        "同一所学校学生的学籍副号，开头都是本校的学校代码。转入的学生也要换成本校发的新号。",
        {"": "学籍副号开头的学校代码是 {said}，本校是 {code}。",
         "part": "学籍副号{place}是{part}，没有“{said}”这个代码。"},
        suggest=_right_code, blame="学校代码已判为有误",
    ),
    Rule(
        "sub-serial", (SUB_NUMBER,), WARNING, "学生码是 0000",
        "学生码从 0001 编起。0000 多半是号码被 Excel 截断后留下的。",
        {"": "{part}是 {serial}，应从 {first} 编起，请查原始材料。"},
        check=_check_serial, reasons=("区里核发的就是这个号码",),
    ),
)
