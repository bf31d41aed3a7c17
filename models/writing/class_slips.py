"""Problem slips: a workbook for each class teacher, and what the teachers wrote into it.

Each line carries a key that names the roster, the row and the field, with a check against slips of
the pen; what else stands in the line must agree with it. So lines may be sorted, deleted or moved
to other columns, but never end up at another student.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import NoHeaderError
from models.fields import KEY
from models.reading.read import read_workbook
from models.roster import Roster
from models.text_width import display_width
from models.writing.text_book import (
    TextBook, check_texts, freeze_above, set_page, set_widths, text_style, write_texts)

HEADERS = ("序号", "姓名", "班级", "项目", "现在的内容", "问题", "更正后", "备注", "行标识（请勿改动）")
TITLE = "学籍信息问题单"
_NUMBER, _NAME, _CLASS, _ITEM, _VALUE, _PROBLEM, _AFTER, _NOTE, _KEY = range(len(HEADERS))
_WIDTHS = (6, 10, 12, 10, 26, 44, 26, 16, 26)
_HEADER_ROW = 2
_KEY_FORM = re.compile(r"XJ[12]-([0-9a-f]{10})-(\d{1,9})-(\w{1,40})-([0-9a-f]{6})-([0-9a-f]{4})",
                       re.ASCII)
_FIRST_FIELDS = ("main_number", "sub_number", "name", "sex", "grade", "class_name",
                 "graduation_year", "stage")
"""What the digit of a key XJ1 means; slips with such keys are still under way."""


@dataclass(frozen=True)
class SlipLine:
    """A cell with a problem, as a teacher is asked about it."""

    row: int
    field: str
    name: str
    class_name: str
    item: str
    value: str
    problem: str


@dataclass(frozen=True)
class Answer:
    """A line that came back: where from (file and the row Excel shows), the cell that its key
    names, what it says was there, and what the teacher wrote: a new value, a remark."""

    file: str
    number: int
    roster: str
    row: int
    field: str
    value_mark: str
    name: str
    value: str
    after: str
    note: str = ""


@dataclass(frozen=True)
class Returned:
    """Lines that can be understood, and sentences about those that can't."""

    answers: tuple[Answer, ...]
    refused: tuple[str, ...]


