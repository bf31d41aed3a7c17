"""What the roster itself says about its school: the code and the school year (domain §7, end)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from models.fields import (
    CLASS_NAME, ENTRY_MONTH, GRADE, GRADUATION_YEAR, MAIN_NUMBER, SCHOOL_ID, STAGE, SUB_NUMBER)
from models.profile import Profile, Schooling
from models.roster import Roster
from models.school import CODE_DIGITS, School, parse_file_name, school_year_of
from validators.readings.choices import stage_reader
from validators.readings.class_name import class_reader
from validators.readings.grade import grade_reader
from validators.readings.graduation import read_graduation
from validators.readings.sub_number import SubNumber, read_sub_number
from validators.readings.text import narrow, without_blanks
from validators.together import USUAL_AGE, birth_of, column, year_together


def infer_school(roster: Roster, profile: Profile, today: date, *, code: str | None = None,
                 name: str | None = None, school_year: int | None = None,
                 system: str | None = None) -> School:
    """The school of a roster. What is given counts; else the file name in the required form; else
    what most numbers say; the school year at last from today's date. Code and name may stay "". The
    schooling system is the profile's own unless another of its systems is given."""
    named = _named(roster.path.stem, profile)
    patterns = _patterns(roster, profile)
    if code is None:
        code = named[0] if named else ""
        code = code or _shared_code(patterns, profile) or _written_code(roster, profile)
    if name is None:
        name = named[1] if named else ""
    basis = "given"
    if school_year is None:
        school_year, basis = _year_and_basis(roster, patterns, profile, today, system)
    return School(code, name, school_year, system or profile.system, basis)


def _named(stem: str, profile: Profile) -> tuple[str, str] | None:
    """Code and full name in the file's name, if it has the form that the region wants."""
    if not profile.outputs.master:
        return parse_file_name(stem, profile.school_code_length or CODE_DIGITS)
    from models.writing.master_form import read_master  # few regions name files otherwise

    return read_master(stem, profile)


def _year_and_basis(roster: Roster, patterns: list[_Pattern], profile: Profile, today: date,
                    system: str | None) -> tuple[int, str]:
    """The school year and how it is known (``School.year_basis``), the surest way first; in the
    system that is given, else in the one that fits best."""
    systems = profile.all_systems if system is None else (system,)
    if year := _implied_year(roster, patterns, profile, today, systems):
        return year, "rows"
    if year := _year_of_entries(roster, profile, today, systems[0]):
        return year, "rows"
    if year := (_year_of_graduations(roster, profile, today, systems[0])
                or year_together(roster, profile, today, systems)):
        return year, "graduation"
    if year := year_in_titles(roster.above):
        return year, "title"
    return school_year_of(today), "today"


def year_in_titles(above: Iterable[str]) -> int | None:
    """The school year that a text above the header names (``2012学年``, ``2012年11月``), or None."""
    texts = [narrow(text) for text in above]
    for pattern in (_SCHOOL_YEAR, _MONTH):
        for text in texts:
            if match := pattern.search(text):
                year = int(match[1])
                return year if pattern is _SCHOOL_YEAR or int(match[2]) >= 9 else year - 1
    return None


def name_in_titles(above: Iterable[str]) -> str:
    """The school's name that a text above the header gives (a 填报单位 or 学校名称 cell, else a title
    with …学校, …中学 or …小学), to be offered and not taken silently; "" without any."""
    texts = [without_blanks(narrow(text)) for text in above]
    for i, text in enumerate(texts):
        if match := _LABEL.match(text):
            rest = text[match.end():] or (texts[i + 1] if i + 1 < len(texts) else "")
            if found := _SCHOOL_NAME.search(rest):
                return found[0]
    return next((found[0] for text in texts if (found := _SCHOOL_NAME.search(text))
                 and not _NO_NAME.fullmatch(found[0])), "")


_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d{2})(?:\s*[-—–~至]+\s*20\d{2})?\s*学年")
_MONTH = re.compile(r"(?<!\d)(20\d{2})\s*[年.\-/]\s*(1[0-2]|0?[1-9])(?!\d)")
_LABEL = re.compile(r"(?:填报单位|填报学校|学校名称|学校全称|学校|单位)(?:\(盖?章?公?章?\))?[::]?")
_SCHOOL_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:学校|中学|小学)(?![部生段])(?:\((?![盖公]章)[\u4e00-\u9fff]+\))?")
_NO_NAME = re.compile(r"(?:全|本|我|各)?(?:学校|中学|小学)")

