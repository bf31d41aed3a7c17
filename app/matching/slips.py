"""Numbers one slip of the pen apart: a digit changed, dropped, added, or two neighbours swapped;
and numbers that have lost their last digits."""

from __future__ import annotations

from collections.abc import Iterator

LEFT_BY_EXCEL = 15
"""How many digits of a long number a spreadsheet keeps."""

_ID_LENGTH = 18


def one_slip(first: str, second: str) -> bool:
    """Whether two different texts are one slip apart."""
    if len(first) == len(second):
        places = [i for i, (a, b) in enumerate(zip(first, second)) if a != b]
        if len(places) == 1:
            return True
        return len(places) == 2 and places[1] == places[0] + 1 \
            and first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]
    if len(first) > len(second):
        first, second = second, first
    if len(second) != len(first) + 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(first, second)) if a != b), len(first))
    return first[same:] == second[same + 1:]


def has_lost_digits(first: str, second: str) -> bool:
    """Whether one of two different numbers is what is left of the other: its first 15 digits or
    more, or an ID as it was written before 1999, without century and check digit."""
    if len(first) > len(second):
        first, second = second, first
    return LEFT_BY_EXCEL <= len(first) < len(second) == _ID_LENGTH and (
        second.startswith(first)
        or len(first) == LEFT_BY_EXCEL and first == second[:6] + second[8:17])


def shortened(number: str) -> Iterator[str]:
    """The text, and it without each of its characters: texts one slip apart have one in common."""
    yield number
    for place in range(len(number)):
        yield number[:place] + number[place + 1:]
