"""BIFF8 records of a workbook, taken apart and put together again, and the row numbers in them.

A form is filled in the records themselves, since neither xlrd nor xlutils carries formulas, print
set-up, pictures or validations over. Layouts are those of [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Record = tuple[int, bytes]
Runs = tuple[tuple[int, int], ...]
"""Where in a text another font begins, and its number."""

BOF, EOF, CONTINUE, BOUNDSHEET, SST, EXTSST, XF, NAME, EXTERNSHEET, FILEPASS = (
    0x809, 0x0A, 0x3C, 0x85, 0xFC, 0xFF, 0xE0, 0x18, 0x17, 0x2F)
ROW, BLANK, NUMBER, LABEL, LABELSST, FORMULA, RK, MULRK, MULBLANK, BOOLERR, RSTRING = (
    0x208, 0x201, 0x203, 0x204, 0xFD, 0x06, 0x27E, 0xBD, 0xBE, 0x205, 0xD6)
STRING, SHRFMLA, ARRAY, TABLE, DBCELL, INDEX, DIMENSIONS = (
    0x207, 0x4BC, 0x221, 0x236, 0xD7, 0x20B, 0x200)
MERGED, PAGE_BREAKS, CONDFMT, CF, DV, HLINK, NOTE, DRAWING = (
    0xE5, 0x1B, 0x1B0, 0x1B1, 0x1BE, 0x1B8, 0x1C, 0xEC)
CELLS = frozenset({BLANK, NUMBER, LABEL, LABELSST, FORMULA, RK, BOOLERR, RSTRING})
MOST = 8224
"""The longest content of one record."""
NEVER = 0x10000
"""As a line's height: no merged range grows."""

_SIZES = {**dict.fromkeys(range(0x03, 0x17), 1), 0x01: 5, 0x02: 5, 0x1C: 2, 0x1D: 2, 0x1E: 3,
          0x1F: 9, 0x20: 8, 0x21: 3, 0x22: 4, 0x23: 5, 0x24: 5, 0x25: 9, 0x26: 7, 0x27: 7,
          0x28: 7, 0x29: 3, 0x2A: 5, 0x2B: 9, 0x2C: 5, 0x2D: 9, 0x39: 7, 0x3A: 7, 0x3B: 11,
          0x3C: 7, 0x3D: 11}


class UnknownTokenError(ValueError):
    """A formula holds something that is not understood."""


