"""Fields that must agree: the votes on stage and entry year, the class's grade, sex and ID."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from models.fields import CLASS_NAME, GRADE, GRADUATION_YEAR, SEX, STAGE, SUB_NUMBER
from validators.context import Context
from validators.evidence import entry_lines, sex_lines, speaker, stage_lines
from validators.findings import Problem, Statement, Suggestion
from validators.readings.graduation import in_style_of
from validators.rule import ERROR, Case, Rule
from validators.student import Student
from validators.texts import REPEATED, REPEATED_HINT, field_titles

_NUMERALS = "一二三四五六七八九"


# --- what a vote says ----------------------------------------------------------------------------


def _describe_vote(case: Case) -> Mapping[str, Any]:
    others = case.params.get("others", ())
    agreed, fields = case.params.get("agreed"), case.context.profile.fields
    return {
        "others": field_titles((field for field, _, _ in others), fields) if others else "",
        "each": "，".join(f"按{fields.title(field)}是{_in_words(said)}"
                         for field, _, said in others),
        "agreed": agreed,
    }


def _alternatives(case: Case) -> tuple[Any, ...]:
    """What the cell should say: the agreed value, or without a majority each of the others'."""
    if case.params.get("variant") == "outvoted":
        return (case.params["agreed"],)
    return tuple(dict.fromkeys(said for _, _, said in case.params.get("others", ())))


def _why(case: Case, said: Any) -> str:
    fields = [field for field, _, value in case.params["others"] if value == said]
    named = field_titles(fields, case.context.profile.fields)
    return f"{named}一致" if len(fields) > 1 else f"按{named}"


# --- suggestions ---------------------------------------------------------------------------------


def _stage_digits(case: Case) -> Iterator[Suggestion]:
    variant, profile = case.params["variant"], case.context.profile
    part = profile.part("stage")
    if variant == "old" or part is None:
        return
    number, codes = case.who.sub.canonical, profile.code_by_stage
    if variant == "unknown":
        agreed = case.who.standing.stage
        if agreed is not None:
            fields = [w.field for w in case.who.standing.stage_vote.witnesses]
            yield Suggestion(part.put(number, codes.get(agreed, part.of(number))),
                             f"由{field_titles(fields, profile.fields)}推得，只改学段代码")
        return
    # Where nothing vouches for the entry year it may be an old number in which more is to change.
    unsure = case.who.standing.entry_year is None
    for said in _alternatives(case):
        yield Suggestion(part.put(number, codes.get(said, part.of(number))),
                         f"{_why(case, said)}，只改学段代码", unsure)


def _year_digits(case: Case) -> Iterator[Suggestion]:
    profile = case.context.profile
    part = profile.year_part
    if part is None:
        return
    number = case.who.sub.canonical
    possible = range(profile.first_entry_year, case.context.school.school_year + 1)
    if case.params["variant"] == "impossible":
        agreed = case.who.standing.entry_year
        if agreed is not None and agreed in possible:
            fields = [w.field for w in case.who.standing.entry_vote.witnesses]
            yield Suggestion(part.put(number, _as_written(case, agreed)),
                             f"由{field_titles(fields, profile.fields)}推得，只改{part.title}")
        return
    for said in _alternatives(case):
        if said in possible:
            yield Suggestion(part.put(number, _as_written(case, said)),
                             f"{_why(case, said)}，只改{part.title}")


def _as_written(case: Case, entry: int) -> str:
    """An entry year as the number writes it, be it that of primary grade one or of leaving."""
    year = case.context.registrar.written_year(entry, case.who.standing.stage)
    return case.context.profile.year_digits(entry if year is None else year)


def _stages(case: Case) -> Iterator[Suggestion]:
    for said in _alternatives(case):
        yield Suggestion(said, _why(case, said))


def _grades(case: Case) -> Iterator[Suggestion]:
    context, standing = case.context, case.who.standing
    if standing.stage_vote.is_odd(GRADE):
        yield from _grades_of_stages(case)
        return
    if standing.stage is None:
        return
    for said in _alternatives(case):
        grade = context.registrar.schooling.grade(
            standing.stage, said, context.school.school_year)
        if grade is not None:
            yield Suggestion(context.profile.grades[grade - 1],
                             f"{_why(case, said)}：{said} 年进入{standing.stage}")


