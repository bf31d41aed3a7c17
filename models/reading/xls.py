"""Reading .xls (BIFF 2 to 8, in and out of OLE containers, also WPS .et) through xlrd.

olefile opens the container: xlrd's own way refuses files of many exporters over trifles, and can
run for ever in a container whose chains go in circles.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import olefile
import xlrd
import xlrd.book
import xlrd.sheet
from xlrd.biffh import XLRDError, error_text_from_code

from models.grid import Sheet, trim, trim_rows, uncached_note
from models.reading.limits import Budget
from models.reading.numbers import date_text, leading_zeros, number_text
from models.reading.shown import date_format, literal_format, text_format
from models.reading.text import sound
from models.reading.xls_cells import PlainCells, put
from models.reading.xls_records import empty_formulas, has_absurd_styles, without_blanks

_EMPTY_TYPES = bytes((xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK))
_REMEMBERED = 4096
"""Numbers whose text is kept; columns with more hardly repeat."""
_GB_CODEPAGE = 936
_UNICODE_BIFF = 80
_GUESS = "gb18030"
_Shows = TypeVar("_Shows")


class NoWorkbookError(Exception):
    """The OLE container holds no workbook that can be read without more ado."""


def read(data: bytes, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """All worksheets and the notes. NoWorkbookError if the file is encrypted or a container of
    something else; the libraries' other exceptions pass through."""
    plain = PlainCells(workbook_stream(data))
    del data  # the container may be large; its workbook is all that is needed
    if has_absurd_styles(plain.left):
        raise budget.too_many_styles()
    plain.left = without_blanks(plain.left)
    try:
        sheets, notes = _sheets(plain, budget)
    except UnicodeDecodeError:
        # half of a character: a text cut by its program, or one that lies across two records
        with _half_characters():
            sheets, notes = _sheets(plain, budget)
        for sheet in sheets:
            sheet.rows = [[sound(text) for text in cells] for cells in sheet.rows]
    return sheets, notes


def _sheets(plain: PlainCells, budget: Budget) -> tuple[list[Sheet], list[str]]:
    try:
        book, notes = _open(plain.left)
    except XLRDError as error:
        if "encrypted" in str(error):
            raise NoWorkbookError from error
        raise
    if plain.texts is not None:
        book._sharedstrings = plain.texts
    try:
        sheets = []
        empty = empty_formulas(plain.left) if book.biff_version >= _UNICODE_BIFF else {}
        for index in range(book.nsheets):
            budget.check()
            source = book.sheet_by_index(index)
            sheet = _sheet(book, source, plain, budget)
            del source.put_cell  # by which the sheet holds itself, and all its cells, for ever
            if index in empty:
                sheet.notes.append(uncached_note(empty[index]))
            sheets.append(sheet)
            if book.on_demand:
                book.unload_sheet(index)
        return sheets, notes
    finally:
        book.release_resources()


@contextmanager
def _half_characters() -> Iterator[None]:
    """xlrd lets lone halves of UTF-16 characters through meanwhile, instead of giving up."""
    def decode(data: bytes, encoding: str) -> str:
        return data.decode(encoding, "surrogatepass" if encoding == "utf_16_le" else "strict")

    modules: tuple[Any, ...] = (xlrd.biffh, xlrd.book, xlrd.sheet)
    usual = [module.unicode for module in modules]
    for module in modules:
        module.unicode = decode
    try:
        yield
    finally:
        for module, function in zip(modules, usual):
            module.unicode = function


def workbook_stream(data: bytes) -> bytes:
    """The workbook inside an OLE container; data that is none is returned as it is."""
    if not data.startswith(olefile.MAGIC):
        return data
    # all closed: olefile's objects hold each other, and would hold the bytes
    with io.BytesIO(data) as file, olefile.OleFileIO(file) as container:
        for name in ("Workbook", "Book"):
            if container.get_type(name) == olefile.STGTY_STREAM:
                if (whole := _sectors(data, container, name)) is not None:
                    return whole
                with container.openstream(name) as stream:
                    return bytes(stream.read())
    raise NoWorkbookError


def _sectors(data: bytes, container: Any, name: str) -> bytes | None:
    """A stream that is whole, and no small one in the sectors of another; else None. olefile seeks
    and reads each sector of 512 bytes; here it is run by run."""
    entry = container.direntries[container._find(name)]
    size, sector, at = entry.size, container.sectorsize, entry.isectStart
    if size < container.minisectorcutoff or size > len(data):
        return None
    pieces, begin = [], at
    for left in range(size, 0, -sector):
        if at >= len(container.fat):
            return None
        behind = container.fat[at]
        if behind != at + 1 or left <= sector:
            pieces.append(data[(begin + 1) * sector:(at + 2) * sector])
            begin = behind
        at = behind
    stream = b"".join(pieces)[:size]
    return stream if len(stream) == size else None


