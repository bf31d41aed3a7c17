"""学籍主号: resident IDs (GB 11643), other documents, and the first root cause of a broken one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from stdnum.cn.ric import calc_check_digit

from models.fields import MAIN_NUMBER
from models.profile import Profile
from validators.findings import Problem
from validators.readings.text import (
    blank_problems, format_problems, is_blank, narrow, squeeze, surviving_digits)

_QUOTES = "'\"`‘’“”＇｀"
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_DIGITS = re.compile(r"[0-9]+X?|X")
_OTHER_DOCUMENT = re.compile(r"[0-9]{8}|[A-Za-z][A-Za-z0-9]{4,13}")
_NATIONAL = re.compile(r"[GLJglj][0-9]{17}[0-9Xx]")
_BRACKETS = str.maketrans("", "", "()[]")
_OLD_LENGTH = 15
EARLIEST_BIRTH = date(1900, 1, 1)


# not frozen: a frozen one takes three times as long to make, and there is one a row
@dataclass(slots=True)
class MainNumber:
    """A 学籍主号 understood.

    ``canonical`` is its text; ``identity`` what duplicates are told by (None: takes no part);
    ``birth`` the valid birth date of an 18-character number; ``sound`` whether the whole chain
    (length, characters, date, check digit) holds; ``document`` whether it is another document's.
    """

    canonical: str
    identity: str | None
    birth: date | None = None
    sound: bool = False
    document: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def male(self) -> bool:
        """The sex that the order digit of a resident ID says: odd is male."""
        return self.canonical[16] in "13579"


ABSENT = MainNumber("", None)


def canonical_number(raw: str) -> str:
    """The canonical text of either number: no blanks, half-width, no quote in front, capital X."""
    text = squeeze(raw).lstrip(_QUOTES)
    return text[:-1] + "X" if text.endswith("x") and text[:-1].isdigit() else text


def read_main_number(raw: str, profile: Profile, today: date) -> MainNumber:
    """Understands one cell; the clean case first, since nearly all cells are clean."""
    text = raw if _RESIDENT.fullmatch(raw) else canonical_number(raw)
    if _RESIDENT.fullmatch(text):
        birth = birth_date(text[6:14])
        if birth is not None and EARLIEST_BIRTH <= birth <= today:
            sound = calc_check_digit(text) == text[17]
            if sound and text is raw:
                return MainNumber(text, text, birth, True)
            problems = () if sound else (Problem("main-check-digit", MAIN_NUMBER, {
                "check": text[17], "expected": calc_check_digit(text)}),)
            return MainNumber(text, text, birth, sound,
                              problems=format_problems(raw, text, MAIN_NUMBER) + problems)
    return _read_unsound(raw, text, profile, today)


def _read_unsound(raw: str, text: str, profile: Profile, today: date) -> MainNumber:
    if is_blank(text):
        return MainNumber("", None, problems=blank_problems(MAIN_NUMBER))
    written = format_problems(raw, text, MAIN_NUMBER)
    survivors = surviving_digits(text)
    if survivors is not None:
        return MainNumber(text, None, problems=(
            Problem("main-precision", MAIN_NUMBER, {"digits": survivors}),))
    bare = text.translate(_BRACKETS)
    if is_other_document(bare, profile):
        return MainNumber(text, bare.upper(), document=True,
                          problems=(*written, Problem("main-document", MAIN_NUMBER)))
    return MainNumber(text, text, problems=(*written, _root_cause(text, today)))


def is_other_document(bare: str, profile: Profile) -> bool:
    """Whether a number (brackets aside) looks like another document's (domain §3)."""
    return (_OTHER_DOCUMENT.fullmatch(bare) is not None
            or profile.documents is not None and profile.documents.fullmatch(bare) is not None)


def _root_cause(text: str, today: date) -> Problem:
    if _NATIONAL.fullmatch(text):
        return Problem("main-character", MAIN_NUMBER, {"variant": "national", "letter": text[0]})
    if not _DIGITS.fullmatch(text):
        strange = "".join(dict.fromkeys(
            c for i, c in enumerate(text)
            if not ("0" <= c <= "9" or c == "X" and i == len(text) - 1)))
        return Problem("main-character", MAIN_NUMBER, {"strange": strange})
    if len(text) != 18:
        variant = "old" if len(text) == _OLD_LENGTH and text.isdigit() else ""
        return Problem("main-length", MAIN_NUMBER, {"length": len(text), "variant": variant})
    birth = birth_date(text[6:14])
    variant = "" if birth is None else "future" if birth > today else "ancient"
    return Problem("main-birth-date", MAIN_NUMBER, {"date": text[6:14], "variant": variant})


@lru_cache(maxsize=1 << 15)
def birth_date(digits: str) -> date | None:
    """The day that eight digits YYYYMMDD name, or None if there is no such day."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def quoted(raw: str) -> bool:
    """Whether the cell begins with the quote that people type to keep Excel from rounding."""
    return narrow(raw).lstrip()[:1] in set(_QUOTES)
