"""The plain cells of an .xls workbook and its shared texts, taken out of its records beside xlrd.

Nearly all cells of a roster are shared texts and short numbers, each a record of 14 bytes that xlrd
takes apart by itself; thousands of them are read here in one go. What is left, xlrd reads as ever.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence

from xlrd.biffh import XLRDError
from xlrd.sheet import unpack_RK

from models.reading.limits import Budget
from models.reading.xls_strings import shared_texts

_BOF, _EOF, _BOUNDSHEET, _SST, _CONTINUE = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C
_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<I")
_BIFF8 = b"\x09\x08\x10\x00\x00\x06"
_SHARED_TEXT = 0xFD
_CELL_BYTES = 14
"""A LABELSST or RK record: its kind, size, row, column, style, and the number of the shared text or
the packed number."""
_KIND, _COLUMN, _COLUMN_ABOVE = (slice(at, None, _CELL_BYTES) for at in (0, 6, 7))
_ROW_NUMBER, _STYLE = (slice(at, None, _CELL_BYTES // 2) for at in (2, 4))
"""Where they stand among the record's numbers of two bytes."""
_PACKING, _WHOLE = 0x80000003, 0x00000002
"""Of a packed number, the bits that say how it is packed, and its sign; a whole one's."""
_SAME_ROW = re.compile(rb"(..)\1*+", re.DOTALL)
_ROW = rb"\x08\x02\x10\x00.{12}[\x00-\x1f\x40-\x5f\x80-\x9f\xc0-\xdf].{3}"
"""A ROW record of a row that is not hidden, of which nothing else is asked."""
_CELL = rb"(?:\xfd\x00|\x7e\x02)\x0a\x00.{10}"
_PIECE = re.compile(rb"(?:%b|%b){0,4096}+" % (_ROW, _CELL), re.DOTALL)
_CELLS = re.compile(rb"(?:%b)*+((?:%b)*+)" % (_ROW, _CELL), re.DOTALL)
_MOST_COLUMNS = 256
_IN_ORDER = bytes(range(_MOST_COLUMNS))
_REMEMBERED = 4096
"""Numbers whose text is kept; columns with more hardly repeat."""


