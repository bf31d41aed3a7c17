"""Reading text tables: CSV, TSV and the like, in any encoding that Chinese programs write."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from models.fields import HEADER_FIELDS, HEADER_WITHIN, count_fields
from models.grid import Sheet, trim, trim_rows
from models.reading.limits import ROW_BYTES, Budget
from models.reading.text import decode

_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "，": "全角逗号", "|": "竖线",
               "\x01": "\\x01"}
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_PEEK = 200_000
_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576


class NotTextError(Exception):
    """The content is no text; told to the clerk as an unknown format."""


def read(data: bytes, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """The one sheet of a text table and the notes; NotTextError for other content."""
    decoded = decode(data)
    text = decoded.text
    if _controls(text[:_PEEK]) * 50 > min(len(text), _PEEK):
        raise NotTextError
    notes = [decoded.note] if decoded.note else []
    given = _SEPARATOR_LINE.match(text)
    if given:
        text = text[given.end():]
    delimiter = given.group(1) if given else _delimiter(text)
    try:
        rows = _rows(text, delimiter, budget, quoted=True)
    except csv.Error:
        try:
            rows = _rows(text, delimiter, budget, quoted=False)
        except csv.Error as error:  # nothing but the limit on a field's length is left to fail
            raise budget.too_big() from error
        notes.append("文件里的引号不成对，已把引号当作普通文字读入，请核对含引号的格。")
    if delimiter not in ",\t":
        notes.append(f"文本文件的各列以{_DELIMITERS.get(delimiter, delimiter)}分隔，已按此读入。")
    return [Sheet("Sheet1", rows)], notes


def _controls(text: str) -> int:
    return sum(1 for char in text if char < " " and char not in "\t\r\n\f\v\x01\x1a")


def _delimiter(text: str) -> str:
    """The delimiter under which a line is the header; else the one that parts most lines alike."""
    start = text[:_PEEK]
    best, most = ",", (0, 0)
    for delimiter in _DELIMITERS:
        lines = _peek(start, delimiter)
        fields = max((count_fields(cells) for cells in lines), default=0)
        widths = [len(cells) for cells in lines if len(cells) > 1]
        alike = max((widths.count(width) for width in set(widths)), default=0)
        rank = (fields if fields >= HEADER_FIELDS else 0, alike)
        if rank > most:
            best, most = delimiter, rank
    return best


def _peek(text: str, delimiter: str) -> list[list[str]]:
    lines = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            lines.append(cells[:500])
            if len(lines) == HEADER_WITHIN:
                break
    except csv.Error:  # a cut quote at the end of the sample; the real reading tells
        return lines
    return lines


def _rows(text: str, delimiter: str, budget: Budget, *, quoted: bool) -> list[list[str]]:
    csv.field_size_limit(ROW_BYTES)
    lines = _lines(text, delimiter, budget)
    if quoted:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    pool: dict[str, str] = {}
    rows: list[list[str]] = []
    empty: list[str] = []  # one list for all: rows are not changed
    for cells in reader:
        budget.spend(len(cells) + 1)
        if len(rows) == _MAX_ROWS:
            raise budget.too_big()
        rows.append(trim([pool.setdefault(cell, cell) if not cell.startswith("=")
                          else _AS_TEXT.sub(r"\1", cell) for cell in cells]) or empty)
    if rows and rows[-1] == ["\x1a"]:  # the end mark of DOS programs
        rows.pop()
    return trim_rows(rows)


def _lines(text: str, delimiter: str, budget: Budget) -> Iterator[str]:
    """The lines with their ends. The reader makes a list of a whole line's cells, and buffers it at
    four bytes a character: what no table has must be refused before."""
    for index, match in enumerate(_LINE.finditer(text)):
        if not index % 1000:
            budget.check()
        line = match.group()
        if len(line) > ROW_BYTES or line.count(delimiter) >= 2 * _MAX_COLUMNS:
            raise budget.too_big()
        yield line