def _grades_of_stages(case: Case) -> Iterator[Suggestion]:
    """For a 年级 outvoted on the stage: the grades that 副号's year and 届别 imply within it."""
    context, student = case.context, case.who
    schooling, year = context.registrar.schooling, context.school.school_year
    digit = next((witness.said for witness in student.standing.stage_vote.witnesses
                  if witness.field == SUB_NUMBER), None)
    given: dict[int, str] = {}
    for stage in _alternatives(case):
        entries: list[tuple[str, int | None]] = []
        if digit in (None, stage):  # else the number would be outvoted, and its year not count
            entries.append((SUB_NUMBER, context.registrar.head_year(
                student.sub.canonical if student.sub.sound else "", stage)))
        graduation = context.graduation_year(student)
        if graduation is not None:
            entries.append((GRADUATION_YEAR, graduation - schooling.years[stage]))
        for field, entry in entries:
            grade = None if entry is None else schooling.grade(stage, entry, year)
            if grade is not None:
                title = context.profile.fields.title(field)
                given.setdefault(grade, f"学段是{stage}，按{title}推得 {entry} 年入学")
    for grade, why in given.items():
        yield Suggestion(context.profile.grades[grade - 1], why)


def _graduations(case: Case) -> Iterator[Suggestion]:
    standing = case.who.standing
    if standing.stage is None:
        return
    years = case.context.registrar.schooling.years[standing.stage]
    style = case.context.cell(case.finding)
    for said in _alternatives(case):
        yield Suggestion(in_style_of(said + years, style),
                         f"{_why(case, said)}：{said} 年进入{standing.stage}，读 {years} 年")


def _class_of_grade(case: Case) -> Iterator[Suggestion]:
    """The class text with the grade that it names replaced, in its own way of naming grades."""
    context, grade = case.context, case.who.standing.grade
    reading = context.class_of(case.finding)
    if grade is None or reading.value is None:
        return
    prefix = reading.value.prefix
    title = context.profile.grades[grade - 1]
    if re.fullmatch(r"\d{1,2}", prefix):
        new = str(grade)
    elif re.fullmatch(r"\d{1,2}年级", prefix):
        new = f"{grade}年级"
    elif re.fullmatch(r"[一二三四五六七八九十]{1,2}", prefix) and grade <= len(_NUMERALS):
        new = _NUMERALS[grade - 1]
    elif prefix.startswith("初") and 7 <= grade <= 9:
        new = "初" + _NUMERALS[grade - 7]
    else:
        new = title
    yield Suggestion(new + reading.canonical[len(prefix):], f"这名学生在{title}")


def _check_sex(student: Student, context: Context) -> Problem | None:
    if not student.main.sound or student.sex.value is None:
        return None
    expected = context.sex_of(student)
    if student.sex.value == expected:
        return None
    return Problem("sex-mismatch", SEX, {"said": student.sex.value, "expected": expected})


# --- evidence ------------------------------------------------------------------------------------


def _digit_lines(case: Case) -> Iterator[Statement]:
    yield from stage_lines(case)
    if case.params.get("variant") == "old":
        yield from entry_lines(case)


def _grade_lines(case: Case) -> Iterator[Statement]:
    return stage_lines(case) if case.who.standing.stage_vote.is_odd(GRADE) else entry_lines(case)


def _class_lines(case: Case) -> Iterator[Statement]:
    title = case.context.profile.fields.title(CLASS_NAME)
    yield Statement(f"按{title}“{case.context.cell(case.finding)}”",
                    str(case.params["named"]), True)
    standing, context = case.who.standing, case.context
    for witness in standing.entry_vote.witnesses:
        grade = None if standing.stage is None else context.registrar.schooling.grade(
            standing.stage, witness.said, context.school.school_year)
        if grade is not None:
            yield Statement(speaker(witness, context.profile.fields),
                            context.profile.grades[grade - 1])


