"""The roster: columns, rows with stable ids, cells of text. ``apply`` is the only door in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import ne
from pathlib import Path
from typing import NamedTuple

from models.account import Account
from models.errors import EditError
from models.fields import STANDARD, Fields


class Column(NamedTuple):
    """A column of the roster: its header text, its field key (None for any other column) and the
    letter that Excel shows for it (None if it was added here)."""

    title: str
    key: str | None
    letter: str | None


@dataclass(slots=True)
class Row:
    """One student. ``id`` never changes; ``number`` is the row number Excel shows in the opened
    file and ``sheet`` its sheet (None and "" for a row added here)."""

    id: int
    cells: list[str]
    number: int | None = None
    sheet: str = ""


class SetCell(NamedTuple):
    """One cell gets another text."""

    row: int
    column: int
    before: str
    after: str

    def inverse(self) -> SetCell:
        return SetCell(self.row, self.column, self.after, self.before)


class InsertRow(NamedTuple):
    """A row comes in at a position (0-based among the rows)."""

    row: int
    position: int
    cells: tuple[str, ...]
    number: int | None = None
    sheet: str = ""

    def inverse(self) -> DeleteRow:
        return DeleteRow(self.row, self.position, self.cells, self.number, self.sheet)


class DeleteRow(NamedTuple):
    """A row goes out; carries all that is needed to bring it back."""

    row: int
    position: int
    cells: tuple[str, ...]
    number: int | None = None
    sheet: str = ""

    def inverse(self) -> InsertRow:
        return InsertRow(self.row, self.position, self.cells, self.number, self.sheet)


class AddColumn(NamedTuple):
    """A required column that the sheet lacks is added, empty, as the last column."""

    key: str

    def inverse(self) -> DropColumn:
        return DropColumn(self.key)


class DropColumn(NamedTuple):
    """Takes back ``AddColumn``; the column must be the last one and empty."""

    key: str

    def inverse(self) -> AddColumn:
        return AddColumn(self.key)


RosterChange = SetCell | InsertRow | DeleteRow | AddColumn | DropColumn


ORIGINS = ("来源文件", "来源工作表", "来源行号")
"""The columns of a merged file that say where a row comes from."""


@dataclass
class Roster:
    """A school's students as read from one workbook, and as edited since.

    The fields come first, in the order of the sheet, then every other column. Cells are texts
    as the clerk sees them; a number that Excel damaged is its scientific form (domain §6).
    ``above`` are the filled cells above the header, as opened.
    """

    path: Path
    sheets: tuple[str, ...]
    header_row: int
    columns: list[Column]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)
    fields: Fields = STANDARD
    account: Account = Account()
    above: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._by_id = {row.id: row for row in self.rows}
        self._index = {c.key: i for i, c in enumerate(self.columns) if c.key is not None}
        self._position: dict[int, int] | None = None
        self._next_id = max(self._by_id, default=-1) + 1
        self._originals: dict[int, tuple[str, ...]] = {}
        self._edited = 0
        self._edited_rows: set[int] = set()
        """Ids of the rows with an edited cell; counted as they change, as the cells are."""
        self._opened = sum(row.number is not None for row in self.rows)
        self._removed: dict[int, Row] = {}
        self._origins: tuple[int, ...] | None = None

    # --- looking ---------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._by_id

    def row(self, row_id: int) -> Row:
        """The row with this id; KeyError if it is not (or no longer) there."""
        return self._by_id[row_id]

    def index(self, key: str) -> int | None:
        """Where the field's column stands, or None if the sheet has none."""
        return self._index.get(key)

    def value(self, row_id: int, key: str) -> str:
        """A field's text in a row; empty where the column is missing."""
        index = self._index.get(key)
        return "" if index is None else self._by_id[row_id].cells[index]

    def origin(self, row_id: int) -> tuple[str, str] | None:
        """The file and the row that a row was merged from, as ORIGINS columns say; None for a
        roster that was not merged, and for a row that doesn't say."""
        if self._origins is None:
            titles = [column.title for column in self.columns]
            self._origins = tuple(titles.index(title) for title in (ORIGINS[0], ORIGINS[2])) \
                if all(title in titles for title in ORIGINS) else ()
        cells = self._by_id[row_id].cells
        told = tuple(cells[place].strip() for place in self._origins)
        return (told[0], told[1]) if told and all(told) else None

    def label(self, row_id: int) -> str:
        """How a sentence names a row: by the number that Excel shows, in the file that it was
        merged from if it was."""
        found = self._by_id[row_id]
        if found.number is None:
            return "新增的行"
        if (origin := self.origin(row_id)) is not None:
            return f"“{origin[0]}”第 {origin[1]} 行"
        sheet = f"“{found.sheet}”" if len(self.sheets) > 1 else ""
        return f"{sheet}第 {found.number} 行"

    def missing_fields(self) -> tuple[str, ...]:
        """The required fields that have no column, in table order."""
        return tuple(key for key in self.fields.required if key not in self._index)

    def position(self, row_id: int) -> int:
        """Where the row stands among the rows, from 0."""
        if self._position is None:
            self._position = {row.id: i for i, row in enumerate(self.rows)}
        return self._position[row_id]

    def original(self, row_id: int) -> tuple[str, ...] | None:
        """The row's cells as opened, or None for a row that was added here."""
        row = self._by_id.get(row_id) or self._removed[row_id]
        return None if row.number is None else self.opened_cells(row)

    def opened_cells(self, row: Row) -> tuple[str, ...]:
        """The cells of an opened row as opened; safe to ask while another thread edits."""
        cells = tuple(row.cells)  # first: an edit keeps the original before it touches the cells
        return self._originals.get(row.id) or cells

    def original_value(self, row_id: int, column: int) -> str | None:
        """One cell as opened; "" in a column added here, None for a row added here."""
        cells = self.original(row_id)
        if cells is None:
            return None
        return cells[column] if column < len(cells) else ""

    def is_edited(self, row_id: int, column: int) -> bool:
        """Whether the cell differs from what was opened (all filled cells of an added row do)."""
        cells = self._originals.get(row_id)
        row = self._by_id[row_id]
        if row.number is None:
            return bool(row.cells[column])
        if cells is None:
            return False
        return row.cells[column] != (cells[column] if column < len(cells) else "")

    def is_row_edited(self, row_id: int) -> bool:
        """Whether any cell of the row differs from what was opened; an added row does."""
        row = self._by_id[row_id]
        cells = self._originals.get(row_id)
        if row.number is None or cells is None:
            return row.number is None
        return tuple(row.cells[:len(cells)]) != cells or any(row.cells[len(cells):])

    def edited_cells(self) -> int:
        """How many cells of opened rows differ from what was opened; counted as they change."""
        return self._edited

    def _edited_in(self, row: Row) -> int:
        cells = self._originals.get(row.id)
        return 0 if cells is None else sum(
            map(ne, row.cells, cells)) + sum(map(bool, row.cells[len(cells):]))

    def edited_rows(self) -> set[int]:
        """Ids of the rows of which ``is_row_edited`` holds."""
        return self._edited_rows.union(row.id for row in self.added())

    def was_edited(self, row_id: int) -> bool:
        """Whether an opened row has at some time been edited: known before its cells are."""
        return row_id in self._originals

    def touched(self) -> Iterator[int]:
        """Ids of opened rows that have at some time been edited, in no order."""
        return (row_id for row_id in self._originals if row_id in self._by_id)

    def removed(self) -> list[Row]:
        """Opened rows that are deleted now, in the order of the opened file."""
        return sorted((r for r in self._removed.values() if r.number is not None),
                      key=lambda r: r.id)

    def added(self) -> Iterator[Row]:
        """Rows that were added here, in row order."""
        return (row for row in self.rows if row.number is None)

    def added_count(self) -> int:
        """How many rows were added here, without walking them."""
        gone = sum(row.number is not None for row in self._removed.values())
        return len(self.rows) - (self._opened - gone)

    # --- changing --------------------------------------------------------------------------------

    def new_id(self) -> int:
        """An id no row ever had."""
        self._next_id += 1
        return self._next_id - 1

    def apply(self, changes: Iterable[RosterChange]) -> set[int]:
        """Carry out changes in order; returns the ids of the rows that were touched.

        Raises EditError, before anything is changed by the offending change, if a change does not
        fit the roster (its ``before`` is not what stands there).
        """
        touched: set[int] = set()
        for change in changes:
            match change:
                case SetCell():
                    self._set_cell(change)
                    touched.add(change.row)
                case InsertRow():
                    self._insert(change)
                    touched.add(change.row)
                case DeleteRow():
                    self._delete(change)
                    touched.add(change.row)
                case AddColumn():
                    self._add_column(change.key)
                    touched.update(self._by_id)
                case DropColumn():
                    self._drop_column(change.key)
                    touched.update(self._by_id)
        return touched

    def apply_all(self, changes: Sequence[SetCell]) -> None:
        """Gives cells new texts: all, or none. Raises EditError as ``apply`` does."""
        done = 0
        try:
            for change in changes:
                self._set_cell(change)
                done += 1
        except EditError:
            for change in reversed(changes[:done]):
                self._set_cell(change.inverse())
            raise

    def _set_cell(self, change: SetCell) -> None:
        row = self._by_id.get(change.row)
        if row is None or row.cells[change.column] != change.before:
            raise EditError("这一格的内容已经变了，请刷新后再改。")
        if row.number is None:
            row.cells[change.column] = change.after
            return
        cells = self._originals.get(row.id)
        if cells is None:
            cells = self._originals[row.id] = tuple(row.cells)
        opened = cells[change.column] if change.column < len(cells) else ""
        self._edited += (change.after != opened) - (change.before != opened)
        row.cells[change.column] = change.after
        if change.after != opened or self._edited_in(row):
            self._edited_rows.add(row.id)
        else:
            self._edited_rows.discard(row.id)

    def _insert(self, change: InsertRow) -> None:
        if change.row in self._by_id:
            raise EditError("要插入的行已经在名册里了。")
        cells = list(change.cells) + [""] * (len(self.columns) - len(change.cells))
        row = self._removed.pop(change.row, None) or Row(
            change.row, cells, change.number, change.sheet)
        row.cells = cells
        self.rows.insert(change.position, row)
        self._by_id[row.id] = row
        edited = self._edited_in(row)
        self._edited += edited
        if edited:
            self._edited_rows.add(row.id)
        self._next_id = max(self._next_id, row.id + 1)
        self._position = None

    def _delete(self, change: DeleteRow) -> None:
        row = self._by_id.get(change.row)
        if row is None or self.rows[change.position] is not row:
            raise EditError("要删除的行已经不在名册里了。")
        del self.rows[change.position]
        del self._by_id[row.id]
        self._edited -= self._edited_in(row)
        self._edited_rows.discard(row.id)
        self._removed[row.id] = row
        self._position = None

    def _add_column(self, key: str) -> None:
        if key in self._index:
            raise EditError(f"名册里已有“{self.fields.title(key)}”这一列。")
        self._index[key] = len(self.columns)
        self.columns.append(Column(self.fields.title(key), key, None))
        for row in self.rows:
            row.cells.append("")

    def _drop_column(self, key: str) -> None:
        if self._index.get(key) != len(self.columns) - 1:
            raise EditError(f"“{self.fields.title(key)}”这一列现在不能撤去。")
        del self._index[key]
        self.columns.pop()
        for row in self.rows:
            row.cells.pop()
        self._edited = sum(map(self._edited_in, self.rows))
        self._edited_rows = {row.id for row in self.rows if self._edited_in(row)}

    # --- making changes --------------------------------------------------------------------------

    def set_cell(self, row_id: int, column: int, text: str) -> SetCell:
        """The change that gives a cell another text."""
        return SetCell(row_id, column, self._by_id[row_id].cells[column], text)

    def delete_row(self, row_id: int) -> DeleteRow:
        """The change that takes a row out."""
        row = self._by_id[row_id]
        return DeleteRow(row.id, self.position(row_id), tuple(row.cells), row.number, row.sheet)

    def insert_row(self, position: int, cells: Sequence[str] = ()) -> InsertRow:
        """The change that brings a new row in before ``position``."""
        full = tuple(cells) + ("",) * (len(self.columns) - len(cells))
        return InsertRow(self.new_id(), position, full)
