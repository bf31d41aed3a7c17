"""Reading a list to compare a roster with: names and one more field are enough, not all eight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from models.bulk import collection_paused
from models.errors import NoHeaderError, NoStudentsError, SheetChoiceError, SheetMissingError
from models.fields import HEADER_WITHIN, NAME, STANDARD, Fields
from models.grid import Sheet, Workbook
from models.intake.header import find_header
from models.intake.roster_from_sheets import ALL_SHEETS, roster_from
from models.intake.student_table import find_table
from models.reading.in_process import open_workbook
from models.roster import Roster


def open_list(path: Path, *, sheets: Sequence[str] = (), is_birth: Callable[[str], bool],
              password: str | None = None, cancel: Event | None = None,
              fields: Fields = STANDARD) -> Roster:
    """The rows of a list, from the named sheets (``ALL_SHEETS``: all that fit) or else the one that
    fits, by the fields of the roster that it is held against. ``is_birth`` tells the header of a
    column of birth dates, which is a field of a list too.

    Raises what ``open_workbook`` raises, NoHeaderError if no sheet has a column of names and one
    more, NoStudentsError if nothing stands below them but names, SheetMissingError and
    SheetChoiceError.
    """
    with collection_paused():
        book = open_workbook(path, password=password, cancel=cancel)
        return list_from(book, sheets=sheets, is_birth=is_birth, fields=fields)


def list_from(book: Workbook, *, sheets: Sequence[str] = (), is_birth: Callable[[str], bool],
              fields: Fields = STANDARD) -> Roster:
    """The list in a workbook that was read before; see ``open_list``."""
    name = book.path.name
    fitting = {one.name: row for one in book.sheets
               if (row := _header_row(one, is_birth, fields)) is not None}
    chosen = _chosen(book, fitting, sheets, fields)
    by_name = {one.name: one for one in book.sheets if one.name in chosen}
    short = {one: fitting[one] + 1 for one in chosen if find_header(by_name[one], fields) is None}
    try:
        roster = roster_from(
            book, sheets=chosen, fields=fields,
            by_sheet={one: (row, find_table(by_name[one], header_row=row, fields=fields).mapping)
                      for one, row in short.items()})
    except NoStudentsError as error:
        raise NoStudentsError(f"名单“{name}”里只有表头，没有学生，请检查是否选对了文件。") from error
    if roster.index(NAME) is None:
        raise _no_name(name)
    if not any(cells_say(roster.rows[i].cells, roster, is_birth) for i in range(len(roster.rows))):
        raise NoHeaderError(
            f"名单“{name}”里除了姓名没有别的内容，无法与名册核对；至少还要有号码、出生日期、年级、班级等一项。")
    return roster


def cells_say(cells: Sequence[str], roster: Roster, is_birth: Callable[[str], bool]) -> bool:
    """Whether a row has something besides a name in a field's column."""
    return any(text.strip() and (column.key not in (None, NAME) or (
        column.key is None and is_birth(column.title)))
        for text, column in zip(cells, roster.columns))


def _header_row(sheet: Sheet, is_birth: Callable[[str], bool], fields: Fields) -> int | None:
    """The 0-based row of the header: as for a roster, else the first line with 姓名 and one more."""
    header = find_header(sheet, fields)
    if header is not None:
        return header.end - 1
    for number, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        keys = {match.key for text in cells if text and (match := fields.match(text))}
        more = any(text and (fields.is_bare_number(text) or is_birth(text)) for text in cells)
        if NAME in keys and (len(keys) > 1 or more):
            return number
    return None


def _chosen(book: Workbook, fitting: dict[str, int], named: Sequence[str],
            fields: Fields) -> tuple[str, ...]:
    file = book.path.name
    if named and tuple(named) != ALL_SHEETS:
        return tuple(dict.fromkeys(_named(book, fitting, name) for name in named))
    if not fitting:
        raise _no_name(file)
    visible = [one.name for one in book.sheets if one.name in fitting and not one.hidden]
    names = visible or list(fitting)
    if len(names) > 1 and not named:
        raise SheetChoiceError(
            f"名单“{file}”里有 {len(names)} 张工作表都像名单："
            f"{'、'.join(f'“{one}”' for one in names[:10])}，请选择用哪几张（命令行用 --list-sheet 指定）。",
            names, [len(find_table(one, header_row=fitting[one.name] + 1, fields=fields).rows)
                    for one in book.sheets if one.name in names])
    return tuple(names)


def _named(book: Workbook, fitting: dict[str, int], name: str) -> str:
    same = [one.name for one in book.sheets
            if one.name.strip().casefold() == name.strip().casefold()]
    if not same or same[0] not in fitting:
        raise SheetMissingError(
            f"名单“{book.path.name}”里没有工作表“{name}”，或它没有姓名和另外一列；"
            f"现有工作表：{'、'.join(f'“{one.name}”' for one in book.sheets[:10])}。")
    return same[0]


def _no_name(file: str) -> NoHeaderError:
    return NoHeaderError(
        f"名单“{file}”的前 {HEADER_WITHIN} 行里没有找到“姓名”列和另外一列（号码、出生日期、年级、班级等），"
        f"请检查是否选对了文件。")
