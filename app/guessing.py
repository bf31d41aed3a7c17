"""Which region's profile a workbook is written by: told by headers, number lengths, and regions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import Event
from typing import NamedTuple

from models.errors import ProfileError, XuejiError
from models.fields import SUB_NUMBER
from models.grid import Sheet, Workbook
from models.intake.header import Header, find_header
from models.layout import Part
from models.profile import DEFAULT_PROFILE, Profile, load_profile, profile_names
from models.reading.in_process import open_workbook
from validators.readings.kinds import form_of
from validators.readings.main_number import canonical_number
from validators.regions import place

_LOOKED_AT = 300
"""Numbers of a column that are looked at."""
_LEAST_NUMBERS = 3
_FILES_LOOKED_AT = 8
"""Of many files that belong together, so many are asked by which profile they are written."""
_SHARE = 0.8
_OWN_HEADERS = 8
"""So many headers that only another profile knows are no chance."""
_OWN_SHARE = 0.5


class Guess(NamedTuple):
    """A profile's name and title, and in Chinese what speaks for it."""

    name: str
    title: str
    why: str

    @property
    def note(self) -> str:
        """A sentence for the notes on what was read."""
        return f"{self.why}，已按地区模板“{self.title}”核对；不对的话，在“核对学校”里换地区模板。"


class ProfileChoice(NamedTuple):
    """By which profile files that belong together are read: the one ``given``, else what they say
    themselves, else (where they say nothing) the one at hand."""

    given: str | None = None
    at_hand: str = DEFAULT_PROFILE

    def of(self, paths: Iterable[Path], cancel: Event | None = None) -> Profile:
        """The profile for these files: the first that two of a few tell, or else one of them. A
        file that can't be read tells nothing. Raises ProfileError for a name that there is not."""
        if self.given:
            return load_profile(self.given)
        told: list[str] = []
        for path in islice(paths, _FILES_LOOKED_AT):
            with suppress(XuejiError, OSError):
                book = open_workbook(path, cancel=cancel)
                guess = guess_profile(book)
                name = guess.name if guess else DEFAULT_PROFILE if _is_usual(book) else ""
                if name in told:
                    return load_profile(name)
                told += [name] * bool(name)
        return load_profile(told[0] if told else self.at_hand)


def guess_profile(book: Workbook) -> Guess | None:
    """The profile that a workbook speaks for by more than chance; None leaves the default one.

    Nothing is guessed where the numbers are as the default profile has them.
    """
    if _is_usual(book):  # before the other profiles are read, which takes time
        return None
    usual = load_profile(DEFAULT_PROFILE)
    sheets = [sheet for sheet in book.sheets if not sheet.hidden]
    found = [speaking for name in profile_names() if name != DEFAULT_PROFILE
             and (profile := _sound(name)) is not None for sheet in sheets
             if (speaking := _speaks_for(profile, sheet, usual)) is not None]
    return max(found, key=lambda one: one[0])[1] if found else None


def _is_usual(book: Workbook) -> bool:
    """Whether the numbers are as the default profile has them."""
    usual = load_profile(DEFAULT_PROFILE)
    return any((header := find_header(sheet, usual.fields)) is not None
               and _share_of_numbers(sheet, header, usual) > 1 - _SHARE
               for sheet in book.sheets if not sheet.hidden)


def _sound(name: str) -> Profile | None:
    """A profile, or None for one of the clerk's own with mistakes, which are told on using it."""
    try:
        return load_profile(name)
    except (ProfileError, OSError):
        return None


def _speaks_for(profile: Profile, sheet: Sheet, usual: Profile) -> tuple[float, Guess] | None:
    """How much speaks for a profile, and what; None if nothing does."""
    header = find_header(sheet, profile.fields)
    if header is None:
        return None
    if profile.parts and _share_of_numbers(sheet, header, profile) >= _SHARE:
        first = profile.parts[0]
        begins = f"、开头是 {first.value}" if first.value else ""
        return 1.0, Guess(profile.name, profile.title, (
            f"{profile.sub_title}多是 {profile.sub_length} 位{begins}"))
    own = {match.key for text in header.texts if text.strip()
           and (match := profile.fields.match(text)) is not None
           and usual.fields.match(text) is None}
    wanted = [key for key in profile.required if key not in usual.fields] \
        or [key for key in profile.fields.keys if key not in usual.fields]
    share = len(own.intersection(wanted)) / len(wanted) if wanted else 0.0
    if len(own) < min(_OWN_HEADERS, len(wanted) or _OWN_HEADERS) or share < _OWN_SHARE:
        return None
    return share * len(own) / len(profile.fields), Guess(
        profile.name, profile.title, f"表头里有 {len(own)} 项是它才有的")


def _share_of_numbers(sheet: Sheet, header: Header, profile: Profile) -> float:
    """How many of the numbers fit the profile's layout; 0 with too few to tell."""
    if not profile.parts:
        return 0.0
    below = sheet.rows[header.end:header.end + _LOOKED_AT]

    def values(column: int) -> Sequence[str]:
        return [cells[column] for cells in below if column < len(cells)]
    mapping, _ = profile.fields.map(header.texts, values)
    column = mapping.get(SUB_NUMBER)
    numbers = [number for text in values(column) if (number := canonical_number(text))] \
        if column is not None else []
    if len(numbers) < _LEAST_NUMBERS:
        return 0.0
    return sum(_fits(number, profile) for number in numbers) / len(numbers)


def _fits(number: str, profile: Profile) -> bool:
    parts = profile.parts
    if len(number) == profile.sub_length - 1 and parts[0].value.startswith("0"):
        number = "0" + number  # lost where it was kept as a number
    return form_of(number, (parts,)) is not None and all(
        _is_place(part, number) for part in parts)


def _is_place(part: Part, number: str) -> bool:
    """Whether a region part names a place; any other part does."""
    return part.meaning != "region" or place(number[max(0, part.end - 6):part.end], 0) is not None