def roster_mark(roster: Roster) -> str:
    """Tells one opened roster from another, and from an older state of its file."""
    rows = sorted([*(row for row in roster.rows if row.number is not None), *roster.removed()],
                  key=lambda row: row.id)
    digest = hashlib.sha256()
    for row in rows:
        texts = "\x1f".join(roster.opened_cells(row))
        digest.update(f"{row.id}\x1e{texts}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:10]


def value_mark(text: str) -> str:
    """Tells whether a cell still holds what it held."""
    return _hash(text)[:6]


def slip_key(roster: str, line: SlipLine) -> str:
    """The key of a line."""
    body = f"XJ2-{roster}-{line.row}-{line.field}-{value_mark(line.value)}"
    return f"{body}-{_hash(body)[:4]}"


def _field_of(word: str) -> str | None:
    """The field that a key names."""
    if word.isdigit():
        return _FIRST_FIELDS[int(word)] if int(word[:2]) < len(_FIRST_FIELDS) else None
    return word if KEY.fullmatch(word) else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def slip_book(school: str, title: str, roster: str, lines: Sequence[SlipLine]) -> bytes:
    """One class's workbook (.xls); only 更正后 and 备注 can be typed into.

    Raises CellTextError for a text that no cell can hold.
    """
    book = TextBook()
    sheet = book.add_sheet("问题单")
    rows = [(str(number), line.name, line.class_name, line.item, line.value, line.problem, "", "",
             slip_key(roster, line)) for number, line in enumerate(lines, 1)]
    check_texts("问题单", HEADERS, rows, first=_HEADER_ROW + 2)
    last = len(HEADERS) - 1
    sheet.write_merge(0, 0, 0, last, f"{school}{TITLE}　{title}", text_style(
        "font: name 宋体, bold on, height 320; align: horiz center, vert center"))
    sheet.write_merge(1, 1, 0, last, "请核对每一行：有误的把正确内容填在“更正后”；确实无误的留空，并在“备注”写明原因。"
                      "填好后把这个文件交回。", text_style("font: name 宋体; align: vert center"))
    box = "borders: left thin, right thin, top thin, bottom thin"
    write_texts(book, sheet, _HEADER_ROW, HEADERS, text_style(
        "font: name 宋体, bold on; align: horiz center, vert center; "
        f"pattern: pattern solid, fore_colour gray25; {box}"))
    locked = text_style(f"font: name 宋体; align: vert center, wrap on; {box}")
    free = text_style(f"font: name 宋体; align: vert center, wrap on; protection: cell_locked off; "
                      f"pattern: pattern solid, fore_colour light_yellow; {box}")
    small = text_style(f"font: name 宋体, height 140, colour gray50; align: vert center; {box}")
    for number, row in enumerate(rows, _HEADER_ROW + 1):
        for column, text in enumerate(row):
            sheet.write(number, column, text,
                        {_AFTER: free, _NOTE: free, _KEY: small}.get(column, locked))
        tall = max(-(-display_width(text) // (width - 2)) for text, width in zip(row, _WIDTHS))
        sheet.row(number).height = min(8000, 130 + 270 * max(1, tall))
        sheet.row(number).height_mismatch = True
    for number, twips in ((0, 640), (1, 380), (_HEADER_ROW, 440)):
        sheet.row(number).height = twips
        sheet.row(number).height_mismatch = True
    sheet.protect = True
    set_widths(sheet, _WIDTHS)
    set_page(sheet)
    freeze_above(sheet, _HEADER_ROW + 1)
    book.repeat_rows(_HEADER_ROW, _HEADER_ROW)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read_slip(path: Path) -> Returned:
    """What a teacher wrote. Columns are found by their headings, wherever they are.

    Raises WorkbookErrors as for rosters, and NoHeaderError if the file is no problem slip.
    """
    answers: list[Answer] = []
    refused: list[str] = []
    known = False
    for sheet in read_workbook(path).sheets:
        places, start = _places(sheet.rows)
        if places is None:
            continue
        known = True
        for number, cells in enumerate(sheet.rows[start:], start + 1):
            texts = {what: cells[column] if column < len(cells) else ""
                     for what, column in places.items()}
            after, key = texts[_AFTER].strip(), texts[_KEY].strip()
            if not key and not after:
                continue
            match = _KEY_FORM.fullmatch(key)
            field = _field_of(match[3]) if match is not None else None
            if match is None or field is None or _hash(key.rpartition("-")[0])[:4] != match[5]:
                if after:
                    refused.append(f"“{path.name}”第 {number} 行的行标识不完整或被改过，没有采用。")
                continue
            answers.append(Answer(
                path.name, number, match[1], int(match[2]), field, match[4],
                texts[_NAME], texts[_VALUE], after, texts.get(_NOTE, "").strip()))
    if not known:
        raise NoHeaderError(f"“{path.name}”不是班主任问题单（没有找到“更正后”和“行标识”两列）。")
    return Returned(tuple(answers), tuple(refused))


def _places(rows: Sequence[Sequence[str]]) -> tuple[dict[int, int] | None, int]:
    """Where each column stands, and the 0-based row below the header."""
    for number, cells in enumerate(rows[:20]):
        texts = ["".join(text.split()) for text in cells]
        if HEADERS[_AFTER] in texts and HEADERS[_KEY] in texts \
                and HEADERS[_NAME] in texts and HEADERS[_VALUE] in texts:
            return {what: texts.index(HEADERS[what])
                    for what in (_NAME, _VALUE, _AFTER, _NOTE, _KEY)
                    if HEADERS[what] in texts}, number + 1
    return None, 0
