"""Reading text tables: CSV, TSV and the like, in any encoding that Chinese programs write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from models.account import Place
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
_LONGEST_LINE = 20_000
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
    text = text.rstrip("\0\x1a")
    rows, doubts = _read_rows(text, delimiter, budget, notes)
    if delimiter not in ",\t":
        notes.append(f"文本文件的各列以{_DELIMITERS.get(delimiter, delimiter)}分隔，已按此读入。")
    return [Sheet("Sheet1", rows, doubts=doubts)], notes


def _read_rows(text: str, delimiter: str, budget: Budget, notes: list[str]
               ) -> tuple[list[list[str]], list[Place]]:
    """The rows by the habit of quoting that lets their columns agree best: as the standard has it
    (quotes doubled), or else each line by itself, with a quote as a plain sign where it closes
    nothing."""
    try:
        usual = _rows(_lines(text, delimiter, budget), delimiter, budget, quoted=True)
    except csv.Error:
        usual = None
    if usual is not None and ('"' not in text or not _disorder(usual, delimiter)):
        return _trimmed(usual), []
    try:
        if max(map(len, text.splitlines()), default=0) > _LONGEST_LINE:
            raise csv.Error("a line is too long to be looked into")
        loose = _loose_rows(text, delimiter, budget)
    except csv.Error:
        try:
            loose = _rows(_lines(text, delimiter, budget), delimiter, budget, quoted=False)
        except csv.Error as error:  # nothing but the limit on a field's length is left to fail
            raise budget.too_big() from error
    doubts = []
    if usual is not None:
        better = _disorder(usual, delimiter) - _disorder(loose, delimiter)
        if better <= 0:
            if better == 0 and len(usual) != len(loose) and _swallowing(usual, delimiter):
                doubts.append(Place("Sheet1", None, None, (
                    f"引号有两种读法（{len(usual)} 行或 {len(loose)} 行），已按 {len(usual)} 行读入，"
                    f"请核对含引号的格")))
            return _trimmed(usual), doubts
    notes.append("文件里的引号不成对，已把不成对的引号当作普通文字读入，请核对含引号的格。")
    return _trimmed(loose), doubts


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    empty: list[str] = []  # one list for all: rows are not changed
    rows = [trim(cells) or empty for cells in rows]
    if rows and rows[-1] == ["\x1a"]:  # the end mark of DOS programs
        rows.pop()
    return trim_rows(rows)


def _disorder(rows: list[list[str]], delimiter: str) -> int:
    """How many rows have another number of columns than most, and how many rows must have been
    swallowed by a quote."""
    widths = Counter(len(cells) for cells in rows if any(cells))
    if not widths:
        return 0
    usual = widths.most_common(1)[0][0]
    odd = sum(count for width, count in widths.items() if width != usual)
    return odd + 2 * _swallowing(rows, delimiter, usual)


def _swallowing(rows: list[list[str]], delimiter: str, usual: int = 0) -> int:
    """How many cells have line breaks and as many delimiters as a whole row."""
    usual = usual or max((len(cells) for cells in rows), default=0)
    return sum(1 for cells in rows for cell in cells
               if "\n" in cell and cell.count(delimiter) >= max(1, usual - 1))


def _loose_rows(text: str, delimiter: str, budget: Budget) -> list[list[str]]:
    sign = re.escape(delimiter)
    quoted = re.compile(rf'[ ]*"((?:[^"]|"(?![ ]*(?:{sign}|$)))*)"[ ]*(?={sign}|$)')
    rows = []
    for line in _lines(text, delimiter, budget):
        line = line.rstrip("\r\n")
        cells, at = [], 0
        while at <= len(line):
            match = quoted.match(line, at) if line[at:at + 1] in ('"', " ") else None
            if match is not None:
                cells.append(match[1].replace('\\"', '"').replace('""', '"'))
                at = match.end() + 1
                continue
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            cells.append(line[at:end])
            at = end + 1
        budget.spend(len(cells) + 1)
        rows.append([_AS_TEXT.sub(r"\1", cell) if cell.startswith("=") else cell
                     for cell in cells])
    return rows


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


def _rows(lines: Iterable[str], delimiter: str, budget: Budget, *, quoted: bool
          ) -> list[list[str]]:
    csv.field_size_limit(ROW_BYTES)
    if quoted:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    pool: dict[str, str] = {}
    rows: list[list[str]] = []
    for cells in reader:
        budget.spend(len(cells) + 1)
        if len(rows) == _MAX_ROWS:
            raise budget.too_big()
        rows.append([pool.setdefault(cell, cell) if not cell.startswith("=")
                     else _AS_TEXT.sub(r"\1", cell) for cell in cells])
    return rows


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
