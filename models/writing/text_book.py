"""Writing sheets of texts as BIFF8 with xlwt: what both output files share."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import xlwt
from xlwt.BIFFRecords import ExternSheetRecord, InternalReferenceSupBookRecord, SharedStringTable
from xlwt.Cell import BlankCell, StrCell
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
    """The shared strings, never split inside a surrogate pair.

    The table is cut into records of 8224 bytes. xlwt cuts between any two UTF-16 units; if those
    are the two halves of one character (a rare Han character such as 𠮷), xlrd, which decodes record
    by record, can't open the file any more.
    """

    def _add_to_sst(self, s: str) -> None:
        packed = upack2(s, self.encoding)
        wide = packed[2] == 1
        head = 3 + (1 if not wide else 2 if not _is_high(packed, 5) else 4)
        self._save_atom(packed[:head])
        self._save_splitted(packed[head:], wide)

    def _save_splitted(self, s: bytes, is_unicode_str: bool) -> None:
        start = 0
        while len(s) - start > (room := 0x2020 - len(self._current_piece)):
            if is_unicode_str:
                room &= ~1
                if room and _is_high(s, start + room):
                    room -= 2
            self._current_piece += s[start:start + room]
            start += room
            self._new_piece()
            self._current_piece += b"\x01" if is_unicode_str else b"\x00"
        self._current_piece += s[start:]


def _is_high(units: bytes, end: int) -> bool:
    """Whether the UTF-16 unit that ends at ``end`` is the first half of a pair."""
    return units[end - 1] & 0xFC == 0xD8


def text_style(description: str = "") -> Any:
    """An xlwt style of the number format ``@``; one object a kind of cell, made once a workbook."""
    return xlwt.easyxf(description, num_format_str="@")


def write_texts(book: TextBook, sheet: Any, index: int, texts: Sequence[str], style: Any) -> Any:
    """Fill a row from its first column on; gives the xlwt row. Empty texts become blank cells.

    The ends go through xlwt's ``write``, which keeps its bounds; what lies between goes in
    directly, as looking up the style again for every cell is most of what ``write`` does.
    """
    row = sheet.row(index)
    last = len(texts) - 1
    row.write(0, texts[0], style)
    if last > 0:
        row.write(last, texts[last], style)
    format_index = book.add_style(style)
    insert, add = row.insert_cell, book.add_str
    for column in range(1, last):
        text = texts[column]
        insert(column, StrCell(index, column, format_index, add(text)) if text
               else BlankCell(index, column, format_index))
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
