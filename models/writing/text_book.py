"""Writing sheets of texts as BIFF8 with xlwt: what both output files share."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import xlwt
from xlwt.BIFFRecords import ExternSheetRecord, InternalReferenceSupBookRecord, SharedStringTable
from xlwt.UnicodeUtils import upack2

from models.errors import UNTOUCHED, CellTextError

MAX_ROWS = 65536
MAX_COLUMNS = 256
MAX_TEXT = 32767
"""The longest text of a cell, in UTF-16 code units, which is how Excel counts."""

_NAME = 0x0018
_BUILT_IN = 0x0020
_PRINT_TITLES = 0x07
_AREA_3D = 0x3B
_CONTINUE = 0x003C
_RECORD = 0x2020
"""The most bytes of a record."""
_LABEL = struct.Struct("<5HL")
_LABEL_HEAD = 0x00FD, 10
_BLANK = struct.Struct("<5H")
_BLANK_HEAD = 0x0201, 6


class TextBook(xlwt.Workbook):  # type: ignore[misc]  # xlwt has no types
    """An xlwt workbook that carries every character and can repeat header rows on each page."""

    def __init__(self) -> None:
        super().__init__(encoding="utf-8")
        self._Workbook__sst = _PairSafeStrings("utf-8")
        self._titles: tuple[int, int] | None = None

    def repeat_rows(self, first: int, last: int) -> None:
        """Have these rows (0-based) of the first sheet printed at the top of every page."""
        self._titles = first, last

    def save(self, target: str | BinaryIO) -> None:
        """Writes the book, once, and lets go of its rows one by one. Book and sheet know each
        other: the cells would wait for the collector, which frees them all in one go while the
        window stands still."""
        super().save(target)
        for sheet in self._Workbook__worksheets:
            rows = sheet.rows
            while rows:
                rows.popitem()

    def _Workbook__all_links_rec(self) -> bytes:
        """The link table. xlwt has no way to define the built-in name Print_Titles, which is where
        BIFF keeps repeated rows; our books have no formulas, so nothing else stands here."""
        if self._titles is None:
            return b""
        area = struct.pack("<B5H", _AREA_3D, 0, *self._titles, 0, MAX_COLUMNS - 1)
        name = struct.pack("<HBBHHHBBBBBB", _BUILT_IN, 0, 1, len(area), 0, 1, 0, 0, 0, 0,
                           0, _PRINT_TITLES) + area
        book: bytes = InternalReferenceSupBookRecord(1).get()
        sheet: bytes = ExternSheetRecord([(0, 0, 0)]).get()
        return book + sheet + struct.pack("<HH", _NAME, len(name)) + name


class _PairSafeStrings(SharedStringTable):  # type: ignore[misc]  # xlwt has no types
    """The shared strings, never split inside a surrogate pair; no rich texts.

    The table is cut into records of 8224 bytes. xlwt cuts between any two UTF-16 units; if those
    are the two halves of one character (a rare Han character such as 𠮷), xlrd, which decodes record
    by record, can't open the file any more. And it copies the whole table for each record.
    """

    def get_biff_record(self) -> bytes:
        """The table as records, in the order in which the strings came and are numbered."""
        self._records = [bytearray(struct.pack("<II", self._add_calls, len(self._str_indexes)))]
        for text in self._str_indexes:
            packed = upack2(text, self.encoding)
            if len(self._records[-1]) + len(packed) <= _RECORD:
                self._records[-1] += packed
            else:
                self._put(packed)
        return b"".join(part for number, record in enumerate(self._records) for part in (
            struct.pack("<HH", _CONTINUE if number else self._SST_ID, len(record)), record))

    def _put(self, packed: bytes) -> None:
        """Adds a string that the last record has no room for: head and first character in one, the
        others wherever there is room, each record saying again how they are packed."""
        wide = packed[2] == 1
        start = 3 + (1 if not wide else 2 if not _is_high(packed, 5) else 4)
        if len(self._records[-1]) + start > _RECORD:
            self._records.append(bytearray())
        self._records[-1] += packed[:start]
        while len(packed) - start > (room := _RECORD - len(self._records[-1])):
            if wide:
                room &= ~1
                if room and _is_high(packed, start + room):
                    room -= 2
            self._records[-1] += packed[start:start + room]
            start += room
            self._records.append(bytearray(packed[2:3]))
        self._records[-1] += packed[start:]


def _is_high(units: bytes, end: int) -> bool:
    """Whether the UTF-16 unit that ends at ``end`` is the first half of a pair."""
    return units[end - 1] & 0xFC == 0xD8


def text_style(description: str = "") -> Any:
    """An xlwt style of the number format ``@``; one object a kind of cell, made once a workbook."""
    return xlwt.easyxf(description, num_format_str="@")


class _Cells:
    """The cells of a row but for the last, packed; stands where xlwt has the first of them, whose
    objects for every cell are most of what it takes to write a book."""

    __slots__ = ("_packed",)

    def __init__(self, book: TextBook, row: int, texts: Iterable[str], style: Any) -> None:
        kind, add = book.add_style(style), book.add_str
        self._packed = b"".join([
            _LABEL.pack(*_LABEL_HEAD, row, column, kind, add(text)) if text
            else _BLANK.pack(*_BLANK_HEAD, row, column, kind)
            for column, text in enumerate(texts)])

    def get_biff_data(self) -> bytes:
        """What xlwt asks a cell for."""
        return self._packed


def write_texts(book: TextBook, sheet: Any, index: int, texts: Sequence[str], style: Any) -> Any:
    """Fill a row from its first column on; gives the xlwt row. Empty texts become blank cells."""
    row = sheet.row(index)
    row.write(len(texts) - 1, texts[-1], style)  # which keeps the row's bounds and height
    if len(texts) > 1:
        row.insert_cell(0, _Cells(book, index, texts[:-1], style))
    return row


def set_widths(sheet: Any, widths: Iterable[int]) -> None:
    """Column widths in digits of the default font."""
    for column, width in enumerate(widths):
        sheet.col(column).width = width * 256


def set_page(sheet: Any) -> None:
    """A4 landscape, as many pages down as needed but one across, page numbers at the foot."""
    sheet.paper_size_code = 9
    sheet.portrait = False
    sheet.fit_num_pages = 1
    sheet.fit_width_to_pages = 1
    sheet.fit_height_to_pages = 0
    sheet.left_margin = sheet.right_margin = 0.4
    sheet.top_margin = 0.6
    sheet.bottom_margin = 0.6
    sheet.header_margin = sheet.footer_margin = 0.3
    # xlwt's setters of these two only take bytes, its writer then only ASCII ones
    sheet._Worksheet__header_str = ""
    sheet._Worksheet__footer_str = "第 &P 页，共 &N 页"


def freeze_above(sheet: Any, rows: int) -> None:
    """Keep the first rows in view while scrolling."""
    sheet.panes_frozen = True
    sheet.remove_splits = True
    sheet.horz_split_pos = rows


def check_texts(
    file: str, headers: Sequence[str], rows: Iterable[Sequence[str]], first: int
) -> None:
    """Raise CellTextError for the first text that a cell can't hold.

    ``file`` is what the clerk calls the output, ``first`` the row number that Excel will show for
    the first of the rows.
    """
    for number, row in enumerate(rows, first):
        if _all_fit(row):
            continue
        for header, text in zip(headers, row, strict=True):
            for why in _faults(text):
                raise CellTextError(
                    f"{file}第 {number} 行“{header}”{why}，.xls 文件存不下；请先改正这一格，{UNTOUCHED}")


def _all_fit(row: Sequence[str]) -> bool:
    """A quick look at a whole row; False only says that its cells must be looked at one by one."""
    joined = "".join(row)
    if "\0" in joined or len(joined) * 2 > MAX_TEXT:
        return False
    return joined.isascii() or not has_half_pair(joined)


def _faults(text: str) -> Iterator[str]:
    if "\0" in text:
        yield "含有空字符（编码 0）"
    if has_half_pair(text):
        yield "含有残缺的字符（半个汉字编码）"
    elif len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
        yield f"超过 {MAX_TEXT} 个字"


def has_half_pair(text: str) -> bool:
    """Whether a lone surrogate stands in the text, which no encoding can carry."""
    try:
        text.encode("utf-16-le")
    except UnicodeEncodeError:
        return True
    return False
