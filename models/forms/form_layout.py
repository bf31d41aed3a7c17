"""Where an issued form's lines are, and how a line looks: one row, or several merged ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.fields import Fields
from models.forms.form_sheet import FormSheet
from models.forms.headings import (
    ITEM, LEAST, NUMBER, FormHeader, field_named, header_at, recognised, side_of)
from models.grid import Sheet

_TAIL = re.compile(
    r"\s*(小计|合计|总计|共计|合 *计|填表人|填报人|制表人|经办人|审核人?|负责人|校长|联系人|联系电话|备注|说明|注|公章"
    r"|盖章|单位盖章|日期|\(?盖章\)?)\s*([:：(（].*)?", re.DOTALL)
_TAIL_START = re.compile(r"\s*(合计|总计|小计|共计|填表|填报人|制表|经办人|审核|校长|负责人|备注[:：]|说明[:：]|注[:：])")
_EXAMPLE = re.compile(
    r"\s*[(（【]?(?:填写|填表|填报)?(例|示例|样例|举例|范例|示范|参考|如)[)）】：:]?.{0,4}\s*")
_LABEL = re.compile(r".*[:：][\s_＿]*", re.DOTALL)
"""What waits for something to be written behind it is in no line."""
_MOST_ROWS = 12
"""A line of more rows is none: it is a label that stands beside all lines."""
_COUNTED = re.compile(r"[(（]?\d{1,5}[)）.、]?|…+|\.{2,}")
"""What may stand where lines are numbered."""


@dataclass(frozen=True)
class Shape:
    """A line of a form: ``height`` rows; ``whole`` are the columns whose cells in it are one;
    ``sides`` says which of its rows are for old and for new values (by words in ``labels``),
    ``items`` for which field a row is meant, where that is printed."""

    height: int = 1
    whole: frozenset[int] = frozenset()
    sides: Mapping[int, str] = field(default_factory=dict)
    items: Mapping[int, str] = field(default_factory=dict)
    labels: frozenset[int] = frozenset()


ONE_ROW = Shape()


@dataclass(frozen=True)
class Lines:
    """``first`` to ``end`` (0-based, half open) are the rows to be filled."""

    first: int
    end: int
    shape: Shape
    notes: tuple[str, ...]


def find_lines(sheet: Sheet, header: FormHeader, guess: Mapping[int, str], target: FormSheet
               ) -> Lines:
    """Where the form's lines are: below the header and examples, above totals and signatures."""
    notes: list[str] = []
    first, width = header.end, len(header.paths)
    while first < len(sheet.rows) and any(
            _EXAMPLE.fullmatch(sheet.text(first, column)) for column in range(min(2, width))):
        below = max([first + 1, *(bottom for top, bottom, _, _ in sheet.merged if top == first
                                  and bottom - top <= _MOST_ROWS)])
        notes.append(f"第 {_rows(first, below)} 行是示例，保留不动。")
        first = below
    if not _sides(sheet, first, width) and _sides(sheet, first + 1, width):
        first += 1
    shape = _shape(sheet, first, width, guess, header.fields)
    rows = _Rows(sheet, target, width, first, _next_table(sheet, first, header.fields), shape,
                 [column for column, what in guess.items() if what == NUMBER])
    typed = [column for column, what in guess.items()
             if what != NUMBER and column not in shape.labels]
    end = filled = first
    while rows.go_on(end):
        after = end + shape.height
        if any(sheet.text(row, column).strip() for row in range(end, after) for column in typed
               if not target.has_formula(row, column)):
            filled = after
        end = after
    if filled > first:
        notes.append(f"第 {_rows(first, filled)} 行已有内容，保留不动，从第 {filled + 1} 行填起。")
    if end == filled:
        shape = ONE_ROW
    return Lines(filled, end, shape, tuple(notes))


def _rows(first: int, end: int) -> str:
    return str(end) if end == first + 1 else f"{first + 1}-{end}"


