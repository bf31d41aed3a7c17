"""Texts whose unseen characters can be seen, and where two texts differ."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

SPACE_SIGN = "␣"
OTHER_SIGN = "¤"
LINE_SIGN = "↵"
MOST_SHOWN = 80
"""How much of a cell's text is quoted; what a field really holds is never as long."""

_UNSEEN = {
    " ": (SPACE_SIGN, "空格"), "\u3000": (SPACE_SIGN, "全角空格"),
    "\u00a0": (SPACE_SIGN, "不换行空格"), "\t": ("⇥", "制表符"), "\n": (LINE_SIGN, "换行"),
    "\r": (LINE_SIGN, "换行"), "\u200b": (OTHER_SIGN, "零宽字符"), "\u200c": (OTHER_SIGN, "零宽字符"),
    "\u200d": (OTHER_SIGN, "零宽字符"), "\ufeff": (OTHER_SIGN, "零宽字符"),
}
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_LONG_RUN = re.compile(r"[!-~\u00a1-\u02af]{16}(?=[!-~\u00a1-\u02af]{4})")
_BREAK = "\u200b"


def visible(text: str, *, inner_spaces: bool = True) -> str:
    """The text with a sign for every blank and control character: ``沈　参考`` → ``沈␣参考``.

    Without ``inner_spaces`` a single ordinary space between two other characters stays as it is.
    """
    text = text.replace("\r\n", "\n")
    signs = []
    for place, char in enumerate(text):
        single = (not inner_spaces and char == " " and 0 < place < len(text) - 1
                  and not text[place - 1].isspace() and not text[place + 1].isspace())
        signs.append(char if single else _sign(char))
    return "".join(signs)


def shortened(text: str, most: int = MOST_SHOWN) -> str:
    """A text that is far too long for its place, cut off with its length said."""
    return text if len(text) <= most else f"{text[:most]}……（共 {len(text):,} 个字）"


def unseen(text: str) -> list[str]:
    """What is in the text that the eye misses, each kind once: ``["全角空格"]``."""
    names = dict.fromkeys(name for char in text if (name := _name(char)))
    if _FULL_WIDTH.search(text):
        names["全角字符"] = None
    return list(names)


def breakable(text: str) -> str:
    """The text with places to break a line in long runs of letters or digits; only for showing."""
    return _LONG_RUN.sub(lambda run: run[0] + _BREAK, text)


def differing(old: str, new: str) -> list[tuple[int, int]]:
    """The spans of ``new`` that are not in ``old``, as far as they are quoted; place by place where
    both are equally long."""
    if len(old) != len(new):
        old, new = old[:MOST_SHOWN], new[:MOST_SHOWN]
    if len(old) == len(new):
        return _spans([a != b for a, b in zip(old, new)])
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(start, end) for tag, _, _, start, end in matcher.get_opcodes()
            if tag in ("replace", "insert")]


def _spans(flags: list[bool]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for place, flag in enumerate(flags):
        if flag and spans and spans[-1][1] == place:
            spans[-1] = spans[-1][0], place + 1
        elif flag:
            spans.append((place, place + 1))
    return spans


def _sign(char: str) -> str:
    if char in _UNSEEN:
        return _UNSEEN[char][0]
    if char.isspace():
        return SPACE_SIGN
    return OTHER_SIGN if unicodedata.category(char) in ("Cc", "Cf") else char


def _name(char: str) -> str:
    if char in _UNSEEN:
        return _UNSEEN[char][1]
    if char.isspace():
        return "空格"
    return "看不见的字符" if unicodedata.category(char) in ("Cc", "Cf") else ""
