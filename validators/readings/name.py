"""姓名: spaces and separators in their canonical writing, and characters that can't be right."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from html import unescape
from urllib.parse import unquote

from models.fields import NAME
from validators.findings import Problem
from validators.readings.text import (
    BLANK_WORDS, Reading, blank_problems, format_problems, is_blank, single_spaced, squeeze,
    unquoted)

SEPARATOR = "·"
LONGEST = 20

_COMMON = re.compile(r"[\u4e00-\u9fa5]{2,20}")
"""Names of characters that GBK has and nothing else: nearly all."""
_GARBLED_WORDS = re.compile("锟斤|斤拷|拷锟|烫烫|屯屯")
_OF_GARBLED_WORDS = frozenset("锟斤拷烫屯")
_HARMLESS: set[str] = set()
"""Characters met so far that GB 2312 has (it has 6,763) and that no garbled word is made of."""
HAN = ("\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff"
       "\U00020000-\U0003ffff")
_HAN_RANGES = [(ord(part[0]), ord(part[-1])) for part in re.findall("(?s).-.|.", HAN)]
_LETTER = "A-Za-z\u00c0-\u024f"
_DOTS = ".．。｡•・･‧●·∙⋅﹒᛫⸱․ㆍ▪◦⦁⸳ꞏᐧ∘˙"
_DOT = re.compile(f" ?[{_DOTS}] ?")
_DOT_WITHIN = re.compile(f" ?[{_DOTS.replace('.', '')}] ?")
_LATIN_STOP = f"(?<=[{_LETTER}]{{2}})\\.(?=[{_LETTER}]{{2}})"
"""A full stop between two words that are no initials stands for the separator."""
_LETTERS = {code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_LATIN_SIGNS = "-'’."
_LATIN_VARIANTS = str.maketrans("‐‑–−﹣－´`ʼʻ′＇", "------''''''")
_ESCAPED = re.compile(r"&#?\w{2,8};|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}", re.ASCII)


def canonical_name(raw: str) -> str:
    """No spaces between Han characters, single ones in Latin names, separator ``·``. Full-width
    letters are narrowed, other full-width signs are not: no name has them in either form. Latin
    names keep the full stops of initials and short forms (``Mary A. Smith``)."""
    text = _without_quotes(single_spaced(raw.translate(_LETTERS)))
    if _has_han(text):
        text = _DOT.sub(partial(_separator, ends=True), text)
    else:
        text = _without_quotes(text.translate(_LATIN_VARIANTS))
        text = _DOT_WITHIN.sub(_separator, text)
        text = re.sub(_LATIN_STOP, SEPARATOR, text)
    return re.sub(" ", _gap, text)


def is_han(c: str) -> bool:
    """Whether it is a character that Chinese names are written with (``HAN``). A pattern would say
    the same, and compiling one takes longer than reading a whole roster's names."""
    if "\u4e00" <= c <= "\u9fff":  # nearly all
        return True
    if c < HAN[0]:  # Latin letters, digits, signs
        return False
    code = ord(c)
    return any(first <= code <= last for first, last in _HAN_RANGES)


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def _separator(found: re.Match[str], ends: bool = False) -> str:
    """``·`` for a dot between two letters or, if wanted, at an end beside a Han character."""
    before, after = found.string[:found.start()][-1:], found.string[found.end():][:1]
    if before and after:
        return SEPARATOR if _is_letter(before) and _is_letter(after) else found[0]
    return SEPARATOR if ends and any(map(is_han, before + after)) else found[0]


def _is_letter(c: str) -> bool:
    return is_han(c) or re.match(f"[{_LETTER}]", c) is not None


def _gap(found: re.Match[str]) -> str:
    """Nothing for a blank within Chinese writing."""
    around = found.string[:found.start()][-1:], found.string[found.end():][:1]
    return "" if all(c and (c == SEPARATOR or is_han(c)) for c in around) else " "


def _without_quotes(text: str) -> str:
    """Without the quotes around a name; the apostrophe of ``'t Hooft`` is part of it."""
    return text if re.match(r"['’`][a-z] ", text) else unquoted(text).strip()


