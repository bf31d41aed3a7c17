"""Workbooks of plain tables (.xls): a title, lines below it, a table, lines to sign; several blocks
may stand on one sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlwt

from models.errors import TableLimitError
from models.text_width import display_width
from models.writing.text_book import MAX_ROWS, MAX_TEXT, TextBook, set_page, set_widths, text_style

Cell = str | int
_BOX = "borders: left thin, right thin, top thin, bottom thin"
_WIDEST = 60


@dataclass(frozen=True)
class Block:
    """A table with a heading above it; without ``headers`` its rows are lines of text. Cells in
    ``marked_cells`` (row and column, 0-based) stand out; ``bold_rows`` sum up others."""

    heading: str = ""
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    marked_cells: frozenset[tuple[int, int]] = frozenset()
    bold_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Page:
    """A sheet: its name, its title, and its blocks from top to bottom."""

    name: str
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)


def table_book(pages: Sequence[Page]) -> bytes:
    """The workbook as bytes, equal for equal pages. Raises TableLimitError for a page too long."""
    book = TextBook()
    looks = {
        "title": text_style(
            "font: name 宋体, bold on, height 320; align: horiz center, vert center"),
        "heading": text_style("font: name 宋体, bold on; align: vert center"),
        "line": text_style("font: name 宋体; align: vert center"),
        "header": text_style("font: name 宋体, bold on; align: horiz center, vert center, wrap on; "
                             f"pattern: pattern solid, fore_colour gray25; {_BOX}"),
    }
    for bold in (False, True):
        for marked in (False, True):
            font = f"font: name 宋体, bold {'on' if bold else 'off'}"
            fill = "; pattern: pattern solid, fore_colour light_yellow" if marked else ""
            looks[f"text{bold}{marked}"] = text_style(
                f"{font}; align: vert center, wrap on; {_BOX}{fill}")
            looks[f"number{bold}{marked}"] = xlwt.easyxf(
                f"{font}; align: vert center; {_BOX}{fill}")
    for page in pages:
        _write_page(book, page, looks)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_page(book: TextBook, page: Page, looks: dict[str, Any]) -> None:
    sheet = book.add_sheet(page.name)
    columns = max([1, *(len(block.headers) for block in page.blocks)])
    if 2 + sum(len(block.rows) + 3 for block in page.blocks) > MAX_ROWS:
        raise TableLimitError(f"“{page.title}”的行数超过 .xls 工作表能放的 {MAX_ROWS} 行。")
    widths = [8] * columns
    sheet.write_merge(0, 0, 0, columns - 1, _fitting(page.title), looks["title"])
    sheet.row(0).height_mismatch, sheet.row(0).height = True, 640
    line = 1
    for block in page.blocks:
        if block.heading:
            sheet.write_merge(line, line, 0, columns - 1, _fitting(block.heading),
                              looks["heading"])
            line += 1
        for column, text in enumerate(block.headers):
            sheet.write(line, column, text, looks["header"])
            widths[column] = max(widths[column], display_width(text) + 2)
        line += bool(block.headers)
        for number, cells in enumerate(block.rows):
            if not block.headers:
                sheet.write_merge(line, line, 0, columns - 1,
                                  _fitting(" ".join(map(str, cells))), looks["line"])
            for column, cell in enumerate(cells if block.headers else ()):
                kind = "number" if isinstance(cell, int) else "text"
                look = (f"{kind}{number in block.bold_rows}"
                        f"{(number, column) in block.marked_cells}")
                sheet.write(line, column, _fitting(cell), looks[look])
                widths[column] = max(widths[column], min(_WIDEST, display_width(str(cell)) + 2))
            line += 1
        line += 1
    set_widths(sheet, widths)
    set_page(sheet)


def _fitting(cell: Cell) -> Cell:
    """The cell without what an .xls file can't carry: half characters, NUL, endless texts."""
    if isinstance(cell, int):
        return cell
    text = cell.replace("\0", "")
    return text.encode("utf-16-le", "replace").decode("utf-16-le")[:MAX_TEXT // 2]