RULES = (
    Rule(
        "sub-stage", (SUB_NUMBER,), ERROR, "副号的学段代码不符",
        "学籍副号里有学段代码，应与学段、年级一致。升入新学段的学生要发新号，旧号不能再用。",
        {"outvoted": "学籍副号里的学段是{said}，而{others}都说明是{agreed}。",
         "split": "学籍副号里的学段是{said}，而{each}，互相矛盾，请查原始材料。",
         "unknown": "学籍副号{place}是 {said}，不是学段代码（{codes}）。",
         "old": "这是{said}时的旧学籍副号：学段和入学年份都与现在的{agreed}不符。升学后要换新号，请查本校发的新号。"},
        describe=_describe_vote, suggest=_stage_digits, evidence=_digit_lines,
        blame="学段代码已判为有误",
    ),
    Rule(
        "sub-entry-year", (SUB_NUMBER,), ERROR, "入学年份不符",
        "学籍副号里的入学年份是进入本学段第一个年级的年份，应与年级、毕业届别一致。留级、休学、跳级的学生，确认情况属实即可。",
        {"outvoted": "学籍副号里的入学年份是 {said}，而{others}都说明是 {agreed} 年入学。",
         "split": "学籍副号里的入学年份是 {said}，而{each}，互相矛盾，请查原始材料。",
         "impossible": "学籍副号里的入学年份是 {said}，应在 {first} 到 {last} 年之间。"},
        confirmable=True, describe=_describe_vote, suggest=_year_digits, evidence=entry_lines,
        blame="入学年份已判为有误",
        reasons=REPEATED, hint=REPEATED_HINT,
    ),
    Rule(
        "sub-graduation-year", (SUB_NUMBER,), ERROR, "副号里的届别不符",
        "有的地区学籍副号里写的是毕业届别，应与毕业届别、年级一致。留级、休学、跳级的学生，确认情况属实即可。",
        {"outvoted": "由学籍副号里的届别推出 {said} 年入学，而{others}都说明是 {agreed} 年入学。",
         "split": "由学籍副号里的届别推出 {said} 年入学，而{each}，互相矛盾，请查原始材料。",
         "impossible": "学籍副号里的届别是 {said}，现在的学生不会是这一届。"},
        confirmable=True, describe=_describe_vote, suggest=_year_digits, evidence=entry_lines,
        reasons=REPEATED, hint=REPEATED_HINT,
    ),
    Rule(
        "stage-mismatch", (STAGE,), ERROR, "学段不符",
        "学段应与学籍副号里的学段代码、年级一致。",
        {"outvoted": "学段填的是{said}，而{others}都说明是{agreed}。",
         "split": "学段填的是{said}，而{each}，互相矛盾，请查原始材料。"},
        describe=_describe_vote, suggest=_stages, evidence=stage_lines,
    ),
    Rule(
        "grade-mismatch", (GRADE,), ERROR, "年级不符",
        "年级应与学段、学籍副号里的入学年份、毕业届别一致。留级、休学、跳级的学生，确认情况属实即可。",
        {"outvoted": "由年级“{text}”推出{said}，而{others}都说明是{agreed}。",
         "split": "由年级“{text}”推出{said}，而{each}，互相矛盾，请查原始材料。"},
        confirmable=True,
        describe=lambda case: {
            **_describe_vote(case),
            "said": _in_words(case.params["said"]),
            "agreed": _in_words(case.params.get("agreed"))},
        suggest=_grades, evidence=_grade_lines, reasons=(*REPEATED, "随班就读"),
        hint=REPEATED_HINT,
    ),
    Rule(
        "graduation-mismatch", (GRADUATION_YEAR,), ERROR, "毕业届别不符",
        "毕业届别 = 入学年份 + 本学段年数。留级、休学、跳级的学生，确认情况属实即可。",
        {"outvoted": "由毕业届别“{text}”推出 {said} 年入学，而{others}都说明是 {agreed} 年入学。",
         "split": "由毕业届别“{text}”推出 {said} 年入学，而{each}，互相矛盾，请查原始材料。"},
        confirmable=True, describe=_describe_vote, suggest=_graduations, evidence=entry_lines,
        reasons=REPEATED, hint=REPEATED_HINT,
    ),
    Rule(
        "class-mismatch", (CLASS_NAME,), ERROR, "班级与年级不符",
        "班级名称里写明的年级，应与学生所在的年级一致。",
        {"": "班级里写的是{named}，而这名学生在{voted}。"},
        suggest=_class_of_grade, evidence=_class_lines,
    ),
    Rule(
        "sex-mismatch", (SEX,), ERROR, "性别与身份证不符",
        "身份证号第 17 位单数为男、双数为女。校验码相符的号码很少抄错，多半是性别填错。",
        {"": "性别填的是{said}，而学籍主号第 17 位说明是{expected}。"},
        confirmable=True, check=_check_sex, evidence=sex_lines, blame="性别与这个号码不符",
        suggest=lambda case: [Suggestion(
            case.context.profile.written(SEX, case.params["expected"]), "学籍主号第 17 位：单数为男，双数为女")],
    ),
)


def _in_words(said: Any) -> str:
    """A stage as it is, an entry year as ``2009 年入学``."""
    return f" {said} 年入学" if isinstance(said, int) else str(said)
