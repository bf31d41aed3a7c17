"""Reading a written book of texts back, cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import xlrd

from models.errors import UNTOUCHED, ReadBackError, unreadable

_STEP = 1000


def compare_texts(written: Path, name: str, grid: Iterable[Sequence[str]], rows: int,
                  tell: Callable[[int, int], None]) -> int:
    """Compares the one sheet of an .xls file as it lies on the drive with the rows that it was to
    hold; gives the number of cells. ``tell(rows done, rows)`` may raise to stop.

    Raises ReadBackError, which calls the file ``name``, at the first difference in a text or a
    cell's type.
    """
    try:
        book = xlrd.open_workbook(file_contents=written.read_bytes(), logfile=io.StringIO(),
                                  ragged_rows=True)
        sheet = book.sheet_by_index(0)
    except Exception as error:  # whatever a damaged file makes xlrd raise
        raise unreadable(name) from error
    cells = number = 0
    for number, row in enumerate(grid, 1):
        there = number <= sheet.nrows
        found = sheet.row_values(number - 1) if there else []
        types = sheet.row_types(number - 1) if there else []
        # Trailing blank cells are left out of a ragged row; an empty cell's text is "".
        expected = [*row, *[""] * (len(found) - len(row))]
        if ([*found, *[""] * (len(expected) - len(found))] != expected
                or types.count(xlrd.XL_CELL_TEXT) != len(row) - row.count("")):
            raise _different(name, number)
        cells += len(row)
        if number % _STEP == 0:
            tell(number, rows)
    if sheet.nrows > number or book.nsheets != 1:
        raise _different(name, number + 1)
    return cells


def _different(name: str, number: int) -> ReadBackError:
    return ReadBackError(
        f"写好的“{name}”读回核对时，第 {number} 行与表中内容不一致；请重试，"
        f"再出现就换一个磁盘，{UNTOUCHED}")
