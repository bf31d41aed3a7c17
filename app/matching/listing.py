"""A List: student rows from anywhere, in the form in which they are matched and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from app.matching.slips import LEFT_BY_EXCEL
from models.fields import (
    BIRTH_DATE, CLASS_NAME, FIELD_KEYS, GRADE, GRADUATION_YEAR, MAIN_NUMBER, NAME, SEX, STAGE,
    SUB_NUMBER)
from models.profile import Profile
from models.roster import Roster
from models.school import School
from validators.readings.choices import sex_reader, stage_reader
from validators.readings.class_name import class_reader
from validators.readings.grade import grade_reader
from validators.readings.graduation import read_graduation
from validators.readings.kinds import Reader, reader_of
from validators.readings.main_number import (
    birth_date, canonical_number, check_digit, read_main_number)
from validators.readings.name import read_name
from validators.readings.text import is_blank, narrow, squeeze, surviving_digits

BIRTH_TITLES = frozenset((
    "出生日期", "出生年月", "出生年月日", "出生日", "生日", "出生时间", "CSNY", "CSRQ"))

_AT = {key: place for place, key in enumerate(FIELD_KEYS)}
_DATE = re.compile(r"((?:19|20)\d\d)[年./\-]?(0?[1-9]|1[0-2])"
                   r"(?:[月./\-]?(0?[1-9]|[12]\d|3[01])?日?)?(?:[ T]?0{1,2}:00(?::00(?:\.0+)?)?)?")
_NOTE = re.compile(r"\(.*?\)")
_REMEMBERED = 5000
_TIME = re.compile(r"[ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$")


# not frozen: a frozen one takes three times as long to make, and there is one a row
@dataclass(slots=True)
class Entry:
    """One student row as it is matched; "" stands for what the row doesn't say.

    ``row`` is what the list's owner calls it by; ``main`` and ``sub`` are canonical and whole,
    ``digits`` what Excel left of a damaged 学籍主号; ``birth`` is YYYYMMDD, or YYYYMM from a column
    that gives no day, and ``told`` whether it stands in a column of its own; ``grade`` is a number,
    0 if unknown; ``values`` holds the meaning of each field, in the order of ``FIELD_KEYS``: texts
    that mean the same are equal. ``others`` does so for the fields that only this region has, in
    the order of ``other_keys``: they say what differs, never who is whom.
    """

    row: int
    main: str
    digits: str
    sub: str
    name: str
    birth: str
    told: bool
    grade: int
    values: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def meaning(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """All that the row says: rows with the same meaning are equal."""
        return self.birth, self.values, self.others

    def value(self, key: str) -> str:
        """The meaning of one field."""
        return self.values[_AT[key]]


@dataclass
class List:
    """Any set of student rows. ``fields`` are the keys that have a column; ``texts`` gives a cell
    as it is written, by ``Entry.row`` and key; ``others`` are the keys of ``Entry.others``."""

    entries: Sequence[Entry]
    fields: frozenset[str]
    text: Callable[[int, str], str] = field(default=lambda row, key: "")
    others: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)


def list_of(roster: Roster, profile: Profile, school: School, today: date,
            rows: Iterable[int] | None = None) -> List:
    """The rows of a roster (those with the given ids, else all) as a List; entries are called by
    the rows' ids."""
    read = EntryReader(roster, profile, school, today)
    chosen = roster.rows if rows is None else [roster.row(row) for row in rows]
    return List([read(row.id, row.cells) for row in chosen],
                frozenset(column.key for column in roster.columns if column.key), roster.value,
                other_keys(profile))


def other_keys(profile: Profile) -> tuple[str, ...]:
    """The fields that a region has besides those that every region's students are told by."""
    return tuple(key for key in profile.fields.keys if key not in _AT)


def left_by_excel(number: str) -> str | None:
    """The digits that a spreadsheet left of a canonical number: those of its scientific form, or
    the first 15 of a broken number that goes on in zeros; None for any other."""
    survivors = surviving_digits(number)
    if survivors is not None:
        return survivors[:LEFT_BY_EXCEL]
    kept, rest = number[:LEFT_BY_EXCEL], number[LEFT_BY_EXCEL:]
    if len(rest) < 3 or rest.strip("0") or not kept.isdigit():
        return None
    return None if len(number) == 18 and check_digit(number) == number[-1] else kept


def birth_column(roster: Roster) -> int | None:
    """Which column tells birth dates, if any does."""
    if (own := roster.index(BIRTH_DATE)) is not None:
        return own
    for index, column in enumerate(roster.columns):
        if column.key is None and is_birth_title(column.title):
            return index
    return None