@dataclass(frozen=True)
class Shift:
    """``count`` rows come in below the 0-based row ``below``; merged ranges of more rows than a
    line's ``height`` that end there grow."""

    below: int
    count: int
    height: int = NEVER

    def one(self, row: int) -> int:
        """Where a row is afterwards."""
        return row + self.count if row > self.below else row

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where a range is; one that ends at ``below`` grows."""
        if last >= 0xFFFF:
            return self.one(first), last
        return self.one(first), last + self.count if last >= self.below else last


def split(stream: bytes) -> list[Record]:
    """The records of a stream; what is behind the last one is left out."""
    records = []
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == 0 and size == 0:
            break
        records.append((kind, stream[place + 4:place + 4 + size]))
        place += 4 + size
    return records


def join(records: list[Record]) -> bytes:
    """The records as a stream."""
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def tokens(formula: bytes) -> Iterator[tuple[int, int]]:
    """Place and kind (its class taken off) of each token. Raises UnknownTokenError."""
    place = 0
    while place < len(formula):
        token = formula[place]
        kind = token if token < 0x20 else (token & 0x1F) | 0x20
        yield place, kind
        if kind == 0x17:
            chars, wide = formula[place + 1], formula[place + 2] & 1
            place += 3 + chars * (1 + wide)
        elif kind == 0x19:
            flags, size = struct.unpack_from("<BH", formula, place + 1)
            place += 4 + (2 * (size + 1) if flags & 0x04 else 0)
        elif kind in _SIZES:
            place += _SIZES[kind]
        else:
            raise UnknownTokenError(hex(token))


def shift_formula(formula: bytes, shift: Shift, is_own: Callable[[int | None], bool]) -> bytes:
    """The formula after rows came in. ``is_own`` tells whether a reference is to the sheet in
    question, by its index in EXTERNSHEET, or None for a reference without a sheet."""
    new = bytearray(formula)
    for place, kind in tokens(formula):
        if kind in (0x24, 0x3A):
            at = place + (1 if kind == 0x24 else 3)
            if is_own(None if kind == 0x24 else struct.unpack_from("<H", new, place + 1)[0]):
                row, = struct.unpack_from("<H", new, at)
                struct.pack_into("<H", new, at, shift.one(row))
        elif kind in (0x25, 0x3B):
            at = place + (1 if kind == 0x25 else 3)
            if is_own(None if kind == 0x25 else struct.unpack_from("<H", new, place + 1)[0]):
                first, last = struct.unpack_from("<HH", new, at)
                struct.pack_into("<HH", new, at, *shift.span(first, last))
    return bytes(new)


def unshared(formula: bytes, row: int, column: int) -> bytes:
    """A shared formula as the plain one of a cell."""
    new = bytearray(formula)
    for place, kind in tokens(formula):
        if kind == 0x2C:
            new[place] -= 8
            _absolute(new, place + 1, place + 3, row, column)
        elif kind == 0x2D:
            new[place] -= 8
            _absolute(new, place + 1, place + 5, row, column)
            _absolute(new, place + 3, place + 7, row, column)
    return bytes(new)


def _absolute(formula: bytearray, row_at: int, column_at: int, row: int, column: int) -> None:
    there, = struct.unpack_from("<H", formula, row_at)
    flags, = struct.unpack_from("<H", formula, column_at)
    if flags & 0x8000:
        struct.pack_into("<H", formula, row_at, (there + row) & 0xFFFF)
    if flags & 0x4000:
        struct.pack_into("<H", formula, column_at, flags & 0xC000 | (flags + column) & 0xFF)


def moved(formula: bytes, rows: int) -> bytes:
    """A formula copied so many rows down: relative rows go along."""
    new = bytearray(formula)
    for place, kind in tokens(formula):
        pairs = {0x24: ((1, 3),), 0x25: ((1, 5), (3, 7))}.get(kind, ())
        for row_at, column_at in pairs:
            row, = struct.unpack_from("<H", new, place + row_at)
            flags, = struct.unpack_from("<H", new, place + column_at)
            if flags & 0x8000:
                struct.pack_into("<H", new, place + row_at, (row + rows) & 0xFFFF)
    return bytes(new)


def string_bytes(text: str, runs: Runs = ()) -> bytes:
    """A text as it stands in the table of shared strings."""
    units = text.encode("utf-16-le")
    head = struct.pack("<HB", len(units) // 2, 0x09 if runs else 0x01)
    count = struct.pack("<H", len(runs)) if runs else b""
    return head + count + units + b"".join(struct.pack("<HH", *run) for run in runs)


def continued_strings(texts: list[tuple[str, Runs]]) -> list[Record]:
    """Records that carry more shared strings behind an SST."""
    records: list[Record] = []
    piece = b""
    for text, runs in texts:
        packed = string_bytes(text, runs)
        if runs and len(packed) > MOST:
            packed = string_bytes(text)  # nobody colours pages of text
        if len(piece) + len(packed) > MOST and piece:
            records.append((CONTINUE, piece))
            piece = b""
        while len(packed) > MOST:
            # Cut after whole characters: 3 bytes of head (later 1), then an even number.
            head = 3 if not records or not piece else 1
            cut = head + (MOST - head) // 2 * 2
            if packed[cut - 1] & 0xFC == 0xD8:
                cut -= 2
            records.append((CONTINUE, packed[:cut]))
            packed = b"\x01" + packed[cut:]
        piece += packed
    return [*records, (CONTINUE, piece)] if piece else records
