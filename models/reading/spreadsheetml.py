"""Reading SpreadsheetML 2003 ("XML 表格 2003", often under the name .xls) through lxml."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from lxml import etree

from models.grid import Sheet, finish, trim
from models.reading.limits import Budget
from models.reading.numbers import exact_digits, iso_text, leading_zeros, number_text
from models.reading.shown import date_format, literal_format
from models.reading.text import decode
from models.reading.xml_stream import BadContentError, elements, local_name

_NS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_INDEX, _NAME, _STYLE, _HIDDEN, _SPAN = (
    f"{_NS}{name}" for name in ("Index", "Name", "StyleID", "Hidden", "Span"))
_ACROSS, _DOWN, _TYPE, _FORMULA = (
    f"{_NS}{name}" for name in ("MergeAcross", "MergeDown", "Type", "Formula"))
_CELL, _DATA = f"{_NS}Cell", f"{_NS}Data"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING_FAULTS = frozenset((
    etree.ErrorTypes.ERR_INVALID_CHAR, etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING, etree.ErrorTypes.ERR_UNKNOWN_ENCODING))
_MAX_COLUMNS = 16384
_MAX_ROWS = 1048576


def read(stream: BinaryIO, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """All worksheets and the notes; lxml's exceptions pass through."""
    try:
        return _Reader(budget).read(stream), []
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) not in _ENCODING_FAULTS:
            raise
    # the encoding is not what the file declares: find it out as for any text
    stream.seek(0)
    decoded = decode(stream.read())
    text = _DECLARATION.sub("", decoded.text)
    sheets = _Reader(budget).read(io.BytesIO(text.encode("utf-8", "replace")))
    return sheets, [decoded.note] if decoded.note else []


