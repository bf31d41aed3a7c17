"""A school being spoilt: picks untouched students for errors and keeps what each must cause."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple, TypeVar

from .people import People
from .school import GRADES, SCHOOL_CODE, SCHOOL_YEAR, SPECIAL, Cell, Student

T = TypeVar("T")
# Which students an error may fall on.
Fits = Callable[[Student], bool]


class Hit(NamedTuple):
    """A finding that an error must cause; no student: about the whole file."""

    student: Student | None
    field: str | None
    rule: str


class NoCandidate(Exception):
    """No untouched student is left that an error of this kind could fall on."""


class Draft:
    """The students of a school with the bookkeeping that keeps injected errors apart.

    A student is picked once at most, so that errors never meet in a row by chance.
    """

    def __init__(
        self, students: list[Student], people: People, rng: random.Random, *,
        school_code: str = SCHOOL_CODE, school_year: int = SCHOOL_YEAR,
    ) -> None:
        self.students = students
        self.people = people
        self.rng = rng
        self.school_code = school_code
        self.school_year = school_year
        self.hits: list[Hit] = []
        self.bad_cells: set[tuple[int, str]] = set()
        self.last_code: dict[tuple[int, int], int] = {}
        self.silent: set[tuple[int, int]] = set()
        self.rooms: dict[str, set[str]] = {}
        self._subs = {student.sub for student in students}
        self._free = [s for s in students if s.stage is not SPECIAL]
        self._turns: dict[str, int] = {}
        self._grades: Collection[int] | None = None
        rng.shuffle(self._free)
        for student in students:
            if student.group and student.code:
                last = self.last_code.get(student.group, 0)
                self.last_code[student.group] = max(last, student.code)
            if student.seat:
                self.rooms.setdefault(student.seat[0], set()).add(student.seat[1])

    # --- choosing ----------------------------------------------------------------------------

    @contextmanager
    def within(self, grades: Collection[int] | None) -> Iterator[None]:
        """Pick only from these grades for a while (None: from all)."""
        self._grades, before = grades, self._grades
        try:
            yield
        finally:
            self._grades = before

    def pick(self, fits: Fits = lambda student: True) -> Student:
        """An untouched student that `fits`, touched from now on. Raises NoCandidate."""
        return self.picks(1, fits)[0]

    def picks(self, count: int, fits: Fits = lambda student: True) -> list[Student]:
        """Several students at once; none is touched if there are too few."""
        chosen: list[int] = []
        for place in range(len(self._free) - 1, -1, -1):
            student = self._free[place]
            if (self._grades is None or student.grade in self._grades) and fits(student):
                chosen.append(place)
                if len(chosen) == count:
                    return [self._free.pop(place) for place in chosen]
        raise NoCandidate

    def mates(self, count: int, *, same_sex: bool = False, fits: Fits = lambda s: True,
              ) -> list[Student]:
        """Students of one grade (and sex), the first of whom `fits`."""
        first = self.pick(fits)
        try:
            return [first, *self.picks(count - 1, lambda other: (
                other.grade == first.grade and other.stage == first.stage
                and (other.male == first.male or not same_sex)))]
        except NoCandidate:
            self._free.append(first)
            raise

    def turn(self, key: str, options: Sequence[T]) -> T:
        """The options one after another, so that every variant has its turn."""
        place = self._turns.get(key, 0)
        self._turns[key] = place + 1
        return options[place % len(options)]

    def hides_no_gap(self, student: Student) -> bool:
        """Whether nobody seems to be missing if the student leaves its group of 学生码."""
        group = (student.stage.code, student.entry)
        return group in self.silent or student.serial == self.last_code[group]

    def regroup(self, student: Student, stage: int, entry: int) -> None:
        """Count the student's 学生码 with those of the stage and entry year in its own number."""
        group = (student.stage.code, student.entry)
        if student.serial == self.last_code[group]:
            self.last_code[group] -= 1
        student.group = (stage, entry)

    def drop(self, student: Student) -> None:
        """Take a student out of the school."""
        self.students.remove(student)

    # --- claiming ----------------------------------------------------------------------------

    def has_sub(self, number: str) -> bool:
        """Whether a 学籍副号 is in the roster already."""
        return number in self._subs

    def claim_sub(self, number: str) -> bool:
        """Keep a 学籍副号 for one student; False if it is in the roster already."""
        if number in self._subs:
            return False
        self._subs.add(number)
        return True

    def new_birth(self, student: Student, age: int) -> None:
        """Give the student a valid number that makes it `age` on 31 August."""
        birth = self.people.birth(age, self.school_year)
        while not self.people.claim_person(student.name, birth):
            birth = self.people.birth(age, self.school_year)
        student.birth = birth
        student.cells["main_number"] = self.people.number(birth, student.male)

    def new_name(self, student: Student, make: Callable[[], str]) -> str:
        """A canonical name from `make` that no namesake of the same birth date has."""
        for _ in range(100):
            name = make()
            if self.people.claim_person(name, student.birth):
                return name
        raise NoCandidate

    # --- results -----------------------------------------------------------------------------

    def expect(self, hits: Sequence[Hit]) -> None:
        """Keep the findings that an error must cause."""
        self.hits.extend(hits)
        for student, _, _ in hits:
            if student and student.code is None:
                self.silent.add((student.stage.code, student.entry))
        self.bad_cells.update(
            (id(hit.student), hit.field) for hit in hits if hit.student and hit.field)


Injector = Callable[[Draft], list[Hit]]
INJECTORS: dict[str, Injector] = {}


def injector(key: str) -> Callable[[Injector], Injector]:
    """Register a function that makes one error; `key` is its rule, or rule/variant.

    It returns the findings that the error must cause, except `serial-gap` and `class-size`:
    these hang on whole groups and are counted when all errors are in.
    """
    def register(function: Injector) -> Injector:
        INJECTORS[key] = function
        return function
    return register


def spoil(student: Student, field: str, value: Cell, *rules: str) -> list[Hit]:
    """Write a value that breaks `rules` in that cell."""
    student.cells[field] = value
    return [Hit(student, field, rule) for rule in rules]


def unreadable(student: Student, value: Cell, *rules: str) -> list[Hit]:
    """A 学籍副号 whose 学生码 is lost: its group can no longer say who is missing."""
    student.code = None
    return spoil(student, "sub_number", value, *rules)


def other_grade(draft: Draft, student: Student, steps: Sequence[int]) -> int | None:
    """A grade some steps away in the student's stage that writes its classes the same way."""
    for step in steps:
        grade = student.grade + step
        first = student.stage.first_grade
        if first <= grade < first + student.stage.years and has_room(draft, student, grade):
            return grade
    return None


def has_room(draft: Draft, student: Student, grade: int) -> bool:
    """Whether `grade` has a class of the same writing, so that no new class seems to arise."""
    return student.seat is not None and student.seat[1] in draft.rooms.get(GRADES[grade], ())


def move(student: Student, grade: int) -> None:
    """Write another 年级 (the class count follows what is written)."""
    student.cells["grade"] = GRADES[grade]
    if student.seat:
        student.seat = (GRADES[grade], student.seat[1])


def fullwidth(text: str) -> str:
    """ASCII as its full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def on_day(birth: date) -> str:
    """A date as it stands in a resident ID."""
    return f"{birth:%Y%m%d}"
