"""Number formats with text of their own, as Excel shows a value under them (``"("0")班"`` → (1)班).

Of numbers only whole ones are understood: digits, literal text, conditions and up to four
sections; of dates those with words of their own (``yyyy"届"``). Fractions, percent and exponents are
no business of a roster.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<digit>[0#?])|(?P<text>@)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL)
_SECTION = re.compile(r'(?:"[^"]*"|[\\!].|\[[^\]]*\]|[^;"\\!])*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_PLAIN = frozenset(" $-+/():!^&'~{}<>=")
_FIRST_SHOWN_AS_IS = "\u2e80"
"""Chinese characters and all that stand behind them in Unicode need no quotes in a format."""
_QUOTES = re.compile(r'["\\\[!]|(?<=.)-', re.DOTALL)
"""One of them stands in a format that has other text of its own."""
_NUMERALS = {"DBNUM1": "〇一二三四五六七八九十", "DBNUM2": "零壹贰叁肆伍陆柒捌玖拾"}
"""The digits and the ten of Excel's Chinese numerals."""
_WORDS_OF_DATES = frozenset("年月日号时分秒上下午星期周点零")
_DATE_PARTS = re.compile(r"y{2,4}|m{1,2}|d{1,2}", re.IGNORECASE)
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "<>": lambda a, b: a != b}


class _Section(NamedTuple):
    """``parts`` are literal texts, and None for each place of a digit (``digits`` of them zeros) or
    of the whole number (``general``, with ``thousands`` parted by commas); ``numerals`` are those
    that its digits are written with, if they are Chinese."""

    parts: tuple[str | None, ...]
    zeros: int
    general: bool
    thousands: bool
    numerals: str
    test: Callable[[float, float], bool] | None
    limit: float

    @property
    def has_text(self) -> bool:
        return any(part is not None and part.strip() for part in self.parts)

    def show(self, number: int) -> str:
        digits = str(abs(number)).zfill(self.zeros)
        if number == 0 and not self.zeros and not self.general:
            digits = ""
        if self.numerals:
            digits = _numeral(abs(number), self.numerals)
        elif self.thousands and digits:
            digits = f"{abs(number):,}"
        places = [at for at, part in enumerate(self.parts) if part is None]
        shown = [part or "" for part in self.parts]
        if self.general or self.numerals or self.thousands:
            if places:
                shown[places[0]] = digits
            return "".join(shown)
        for at in reversed(places):
            taken = digits if at == places[0] else digits[-1:]
            shown[at], digits = taken, digits[:len(digits) - len(taken)]
        return "".join(shown)


def _numeral(number: int, signs: str) -> str:
    if number < 10:
        return signs[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else signs[tens]) + signs[10] + (signs[ones] if ones else "")
    return "".join(signs[int(digit)] for digit in str(number))


@lru_cache(maxsize=4096)
def literal_format(code: str) -> Callable[[float], str | None] | None:
    """What shows a number under a format that has text of its own; None for any other format. It
    gives None for a number that the format says nothing of (a fraction)."""
    if not code or len(code) > 255 or not (
            max(code) >= _FIRST_SHOWN_AS_IS or _QUOTES.search(code)):
        return None
    sections = [_parsed(text) for text in _split(code)[:4]]
    numeric = sections[:3]
    if not numeric or any(section is None for section in numeric):
        return None
    whole = [section for section in numeric if section is not None]
    if not any(section.has_text or section.numerals for section in whole):
        return None

    def show(value: float) -> str | None:
        if value != int(value) or abs(value) >= 1e15:
            return None
        section, signed = _chosen(whole, value)
        if section is None:
            return None
        text = section.show(int(value))
        return f"-{text}" if signed and value < 0 else text

    return show


def own_words(text: str) -> set[str]:
    """The letters in a date format's text that are not those of dates themselves."""
    return set(re.sub(r"[\W\d_a-zA-Z]", "", text)) - _WORDS_OF_DATES


