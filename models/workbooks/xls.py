"""Reading .xls (BIFF 2 to 8, in and out of OLE containers, also WPS .et) through xlrd."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code

from models.workbooks.grid import Sheet, trim, trim_rows
from models.workbooks.limits import Budget
from models.workbooks.numbers import date_text, leading_zeros, number_text

_TEXT_TYPES = bytes((xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_TEXT, xlrd.XL_CELL_BLANK))
_GB_CODEPAGE = 936
_UNICODE_BIFF = 80
_GUESS = "gb18030"


def read(data: bytes, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """All worksheets and the notes; xlrd's own exceptions pass through (see ``read_workbook``)."""
    book, notes = _open(data)
    try:
        sheets = []
        for index in range(book.nsheets):
            budget.check()
            sheets.append(_sheet(book, book.sheet_by_index(index), budget))
            if book.on_demand:
                book.unload_sheet(index)
        return sheets, notes
    finally:
        book.release_resources()


def _open(data: bytes) -> tuple[xlrd.Book, list[str]]:
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


def _sheet(book: xlrd.Book, source: Any, budget: Budget) -> Sheet:
    convert = _converter(book, source)
    rows: list[list[str]] = []
    for index in range(source.nrows):
        types = source.row_types(index)
        cells: list[Any] = source.row_values(index)
        budget.spend(len(cells) + 1)
        if bytes(types).strip(_TEXT_TYPES):
            for column, kind in enumerate(types):
                if kind not in _TEXT_TYPES:
                    cells[column] = convert(index, column, kind, cells[column])
        rows.append(trim(cells))
        if not index % 1000:
            budget.check()
    return Sheet(
        source.name, trim_rows(rows), hidden=source.visibility != 0,
        merged=[(top, end, left, right) for top, end, left, right in source.merged_cells],
        hidden_rows=frozenset(row for row, info in source.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(
            column for column, info in source.colinfo_map.items() if info.hidden))


def _converter(book: xlrd.Book, source: Any) -> Callable[[int, int, int, Any], str]:
    """The function that turns a cell that is no text into text, given row, column, type, value."""
    date1904 = bool(book.datemode)
    zeros = _zero_formats(book)
    seen: dict[float, str] = {}

    def convert(row: int, column: int, kind: int, value: Any) -> str:
        if kind == xlrd.XL_CELL_NUMBER:
            if zeros and (width := zeros.get(source.cell_xf_index(row, column))):
                return number_text(value, width)
            text = seen.get(value)
            if text is None:
                text = seen[value] = number_text(value)
            return text
        if kind == xlrd.XL_CELL_DATE:
            return date_text(value, date1904)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        return str(error_text_from_code.get(value, "#N/A"))

    return convert


def _zero_formats(book: xlrd.Book) -> dict[int, int]:
    """Cell styles whose number format is all zeros, with the width it shows."""
    widths = {key: leading_zeros(fmt.format_str or "") for key, fmt in book.format_map.items()}
    return {index: widths[xf.format_key] for index, xf in enumerate(book.xf_list)
            if widths.get(xf.format_key)}
