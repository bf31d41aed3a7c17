"""Numbers one slip of the pen away from a resident ID whose check digit fails (domain §9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import mul
from typing import NamedTuple

from validators.readings.main_number import EARLIEST_BIRTH, birth_date, check_digit
from validators.regions import place

_CHARACTERS = "0123456789X"
_WEIGHTS = [2 ** (17 - i) % 11 for i in range(18)]
_INVERSES = [pow(weight, -1, 11) for weight in _WEIGHTS]


class Slip(NamedTuple):
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
    for candidate, what in _candidates(number):
        birth = birth_date(candidate[6:14])
        if birth is not None and EARLIEST_BIRTH <= birth <= today \
                and place(candidate[:6], birth.year):
            yield Slip(candidate, birth, what)


def near_dates(number: str, today: date) -> Iterator[Slip]:
    """Every valid number that one changed digit or two swapped neighbours of the birth date give,
    for a number whose date is none (domain §10)."""
    return (slip for slip in slips(number, today) if slip.number[6:14] != number[6:14])


def missing_digit(number: str, today: date) -> Iterator[Slip]:
    """Every valid number that one character put into 17 gives; the check digit first."""
    for place_of in (17, *range(17)):
        for new in _CHARACTERS if place_of == 17 else _CHARACTERS[:10]:
            yield from _valid(number[:place_of] + new + number[place_of:], today,
                              f"最后补上校验码“{new}”" if place_of == 17
                              else f"第 {place_of + 1} 位补上“{new}”")


def doubled_digit(number: str, today: date) -> Iterator[Slip]:
    """Every valid number that is left when one of 19 characters is taken out."""
    for place_of in range(19):
        yield from _valid(number[:place_of] + number[place_of + 1:], today,
                          f"去掉第 {place_of + 1} 位多出的“{number[place_of]}”")


def _valid(candidate: str, today: date, what: str) -> Iterator[Slip]:
    if not candidate[:17].isdigit() or check_digit(candidate) != candidate[17]:
        return
    birth = birth_date(candidate[6:14])
    if birth is not None and EARLIEST_BIRTH <= birth <= today and place(candidate[:6], birth.year):
        yield Slip(candidate, birth, what)


def _candidates(number: str) -> Iterator[tuple[str, str]]:
    """The numbers whose check digit holds. It holds where the weighted sum of all characters leaves
    1 when divided by 11 (GB 11643); only what a slip adds to the sum is worked out."""
    values = [_CHARACTERS.index(c) for c in number]
    need = (1 - sum(map(mul, _WEIGHTS, values))) % 11
    for i in range(17):
        a, b = number[i], number[i + 1]
        added = (_WEIGHTS[i] - _WEIGHTS[i + 1]) * (values[i + 1] - values[i])
        if a != b and a != "X" and b != "X" and added % 11 == need:
            yield (number[:i] + b + a + number[i + 2:],
                   f"第 {i + 1}、{i + 2} 位“{a}{b}”对调为“{b}{a}”")
    for i in (17, *range(17)):  # the digit that the message names goes first
        old = number[i]
        new = _CHARACTERS[(values[i] + need * _INVERSES[i]) % 11]
        if new != old and (new != "X" or i == 17):
            yield number[:i] + new + number[i + 1:], f"第 {i + 1} 位“{old}”改为“{new}”"
