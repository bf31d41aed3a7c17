"""Who makes a smaller copy of a photo. Decoding pictures is Qt's work, which only the window knows:
the program hands it in when it starts."""

from __future__ import annotations

from collections.abc import Callable

from models.photo_rule import PhotoRule

Scaler = Callable[[bytes], bytes | None]
"""A smaller picture for one that is only too big, None if it can't be made small enough."""

_used: list[Callable[[bytes, PhotoRule], bytes | None]] = []


def use_scaler(scale: Callable[[bytes, PhotoRule], bytes | None]) -> None:
    """Sets what ``scaler`` hands out."""
    _used[:] = [scale]


def scaler(rule: PhotoRule) -> Scaler | None:
    """What makes photos as small as the rule asks; None if nobody can."""
    scale = _used[0] if _used else None
    return None if scale is None else lambda content: scale(content, rule)
