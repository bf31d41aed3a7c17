"""Characters that the printing font has no glyph for, and the fonts here that have one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

from app.document import Document
from ui.looks import theme

EXTENSIONS = (
    "SimSun-ExtB", "SimSun-ExtG", "MingLiU-ExtB", "PMingLiU-ExtB", "方正宋体S-超大字符集", "HanaMinA",
    "HanaMinB", "Plangothic P1", "Plangothic P2", "Jigmo", "Jigmo2", "Jigmo3", "TH-Tshyn-P1",
    "TH-Tshyn-P2", "BabelStone Han", "Noto Serif CJK SC", "SimSun")
"""Fonts made for rare characters, those that come with Windows first."""

_SHOWN = 6
Supports = Callable[[str, str], bool]
"""Whether a font (by its family) has a glyph for a character."""


@dataclass(frozen=True)
class Rare:
    """Characters that the printing font lacks: those that ``families``, if used beside it, have,
    and the ``missing`` ones, which no font here has."""

    found: tuple[str, ...]
    families: tuple[str, ...]
    missing: tuple[str, ...]


def has_glyph(family: str, char: str) -> bool:
    """Whether the font of this name is there and has the character."""
    font = _font(family)
    return font.familyName() == family and font.supportsCharacter(ord(char))


@cache
def _font(family: str) -> QRawFont:
    return QRawFont.fromFont(QFont(family))


def rare_characters(texts: Iterable[str], supports: Supports = has_glyph,
                    family: str | None = None) -> Rare:
    """What has to be told of before these texts are printed in ``family``, the usual one."""
    family = family or theme.number_font().family()
    unusual = sorted({char for char in set("".join(texts))
                      if ord(char) > 0x7F and unicodedata.category(char) not in _UNSEEN})
    lacking = [char for char in unusual if not supports(family, char)]
    found: list[str] = []
    chosen: list[str] = []
    for other in _candidates() if lacking else ():
        here = [char for char in lacking if char not in found and supports(other, char)]
        if here:
            found += here
            chosen.append(other)
        if len(found) == len(lacking):
            break
    return Rare(tuple(found), tuple(chosen), tuple(char for char in lacking if char not in found))


def rare_in(document: Document) -> Rare:
    """What has to be told of before anything of this document is printed."""
    return rare_characters([document.school.name, *(
        "".join(row.cells) for row in document.roster.rows)])


def places_of(document: Document, chars: Iterable[str]) -> str:
    """Characters in words, each with the first row that it stands in: no font may be able to show
    it on the screen either."""
    wanted = list(chars)
    first = {}
    for row in document.roster.rows:
        for char in [char for char in wanted if char not in first]:
            if any(char in text for text in row.cells):
                first[char] = document.validator.row_label(row.id)
        if len(first) == len(wanted):
            break
    told = [f"“{char}”（{first.get(char, '学校全称')}）" for char in wanted[:_SHOWN]]
    return "、".join(told) + (f" 等 {len(wanted)} 个" if len(wanted) > _SHOWN else "")


def _candidates() -> list[str]:
    systems = QFontDatabase.WritingSystem
    others = (*QFontDatabase.families(systems.SimplifiedChinese),
              *QFontDatabase.families(systems.TraditionalChinese))
    return list(dict.fromkeys((*(name for name in EXTENSIONS if QFontDatabase.hasFamily(name)),
                               *others)))


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
