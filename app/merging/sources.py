"""What one file gives to a merged roster: a table a sheet, and its account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from app.merging.class_guess import guess_class
from models.account import Place
from models.errors import NoStudentsError, WorkbookError
from models.fields import CLASS_NAME, GRADE, HEADER_WITHIN, MAIN_NUMBER, NAME, SUB_NUMBER, Fields
from models.grid import Sheet, Workbook
from models.intake.blocks import split_blocks
from models.intake.header import find_header, header_ending
from models.intake.label_form import find_form
from models.intake.lines import filled
from models.intake.student_table import Table, find_table, left_out
from models.intake.suspects import lost_sheet
from models.profile import Profile
from models.reading.in_process import open_workbook
from models.regular import file_hash
from models.roster import ORIGINS
from models.writing.check_sheets import SIGNATURE, CheckSheet, read_check_sheet

Known = Callable[[Sequence[str]], Mapping[str, int] | None]
"""Which columns the clerk has named under a header with these texts; None if that was never
asked."""


def nothing_known(texts: Sequence[str]) -> Mapping[str, int] | None:
    """Of a clerk who was never asked."""
    return None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not taken, by the number Excel shows, and why."""

    row: int
    why: str


@dataclass
class Source:
    """One sheet of one file: its table (None if the file can't be used; ``error`` says why), how
    many rows it has, which of them were left out, the class that its names tell, and what else is
    to be said. ``unaccounted`` looks like students and was not read. ``roster`` and ``places`` are
    those of a 核对表: whose it is, the order of its rows. ``grid`` is the sheet whose columns the
    clerk may name.
    """

    file: Path
    sheet: str | None = None
    table: Table | None = None
    read: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    error: str | None = None
    grade: str = ""
    class_name: str = ""
    notes: list[str] = field(default_factory=list)
    unaccounted: tuple[Place, ...] = ()
    roster: str = ""
    places: Sequence[int] = ()
    sha256: str = ""
    is_ours: bool = False
    grid: Sheet | None = None

    @property
    def origin(self) -> str:
        """What rows have in common that may not be the same student: a file, or one roster that
        was split into several."""
        return self.roster or str(self.file)

    @property
    def kept(self) -> int:
        """How many rows are taken."""
        return self.read - len(self.left_out)


def read_sources(path: Path, profile: Profile, *, sheets: Sequence[str] = (),
                 cancel: Event | None = None, known: Known = nothing_known) -> list[Source]:
    """Every fitting sheet of a file; one source with an ``error`` if it has none. ``sheets`` names
    those to take (none, or ``*``: all); ``known`` tells what columns mean that don't say it."""
    try:
        book = open_workbook(path, cancel=cancel)
        sha256 = file_hash(path)
        found = [source for sheet in book.sheets if _wanted(sheet, sheets)
                 for source in _sources(path, sheet, profile, known)]
        if not found:
            return [Source(path, sha256=sha256, grid=_to_be_mapped(book, sheets), error=(
                f"“{path.name}”里没有找到学籍表的表头，也不是一人一表的登记表，没有并入。"))]
        if not any(source.read or source.error for source in found):
            raise NoStudentsError(f"“{path.name}”里只有表头，没有学生，没有并入。")
    except WorkbookError as error:
        return [Source(path, error=" ".join(str(error).split()))]
    except OSError:
        return [Source(path, error=f"读不出文件“{path.name}”，请检查磁盘或网络连接。")]
    found += _lost(book, found, profile.fields)
    for source in found:
        source.sha256 = sha256
    return [source for source in found if source.read or source.error]


def remapped(source: Source, profile: Profile, header_row: int, mapping: Mapping[str, int]
             ) -> Source:
    """A source read again with the columns that the clerk has named; itself if it then has no
    students. ``header_row`` is as Excel shows it, 0 for none."""
    if source.grid is None:
        return source
    again = _of_columns(source.file, source.grid, header_row, mapping, profile)
    again.sha256 = source.sha256
    return again if again.read else source


def known_header(sheet: Sheet, profile: Profile, known: Known
                 ) -> tuple[int, Mapping[str, int]] | None:
    """The line of a header (as Excel shows it) that the clerk has named the columns of, and which
    they are."""
    header = find_header(sheet, profile.fields)
    if header is not None:
        mapping = known(header.texts)
        return None if mapping is None else (header.end, mapping)
    if known is nothing_known:
        return None
    for row, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        mapping = known(header_ending(sheet, row, profile.fields).texts) if any(cells) else None
        if mapping is not None:
            return row + 1, mapping
    return None


def _of_columns(path: Path, sheet: Sheet, header_row: int, mapping: Mapping[str, int],
                profile: Profile) -> Source:
    table = find_table(sheet, mapping=mapping, header_row=header_row, fields=profile.fields)
    source = _of_table(path, sheet, table, left_out(sheet, table), profile)
    source.grid = sheet
    return source


