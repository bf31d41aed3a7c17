"""A table to look at: lines of texts, some inked by what they mean; the chosen line is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.looks import theme

_Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 28


@dataclass(frozen=True)
class Cell:
    """A text; ``ink`` and ``band`` are names of colours of the palette ("" the usual ones)."""

    text: str
    ink: str = ""
    band: str = ""
    right: bool = False


class _Lines(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.headers: Sequence[str] = ()
        self.rows: Sequence[Sequence[Cell]] = ()

    def fill(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        self.beginResetModel()
        self.headers, self.rows = headers, rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.headers)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.headers[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.rows[index.row()][index.column()]
        colors = theme.palette()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell.text
        if role == Qt.ItemDataRole.ForegroundRole and cell.ink:
            return theme.color(getattr(colors, cell.ink))
        if role == Qt.ItemDataRole.BackgroundRole and cell.band:
            return theme.color(getattr(colors, cell.band))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class LinesTable(QTableView):
    """One line is chosen at a time; Enter or a double click opens it."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.chosen.emit(now.row()))
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def fill(self, headers: Sequence[str], rows: Sequence[Sequence[Cell]],
             widths: Sequence[int] = ()) -> None:
        """Shows other lines, the one that was chosen still chosen if there are so many."""
        row = self.currentIndex().row()
        self._lines.fill(headers, rows)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, theme.px(width))
        if rows:
            self.selectRow(min(max(row, 0), len(rows) - 1))

    @property
    def row(self) -> int:
        """The chosen line, -1 if there is none."""
        return self.currentIndex().row()
