"""Reading HTML tables, which many systems hand out under the name .xls, through lxml.

The tables of a page stand below each other as Excel shows them on its one sheet; a web archive
(.mht, "单个文件网页") has a sheet for each of its pages.
"""

from __future__ import annotations

import re
from email.feedparser import BytesFeedParser
from email.policy import compat32
from typing import Any, cast

from lxml import etree

from models.account import Place
from models.grid import Merge, Sheet, trim, trim_rows
from models.reading.limits import ROW_BYTES, Budget
from models.reading.numbers import DAMAGED_FROM, number_text
from models.reading.text import decode
from models.reading.xml_stream import BadContentError

_CHUNK = 1 << 16
_MAX_COLSPAN = 1000
_MAX_ROWSPAN = 65534
_MAX_DEPTH = 64
_MOST_PARTS = 5_000
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BREAK = re.compile(r" ?\v ?")
_TABLE_START = re.compile(r"<table", re.IGNORECASE)
_TABLE_END = re.compile(r"</table", re.IGNORECASE)
_SHORTENED = re.compile(r"-?\d(?:\.\d+)?E\+\d+|#+", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CHARACTER_DATA = re.compile(r"<!\[CDATA\[|\]\]>")
_PAGE_END = re.compile(r"</(?:body|html)\b", re.IGNORECASE)
_FRAME = re.compile(r"</?(?:html|body)\b[^<>]*>", re.IGNORECASE)
"""Says nothing about tables; a libxml2 before 2.14, as lxml has it under Windows, reads nothing of
a second page behind it."""
_ROW_LEFT_OUT = re.compile(
    r"(</tr\s*>|</?t(?:body|head|foot)\b[^<>]*>|<table\b[^<>]*>)(\s*)(?=<t[dh]\b)", re.IGNORECASE)
_NO_TEXT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROW_START = re.compile(r"<tr\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{19})(?![0-9A-Za-z])", re.ASCII)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SILENT = frozenset(("script", "style", "head", "title"))
_BLOCKS = frozenset(("p", "div", "li"))


def read(data: bytes, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """The page's (or, for a web archive, pages') tables and the notes."""
    if data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:5].upper() == b"MIME-":
        return _archive(data, budget)
    sheet, notes = _page("Sheet1", data, budget)
    return [sheet], notes


def _archive(data: bytes, budget: Budget) -> tuple[list[Sheet], list[str]]:
    if data.count(b"\n--") > _MOST_PARTS:
        raise budget.too_big()
    # The plain policy: the newer one takes headers apart in time that grows with their square.
    parser = BytesFeedParser(policy=compat32)
    for start in range(0, len(data), _CHUNK):
        budget.check()
        parser.feed(data[start:start + _CHUNK])
    message = parser.close()
    sheets: list[Sheet] = []
    notes: list[str] = []
    for part in message.walk():
        budget.check()
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and b"<t" in page:
                sheet, more = _page(f"Sheet{len(sheets) + 1}", page, budget)
                if sheet.rows:
                    sheets.append(sheet)
                    notes.extend(note for note in more if note not in notes)
    return sheets, notes


def _page(name: str, data: bytes, budget: Budget) -> tuple[Sheet, list[str]]:
    decoded = decode(data)
    text = _ROW_LEFT_OUT.sub(r"\1\2<tr>", _DECLARATION.sub("", decoded.text))
    if "<![CDATA[" in text:  # text to whoever wrote it, nothing to a parser of HTML
        text = _CHARACTER_DATA.sub("", text)
    text, unclosed = _closed(text)
    tables = _Tables(budget)
    parser = etree.HTMLParser(
        target=cast(Any, tables), encoding="utf-8", huge_tree=False, no_network=True)
    body = _FRAME.sub("", text)
    for start in range(0, len(body), _CHUNK):
        budget.check()
        parser.feed(body[start:start + _CHUNK].encode("utf-8", "replace"))
    parser.close()
    if not _is_ended(text):
        raise BadContentError("the table has no end")
    sheet = Sheet(name, tables.rows(), merged=tables.merged,
                  hidden_rows=frozenset(tables.hidden_rows),
                  doubts=[Place(name, None, None, what) for what in (
                      *unclosed, *_not_read(text, tables))])
    return sheet, [decoded.note] if decoded.note else []


def _is_ended(text: str) -> bool:
    """Whether the last row is followed by the end of a table: a page cut short on its way still
    looks like a page, and would be half a roster."""
    last_row = max(text.rfind("<tr"), text.rfind("<TR"), 0)
    return bool(_TABLE_END.search(text, last_row) or _PAGE_END.search(text, last_row)) \
        or not _TABLE_START.search(text)


def _closed(text: str) -> tuple[str, list[str]]:
    """The page with comments that are never closed made readable, which would swallow the rest of
    the page, and what to say about them."""
    at = text.rfind("<!--")
    if at < 0:
        return text, []
    unclosed = []
    if text.find("-->", at) < 0 and _ROW_START.search(text, at) is not None:
        text = f"{text[:at]}{text[at + 4:]}"
        unclosed.append("网页里有一处注释（<!--）没有结束，已当作普通文字读入，请核对那一行和它后面的学生")
    return text, unclosed


def _not_read(text: str, tables: _Tables) -> list[str]:
    """What stands in a page and came into no cell: rows, and numbers as students have them."""
    found = []
    rows = sum(1 for _ in _ROW_START.finditer(_COMMENT.sub("", _NO_TEXT.sub("", text))))
    if rows > tables.row_starts:
        found.append(f"网页里有 {rows} 个行标记（<tr>），只读到 {tables.row_starts} 行，可能有没写完的标记或引号")
    missing = set(_NUMBER.findall(text)) - tables.numbers()
    if missing:  # attributes may hold any number; what is left stands in the page's text
        shown = _NUMBER.findall(_TAG.sub(" ", _NO_TEXT.sub("", text)))
        missing.intersection_update(shown)
    if missing:
        found.append(f"网页里有 {len(missing)} 个像学籍号或身份证号的号码不在读到的任何一格里")
    return found


class _Table:
    """A table being read: finished rows, and cells that reach down from above (column → end)."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Merge] = []
        self.hidden: list[int] = []
        self.cells: list[str] | None = None
        self.column = 0
        self.covered: dict[int, int] = {}
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.number: str | None = None


class _Tables:
    """The parser's target: tables may be nested; each keeps its own rows."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._found: list[_Table] = []
        self._open: list[_Table] = []
        self._silent = 0
        self._options: list[int] = []
        self._pool: dict[str, str] = {}
        self.merged: list[Merge] = []
        self.hidden_rows: list[int] = []
        self.row_starts = 0

    def numbers(self) -> set[str]:
        """Numbers of 18 or 19 places that stand in any cell."""
        return {number for text in self._pool if len(text) >= 18
                for number in _NUMBER.findall(text)}

    def rows(self) -> list[list[str]]:
        """The rows of all tables, in the order in which the tables begin."""
        rows: list[list[str]] = []
        for table in self._found:
            first = len(rows)
            rows.extend(table.rows)
            self.merged.extend((top + first, end + first, left, right)
                               for top, end, left, right in table.merged)
            self.hidden_rows.extend(row + first for row in table.hidden)
        return trim_rows(rows)

    # --- called by the parser ---

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tr" and self._open:
            self.row_starts += 1
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            if len(self._open) >= _MAX_DEPTH:
                raise BadContentError("tables are nested too deeply")
            table = _Table()
            self._found.append(table)
            self._open.append(table)
        elif not self._open:
            return
        elif tag == "tr":
            self._start_row(self._open[-1], attributes)
        elif tag in ("td", "th"):
            self._start_cell(self._open[-1], attributes)
        elif (cell := self._open[-1].cell) is None:
            return
        elif tag == "br" or tag in _BLOCKS:
            if cell and (tag == "br" or "".join(cell).strip()):
                cell.append("\v")
        elif tag == "input" and attributes.get("type", "text").lower() == "text":
            cell.append(attributes.get("value") or "")
        elif tag == "select":
            self._options = [len(cell)]
        elif tag == "option" and self._options:
            self._options.append(-len(cell) if "selected" in attributes else len(cell))

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._open:
            return
        elif tag in ("td", "th"):
            self._end_cell(self._open[-1])
        elif tag == "tr":
            self._end_row(self._open[-1])
        elif tag == "select" and self._options:
            self._choose(self._open[-1].cell)
        elif tag == "table":
            self._end_row(self._open[-1])
            self._end_table(self._open.pop())

    def data(self, text: str) -> None:
        if self._open and not self._silent and (cell := self._open[-1].cell) is not None:
            cell.append(text)

    def close(self) -> None:
        while self._open:
            self.end("table")

    def _choose(self, cell: list[str] | None) -> None:
        """Of a list to choose from only what is chosen (else the first) is a browser's text."""
        starts, self._options = self._options, []
        if cell is None or len(starts) < 2:
            return
        bounds = [*map(abs, starts[1:]), len(cell)]
        taken = next((at for at, start in enumerate(starts[1:]) if start < 0), 0)
        cell[starts[0]:] = cell[bounds[taken]:bounds[taken + 1]]

    def _end_table(self, table: _Table) -> None:
        """A table of one cell that is all of another's cell is that cell's text."""
        if self._open and (cell := self._open[-1].cell) is not None \
                and not "".join(cell).strip() and len(table.rows) == 1 \
                and len(table.rows[0]) <= 1:
            cell.extend(table.rows[0])
            self._found.remove(table)

    # --- rows and cells ---

    def _start_row(self, table: _Table, attributes: dict[str, str]) -> None:
        self._end_row(table)
        table.cells = []
        table.column = 0
        if _HIDDEN.search(attributes.get("style") or ""):
            table.hidden.append(len(table.rows))

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.cells is not None:
            table.rows.append(trim(table.cells))
            table.cells = None

    def _start_cell(self, table: _Table, attributes: dict[str, str]) -> None:
        self._end_cell(table)
        if table.cells is None:
            self._start_row(table, {})
        table.cell = []
        table.spans = (_span(attributes.get("rowspan"), _MAX_ROWSPAN),
                       _span(attributes.get("colspan"), _MAX_COLSPAN))
        # Excel and LibreOffice write a number's full value beside its display
        table.number = attributes.get("x:num", attributes.get("sdval"))

    def _end_cell(self, table: _Table) -> None:
        if table.cell is None or table.cells is None:
            return
        if len(raw := "".join(table.cell)) > ROW_BYTES:
            raise self._budget.too_big()
        text = _cell_text(raw, table.number)
        table.cell = None
        row = len(table.rows)
        while table.covered.get(table.column, 0) > row:
            table.column += 1
        column, (down, across) = table.column, table.spans
        self._budget.spend(1 + column - len(table.cells) + across)
        table.cells.extend([""] * (column - len(table.cells)))
        table.cells.append(self._pool.setdefault(text, text))
        if down > 1 or across > 1:
            table.merged.append((row, row + down, column, column + across))
            for covered in range(column, column + across if down > 1 else column):
                table.covered[covered] = row + down
        table.column = column + across


def _span(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), most) if digits.isdecimal() and len(digits) < 9 else 1


def _cell_text(raw: str, number: str | None) -> str:
    """A cell's text as a browser shows it. ``number`` is what stands in a number's own attribute
    (empty: the display is the number); it counts where the display is shortened (``3.1E+17``,
    ``###``) or pads lost digits with zeros."""
    text = _BREAK.sub("\n", _SPACES.sub(" ", raw)).strip(" \n")
    if not text.strip("\xa0 \n"):
        return ""
    if number is not None:
        try:
            value = float(number or text)
        except ValueError:
            return text
        if abs(value) >= DAMAGED_FROM or _SHORTENED.fullmatch(text.strip()):
            return number_text(value)
    return text