_Pattern = tuple[SubNumber, str, str, str, int]
"""学籍副号, texts of 年级, 学段 and 毕业届别, and how many rows have them."""


def _patterns(roster: Roster, profile: Profile) -> list[_Pattern]:
    """学籍副号 (without 学生码), 年级, 学段 and 毕业届别 as they repeat, with how often: few, even in big
    rosters."""
    length, kept = profile.sub_length, profile.head_length
    sub, *others = (roster.index(key) for key in (SUB_NUMBER, GRADE, STAGE, GRADUATION_YEAR))
    if sub is None:
        return []
    numbers = [number[:kept] if len(number) == length and number.isdigit() else number
               for number in column(roster, sub)]
    counted = Counter(zip(numbers, *(column(roster, index) for index in others)))
    padding = "0" * (length - kept)
    return [(read_sub_number(number + padding if len(number) == kept and number.isdigit()
                             else number, profile), *texts, count)
            for (number, *texts), count in counted.items()]


def _shared_code(patterns: list[_Pattern], profile: Profile) -> str:
    """The leading digits that more than half of the numbers share; damaged numbers count."""
    codes: Counter[str] = Counter()
    numbers = 0
    for sub, *_, count in patterns:
        if sub.canonical:
            numbers += count
            if code := sub.leading(profile.code_length):
                codes[code] += count
    for code, count in codes.most_common(1):
        if count * 2 > numbers:
            return code
    return ""


