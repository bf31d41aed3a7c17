"""A BIFF8 workbook as it lies in its container: its stream, sheets, cells and their formulas."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass

from models.forms import biff_records as biff
from models.forms.biff_records import Record
from models.reading.xls import NoWorkbookError, workbook_stream

_log = logging.getLogger(__name__)


@dataclass
class Cell:
    """A cell's record without row and column, and the records that belong to it (STRING, ARRAY)."""

    kind: int
    rest: bytes
    behind: list[Record]

    @property
    def style(self) -> int:
        return int(struct.unpack_from("<H", self.rest)[0])

    @style.setter
    def style(self, style: int) -> None:
        self.rest = struct.pack("<H", style) + self.rest[2:]


def book_stream(content: bytes) -> bytes:
    """The workbook's records as bytes, by the same code as a roster's; none if there is no readable
    container."""
    try:
        return workbook_stream(content)
    except NoWorkbookError:
        return b""
    except Exception as error:  # whatever a damaged container makes olefile raise
        _log.debug("the container of a form can't be read: %s", type(error).__name__)
        return b""


def formula_of(cell: Cell) -> tuple[bytes, bytes, bytes]:
    """A FORMULA record's head (style, result, flags), its tokens, and what is behind them."""
    size, = struct.unpack_from("<H", cell.rest, 16)
    return cell.rest[:16], cell.rest[18:18 + size], cell.rest[18 + size:]


def with_formula(head: bytes, formula: bytes, extra: bytes) -> bytes:
    """A FORMULA record put together again, without row and column."""
    return head + struct.pack("<H", len(formula)) + formula + extra


def parts_of(records: list[Record]) -> tuple[list[Record], list[list[Record]]]:
    """The book's own records and those of each sheet; a sheet may hold further BOF...EOF."""
    parts: list[list[Record]] = []
    depth = 0
    for kind, data in records:
        if kind == biff.BOF:
            if depth == 0:
                parts.append([])
            depth += 1
        if depth:
            parts[-1].append((kind, data))
        if kind == biff.EOF:
            depth -= 1
    return parts[0], parts[1:]


def sheet_places(records: list[Record]) -> list[int]:
    """For each sheet as listed, which one it is in the order of the stream."""
    offsets = [struct.unpack_from("<I", data)[0] for kind, data in records
               if kind == biff.BOUNDSHEET]
    return [sorted(offsets).index(offset) for offset in offsets]


def sheet_names(records: list[Record]) -> list[str]:
    """The names of all sheets, in the order of the tabs."""
    names = []
    for kind, data in records:
        if kind == biff.BOUNDSHEET:
            chars, flags = data[6], data[7]
            names.append(data[8:8 + chars * 2].decode("utf-16-le") if flags & 1
                         else data[8:8 + chars].decode("latin-1"))
    return names
