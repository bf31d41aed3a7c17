"""Reading OpenDocument spreadsheets (.ods, .fods; LibreOffice, WPS) through lxml, streamed."""

from __future__ import annotations

import zipfile
from typing import IO, BinaryIO

from lxml import etree

from models.errors import PasswordNeededError
from models.grid import Sheet, finish, trim
from models.reading.limits import Budget
from models.reading.numbers import exact_digits, iso_text, number_text
from models.reading.shown import own_words
from models.reading.xml_stream import BadContentError, elements, local_name

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_KIND, _VALUE, _DAY, _TIME, _BOOLEAN = (f"{_OFFICE}{name}" for name in (
    "value-type", "value", "date-value", "time-value", "boolean-value"))
_CELL_STYLE, _FORMULA, _VISIBILITY = (
    f"{_TABLE}{name}" for name in ("style-name", "formula", "visibility"))
_COLUMNS_REPEATED, _ROWS_REPEATED, _COLUMNS_SPANNED, _ROWS_SPANNED = (
    f"{_TABLE}number-{name}" for name in (
        "columns-repeated", "rows-repeated", "columns-spanned", "rows-spanned"))
_PARAGRAPH = f"{_TEXT}p"
_FORMATS = ("{*}number-style", "{*}date-style")
_MAX_COLUMNS = 16384
_MAX_ROWS = 1048576
_MANIFEST_BYTES = 4_000_000