def _shape(sheet: Sheet, first: int, width: int, guess: Mapping[int, str], fields: Fields
           ) -> Shape:
    """How the line that begins in row ``first`` looks."""
    for column, sides in _sides(sheet, first, width).items():
        return Shape(2, _whole(sheet, first, 2, width), dict(enumerate(sides)),
                     labels=frozenset({column}))
    heights = [bottom - top for top, bottom, left, _ in sheet.merged
               if top == first and left < width and 1 < bottom - top <= _MOST_ROWS]
    for height in sorted(set(heights)):
        whole = _whole(sheet, first, height, width)
        again = _whole(sheet, first + height, height, width)
        if whole & set(guess) and (whole == again or height == 2):
            return _with_items(sheet, Shape(height, whole), first, guess, fields)
    return ONE_ROW


def _sides(sheet: Sheet, first: int, width: int) -> dict[int, list[str]]:
    """Columns that say in two rows which is for the old and which for the new values."""
    found = {}
    for column in range(width):
        sides = [side for row in range(2)
                 if (side := side_of(sheet.text(first + row, column))) is not None]
        if len(set(sides)) == 2:
            found[column] = sides
    return found


def _whole(sheet: Sheet, first: int, height: int, width: int) -> frozenset[int]:
    """Columns whose cells in the rows are one."""
    return frozenset(column for top, bottom, left, right in sheet.merged
                     if top == first and bottom - top == height
                     for column in range(left, min(right, width)))


def _with_items(sheet: Sheet, shape: Shape, first: int, guess: Mapping[int, str], fields: Fields
                ) -> Shape:
    """The same, where the column for what is corrected is printed already (姓名, 性别 …)."""
    for column, what in guess.items():
        if what != ITEM or column in shape.whole:
            continue
        named = {row: key for row in range(shape.height)
                 if (key := field_named(sheet.text(first + row, column), fields)) is not None}
        if len(named) > 1:
            return Shape(shape.height, shape.whole, items=named, labels=frozenset({column}))
    return shape


class _Rows:
    """Which rows of a sheet still are lines; the first one, ``first``, shows how they look."""

    def __init__(self, sheet: Sheet, target: FormSheet, width: int, first: int, limit: int | None,
                 shape: Shape, numbers: Sequence[int]) -> None:
        self._sheet, self._target, self._shape = sheet, target, shape
        self._columns, self._numbers = range(width), numbers
        self._ruled = any(target.has_border(first, column) for column in self._columns)
        self._limit = limit if limit is not None or self._ruled else len(sheet.rows)
        self._formulas = [{column for column in self._columns
                           if target.has_formula(first + row, column)}
                          for row in range(shape.height)]
        self._spans = [self._spans_in(first + row) for row in range(shape.height)]

    def go_on(self, head: int) -> bool:
        """Whether a line begins in this row."""
        return all(self._is_line(head + row, row) for row in range(self._shape.height))

    def _is_line(self, row: int, at: int) -> bool:
        if self._limit is not None and row >= self._limit:
            return False
        if self._ruled and not any(
                self._target.has_border(row, column) for column in self._columns):
            return False
        texts = {column: text for column in self._columns if column not in self._shape.labels
                 and (text := self._sheet.text(row, column).strip())}
        if any(map(_TAIL.fullmatch, texts.values())) or any(map(_LABEL.fullmatch, texts.values())) \
                or texts and _TAIL_START.match(next(iter(texts.values()))):
            return False
        if texts and self._spans_in(row) != self._spans[at]:
            return False  # 学校意见 and its like, over the whole width
        if any(not _COUNTED.fullmatch(texts.get(column, "1")) for column in self._numbers):
            return False
        return not any(self._target.has_formula(row, column) for column in self._columns
                       if column not in self._formulas[at])

    def _spans_in(self, row: int) -> set[tuple[int, int]]:
        """Columns that are one cell in a row."""
        return {(left, right) for top, bottom, left, right in self._sheet.merged
                if top <= row < bottom and right - left > 1}


def _next_table(sheet: Sheet, first: int, fields: Fields) -> int | None:
    """The row in which another table's title begins."""
    for row in range(first, len(sheet.rows)):
        if len(recognised(header_at(sheet, row, fields))) < LEAST or not any(
                char.isalpha() for text in sheet.rows[row] for char in text):
            continue
        while row > first and sum(bool(text.strip()) for text in sheet.rows[row - 1]) == 1:
            row -= 1
        return row
    return None
