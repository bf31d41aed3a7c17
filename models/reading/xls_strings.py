"""The shared texts of an .xls workbook: a sound table in one go; xlrd gets any other."""

from __future__ import annotations

import struct
from codecs import utf_16_le_decode
from collections.abc import Sequence

_ENCODINGS = ("latin_1", "utf_16_le")
"""By the flag that says how wide the characters are."""
_WIDE, _READ_ALOUD, _RICH = 0x01, 0x04, 0x08
_HEAD, _COUNT, _SIZE = struct.Struct("<HB"), struct.Struct("<H"), struct.Struct("<I")
_RUN_BYTES = 4


def shared_texts(parts: Sequence[bytes]) -> list[str] | None:
    """The texts of an SST record, given its content and that of the records that continue it; None
    for a damaged table."""
    texts: list[str] = []
    keep, wide = texts.append, utf_16_le_decode
    head = _HEAD.unpack_from
    number, at, part = 0, 8, parts[0]
    size, narrow = len(part), part.decode("latin_1")
    try:
        for _ in range(_SIZE.unpack_from(part, 4)[0]):
            if at == size:
                number, at = number + 1, 0
                part = parts[number]
                size, narrow = len(part), part.decode("latin_1")
            length, flags = head(part, at)
            at += 3
            skipped = 0
            if flags > _WIDE:
                if flags & _RICH:
                    skipped = _COUNT.unpack_from(part, at)[0] * _RUN_BYTES
                    at += _COUNT.size
                if flags & _READ_ALOUD:
                    skipped += _SIZE.unpack_from(part, at)[0]
                    at += _SIZE.size
                flags &= _WIDE
            end = at + (length << flags)
            if end <= size:
                keep(wide(part[at:end], "strict", True)[0] if flags else narrow[at:end])
                at = end
            else:
                text = ""
                while True:  # each part says anew how wide its characters are
                    fits = min(length, len(part) - at >> flags)
                    text += part[at:at + (fits << flags)].decode(_ENCODINGS[flags])
                    at += fits << flags
                    length -= fits
                    if not length:
                        break
                    number += 1
                    part = parts[number]
                    flags, at = part[0] & _WIDE, 1
                size, narrow = len(part), part.decode("latin_1")
                keep(text)
            if skipped:
                at += skipped
                while at > len(part):
                    at -= len(part)
                    number += 1
                    part = parts[number]
                size, narrow = len(part), part.decode("latin_1")
    except (IndexError, struct.error, UnicodeDecodeError):
        return None
    return texts