class _Reader:
    """Collects sheets from the stream of elements."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._sheets: list[Sheet] = []
        self._zeros: dict[str, int] = {}
        self._formats: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._pool: dict[str, str] = {}

    def read(self, stream: BinaryIO) -> list[Sheet]:
        tags = tuple("{*}" + name for name in ("Style", "Column", "Row", "Visible"))
        for event, element in elements(stream, tags, self._budget, starts=("{*}Worksheet",)):
            kind = local_name(element)
            if event == "start":
                self._start_sheet(element.get(_NAME) or f"Sheet{len(self._sheets) + 1}")
            elif kind == "Style":
                self._style(element)
            elif self._sheets and kind == "Column":
                self._column(element)
            elif self._sheets and kind == "Row":
                self._row(element)
            elif self._sheets and kind == "Visible":
                self._sheets[-1].hidden = (element.text or "").startswith("Sheet")
        self._end_sheet()
        if not self._sheets:
            raise BadContentError("no worksheet")
        return self._sheets

    def _start_sheet(self, name: str) -> None:
        self._end_sheet()
        self._sheets.append(Sheet(name))
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._column_styles: dict[int, str] = {}
        self._next_column = 0
        self._next_row = 0
        self._covered: dict[int, int] = {}
        self._uncached: list[int] = []
        self._exact: list[int] = []

    def _end_sheet(self) -> None:
        if not self._sheets:
            return
        sheet = self._sheets[-1]
        finish(sheet, self._hidden_rows, self._hidden_columns, self._uncached, self._exact)

    def _style(self, element: etree._Element) -> None:
        name = element.get(f"{_NS}ID") or ""
        number = element.find(f"{_NS}NumberFormat")
        if number is not None:
            code = number.get(f"{_NS}Format") or ""
            self._zeros[name] = leading_zeros(code)
            self._formats[name] = code if literal_format(code) or date_format(code) else ""
        else:
            self._formats[name] = self._formats.get(element.get(f"{_NS}Parent") or "", "")
            self._zeros[name] = self._zeros.get(element.get(f"{_NS}Parent") or "", 0)

    def _column(self, element: etree._Element) -> None:
        first = _number(element.get(_INDEX), self._next_column + 1) - 1
        end = first + 1 + _number(element.get(_SPAN), 0)
        if not 0 <= first < end <= _MAX_COLUMNS:
            raise BadContentError("a column is out of range")
        self._next_column = end
        if element.get(_HIDDEN) == "1":
            self._hidden_columns.update(range(first, end))
        style = element.get(_STYLE)
        if style and (self._zeros.get(style) or self._formats.get(style)):
            self._column_styles.update(dict.fromkeys(range(first, end), style))

    def _row(self, element: etree._Element) -> None:
        rows = self._sheets[-1].rows
        index = _number(element.get(_INDEX), self._next_row + 1) - 1
        span = _number(element.get(_SPAN), 0)
        if index < self._next_row or index + span >= _MAX_ROWS:
            raise BadContentError("a row is out of range")
        self._next_row = index + 1 + span
        if element.get(_HIDDEN) == "1":
            self._hidden_rows.update(range(index, index + 1 + span))
        cells = trim(self._cells(element, index))
        if not cells:
            return
        self._budget.spend(len(cells) + 1 + index - len(rows))
        rows.extend([[]] * (index - len(rows)))  # one list for all: rows are not changed
        rows.append(cells)

    def _cells(self, row: etree._Element, index: int) -> list[str]:
        cells: list[str] = []
        column = 0
        for cell in row.iterchildren(_CELL):
            at = cell.get(_INDEX)
            if at is not None:
                column = _number(at, 1) - 1
            else:
                while self._covered.get(column, 0) > index:
                    column += 1
            if not len(cells) <= column < _MAX_COLUMNS:
                raise BadContentError("a cell is out of range")
            across = _number(cell.get(_ACROSS), 0)
            down = _number(cell.get(_DOWN), 0)
            if across or down:
                self._merge(index, down, column, across)
            text = self._text(cell, row, index, column)
            if text:
                cells.extend([""] * (column - len(cells)))
                cells.append(self._pool.setdefault(text, text))
            column += 1 + across
        return cells

    def _merge(self, row: int, down: int, column: int, across: int) -> None:
        if row + down >= _MAX_ROWS or column + across >= _MAX_COLUMNS:
            raise BadContentError("a merged range is out of range")
        self._budget.spend(1 + across)
        self._sheets[-1].merged.append((row, row + 1 + down, column, column + 1 + across))
        if down:
            for covered in range(column, column + 1 + across):
                self._covered[covered] = row + 1 + down

    def _style_at(self, cell: etree._Element, row: etree._Element, column: int) -> str:
        return cell.get(_STYLE) or row.get(_STYLE) or self._column_styles.get(column, "")

    def _text(self, cell: etree._Element, row: etree._Element, index: int, column: int) -> str:
        data = cell[0] if len(cell) and cell[0].tag == _DATA else cell.find(_DATA)
        if data is None:
            if cell.get(_FORMULA):
                self._uncached.append(index + 1)
            return ""
        text = "".join(map(str, data.itertext())) if len(data) else data.text or ""
        kind = data.get(_TYPE)
        if kind == "String":
            return text
        if kind == "Number":
            style = self._style_at(cell, row, column)
            if (digits := exact_digits(text.strip())) is not None:
                self._exact.append(index + 1)
                return digits
            try:
                show = literal_format(self._formats.get(style, ""))
                if show is not None and (shown := show(float(text))) is not None:
                    return shown
                return number_text(float(text), self._zeros.get(style, 0))
            except ValueError:
                return text
        if kind == "DateTime":
            moment = iso_text(text)
            show_day = date_format(self._formats.get(self._style_at(cell, row, column), ""))
            return show_day is not None and show_day(moment) or moment.removeprefix("1899-12-31 ")
        if kind == "Boolean":
            return "TRUE" if text.strip() == "1" else "FALSE"
        return text


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    number = int(text)
    if number < 0:
        raise BadContentError("a negative position")
    return number
