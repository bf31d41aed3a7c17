"""Numbers, dates and formats of a workbook as the text that a clerk should see (domain §6)."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal

DAMAGED_FROM = 1e15
"""From here on (16 digits) Excel has lost digits of what was typed."""

_WRITTEN_OUT = re.compile(r"(\d)\.(\d{15,40})[Ee]\+?(1[5-9]|2\d)", re.ASCII)
"""A long number with an exponent and more digits than a double has."""
_PURE_ZEROS = re.compile(r"(0+)(?:_.)*(?:;.*)?", re.DOTALL)
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_DAY = 2958466
_DAYS_TO_1904 = 1462
_SECONDS = 86400


def number_text(value: float, zeros: int = 0) -> str:
    """A number as text; ``zeros`` is the width of a pure zero format (``leading_zeros``).

    >>> number_text(2013.0), number_text(0.5), number_text(7.0, zeros=4)
    ('2013', '0.5', '0007')
    """
    if not -DAMAGED_FROM < value < DAMAGED_FROM:
        return damaged_text(value) if math.isfinite(value) else "#NUM!"
    whole = int(value)
    if value == whole:
        if not zeros:
            return str(whole)
        text = str(abs(whole)).zfill(zeros)
        return f"-{text}" if whole < 0 else text
    return format(Decimal(f"{value:.15g}"), "f")


def damaged_text(value: float) -> str:
    """A number of 16 or more digits with the 15 that survived: ``3.10117200607163E+17``.

    If the double equals its value rounded to 15 significant digits these are the digits, else the
    exact integer is cut (not rounded) to 15. Never padded to the full length.
    """
    text = f"{value:.14E}"
    if float(text) != value:
        exact = str(abs(int(value)))
        sign = "-" if value < 0 else ""
        text = f"{sign}{exact[0]}.{exact[1:15]}E+{len(exact) - 1:02d}"
    return text


def exact_digits(text: str) -> str | None:
    """The digits of a number of 16 or more that the file holds in full, as programs write that do
    not calculate: Excel keeps 15. None where the rest may be a calculation's (zeros, or just what a
    double holds, in full or rounded to its 16 or 17 significant digits)."""
    digits = text[:-2] if text.endswith(".0") else text
    if (written := _WRITTEN_OUT.fullmatch(text)) is not None \
            and len(written[2].rstrip("0")) <= int(written[3]):
        digits = (written[1] + written[2])[:int(written[3]) + 1].ljust(int(written[3]) + 1, "0")
    if len(digits) < 16 or not (digits.isascii() and digits.isdigit()) or len(digits) > 40:
        return None
    value = float(digits)
    if len(digits.rstrip("0")) <= 15 or int(digits) in (
            int(value), int(Decimal(repr(value))), int(Decimal(f"{value:.16e}"))):
        return None
    return digits


def leading_zeros(number_format: str) -> int:
    """How many digits a pure zero format such as ``000000`` shows; 0 for any other format.

    A trailing space of a character's width (``000000_ ``), which Excel's dialog adds, is ignored.
    """
    match = _PURE_ZEROS.fullmatch(number_format)
    width = len(match.group(1)) if match else 0
    return width if width > 1 else 0


def date_text(serial: float, date1904: bool = False) -> str:
    """A date-formatted number: ``2013-06-30``, ``2013-06-30 08:00:00`` or ``08:00:00``.

    A serial outside Excel's calendar, which Excel shows as ####, stays the number it is.
    """
    last = _LAST_DAY - _DAYS_TO_1904 if date1904 else _LAST_DAY
    if not 0 <= serial < last:
        return number_text(serial)
    days, seconds = divmod(min(round(serial * _SECONDS), last * _SECONDS - 1), _SECONDS)
    if days == 0 and not date1904:
        return _clock(seconds)
    if date1904:
        moment = _EPOCH_1904 + timedelta(days=days)
    else:  # Excel counts a 29 February 1900 that never was
        moment = _EPOCH_1900 + timedelta(days=days + (days < 60))
    day = moment.strftime("%Y-%m-%d")
    return f"{day} {_clock(seconds)}" if seconds else day


def duration_text(serial: float) -> str:
    """A number under a format such as ``[h]:mm``: hours (which may pass 24), minutes, seconds."""
    if not 0 <= serial < _LAST_DAY:
        return number_text(serial)
    return _clock(round(serial * _SECONDS))


def iso_text(text: str) -> str:
    """An ISO date-time of an XML format in our form: ``2013-06-30T00:00:00`` → ``2013-06-30``."""
    day, _, clock = text.strip().partition("T")
    clock = clock.rstrip("Z").partition(".")[0]
    if not day:
        return clock
    return day if not clock or set(clock) <= {"0", ":"} else f"{day} {clock}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