def is_birth_title(title: str) -> bool:
    """Whether a header names a column of birth dates."""
    return _NOTE.sub("", squeeze(title)).strip("*:").upper() in BIRTH_TITLES


def read_birth(text: str) -> str:
    """A date as YYYYMMDD, or YYYYMM if it has no day; "" if it is none."""
    match = _DATE.fullmatch(_TIME.sub("", narrow(text).strip()))
    if match is None:
        return ""
    year, month, day = match[1], int(match[2]), match[3]
    if day is None:
        return f"{year}{month:02d}"
    told = f"{year}{month:02d}{int(day):02d}"
    return told if birth_date(told) else ""


class EntryReader:
    """Turns the cells of a roster's rows into entries; texts that repeat are understood once."""

    def __init__(self, roster: Roster, profile: Profile, school: School, today: date) -> None:
        self._profile, self._today = profile, today
        self._year = school.school_year
        self._schooling = profile.schooling(school.system)
        index = roster.index
        self._main, self._sub, self._name = index(MAIN_NUMBER), index(SUB_NUMBER), index(NAME)
        self._sex, self._stage = index(SEX), index(STAGE)
        self._grade, self._class = index(GRADE), index(CLASS_NAME)
        self._graduation, self._birth = index(GRADUATION_YEAR), birth_column(roster)
        self._read_sex = cache(sex_reader(profile))
        self._read_stage = cache(stage_reader(profile))
        self._read_grade = cache(grade_reader(profile))
        self._read_class = cache(class_reader(profile))
        self._known: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
        self._others = [(index(key), reader_of(field, profile, today), dict[str, str]())
                        for key in other_keys(profile)
                        if (field := profile.fields.get(key)) is not None]

    def __call__(self, row: int, cells: Sequence[str]) -> Entry:
        def text(index: int | None) -> str:
            return "" if index is None else cells[index]

        main, digits, birth, main_value = "", "", "", ""
        if raw := text(self._main):
            number = read_main_number(raw, self._profile, self._today)
            main_value = number.identity or number.canonical
            left = None if number.sound else left_by_excel(main_value)
            if left is None:
                main = main_value
                birth = main[6:14] if number.birth is not None else ""
            elif len(left) == LEFT_BY_EXCEL:
                digits = left
                birth = digits[6:14] if birth_date(digits[6:14]) else ""
        sub_value = canonical_number(raw) if (raw := text(self._sub)) else ""
        sub_value = "" if is_blank(sub_value) else sub_value
        sub = "" if left_by_excel(sub_value) is not None else sub_value
        name = read_name(raw).value or "" if (raw := text(self._name)) else ""
        told = False
        if (raw := text(self._birth)) and (said := read_birth(raw)):
            birth, told = said, True
        key = (text(self._sex), text(self._grade), text(self._class), text(self._graduation),
               text(self._stage))
        repeating = self._known.get(key)
        if repeating is None:
            repeating = self._known[key] = self._understood(*key)
        grade, (sex, grade_value, class_value, graduation, stage) = repeating
        return Entry(row, main, digits, sub, name, birth, told, grade,
                     (main_value, sub_value, name, sex, grade_value, class_value, graduation,
                      stage), tuple(
                         [self._other(cells, *each) for each in self._others]))

    @staticmethod
    def _other(cells: Sequence[str], index: int | None, read: Reader, known: dict[str, str]
               ) -> str:
        text = "" if index is None else cells[index]
        if not text:
            return ""
        meant = known.get(text)
        if meant is None:
            meant = read(text).canonical
            if len(known) < _REMEMBERED:
                known[text] = meant
        return meant

    def _understood(self, sex: str, grade: str, class_name: str, graduation: str,
                    stage: str) -> tuple[int, tuple[str, ...]]:
        """The grade's number, and the meanings of the fields that many rows share."""
        of_stage = self._read_stage(stage)
        of_grade, of_class = self._read_grade(grade), self._read_class(class_name)
        number = 0
        if of_grade.value is not None:
            number = of_grade.value.number
            if not number and of_stage.value is not None:
                number = self._schooling.grade(
                    of_stage.value, of_grade.value.entry_year, self._year) or 0
        meant = number or (of_class.value.grade or 0 if of_class.value is not None else 0)
        own = of_class.canonical
        if of_class.value is not None:
            own = of_class.value.own
            if len(own) == 3 and own.isdigit() and own[0] == str(meant):  # 701 of grade seven
                own = own[1:].lstrip("0") or own
        year = read_graduation(graduation)
        return meant, (
            self._read_sex(sex).canonical,
            str(number) if number else of_grade.canonical,
            own,
            str(year.value) if year.value is not None else year.canonical,
            of_stage.canonical)
