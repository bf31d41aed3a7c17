"""The correction form that the district issued: understood, and filled under its own headings."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from models.errors import NoHeaderError, OutputError, XuejiError
from models.forms.form_lines import FormEntry, FormFacts, form_lines
from models.forms.placeholders import file_stem, replaced
from models.forms.headings import (
    AFTER, BEFORE, ITEM, NUMBER, FormHeader, find_form_header, recognised, side_of, unknown_pairs)
from models.forms.bounds import FORM_BYTES, check_package, too_big
from models.regular import read_regular
from models.reading.read import check_file, read_workbook
from models.writing.text_book import display_width, has_half_pair
from models.reading.detect import Kind
from models.grid import Sheet, Workbook
from models.writing.names import CORRECTIONS, UNFINISHED, valid_stem

_TAIL = re.compile(
    r"\s*(小计|合计|总计|共计|合 *计|填表人|填报人|制表人|经办人|审核人?|负责人|校长|联系人|联系电话|备注|说明|注|公章"
    r"|盖章|单位盖章|日期|\(?盖章\)?)\s*([:：(（].*)?", re.DOTALL)
_TAIL_START = re.compile(r"\s*(合计|总计|小计|共计|填表|填报人|制表|经办人|审核|校长|负责人|备注[:：]|说明[:：]|注[:：])")
_EXAMPLE = re.compile(r"\s*[(（]?(例|示例|样例|举例|范例|如)[)）：:]?.{0,4}\s*")
_TOO_LONG = 32767
_log = logging.getLogger(__name__)
_LINE_POINTS = 15.0


class FormSheet(Protocol):
    """A form's sheet being filled, whatever its format. Rows and columns are 0-based."""

    def has_formula(self, row: int, column: int) -> bool:
        """Whether a formula stands there."""

    def has_border(self, row: int, column: int) -> bool:
        """Whether the cell is ruled."""

    def is_covered(self, row: int, column: int) -> bool:
        """Whether the cell lies inside a merged range, but not at its head."""

    def insert_rows(self, below: int, count: int, like: int, *, ruled_only: bool = False) -> None:
        """Adds rows below row ``below`` with the looks of row ``like``, or only its borders and
        alignment; whatever refers to rows further down moves along, ranges that end at ``below``
        grow."""

    def write(self, row: int, column: int, value: str | int) -> None:
        """Puts a text or number into a cell and leaves its looks."""

    def width(self, column: int) -> float:
        """How wide the column is, in half-width characters."""

    def make_room(self, row: int, points: float) -> None:
        """Makes a row at least so high."""

    def save(self) -> bytes:
        """The whole file."""


