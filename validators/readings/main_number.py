"""学籍主号: resident IDs (GB 11643), other documents, and the first root cause of a broken one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from models.fields import MAIN_NUMBER
from models.profile import Profile
from validators.findings import Problem
from validators.readings.text import (
    QUOTES, blank_problems, format_problems, is_blank, narrow, squeeze, surviving_digits, unquoted)

_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_DIGITS = re.compile(r"[0-9]+X?|X")
_OTHER_DOCUMENT = re.compile(
    r"[0-9]{8,9}|(?![GLJglj][0-9]{14}$)(?=[0-9]*[A-Za-z])(?=[A-Za-z]*[0-9])[A-Za-z0-9]{5,15}")
"""Eight digits (Macao, Taiwan), nine (passports), or letters and digits (passports, Hong Kong)."""
_SHORT_WITH_X = re.compile(r"[0-9]+[Xx]")
_MACAO = re.compile(r"([157])/([0-9]{6})/([0-9])")
_PERMANENT_RESIDENT = re.compile(r"9[0-9]{16}[0-9X]")
"""外国人永久居留身份证 since 2023: 18 characters, checked as a resident ID's are."""
_LAST_X = frozenset("xхХ×✕Χχ")
"""What people type for the last X: a small one, Cyrillic and Greek letters, a times sign."""
_NATIONAL = re.compile(r"[GLJglj][0-9]{17}[0-9Xx]")
_CHECKS = "1X864209753"
"""Check digits by the remainder that the others leave (GB 11643, that is ISO 7064 MOD 11-2): the
last place of the weights' powers of 2 counts 1, and 13 leaves 2 when divided by 11."""
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


def check_digit(number: str) -> str:
    """The check digit that belongs to all digits of a number but its last character."""
    return _CHECKS[int(number[:-1], 13) % 11]


def canonical_number(raw: str) -> str:
    """The canonical text of either number: no blanks, half-width, no quote in front, capital X."""
    text = unquoted(squeeze(raw))
    if text[:-1].isdigit() and text[-1] in _LAST_X:
        text = text[:-1] + "X"
    return text


def read_main_number(raw: str, profile: Profile, today: date) -> MainNumber:
    """Understands one cell; the clean case first, since nearly all cells are clean."""
    whole = _RESIDENT.fullmatch(raw)
    text = raw if whole else canonical_number(raw)
    if (whole or _RESIDENT.fullmatch(text)) and text[0] != "9":
        birth = birth_date(text[6:14])
        if birth is not None and EARLIEST_BIRTH <= birth <= today:
            sound = _CHECKS[int(text[:17], 13) % 11] == text[17]  # calling is half of it
            if sound and text is raw:
                return MainNumber(text, text, birth, True)
            problems = () if sound else (_check_digit(text),)
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
    bare = _MACAO.sub(r"\1\2\3", text.translate(_BRACKETS))
    if is_other_document(bare, profile):
        variant = "date" if _is_day(bare, today) else ""
        return MainNumber(text, bare.upper(), document=True, problems=(
            *written, Problem("main-document", MAIN_NUMBER, {"variant": variant})))
    if _PERMANENT_RESIDENT.fullmatch(bare):
        return MainNumber(text, text, problems=(*written, _check_digit(text)))
    return MainNumber(text, text, problems=(*written, _root_cause(text, today)))


def is_other_document(bare: str, profile: Profile) -> bool:
    """Whether a number (brackets aside) looks like another document's (domain §3)."""
    return (_OTHER_DOCUMENT.fullmatch(bare) is not None and not _SHORT_WITH_X.fullmatch(bare)
            or _PERMANENT_RESIDENT.fullmatch(bare) is not None
            and check_digit(bare) == bare[17]
            or profile.documents is not None and profile.documents.fullmatch(bare) is not None)


def _is_day(bare: str, today: date) -> bool:
    """Whether eight digits are the date of a student's birth rather than a document's number."""
    day = birth_date(bare) if len(bare) == 8 and bare.isdigit() else None
    return day is not None and date(1980, 1, 1) <= day <= today


def _check_digit(text: str) -> Problem:
    return Problem("main-check-digit", MAIN_NUMBER, {
        "check": text[17], "expected": check_digit(text)})


def _root_cause(text: str, today: date) -> Problem:
    if _NATIONAL.fullmatch(text):
        return Problem("main-character", MAIN_NUMBER, {"variant": "national", "letter": text[0]})
    if not _DIGITS.fullmatch(text):
        return Problem("main-character", MAIN_NUMBER, {"strange": strange_signs(
            text.removesuffix("X") if text[-2:-1].isdigit() else text)})
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


def strange_signs(text: str) -> str:
    """Whatever stands between digits, each run of it once and as it stands."""
    return "”“".join(dict.fromkeys(re.findall(r"[^0-9]+", text)))


def quoted(raw: str) -> bool:
    """Whether the cell begins with the quote that people type to keep Excel from rounding."""
    return narrow(raw).lstrip()[:1] in set(QUOTES)
