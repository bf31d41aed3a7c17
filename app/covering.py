"""What of a student may be seen by whom: fields and characters covered by what a paper is for.

On the screen an ID number keeps its first six and last four digits. Paper that goes through a class
hides the last four too: who knows the class knows the year of birth, and the rest would be guessed.
A list that hangs on a wall holds nothing but what is named here, whatever fields a region has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum

from app.table.clipboard import outgoing
from app.table.masking import HIDDEN, mask
from models.fields import CLASS_NAME, GRADE, NAME, SEX, STAGE, STANDARD


class Cover(Enum):
    """How much is covered, from nothing to nearly all; the value is what the clerk reads."""

    WHOLE = "号码完整"
    SCREEN = "号码只留前六位和后四位"
    CLASS = "号码只留前六位"
    WALL = "没有号码，姓名只留第一个字"


ON_WALLS = frozenset({NAME, SEX, GRADE, CLASS_NAME, STAGE})
"""The only fields that a list on a wall may hold: never numbers, addresses, telephones, dates."""


def shown_fields(keys: Iterable[str], cover: Cover) -> tuple[str, ...]:
    """The fields that may be there at all, in their order."""
    return tuple(key for key in keys if cover is not Cover.WALL or key in ON_WALLS)


def covered(key: str, text: str, cover: Cover,
            numbers: Collection[str] = STANDARD.id_numbers) -> str:
    """A field's text as it may leave; digits that a damaged number lost as □. ``numbers`` are the
    fields that hold ID numbers.

    >>> covered("name", "欧阳小明", Cover.WALL), covered("sub_number", "0617", Cover.WALL)
    ('欧***', '')
    """
    if cover is Cover.WALL and key not in ON_WALLS:
        return ""
    if cover is Cover.WALL and key == NAME:
        name = text.strip()
        return name[:1] + HIDDEN * (len(name) - 1)
    if cover is not Cover.WHOLE and key in numbers:
        return mask(text, ends=cover is Cover.CLASS)
    return outgoing(text)
