"""Finding the header of a roster in a sheet, under titles and notes and over two or more lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from models.fields import (
    HEADER_FIELDS, HEADER_WITHIN, MAIN_NUMBER, NAME, STANDARD, SUB_NUMBER, Fields)
from models.grid import Merge, Sheet

_NOTE = re.compile(r"[(（\[【].*[)）\]】]", re.DOTALL)
_LONG_NUMBER = re.compile(r"\d{9}")
"""Stands in a student's line and in no header."""
_MOST_LINES = 4
_MOST_MERGES = 5000


class Header(NamedTuple):
    """A header's lines (0-based, half open), its texts a column, and how many fields it has."""

    first: int
    end: int
    texts: list[str]
    score: int


def find_header(sheet: Sheet, fields: Fields = STANDARD) -> Header | None:
    """The best header in the first rows: the most fields, of equal ones the first; None if no line
    has three of the fields. A better header below a roster's students does not make them titles.
    Asked many times of one sheet, it looks once."""
    asked = find_header, fields
    if asked not in sheet.known:
        sheet.known[asked] = _find_header(sheet, fields)
    found: Header | None = sheet.known[asked]
    return found


def _find_header(sheet: Sheet, fields: Fields) -> Header | None:
    best: Header | None = None
    merges = _near(sheet)
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        header = _header_at(sheet, row, merges, fields)
        if header.score >= fields.needed and (best is None or header.score > best.score):
            if best is None or not _has_students(sheet, best, row, fields):
                best = header
    return best


def header_ending(sheet: Sheet, row: int, fields: Fields = STANDARD) -> Header:
    """The header whose last line is the 0-based ``row``, which the clerk chose."""
    merges = _near(sheet)
    line = _line(sheet, row, merges)
    best = Header(row, row + 1, line, fields.count(line))
    for first in range(max(0, row - _MOST_LINES + 1), row):
        header = _header_at(sheet, first, merges, fields)
        if header.end == row + 1 and header.score > best.score:
            best = header
    return best


def _has_students(sheet: Sheet, header: Header, end: int, fields: Fields) -> bool:
    """Whether there is a name with a number in the rows between a header and ``end``."""
    keys = {match.key: column for column, text in enumerate(header.texts)
            if (match := fields.match(text)) is not None}
    name = keys.get(NAME, -1)
    numbers = [keys[key] for key in (MAIN_NUMBER, SUB_NUMBER) if key in keys]
    return any(
        sheet.text(row, name).strip() and any(sheet.text(row, column).strip() for column in numbers)
        for row in range(header.end, end))


def _near(sheet: Sheet) -> list[Merge]:
    """Merged ranges that a header can be part of; title lines across the sheet are none."""
    near = [merge for merge in sheet.merged
            if merge[0] < HEADER_WITHIN + _MOST_LINES and merge[3] - merge[2] <= 200]
    return near[:_MOST_MERGES]


def _header_at(sheet: Sheet, row: int, merges: Sequence[Merge], fields: Fields) -> Header:
    """The header whose first line is ``row``, with the lines below that belong to it."""
    header = _named_at(sheet, row, merges, fields)
    if header.score >= fields.needed and _explains(sheet, header.end):
        return header._replace(end=header.end + 1)
    return header


def _explains(sheet: Sheet, row: int) -> bool:
    """Whether a line says something about the columns and nothing of a student: notes in brackets
    only (``（18位）``), or the columns' numbers."""
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    filled = [text.strip() for text in cells if text.strip()]
    if len(filled) >= HEADER_FIELDS and filled == [str(n) for n in range(1, len(filled) + 1)]:
        return True
    return bool(filled) and all(_NOTE.fullmatch(text) for text in filled)


def _named_at(sheet: Sheet, row: int, merges: Sequence[Merge], fields: Fields) -> Header:
    upper = _line(sheet, row, merges)
    score = fields.count(upper)
    end = _merged_end(sheet, row, merges, fields) if score else row + 1
    if end > row + 1:
        texts = upper
        for below in range(row + 1, end):
            texts = _stacked(texts, _line(sheet, below, merges), fields)
        return Header(row, end, texts, max(score, fields.count(texts)))
    if row + 1 < len(sheet.rows) and sum(1 for text in upper if text.strip()) > 1 \
            and not any(map(_LONG_NUMBER.search, sheet.rows[row + 1])):
        lower = fields.count(sheet.rows[row + 1])
        if lower:
            stacked = _stacked(upper, _line(sheet, row + 1, merges), fields)
            both = fields.count(stacked)
            if both > max(score, lower):
                return Header(row, row + 2, stacked, both)
    return Header(row, row + 1, upper, score)


def _line(sheet: Sheet, row: int, merges: Sequence[Merge]) -> list[str]:
    """A row's texts, a merged range's text in each of its columns and rows."""
    texts = list(sheet.rows[row]) if row < len(sheet.rows) else []
    for first, end, left, right in merges:
        if first <= row < end and (text := sheet.text(first, left)):
            texts.extend([""] * (right - len(texts)))
            texts[left:right] = [text] * (right - left)
    return texts


def _merged_end(sheet: Sheet, row: int, merges: Sequence[Merge], fields: Fields) -> int:
    """Where the header's lines end: recognised headers may be merged over the lines below."""
    end = row + 1
    for first, last, left, _ in merges:
        if first == row and end < last <= row + _MOST_LINES and fields.match(
                sheet.text(row, left)):
            end = last
    for below in range(row + 1, end):
        cells = sheet.rows[below] if below < len(sheet.rows) else []
        if any(_LONG_NUMBER.search(text) or text.strip() and fields.match(text) is None
               and fields.match(sheet.text(row, column)) for column, text in enumerate(cells)):
            return below  # it has something under a field's header: a student
    return end


def _stacked(upper: Sequence[str], lower: Sequence[str], fields: Fields) -> list[str]:
    """Two header lines as one: in each column the line that names a field, else both texts."""
    texts = []
    for column in range(max(len(upper), len(lower))):
        above = upper[column] if column < len(upper) else ""
        below = lower[column] if column < len(lower) else ""
        if not above.strip() or not below.strip() or above == below:
            texts.append(below if below.strip() else above)
        elif fields.match(below):
            texts.append(below)
        elif fields.match(above):
            texts.append(above)
        else:
            texts.append(above + below if fields.match(above + below) else f"{above}/{below}")
    return texts
