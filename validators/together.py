"""The school year in which all of a roster can be at school together, where no 年级 tells it (domain
§10), and the schooling system that this takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from models.fields import CLASS_NAME, GRADUATION_YEAR, MAIN_NUMBER, STAGE, SUB_NUMBER
from models.profile import Profile, Schooling
from models.roster import Roster
from validators.readings.choices import stage_reader
from validators.readings.class_name import class_reader
from validators.readings.graduation import read_graduation

_LONGEST = 12
"""Years that a student is at one school at most."""
USUAL_AGE = 4.8
"""Years from the birth of the average student to the school year before grade one, which begins in
September: in grade one they are six at least."""


def column(roster: Roster, index: int | None) -> list[str]:
    """The texts of a column from top to bottom, empty ones where there is none."""
    if index is None:
        return [""] * len(roster)
    return [row.cells[index] for row in roster.rows]


def birth_of(main: str) -> float | None:
    """The date of birth in a resident ID, in years; None where there is none."""
    if len(main) == 18 and main[:17].isdigit() and main.isascii():
        return int(main[6:10]) + int(main[10:12]) / 12
    return None


def year_together(roster: Roster, profile: Profile, today: date, systems: Sequence[str]
                  ) -> int | None:
    """Without 年级: the only year in which most students, entered by their 学籍副号 and leaving by
    their 毕业届别, can be at school together, in the grade that 班级 names if it does. None where
    another year would do as well but for a few rows, which may be mistyped."""
    rows = _at_school(roster, profile)
    found: dict[str, Counter[int]] = {}
    for system in systems:
        schooling, years = profile.schooling(system), Counter[int]()
        for student in rows.values():
            for year in _years_at_school(schooling, student.stage, student.entry,
                                         student.leaving, student.grade):
                years[year] += student.number
        found[system] = years
    years = found[_likely_system(found, rows, roster, profile)]
    close = max(years.values(), default=0) - profile.other_system_share * len(roster)
    best = [year for year, count in years.items() if count >= close]
    return best[0] if len(best) == 1 \
        and profile.first_entry_year <= best[0] <= today.year + 1 else None


class _AtSchool(NamedTuple):
    """What a ``number`` of students alike say of when they are at school."""

    stage: str | None
    entry: int | None
    leaving: int | None
    grade: int | None
    number: int


_Kind = tuple[str, str, str, str]
"""学籍副号 without 学生码, and the texts of 学段, 毕业届别 and 班级."""


def _kinds(roster: Roster, profile: Profile) -> Iterator[_Kind]:
    """The kind of every row, from top to bottom."""
    serial = profile.part("serial")
    kept = profile.sub_length - (serial.digits if serial else 0)
    sub, *others = (column(roster, roster.index(key))
                    for key in (SUB_NUMBER, STAGE, GRADUATION_YEAR, CLASS_NAME))
    return zip((number[:kept] for number in sub), *others)


def _at_school(roster: Roster, profile: Profile) -> dict[_Kind, _AtSchool]:
    serial = profile.part("serial")
    kept = profile.sub_length - (serial.digits if serial else 0)
    part, stage_part = profile.part("entry_year"), profile.part("stage")
    read_stage, read_class = stage_reader(profile), cache(class_reader(profile))
    found = {}
    for kind, count in Counter(_kinds(roster, profile)).items():
        head, stage_text, leaving_text, class_text = kind
        whole = len(head) == kept and head.isascii() and (
            head.isdigit() or profile.sub_letters is not None and head.isalnum())
        stage = read_stage(stage_text).value
        if stage is None and whole and stage_part is not None:
            stage = profile.stage_by_code.get(stage_part.of(head))
        entry = profile.year_of(part.of(head)) if whole and part is not None \
            and part.of(head).isdigit() else None
        room = read_class(class_text).value
        found[kind] = _AtSchool(stage, entry, read_graduation(leaving_text).value,
                                None if room is None else room.grade, count)
    return found


def _likely_system(found: Mapping[str, Counter[int]], rows: Mapping[_Kind, _AtSchool],
                   roster: Roster, profile: Profile) -> str:
    """Of the systems, whose school years are counted, the one that most students fit. One that a
    few more fit is no better, as for ``school-system``: of such the one in which the ages of those
    who entered suit the stage best, else the first."""
    fitting = {system: max(years.values(), default=0) for system, years in found.items()}
    few = max(profile.other_system_rows, profile.other_system_share * len(roster))
    most = max(fitting.values())
    likely = [system for system, count in fitting.items() if most - count < few]
    first = {system: profile.schooling(system).first for system in likely}
    telling = {kind: student for kind, student in rows.items()
               if student.stage is not None and student.entry is not None
               and len({begins[student.stage] for begins in first.values()}) > 1}
    if not telling:
        return likely[0]
    grades: dict[str, list[float]] = {system: [] for system in likely}
    for main, kind in zip(column(roster, roster.index(MAIN_NUMBER)), _kinds(roster, profile)):
        student = telling.get(kind)
        if student is not None and (born := birth_of(main)) is not None:
            for system, begins in first.items():
                grades[system].append(
                    (student.entry or 0) - born - USUAL_AGE - begins[student.stage or ""])
    if not grades[likely[0]]:
        return likely[0]
    from statistics import median  # most rosters need none
    return min(likely, key=lambda system: abs(median(grades[system])))


def _years_at_school(schooling: Schooling, stage: str | None, entry: int | None,
                     leaving: int | None, grade: int | None) -> Sequence[int]:
    """The school years in which a student is at school, as far as that can be told."""
    length = schooling.years.get(stage) if stage is not None else None
    if length is not None:
        entry = leaving - length if entry is None and leaving is not None else entry
        leaving = entry + length if leaving is None and entry is not None else leaving
    if entry is None or leaving is None or not 0 < leaving - entry <= _LONGEST \
            or length not in (None, leaving - entry):
        return ()
    if grade is not None and stage is not None and schooling.holds(stage, grade):
        year = entry + grade - schooling.first[stage]
        return (year,) if year < leaving else ()
    return range(entry, leaving)
