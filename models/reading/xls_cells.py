"""The plain cells of an .xls workbook, taken out of its records beside xlrd.

Nearly all cells of a roster are shared texts and short numbers, each a record of 14 bytes that xlrd
takes apart by itself; a row of them is read here in one go. What is left, xlrd reads as ever.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Callable, Mapping, Sequence

from xlrd.biffh import XLRDError
from xlrd.sheet import unpack_RK

from models.reading.limits import Budget

_BOF, _EOF, _BOUNDSHEET = 0x0809, 0x000A, 0x0085
_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<I")
_BIFF8 = b"\x09\x08\x10\x00\x00\x06"
_CELL = struct.Struct("<H2xHHHI")
"""A LABELSST or RK record: its kind, row, column, style, and number of the shared string or the
packed number."""
_SHARED_TEXT = 0x00FD

_PIECE = re.compile(
    rb"(?:\x08\x02\x10\x00.{12}[\x00-\x1f\x40-\x5f\x80-\x9f\xc0-\xdf].{3}){0,64}+"
    rb"((?:(?:\xfd\x00|\x7e\x02)\x0a\x00.{10}){0,512}+)", re.DOTALL)
"""ROW records of rows that are not hidden, of which nothing else is asked, and cells behind
them."""
_MOST_COLUMNS = 256
_REMEMBERED = 4096
"""Numbers whose text is kept; columns with more hardly repeat."""


class PlainCells:
    """The plain cells of a BIFF8 stream by sheet; none of any other. ``left`` is the stream without
    them, in which sheets begin elsewhere."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._spans: dict[int, array[int]] = {}  # beginnings and ends in turn, by sheet in ``left``
        self.left = stream
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
            elif depth == 1 and (piece := _PIECE.match(stream, at)) and piece.end() > at:
                left += stream[copied:at]
                behind = copied = piece.end()
                if piece.start(1) < behind:
                    spans.extend(piece.span(1))
            at = behind
        left += stream[copied:]
        places = [_PLACE.unpack_from(left, at)[0] for at in told]
        if begins.keys() >= set(places):
            for at, place in zip(told, places):
                _PLACE.pack_into(left, at, begins[place])
            self.left = bytes(left)
        else:
            self._spans.clear()

    def rows(self, start: int, strings: Sequence[str], around: Mapping[int, tuple[str, str]],
             convert: Callable[[int, float], str], budget: Budget) -> list[list[str]]:
        """The rows of the sheet that begins there in what is left, each to its last plain cell;
        ``around`` holds what a style puts before and behind a text, ``convert`` gives a number's
        text by its style.
        Raises XLRDError for a column that there can't be, IndexError for a shared string that there
        is not."""
        rows: list[list[str]] = []
        cells: list[str] = []
        last = -1
        numbers: dict[tuple[int, int], str] = {}
        spans = self._spans.get(start, array("L"))
        for piece in range(0, len(spans), 2):
            begin, end = spans[piece], spans[piece + 1]
            if not piece % 2000:
                budget.check()
            for kind, row, column, style, packed in _CELL.iter_unpack(self._stream[begin:end]):
                if row != last:
                    while len(rows) <= row:
                        rows.append([])
                    cells, last = rows[row], row
                if kind != _SHARED_TEXT:
                    text = numbers.get((style, packed))
                    if text is None:
                        text = convert(style, unpack_RK(packed.to_bytes(4, "little")))
                        if len(numbers) < _REMEMBERED:
                            numbers[style, packed] = text
                elif style in around:
                    text = strings[packed].join(around[style])
                else:
                    text = strings[packed]
                if column == len(cells) < _MOST_COLUMNS:
                    cells.append(text)
                else:
                    put(cells, column, text)
        return rows


def put(cells: list[str], column: int, text: str) -> None:
    """Puts a text into a row, wherever it ends as yet. XLRDError for a column that can't be."""
    if column >= _MOST_COLUMNS:
        raise XLRDError(f"column {column}")
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = text
