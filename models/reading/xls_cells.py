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
from models.reading.xls_records import NOTHING

_BOF, _EOF = 0x0809, 0x000A
_HEAD = struct.Struct("<HH")
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
_LONGEST = 40_000
"""Bytes of pieces together that one record passes over; its length has two bytes."""
_MOST_COLUMNS = 256
_REMEMBERED = 4096
"""Numbers whose text is kept; columns with more hardly repeat."""


class PlainCells:
    """The plain cells of a BIFF8 stream by sheet; none of any other. ``stream`` is what is left."""

    def __init__(self, stream: bytes) -> None:
        self._spans: dict[int, array[int]] = {}  # beginnings and ends in turn
        self._heads: dict[int, bytes] = {}  # of records that others are passed over with
        self.stream = stream
        if stream.startswith(_BIFF8):
            self._take_out()

    def _take_out(self) -> None:
        stream, thin = self.stream, bytearray(self.stream)
        depth, spans = 0, array("L")
        begun = end = -1  # of the pieces that one record will pass over

        def pass_over() -> None:
            if begun >= 0:
                self._heads[begun] = stream[begun:begun + 4]
                thin[begun:begun + 4] = NOTHING + struct.pack("<H", end - begun - 4)

        at, limit = 0, len(stream) - 4
        while at <= limit:
            kind, size = _HEAD.unpack_from(stream, at)
            behind = at + 4 + size
            if kind == _BOF:
                depth += 1
                if depth == 1:
                    spans = self._spans.setdefault(at, array("L"))
            elif kind == _EOF:
                depth = max(0, depth - 1)
            elif depth == 1 and (piece := _PIECE.match(stream, at)) and piece.end() > at:
                if at != end or piece.end() - begun > _LONGEST:
                    pass_over()
                    begun = at
                end = piece.end()
                behind = end
                if piece.start(1) < end:
                    spans.extend(piece.span(1))
            at = behind
        pass_over()
        self.stream = bytes(thin)

    def put_back(self) -> None:
        """The stream as it was, with all its cells in it."""
        whole = bytearray(self.stream)
        for at, head in self._heads.items():
            whole[at:at + 4] = head
        self.stream = bytes(whole)
        self._spans.clear()

    def is_of(self, starts: Sequence[int]) -> bool:
        """Whether these are the places where sheets begin, as seen here too."""
        return self._spans.keys() >= set(starts)

    def rows(self, start: int, strings: Sequence[str], around: Mapping[int, tuple[str, str]],
             convert: Callable[[int, float], str], budget: Budget) -> list[list[str]]:
        """The rows of the sheet that begins there, each to its last plain cell; ``around`` holds
        what a style puts before and behind a text, ``convert`` gives a number's text by its style.
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
            head = self._heads.get(begin) or self.stream[begin:begin + 4]
            for kind, row, column, style, packed in _CELL.iter_unpack(
                    head + self.stream[begin + 4:end]):
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
