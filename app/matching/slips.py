"""Numbers one slip of the pen apart: a digit changed, dropped, added, or two neighbours swapped."""

from __future__ import annotations

from collections.abc import Iterator


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


def shortened(number: str) -> Iterator[str]:
    """The text, and it without each of its characters: texts one slip apart have one in common."""
    yield number
    for place in range(len(number)):
        yield number[:place] + number[place + 1:]
