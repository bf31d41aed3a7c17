"""Many small schools made the way schools make their lists, each with what stands on paper.

A seed chooses schooling system, size, which columns the list has, and a handful of faults: single
cells, a class that one teacher filled wrongly, a column that slid. Nothing is written to a disk.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.profile import load_profile
from models.roster import Column, Roster, Row
from resources.samples.generator.school import (
    FIVE_FOUR, GRADES, SIX_THREE, SPECIAL, Student, build_school)
from tests.tools.hard_rosters import TITLES

ABSENT: tuple[tuple[str, ...], ...] = (
    (), (), (), ("grade",), ("stage",), ("grade", "stage"), ("graduation_year",),
    ("graduation_year", "stage"), ("graduation_year", "grade"), ("sex",))
"""Columns that a list may lack."""


@dataclass
class Variant:
    """A roster, its students' fields as on paper by row id, and how it was made."""

    roster: Roster
    paper: list[Mapping[str, str]]
    system: str
    faults: tuple[str, ...]


class _Spoiler:
    """Gives each student to one fault at most."""

    def __init__(self, dice: random.Random, students: list[Student]) -> None:
        self.dice, self.left = dice, students.copy()
        rooms: dict[object, list[Student]] = {}
        for student in students:
            rooms.setdefault((student.cells["grade"], student.cells["class_name"]),
                             []).append(student)
        self.rooms = list(rooms.values())

    def some(self, most: int, fits: Callable[[Student], bool] = lambda _: True) -> list[Student]:
        """A few students that are right as yet."""
        fitting = [student for student in self.left if fits(student)]
        return self._taken(self.dice.sample(
            fitting, min(len(fitting), self.dice.randint(1, most))))

    def room(self) -> list[Student]:
        """Who is right as yet in one class."""
        room = self.dice.choice(self.rooms)
        return self._taken([student for student in room if student in self.left])

    def _taken(self, students: list[Student]) -> list[Student]:
        self.left = [student for student in self.left if student not in students]
        return students


def _year(student: Student, by: int) -> str:
    return f"{student.sub[:11]}{int(student.sub[11:15]) + by}{student.sub[15:]}"


def _digit(student: Student) -> str:
    return f"{student.sub[:10]}{'2' if student.sub[10] == '1' else '1'}{student.sub[11:]}"


def _slip(dice: random.Random, text: str) -> str:
    place = dice.randrange(6, 17)
    return text[:place] + dice.choice([c for c in "0123456789" if c != text[place]]) \
        + text[place + 1:]


def _grade(student: Student, by: int) -> str:
    return GRADES[min(9, max(1, student.grade + by))]


def _slid(made: _Spoiler) -> None:
    room = made.room()
    numbers = [student.sub for student in room]
    for student, number in zip(room, numbers[-1:] + numbers[:-1], strict=True):
        student.cells["sub_number"] = number


def _copied(key: str) -> Callable[[_Spoiler], None]:
    def spoil(made: _Spoiler) -> None:
        students = made.some(3)
        for student in students[1:]:
            student.cells[key] = students[0].cells[key]
    return spoil


def _each(key: str, change: Callable[[random.Random, Student], str], *, room: bool = False,
          fits: Callable[[Student], bool] = lambda _: True) -> Callable[[_Spoiler], None]:
    def spoil(made: _Spoiler) -> None:
        for student in filter(fits, made.room() if room else made.some(9, fits)):
            student.cells[key] = change(made.dice, student)
    return spoil


def _digits(student: Student) -> bool:
    return student.main.isdigit()


