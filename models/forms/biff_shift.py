"""What moves in a sheet of a BIFF8 workbook when rows come in."""

from __future__ import annotations

import struct
from collections.abc import Callable

from models.forms import biff_records as biff
from models.forms.biff_book import Cell, formula_of, with_formula
from models.forms.biff_records import Record, Shift

IsOwn = Callable[[int | None], bool]
"""Whether a formula's reference is to the sheet in question, see ``biff_records.shift_formula``."""

_CALC_ON_LOAD = 0x0002
_ANCHOR, _CONTAINER = 0xF010, 0x0F


def shift_cell(cell: Cell, shift: Shift, is_own: IsOwn) -> None:
    """Moves what a formula refers to, and has it worked out again when the file is opened.
    Raises UnknownTokenError."""
    if cell.kind != biff.FORMULA:
        return
    head, formula, extra = formula_of(cell)
    flags = struct.unpack_from("<H", head, 10)[0] | _CALC_ON_LOAD
    head = head[:10] + struct.pack("<H", flags) + head[12:]
    if formula[:1] == b"\x01":
        base, column = struct.unpack_from("<HH", formula, 1)
        formula = struct.pack("<BHH", 1, shift.one(base), column)
    else:
        formula = biff.shift_formula(formula, shift, is_own)
    cell.rest = with_formula(head, formula, extra)
    cell.behind = [(kind, _shift_array(data, shift, is_own)) if kind == biff.ARRAY
                   else (kind, data) for kind, data in cell.behind]


def _shift_array(data: bytes, shift: Shift, is_own: IsOwn) -> bytes:
    first, last = struct.unpack_from("<HH", data)
    size, = struct.unpack_from("<H", data, 12)
    formula = biff.shift_formula(data[14:14 + size], shift, is_own)
    span = struct.pack("<HH", *shift.span(first, last))
    return span + data[4:14] + formula + data[14 + size:]


def shift_record(record: Record, shift: Shift) -> Record:
    """One of a sheet's other records after rows came in."""
    kind, data = record
    if kind == biff.MERGED:
        data = _shift_merges(data, shift)
    elif kind == biff.DIMENSIONS:
        first, last = struct.unpack_from("<II", data)
        data = struct.pack("<II", first, last + shift.count) + data[8:]
    elif kind == biff.PAGE_BREAKS:
        new = bytearray(data)
        for number in range(struct.unpack_from("<H", data)[0]):
            row, = struct.unpack_from("<H", data, 2 + number * 6)
            struct.pack_into("<H", new, 2 + number * 6, shift.one(row - 1) + 1)
        data = bytes(new)
    elif kind == biff.CONDFMT:
        span = shift.span(*struct.unpack_from("<HH", data, 4))
        data = _shift_ranges(data[:4] + struct.pack("<HH", *span) + data[8:], 12, shift)
    elif kind == biff.DV:
        data = _shift_ranges(data, _ranges_of_validation(data), shift)
    elif kind == biff.HLINK:
        data = struct.pack("<HH", *shift.span(*struct.unpack_from("<HH", data))) + data[4:]
    elif kind == biff.DRAWING:
        data = shift_anchors(data, shift)
    elif kind == biff.NOTE:
        data = struct.pack("<H", shift.one(struct.unpack_from("<H", data)[0])) + data[2:]
    return kind, data


def _shift_merges(data: bytes, shift: Shift) -> bytes:
    """Merged cells move; they grow where the new rows come inside them, or beside the last of
    several lines that they hold together."""
    new = bytearray(data)
    for number in range(struct.unpack_from("<H", data)[0]):
        first, last = struct.unpack_from("<HH", data, 2 + number * 8)
        grows = last == shift.below and last - first + 1 > shift.height
        end = last + shift.count if grows else shift.one(last)
        struct.pack_into("<HH", new, 2 + number * 8, shift.one(first), end)
    return bytes(new)


def _shift_ranges(data: bytes, at: int, shift: Shift) -> bytes:
    """A counted list of ranges (first row, last row, first column, last column) moved."""
    new = bytearray(data)
    count, = struct.unpack_from("<H", data, at)
    for number in range(count):
        place = at + 2 + number * 8
        first, last = struct.unpack_from("<HH", data, place)
        struct.pack_into("<HH", new, place, *shift.span(first, last))
    return bytes(new)


def shift_anchors(data: bytes, shift: Shift) -> bytes:
    """Drawn things moved with the rows that they stand on. Layout: [MS-ODRAW], [MS-XLS] 2.5.193."""
    new = bytearray(data)
    place = 0
    while place + 8 <= len(data):
        head, kind, size = struct.unpack_from("<HHI", data, place)
        place += 8
        if kind == _ANCHOR and size == 18 and place + size <= len(data):
            for at in (place + 6, place + 14):
                struct.pack_into("<H", new, at, shift.one(struct.unpack_from("<H", data, at)[0]))
        if head & 0x0F != _CONTAINER:
            place += size
    return bytes(new)


def _ranges_of_validation(data: bytes) -> int:
    """Where the list of ranges begins in a DV record."""
    place = 4
    for _ in range(4):
        chars, flags = struct.unpack_from("<HB", data, place)
        place += 3 + chars * (2 if flags & 1 else 1)
    for _ in range(2):
        size, = struct.unpack_from("<H", data, place)
        place += 4 + size
    return place
