"""From a file to a roster: choosing the sheets, joining their tables, saying what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from threading import Event
from types import MappingProxyType

from models.account import Place, joined
from models.bulk import collection_paused
from models.errors import (
    FileTooBigError, NoHeaderError, NoStudentsError, SheetChoiceError, SheetMissingError)
from models.fields import HEADER_WITHIN, MAIN_NUMBER, NAME, STANDARD, SUB_NUMBER, Fields
from models.grid import Sheet, Workbook, column_letter
from models.intake.blocks import split_blocks
from models.intake.guess import guessed
from models.intake.header import find_header
from models.intake.student_table import Table, find_table
from models.intake.suspects import as_roster, is_of_adults, lost_sheet
from models.reading.in_process import open_workbook
from models.reading.limits import STUDENTS
from models.roster import Column, Roster, Row

__all__ = ["ALL_SHEETS", "Table", "find_table", "fitting_sheets", "open_roster", "roster_from"]

ALL_SHEETS = ("*",)
"""The choice of every visible sheet that fits."""

NOTHING: Mapping[str, tuple[int, Mapping[str, int]]] = MappingProxyType({})

_NAMED_SHEETS = 4
"""More sheets with the same note are counted and not named."""

_Slot = tuple[str, int]
"""What columns of several sheets are joined by: a field key or header text, and which of equal
headers in a sheet it is."""


def fitting_sheets(book: Workbook, fields: Fields = STANDARD) -> list[Sheet]:
    """The sheets, hidden ones too, that have a header in their first 30 rows."""
    return [sheet for sheet in book.sheets if find_header(sheet, fields) is not None]


def readings(sheet: Sheet) -> tuple[Sheet, ...]:
    """A sheet, and with it how else it may be read. Whoever takes one of two by its name has
    settled that, so they are without doubts."""
    other = sheet.other_reading
    if other is None:
        return (sheet,)
    return replace(sheet, doubts=[], other_reading=None), other


def likely_sheets(book: Workbook, fields: Fields = STANDARD) -> list[Sheet]:
    """The visible sheets that fit, but for those that list adults beside the students."""
    visible = [sheet for sheet in fitting_sheets(book, fields) if not sheet.hidden]
    if len(visible) < 2:
        return visible
    tables = [find_table(sheet, fields=fields) for sheet in visible]
    students = [cells[column] for table in tables if SUB_NUMBER in table.mapping
                and (column := table.mapping.get(MAIN_NUMBER)) is not None
                for _, cells in table.rows if column < len(cells)]
    return [sheet for sheet, table in zip(visible, tables)
            if not students or not is_of_adults(sheet, table.mapping, students)]


def open_roster(
    path: Path, *, sheets: Sequence[str] = (), mapping: Mapping[str, int] | None = None,
    header_row: int | None = None, password: str | None = None, cancel: Event | None = None,
    fields: Fields = STANDARD,
) -> Roster:
    """Read a roster. ``sheets`` names those to take; none means the one visible sheet that fits,
    ``ALL_SHEETS`` every visible one. ``mapping`` (field key → 0-based column) and ``header_row``
    (1-based) override what would be recognised.

    Blocks; the window calls it in a thread and may set ``cancel`` from another: then
    ReadingCancelledError is raised soon after. A file out of the ordinary is read in a worker
    process. Otherwise raises what ``read_workbook`` raises, NoHeaderError, SheetChoiceError,
    SheetMissingError and NoStudentsError, each with one Chinese sentence.
    """
    with collection_paused():
        book = open_workbook(path, password=password, cancel=cancel)
        return roster_from(book, sheets=sheets, mapping=mapping, header_row=header_row,
                           fields=fields)


def roster_from(
    book: Workbook, *, sheets: Sequence[str] = (), mapping: Mapping[str, int] | None = None,
    header_row: int | None = None, fields: Fields = STANDARD,
    by_sheet: Mapping[str, tuple[int, Mapping[str, int]]] = NOTHING,
) -> Roster:
    """The roster in a workbook that was read before; see ``open_roster``. ``by_sheet`` holds
    ``header_row`` and ``mapping`` for single sheets by name."""
    free = mapping is not None or header_row is not None
    chosen = _chosen_sheets(book, sheets, free or bool(sheets and by_sheet), fields)
    if free:
        tables = [find_table(sheet, mapping=mapping, header_row=header_row, fields=fields)
                  for sheet in chosen]
    else:
        tables = _tables(book, chosen, fields, by_sheet)
    if not any(table.rows for table in tables):
        raise NoStudentsError(
            f"“{book.path.name}”的工作表{_quoted(sheet.name for sheet in chosen)}"
            f"里只有表头，没有学生，请检查是否选对了文件或工作表。")
    count = sum(len(table.rows) for table in tables)
    if count > STUDENTS:
        raise FileTooBigError(
            f"“{book.path.name}”里有 {count} 行像学生的内容，超过一份名册最多能读的 {STUDENTS} 行；"
            f"请在 Excel 或 WPS 中删去下面多余的行，另存后再打开。")
    columns, slots = joined_columns(tables)
    notes = list(book.notes)
    notes.extend(_notes(tables))
    notes.extend(_lacking(tables, columns, slots))
    notes.extend(_left_out(book, chosen))
    rows: list[Row] = []
    for table, places in zip(tables, slots):
        add_rows(rows, table, places)
    return Roster(book.path, tuple(table.sheet for table in tables), tables[0].header_row,
                  columns, rows, notes, fields, account=joined(
                      (table.account for table in tables),
                      _lost(book, chosen, tables, bool(sheets), fields)),
                  above=tuple(dict.fromkeys(text for table in tables for text in table.above)))


def _tables(book: Workbook, chosen: Sequence[Sheet], fields: Fields,
            by_sheet: Mapping[str, tuple[int, Mapping[str, int]]]) -> list[Table]:
    """The tables of the chosen sheets. One without a header goes on with the sheet before it that
    has one (or else the book's first)."""
    tables: list[Table] = []
    lead: Table | None = None
    for sheet in chosen:
        if sheet.name in by_sheet:
            row, mapping = by_sheet[sheet.name]
            tables.append(find_table(sheet, mapping=mapping, header_row=row, fields=fields))
            lead = tables[-1]
            continue
        if find_header(sheet, fields) is not None:
            tables += [find_table(block, fields=fields) for block in split_blocks(sheet, fields)]
            lead = tables[-1]
            continue
        if lead is None:
            lead = find_table(fitting_sheets(book, fields)[0], fields=fields)
        table = find_table(sheet, mapping=lead.mapping, header_row=0, fields=fields)
        table.headers = lead.headers + [""] * (len(table.headers) - len(lead.headers))
        table.notes.append("没有表头，已按有表头的那张工作表的各列读入。")
        tables.append(table)
    if len(tables) > 1:
        for table in tables:
            if table.sheet not in by_sheet:
                _guess(table, {key for other in tables for key in other.mapping})
    return tables


def _guess(table: Table, known: Collection[str]) -> None:
    """Takes columns for the fields that other sheets have by what stands in them."""
    wanted = [key for key in known if key not in table.mapping]
    found = guessed(wanted, table.mapping, len(table.headers), lambda column: (
        cells[column] for _, cells in table.rows if column < len(cells))) if wanted else {}
    for key, column in found.items():
        table.mapping[key] = column
        table.notes.append(f"{column_letter(column)} 列按内容认作“{table.fields.titles[key]}”。")


def _lost(book: Workbook, chosen: Sequence[Sheet], tables: Sequence[Table], named: bool,
          fields: Fields) -> list[Place]:
    """Sheets that look like students and were neither read nor left out by the clerk's choice."""
    rest = [sheet for sheet in book.sheets if sheet.rows and not any(
        sheet is taken for taken in chosen)]
    if not rest or named:
        return []
    known, names = ({cells[column].strip() for table in tables for key in keys
                     if (column := table.mapping.get(key)) is not None
                     for _, cells in table.rows if column < len(cells)}
                    for keys in ((MAIN_NUMBER, SUB_NUMBER), (NAME,)))
    places = [lost_sheet(sheet, known, names) for sheet in rest
              if sheet.hidden or find_header(sheet, fields) is None]
    return [place for place in places if place is not None]


# --- sheets --------------------------------------------------------------------------------------


def _chosen_sheets(book: Workbook, names: Sequence[str], free: bool, fields: Fields
                   ) -> list[Sheet]:
    if names and tuple(names) != ALL_SHEETS:
        return _named_sheets(book, names, free, fields)
    fitting = fitting_sheets(book, fields)
    visible = likely_sheets(book, fields)
    if not visible and free:
        visible = [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden]
    if not visible:
        raise _no_header(book, fitting, fields)
    if not free:
        visible = _with_continuations(book, visible, fields)
    if len(visible) > 1 and not names:
        found = [sheet.name for sheet in visible]
        raise SheetChoiceError(
            f"“{book.path.name}”里有 {len(found)} 张工作表都像学籍表：{_quoted(found)}，"
            f"请选择要核对的工作表。", found)
    return visible


def _named_sheets(book: Workbook, names: Sequence[str], free: bool, fields: Fields
                  ) -> list[Sheet]:
    chosen = []
    sheets = [reading for sheet in book.sheets for reading in readings(sheet)]
    for name in dict.fromkeys(names):
        same = [sheet for sheet in sheets if sheet.name == name] or [
            sheet for sheet in sheets
            if sheet.name.strip().casefold() == name.strip().casefold()]
        if not same:
            raise SheetMissingError(
                f"“{book.path.name}”里没有工作表“{name}”，"
                f"现有工作表：{_quoted(sheet.name for sheet in sheets)}。")
        if not free and find_header(same[0], fields) is None \
                and same[0] not in _with_continuations(book, fitting_sheets(book, fields), fields):
            raise SheetMissingError(
                f"“{book.path.name}”的工作表“{name}”前 {HEADER_WITHIN} 行里没有找到学籍表的表头，"
                f"请另选工作表。")
        chosen.append(same[0])
    return chosen


def _with_continuations(book: Workbook, fitting: Sequence[Sheet], fields: Fields) -> list[Sheet]:
    """The fitting sheets and, in the order of the book, visible ones without a header whose lines
    have the same columns: exports go on so on the next sheet."""
    others = [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden
              and not any(sheet is one for one in fitting) and find_header(sheet, fields) is None]
    if not others or not fitting:
        return list(fitting)
    mapping = find_table(fitting[0], fields=fields).mapping
    taken = [sheet for sheet in others if as_roster(sheet, mapping)]
    return [sheet for sheet in book.sheets
            if any(sheet is one for one in (*fitting, *taken))]


def _no_header(book: Workbook, hidden: Sequence[Sheet], fields: Fields) -> NoHeaderError:
    if hidden:
        return NoHeaderError(
            f"“{book.path.name}”里只有隐藏的工作表{_quoted(sheet.name for sheet in hidden)}"
            f"像学籍表；请在 Excel 或 WPS 中取消隐藏，或指明要读这张工作表。")
    return NoHeaderError(
        f"在“{book.path.name}”的前 {HEADER_WITHIN} 行里没有找到表头"
        f"（至少要有{fields.examples}），请指定各列，或检查是否选对了文件。")


def _left_out(book: Workbook, chosen: Sequence[Sheet]) -> list[str]:
    """Notes on sheets that have something but were not read: nobody disappears silently."""
    rest = [sheet for sheet in book.sheets if sheet.rows and not any(
        sheet is taken for taken in chosen)]
    hidden = [sheet.name for sheet in rest if sheet.hidden]
    visible = [sheet.name for sheet in rest if not sheet.hidden]
    notes = []
    if visible:
        notes.append(f"工作表{_quoted(visible)}没有读入。")
    if hidden:
        notes.append(f"隐藏的工作表{_quoted(hidden)}没有读入。")
    return notes


def _quoted(names: Iterable[str]) -> str:
    found = list(names)
    shown = "、".join(f"“{name}”" for name in found[:10])
    return f"{shown}等 {len(found)} 个" if len(found) > 10 else shown


def _notes(tables: Sequence[Table]) -> list[str]:
    """What the tables noted; of several sheets each note once, with the sheets that it is about."""
    if len(tables) == 1:
        return list(tables[0].notes)
    said: dict[str, list[str]] = {}
    for table in tables:
        for note in table.notes:
            said.setdefault(note, []).append(table.sheet)
    return [f"{len(sheets)} 张工作表：{note}" if len(sheets) > _NAMED_SHEETS else
            f"工作表{_quoted(sheets)}：{note}"
            for note, sheets in ((note, list(dict.fromkeys(sheets)))
                                 for note, sheets in said.items())]


def _lacking(
    tables: Sequence[Table], columns: Sequence[Column], slots: Sequence[Sequence[int]]
) -> list[str]:
    """Notes on columns that one of several sheets has not: its students are blank there."""
    lacking: dict[str, list[str]] = {}
    for table, places in zip(tables, slots):
        titles = [column.title for column, place in zip(columns, places) if place < 0]
        if titles:
            lacking.setdefault(_quoted(titles), []).append(table.sheet)
    return [f"工作表{_quoted(sheets)}没有{titles}列，它的学生在这些列里是空白。"
            for titles, sheets in lacking.items()]


# --- columns and rows ----------------------------------------------------------------------------


def joined_columns(tables: Sequence[Table]) -> tuple[list[Column], list[list[int]]]:
    """The roster's columns (the fields first, in the order of the sheet) and, for each table, which
    of its columns stands at each place, -1 where it has none."""
    fields: dict[_Slot, Column] = {}
    others: dict[_Slot, Column] = {}
    found: list[dict[_Slot, int]] = []
    for table in tables:
        keys = {column: key for key, column in table.mapping.items()}
        own: dict[_Slot, int] = {}
        for column in _used_columns(table):
            key = keys.get(column)
            slot = (key, 0) if key else _free_slot(table.title(column), own)
            own[slot] = column
            (fields if key else others).setdefault(
                slot, Column(table.title(column), key, column_letter(column)))
        found.append(own)
    joined = fields | others
    return list(joined.values()), [[own.get(slot, -1) for slot in joined] for own in found]


def _free_slot(title: str, taken: Mapping[_Slot, int]) -> _Slot:
    nth = 1
    while (title, nth) in taken:
        nth += 1
    return title, nth


def _used_columns(table: Table) -> list[int]:
    """Columns that have a field, a header, or a text in a student's row."""
    used = set(table.mapping.values())
    used.update(column for column, text in enumerate(table.headers) if text.strip())
    bare = [column for column in range(len(table.headers)) if column not in used]
    for _, cells in table.rows:
        if bare and bare[0] < len(cells):
            found = [column for column in bare if column < len(cells) and cells[column]]
            if found:
                used.update(found)
                bare = [column for column in bare if column not in used]
    return sorted(used)


def add_rows(rows: list[Row], table: Table, places: Sequence[int]) -> None:
    """The table's students at the end of ``rows``, their cells in the roster's order."""
    need = max(places) + 1
    pick = itemgetter(*places) if len(places) > 1 else lambda cells: (cells[places[0]],)
    is_whole = min(places) >= 0
    first = len(rows)
    for index, (number, cells) in enumerate(table.rows, first):
        if len(cells) < need or not is_whole:
            # one more empty cell serves the places (-1) that this sheet has no column for
            cells = cells[:need] + [""] * (need + 1 - len(cells[:need]))
        rows.append(Row(index, list(pick(cells)), number, table.sheet))
