"""Hiding the middle of ID numbers while someone looks over the shoulder. No Qt."""

from __future__ import annotations

HIDDEN = "*"


def mask(text: str, *, ends: bool = False) -> str:
    """The number with its middle hidden, as long as before: of an 18-digit ID the birth date is
    hidden; of a shorter number all but two characters at either end. With ``ends`` the last ones
    are hidden too.

    >>> mask("310117200607163017"), mask("310117200607163017", ends=True), mask("12345678")
    ('310117********3017', '310117************', '12****78')
    """
    if len(text) >= 15:
        head, tail = 6, 4
    elif len(text) > 4:
        head, tail = 2, 2
    else:
        head = tail = 0
    tail = 0 if ends else tail
    return text[:head] + HIDDEN * (len(text) - head - tail) + text[len(text) - tail:]