@lru_cache(maxsize=4096)
def date_format(code: str) -> Callable[[str], str | None] | None:
    """What shows a date (``2016-01-01``) under a format that has words of its own besides those of
    dates; None for any other format. It gives None for what is no date alone."""
    section = _split(code)[0] if code and len(code) <= 255 else ""
    parts: list[str] = []
    words = ""
    for match in _TOKEN.finditer(section):
        kind, found = match.lastgroup, match[match.lastgroup or 0]
        if kind in ("quoted", "escaped") or kind == "plain" and found >= _FIRST_SHOWN_AS_IS:
            words += found
            parts.append(f"={found}")
        elif kind == "plain" and found.lower() in "ymd":
            last = parts.pop() if parts and parts[-1][:1] == found.lower() else ""
            parts.append(last + found.lower())
        elif kind == "plain" and found in _PLAIN or kind == "digit":
            parts.append(f"={found}")
        elif kind not in ("space", "fill", "bracket"):
            return None
    fields = [part for part in parts if not part.startswith("=")]
    if not own_words(words) or not fields or not all(map(_DATE_PARTS.fullmatch, fields)):
        return None

    def show(day: str) -> str | None:
        if (given := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", day)) is None:
            return None
        texts = {"yyyy": given[1], "yyy": given[1], "yy": given[1][2:], "mm": given[2],
                 "m": given[2].lstrip("0"), "dd": given[3], "d": given[3].lstrip("0")}
        return "".join(part[1:] if part.startswith("=") else texts[part] for part in parts)

    return show


def text_format(code: str) -> tuple[str, str] | None:
    """What a format such as ``"高"@"班"`` writes before and behind a text; None if nothing."""
    if "@" not in code or len(code) > 255:
        return None
    section = _split(code)[-1]
    before: list[str] = []
    behind: list[str] = []
    at = False
    for match in _TOKEN.finditer(section):
        kind, text = match.lastgroup, match[match.lastgroup or 0]
        if kind == "text":
            at = True
        elif kind in ("quoted", "escaped") or kind == "plain" and text >= _FIRST_SHOWN_AS_IS:
            (behind if at else before).append(text)
        elif kind not in ("space", "fill", "bracket") and text.strip():
            return None
    found = "".join(before), "".join(behind)
    return found if at and any(found) else None


def _split(code: str) -> list[str]:
    sections, at = [], 0
    while at <= len(code):
        match = _SECTION.match(code, at)
        if match is None or match.end() < len(code) and code[match.end()] != ";":
            return [code]
        sections.append(match[0])
        at = match.end() + 1
    return sections


def _parsed(text: str) -> _Section | None:
    """A section, or None if it has anything that is not understood."""
    parts: list[str | None] = []
    zeros, general, thousands, numerals = 0, False, False, ""
    test, limit = None, 0.0
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup, match[match.lastgroup or 0]
        if kind in ("quoted", "escaped"):
            parts.append(found)
        elif kind == "digit":
            parts.append(None)
            zeros += found == "0" or zeros > 0
        elif kind == "general":
            parts.append(None)
            general = True
        elif kind == "bracket":
            if (condition := _CONDITION.fullmatch(found.strip())) is not None:
                test, limit = _TESTS[condition[1]], float(condition[2])
            elif found.upper() in _NUMERALS:
                numerals = _NUMERALS[found.upper()]
            elif re.fullmatch(r"[hms]+", found, re.I):
                return None
        elif found == "," and None in parts and match.string[match.end():match.end() + 1] in (
                "#", "0", "?"):
            thousands = True
        elif kind == "plain" and (found in _PLAIN or found >= _FIRST_SHOWN_AS_IS):
            parts.append(found)
        elif kind not in ("space", "fill"):
            return None
    return _Section(tuple(parts), zeros, general, thousands, numerals, test, limit)


def _chosen(sections: list[_Section], value: float) -> tuple[_Section | None, bool]:
    """The section that a value is shown by, and whether a minus is put before it."""
    if any(section.test is not None for section in sections):
        for section in sections:
            if section.test is None or section.test(value, section.limit):
                return section, True
        return None, False
    if value < 0 and len(sections) > 1:
        return sections[1], False
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], True
