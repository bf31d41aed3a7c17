"""Reading text tables: CSV, TSV and the like, in any encoding that Chinese programs write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from models.account import Place
from models.fields import HEADER_FIELDS, HEADER_WITHIN, count_fields
from models.grid import Sheet, trim, trim_rows
from models.reading.limits import ROW_BYTES, Budget
from models.reading.text import decode

_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "，": "全角逗号", "|": "竖线",
               "；": "全角分号", "^": "“^”", "~": "“~”", "#": "“#”", "\x01": "\\x01"}
_CURLED = {ord("“"): '"', ord("”"): '"'}
_NAME, _PAIRED, _PLAIN = "Sheet1", "引号成对", "引号当普通文字"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_PEEK = 200_000
_MOST_LINES = 50
"""So many lines a cell may go on for."""
_LONGEST_LINE = 20_000
_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576


class NotTextError(Exception):
    """The content is no text; told to the clerk as an unknown format."""


@dataclass(frozen=True)
class _Style:
    """What parts the cells of a line, and what may stand around each."""

    delimiter: str
    quote: str


def read(data: bytes, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """The one sheet of a text table and the notes; NotTextError for other content."""
    decoded = decode(data)
    text = decoded.text.rstrip("\0\x1a")
    if not text or _controls(text[:_PEEK]) * 50 > min(len(text), _PEEK):
        raise NotTextError
    notes = [decoded.note] if decoded.note else []
    given = _SEPARATOR_LINE.match(text)
    if given:
        text = text[given.end():]
    delimiter = given.group(1) if given else _delimiter(text)
    quote = _quote(text, delimiter)
    if quote == "“":
        text, quote = text.translate(_CURLED), '"'
    sheet = _sheet(text, _Style(delimiter, quote), budget, notes)
    if delimiter not in ",\t":
        notes.append(f"文本文件的各列以{_DELIMITERS.get(delimiter, delimiter)}分隔，已按此读入。")
    return [sheet], notes


def _sheet(text: str, style: _Style, budget: Budget, notes: list[str]) -> Sheet:
    """The rows by the habit of quoting that lets their columns agree best: as the standard has it
    (quotes doubled), or else line by line, with a quote as a plain sign where it closes nothing.
    Where neither lets them agree and the rows differ, the other reading stands beside."""
    try:
        usual = _rows(_lines(text, style, budget), style, budget, quoted=True)
    except csv.Error:
        usual = None
    disorder = _disorder(usual, style) if usual is not None and style.quote in text else 0
    if usual is not None and not disorder:
        return Sheet(_NAME, _trimmed(usual))
    try:
        if max(map(len, text.splitlines()), default=0) > _LONGEST_LINE:
            raise csv.Error("a line is too long to be looked into")
        loose = _loose_rows(text, style, budget)
    except csv.Error:
        try:
            loose = _rows(_lines(text, style, budget), style, budget, quoted=False)
        except csv.Error as error:  # nothing but the limit on a field's length is left to fail
            raise budget.too_big() from error
    left = _disorder(loose, style)
    note = "文件里的引号不成对，已把不成对的引号当作普通文字读入，请核对含引号的格。"
    if usual is None or not left:
        notes.append(note)
        return Sheet(_NAME, _trimmed(loose))
    both = [Sheet(_PAIRED, _trimmed(usual)), Sheet(_PLAIN, _trimmed(loose), notes=[note])]
    if left < disorder:
        both.reverse()
    first, other = both
    if first.rows != other.rows:
        first.other_reading = other
        first.doubts.append(Place(first.name, None, None, (
            f"文件里的引号有两种读法，已按“{first.name}”读成 {len(first.rows)} 行，"
            f"按“{other.name}”是 {len(other.rows)} 行，请核对含引号的格，或选用另一种读法")))
    return first


def _trimmed(rows: list[list[str]]) -> list[list[str]]:
    empty: list[str] = []  # one list for all: rows are not changed
    rows = [trim(cells) or empty for cells in rows]
    if rows and rows[-1] == ["\x1a"]:  # the end mark of DOS programs
        rows.pop()
    return trim_rows(rows)


def _disorder(rows: list[list[str]], style: _Style) -> int:
    """How many rows have another number of columns than most, and how many rows must have been
    swallowed by a quote."""
    widths = Counter(len(cells) for cells in rows if any(cells))
    if not widths:
        return 0
    usual = widths.most_common(1)[0][0]
    odd = sum(count for width, count in widths.items() if width != usual)
    swallowed = sum(cell.count(style.delimiter) // max(1, usual - 1)
                    for cells in rows for cell in cells if "\n" in cell)
    return odd + 2 * swallowed


def _loose_rows(text: str, style: _Style, budget: Budget) -> list[list[str]]:
    """Each line's cells by itself. A quoted cell goes on over the next lines only where that gives
    as many columns as most lines have, and those lines alone have not."""
    split = _splitter(style)
    lines, parted = [], []
    for line in _lines(text, style, budget):
        lines.append(line.rstrip("\r\n"))
        parted.append(split(lines[-1]))
        budget.spend(len(parted[-1][0]) + 1)
        if len(lines) > _MAX_ROWS:
            raise budget.too_big()
    usual = Counter(len(cells) for cells, _ in parted if any(cells)).most_common(1)
    width = usual[0][0] if usual else 0
    rows = []
    at = 0
    while at < len(lines):
        cells, is_open = parted[at]
        taken = 1
        while is_open and taken < _MOST_LINES and at + taken < len(lines) \
                and len(parted[at + taken][0]) != width:
            taken += 1
            more, still_open = split("\n".join(lines[at:at + taken]))
            if len(more) == width and not still_open:
                cells, is_open = more, False
        rows.append([_AS_TEXT.sub(r"\1", cell) if cell.startswith("=") else cell
                     for cell in cells])
        at += taken if not is_open and taken > 1 else 1
    return rows


def _splitter(style: _Style) -> Callable[[str], tuple[list[str], bool]]:
    """What parts a line into its cells, and tells whether a quote was opened and not closed."""
    sign, quote = re.escape(style.delimiter), re.escape(style.quote)
    quoted = re.compile(
        rf"[ ]*{quote}((?:[^{quote}]|{quote}(?![ ]*(?:{sign}|\Z)))*){quote}[ ]*(?={sign}|\Z)")

    def split(line: str) -> tuple[list[str], bool]:
        cells: list[str] = []
        at, is_open = 0, False
        while at <= len(line):
            starts = line[at:at + 1] in (style.quote, " ")
            match = quoted.match(line, at) if starts else None
            if match is not None:
                cells.append(match[1].replace("\\" + style.quote, style.quote)
                             .replace(style.quote * 2, style.quote))
                at = match.end() + 1
                continue
            is_open |= line[at:at + 1] == style.quote
            end = line.find(style.delimiter, at)
            end = len(line) if end < 0 else end
            cells.append(line[at:end])
            at = end + 1
        return cells, is_open

    return split


def _quote(text: str, delimiter: str) -> str:
    """What stands around most cells of the first lines: the usual sign unless another does."""
    cells = [cell.strip() for line in text[:_PEEK].splitlines()[:HEADER_WITHIN]
             for cell in line.split(delimiter) if cell.strip()]
    for first, last in (("'", "'"), ("“", "”")):
        if sum(1 for cell in cells if len(cell) > 1 and cell[0] == first
               and cell[-1] == last) * 2 > len(cells):
            return first
    return '"'


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


def _rows(lines: Iterable[str], style: _Style, budget: Budget, *, quoted: bool
          ) -> list[list[str]]:
    csv.field_size_limit(ROW_BYTES)
    if quoted:
        reader = csv.reader(lines, delimiter=style.delimiter, quotechar=style.quote, strict=True)
    else:
        reader = csv.reader(lines, delimiter=style.delimiter, quoting=csv.QUOTE_NONE)
    pool: dict[str, str] = {}
    rows: list[list[str]] = []
    for cells in reader:
        budget.spend(len(cells) + 1)
        if len(rows) == _MAX_ROWS:
            raise budget.too_big()
        rows.append([pool.setdefault(cell, cell) if not cell.startswith("=")
                     else _AS_TEXT.sub(r"\1", cell) for cell in cells])
    return rows


def _lines(text: str, style: _Style, budget: Budget) -> Iterator[str]:
    """The lines with their ends. The reader makes a list of a whole line's cells, and buffers it at
    four bytes a character: what no table has must be refused before."""
    for index, match in enumerate(_LINE.finditer(text)):
        if not index % 1000:
            budget.check()
        line = match.group()
        if len(line) > ROW_BYTES or line.count(style.delimiter) >= 2 * _MAX_COLUMNS:
            raise budget.too_big()
        yield line
