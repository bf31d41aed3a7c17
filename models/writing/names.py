"""The names of the two files that are handed in, made valid on Windows and POSIX alike."""

from __future__ import annotations

import re
import unicodedata

from models.output_pattern import ENDING, stem_of

SUFFIX = ENDING
UNFINISHED = "(未校对完)"
CORRECTIONS = "学籍信息更正表"

_FORBIDDEN = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in '<>:"/\\|?*'})
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])[ .]*", re.IGNORECASE)


def master_name(code: str, school: str, *, separator: str = "", unfinished: bool = False,
                pattern: str = "", year: int = 0) -> str:
    """``{code}{separator}{school}.xls``, or by the region's ``pattern``, with ``(未校对完)`` before
    the ending where asked for."""
    if pattern:
        return _file_name(stem_of(pattern, code, school, year), unfinished)
    return _file_name(f"{code.strip()}{separator}{school.strip()}", unfinished)


def correction_name(school: str, *, code: str = "", unfinished: bool = False, pattern: str = "",
                    year: int = 0) -> str:
    """``{school}学籍信息更正表.xls``, or by the region's ``pattern``, with ``(未校对完)`` before the
    ending where asked for."""
    if pattern:
        return _file_name(stem_of(pattern, code, school, year), unfinished)
    return _file_name(f"{school.strip()}{CORRECTIONS}", unfinished)


def _file_name(stem: str, unfinished: bool) -> str:
    return valid_stem(stem) + (UNFINISHED if unfinished else "") + SUFFIX


def valid_stem(text: str) -> str:
    """The text as a file name without its ending.

    Characters that Windows forbids become their full-width twins, so that the name still reads the
    same; invisible ones are dropped; a leading dot (hidden on POSIX), a trailing dot and a device's
    name (``CON``, ``COM1`` ...) are made full-width too.
    """
    seen = "".join(c for c in text.translate(_FORBIDDEN)
                   if unicodedata.category(c) not in _INVISIBLE and ord(c) & 0xFFFE != 0xFFFE)
    stem = seen.strip()
    if stem.startswith("."):
        stem = "．" + stem[1:]
    if stem.endswith("."):
        stem = stem[:-1] + "．"
    # Windows looks at what stands before the first dot only: "CON.附小.xls" is the console too.
    head, dot, tail = stem.partition(".")
    if _DEVICE.fullmatch(head):
        head = chr(ord(head[0]) + 0xFEE0) + head[1:]
    return head + dot + tail
