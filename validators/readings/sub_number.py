"""学籍副号: the school's own number, taken apart by the profile's layout (domain §4)."""

from __future__ import annotations

from dataclasses import dataclass

from models.fields import SUB_NUMBER
from models.layout import Part
from models.profile import Profile
from validators.findings import Problem
from validators.readings.main_number import canonical_number, strange_signs
from validators.readings.text import blank_problems, format_problems, is_blank, surviving_digits


# not frozen: a frozen one takes three times as long to make, and there is one a row
@dataclass(slots=True)
class SubNumber:
    """A 学籍副号 understood. ``sound`` means right length and digits (letters where the layout has
    them) only; ``digits`` are the digits
    that can be trusted from the left (all of a sound number, what Excel left of a damaged one).
    """

    canonical: str
    sound: bool
    digits: str
    problems: tuple[Problem, ...] = ()

    def leading(self, length: int) -> str:
        """The first digits of a number, be it sound, damaged, or broken further behind; "" where
        there are not that many."""
        head = (self.digits or self.canonical)[:length]
        may_be = head.isdigit() or self.sound and head.isalnum()
        return head if len(head) == length and head.isascii() and may_be else ""


ABSENT = SubNumber("", False, "")


def read_sub_number(raw: str, profile: Profile) -> SubNumber:
    """Understands one cell; the clean case first."""
    length = profile.sub_length
    if length and len(raw) == length and raw.isascii() and raw.isdigit():
        return SubNumber(raw, True, raw)
    text = canonical_number(raw)
    if is_blank(text):
        return SubNumber("", False, "", blank_problems(SUB_NUMBER))
    survivors = surviving_digits(text)
    if survivors is not None:
        return SubNumber(text, False, survivors, (
            Problem("sub-precision", SUB_NUMBER, {"digits": survivors}),))
    written = format_problems(raw, text, SUB_NUMBER)
    if not length:  # a layout that is not judged
        return SubNumber(text, True, text, written)
    if profile.sub_letters is not None:
        return _read_with_letters(raw, text.upper(), profile)
    if not (text.isascii() and text.isdigit()):
        return SubNumber(text, False, "", (
            *written, Problem("sub-character", SUB_NUMBER, {"strange": strange_signs(text)})))
    if len(text) != length:
        return SubNumber(text, False, "", (
            *written, Problem("sub-length", SUB_NUMBER, {"length": len(text), "right": length})))
    return SubNumber(text, True, text, written)


def _read_with_letters(raw: str, text: str, profile: Profile) -> SubNumber:
    """A number in which some parts are letters: the others must be digits."""
    written = format_problems(raw, text, SUB_NUMBER)
    if len(text) != profile.sub_length:
        return SubNumber(text, False, "", (*written, Problem("sub-length", SUB_NUMBER, {
            "length": len(text), "right": profile.sub_length})))
    if profile.sub_letters is not None and profile.sub_letters.fullmatch(text):
        return SubNumber(text, True, text, written)
    strange = next((part for part in profile.parts if not _is_written(part, part.of(text))), None)
    return SubNumber(text, False, "", (*written, Problem("sub-character", SUB_NUMBER, {
        "strange": strange_signs(strange.of(text) if strange is not None else text),
        "variant": "part", "place": strange.place if strange is not None else ""})))


def _is_written(part: Part, text: str) -> bool:
    """Whether a part holds nothing but the signs that it may."""
    digits = text[:-1] if part.may_end_in_x and text.endswith("X") else text
    return part.letters or not digits or digits.isascii() and digits.isdigit()