@dataclass(frozen=True)
class IssuedForm:
    """A form as read. ``first`` to ``end`` (0-based, half open) are the lines to be filled,
    ``kept`` what already stands in lines above them, ``losses`` sentences about what filling it
    can't keep; ``guess`` what each column seems to ask for."""

    path: Path
    kind: str
    content: bytes
    sheet: Sheet
    header: FormHeader
    first: int
    end: int
    guess: Mapping[int, str]
    per_student: bool
    losses: tuple[str, ...]
    notes: tuple[str, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Where formulas stand (0-based row and column)."""
    ruled: frozenset[tuple[int, int]] = frozenset()
    """Which cells above the header are ruled."""

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.header.paths)


def read_form(path: Path) -> IssuedForm:
    """Reads a form. Raises WorkbookErrors as for rosters, NoHeaderError without a known header, and
    OutputError for formats that can't be filled."""
    check_file(path)
    if path.exists() and path.stat().st_size > FORM_BYTES:
        raise too_big(path.name)
    book = read_workbook(path)
    with _translated(path.name):
        return _understood(path, book, read_regular(path, FORM_BYTES))


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Turns whatever the libraries raise at an odd file into a sentence for the clerk."""
    try:
        yield
    except XuejiError:
        raise
    except Exception as error:
        _log.debug("a form can't be filled: %s", type(error).__name__)
        raise OutputError(f"“{name}”里有不能处理的内容，填不进去；请在 Excel 或 WPS 中打开它，"
                          f"另存为 .xlsx 或 .xls 再选。原有文件没有改动。") from error


def _understood(path: Path, book: Workbook, content: bytes) -> IssuedForm:
    from models.forms import form_xls, form_xlsx

    if book.kind == Kind.XLS:
        form_xls.check(content, path.name)
    elif book.kind == Kind.XLSX:
        check_package(content, path.name)
    else:
        raise OutputError(f"“{path.name}”不是 .xls 或 .xlsx 工作簿，填不进去；"
                          f"请在 Excel 或 WPS 中打开它，另存为 .xls 或 .xlsx 再选。")
    found = [(sheet, header) for sheet in book.sheets if not sheet.hidden
             if (header := find_form_header(sheet)) is not None]
    if not found:
        raise NoHeaderError(f"“{path.name}”里没有找到更正表的表头（如 姓名、更正项目、更正前、更正后）；"
                            f"请确认选的是上级下发的更正表。")
    sheet, header = max(found, key=lambda pair: len(recognised(pair[1])))
    if _takes_turns(sheet, header):
        raise OutputError(f"“{path.name}”每处更正占两行（更正前一行、更正后一行），程序还不会填这种表；"
                          f"请用本程序的格式，或手工填写。")
    guess = recognised(header)
    target = _open(content, book.kind, sheet.name)
    first, end, notes = _lines(sheet, header, guess, target)
    if len(found) > 1:
        notes.insert(0, f"有 {len(found)} 张工作表像更正表，只填“{sheet.name}”这一张。")
    if not any(what in (ITEM, BEFORE, AFTER) or ":" in what for what in guess.values()):
        notes.insert(0, "没有认出更正项目、更正前、更正后这样的列；请确认选的是更正表，或者指明每一列填什么。")
    unknown = unknown_pairs(header)
    if unknown:
        notes.append(f"名册里没有{'、'.join(f'“{one}”' for one in unknown)}，它的更正前、更正后不填。")
    losses = (form_xls if book.kind == Kind.XLS else form_xlsx).losses(content, sheet.name)
    formulas = frozenset(
        (row, column) for row in range(len(sheet.rows)) for column in range(len(header.paths))
        if target.has_formula(row, column))
    ruled = frozenset((row, column) for row in range(header.first)
                      for column in range(len(header.paths)) if target.has_border(row, column))
    return IssuedForm(path, book.kind, content, sheet, header, first, end, guess,
                      _is_per_student(guess), tuple(losses), tuple(notes), formulas, ruled)


def _open(content: bytes, kind: str, name: str) -> FormSheet:
    from models.forms import form_xls, form_xlsx

    return (form_xls.XlsForm if kind == Kind.XLS else form_xlsx.XlsxForm)(content, name)


def _takes_turns(sheet: Sheet, header: FormHeader) -> bool:
    """Whether lines for old and for new values follow each other."""
    for column in range(len(header.paths)):
        sides = [side_of(sheet.text(row, column)) for row in range(header.end, header.end + 4)]
        if sides[:2] in ([BEFORE, AFTER], [AFTER, BEFORE]) or sides[1:3] == [BEFORE, AFTER]:
            return True
    return False


def _is_per_student(guess: Mapping[int, str]) -> bool:
    """A form with columns for both sides of single fields has one line a student."""
    return any(":" in what for what in guess.values())


def _lines(sheet: Sheet, header: FormHeader, guess: Mapping[int, str], target: FormSheet
           ) -> tuple[int, int, list[str]]:
    """Where the form's lines are: below the header and examples, above totals and signatures."""
    notes: list[str] = []
    first = header.end
    width = len(header.paths)
    numbers = {column for column, what in guess.items() if what == NUMBER}
    while first < len(sheet.rows) and any(
            _EXAMPLE.fullmatch(sheet.text(first, column)) for column in range(min(2, width))):
        notes.append(f"第 {first + 1} 行是示例，保留不动。")
        first += 1
    end, limit = first, max(len(sheet.rows), first)
    ruled = any(target.has_border(first, column) for column in range(width))
    formulas = {c for c in range(width) if target.has_formula(first, c)}
    filled = first
    while _goes_on(sheet, target, end, limit, width, ruled, formulas):
        if any(sheet.text(end, column).strip() for column in guess if column not in numbers
               if not target.has_formula(end, column)):
            filled = end + 1
        end += 1
    if filled > first:
        notes.append(f"第 {first + 1}-{filled} 行已有内容，保留不动，从第 {filled + 1} 行填起。")
    return filled, end, notes


def _goes_on(sheet: Sheet, target: FormSheet, row: int, limit: int, width: int, ruled: bool,
             formulas: set[int]) -> bool:
    """Whether a row still is one of the form's lines."""
    if ruled:
        if not any(target.has_border(row, column) for column in range(width)):
            return False
    elif row >= limit:
        return False
    texts = [text for column in range(width) if (text := sheet.text(row, column)).strip()]
    if any(_TAIL.fullmatch(text) for text in texts) or (texts and _TAIL_START.match(texts[0])):
        return False
    return not any(target.has_formula(row, column) for column in range(width)
                   if column not in formulas)


# --- filling --------------------------------------------------------------------------------------


def fill_form(form: IssuedForm, mapping: Mapping[int, str], per_student: bool,
              entries: Sequence[FormEntry], facts: FormFacts) -> bytes:
    """The filled form. ``mapping`` says what each column is filled with (WHATS); columns that are
    not in it stay as they are.

    Raises OutputError if a text can't stand in a cell, or the sheet has no room.
    """
    with _translated(form.path.name):
        return _filled(form, mapping, per_student, entries, facts)


def _filled(form: IssuedForm, mapping: Mapping[int, str], per_student: bool,
            entries: Sequence[FormEntry], facts: FormFacts) -> bytes:
    target = _open(form.content, form.kind, form.sheet.name)
    lines = form_lines(mapping, per_student, entries, facts)
    first, room = form.first, form.end - form.first
    if len(lines) > room:
        if form.kind == Kind.XLS and form.first + len(lines) + len(form.sheet.rows) > 65536:
            raise OutputError(f"更正共 {len(lines)} 行，超过 .xls 一张表能放的行数；"
                              f"请把下发的表另存为 .xlsx 再填。")
        below = form.end - 1 if room else form.first - 1
        like = form.first if room else form.header.end - 1
        target.insert_rows(below, len(lines) - room, like, ruled_only=not room)
    for row, column, text in replaced(form.sheet, facts, form.header.first, form.ruled):
        moved = row if row < form.end else row + max(0, len(lines) - room)
        if not target.has_formula(moved, column):
            target.write(moved, column, text)
    titles = form.header.titles
    for number, line in enumerate(lines):
        for column, value in line.items():
            keeps = mapping[column] == NUMBER and target.has_formula(first + number, column)
            if keeps or target.is_covered(first + number, column):
                continue
            _check(value, titles[column])
            target.make_room(first + number, _height(str(value), _room(form, target, column)))
            if value != "" or form.sheet.text(first + number, column):
                target.write(first + number, column, value)
    return target.save()


def _room(form: IssuedForm, target: FormSheet, column: int) -> float:
    """How wide the place is that a column has in the form's lines."""
    right = next((right for top, bottom, left, right in form.sheet.merged
                  if top <= form.first < bottom and left == column), column + 1)
    return sum(target.width(place) for place in range(column, right))


def _height(text: str, width: float) -> float:
    """What a wrapped text needs, in points; 0 for one line."""
    lines = sum(max(1, -(-display_width(line) // max(2, int(width) - 1)))
                for line in text.splitlines())
    return min(lines * _LINE_POINTS + 2, 409) if lines > 1 else 0


def form_name(form: IssuedForm, school: str, *, unfinished: bool = False) -> str:
    """The filled form's file name: the form's own with the school's name in the placeholder, else
    the one that the notice asks for."""
    stem = form.path.stem
    named = file_stem(stem, school)
    if school not in named:
        named = f"{school}{CORRECTIONS}"
    ending = ".xls" if form.kind == Kind.XLS else ".xlsx"
    return valid_stem(named) + (UNFINISHED if unfinished else "") + ending


def _check(value: str | int, title: str) -> None:
    if isinstance(value, int):
        return
    bad = any(ord(c) < 32 and c not in "\t\n\r" for c in value) or has_half_pair(value)
    if bad or len(value) * 2 > _TOO_LONG and len(value.encode("utf-16-le")) // 2 > _TOO_LONG:
        raise OutputError(f"要填进“{title}”的内容太长，或含有表格存不下的字符；请先在名册里改正，没有写文件。")


def cells_to_check(form: IssuedForm, mapping: Mapping[int, str], per_student: bool,
                   entries: Sequence[FormEntry], facts: FormFacts
                   ) -> Iterable[tuple[int, int, str]]:
    """Row, column and text of each cell that holds a text, formulas left out: the filled lines, and
    all around them as it was or with the school put in."""
    lines = form_lines(mapping, per_student, entries, facts)
    more = max(0, len(lines) - (form.end - form.first))
    around = {(row, column): text for row, cells in enumerate(form.sheet.rows)
              for column, text in enumerate(cells) if text.strip()}
    around |= {(row, column): text
               for row, column, text in replaced(form.sheet, facts, form.header.first, form.ruled)}
    for (row, column), text in around.items():
        if (row, column) not in form.formulas and not form.first <= row < form.end:
            yield row if row < form.end else row + more, column, text
    for number, line in enumerate(lines):
        for column, value in line.items():
            if mapping[column] != NUMBER:
                yield form.first + number, column, str(value)