def _open(data: bytes) -> tuple[Any, list[str]]:
    """The opened book. Before BIFF8 texts are in a code page that Chinese programs often leave out
    or state wrongly: GB18030 is tried first unless the file says 936, and noted."""
    book = _load(data)
    if book.biff_version >= _UNICODE_BIFF or book.codepage == _GB_CODEPAGE:
        return book, []
    try:
        guessed = _load(data, _GUESS)
        for sheet in range(guessed.nsheets):
            guessed.sheet_by_index(sheet)
    except UnicodeDecodeError:
        return book, []
    book.release_resources()
    return guessed, ["这是很旧的 Excel 格式，文件没有写明汉字编码，已按 GB18030 读取，请核对姓名等汉字。"]


def _load(data: bytes, encoding: str | None = None) -> xlrd.Book:
    with open(os.devnull, "w", encoding="utf-8") as silence:
        return xlrd.open_workbook(
            file_contents=data, logfile=silence, formatting_info=True, on_demand=True,
            ragged_rows=True, encoding_override=encoding)


def _sheet(book: Any, source: Any, plain: PlainCells, budget: Budget) -> Sheet:
    convert = _converter(book)
    around = _around_formats(book)
    kinds = book._xf_index_to_xl_type_map
    rows = plain.rows(book._sh_abs_posn[source.number], book._sharedstrings, around,
                      lambda style, value: convert(style, kinds[style], value),
                      _plain_styles(book), budget)
    rows += [[] for _ in range(source.nrows - len(rows))]
    budget.spend(sum(map(len, rows)) + len(rows))
    filled: dict[bytes, list[tuple[int, int]]] = {}  # most rows have one of few patterns of types
    for index in range(source.nrows):
        if not index % 1000:
            budget.check()
        if not source.row_len(index):
            continue  # all its cells were plain
        types = bytes(source.row_types(index))
        budget.spend(len(types))
        places = filled.get(types)
        if places is None:
            places = filled[types] = [
                (column, kind) for column, kind in enumerate(types) if kind not in _EMPTY_TYPES]
        values: list[Any] = source.row_values(index)
        for column, kind in places:
            style = source.cell_xf_index(index, column)
            put(rows[index], column, convert(style, kind, values[column])
                if kind != xlrd.XL_CELL_TEXT else values[column] if style not in around
                else str(values[column]).join(around[style]))
    for cells in rows:
        trim(cells)
    return Sheet(
        source.name, trim_rows(rows), hidden=source.visibility != 0,
        merged=[(top, end, left, right) for top, end, left, right in source.merged_cells],
        hidden_rows=frozenset(row for row, info in source.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(
            column for column, info in source.colinfo_map.items() if info.hidden))


def _converter(book: xlrd.Book) -> Callable[[int, int, Any], str]:
    """The function that turns a cell that is no text into text, given its style, type, value."""
    date1904 = bool(book.datemode)
    zeros = _zero_formats(book)
    shown = _formats(book, literal_format)
    days = _formats(book, date_format)
    seen: dict[float, str] = {}

    def convert(style: int, kind: int, value: Any) -> str:
        if kind == xlrd.XL_CELL_NUMBER:
            if style in zeros:
                return number_text(value, zeros[style])
            if style in shown and (whole := shown[style](value)) is not None:
                return whole
            text = seen.get(value)
            if text is None:
                text = number_text(value)
                if len(seen) < _REMEMBERED:
                    seen[value] = text
            return text
        if kind == xlrd.XL_CELL_DATE:
            day = date_text(value, date1904)
            return style in days and days[style](day) or day
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        return str(error_text_from_code.get(value, "#N/A"))

    return convert


def _plain_styles(book: Any) -> set[int]:
    """Cell styles under which a whole number is its digits."""
    own = _zero_formats(book).keys() | _formats(book, literal_format).keys()
    return {style for style, kind in book._xf_index_to_xl_type_map.items()
            if kind == xlrd.XL_CELL_NUMBER and style not in own}


def _formats(book: xlrd.Book, understand: Callable[[str], _Shows | None]) -> dict[int, _Shows]:
    """Cell styles whose number format has text of its own, with what shows a number (or date)
    so."""
    shows = {key: show for key, fmt in book.format_map.items()
             if (show := understand(fmt.format_str or "")) is not None}
    return {index: shows[xf.format_key] for index, xf in enumerate(book.xf_list)
            if xf.format_key in shows}


def _around_formats(book: xlrd.Book) -> dict[int, tuple[str, str]]:
    """Cell styles whose number format puts something before or behind a text."""
    around = {key: found for key, fmt in book.format_map.items()
              if (found := text_format(fmt.format_str or "")) is not None}
    return {index: around[xf.format_key] for index, xf in enumerate(book.xf_list)
            if xf.format_key in around}


def _zero_formats(book: xlrd.Book) -> dict[int, int]:
    """Cell styles whose number format is all zeros, with the width it shows."""
    widths = {key: leading_zeros(fmt.format_str or "") for key, fmt in book.format_map.items()}
    return {index: widths[xf.format_key] for index, xf in enumerate(book.xf_list)
            if widths.get(xf.format_key)}
