"""What has to be known of an .xls workbook's records before or beside xlrd.

Formulas without a result: programs that write workbooks without being spreadsheets leave it to
Excel, and until Excel has saved the file once such a cell looks empty to every reader.
Formatting only: a sheet formatted to its last row and column costs xlrd many seconds.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_BOF, _BOUNDSHEET, _FORMULA, _BLANK, _MULBLANK = 0x0809, 0x0085, 0x0006, 0x0201, 0x00BE
_NOTHING = struct.pack("<H", 0x0FFF)
"""A kind of record that does not exist; xlrd passes over it."""

_XF, _FORMAT = 0x00E0, 0x041E
_MANY_BLANKS = 5000
_MOST_STYLES = 70_000
_HEAD = struct.Struct("<HH")
# row, column and style, then an "empty" result: 3, five unused bytes, FFFF
_EMPTY_RESULT = re.compile(rb"\x06\x00..(?:......)\x03.....\xff\xff", re.DOTALL)


def empty_formulas(stream: bytes) -> dict[int, list[int]]:
    """The rows (as Excel shows them) with a formula that has no result, by the sheet's index.

    ``stream`` is a BIFF8 workbook stream.
    """
    if not _EMPTY_RESULT.search(stream):
        return {}
    sheets: dict[int, int] = {}
    found: dict[int, list[int]] = {}
    sheet = -1
    for at, kind, size in _records(stream):
        body = at + 4
        if kind == _BOUNDSHEET and body + 4 <= len(stream):
            sheets[struct.unpack_from("<I", stream, body)[0]] = len(sheets)
        elif kind == _BOF:
            sheet = sheets.get(at, sheet)
        elif kind == _FORMULA and size >= 14 and stream[body + 6:body + 7] == b"\x03" and (
                stream[body + 12:body + 14] == b"\xff\xff"):
            found.setdefault(sheet, []).append(struct.unpack_from("<H", stream, body)[0] + 1)
    return found


def without_blanks(stream: bytes) -> bytes:
    """The stream of a BIFF 5 or 8 workbook without its cells that hold formatting only, if they
    are many."""
    if stream.count(_MULBLANK.to_bytes(2, "little")) + stream.count(
            _BLANK.to_bytes(2, "little") + b"\x06\x00") < _MANY_BLANKS:
        return stream
    thin = bytearray(stream)
    for at, kind, _ in _records(stream):
        if kind in (_BLANK, _MULBLANK):
            thin[at:at + 2] = _NOTHING
    return bytes(thin)


def has_absurd_styles(stream: bytes) -> bool:
    """Whether there are more styles or number formats than any Excel allows (xlrd spends longest on
    them)."""
    for kind in (_XF, _FORMAT):
        if stream.count(kind.to_bytes(2, "little")) > _MOST_STYLES and sum(
                1 for _, found, _ in _records(stream) if found == kind) > _MOST_STYLES:
            return True
    return False


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Place, kind and size of each record. A damaged stream gives what stands before the damage;
    xlrd reports it."""
    at = 0
    end = len(stream) - 4
    unpack = _HEAD.unpack_from
    while at <= end:
        kind, size = unpack(stream, at)
        yield at, kind, size
        at += 4 + size
