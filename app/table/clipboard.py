"""Blocks of cells as text, as Excel and WPS exchange them, and where a pasted block goes. No Qt."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from validators.readings.text import squeeze, surviving_digits

Block = list[list[str]]
"""Rows of texts; rows may differ in length."""

_QUOTED = frozenset('\t\r\n"')


def format_block(block: Sequence[Sequence[str]]) -> str:
    """Tab-separated text with CRLF after every row; a single cell has no line end, so that it can
    be pasted into a search box. Cells with tab, line break or quote are quoted, quotes doubled."""
    if len(block) == 1 and len(block[0]) == 1:
        return _quoted(block[0][0])
    text = "".join(["\t".join(row) + "\r\n" for row in block])
    if '"' not in text and text.count("\n") == text.count("\r") == len(block) \
            and text.count("\t") == sum(map(len, block)) - len(block):
        return text  # nothing to quote, as nearly always
    return "".join(["\t".join(map(_quoted, row)) + "\r\n" for row in block])


LOST = "□"
"""Stands on the way out for one digit that Excel destroyed."""

_EXPONENT = re.compile(r"[Ee]\+?(\d{1,3})$", re.ASCII)
_WITH_LOST = re.compile(rf"(\d)(\d{{0,14}})({LOST}+)", re.ASCII)
_LONG = range(16, 26)
"""How long a number is that Excel damages: from 16 digits on."""


def outgoing(text: str) -> str:
    """A number as it leaves: of a damaged one the digits that survived and □ for each lost one,
    so that no other program takes ``3.10117E+17`` for a number again and pads it with zeros.

    >>> outgoing("3.10117200607163E+17"), outgoing("310117200607163017")
    ('310117200607163□□□', '310117200607163017')
    """
    squeezed = squeeze(text)
    digits, exponent = surviving_digits(squeezed), _EXPONENT.search(squeezed)
    if digits is None or exponent is None:
        return text
    length = int(exponent[1]) + 1
    return digits.ljust(length, LOST) if length in _LONG and length > len(digits) else text


def incoming(text: str) -> str:
    """The inverse of ``outgoing``: a damaged number that comes back is the damaged number."""
    match = _WITH_LOST.fullmatch(text)
    if match is None or len(text) not in _LONG:
        return text
    rest = f".{match[2]}" if match[2] else ""
    return f"{match[1]}{rest}E+{len(text) - 1}"


_TEXT_CELL = "<td style='mso-number-format:\"\\@\"'>"
"""A cell that Excel and WPS take as text, whatever its digits."""
_SAME_CELL = '<br style="mso-data-placement:same-cell">'


def html_block(block: Sequence[Sequence[str]]) -> str:
    """The block as a table whose cells are text to Excel and WPS, so that no digit is lost."""
    between = "</td>" + _TEXT_CELL
    lines = [between.join([_html_cell(cell) for cell in row]) for row in block]
    body = f"</td></tr>\n<tr>{_TEXT_CELL}".join(lines)
    return ('<html><head><meta charset="utf-8"></head><body><table>\n'
            f"<tr>{_TEXT_CELL}{body}</td></tr>\n</table></body></html>")


def _html_cell(text: str) -> str:
    if text.isalnum():
        return text
    return escape(text, quote=False).replace("\r\n", "\n").replace("\n", _SAME_CELL)


def typed(text: str) -> str:
    """What an open cell takes of a pasted text: all but the line break that Excel adds."""
    return incoming(text.removesuffix("\0").rstrip("\r\n"))


def _quoted(text: str) -> str:
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def parse_block(text: str, *, maybe_csv: bool = False, foreign: bool = False) -> Block:
    """The cells of a text from the clipboard; every cell stays text, digits too.

    The line end that Excel puts behind the last row makes no row. Of a ``foreign`` text empty rows
    at the end are no values: they are what is below the data of a whole copied column. With
    ``maybe_csv`` several lines without a tab that all have the same number of commas are taken as
    comma-separated.
    """
    text = text.removesuffix("\0")
    if foreign:
        text = _without_empty_end(text)
    delimiter = "," if maybe_csv and _looks_like_csv(text) else "\t"
    rows = _read(text, delimiter)
    if rows is None:  # a quote that is no quoting: take it as it stands
        lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        rows = [line.split(delimiter) for line in lines]
    return [row or [""] for row in rows] or [[""]]


def _without_empty_end(text: str) -> str:
    """Cuts the rows of nothing at the end before a million of them are taken apart."""
    end = len(text.rstrip("\t\r\n"))
    line_end = re.compile("[\r\n]").search(text, end)
    return text if line_end is None else text[:line_end.start()]


def _read(text: str, delimiter: str) -> Block | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _looks_like_csv(text: str) -> bool:
    if "\t" in text:
        return False
    rows = _read(text, ",")
    if rows is None or len(rows) < 2:
        return False
    widths = {len(row) for row in rows}
    return len(widths) == 1 and widths.pop() > 1


class Area(NamedTuple):
    """A rectangle of the view: first row and column, and how many of each."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


class PastePlan(NamedTuple):
    """``cells`` are (row, column, text) in the view; ``area`` is what they cover. Where the block
    is larger than the space left, ``rows_missing`` or ``columns_missing`` says by how much, and
    there are no cells."""

    area: Area
    cells: tuple[tuple[int, int, str], ...]
    rows_missing: int = 0
    columns_missing: int = 0


def plan_paste(block: Block, selection: Area, rows: int, columns: int) -> PastePlan:
    """Where a block goes in a view of ``rows`` by ``columns``, by Excel's rules.

    One value fills the selection; a selection that is a multiple of the block is filled with
    repetitions; otherwise the block is written once from the selection's first cell.
    """
    height, width = len(block), max(map(len, block))
    tall, wide = _spread(height, selection.rows), _spread(width, selection.columns)
    if tall is None or wide is None:
        tall, wide = height, width
    area = Area(selection.row, selection.column, tall, wide)
    rows_missing = max(0, area.row + tall - rows)
    columns_missing = max(0, area.column + wide - columns)
    if rows_missing or columns_missing:
        return PastePlan(area, (), rows_missing, columns_missing)
    cells = []
    for y in range(tall):
        source = block[y % height]
        for x in range(wide):
            if x % width < len(source):
                cells.append((area.row + y, area.column + x, source[x % width]))
    return PastePlan(area, tuple(cells))


def _spread(size: int, selected: int) -> int | None:
    """How far a block reaches in one direction; None if the selection is no multiple of it."""
    if selected % size == 0:
        return selected
    return size if selected == 1 else None
