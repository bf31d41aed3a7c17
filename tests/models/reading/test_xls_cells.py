"""Plain cells taken out beside xlrd: the same sheets as when xlrd reads every record."""

from __future__ import annotations

import io
import struct
from datetime import date

import olefile
import pytest
import xlwt
from hypothesis import given, settings, strategies as st

from models.reading import xls
from models.reading.limits import Budget
from models.reading.xls_cells import PlainCells

STYLES = [xlwt.easyxf(num_format_str=text) for text in (
    "@", "000000", 'yyyy-m-d', '@"班"', "General")]
VALUES = st.one_of(st.text("张三x𠮷 7", max_size=5), st.integers(-10, 10**6), st.booleans(),
                   st.floats(-1e17, 1e17, allow_nan=False), st.just(date(2012, 9, 1)), st.none())
CELLS = st.dictionaries(st.tuples(st.integers(0, 12), st.integers(0, 9)), st.tuples(
    VALUES, st.integers(0, len(STYLES) - 1)), max_size=40)


class _AllLeft(PlainCells):
    """Takes nothing out."""

    def _take_out(self) -> None:
        self._spans = {}


def _written(*sheets: dict[tuple[int, int], tuple[object, int]], hidden: set[int] = set()) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for number, cells in enumerate(sheets):
        sheet = book.add_sheet(str(number))
        for row in hidden:
            sheet.row(row).hidden = True
        for (row, column), (value, style) in cells.items():
            sheet.write(row, column, value, STYLES[style])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@settings(max_examples=60, deadline=None)
@given(first=CELLS, second=CELLS, hidden=st.sets(st.integers(0, 12), max_size=3))
def test_the_sheets_are_the_same(
        first: dict[tuple[int, int], tuple[object, int]],
        second: dict[tuple[int, int], tuple[object, int]], hidden: set[int]) -> None:
    data = _written(first, second, hidden=hidden)
    taken = xls.read(data, Budget("x"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xls, "PlainCells", _AllLeft)
        assert xls.read(data, Budget("x")) == taken


def test_hardly_a_record_is_left_to_xlrd() -> None:
    """Of thousands of rows, some with a gap, read in pieces that end within a row."""
    rows = {(row, column): (f"{row}" if column else row, 0)
            for row in range(2000) for column in range(8) if (row * column) % 11 != 1}
    data = _written(rows)
    stream = xls.workbook_stream(data)
    assert len(PlainCells(stream).left) * 10 < len(stream)
    [sheet], _ = xls.read(data, Budget("x"))
    assert {(row, column): text for row, cells in enumerate(sheet.rows)
            for column, text in enumerate(cells) if text} == {
        place: str(value) for place, (value, _) in rows.items()}


def test_a_sheet_that_begins_where_none_was_seen_is_left_to_xlrd() -> None:
    data = _written({(0, 0): ("张三", 0)})
    stream = xls.workbook_stream(data)
    place = stream.index(b"\x09\x08", 4)
    beginning = stream[place:place + 20]
    for at in range(0, len(stream) - 8):  # the sheet's own beginning in front, its place told so
        if stream[at:at + 2] == b"\x85\x00" and \
                struct.unpack_from("<I", stream, at + 4) == (place,):
            moved = bytearray(stream[:place] + b"\xff\x0f" + struct.pack("<H", len(beginning))
                              + stream[place:])
            moved[at + 4:at + 8] = struct.pack("<I", place + 4)
            assert PlainCells(bytes(moved)).left == moved
            [sheet], _ = xls.read(bytes(moved), Budget("x"))
            assert sheet.rows == [["张三"]]
            return
    raise AssertionError("no sheet")


def test_a_workbook_in_scattered_sectors_is_put_together() -> None:
    data = bytearray(_written({(row, column): (f"{row}-{column}", 0)
                               for row in range(300) for column in range(3)}))
    stream = xls.workbook_stream(bytes(data))
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        first = container.direntries[container._find("Workbook")].isectStart
    table = (struct.unpack_from("<I", data, 76)[0] + 1) * 512  # where the chains of sectors stand
    one, other = ((first + at + 1) * 512 for at in (1, 2))
    data[one:one + 512], data[other:other + 512] = data[other:other + 512], data[one:one + 512]
    struct.pack_into("<3I", data, table + first * 4, first + 2, first + 3, first + 1)
    assert xls.workbook_stream(bytes(data)) == stream
