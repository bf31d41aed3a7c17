"""Numbers one slip of the pen away from a resident ID whose check digit fails (domain §9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdnum.cn.ric import calc_check_digit

from validators.readings.main_number import EARLIEST_BIRTH, birth_date
from validators.regions import place


@dataclass(frozen=True, slots=True)
class Slip:
    """A number that passes the check, and what was done to get it (in Chinese)."""

    number: str
    birth: date
    what: str


def slips(number: str, today: date) -> Iterator[Slip]:
    """Every valid number that one changed digit or two swapped neighbours give; swaps first,
    then another check digit.

    Valid means: the check digit holds, the date exists and is not after ``today``, and a place had
    the region code.
    """
    for candidate, place_in_number, swapped in _candidates(number):
        if candidate[17] != calc_check_digit(candidate):
            continue
        birth = birth_date(candidate[6:14])
        if birth is not None and EARLIEST_BIRTH <= birth <= today \
                and place(candidate[:6], birth.year):
            yield Slip(candidate, birth, _in_words(number, candidate, place_in_number, swapped))


def _candidates(number: str) -> Iterator[tuple[str, int, bool]]:
    """Numbers, with the place (0-based) of the digit that differs or of the first one swapped."""
    for i in range(17):
        a, b = number[i], number[i + 1]
        if a != b and a != "X" and b != "X":
            yield number[:i] + b + a + number[i + 2:], i, True
    for i in (17, *range(17)):  # the digit that the message names goes first
        for new in "0123456789X" if i == 17 else "0123456789":
            if new != number[i]:
                yield number[:i] + new + number[i + 1:], i, False


def _in_words(number: str, candidate: str, i: int, swapped: bool) -> str:
    if swapped:
        return f"第 {i + 1}、{i + 2} 位“{number[i:i + 2]}”对调为“{candidate[i:i + 2]}”"
    return f"第 {i + 1} 位“{number[i]}”改为“{candidate[i]}”"
