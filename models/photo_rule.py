"""What a region asks of a student's photo, as data of its profile (``[photos]``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

MILLIMETRES_PER_INCH = 25.4

_WORD = re.compile(r"\{(\w*)\}")
_UNKNOWN = {"school_id": r"[^_]+", "class_no": r"\d{7}"}
"""What may stand in a name and no roster tells: 学校标识码, and the platform's number of a class."""
_NAME_WORDS = {"main_number", "sub_number", "name", "school_code", *_UNKNOWN}
_FOLDER_WORDS = {"grade", "class"}


class NamePattern(NamedTuple):
    """How a photo is named, without its ending: a text with ``{main_number}``, ``{sub_number}``,
    ``{name}``, ``{school_code}``, ``{school_id}`` or ``{class_no}`` in it."""

    text: str

    def filled(self, known: Mapping[str, str]) -> str | None:
        """The name; None where a word in it isn't known (or "")."""
        words = _WORD.findall(self.text)
        if not all(known.get(word) for word in words):
            return None
        return _WORD.sub(lambda match: known[match[1]], self.text)

    def fits(self, stem: str, known: Mapping[str, str]) -> bool:
        """Whether a name has this form and says of whom it is what is ``known``."""
        parts = _WORD.split(self.text)  # texts and words in turn
        return re.fullmatch("".join(
            (_UNKNOWN.get(part) or re.escape(known.get(part, ""))) if number % 2
            else re.escape(part) for number, part in enumerate(parts)), stem) is not None


class PhotoRule(NamedTuple):
    """``pixels`` is the exact width and height (None: any from ``least`` on); a file must have
    fewer bytes than ``bytes_below``; ``background`` and ``dpi`` are what the notice says, for the
    clerk's eyes. ``named`` is how a photo is named, ``named_without`` how one of a student without
    学籍主号 is. Copies lie in ``folders`` (texts with ``{grade}`` and ``{class}``), those without
    学籍主号 apart if ``apart``; every class is packed if ``zips``.

    Without any word in the profile: the national rule of 2019, 26 × 32 mm at 150 dpi or more, less
    than 60 K.
    """

    pixels: tuple[int, int] | None = None
    least: tuple[int, int] = (154, 189)
    bytes_below: int = 60 * 1024
    background: str = "淡蓝"
    dpi: int | None = None
    named: NamePattern = NamePattern("{main_number}")
    named_without: NamePattern = NamePattern("{school_id}_{class_no}_{name}")
    folders: tuple[str, ...] = ("{grade}", "{class}")
    apart: bool = True
    zips: bool = True


def photo_rule(table: Mapping[str, Any]) -> PhotoRule:
    """The rule that a profile's ``[photos]`` table says: ``pixels`` (exact), or ``min_pixels``, or
    ``size_mm`` with ``min_dpi``; ``max_bytes_below``, ``background``, ``dpi``, ``format`` (only
    "jpg"), ``name_with_id``, ``name_without_id``, ``folders``, ``separate_folder_for_without_id``,
    ``pack`` ("zip" or "none"). Raises ValueError with the names of the keys whose values are no
    good; unknown ones are not its matter."""
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
    return PhotoRule(
        (pixels[0], pixels[1]) if pixels else None, least,
        table.get("max_bytes_below", plain.bytes_below), table.get("background", plain.background),
        table.get("dpi"), NamePattern(table.get("name_with_id", plain.named.text)),
        NamePattern(table.get("name_without_id", plain.named_without.text)),
        tuple(table.get("folders", plain.folders)),
        table.get("separate_folder_for_without_id", plain.apart), table.get("pack", "zip") == "zip")


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_number, value))


def _text(value: object) -> bool:
    return isinstance(value, str)


def _pattern(value: object) -> bool:
    return _text(value) and _with_words(value, _NAME_WORDS) and "{" in str(value)


def _folders(value: object) -> bool:
    return isinstance(value, list) and all(
        _text(part) and part and _with_words(part, _FOLDER_WORDS) for part in value)


def _with_words(value: object, words: set[str]) -> bool:
    """Whether every brace is one of a word's, and no folder hides in the text."""
    text = str(value)
    return set(_WORD.findall(text)) <= words and not re.search(r"[{}/\\]", _WORD.sub("", text))


_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "pixels": _pair, "min_pixels": _pair, "size_mm": _pair, "min_dpi": _number, "dpi": _number,
    "max_bytes_below": _number, "background": _text, "format": lambda value: value == "jpg",
    "name_with_id": _pattern, "name_without_id": _pattern, "folders": _folders,
    "separate_folder_for_without_id": lambda value: isinstance(value, bool),
    "pack": lambda value: value in ("zip", "none"),
}

PHOTO_WORDS = tuple(_CHECKS)
"""The words that may stand in the table."""