class PlainCells:
    """The plain cells of a BIFF8 stream by sheet; none of any other. ``texts`` are its shared
    texts, None where they are left to xlrd; ``left`` is the stream without all that, in which
    sheets begin elsewhere."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._spans: dict[int, array[int]] = {}  # beginnings and ends in turn, by sheet in ``left``
        self.left = stream
        self.texts: list[str] | None = None
        if stream.startswith(_BIFF8):
            self._take_out()

    def _take_out(self) -> None:
        """Copies what is between the plain cells. A sheet that begins where none was seen would be
        lost by that: then everything is left as it is."""
        stream, left = self._stream, bytearray()
        begins: dict[int, int] = {}  # where sheets begin: in the stream, and in what is left
        told = array("L")  # where in what is left that is said
        depth, spans = 0, array("L")
        at = copied = 0
        while at <= len(stream) - 4:
            kind, size = _HEAD.unpack_from(stream, at)
            behind = at + 4 + size
            if kind == _BOF:
                depth += 1
                if depth == 1:
                    begins[at] = len(left) + at - copied
                    spans = self._spans.setdefault(begins[at], array("L"))
            elif kind == _EOF:
                depth = max(0, depth - 1)
            elif kind == _BOUNDSHEET and behind <= len(stream) and size >= 4:
                told.append(len(left) + at - copied + 4)
            elif kind == _SST and depth == len(begins) == 1:
                parts, end = self._record_parts(at)
                self.texts = shared_texts(parts)
                if self.texts is not None:
                    left += stream[copied:at]
                    behind = copied = end
            elif depth == 1 and (piece := _PIECE.match(stream, at)) and piece.end() > at:
                left += stream[copied:at]
                behind = copied = piece.end()
                spans.extend(piece.span())
            at = behind
        left += stream[copied:]
        places = [_PLACE.unpack_from(left, at)[0] for at in told]
        if begins.keys() >= set(places):
            for at, place in zip(told, places):
                _PLACE.pack_into(left, at, begins[place])
            self.left = bytes(left)
        else:
            self._spans.clear()
            self.texts = None

    def _record_parts(self, at: int) -> tuple[list[bytes], int]:
        """The contents of the record there and of those that continue it, and where they end."""
        parts, kind = [], _CONTINUE
        while kind == _CONTINUE:
            end = at + 4 + _HEAD.unpack_from(self._stream, at)[1]
            parts.append(self._stream[at + 4:end])
            at = end
            kind = _HEAD.unpack_from(self._stream, at)[0] if at <= len(self._stream) - 4 else 0
        return parts, at

    def rows(self, start: int, strings: Sequence[str], around: Mapping[int, tuple[str, str]],
             convert: Callable[[int, float], str], plain: Collection[int], budget: Budget
             ) -> list[list[str]]:
        """The rows of the sheet that begins there in what is left, each to its last plain cell;
        ``around`` holds what a style puts before and behind a text, ``convert`` gives a number's
        text by its style, which for whole numbers of the ``plain`` styles is their digits.
        Raises XLRDError for a column that there can't be, IndexError for a shared string that there
        is not."""
        rows: list[list[str]] = []
        numbers: dict[tuple[int, int], str] = {}

        def number(style: int, value: int) -> str:
            found = numbers.get((style, value))
            if found is None:
                found = convert(style, unpack_RK(value.to_bytes(4, "little")))
                if len(numbers) < _REMEMBERED:
                    numbers[style, value] = found
            return found

        spans = self._spans.get(start, array("L"))
        for begin, end in zip(spans[::2], spans[1::2]):
            budget.check()
            cells = b"".join(_CELLS.findall(self._stream, begin, end))
            kinds = cells[_KIND]
            halves = _halves(cells)
            styles = halves[_STYLE]
            values = struct.unpack("<" + "10xI" * len(kinds), cells)
            if kinds.count(_SHARED_TEXT) < len(kinds):
                texts = [strings[value] if kind == _SHARED_TEXT else str(value >> 2)
                         if value & _PACKING == _WHOLE and style in plain else number(style, value)
                         for kind, style, value in zip(kinds, styles, values)]
            else:
                texts = [strings[value] for value in values]
            if around:
                texts = [text.join(around[style]) if kind == _SHARED_TEXT and style in around
                         else text for kind, style, text in zip(kinds, styles, texts)]
            _put_all(rows, halves[_ROW_NUMBER], cells, texts)
        return rows


def _halves(cells: bytes) -> array[int]:
    """The cells' records as numbers of two bytes."""
    halves = array("H", cells)
    if sys.byteorder == "big":
        halves.byteswap()
    return halves


def _put_all(rows: list[list[str]], lines: array[int], cells: bytes, texts: list[str]) -> None:
    """Puts the cells' texts into their ``lines``; nearly all follow each other, row by row."""
    columns = cells[_COLUMN]
    if any(cells[_COLUMN_ABOVE]):
        raise XLRDError("a column beyond the last")
    for found in _SAME_ROW.finditer(lines.tobytes()):
        begin, end = found.span()
        begin, end = begin // 2, end // 2
        row, places = lines[begin], columns[begin:end]
        while len(rows) <= row:
            rows.append([])
        if not rows[row] and _IN_ORDER.startswith(places):
            rows[row] = texts[begin:end]
        else:
            for column, text in zip(places, texts[begin:end]):
                put(rows[row], column, text)


def put(cells: list[str], column: int, text: str) -> None:
    """Puts a text into a row, wherever it ends as yet. XLRDError for a column that can't be."""
    if column >= _MOST_COLUMNS:
        raise XLRDError(f"column {column}")
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = text