def read_name(raw: str) -> Reading[str]:
    """Understands one cell; the value is the canonical name."""
    if _is_plain(raw):
        return Reading(raw, raw)
    text = canonical_name(raw)
    if is_blank(squeeze(text)):
        return Reading("", None, blank_problems(NAME))
    problems = list(format_problems(raw, text, NAME))
    strange = strange_characters(text)
    if _GARBLED_WORDS.search(text) or restored(raw) is not None:
        problems = [Problem("name-character", NAME, {"strange": text, "variant": "garbled"})]
    elif strange:
        problems.append(Problem("name-character", NAME, {"strange": strange}))
    elif tidy_separators(text) != text:
        sign = next((c for c in _LATIN_SIGNS if c in text), SEPARATOR)
        # not what is canonical so far: that would be offered as safe
        problems = [problem for problem in problems if problem.rule != "format"]
        problems.append(Problem("name-character", NAME, {
            "strange": SEPARATOR if SEPARATOR in text else sign, "variant": "separator"}))
    elif rare := rare_characters(text):
        problems.append(Problem("name-rare", NAME, {"rare": "、".join(
            f"{c}（U+{ord(c):04X}）" for c in rare)}))
    if len(text) > LONGEST or len(text) == 1 and is_han(text):
        problems.append(Problem("name-length", NAME, {"length": len(text)}))
    return Reading(text, text, tuple(problems))


def strange_characters(name: str) -> str:
    """The characters that no name has, each once: digits, punctuation, Latin among Han, ``?``."""
    han = _has_han(name)
    return "".join(c for c in dict.fromkeys(name) if _is_strange(c, han))


def _is_strange(c: str, han: bool) -> bool:
    if c == SEPARATOR or is_han(c):
        return False
    if c == " ":
        return han
    if c in _LATIN_SIGNS:
        return han
    category = unicodedata.category(c)
    if category == "Co":
        return False
    if category[0] in "LM":
        return han and "LATIN" in unicodedata.name(c, "")
    return True


def tidy_separators(name: str) -> str:
    """A canonical name with no separator (in Latin names, no hyphen or apostrophe either) doubled
    or at an end; a Latin name may end with a full stop."""
    if _has_han(name):
        return re.sub("·{2,}", SEPARATOR, name).strip(SEPARATOR)
    return re.sub(r"([·\-'’.])\1+", r"\1", name).strip("·-’").lstrip(".").strip()


def _is_plain(raw: str) -> bool:
    """Whether nothing can be wrong with a cell, as with nearly all; learns their characters."""
    if _COMMON.fullmatch(raw) is None or raw in BLANK_WORDS:
        return False
    if len(raw) > 2 and not _HARMLESS.issuperset(raw):
        if not _is_common(raw) or _GARBLED_WORDS.search(raw):
            return False
        _HARMLESS.update(set(raw) - _OF_GARBLED_WORDS)
    return True


def restored(name: str) -> str | None:
    """The name that a text read in the wrong encoding was: UTF-8 read as GBK (``寮犱笁`` → 张三) or
    as Latin-1, GBK read as Latin-1; or one with escapes of web pages (``&#38470;``). None if it is
    no such text."""
    if _ESCAPED.search(name):
        text = single_spaced(_unescaped(name))
        known = re.fullmatch(f"[{HAN}·]+|[{_LETTER}·'. -]+", text)
        return tidy_separators(canonical_name(text)) if known and text else None
    for wrong, right in (("gbk", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"),
                         ("cp1252", "gbk"), ("latin-1", "gbk")):
        if wrong == "gbk" and (len(name) < 3 or _is_common(name)):
            continue
        if wrong != "gbk" and not name[:1] > "\x7f":
            continue
        try:
            text = name.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if len(text) > 1 and re.fullmatch(f"[{HAN}·]+", text) and _is_common(text):
            return text
    return None


def _unescaped(name: str) -> str:
    text = unquote(unescape(name), errors="replace")
    return re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), text)


def _is_common(text: str) -> bool:
    """Whether GB 2312 has every character: what is garbled has others."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
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
