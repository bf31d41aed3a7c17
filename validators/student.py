"""One row as the rules see it: every cell understood, and what the row stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any, TypeVar

from models.fields import (
    CLASS_NAME, GRADE, GRADUATION_YEAR, JUDGED_BY_ROLE, MAIN_NUMBER, NAME, SEX, STAGE, SUB_NUMBER)
from models.profile import Profile
from models.roster import Roster
from validators.declared import DeclaredReader
from validators.findings import Problem
from validators.readings import main_number, sub_number
from validators.readings.choices import sex_reader, stage_reader
from validators.readings.class_name import class_reader
from validators.readings.grade import grade_reader
from validators.readings.graduation import read_graduation
from validators.readings.main_number import MainNumber, read_main_number
from validators.readings.name import read_name
from validators.readings.sub_number import SubNumber, read_sub_number
from validators.readings.text import Reading, Value
from validators.votes import Registrar, RowTexts, Standing


# not frozen: a frozen one takes three times as long to make, and there is one a row
@dataclass(slots=True)
class Student:
    """A row understood. ``row`` is the row's id; ``serial`` the 学生码 of a sound 学籍副号, else None;
    ``person`` is equal for rows with one name and one valid birth date, None without either."""

    row: int
    main: MainNumber
    sub: SubNumber
    name: Reading[str]
    sex: Reading[str]
    standing: Standing
    serial: int | None
    person: str | None
    more: tuple[Problem, ...] = ()

    def problems(self) -> tuple[Problem, ...]:
        """What the cells say by themselves and by the vote."""
        return (self.main.problems + self.sub.problems + self.name.problems + self.sex.problems
                + self.standing.problems + self.more)


Cell = TypeVar("Cell")
_ABSENT: Reading[Any] = Reading("", None, present=False)
_Cells = list[str]


def _asked(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems without those of a field that may be blank."""
    return tuple(problem for problem in problems if problem.rule != "blank")


def _unasked(read: Callable[[Cell], Reading[Value]]) -> Callable[[Cell], Reading[Value]]:
    """The reading of a field that may be blank."""

    def reading(cell: Cell) -> Reading[Value]:
        found = read(cell)
        return found if found.canonical or not found.problems else replace(
            found, problems=_asked(found.problems))

    return reading


class StudentReader:
    """Turns cells into students. Equal texts share one reading, rows that vote alike one outcome,
    those of one class among them one standing."""

    def __init__(self, profile: Profile, registrar: Registrar, roster: Roster, today: date) -> None:
        self._profile = profile
        self._registrar = registrar
        self._today = today
        self._index: dict[str, int | None] = {
            key: roster.index(key) if key in profile.fields else None for key in JUDGED_BY_ROLE}
        self._declared = DeclaredReader(profile, roster, today)
        self._open = frozenset(
            field.key for field in profile.fields.all if not field.required)
        self._main = self._index[MAIN_NUMBER]
        self._sub = self._index[SUB_NUMBER]
        serial = profile.part("serial")
        self._serial = None if serial is None or serial.letters else slice(serial.start, serial.end)
        self._head_length = profile.head_length
        self._name = self._remembering(NAME, read_name)
        self._sex = self._remembering(SEX, sex_reader(profile))
        self._stage = self._remembering(STAGE, stage_reader(profile))
        self._grade = self._remembering(GRADE, grade_reader(profile))
        self._class = self._remembering(CLASS_NAME, class_reader(profile))
        year = registrar.school.school_year
        plausible = range(year + 1, year + 1 + max(registrar.schooling.years.values()))
        self._graduation = self._remembering(
            GRADUATION_YEAR, lambda text: read_graduation(text, plausible))
        self._voting = self._picking(STAGE, GRADE, GRADUATION_YEAR)
        self._repeating = self._picking(STAGE, GRADE, GRADUATION_YEAR, CLASS_NAME)
        self._voted: dict[tuple[str, Any], Standing] = {}
        self._standings: dict[tuple[str, Any], Standing] = {}

    def _picking(self, *keys: str) -> Callable[[_Cells], Any]:
        """A function that gives the texts of some fields; those that have a column."""
        indexes = [index for key in keys if (index := self._index[key]) is not None]
        return itemgetter(*indexes) if indexes else lambda cells: ()

    def _remembering(self, key: str, read: Callable[[str], Reading[Value]]) -> Callable[
            [_Cells], Reading[Value]]:
        index = self._index[key]
        if index is None:
            return lambda cells: _ABSENT
        if key in self._open:
            read = _unasked(read)
        known: dict[str, Reading[Value]] = {}

        def reading(cells: _Cells) -> Reading[Value]:
            text = cells[index]
            found = known.get(text)
            if found is None:
                found = known[text] = read(text)
            return found

        return reading

    def read(self, row: int, cells: _Cells) -> Student:
        """One row understood."""
        main, sub, name = self._read_main(cells), self._read_sub(cells), self._name(cells)
        standing = self._standing(sub, cells)
        student = Student(
            row, main, sub, name, self._sex(cells), standing,
            int(sub.canonical[self._serial]) if sub.sound and self._serial is not None else None,
            None if main.birth is None or name.value is None else
            main.canonical[6:14] + name.value)
        if not self._declared.silent:
            student.more = self._declared.problems(cells, student)
        return student

    def problems_of(self, field: str, cells: _Cells) -> tuple[Problem, ...]:
        """What a field's cell says by itself; for fields that are understood together, what all of
        them say."""
        if self._declared.reads(field):
            return self._declared.reading(field, cells).problems
        # made anew each time: kept, the bound methods would keep the reader, and it the roster
        alone: dict[str, Callable[[_Cells], MainNumber | SubNumber | Reading[str]]] = {
            MAIN_NUMBER: self._read_main, SUB_NUMBER: self._read_sub, NAME: self._name,
            SEX: self._sex}
        read = alone.get(field)
        if read is not None:
            return read(cells).problems
        return self._standing(self._read_sub(cells), cells).problems

    def _read_main(self, cells: _Cells) -> MainNumber:
        if self._main is None:
            return main_number.ABSENT
        found = read_main_number(cells[self._main], self._profile, self._today)
        if not found.canonical and MAIN_NUMBER in self._open:
            found.problems = _asked(found.problems)
        return found

    def _read_sub(self, cells: _Cells) -> SubNumber:
        if self._sub is None:
            return sub_number.ABSENT
        found = read_sub_number(cells[self._sub], self._profile)
        if not found.canonical and SUB_NUMBER in self._open:
            found.problems = _asked(found.problems)
        return found

    def _standing(self, sub: SubNumber, cells: _Cells) -> Standing:
        head = sub.canonical[:self._head_length] if sub.sound else ""
        key = (head, self._repeating(cells))
        standing = self._standings.get(key)
        if standing is None:
            standing = self._standings[key] = self._registrar.in_class(
                self._vote(head, cells), self._class(cells))
        return standing

    def _vote(self, head: str, cells: _Cells) -> Standing:
        """The row's standing without its class."""
        key = (head, self._voting(cells))
        standing = self._voted.get(key)
        if standing is None:
            standing = self._voted[key] = self._registrar.standing(RowTexts(
                head, self._stage(cells), self._grade(cells), self._graduation(cells)))
        return standing
