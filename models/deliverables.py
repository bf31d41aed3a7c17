"""What a region wants handed in, to where and by when: the ``[[deliverables]]`` of a profile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.output_pattern import PLACES, filled

WORDS = {"title": None, "file": None, "to": None, "due": None, "note": None}
WAYS = {"ftp": "FTP", "mail": "邮件", "paper": "纸质", "folder": "文件夹或 U 盘"}
WEEKDAYS = "一二三四五六日"
SCHOOL_YEAR_BEGINS = 8
"""The first month that belongs to a school year: notices of a new one come in August."""

_DATE = re.compile(r"(\d{1,2})-(\d{1,2})")
_DAYS = re.compile(rf"周[{WEEKDAYS}](?:、周[{WEEKDAYS}])*")
_PLACES = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class WrittenFiles:
    """Files that were made of the roster: when (ISO form), and the title, name and SHA-256 of
    each."""

    at: str
    files: tuple[tuple[str, str, str], ...] = ()


class Deliverable(NamedTuple):
    """One line of the list. ``file`` is a pattern of the file's name with the places that the
    profile's own have; ``way`` one of WAYS and ``to`` the folder, mailbox or office; ``due`` is a
    date ``11-30`` of the school year, weekdays ``周二、周四``, or "" for none."""

    title: str
    file: str
    way: str
    to: str
    due: str = ""
    note: str = ""

    def file_name(self, code: str, name: str, year: int) -> str:
        """The file's name for a school and a school year."""
        return filled(self.file, code, name, year)

    @property
    def is_weekly(self) -> bool:
        """Whether it is handed in again and again, on days of the week."""
        return _DAYS.fullmatch(self.due) is not None

    def due_date(self, school_year: int, today: date) -> date | None:
        """The day by which it must be there; for weekdays the next one, today counting."""
        if match := _DATE.fullmatch(self.due):
            month, day = int(match[1]), int(match[2])
            year = school_year + (month < SCHOOL_YEAR_BEGINS)
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
            return last if day > last.day else last.replace(day=day)
        return next_day(self.due, today) if self.due else None


def next_day(weekdays: str, today: date) -> date:
    """The next of the days ``周二、周四``, today counting."""
    return min(today + timedelta((day - today.weekday()) % 7) for day in _numbers(weekdays))


def last_day(weekdays: str, today: date) -> date:
    """The last of the days ``周二、周四`` before today."""
    return max(today - timedelta((today.weekday() - day - 1) % 7 + 1)
               for day in _numbers(weekdays))


def _numbers(weekdays: str) -> list[int]:
    return [WEEKDAYS.index(part[1]) for part in weekdays.split("、")]


def deliverable_of(table: Mapping[str, Any]) -> Deliverable:
    """A line from a profile, or from what the clerk wrote. Raises ValueError with the reason."""
    texts = {key: table.get(key, "") for key in WORDS}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ValueError(f"{key} 要写成文字")
    if not texts["title"].strip() or not texts["file"].strip():
        raise ValueError("title 和 file 都要写")
    way, _, to = texts["to"].partition(":")
    if way not in WAYS:
        raise ValueError(f"to 要以 {'、'.join(f'{each}:' for each in WAYS)} 之一开头")
    if unknown := set(_PLACES.findall(texts["file"])) - set(PLACES):
        raise ValueError(f"file 里的“{{{min(unknown)}}}”不认识")
    check_due(texts["due"])
    return Deliverable(texts["title"].strip(), texts["file"].strip(), way, to.strip(),
                       texts["due"], texts["note"].strip())


def check_due(due: str) -> None:
    """Raises ValueError, with the reason, for a date that is none."""
    if not due or _DAYS.fullmatch(due):
        return
    match = _DATE.fullmatch(due)
    try:
        if match is None:
            raise ValueError
        date(2000, int(match[1]), int(match[2]))  # a leap year
    except ValueError as error:
        raise ValueError(f"期限“{due}”不对，应像 11-30 或 周二、周四") from error
