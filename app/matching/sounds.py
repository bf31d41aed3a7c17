"""How names sound: homophones are what a typist with a phonetic input method writes by mistake."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product

from models.resources import resource

_MOST = 16
"""A name with more readings than this is looked for by its usual one."""


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The usual reading of a character with its tone, and all of its readings without tones."""
    usual: dict[str, str] = {}
    toneless: dict[str, tuple[str, ...]] = {}
    for line in resource("syllables.txt").read_text(encoding="utf-8").splitlines():
        syllable, mark, characters = line.partition("=")
        if not mark or line.startswith("#"):
            continue
        plain = _without_tone(syllable)
        first, _, others = characters.partition("+")
        for character in first:
            usual[character] = syllable
            toneless[character] = tuple(dict.fromkeys((plain, *toneless.get(character, ()))))
        for character in others:
            toneless[character] = tuple(dict.fromkeys((*toneless.get(character, ()), plain)))
    return usual, toneless


def _without_tone(syllable: str) -> str:
    """``jìng`` → ``jing``; ``lǜ`` → ``lü``."""
    marks = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(
        c for c in marks if c == "\u0308" or not unicodedata.combining(c)))


def spoken(text: str) -> str:
    """The usual reading of every character, for the clerk: ``婧婉`` → ``jìng wǎn``."""
    usual, _ = _table()
    return " ".join(usual.get(character, character) for character in text)


def initials(text: str) -> str:
    """The first letters of the usual readings, other signs as they are: ``汉族`` → ``hz``."""
    usual, _ = _table()
    return "".join(_without_tone(usual[character])[0] if character in usual else character
                   for character in text).lower()


@lru_cache(maxsize=1 << 16)
def sounds(name: str) -> frozenset[str]:
    """The ways in which a name may be read, without tones; empty for an empty name."""
    if not name:
        return frozenset()
    _, toneless = _table()
    readings = [toneless.get(character, (character,)) for character in name]
    count = 1
    for reading in readings:
        count *= len(reading)
    if count > _MOST:
        readings = [reading[:1] for reading in readings]
    return frozenset(" ".join(chosen) for chosen in product(*readings))


def sound_alike(first: str, second: str) -> bool:
    """Whether two different names may be read alike: as many characters, each of them sharing a
    reading."""
    if first == second or len(first) != len(second):
        return False
    _, toneless = _table()
    return all(a == b or not set(toneless.get(a, ())).isdisjoint(toneless.get(b, ()))
               for a, b in zip(first, second))
