"""The correction form that the district issued: understood, and filled under its own headings."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from models.errors import NoHeaderError, OutputError, XuejiError
from models.fields import MAIN_NUMBER, NAME, STANDARD, SUB_NUMBER, Fields
from models.forms.bounds import FORM_BYTES, check_package, too_big
from models.forms.form_layout import ONE_ROW, Shape, find_lines
from models.forms.form_lines import FormEntry, FormFacts, form_blocks
from models.forms.form_sheet import FormSheet
from models.forms.headings import (
    AFTER, BEFORE, ITEM, NUMBER, FormHeader, find_form_header, recognised, unknown_pairs)
from models.forms.placeholders import file_stem, replaced
from models.grid import Sheet, Workbook, column_letter
from models.reading.detect import Kind
from models.reading.read import check_file, read_workbook
from models.regular import read_regular
from models.text_width import display_width
from models.writing.names import CORRECTIONS, UNFINISHED, valid_stem
from models.writing.text_book import has_half_pair

_TOO_LONG = 32767
_log = logging.getLogger(__name__)
_LINE_POINTS = 15.0
_WHO = {MAIN_NUMBER, SUB_NUMBER, NAME, "student_number"}
_MOST_ROWS = 100
"""In which rows of a sheet without lines, a cover, labels are looked for."""


@dataclass(frozen=True)
class OtherSheet:
    """A sheet whose lines are not filled: down to which row labels ask for something, and which
    cells above that are ruled."""

    sheet: Sheet
    header_row: int
    ruled: frozenset[tuple[int, int]]


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
    shape: Shape = ONE_ROW
    """How a line looks."""
    others: tuple[OtherSheet, ...] = ()
    """What else of the book may ask for the school: a cover, a second table."""

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """The first row of each line that can be seen and filled."""
        return tuple(row for row in range(self.first, self.end, self.shape.height)
                     if row not in self.sheet.hidden_rows)

    def head(self, number: int) -> int:
        """The first row of a line once all lines are there."""
        heads = self.heads
        return heads[number] if number < len(heads) \
            else self.end + (number - len(heads)) * self.shape.height

    def inserted(self, lines: int) -> int:
        """How many rows have to come in for so many lines."""
        return max(0, lines - len(self.heads)) * self.shape.height

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.header.paths)


def read_form(path: Path, fields: Fields = STANDARD) -> IssuedForm:
    """Reads a form whose headings may name these fields. Raises WorkbookErrors as for rosters,
    NoHeaderError without a known header, and OutputError for formats that can't be filled."""
    check_file(path)
    if path.exists() and path.stat().st_size > FORM_BYTES:
        raise too_big(path.name)
    book = read_workbook(path)
    with _translated(path.name):
        return _understood(path, book, read_regular(path, FORM_BYTES), fields)


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


def _understood(path: Path, book: Workbook, content: bytes, fields: Fields) -> IssuedForm:
    from models.forms import form_xls, form_xlsx

    if book.kind == Kind.XLS:
        form_xls.check(content, path.name)
    elif book.kind == Kind.XLSX:
        check_package(content, path.name)
    else:
        raise OutputError(f"“{path.name}”不是 .xls 或 .xlsx 工作簿，填不进去；"
                          f"请在 Excel 或 WPS 中打开它，另存为 .xls 或 .xlsx 再选。")
    found = [(sheet, header) for sheet in book.sheets if not sheet.hidden
             if (header := find_form_header(sheet, fields)) is not None]
    if not found:
        raise NoHeaderError(f"“{path.name}”里没有找到更正表的表头（如 姓名、更正项目、更正前、更正后）；"
                            f"请确认选的是上级下发的更正表。")
    sheet, header = max(found, key=lambda pair: len(recognised(pair[1])))
    guess = recognised(header, sheet.hidden_columns)
    target = _open(content, book.kind, sheet.name)
    lines = find_lines(sheet, header, guess, target)
    guess = {column: what for column, what in guess.items() if column not in lines.shape.labels}
    notes = list(lines.notes)
    if len(found) > 1:
        notes.insert(0, f"有 {len(found)} 张工作表像更正表，只填“{sheet.name}”这一张。")
    hidden = [f"{column_letter(column)} 列“{header.titles[column]}”"
              for column in recognised(header) if column in sheet.hidden_columns]
    if hidden:
        notes.append(f"{'、'.join(hidden)}是隐藏的，不填。")
    losses = (form_xls if book.kind == Kind.XLS else form_xlsx).losses(content, sheet.name)
    formulas = frozenset(
        (row, column) for row in range(len(sheet.rows)) for column in range(len(header.paths))
        if target.has_formula(row, column))
    others = tuple(_other(one, content, book.kind) for one in book.sheets
                   if one is not sheet and not one.hidden and one.rows)
    return IssuedForm(
        path, book.kind, content, sheet, header, lines.first, lines.end, guess,
        _is_per_student(guess), tuple(losses), tuple(notes), formulas,
        _ruled(target, header.first, len(header.paths)), lines.shape, others)


def _other(sheet: Sheet, content: bytes, kind: str) -> OtherSheet:
    header = find_form_header(sheet)
    rows = header.first if header is not None else min(len(sheet.rows), _MOST_ROWS)
    width = max(map(len, sheet.rows[:rows]), default=0) + 1
    return OtherSheet(sheet, rows, _ruled(_open(content, kind, sheet.name), rows, width))


