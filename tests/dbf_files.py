"""FoxPro tables for tests."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

Field = tuple[str, str, int]
"""Name, type (C, N, D …), width in bytes."""


def write_dbf(path: Path, fields: Sequence[Field], records: Sequence[Sequence[str]], *,
              deleted: Sequence[int] = (), language: int = 0, encoding: str = "gbk",
              version: int = 3) -> Path:
    """Writes a table; ``deleted`` are places among the records."""
    width = 1 + sum(field[2] for field in fields)
    head = struct.pack("<4BIHH", version, 112, 9, 1, len(records), 32 + 32 * len(fields) + 1, width)
    head += b"\0" * 17 + bytes([language]) + b"\0\0"
    for name, kind, size in fields:
        head += name.encode(encoding).ljust(11, b"\0") + kind.encode() + b"\0" * 4 + bytes(
            [size]) + b"\0" * 15
    body = b""
    for place, record in enumerate(records):
        body += b"*" if place in deleted else b" "
        for (_, kind, size), text in zip(fields, record, strict=True):
            data = text.encode(encoding)[:size]
            body += data.rjust(size) if kind == "N" else data.ljust(size)
    path.write_bytes(head + b"\r" + body + b"\x1a")
    return path
