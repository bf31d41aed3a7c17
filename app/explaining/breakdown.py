"""A number taken apart: each part beside what it should be, and whether it is so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.fields import MAIN_NUMBER, SUB_NUMBER, Field
from models.profile import Part
from validators.engine import Validator
from validators.readings.kinds import form_of
from validators.readings.main_number import EARLIEST_BIRTH, birth_date, canonical_number
from validators.regions import place
from validators.rules.ages import full_years
from validators.student import Student
from validators.votes import Vote


class Verdict(StrEnum):
    """``RIGHT`` is as expected; ``WRONG`` is not; ``DOUBTFUL`` is possible but odd; ``LOST`` is not
    there (all or in part); ``OPEN`` can't be judged by itself."""

    RIGHT = "right"
    WRONG = "wrong"
    DOUBTFUL = "doubtful"
    LOST = "lost"
    OPEN = "open"


class Segment(NamedTuple):
    """One part of a number. ``text`` is what stands there ("" if nothing), ``width`` how many
    characters belong there, ``expected`` what should stand there ("" if unknown); ``note`` is for
    under the part, ``detail`` says what it means."""

    key: str
    title: str
    text: str
    width: int
    verdict: Verdict
    expected: str = ""
    note: str = ""
    detail: str = ""

    def spoken(self) -> str:
        """The part in words, for a screen reader."""
        judged = {Verdict.RIGHT: "相符", Verdict.WRONG: "不符", Verdict.DOUBTFUL: "待核实",
                  Verdict.LOST: "不全", Verdict.OPEN: ""}[self.verdict]
        return "，".join(filter(None, (
            f"{self.title} {self.text or '空缺'}", judged, self.note, self.detail)))


def segments(validator: Validator, row: int, field: str | None) -> list[Segment]:
    """The parts of a row's 学籍主号, 学籍副号 or another number that has parts; none for other fields,
    for blanks and for what has no such parts (another document's number)."""
    student = validator.student(row)
    if field == SUB_NUMBER:
        return list(_sub_number(validator, student))
    if field == MAIN_NUMBER:
        return list(_main_number(validator, student))
    declared = validator.profile.fields.get(field or "")
    if declared is not None and (declared.forms or declared.parts):
        return list(_declared(validator, row, declared, validator.roster.value(row, declared.key)))
    return []


def segments_while_typing(validator: Validator, row: int, column: int, text: str) -> list[Segment]:
    """The parts of a number that is being typed into a cell, judged as far as it goes. None for
    what has no parts: other fields, and a text that is no number of this kind."""
    field = validator.roster.columns[column].key
    student = validator.imagined(row, column, text)
    if field == SUB_NUMBER:
        return list(_sub_number(validator, student))
    if field == MAIN_NUMBER and (student.main.canonical[:-1] or "0").isdigit():
        return list(_main_number(validator, student, typing=True))
    declared = validator.profile.fields.get(field or "")
    if declared is not None and (declared.forms or declared.parts):
        return list(_declared(validator, row, declared, text))
    return []


def missing_digits(parts: Sequence[Segment]) -> int:
    """How many digits are still to come."""
    return sum(max(0, part.width - len(part.text)) for part in parts if part.key != "extra")


# --- 学籍副号 ----------------------------------------------------------------------------------------


def _sub_number(validator: Validator, student: Student) -> Iterator[Segment]:
    sub, profile = student.sub, validator.profile
    text = sub.digits if not sub.sound and sub.digits else sub.canonical
    if not text:
        return
    shifted = False
    for part in profile.parts:
        segment = _sub_part(validator, student, part, part.of(text))
        if shifted and segment.verdict in (Verdict.RIGHT, Verdict.WRONG, Verdict.DOUBTFUL):
            segment = Segment(part.key, part.title, segment.text, part.digits, Verdict.OPEN)
        # behind the first part that is off, digits of a number of the wrong length may stand askew
        shifted = shifted or segment.verdict is Verdict.WRONG and len(text) != profile.sub_length
        yield segment
    if len(text) > profile.sub_length:
        extra = text[profile.sub_length:]
        yield Segment("extra", "多出", extra, len(extra), Verdict.WRONG, note=f"多 {len(extra)} 位")