def _ruled(target: FormSheet, rows: int, width: int) -> frozenset[tuple[int, int]]:
    return frozenset((row, column) for row in range(rows) for column in range(width)
                     if target.has_border(row, column))


def _open(content: bytes, kind: str, name: str) -> FormSheet:
    from models.forms import form_xls, form_xlsx

    return (form_xls.XlsForm if kind == Kind.XLS else form_xlsx.XlsxForm)(content, name)


def _is_per_student(guess: Mapping[int, str]) -> bool:
    """A form with columns for both sides of single fields has one line a student."""
    return any(":" in what for what in guess.values())


def doubts(form: IssuedForm, mapping: Mapping[int, str]) -> list[str]:
    """Sentences about what the headings leave open, as far as ``mapping`` does not settle it."""
    found = []
    if not form.shape.sides and not any(
            what in (ITEM, BEFORE, AFTER) or ":" in what for what in mapping.values()):
        found.append("没有认出更正项目、更正前、更正后这样的列；请确认选的是更正表，或者指明每一列填什么。")
    elif not any(what.rpartition(":")[2] in _WHO for what in mapping.values()):
        found.append("没有认出姓名、学籍号这样的列，填好以后看不出是哪名学生；请指明每一列填什么，"
                     "或者换一张能填多名学生的表。")
    unknown = unknown_pairs(form.header, mapping)
    if unknown:
        found.append(f"名册里没有{'、'.join(f'“{one}”' for one in unknown)}，它的更正前、更正后不填。")
    return found


# --- filling --------------------------------------------------------------------------------------


def fill_form(form: IssuedForm, mapping: Mapping[int, str], per_student: bool,
              entries: Sequence[FormEntry], facts: FormFacts) -> bytes:
    """The filled form. ``mapping`` says what each column is filled with (``headings.whats``);
    columns that are not in it stay as they are.

    Raises OutputError if a text can't stand in a cell, or the sheet has no room.
    """
    with _translated(form.path.name):
        return _filled(form, mapping, per_student, entries, facts)


def _filled(form: IssuedForm, mapping: Mapping[int, str], per_student: bool,
            entries: Sequence[FormEntry], facts: FormFacts) -> bytes:
    target = _open(form.content, form.kind, form.sheet.name)
    blocks = form_blocks(form.shape, mapping, per_student, entries, facts)
    more = form.inserted(len(blocks))
    if more:
        _insert(form, target, more)
    for row, column, text in replaced(form.sheet, facts, form.header.first, form.ruled):
        moved = row if row < form.end else row + more
        if not target.has_formula(moved, column):
            target.write(moved, column, text)
    titles = form.header.titles
    rooms = {column: _room(form, target, column) for column in mapping}
    for number, block in enumerate(blocks):
        for (offset, column), value in block.items():
            row = form.head(number) + offset
            keeps = mapping[column] == NUMBER and target.has_formula(row, column)
            if keeps or target.is_covered(row, column):
                continue
            _check(value, titles[column])
            needed = _height(str(value), rooms[column])
            spanned = form.shape.height if column in form.shape.whole else 1
            for part in range(row, row + spanned):
                target.make_room(part, needed / spanned)
            if value != "" or form.sheet.text(row, column):
                target.write(row, column, value)
    return _with_school(form, target.save(), facts)


def _with_school(form: IssuedForm, content: bytes, facts: FormFacts) -> bytes:
    """The book with the school on its other sheets too."""
    for other in form.others:
        found = replaced(other.sheet, facts, other.header_row, other.ruled)
        if found:
            target = _open(content, form.kind, other.sheet.name)
            for row, column, text in found:
                if not target.has_formula(row, column):
                    target.write(row, column, text)
            content = target.save()
    return content


def _insert(form: IssuedForm, target: FormSheet, count: int) -> None:
    """So many rows more, below the last line, with the looks and the printed words of a line."""
    if form.kind == Kind.XLS and form.end + count + len(form.sheet.rows) > 65536:
        raise OutputError(f"更正太多，要加 {count} 行，超过 .xls 一张表能放的行数；"
                          f"请把下发的表另存为 .xlsx 再填。")
    heads, height = form.heads, form.shape.height
    below = form.end - 1 if heads else form.first - 1
    like = heads[min(1, len(heads) - 1)] if heads else form.header.end - 1
    target.insert_rows(below, count, like, height=height, ruled_only=not heads)
    for row in range(below + 1, below + 1 + count):
        for column in form.shape.labels:
            target.write(row, column, form.sheet.text(
                form.first + (row - below - 1) % height, column))


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
    blocks = form_blocks(form.shape, mapping, per_student, entries, facts)
    more = form.inserted(len(blocks))
    around = {(row, column): text for row, cells in enumerate(form.sheet.rows)
              for column, text in enumerate(cells) if text.strip()}
    around |= {(row, column): text
               for row, column, text in replaced(form.sheet, facts, form.header.first, form.ruled)}
    for (row, column), text in around.items():
        if (row, column) not in form.formulas and not form.first <= row < form.end:
            yield row if row < form.end else row + more, column, text
    for number, block in enumerate(blocks):
        for (offset, column), value in block.items():
            if mapping[column] != NUMBER:
                yield form.head(number) + offset, column, str(value)
