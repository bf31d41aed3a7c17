"""毕业届别: the year in which a student leaves the stage; ``2013届`` and ``2013`` are both canonical."""

from __future__ import annotations

import re
from collections.abc import Container

from models.fields import GRADUATION_YEAR
from validators.findings import Problem
from validators.readings.main_number import birth_date
from validators.readings.text import (
    Reading, bare, blank_problems, format_problems, is_blank, narrow, simplified)

_CANONICAL = re.compile(r"((?:19|20)\d{2})届?", re.ASCII)
_UNDERSTOOD = re.compile(
    r"((?:19|20)\d{2})(?:年|\.0|年届|[年\-/.](?:0?[1-9]|1[0-2])月?"
    r"|[年\-/.](?:0?[1-9]|1[0-2])[月\-/.](?:0?[1-9]|[12]\d|3[01])日?)", re.ASCII)
_SHORT = re.compile(r"(\d{2})届", re.ASCII)
_NUMBERED = re.compile(r"第(?=\d{2,4}届)", re.ASCII)
_WORDED = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年|届|$)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ANY_YEAR = range(2000, 2061)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.ASCII)


def read_graduation(raw: str, plausible: Container[int] = _ANY_YEAR) -> Reading[int]:
    """Understands one cell; the value is the four-digit year. ``99届`` is understood if 2099 is one
    of the ``plausible`` years."""
    if _CANONICAL.fullmatch(raw):
        return Reading(raw, int(raw[:4]))
    text = simplified(bare(_TIME.sub("", narrow(raw).strip())))
    if is_blank(text):
        return Reading("", None, blank_problems(GRADUATION_YEAR))
    text = _NUMBERED.sub("", text)
    if match := _WORDED.match(text):
        text = match[0].translate(_NUMERALS) + (text[4:] or "届")
    if match := _CANONICAL.fullmatch(text):
        canonical, year = text, int(match[1])
    elif match := _UNDERSTOOD.fullmatch(text):
        canonical, year = f"{match[1]}届", int(match[1])
    elif (match := _SHORT.fullmatch(text)) and 2000 + int(match[1]) in plausible:
        canonical, year = f"20{match[1]}届", 2000 + int(match[1])
    elif len(text) == 8 and text.isdigit() and birth_date(text) and text[:2] in ("19", "20"):
        canonical, year = f"{text[:4]}届", int(text[:4])
    else:
        return Reading(text, None, (Problem("graduation-value", GRADUATION_YEAR),))
    return Reading(canonical, year, format_problems(raw, canonical, GRADUATION_YEAR))


def in_style_of(year: int, text: str) -> str:
    """The year written as the cell writes it: ``2013`` where it has no 届, else ``2013届``."""
    bare = re.fullmatch(r"[0-9]{4}", read_graduation(text).canonical)
    return str(year) if bare else f"{year}届"