def _sub_part(validator: Validator, student: Student, part: Part, text: str) -> Segment:
    expected = _expected(validator, student, part)

    def found(verdict: Verdict, note: str = "", detail: str = "") -> Segment:
        return Segment(part.key, part.title, text, part.digits, verdict, expected, note, detail)

    if len(text) < part.digits:
        missing = part.digits - len(text)
        return found(Verdict.LOST, f"缺 {missing} 位" if text else "缺失")
    if not (text.isascii() and (text.isalnum() if part.letters else text.isdigit())):
        return found(Verdict.WRONG, "应是字母或数字" if part.letters else "应是数字")
    if expected:
        return found(Verdict.RIGHT) if text == expected else found(
            Verdict.WRONG, f"应为 {expected}")
    if part.table and text not in part.table or part.value and text != part.value:
        return found(Verdict.WRONG, "无此代码")
    if "stage" in (part.meaning, part.key) and text not in validator.profile.stage_by_code:
        return found(Verdict.WRONG, "无此代码")
    if part is validator.profile.year_part and not validator.registrar.year_is_possible(
            student.sub.canonical):
        return found(Verdict.WRONG, "不可能") if student.sub.sound else found(Verdict.OPEN)
    vote = _vote(student, part)
    if vote is not None and vote.is_odd(SUB_NUMBER):
        return found(Verdict.DOUBTFUL, "互相矛盾")
    if "serial" in (part.meaning, part.key) and not text.strip("0"):
        return found(Verdict.DOUBTFUL, "从 0001 起")
    return found(Verdict.OPEN, detail=part.table.get(text, ""))


def _expected(validator: Validator, student: Student, part: Part) -> str:
    """What the school and the row's other fields say that a part should be; "" if they do not."""
    if part.school:
        code = validator.school.code
        if validator.code_doubted:
            code = ""
        return part.of(code) or part.value
    vote = _vote(student, part)
    if vote is None:
        return part.value
    if vote.agreed is None or not vote.others(SUB_NUMBER):
        return ""
    profile, sub = validator.profile, student.sub
    if isinstance(vote.agreed, str):
        written = part.of(sub.digits or sub.canonical)
        return written if profile.stage_by_code.get(written) == vote.agreed \
            else profile.code_by_stage.get(vote.agreed, "")
    year = validator.registrar.written_year(vote.agreed, student.standing.stage)
    return "" if year is None else profile.year_digits(year)


def _vote(student: Student, part: Part) -> Vote[str] | Vote[int] | None:
    if "stage" in (part.meaning, part.key):
        return student.standing.stage_vote
    is_year = {part.meaning, part.key} & {"entry_year", "graduation_year"}
    return student.standing.entry_vote if is_year else None


# --- other numbers with declared parts -----------------------------------------------------------


def _declared(validator: Validator, row: int, field: Field, raw: str) -> Iterator[Segment]:
    """The parts of a number by the layout that it begins like."""
    text = canonical_number(raw).upper()
    forms = field.forms or (field.parts,)
    form = form_of(text, forms) or next(
        (each for each in forms if each[0].value and text.startswith(each[0].value)),
        forms[0] if len(forms) == 1 else None)
    if not text or form is None:
        return
    wrong = {str(each.params.get("place")) for each in validator.findings(row)
             if each.field == field.key and each.rule == "number-disagrees"}
    for part in form:
        said = part.of(text)
        verdict, note = Verdict.OPEN, ""
        detail = part.table.get(said, "")
        if len(said) < part.digits:
            verdict, note = Verdict.LOST, f"缺 {part.digits - len(said)} 位" if said else "缺失"
        elif part.value and said != part.value:
            verdict, note = Verdict.WRONG, f"应为 {part.value}"
        elif part.table and said not in part.table:
            verdict, note = Verdict.WRONG, "无此代码"
        elif part.place in wrong:
            verdict, note = Verdict.WRONG, "不符"
        elif part.value or part.table:
            verdict = Verdict.RIGHT
        yield Segment(part.key, part.title, said, part.digits, verdict, part.value, note, detail)
    if len(text) > form[-1].end:
        extra = text[form[-1].end:]
        yield Segment("extra", "多出", extra, len(extra), Verdict.WRONG, note=f"多 {len(extra)} 位")


# --- 学籍主号 ----------------------------------------------------------------------------------------

_LAYOUT = (("region", "地区", 6), ("birth", "出生日期", 8), ("order", "顺序码", 3),
           ("check", "校验码", 1))
_OLD_LAYOUT = (("region", "地区", 6), ("birth", "出生日期", 6), ("order", "顺序码", 3))
_LENGTH, _OLD_LENGTH = 18, 15


