"""Hiding the middle of ID numbers in texts beside the table, as the table hides them. No Qt.

The program has one window, and one state of being covered for all that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.explaining.breakdown import Segment
from app.table.masking import HIDDEN, mask
from models.fields import MAIN_NUMBER, STANDARD, Fields

_NUMBER = re.compile(r"(?<![0-9A-Za-z.])[A-Z]?[0-9]{14,17}[0-9Xx](?![0-9A-Za-z])")
"""A national 学籍号 is one with a letter before it."""
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:-[0-9]{2}-[0-9]{2}|年[0-9]{1,2}月[0-9]{1,2}日)")
_state = {"covered": False}
_hidden = set(STANDARD.id_numbers)


def set_covered(covered: bool) -> None:
    """Hides ID numbers in what is built from now on, or shows them again."""
    _state["covered"] = covered


def set_fields(fields: Fields) -> None:
    """Says which fields of the roster that is shown hold ID numbers."""
    _hidden.clear()
    _hidden.update(fields.id_numbers)


def is_id_number(field: str | None) -> bool:
    """Whether a field holds ID numbers."""
    return field in _hidden


def is_covered() -> bool:
    """Whether ID numbers are hidden."""
    return _state["covered"]


def cover_number(text: str, field: str | None = MAIN_NUMBER) -> str:
    """A field's text, with its middle hidden if it is an ID number and these are to be hidden."""
    return mask(text) if is_covered() and is_id_number(field) else text


def cover_text(text: str, *numbers: str) -> str:
    """A sentence with every ID number in it hidden, also the given ``numbers`` of other documents,
    and with every birth date."""
    if not is_covered():
        return text
    for number in numbers:
        if len(number) > 4:
            text = text.replace(number, mask(number))
    text = _NUMBER.sub(lambda found: mask(found[0]), text)
    return _DATE.sub(lambda found: HIDDEN * len(found[0]), text)


def cover_parts(parts: Sequence[Segment]) -> list[Segment]:
    """The parts of a number, the birth date hidden."""
    if not is_covered():
        return list(parts)
    return [part._replace(text=HIDDEN * len(part.text), expected="", note="", detail="")
            if part.key == "birth" else part for part in parts]