def read(stream: BinaryIO, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """All sheets and the notes; the libraries' exceptions pass through."""
    if stream.read(2) != b"PK":
        stream.seek(0)
        return _Reader(budget).read(stream), []
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        manifest = "META-INF/manifest.xml"
        if manifest in names and archive.getinfo(manifest).file_size < _MANIFEST_BYTES and (
                b"encryption-data" in archive.read(manifest)):
            raise PasswordNeededError(
                f"“{budget.name}”是加了密码的 OpenDocument 表格，请先在 LibreOffice 或 WPS 中"
                f"打开，去掉密码并另存为 .xlsx，再打开。")
        reader = _Reader(budget)
        if "styles.xml" in names:
            with archive.open("styles.xml") as part:
                reader.read_styles(part)
        with archive.open("content.xml") as part:
            return reader.read(part), []


class _Reader:
    """Collects sheets from the stream of elements."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._sheets: list[Sheet] = []
        self._widths: dict[str, int] = {}
        self._zeros: dict[str, int] = {}
        self._worded_formats: set[str] = set()
        self._worded: set[str] = set()
        self._hidden_tables: set[str] = set()
        self._pool: dict[str, str] = {}

    def read_styles(self, part: IO[bytes]) -> None:
        """Number formats that are kept apart from the content."""
        for _, element in elements(part, ("{*}style", *_FORMATS), self._budget):
            if local_name(element) == "style":
                self._style(element)
            else:
                self._number_style(element)

    def read(self, part: IO[bytes]) -> list[Sheet]:
        """The sheets of the content part (or of a flat document)."""
        tags = ("{*}style", *_FORMATS, "{*}table-column", "{*}table-row")
        for event, element in elements(part, tags, self._budget, starts=(f"{_TABLE}table",)):
            kind = local_name(element)
            if event == "start":
                self._start_sheet(element)
            elif kind in ("number-style", "date-style"):
                self._number_style(element)
            elif kind == "style":
                self._style(element)
            elif not self._sheets:
                continue
            elif kind == "table-column":
                self._column(element)
            else:
                self._row(element)
        self._end_sheet()
        if not self._sheets:
            raise BadContentError("no sheet")
        return self._sheets

    def _start_sheet(self, element: etree._Element) -> None:
        self._end_sheet()
        hidden = element.get(_CELL_STYLE) in self._hidden_tables
        name = element.get(f"{_TABLE}name") or f"Sheet{len(self._sheets) + 1}"
        self._sheets.append(Sheet(name, hidden=hidden))
        self._at = 0
        self._next_column = 0
        self._column_styles: list[tuple[int, int, str]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._uncached: list[int] = []
        self._exact: list[int] = []

    def _end_sheet(self) -> None:
        if self._sheets:
            sheet = self._sheets[-1]
            finish(sheet, self._hidden_rows, self._hidden_columns, self._uncached, self._exact)

    def _number_style(self, element: etree._Element) -> None:
        number = element.find(f"{_NUMBER}number")
        texts = "".join(node.text or "" for node in element.iterfind(f"{_NUMBER}text"))
        words = bool(own_words(texts) if local_name(element) == "date-style" else texts.strip())
        words |= any(  # what is shown where a condition holds is a style of its own
            node.get(f"{_STYLE}apply-style-name") in self._worded_formats
            for node in element.iterfind(f"{_STYLE}map"))
        embedded = number is not None and number.find(f"{_NUMBER}embedded-text") is not None
        if words or embedded:
            self._worded_formats.add(element.get(f"{_STYLE}name") or "")
        if number is not None and not words and number.get(
                f"{_NUMBER}decimal-places", "0") == "0" and not number.get(f"{_NUMBER}grouping"):
            width = int(number.get(f"{_NUMBER}min-integer-digits") or 0)
            if 1 < width <= 255:
                self._widths[element.get(f"{_STYLE}name") or ""] = width

    def _style(self, element: etree._Element) -> None:
        name = element.get(f"{_STYLE}name") or ""
        width = self._widths.get(element.get(f"{_STYLE}data-style-name") or "")
        if not element.get(f"{_STYLE}data-style-name"):
            width = self._zeros.get(element.get(f"{_STYLE}parent-style-name") or "")
        if width:
            self._zeros[name] = width
        if element.get(f"{_STYLE}data-style-name") in self._worded_formats or not element.get(
                f"{_STYLE}data-style-name") and element.get(
                f"{_STYLE}parent-style-name") in self._worded:
            self._worded.add(name)
        properties = element.find(f"{_STYLE}table-properties")
        if properties is not None and properties.get(f"{_TABLE}display") == "false":
            self._hidden_tables.add(name)

    def _column(self, element: etree._Element) -> None:
        first = self._next_column
        end = min(first + _repeat(element, _COLUMNS_REPEATED), _MAX_COLUMNS)
        self._next_column = end
        style = element.get(f"{_TABLE}default-cell-style-name") or ""
        if style in self._zeros or style in self._worded:
            self._column_styles.append((first, end, style))
        if element.get(_VISIBILITY, "visible") != "visible":
            self._hidden_columns.update(range(first, end))

    def _row(self, element: etree._Element) -> None:
        rows = self._sheets[-1].rows
        repeat = _repeat(element, _ROWS_REPEATED)
        index = self._at
        self._at += repeat
        cells = trim(self._cells(element, index))
        if element.get(_VISIBILITY, "visible") != "visible":
            self._hidden_rows.update(range(index, min(self._at, _MAX_ROWS)))
        if not cells:
            return
        if self._at > _MAX_ROWS:
            raise BadContentError("a row is out of range")
        self._budget.spend(index - len(rows) + (len(cells) + 1) * repeat)
        rows.extend([[]] * (index - len(rows)))  # one list for all: rows are not changed
        rows.extend([cells] * repeat)

    def _cells(self, row: etree._Element, index: int) -> list[str]:
        cells: list[str] = []
        column = 0
        for cell in row:
            tag = cell.tag
            if tag != _CELL and tag != _COVERED:
                continue
            attributes = cell.attrib
            if not attributes and not len(cell):
                column += 1
                continue
            repeat = _repeat(cell, _COLUMNS_REPEATED)
            text = ""
            if len(cell) or _KIND in attributes or _FORMULA in attributes:
                text = self._text(cell, index, column)
            if _ROWS_SPANNED in attributes or _COLUMNS_SPANNED in attributes:
                self._merge(index, _repeat(cell, _ROWS_SPANNED),
                            column, _repeat(cell, _COLUMNS_SPANNED))
            if text:
                if column + repeat > _MAX_COLUMNS:
                    raise BadContentError("a column is out of range")
                cells.extend([""] * (column - len(cells)))
                cells.extend([self._pool.setdefault(text, text)] * repeat)
            column += repeat
        return cells

    def _merge(self, row: int, down: int, column: int, across: int) -> None:
        if column < _MAX_COLUMNS and (down > 1 or across > 1):
            self._budget.spend(1)
            self._sheets[-1].merged.append((row, min(row + down, _MAX_ROWS),
                                            column, min(column + across, _MAX_COLUMNS)))

    def _style_at(self, cell: etree._Element, column: int) -> str:
        return cell.get(_CELL_STYLE) or next(
            (name for first, end, name in self._column_styles if first <= column < end), "")

    def _text(self, cell: etree._Element, row: int, column: int) -> str:
        kind = cell.get(_KIND)
        value = cell.get(_VALUE)
        if kind in ("float", "percentage", "currency") and value is not None:
            style = self._style_at(cell, column)
            if (digits := exact_digits(value)) is not None:
                self._exact.append(row + 1)
                return digits
            if style in self._worded and float(value) == int(float(value)) \
                    and (shown := _shown(cell)):
                return shown  # what a format with words shows stands beside the value
            return number_text(float(value), self._zeros.get(style, 0))
        if kind == "date" and (day := cell.get(_DAY)):
            worded = self._worded and self._style_at(cell, column) in self._worded
            return worded and _shown(cell) or iso_text(day)
        if kind == "time" and (span := cell.get(_TIME)):
            return _clock(span)
        if kind == "boolean":
            return "TRUE" if cell.get(_BOOLEAN) == "true" else "FALSE"
        if len(cell) == 1 and not len(cell[0]) and cell[0].tag == _PARAGRAPH:
            text = cell[0].text or ""
        else:
            text = _shown(cell)
        if not text and kind == "string":
            return cell.get(f"{_OFFICE}string-value") or ""
        if not text and kind is None and cell.get(_FORMULA):
            self._uncached.append(row + 1)
        return text


def _shown(cell: etree._Element) -> str:
    """What a cell shows: its paragraphs, a line each."""
    return "\n".join(_paragraph(part) for part in cell.iterfind(_PARAGRAPH))


def _repeat(element: etree._Element, name: str) -> int:
    text = element.get(name)
    if text is None:
        return 1
    number = int(text)
    if number < 1:
        raise BadContentError("a negative repetition")
    return number


def _clock(span: str) -> str:
    """``PT08H05M00S`` as ``08:05:00``."""
    digits = "".join(char if char.isdecimal() or char == "." else " " for char in span).split()
    return ":".join(part.partition(".")[0].zfill(2) for part in digits[:3])


def _paragraph(element: etree._Element) -> str:
    """A paragraph's text; blanks in a row, tabs and line breaks have their own elements."""
    text = element.text or ""
    for child in element:
        kind = local_name(child) if isinstance(child.tag, str) else ""
        if kind == "s":
            text += " " * min(int(child.get(f"{_TEXT}c") or 1), 1000)
        elif kind == "tab":
            text += "\t"
        elif kind == "line-break":
            text += "\n"
        elif kind not in ("annotation", "ruby-text", ""):
            text += _paragraph(child)
        text += child.tail or ""
    return text