def _main_number(validator: Validator, student: Student, *, typing: bool = False
                 ) -> Iterator[Segment]:
    main = student.main
    params = {problem.rule: problem.params for problem in main.problems}
    if main.document and not typing or not main.canonical or (
            params.get("main-character", {}).get("variant") == "national"):
        return
    text = params["main-precision"]["digits"] if "main-precision" in params else main.canonical
    old = params.get("main-length", {}).get("variant") == "old" and not typing
    start = 0
    for key, title, width in _OLD_LAYOUT if old else _LAYOUT:
        piece = text[start:start + width]
        start += width
        if len(piece) < width:
            note = f"缺 {width - len(piece)} 位" if piece else "缺失"
            yield Segment(key, title, piece, width, Verdict.LOST, note=note)
        elif not (piece.isascii() and (piece.isdigit() or key == "check" and piece == "X")):
            yield Segment(key, title, piece, width, Verdict.WRONG, note="应是数字")
        elif key != "region" and len(text) not in (_LENGTH, _OLD_LENGTH) and not typing:
            yield Segment(key, title, piece, width, Verdict.OPEN)
        else:
            yield _MAIN_PARTS[key](validator, student, piece)
    if len(text) > _LENGTH:
        extra = text[_LENGTH:]
        yield Segment("extra", "多出", extra, len(extra), Verdict.WRONG, note=f"多 {len(extra)} 位")


def _plausible(student: Student) -> Verdict:
    """``OPEN`` where the check digit fails: then this part may be the miscopied one."""
    failed = any(problem.rule == "main-check-digit" for problem in student.main.problems)
    return Verdict.OPEN if failed else Verdict.RIGHT


def _region(validator: Validator, student: Student, text: str) -> Segment:
    born = student.main.birth
    name = place(text, born.year if born is not None else EARLIEST_BIRTH.year)
    if name is None:
        return Segment("region", "地区", text, 6, Verdict.DOUBTFUL, note="查不到",
                       detail="没有地方用过这个代码")
    return Segment("region", "地区", text, 6, _plausible(student), detail=name)


def _birth(validator: Validator, student: Student, text: str) -> Segment:
    if len(text) == 6:  # a number of the old form has no century
        return Segment("birth", "出生日期", text, 6, Verdict.OPEN, detail="年份只有两位")
    born = birth_date(text)
    if born is None:
        return Segment("birth", "出生日期", text, 8, Verdict.WRONG, note="不是日期")
    if not EARLIEST_BIRTH <= born <= validator.today:
        late = born > validator.today
        return Segment("birth", "出生日期", text, 8, Verdict.WRONG,
                       note="还没有到" if late else "太早")
    age = full_years(born, validator.school.school_year)
    detail = f"{_day(born)}（{age} 岁）" if age >= 0 else _day(born)
    odd = student is validator.student(student.row) and any(
        finding.rule.startswith("age-") for finding in validator.findings(student.row))
    if odd:
        return Segment("birth", "出生日期", text, 8, Verdict.DOUBTFUL, note="年龄不符", detail=detail)
    return Segment("birth", "出生日期", text, 8, _plausible(student), detail=detail)


def _order(validator: Validator, student: Student, text: str) -> Segment:
    male = text[-1] in "13579"
    sex = validator.profile.sexes[0 if male else 1]
    detail = f"{'单数' if male else '双数'}，{sex}"
    said = student.sex.value
    if said is not None and said != sex:
        return Segment("order", "顺序码", text, 3, Verdict.DOUBTFUL, note="性别不符",
                       detail=f"{detail}；性别填的是{said}")
    return Segment("order", "顺序码", text, 3, _plausible(student), detail=detail)


def _check(validator: Validator, student: Student, text: str) -> Segment:
    if student.main.sound:
        return Segment("check", "校验码", text, 1, Verdict.RIGHT, expected=text, detail="与前 17 位相符")
    for problem in student.main.problems:
        if problem.rule == "main-check-digit":
            expected = problem.params["expected"]
            return Segment("check", "校验码", text, 1, Verdict.WRONG, expected,
                           f"应为 {expected}", f"应为 {expected}，由前 17 位算出")
    return Segment("check", "校验码", text, 1, Verdict.OPEN)


_MAIN_PARTS = {"region": _region, "birth": _birth, "order": _order, "check": _check}


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
