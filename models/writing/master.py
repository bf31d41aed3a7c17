"""The master file (全校学籍信息总库): one sheet of texts, BIFF8."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.errors import UNTOUCHED, TableLimitError
from models.text_width import display_width
from models.writing.read_back import compare_texts
from models.writing.text_book import (
    MAX_COLUMNS, MAX_ROWS, TextBook, check_texts, freeze_above, set_page, set_widths, text_style,
    write_texts)

SHEET_NAME = "学籍信息总库"
MAX_STUDENTS = MAX_ROWS - 1
STEP = 1000
"""Progress is told each time this many rows are done."""

_NARROWEST, _WIDEST, _PROBED_ROWS = 8, 40, 500


@dataclass(frozen=True)
class MasterTable:
    """What goes into the master file: the profile's fields in their order, then any other columns
    that were ticked. Every row is as long as ``headers``; ``widths`` are the least ones of the
    first columns, in digits (0: by what is in them)."""

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()
    sheet: str = SHEET_NAME

    def grid(self) -> Iterator[Sequence[str]]:
        """The sheet's rows, header first."""
        yield self.headers
        yield from self.rows

    @property
    def size(self) -> int:
        """How many students it holds."""
        return len(self.rows)

    def check(self) -> None:
        """Raise an OutputError for what an .xls file can't hold, before anything is written.

        TableLimitError for too many students or columns, CellTextError for a text that is too long
        or has characters no file can carry.
        """
        if len(self.rows) > MAX_STUDENTS:
            raise TableLimitError(
                f"共有 {len(self.rows)} 名学生，而一个 .xls 文件最多只能存 {MAX_STUDENTS} 名；"
                f"请把名册分成几个文件分别校对，{UNTOUCHED}")
        if len(self.headers) > MAX_COLUMNS:
            raise TableLimitError(
                f"共有 {len(self.headers)} 列，而 .xls 文件最多只能存 {MAX_COLUMNS} 列；"
                f"请少选几个其他列，{UNTOUCHED}")
        check_texts("总库", self.headers, self.grid(), first=1)

    def write(self, target: BinaryIO | Path, tell: Callable[[int, int], None] | None = None
              ) -> None:
        """Write the sheet; ``tell(rows done, rows in all)`` may raise to stop.

        Not safe by itself against a fault half-way: ``models.commit.pair.write_pair`` is.
        """
        book = TextBook()
        sheet = book.add_sheet(self.sheet)
        header = text_style("font: name 宋体, bold on; align: horiz center, vert center; "
                            "pattern: pattern solid, fore_colour gray25; borders: bottom thin")
        cell = text_style("font: name 宋体; align: vert center")
        write_texts(book, sheet, 0, self.headers, header)
        total = len(self.rows)
        for index, row in enumerate(self.rows, 1):
            write_texts(book, sheet, index, row, cell)
            if tell is not None and (index % STEP == 0 or index == total):
                tell(index, total)
        set_widths(sheet, _widths(self))
        set_page(sheet)
        freeze_above(sheet, 1)
        book.repeat_rows(0, 0)
        book.save(str(target) if isinstance(target, Path) else target)

    def compare(self, written: Path, name: str, tell: Callable[[int, int], None]) -> int:
        """Compare a file on the drive with this table; gives the number of cells. ReadBackError
        if they differ."""
        return compare_texts(written, name, self.grid(), self.size, tell)


def _widths(table: MasterTable) -> Iterator[int]:
    """Declared widths for the fields, by their content for other columns; wider if need be."""
    probe = table.rows[:_PROBED_ROWS]
    for column, title in enumerate(table.headers):
        longest = max((display_width(row[column]) for row in probe), default=0)
        needed = max(display_width(title), longest) + 2
        least = table.widths[column] if column < len(table.widths) else 0
        yield max(least or _NARROWEST, min(needed, _WIDEST))
