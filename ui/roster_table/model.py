"""The table's item model: looks cells up in the document, and changes them only through it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum
from itertools import compress
from operator import is_, not_
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal)

from app.changes import CellEdit
from app.document import Document, Update
from app.explaining.visible import shortened
from app.table.masking import mask
from app.table.order import RowOrder, Sort, TableFilter
from app.table.status import CONFIRMED, EDITED, ERROR, WARNING, RowStatus
from models.errors import XuejiError
from models.roster import Row
from models.text_width import display_width
from validators.findings import Severity

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_MANY = 1000
"""From so many rows on, looking at the whole roster is quicker than at each of them."""
_MOST_RUNS = 8
"""From so many separate stretches of rows on, a change is told as one stretch."""


class Role(IntEnum):
    """What ``data`` knows besides Qt's own roles."""

    ROW_ID = Qt.ItemDataRole.UserRole + 1
    MARKS = Qt.ItemDataRole.UserRole + 2


class RosterModel(QAbstractTableModel):
    """Columns are the roster's, by index; rows are those that the filter shows, in sorting order.
    Rows are known by id outside; a row number is only good until the next signal."""

    refused = Signal(str)
    """A change was not possible; the text says why."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.rows: list[Row] = []
        self.masked = False
        self._columns = 0
        self._masked: frozenset[int] = frozenset()
        self._places: dict[int, int] | None = None
        self._asked = 0

    def set_document(self, document: Document | None) -> None:
        """Shows another document, unfiltered, in the order of the file."""
        self.beginResetModel()
        self.document = document
        if document is not None:
            self.status = RowStatus(document)
            self.order = RowOrder(document, self.status)
        self.rows = self.order.shown if document is not None else []
        self._note_columns()
        self._forget_places()
        self.endResetModel()

    def _note_columns(self) -> None:
        roster = self.document.roster if self.document is not None else None
        self._columns = len(roster.columns) if roster is not None else 0
        hidden = roster.fields.id_numbers if roster is not None and self.masked else ()
        self._masked = frozenset(column for column, each in enumerate(
            roster.columns if roster is not None else ()) if each.key in hidden)

    # --- what Qt asks ----------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else self._columns

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable \
            | Qt.ItemFlag.ItemNeverHasChildren
        if not index.isValid() or self.document is None:
            return Qt.ItemFlag.NoItemFlags
        return flags if self.document.read_only else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not 0 <= row < len(self.rows) or not 0 <= column < self._columns:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.EditRole:
                return self.rows[row].cells[column]
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(row, column)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._spoken(row, column)
            case Role.ROW_ID:
                return self.rows[row].id
            case Role.MARKS:
                return self.status.marks(self.rows[row].id)[column]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.document is None or section < 0:
            return None
        if orientation == Qt.Orientation.Horizontal:
            if section < self._columns and role in (
                    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return " ".join(self.document.roster.columns[section].title.split())
            return None
        if section >= len(self.rows):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row_number(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.document.validator.row_label(self.rows[section].id)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.document is None:
            return False
        return self.edit([(self.rows[index.row()].id, index.column(), str(value))])

    # --- looking ---------------------------------------------------------------------------------

    def text(self, row: int, column: int) -> str:
        """A cell as shown; with its middle hidden in a masked column."""
        text = self.rows[row].cells[column]
        return mask(text) if column in self._masked else text

    def cell(self, row_id: int, column: int) -> str:
        """A cell as it is, shown or not."""
        assert self.document is not None
        return self.document.roster.row(row_id).cells[column]

    def is_open(self, row: int, column: int) -> bool:
        """Whether a cell has something to deal with: an error, or a doubt not confirmed."""
        return bool(self.status.marks(self.rows[row].id)[column] & (ERROR | WARNING))

    def is_masked(self, column: int) -> bool:
        """Whether the middle of this column's texts is hidden."""
        return column in self._masked

    def row_number(self, row: int) -> str:
        """What stands before a row: its number in the opened file, and its sheet where there are
        several."""
        found = self.rows[row]
        if found.number is None:
            return "新"
        return f"{found.sheet} {found.number}" if self._several else str(found.number)

    @property
    def _several(self) -> bool:
        return self.document is not None and len(self.document.roster.sheets) > 1

    def widest_number(self) -> str:
        """About the widest of what ``row_number`` gives."""
        if not self.rows:
            return ""
        if not self._several or self.document is None:
            return max((self.row_number(place) for place in {0, len(self.rows) - 1}), key=len)
        last = max(row.number or 0 for row in self.rows)
        return f"{max(self.document.roster.sheets, key=display_width)} {last}"

    def row_id(self, row: int) -> int:
        """The id of the row at a place of the view."""
        return self.rows[row].id

    def place(self, row_id: int) -> int | None:
        """Where a row stands in the view, or None if it is not shown."""
        if self._places is not None:
            return self._places.get(row_id)
        self._asked += 1
        if self._asked > 1 or self.document is None:  # from the second time on a map pays
            self._places = {row.id: place for place, row in enumerate(self.rows)}
            return self._places.get(row_id)
        if row_id not in self.document.roster:
            return None
        wanted = self.document.roster.row(row_id)
        return next((place for place, row in enumerate(self.rows) if row is wanted), None)

    def _forget_places(self) -> None:
        self._places = None
        self._asked = 0

    def _tooltip(self, row: int, column: int) -> str | None:
        """The findings of a cell and what it was before."""
        assert self.document is not None
        row_id = self.rows[row].id
        parts = []
        for finding, title, message, reason in self.status.explain(row_id, column):
            sign = "▲" if finding.severity is Severity.ERROR else "□"
            part = f"{'✓' if reason else sign} {title}\n{message}"
            if reason:
                part += f"\n已确认情况属实：{reason}"
            parts.append(part)
        if self.status.marks(row_id)[column] & EDITED and self.rows[row].number is not None:
            before = self.document.roster.original_value(row_id, column) or "（空）"
            parts.append(f"原来是：{shortened(before)}")
        if not parts:
            return None
        text = "\n\n".join(parts)
        if column in self._masked:
            whole = self.rows[row].cells[column]
            text = text.replace(whole, mask(whole)) if len(whole) > 4 else text
        return text

    def _spoken(self, row: int, column: int) -> str:
        """The marks of a cell in words, for screen readers."""
        mark = self.status.marks(self.rows[row].id)[column]
        words = [word for bit, word in ((ERROR, "有错误"), (WARNING, "待核实"),
                                        (CONFIRMED, "已确认"), (EDITED, "已修改"))
                 if mark & bit]
        words += [title for _, title, _, _ in self.status.explain(self.rows[row].id, column)]
        return "，".join(words)

    # --- changing --------------------------------------------------------------------------------

    def edit(self, cells: Iterable[CellEdit], label: str = "") -> bool:
        """Changes cells as one step; says why through ``refused`` if that can't be."""
        if self.document is None:
            return False
        try:
            return self.document.edit(cells, label=label)
        except XuejiError as error:
            self.refused.emit(str(error))
            return False

    def set_masked(self, masked: bool) -> None:
        """Hides or shows the middle of ID numbers."""
        self.masked = masked
        self._note_columns()
        if self.rows and self._columns:
            self.dataChanged.emit(self.index(0, 0),
                                  self.index(len(self.rows) - 1, self._columns - 1),
                                  [Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole])

    def refresh(self, update: Update) -> None:
        """Shows what a change of the document did. Rows stay where they are and in view."""
        if self.document is None:
            return
        if update.structure:
            self._follow_columns()
        if update.structure or update.school or len(update.rows) > _MANY:
            self.status.rebuild()
        else:
            self.status.update(update.rows)
        if update.structure:
            self.set_rows(self.order.follow_roster())
        if update.rows:
            self._tell_changed(update.rows)

    def _follow_columns(self) -> None:
        assert self.document is not None
        before, now = self._columns, len(self.document.roster.columns)
        if now > before:
            self.status.rebuild()
            self.beginInsertColumns(_NO_PARENT, before, now - 1)
            self._note_columns()
            self.endInsertColumns()
        elif now < before:
            self.beginRemoveColumns(_NO_PARENT, now, before - 1)
            self._note_columns()
            self.endRemoveColumns()

    def _tell_changed(self, row_ids: Collection[int]) -> None:
        if len(row_ids) >= len(self.rows):
            runs = [(0, len(self.rows) - 1)] if self.rows else []
        else:
            runs = _runs(sorted(place for row_id in row_ids
                                if (place := self.place(row_id)) is not None))
        last = self._columns - 1
        for first_row, last_row in runs:
            self.dataChanged.emit(self.index(first_row, 0), self.index(last_row, last))

    def set_filter(self, wanted: TableFilter) -> None:
        """Shows the rows that fit now."""
        if self.document is not None:
            self.set_rows(self.order.set_filter(wanted))

    def set_sort(self, sort: Sort | None) -> None:
        """Orders the rows by their texts as they are now."""
        if self.document is not None:
            self._reorder(list(self.order.set_sort(sort)))

    # --- rows coming, going, moving --------------------------------------------------------------

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Shows these rows in this order: whatever goes in one stretch, whatever comes in one, and
        at most one change of order on either side, so that Qt can follow every index."""
        new = {row.id for row in rows}
        old = {row.id for row in self.rows}
        if not old <= new:
            self._remove([row.id not in new for row in self.rows])
        if not new <= old:
            self._insert(rows, [row.id not in old for row in rows])
        else:
            self._reorder(list(rows))

    def _remove(self, going: Sequence[bool]) -> None:
        first, count = _stretch(going)
        if count < sum(going):
            kept = list(compress(self.rows, map(not_, going)))
            gone = list(compress(self.rows, going))
            self._reorder(kept + gone)
            first, count = len(kept), len(gone)
        self.beginRemoveRows(_NO_PARENT, first, first + count - 1)
        self.rows = self.rows[:first] + self.rows[first + count:]
        self._forget_places()
        self.endRemoveRows()

    def _insert(self, rows: Sequence[Row], coming: Sequence[bool]) -> None:
        kept = list(compress(rows, map(not_, coming)))
        came = list(compress(rows, coming))
        self._reorder(kept)
        first, count = _stretch(coming)
        if count < len(came):
            first = len(kept)
        self.beginInsertRows(_NO_PARENT, first, first + len(came) - 1)
        self.rows = kept[:first] + came + kept[first:]
        self._forget_places()
        self.endInsertRows()
        self._reorder(list(rows))

    def _reorder(self, rows: list[Row]) -> None:
        """The same rows in another order."""
        if all(map(is_, rows, self.rows)):
            self.rows = rows
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        moved = [self.rows[index.row()] for index in before]
        self.rows = rows
        self._forget_places()
        if before:
            ids = {row.id for row in moved}
            places = {row.id: place for place, row in enumerate(rows) if row.id in ids}
            self.changePersistentIndexList(before, [
                self.index(places[row.id], index.column())
                for row, index in zip(moved, before, strict=True)])
        self.layoutChanged.emit()


def _stretch(chosen: Sequence[bool]) -> tuple[int, int]:
    """The first unbroken stretch of chosen places: where it begins, and its length."""
    first = chosen.index(True)
    end = next((i for i in range(first, len(chosen)) if not chosen[i]), len(chosen))
    return first, end - first


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """The stretches of ascending places, or one around all if they are many."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return runs if len(runs) <= _MOST_RUNS else [(places[0], places[-1])]
