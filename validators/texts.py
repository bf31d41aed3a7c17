"""Small phrases shared by rule texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.fields import Fields

REPEATED = ("留级", "休学后复学", "跳级")
"""Reasons for which years do not add up, lawfully."""
REPEATED_HINT = "如留级、休学、跳级，需写明原因"


def and_list(texts: Sequence[str]) -> str:
    """``甲``, ``甲和乙``, ``甲、乙和丙``."""
    return texts[0] if len(texts) == 1 else "、".join(texts[:-1]) + "和" + texts[-1]


def field_titles(keys: Iterable[str], fields: Fields) -> str:
    """The titles of fields as a list in a sentence."""
    return and_list([fields.title(key) for key in keys])


def some(texts: Sequence[str], limit: int, unit: str, between: str = "、") -> str:
    """The first ``limit`` texts; how many there are in all where that is not all."""
    if len(texts) <= limit:
        return between.join(texts)
    return between.join(texts[:limit]) + f"等 {len(texts)} {unit}"
