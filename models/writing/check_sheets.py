"""学生信息核对表: a class with all of its students, to be checked, corrected and signed by hand.

Each line carries a key that names the roster, the row and its place, so that what was split is put
together again in its order, and that corrections find their student.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.grid import Sheet
from models.text_width import display_width
from models.writing.text_book import (
    TextBook, check_texts, freeze_above, set_page, set_widths, text_style, write_texts)

TITLE = "学生信息核对表"
KEY_HEADER = "行标识（请勿改动）"
AFTER = "更正后"
SIGNATURE = "班主任签名："
_HEADER_ROW = 2
_FORM = re.compile(r"XJ2-([0-9a-f]{10})-(\d+)-(\d+)-([0-9a-f]{4})")
_WITHIN = 20
_NARROW, _WIDE = 6, 26


@dataclass(frozen=True)
class CheckLine:
    """A student: row id and place in the roster, and the texts of the columns."""

    row: int
    place: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class CheckRow:
    """A line that came back: the row Excel shows, the roster's mark, row id and place of its key,
    its texts, and what was written as 更正后, by header."""

    number: int
    roster: str
    row: int
    place: int
    texts: tuple[str, ...]
    after: dict[str, str]


@dataclass(frozen=True)
class CheckSheet:
    """A sheet that came back: where its header ends, the headers of the students' columns, its
    rows."""

    header_row: int
    headers: tuple[str, ...]
    rows: tuple[CheckRow, ...]


def check_key(roster: str, row: int, place: int) -> str:
    """The key of a line."""
    body = f"XJ2-{roster}-{row}-{place}"
    return f"{body}-{_check(body)}"


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:4]


def check_book(school: str, title: str, roster: str, headers: Sequence[str],
               required: Sequence[str], lines: Sequence[CheckLine]) -> bytes:
    """One workbook (.xls). ``headers`` are those of the lines' texts, ``required`` those among them
    that can be corrected. Raises CellTextError and TableLimitError."""
    book = TextBook()
    sheet = book.add_sheet("核对表")
    head = (KEY_HEADER, *headers, *(AFTER + one for one in required), "备注")
    blank = ("",) * (len(required) + 1)
    rows = [(check_key(roster, line.row, line.place), *line.texts, *blank) for line in lines]
    check_texts("核对表", head, rows, first=_HEADER_ROW + 2)
    plain = text_style("font: name 宋体; align: vert center")
    sheet.write(0, 0, f"{school}{TITLE}　{title}", text_style(
        "font: name 宋体, bold on, height 320; align: vert center"))
    sheet.write(1, 0, "请逐人核对：有误的把正确内容填在“更正后”各列，无误的留空。核对完请签名，把这个文件交回。",
                plain)
    box = "borders: left thin, right thin, top thin, bottom thin"
    write_texts(book, sheet, _HEADER_ROW, head, text_style(
        f"font: name 宋体, bold on; align: vert center; pattern: pattern solid, fore_colour gray25; "
        f"{box}"))
    locked = text_style(f"font: name 宋体; align: vert center; {box}")
    small = text_style(f"font: name 宋体, height 140, colour gray50; align: vert center; {box}")
    free = text_style(f"font: name 宋体; align: vert center; protection: cell_locked off; "
                      f"pattern: pattern solid, fore_colour light_yellow; {box}")
    first_free = 1 + len(headers)
    for number, texts in enumerate(rows, _HEADER_ROW + 1):
        for column, text in enumerate(texts):
            sheet.write(number, column, text,
                        small if not column else free if column >= first_free else locked)
    sheet.write(_HEADER_ROW + 2 + len(rows), 0, f"{SIGNATURE}　　　　　　　　日期：", plain)
    sheet.protect = True
    measured = [head, *rows[:100]]
    set_widths(sheet, [min(_WIDE, max(_NARROW, *(display_width(row[column]) + 2
                                                 for row in measured)))
                       for column in range(len(head))])
    set_page(sheet)
    freeze_above(sheet, _HEADER_ROW + 1)
    book.repeat_rows(_HEADER_ROW, _HEADER_ROW)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read_check_sheet(sheet: Sheet) -> CheckSheet | None:
    """The students of a sheet that this program wrote; None for any other sheet."""
    for start, cells in enumerate(sheet.rows[:_WITHIN]):
        if cells and KEY_HEADER in cells and any(text.startswith(AFTER) for text in cells):
            break
    else:
        return None
    key = cells.index(KEY_HEADER)
    after = {column: text.removeprefix(AFTER) for column, text in enumerate(cells)
             if text.startswith(AFTER)}
    own = [column for column in range(key + 1, min(after))]
    rows = []
    for number, line in enumerate(sheet.rows[start + 1:], start + 2):
        match = _FORM.fullmatch(line[key].strip()) if key < len(line) else None
        if match is None or _check(match[0].rpartition("-")[0]) != match[4]:
            continue
        texts = tuple(line[column] if column < len(line) else "" for column in own)
        rows.append(CheckRow(
            number, match[1], int(match[2]), int(match[3]), texts,
            {title: line[column].strip() for column, title in after.items()
             if column < len(line) and line[column].strip()}))
    return CheckSheet(start + 1, tuple(cells[column] for column in own), tuple(rows))
