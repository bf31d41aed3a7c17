"""What a region asks of a student's photo, as data of its profile (``[photos]``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MILLIMETRES_PER_INCH = 25.4


@dataclass(frozen=True)
class PhotoRule:
    """``pixels`` is the exact width and height (None: any from ``least`` on); a file must have
    fewer bytes than ``bytes_below``; ``background`` is what the notice says, for the clerk's eyes.

    Without any word in the profile: the national rule of 2019, 26 × 32 mm at 150 dpi or more, less
    than 60 K.
    """

    pixels: tuple[int, int] | None = None
    least: tuple[int, int] = (154, 189)
    bytes_below: int = 60 * 1024
    background: str = "淡蓝"


def photo_rule(table: Mapping[str, Any]) -> PhotoRule:
    """The rule that a profile's ``[photos]`` table says: ``pixels`` (exact), or ``min_pixels``, or
    ``size_mm`` with ``min_dpi``; ``max_bytes_below``; ``background``. Raises ValueError with the
    names of the keys whose values are no good; unknown ones are not its matter."""
    wrong = [key for key, value in table.items() if key in _CHECKS and not _CHECKS[key](value)]
    wrong += [] if ("size_mm" in table) == ("min_dpi" in table) else ["size_mm", "min_dpi"]
    if wrong:
        raise ValueError("、".join(dict.fromkeys(wrong)))
    plain = PhotoRule()
    least = plain.least
    if "size_mm" in table:
        wide, high = (int(side * table["min_dpi"] / MILLIMETRES_PER_INCH + 0.5)
                      for side in table["size_mm"])
        least = wide, high
    if "min_pixels" in table:
        least = table["min_pixels"][0], table["min_pixels"][1]
    pixels = table.get("pixels")
    return PhotoRule((pixels[0], pixels[1]) if pixels else None, least,
                     table.get("max_bytes_below", plain.bytes_below),
                     table.get("background", plain.background))


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_number, value))


def _text(value: object) -> bool:
    return isinstance(value, str)


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "pixels": _pair, "min_pixels": _pair, "size_mm": _pair, "min_dpi": _number,
    "max_bytes_below": _number, "background": _text,
}

PHOTO_WORDS = tuple(_CHECKS)
"""The words that may stand in the table."""
