"""姓名: spaces and separators in their canonical writing, and characters that can't be right."""

from __future__ import annotations

import re
import unicodedata

from models.fields import NAME
from validators.findings import Problem
from validators.readings.text import (
    Reading, blank_problems, format_problems, is_blank, single_spaced, squeeze)

SEPARATOR = "·"
LONGEST = 20

_COMMON = re.compile(r"[\u4e00-\u9fa5]{2,20}")
"""Names of characters that GBK has and nothing else: nearly all."""
_HAN = ("\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff"
        "\U00020000-\U0003ffff")
# Texts, which re compiles when an unusual name needs them: that takes longer than the whole module.
_IS_HAN = f"[{_HAN}]"
_HAN_GAP = f"(?<=[{_HAN}·]) (?=[{_HAN}·])"
_OTHER_SEPARATORS = (
    f"(?<=[{_HAN}A-Za-z\u00c0-\u024f]) ?[.．。｡•・･‧●·] ?(?=[{_HAN}A-Za-z\u00c0-\u024f])")
_LETTERS = {code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def canonical_name(raw: str) -> str:
    """No spaces between Han characters, single ones in Latin names, separator ``·``. Full-width
    letters are narrowed, other full-width signs are not: no name has them in either form."""
    text = single_spaced(raw.translate(_LETTERS))
    text = re.sub(_OTHER_SEPARATORS, SEPARATOR, text)
    return re.sub(_HAN_GAP, "", text)


def read_name(raw: str) -> Reading[str]:
    """Understands one cell; the value is the canonical name."""
    if _COMMON.fullmatch(raw) and not is_blank(raw):
        return Reading(raw, raw)
    text = canonical_name(raw)
    if is_blank(squeeze(text)):
        return Reading("", None, blank_problems(NAME))
    problems = list(format_problems(raw, text, NAME))
    strange = strange_characters(text)
    if strange:
        problems.append(Problem("name-character", NAME, {"strange": strange}))
    elif rare := rare_characters(text):
        problems.append(Problem("name-rare", NAME, {"rare": "、".join(
            f"{c}（U+{ord(c):04X}）" for c in rare)}))
    if len(text) > LONGEST or len(text) == 1 and re.match(_IS_HAN, text):
        problems.append(Problem("name-length", NAME, {"length": len(text)}))
    return Reading(text, text, tuple(problems))


def strange_characters(name: str) -> str:
    """The characters that no name has, each once: digits, punctuation, Latin among Han, ``?``."""
    han = re.search(_IS_HAN, name) is not None
    return "".join(c for c in dict.fromkeys(name) if _is_strange(c, han))


def _is_strange(c: str, han: bool) -> bool:
    if c == SEPARATOR or re.match(_IS_HAN, c):
        return False
    if c == " ":
        return han
    category = unicodedata.category(c)
    if category == "Co":
        return False
    if category[0] in "LM":
        return han and "LATIN" in unicodedata.name(c, "")
    return True


def rare_characters(name: str) -> tuple[str, ...]:
    """Characters that are for private use or that GBK has not, each once."""
    return tuple(c for c in dict.fromkeys(name)
                 if "\ue000" <= c <= "\uf8ff" or ord(c) >= 0xF0000 or not _in_gbk(c))


def _in_gbk(c: str) -> bool:
    try:
        c.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
