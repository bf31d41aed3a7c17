"""学籍主号: resident IDs by GB 11643, and other documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from models.fields import MAIN_NUMBER
from validators.context import Context
from validators.findings import Problem, Suggestion
from validators.one_slip import Slip, doubled_digit, missing_digit, near_dates, slips
from validators.readings.main_number import birth_date, check_digit
from validators.regions import place
from validators.rule import ERROR, WARNING, Case, Rule
from validators.rules.ages import full_years
from validators.rules.misplaced import from_national, hint, is_swapped, right_place, with_national
from validators.student import Student

MOST_SLIPS = 5
CHECKED = ("已核对证件原件，证件上就是这个号码",)
_LENGTH = 18
SCHOOL_AGES = range(5, 21)
"""Plausible ages where the grade is not known."""


def _check_region(student: Student, context: Context) -> Problem | None:
    main = student.main
    if not main.sound or main.birth is None or place(main.canonical[:6], main.birth.year):
        return None
    return Problem("main-region", MAIN_NUMBER, {
        "region": main.canonical[:6], "year": main.birth.year})


def _age_gap(case: Case, birth: date) -> int | None:
    """Years between an age and the usual one of the voted grade; None if it is not plausible."""
    age = full_years(birth, case.context.school.school_year)
    grade = case.who.standing.grade
    if grade is None:
        return 0 if age in SCHOOL_AGES else None
    gap = abs(age - grade - case.context.profile.age_base)
    return gap if gap <= case.context.profile.age_tolerance else None


def _old_form(case: Case) -> Iterator[Suggestion]:
    """The 18-character form of a 15-digit number, which only people born before 2000 have."""
    number = case.who.main.canonical
    if case.params.get("variant") != "old":
        return
    body = number[:6] + "19" + number[6:]
    birth = birth_date(body[6:14])
    if birth is not None and _age_gap(case, birth) is not None:
        yield Suggestion(body + check_digit(body + "0"), "15 位旧号补上年份“19”和校验码")


def _one_slip(case: Case) -> list[Suggestion]:
    """Numbers one slip away from one whose check digit fails."""
    return _plausible(case, slips(case.who.main.canonical, case.context.today))


def _near_dates(case: Case) -> list[Suggestion]:
    """Numbers one slip of the birth date away from one whose date is none."""
    return _plausible(case, near_dates(case.who.main.canonical, case.context.today))


def _right_length(case: Case) -> Iterable[Suggestion]:
    """The 18-character form of an old number, or numbers with the dropped digit put in or the
    doubled one taken out. Where the check digit alone is missing, that is the one."""
    number, today = case.who.main.canonical, case.context.today
    if case.params.get("variant") == "old":
        return _old_form(case)
    if len(number) == _LENGTH - 1:
        found = list(missing_digit(number, today))
        behind = _plausible(case, (slip for slip in found if slip.number[:-1] == number))
        return behind or _plausible(case, found)
    if len(number) == _LENGTH + 1:
        return _plausible(case, doubled_digit(number, today))
    return ()


def _plausible(case: Case, found: Iterable[Slip]) -> list[Suggestion]:
    """The most plausible of several numbers: they agree with the row's sex and the usual age, are
    nobody else's, and rank by how near the age is and whether the region stays."""
    sex = case.who.sex.value
    context = case.context
    ranked: list[tuple[int, int, int, Suggestion]] = []
    for place_in_list, slip in enumerate(found):
        gap = _age_gap(case, slip.birth)
        male = slip.number[16] in "13579"
        if gap is None or sex is not None and (sex == context.profile.sexes[0]) != male \
                or context.is_taken(slip.number):
            continue
        foreign = slip.number[:6] != case.who.main.canonical[:6]
        ranked.append((gap, foreign, place_in_list, Suggestion(
            slip.number, f"{slip.what}后校验码相符，请与证件核对")))
    ranked.sort(key=lambda entry: entry[:3])
    unique = {entry[3].value: entry[3] for entry in reversed(ranked)}
    return [entry[3] for entry in ranked if unique[entry[3].value] is entry[3]][:MOST_SLIPS]


