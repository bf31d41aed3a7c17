"""What a JPEG file says of itself: kind, size in pixels, orientation, and whether it is whole.

Nothing is decoded: the markers are walked to the end of the picture (ITU-T T.81, annex B), over an
embedded thumbnail, whose own end marker ends nothing.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

_START = b"\xff\xd8"
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
# its fixed first byte makes the search quick
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_ALONE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _APP1 = 0xDA, 0xD9, 0xE1
_EXIF = b"Exif\x00\x00"
_ORIENTATION, _EXIF_PART, _TAKEN, _CHANGED = 0x0112, 0x8769, 0x9003, 0x0132
_SHORT, _TEXT = 3, 2
_TIME = re.compile(rb"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")


class NotJpegError(Exception):
    """The bytes are no JPEG picture."""


@dataclass(frozen=True, slots=True)
class Jpeg:
    """``width`` and ``height`` in stored pixels (0 if the header doesn't get that far),
    ``components`` (3: colour, 1: grey, 4: CMYK), ``orientation`` as EXIF says (1: upright, 1-8),
    ``whole`` whether the picture goes to its end marker, ``taken`` the camera's clock (as EXIF
    writes it, which sorts; "" if it doesn't say)."""

    width: int = 0
    height: int = 0
    components: int = 0
    orientation: int = 1
    whole: bool = False
    taken: str = ""


def read_jpeg(data: bytes) -> Jpeg:
    """Walks the markers. Raises NotJpegError if it is something else."""
    if data[:2] != _START or data[2:3] not in (b"\xff", b""):
        raise NotJpegError
    width = height = components = 0
    orientation, taken, place = 1, "", 2
    while match := _MARKER.match(data, place):
        marker, place = match[1][0], match.end()
        if marker == _END:
            return Jpeg(width, height, components, orientation, bool(width and height),
                        taken)
        if marker in _ALONE:
            continue
        if len(data) < place + 2:
            break
        end = place + int.from_bytes(data[place:place + 2])
        body = data[place + 2:end]
        if end > len(data) or end < place + 2:
            break
        if marker in _FRAMES and len(body) >= 6:
            height, width, components = struct.unpack(">HHB", body[1:6])
        elif marker == _APP1 and body.startswith(_EXIF):
            orientation, taken = _exif(body[len(_EXIF):])
        place = end
        if marker == _SCAN:  # the picture itself, up to the next marker that is no restart
            if (after := _AFTER_SCAN.search(data, place)) is None:
                break
            place = after.start()
    return Jpeg(width, height, components, orientation, taken=taken)


def _exif(tiff: bytes) -> tuple[int, str]:
    """Orientation and time in an EXIF block; 1 and "" where it says none, or nothing readable."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1, ""
    try:
        entries = _entries(tiff, order, *struct.unpack_from(f"{order}I", tiff, 4))
        kind, value = entries.get(_ORIENTATION, (0, 0))
        orientation = value >> 16 if order == ">" else value & 0xFFFF
        if kind != _SHORT or not 1 <= orientation <= 8:
            orientation = 1
        kind, where = entries.get(_CHANGED, (0, 0))
        if _EXIF_PART in entries:
            kind, where = _entries(tiff, order, entries[_EXIF_PART][1]).get(_TAKEN, (kind, where))
    except struct.error:
        return 1, ""
    time = _TIME.match(tiff, where) if kind == _TEXT else None
    return orientation, time[0].decode("ascii") if time else ""


def _entries(tiff: bytes, order: str, start: int) -> dict[int, tuple[int, int]]:
    """Kind and value (or where it stands) by tag. Raises struct.error where the block ends."""
    [count] = struct.unpack_from(f"{order}H", tiff, start)
    found = {}
    for number in range(count):
        tag, kind, _, value = struct.unpack_from(f"{order}HHII", tiff, start + 2 + number * 12)
        found[tag] = kind, value
    return found
