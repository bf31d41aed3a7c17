"""A workbook (.xls) of plain sheets of texts with a header each: for reading and sorting."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import UNTOUCHED, TableLimitError
from models.text_width import display_width
from models.writing.text_book import (
    MAX_COLUMNS, MAX_ROWS, TextBook, check_texts, freeze_above, set_page, set_widths, text_style,
    write_texts)

_NARROW, _WIDE = 8, 40
_MEASURED = 200
"""Widths are taken from the first rows."""


@dataclass(frozen=True)
class TextSheet:
    """One sheet: its name, its header, its rows, each as long as the header."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def sheets_book(sheets: Sequence[TextSheet]) -> bytes:
    """The workbook. Raises TableLimitError and CellTextError for what an .xls can't hold."""
    book = TextBook()
    plain = text_style("font: name 宋体; align: vert center")
    head = text_style("font: name 宋体, bold on; align: vert center; "
                      "pattern: pattern solid, fore_colour gray25")
    for one in sheets:
        if len(one.rows) >= MAX_ROWS or len(one.header) > MAX_COLUMNS:
            raise TableLimitError(
                f"“{one.name}”有 {len(one.rows)} 行、{len(one.header)} 列，超过 .xls 一张工作表能存的"
                f"行数或列数；{UNTOUCHED}")
        check_texts(f"“{one.name}”", one.header, one.rows, first=2)
        sheet = book.add_sheet(one.name)
        write_texts(book, sheet, 0, one.header, head)
        for number, row in enumerate(one.rows, 1):
            write_texts(book, sheet, number, row, plain)
        measured = [one.header, *one.rows[:_MEASURED]]
        set_widths(sheet, [min(_WIDE, max(_NARROW, *(display_width(row[column]) + 2
                                                     for row in measured)))
                           for column in range(len(one.header))])
        set_page(sheet)
        freeze_above(sheet, 1)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