RULES = (
    Rule(
        "main-precision", (MAIN_NUMBER,), ERROR, "主号被 Excel 截断",
        "Excel 把身份证号当数字保存，只留下前 15 位，后三位已经丢失，猜不回来。请按证件重新录入；单元格先设为文本。",
        {"": "这个号码被 Excel 当数字截断，只剩前 {kept} 位，后面的已丢失，请按证件补全。"},
        describe=lambda case: {"kept": len(case.params["digits"])}, suggest=from_national,
    ),
    Rule(
        "main-character", (MAIN_NUMBER,), ERROR, "主号含不该有的字符",
        "居民身份证号只由数字组成，最后一位可以是 X。G、L、J 开头加 18 位的是全国学籍号，应填在别的列。",
        {"": "身份证号里不应有“{strange}”（只有最后一位可以是 X）。",
         "national": "这是全国学籍号（{letter} 加 18 位），不是身份证号，可能填错了列；这里请填证件号码。"},
        suggest=lambda case: with_national(case, right_place(case)),
    ),
    Rule(
        "main-length", (MAIN_NUMBER,), ERROR, "主号位数不对",
        "居民身份证号是 18 位。15 位的是旧号，可换成 18 位。",
        {"": "身份证号应是 18 位，现在是 {length} 位。{hint}",
         "old": "这是 15 位的旧身份证号，应换成 18 位。"},
        describe=lambda case: {"hint": hint(case)},
        suggest=lambda case: right_place(case) if is_swapped(case) else with_national(
            case, _right_length(case)),
    ),
    Rule(
        "main-birth-date", (MAIN_NUMBER,), ERROR, "主号里的出生日期不对",
        "身份证号第 7 到 14 位是出生日期，应是真实存在的、不晚于今天的日子。",
        {"": "第 7 到 14 位“{date}”不是一个日期，请与证件核对。",
         "future": "第 7 到 14 位“{date}”这一天还没有到，请与证件核对。",
         "ancient": "第 7 到 14 位“{date}”早于 1900 年，请与证件核对。"},
        blame="出生日期不对", suggest=lambda case: with_national(case, _near_dates(case)),
    ),
    Rule(
        "main-check-digit", (MAIN_NUMBER,), ERROR, "身份证校验码不符",
        "身份证号最后一位由前 17 位算出，算出来不符说明至少有一位抄错。请与证件核对；证件上确实如此的，确认情况属实。",
        {"": "最后一位应是 {expected}，现在是 {check}，说明 18 位里至少有一位抄错。"},
        confirmable=True, suggest=lambda case: with_national(case, _one_slip(case)),
        reasons=CHECKED,
        blame="身份证校验码不符",
    ),
    Rule(
        "main-region", (MAIN_NUMBER,), WARNING, "主号地区码查不到",
        "身份证号前六位是地区代码。从学生出生那年到现在都没有地方用过这个代码，可能抄错。",
        {"": "从 {year} 年到现在，没有地方用过地区代码 {region}，请与证件核对。"},
        check=_check_region, reasons=CHECKED, blame="主号地区码查不到",
    ),
    Rule(
        "main-document", (MAIN_NUMBER,), WARNING, "非居民身份证件",
        "看起来是港澳台或外国证件的号码，不能按身份证的规则检查。请与证件核对后确认情况属实。",
        {"": "这不是居民身份证号，像是其他证件的号码，请与证件核对后确认。",
         "date": "这是 8 位数字，像是出生日期而不是证件号码，请与证件核对；确是证件号码的再确认。"},
        reasons=("港澳台居民证件", "外籍学生护照", "已核对证件原件"),
        hint="已核对证件的，写明是哪种证件",
    ),
)