def _to_be_mapped(book: Workbook, names: Sequence[str]) -> Sheet | None:
    """The sheet without a header that has the most to be named, if any has."""
    sheets = [sheet for sheet in book.sheets if _wanted(sheet, names) and not sheet.hidden
              and any(len(filled(cells)) > 1 for cells in sheet.rows[1:])]
    return max(sheets, key=lambda sheet: len(sheet.rows), default=None)


def _wanted(sheet: Sheet, names: Sequence[str]) -> bool:
    return not names or "*" in names or sheet.name in names


def _lost(book: Workbook, found: Sequence[Source], fields: Fields) -> list[Source]:
    """Visible sheets that look like students of no other sheet, and have no header."""
    numbers = {cells[column] for source in found if source.table is not None
               for key in (MAIN_NUMBER, SUB_NUMBER)
               if (column := source.table.mapping.get(key)) is not None
               for _, cells in source.table.rows if column < len(cells)}
    names = {source.sheet for source in found}
    return [Source(book.path, sheet.name, error=(
        f"“{book.path.name}”的工作表“{sheet.name}”{place.what.replace('读入', '并入')}；请加上表头再合并。"))
        for sheet in book.sheets
        if not sheet.hidden and sheet.name not in names and find_header(sheet, fields) is None
        and (place := lost_sheet(sheet, numbers)) is not None]


def _sources(path: Path, sheet: Sheet, profile: Profile, known: Known) -> list[Source]:
    """What a sheet gives: nothing if it is no roster, a source for each block of students that
    stand side by side."""
    checked = read_check_sheet(sheet)
    if checked is not None:
        return [_of_check_sheet(path, sheet, checked, profile.fields)]
    form = find_form(sheet, profile.fields)
    told = known_header(sheet, profile, known)
    if form is None and told is None and find_header(sheet, profile.fields) is None:
        return []
    if sheet.hidden:
        return [Source(path, sheet.name, error=(
            f"“{path.name}”的工作表“{sheet.name}”是隐藏的，没有并入；要并入请先取消隐藏。"))]
    if told is not None:
        return [_of_columns(path, sheet, *told, profile)]
    if form is not None:
        return [_of_table(path, sheet, form, [], profile)]
    tables = [(block, find_table(block, fields=profile.fields))
              for block in split_blocks(sheet, profile.fields)]
    return [_of_table(path, block, table, left_out(block, table), profile)
            for block, table in tables]


def _of_table(path: Path, sheet: Sheet, table: Table, lines: Sequence[tuple[int, str]],
              profile: Profile) -> Source:
    """``lines`` are those that are no students, and why."""
    out = [LeftOut(number, why) for number, why in lines]
    source = Source(path, sheet.name, table, len(table.rows) + len(out), out,
                    unaccounted=table.account.unaccounted)
    source.grid = sheet if table.header_row else None
    source.is_ours = all(title in table.headers for title in ORIGINS)
    if not source.is_ours:
        names = [sheet.name, path.stem]
        source.grade, source.class_name = guess_class(names, profile)
        if not table.header_row or not source.class_name:
            source.grade, source.class_name = guess_class([*names, path.parent.name], profile)
        _fill_class(source, table, profile.fields)
    return source


def _of_check_sheet(path: Path, sheet: Sheet, checked: CheckSheet, fields: Fields) -> Source:
    headers = list(checked.headers)
    mapping = {match.key: column for column, text in reversed(list(enumerate(headers)))
               if (match := fields.match(text)) is not None}
    table = Table(sheet.name, checked.header_row, headers, mapping,
                  [(row.number, list(row.texts)) for row in checked.rows], fields=fields)
    taken = {row.number for row in checked.rows}
    out = [LeftOut(number, "签名" if cells[0].startswith(SIGNATURE) else "没有完整的行标识")
           for number, cells in enumerate(sheet.rows[checked.header_row:], checked.header_row + 1)
           if filled(cells) and number not in taken]
    return Source(path, sheet.name, table, len(table.rows) + len(out), out,
                  roster=checked.rows[0].roster if checked.rows else "",
                  places=[row.place for row in checked.rows])


def _fill_class(source: Source, table: Table, fields: Fields) -> None:
    """A grade or class that only the names tell goes into the column that has nothing."""
    if table.mapping.get(NAME) is None:
        return
    done = []
    for key, text in ((GRADE, source.grade), (CLASS_NAME, source.class_name)):
        column = table.mapping.get(key)
        if not text or key not in fields or column is not None and any(
                column < len(cells) and cells[column].strip() for _, cells in table.rows):
            continue
        if column is None:
            column = table.mapping[key] = len(table.headers)
            table.headers.append(fields.titles[key])
        table.rows = [(number, _with(cells, column, text)) for number, cells in table.rows]
        done.append(fields.titles[key])
    if done:
        source.notes.append(f"{'和'.join(done)}按文件名或工作表名补上")


def _with(cells: list[str], column: int, text: str) -> list[str]:
    """A row with one more text; the row as read is left as it is."""
    return [*cells[:column], *[""] * (column - len(cells)), text, *cells[column + 1:]]


def fields_of(table: Table) -> list[str]:
    """The fields that a table has, in field order."""
    return [key for key in table.fields.keys if key in table.mapping]