FAULTS: dict[str, Callable[[_Spoiler], None]] = {
    "year early": _each("sub_number", lambda _, s: _year(s, -1)),
    "year late": _each("sub_number", lambda _, s: _year(s, 1)),
    "stage digit": _each("sub_number", lambda _, s: _digit(s)),
    "serial": _each("sub_number", lambda dice, s: f"{s.sub[:15]}{dice.randrange(1, 40):04d}"),
    "zeros lost": _each("sub_number", lambda _, s: s.sub[:15] + s.sub[15:].lstrip("0")),
    "slip": _each("main_number", lambda dice, s: _slip(dice, s.main)),
    "15 digits": _each("main_number", lambda _, s: s.main[:6] + s.main[8:17],
                       fits=lambda s: s.main[6:8] == "19"),
    "17 digits": _each("main_number", lambda _, s: s.main[:17]),
    "sex": _each("sex", lambda _, s: "女" if s.male else "男"),
    "grade": _each("grade", lambda dice, s: _grade(s, dice.choice((-1, 1)))),
    "graduation": _each("graduation_year",
                        lambda dice, s: f"{s.graduation + dice.choice((-1, 1))}届"),
    "blank": _each("name", lambda _dice, _student: ""),
    "one number for several": _copied("sub_number"),
    "one person for several": _copied("main_number"),
    "class: graduation": _each("graduation_year", lambda _, s: f"{s.graduation - 1}届", room=True),
    "class: grade": _each("grade", lambda _, s: _grade(s, -1), room=True),
    "class: year": _each("sub_number", lambda _, s: _year(s, -1), room=True),
    "class: stage": _each("stage", lambda _, s: "初中" if s.stage.code == 1 else "小学", room=True),
    "class: stage digit": _each("sub_number", lambda _, s: _digit(s), room=True),
    "class: school code": _each("sub_number", lambda _, s: f"3101170527{s.sub[10:]}", room=True),
    "class: IDs as numbers": _each("main_number", lambda _, s: f"{s.main[:15]}000", room=True,
                                   fits=_digits),
    "class: 副号 as numbers": _each("sub_number", lambda _, s: f"{s.sub[:15]}0000", room=True),
    "class: slid by a row": _slid,
}


def _classes_with_grade(students: Sequence[Student]) -> None:
    """一年级1班."""
    for student in students:
        student.cells["class_name"] = f"{GRADES[student.grade]}{_room(student)}班"


def _classes_with_entry(students: Sequence[Student]) -> None:
    """2012级1班."""
    for student in students:
        student.cells["class_name"] = f"{student.entry}级{_room(student)}班"


def _room(student: Student) -> str:
    assert student.seat is not None
    return student.seat[1].strip("()班")


CLASSES: dict[str, Callable[[Sequence[Student]], None]] = {
    "mixed": lambda _: None, "with grade": _classes_with_grade, "with entry": _classes_with_entry}
"""How a school writes its classes."""


def _special(students: Sequence[Student]) -> None:
    """A few who are taught to a plan of their own, from the first grade to the ninth."""
    for student in students[::23]:
        entry = 2012 - (student.grade - 1)
        student.stage, student.entry = SPECIAL, entry
        student.cells |= {
            "stage": SPECIAL.name, "graduation_year": f"{entry + SPECIAL.years}届",
            "sub_number": f"{student.sub[:10]}{SPECIAL.code}{entry}{student.sub[15:]}"}


def variant(seed: int) -> Variant:
    """The school of a seed."""
    dice = random.Random(seed)
    stages = dice.choice((FIVE_FOUR, FIVE_FOUR, SIX_THREE))
    students = build_school(dice.choice((120, 240, 400)), seed, stages=stages,
                            class_size=dice.choice((24, 36, 50)))
    if dice.random() < 0.25:
        only = dice.choice((1, 2))
        students = [student for student in students if student.stage.code == only]
    written = dice.choice(sorted(CLASSES))
    CLASSES[written](students)
    if dice.random() < 0.2:
        _special(students)
    paper = [{key: str(student.cells[key]) for key in TITLES} for student in students]
    faults = dice.sample(sorted(FAULTS), dice.randint(2, 6))
    if len(students) < 150:  # else most would be wrong
        faults = [fault for fault in faults if not fault.startswith("class")]
    made = _Spoiler(dice, students)
    for fault in faults:
        FAULTS[fault](made)
    absent = dice.choice(ABSENT)
    keys = [key for key in TITLES if key not in absent]
    return Variant(_roster(keys, students), paper, "5-4-3" if stages is FIVE_FOUR else "6-3-3",
                   (f"{len(students)} students", f"classes {written}",
                    *(f"no {key}" for key in absent), *faults))


def _roster(keys: Sequence[str], students: Sequence[Student]) -> Roster:
    columns = [Column(TITLES[key], key, chr(ord("A") + place)) for place, key in enumerate(keys)]
    rows = [Row(place, [str(student.cells[key]) for key in keys], place + 2)
            for place, student in enumerate(students)]
    return Roster(Path("名册.xls"), ("全校",), 1, columns, rows,
                  fields=load_profile("shanghai").fields)
