"""Formulas of an .xls workbook that have no result: xlrd does not tell them from blanks.

Programs that write workbooks without being spreadsheets leave the result to Excel. Until Excel has
saved the file once, such a cell looks empty to every reader.
"""

from __future__ import annotations

import re
import struct

_BOF, _EOF, _BOUNDSHEET, _FORMULA = 0x0809, 0x000A, 0x0085, 0x0006
# row, column and style, then an "empty" result: 3, five unused bytes, FFFF
_EMPTY_RESULT = re.compile(rb"\x06\x00..(?:......)\x03.....\xff\xff", re.DOTALL)


def empty_formulas(stream: bytes) -> dict[int, list[int]]:
    """The rows (as Excel shows them) with a formula that has no result, by the sheet's index.

    ``stream`` is a BIFF8 workbook stream. A damaged one gives what was found before the damage;
    the real reader reports it.
    """
    if not _EMPTY_RESULT.search(stream):
        return {}
    sheets: dict[int, int] = {}
    found: dict[int, list[int]] = {}
    sheet = -1
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = at + 4
        if body + size > len(stream):
            break
        if kind == _BOUNDSHEET and size >= 4:
            sheets[struct.unpack_from("<I", stream, body)[0]] = len(sheets)
        elif kind == _BOF:
            sheet = sheets.get(at, sheet)
        elif kind == _FORMULA and size >= 14 and stream[body + 6] == 3 and (
                stream[body + 12:body + 14] == b"\xff\xff"):
            found.setdefault(sheet, []).append(struct.unpack_from("<H", stream, body)[0] + 1)
        at = body + size
    return found
