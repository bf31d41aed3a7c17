"""JPEG files for tests, made marker by marker: nothing has to be decoded to judge them."""

from __future__ import annotations

import struct
from itertools import count

_numbers = count(1)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, thumbnail: bytes = b"", *, taken: str = "",
         big_endian: bool = False) -> bytes:
    """An APP1 segment that says an orientation and a time, with a thumbnail inside."""
    order = ">" if big_endian else "<"
    entries = [struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)]
    after = b""
    if taken:
        inner = 8 + 2 + 2 * 12 + 4
        entries.append(struct.pack(f"{order}HHII", 0x8769, 4, 1, inner))
        after = struct.pack(f"{order}H", 1) + struct.pack(
            f"{order}HHII", 0x9003, 2, 20, inner + 2 + 12 + 4) + b"\0\0\0\0"
        after += taken.encode() + b"\0"
    head = (b"MM\0*" if big_endian else b"II*\0") + struct.pack(f"{order}I", 8)
    return segment(0xE1, b"Exif\0\0" + head + struct.pack(f"{order}H", len(entries))
                   + b"".join(entries) + b"\0\0\0\0" + after + thumbnail)


def jpeg(width: int = 272, height: int = 354, *, size: int = 9000, components: int = 3,
         before: bytes = b"", progressive: bool = False, seed: int | None = None) -> bytes:
    """A picture of ``size`` bytes, other bytes at each call (or for each ``seed``)."""
    number = next(_numbers) if seed is None else seed
    frame = struct.pack(">BHHB", 8, height, width, components) + b"".join(
        bytes([i, 0x11, 0]) for i in range(components))
    scan = bytes([components]) + b"".join(bytes([i, 0]) for i in range(components)) + b"\0\x3f\0"
    body = struct.pack(">Q", number) + b"\xff\x00\xff\xd0\x11" * 3
    head = b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + before + segment(
        0xC2 if progressive else 0xC0, frame)
    more = segment(0xC4, b"\0" * 20) + segment(0xDA, scan) + b"\x11" if progressive else b""
    data = head + segment(0xDA, scan) + body
    return data + b"\x5a" * (size - len(data) - len(more) - 2) + more + b"\xff\xd9"