class _Cells:
    """What cells that repeat say under a profile, each text read once."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        read_stage, read_grade = stage_reader(profile), grade_reader(profile)
        self.stage = cache(lambda text: read_stage(text).value)
        self.grade = cache(lambda text: read_grade(text).value)
        self.leaving = cache(lambda text: read_graduation(text).value)


def _implied_year(roster: Roster, patterns: list[_Pattern], profile: Profile, today: date,
                  systems: Sequence[str]) -> int | None:
    """The school year that most rows imply by entry year and 年级, in the schooling system in which
    most of them agree in all; the profile's own of equals. Only where no sound number says anything
    do damaged ones speak, whose entry year Excel has left whole."""
    cells = _Cells(profile)
    for sound in (True, False):
        found: list[tuple[int, int]] = []
        for system in systems:
            schooling = profile.schooling(system)
            years: Counter[int] = Counter()
            agreeing: Counter[int] = Counter()
            for sub, grade, stage, leaving, count in patterns:
                implied = _year_of(sub, grade, stage, leaving, cells, schooling) \
                    if sub.sound is sound else None
                if implied is not None:
                    years[implied[0]] += count
                    agreeing[implied[0]] += count * implied[1]
            if year := _most(years, profile, today):
                found.append((agreeing[year], year))
        if found:
            most = max(found)[0]
            best = list(dict.fromkeys(year for count, year in found if count == most))
            return best[0] if len(best) == 1 else _year_by_age(roster, profile, best)
    return None


def _year_by_age(roster: Roster, profile: Profile, years: Sequence[int]) -> int:
    """Of several school years the one in which the students' ages suit their grades best; the first
    of equals."""
    from statistics import median  # most rosters need none
    read_grade, read_class = cache(grade_reader(profile)), cache(class_reader(profile))
    born = []
    for main, text, room in zip(*(column(roster, roster.index(key))
                                  for key in (MAIN_NUMBER, GRADE, CLASS_NAME))):
        grade, named = read_grade(text).value, read_class(room).value
        number = grade.number if grade is not None else named.grade if named is not None else None
        if number and (birth := birth_of(main)) is not None:
            born.append(birth + number)
    usual = median(born) + USUAL_AGE if born else years[0]
    return min(years, key=lambda year: abs(year - usual))


def _most(years: Counter[int], profile: Profile, today: date) -> int | None:
    """The most frequent possible school year, the later one of equals; None without any."""
    possible = [year for year in years if profile.first_entry_year <= year <= today.year + 1]
    return max(possible, key=lambda year: (years[year], year), default=None)


def _year_of(sub: SubNumber, grade_text: str, stage_text: str, leaving_text: str,
             cells: _Cells, schooling: Schooling) -> tuple[int, bool] | None:
    """Entry year + grades passed since, in the stage that digit, 学段 and 年级 agree on best; and
    whether all of them agree, 毕业届别 too."""
    profile = cells.profile
    part, stage_part = profile.year_part, profile.part("stage")
    if part is None or len(sub.digits) < part.end:
        return None
    digit = profile.stage_by_code.get(stage_part.of(sub.digits)) if stage_part else None
    found = _stage_and_years(digit, grade_text, stage_text, cells, schooling)
    if found is None or not part.of(sub.digits).isdigit():
        return None
    stage, passed = found
    year = profile.year_of(part.of(sub.digits))
    if part.of_primary:
        year += schooling.first[stage] - 1
    elif part.meaning == "graduation_year":
        year -= schooling.years[stage]
    said, leaving = cells.stage(stage_text), cells.leaving(leaving_text)
    return year + passed, {digit, said} <= {stage, None} \
        and leaving in (year + schooling.years[stage], None)


def _year_of_graduations(roster: Roster, profile: Profile, today: date, system: str
                         ) -> int | None:
    """Where no number says anything: the entry year is 毕业届别 less the years of the stage."""
    counted = Counter(zip(*(column(roster, roster.index(key))
                            for key in (GRADE, STAGE, GRADUATION_YEAR))))
    schooling, cells = profile.schooling(system), _Cells(profile)
    years: Counter[int] = Counter()
    for (grade_text, stage_text, graduation), count in counted.items():
        leaving = cells.leaving(graduation)
        found = _stage_and_years(None, grade_text, stage_text, cells, schooling)
        if leaving is not None and found is not None:
            stage, passed = found
            years[leaving - schooling.years[stage] + passed] += count
    return _most(years, profile, today)


def _year_of_entries(roster: Roster, profile: Profile, today: date, system: str
                     ) -> int | None:
    """Where 入学年月 tells when the stage was entered: that year and the grades passed since; without
    a grade the latest year, for every school has students who have just come."""
    entry = roster.index(ENTRY_MONTH)
    if entry is None:
        return None
    counted = Counter(zip(column(roster, entry), *(
        column(roster, roster.index(key)) for key in (GRADE, STAGE))))
    schooling, cells = profile.schooling(system), _Cells(profile)
    years: Counter[int] = Counter()
    entries: Counter[int] = Counter()
    for (month, grade_text, stage_text), count in counted.items():
        if (match := re.match(r"\s*((?:19|20)\d{2})", month)) is None:
            continue
        entries[int(match[1])] += count
        found = _stage_and_years(None, grade_text, stage_text, cells, schooling)
        if found is not None:
            years[int(match[1]) + found[1]] += count
    latest = max((year for year, count in entries.items() if count * 50 >= len(roster)),
                 default=None)
    return _most(years or Counter([latest] if latest is not None else []), profile, today)


def _written_code(roster: Roster, profile: Profile) -> str:
    """The code in 学校标识码 that more than half of the rows have."""
    index = roster.index(SCHOOL_ID)
    if index is None or not profile.code_digits:
        return ""
    (code, count), = Counter(column(roster, index)).most_common(1)
    right = len(code) == profile.code_digits and code.isascii() and code.isdigit()
    return code if right and count * 2 > len(roster) else ""


def _stage_and_years(digit: str | None, grade_text: str, stage_text: str, cells: _Cells,
                     schooling: Schooling) -> tuple[str, int] | None:
    """The first stage that has the grade of 年级, of those named by the digit in the number, by
    学段 and by 年级 itself; and the years passed since its first grade."""
    grade = cells.grade(grade_text)
    if grade is None or not grade.number:
        return None
    said = cells.stage(stage_text)
    for stage in (digit, said, schooling.stage_of_grade.get(grade.number)):
        if stage is not None and schooling.holds(stage, grade.number):
            return stage, grade.number - schooling.first[stage]
    return None
