"""The table view: keys, the frozen name column, zoom. It asks for commands and carries none out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import cast

from PySide6.QtCore import (
    QEvent, QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex,
    QPersistentModelIndex, QPoint, QRect, Qt, Signal)
from PySide6.QtGui import (
    QColor, QContextMenuEvent, QFocusEvent, QFont, QFontMetrics, QInputMethodEvent, QKeyEvent,
    QKeySequence, QPainter, QPaintEvent, QWheelEvent)
from PySide6.QtWidgets import (
    QAbstractButton, QAbstractItemDelegate, QAbstractItemView, QApplication, QLineEdit, QTableView,
    QWidget)

from app.table.clipboard import Area
from ui.action_table import CUT, SELECT_ALL, Act, keys_of
from ui.looks import theme
from ui.roster_table.delegate import CellPaint, RosterDelegate
from ui.roster_table.header import ColumnHeader, RowHeader
from ui.roster_table.model import RosterModel

Index = QModelIndex | QPersistentModelIndex
_FLAG = QItemSelectionModel.SelectionFlag
_TRIGGER = QAbstractItemView.EditTrigger


class Command(Enum):
    """What a key or a menu in the table asks for."""

    COPY = auto()
    CUT = auto()
    PASTE = auto()
    CLEAR = auto()
    FILL_DOWN = auto()
    INSERT_ABOVE = auto()
    INSERT_BELOW = auto()
    DELETE_ROWS = auto()
    REPLACE = auto()
    CONFIRM = auto()
    NEXT_PROBLEM = auto()
    PREVIOUS_PROBLEM = auto()
    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    ZOOM_RESET = auto()


_STYLE = "#rosterView { border: none; } QAbstractScrollArea::corner { border: none; }"

_NONE = Qt.KeyboardModifier.NoModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_COMMANDS = {
    Act.COPY: Command.COPY, Act.PASTE: Command.PASTE, Act.CLEAR: Command.CLEAR,
    Act.FILL_DOWN: Command.FILL_DOWN, Act.INSERT_ROW: Command.INSERT_ABOVE,
    Act.DELETE_ROWS: Command.DELETE_ROWS, Act.REPLACE: Command.REPLACE,
    Act.NEXT: Command.NEXT_PROBLEM, Act.PREVIOUS: Command.PREVIOUS_PROBLEM,
    Act.ZOOM_IN: Command.ZOOM_IN, Act.ZOOM_OUT: Command.ZOOM_OUT,
    Act.ZOOM_RESET: Command.ZOOM_RESET,
}


def _stroke(keys: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs lack it
    return combination.key(), combination.keyboardModifiers()


_KEYS = {
    **{_stroke(keys_of(act)): command for act, command in _COMMANDS.items()},
    _stroke(CUT): Command.CUT,
    # the older keys of Windows, and what some keyboards send for the same key
    (Qt.Key.Key_Insert, _CTRL): Command.COPY, (Qt.Key.Key_Insert, _SHIFT): Command.PASTE,
    (Qt.Key.Key_Plus, _CTRL | _SHIFT): Command.INSERT_ABOVE,
    (Qt.Key.Key_Underscore, _CTRL | _SHIFT): Command.DELETE_ROWS,
    (Qt.Key.Key_Plus, _CTRL): Command.ZOOM_IN,
}
_STEPS = {Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0),
          Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1)}


class RosterView(QTableView):
    """Selection and current cell are Qt's; ``asked`` carries what keys ask for."""

    asked = Signal(Command)
    answered = Signal(bool)
    """The current cell was given another text in its editor; True if by a key that steps down."""
    current_moved = Signal()
    edit_refused = Signal()
    """Somebody wanted to edit a document that is only to be looked at."""
    menu_wanted = Signal(QPoint)

    def __init__(self, model: RosterModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rosterView")
        self.setAccessibleName("名册表格")
        self._model = model
        self.columns = ColumnHeader(self)
        self.numbers = RowHeader(self)
        self.setHorizontalHeader(self.columns)
        self.setVerticalHeader(self.numbers)
        self.cells = RosterDelegate(self, model)
        self.setItemDelegate(self.cells)
        self.setModel(model)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setStyleSheet(_STYLE)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(_TRIGGER.AnyKeyPressed | _TRIGGER.DoubleClicked
                             | _TRIGGER.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(True)
        for corner in self.findChildren(QAbstractButton):
            corner.setObjectName("selectAll")
            corner.setAccessibleName("选中整张表格")
            corner.setToolTip(f"选中整张表格（{SELECT_ALL}）")
        self.setAlternatingRowColors(False)
        self.cells.leave.connect(self._leave_editor)
        self.cells.chosen.connect(self._choose)
        theme.notifier().changed.connect(self._change_looks)
        self._composing = False
        self.zoom = 1.0
        self.set_zoom(1.0)

    # --- zoom and looks --------------------------------------------------------------------------

    def set_zoom(self, zoom: float) -> None:
        """Another size for text and rows; column widths are for the layout to set."""
        self.zoom = zoom
        font = theme.number_font()
        font.setPixelSize(max(7, round(font.pixelSize() * zoom)))
        self.setFont(font)
        self.viewport().setFont(font)
        for header in (self.columns, self.numbers):
            header.setFont(font)
            header.zoom = zoom
        self.numbers.setDefaultSectionSize(round(theme.ROW_HEIGHT * theme.scale() * zoom))
        self._change_looks()
        self.updateGeometries()

    def title_metrics(self) -> QFontMetrics:
        """The metrics of a column's title."""
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)

    def _change_looks(self) -> None:
        self.cells.paint_with = CellPaint(
            QFontMetrics(self.font()), self.devicePixelRatioF(), self.zoom)
        self.viewport().update()
        self.columns.viewport().update()
        self.numbers.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._change_looks()

    # --- the frozen column -----------------------------------------------------------------------

    def _frozen_over(self) -> int:
        """How wide a strip the frozen column covers of columns scrolled below it; 0 if none."""
        return self.columns.frozen_width() if self.horizontalScrollBar().value() else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._model.rows and self.model_has_document():
            self._paint_empty()
        width = self._frozen_over()
        if width and event.rect().left() < width:
            self._paint_frozen(event.rect(), width)

    def _paint_frozen(self, dirty: QRect, width: int) -> None:
        colors, column = theme.palette(), self.columns.frozen
        line, strong = QColor(colors.line), QColor(colors.line_strong)
        first = self.rowAt(max(dirty.top(), 0))
        last = self.rowAt(dirty.bottom())
        last = len(self._model.rows) - 1 if last < 0 else last
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.setClipRect(QRect(0, 0, width, self.viewport().height()))
        bottom = 0
        for row in range(max(first, 0), last + 1) if first >= 0 else ():
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            painter.fillRect(0, top, width, height, QColor(colors.surface))
            self.cells.paint_cell(
                painter, QRect(0, top, width - 1, height - 1), row, column,
                self.selectionModel().isSelected(self._model.index(row, column)))
            bottom = top + height
            painter.fillRect(0, bottom - 1, width, 1, line)
        painter.fillRect(width - 1, dirty.top(), 1, max(0, bottom - dirty.top()), strong)
        painter.end()

    def model_has_document(self) -> bool:
        """Whether there is anything that could be shown."""
        return self._model.document is not None

    def _paint_empty(self) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.setPen(QColor(theme.palette().soft))
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter,
                         "没有符合条件的行")
        painter.end()

    def indexAt(self, point: QPoint) -> QModelIndex:
        if 0 <= point.x() < self._frozen_over():
            return self._model.index(self.rowAt(point.y()), self.columns.frozen)
        return super().indexAt(point)

    def visualRect(self, index: Index) -> QRect:
        rect = super().visualRect(index)
        if index.isValid() and index.column() == self.columns.frozen:
            rect.moveLeft(0)
        return rect

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint =
                 QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.isValid() and index.column() == self.columns.frozen:
            bar.setValue(before)  # it is always in sight
        elif index.isValid() and self.columns.frozen >= 0:
            hidden = self.columns.frozen_width() - self.visualRect(index).left()
            if hidden > 0:
                bar.setValue(bar.value() - hidden)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx and self.columns.frozen >= 0:
            self.viewport().update()
            self.columns.viewport().update()

    def _update_frozen(self) -> None:
        if width := self._frozen_over():
            self.viewport().update(0, 0, width, self.viewport().height())

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        super().dataChanged(first, last, list(roles))
        if first.row() != last.row():
            self._update_frozen()
        elif width := self._frozen_over():
            top = self.rowViewportPosition(first.row())
            self.viewport().update(0, top, width, self.rowHeight(first.row()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._update_frozen()

    # --- the current cell ------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        self.cells.current = (current.row(), current.column())
        self.numbers.current = current.row()
        self.numbers.viewport().update()
        super().currentChanged(current, previous)
        self.update(self.currentIndex())
        self.current_moved.emit()

    def finish_editing(self) -> None:
        """Takes over what is being typed into a cell."""
        self.cells.finish()

    def note_moved_rows(self) -> None:
        """To be called after rows came, went or moved: the current cell may stand elsewhere."""
        index = self.currentIndex()
        self.cells.current = (index.row(), index.column())
        self.numbers.current = index.row()
        self.viewport().update()
        self.numbers.viewport().update()

    def make_current(self, row: int, column: int, *, far: bool = False) -> None:
        """Selects one cell alone and brings it into sight; after a jump from ``far`` with the rows
        around it, not at the edge."""
        index = self._model.index(row, column)
        if far:
            first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 2)
            if not first <= row < (last if last >= 0 else len(self._model.rows)):
                room = self.viewport().height() // self.numbers.defaultSectionSize()
                self.verticalScrollBar().setValue(row - room // 3)
        self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)
        self.scrollTo(index)

    def _leave_editor(self, down: int, right: int) -> None:
        """Enter after typing is an answer: what comes next depends on it. Any other key steps."""
        if (down, right) == (1, 0) and self._is_changed():
            self.answered.emit(True)
        else:
            self.step(down, right)

    def _choose(self) -> None:
        if self._is_changed():
            self.answered.emit(False)

    def _is_changed(self) -> bool:
        index = self.currentIndex()
        return index.isValid() and index.data(Qt.ItemDataRole.EditRole) != self.cells.before

    def step(self, down: int, right: int) -> None:
        """Moves the current cell in the order of the view; stays at the edges."""
        index, shown = self.currentIndex(), self.shown_columns()
        if not index.isValid() or index.column() not in shown:
            return
        row = min(max(index.row() + down, 0), len(self._model.rows) - 1)
        place = shown.index(index.column()) + right
        if place >= len(shown) and row + 1 < len(self._model.rows):
            row, place = row + 1, 0
        elif place < 0 and row > 0:
            row, place = row - 1, len(shown) - 1
        self.make_current(row, shown[min(max(place, 0), len(shown) - 1)])

    def shown_columns(self) -> list[int]:
        """Columns from the left, hidden ones left out."""
        header = self.columns
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [column for column in order if not header.isSectionHidden(column)]

    # --- the selection ---------------------------------------------------------------------------

    def selected_ranges(self) -> list[QItemSelectionRange]:
        """The selection as Qt holds it."""
        return list(cast(Iterable[QItemSelectionRange], self.selectionModel().selection()))

    def selected_places(self) -> tuple[list[int], list[int], int]:
        """Rows, columns (both in view order) and the number of selected cells, hidden columns left
        out. The selection is a block if rows times columns is the number of cells."""
        shown = self.shown_columns()
        rows: set[int] = set()
        columns: set[int] = set()
        count = 0
        for part in self.selected_ranges():
            inside = [c for c in range(part.left(), part.right() + 1)
                      if not self.columns.isSectionHidden(c)]
            if inside:
                rows.update(range(part.top(), part.bottom() + 1))
                columns.update(inside)
                count += len(inside) * part.height()
        return sorted(rows), [column for column in shown if column in columns], count

    def selected_area(self) -> Area | None:
        """The selection as a rectangle of shown columns; None if it is none."""
        rows, columns, count = self.selected_places()
        if not count:
            return None
        shown = self.shown_columns()
        left = shown.index(columns[0])
        whole = (rows[-1] - rows[0] + 1 == len(rows) and len(rows) * len(columns) == count
                 and shown[left:left + len(columns)] == columns)
        return Area(rows[0], left, len(rows), len(columns)) if whole else None

    # --- keys, wheel, menu -----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key()) if event.key() else Qt.Key.Key_unknown
        command = _KEYS.get((key, modifiers))
        if command is not None:
            event.accept()
            self.asked.emit(command)
        elif key in _STEPS and not modifiers & ~_SHIFT:
            down, right = _STEPS[key]
            self.step(-down if modifiers & _SHIFT else down, right)
            event.accept()
        else:
            super().keyPressEvent(event)

    def edit(self, index: Index,  # type: ignore[override]  # two overloads, one of them a slot
             trigger: QAbstractItemView.EditTrigger | None = None,
             event: QEvent | None = None) -> bool | None:
        if trigger is None:
            super().edit(index)
            return None
        document = self._model.document
        if document is not None and document.read_only and trigger & self.editTriggers():
            self.edit_refused.emit()
            return False
        self.cells.open_choices = trigger in (_TRIGGER.DoubleClicked, _TRIGGER.EditKeyPressed)
        opened = super().edit(index, trigger, event)  # type: ignore[arg-type]
        editor = self.indexWidget(index) if opened and self.cells.open_choices else None
        if isinstance(editor, QLineEdit):  # as in Excel; typing alone replaces
            editor.end(False)
        return opened

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        direct = bool(event.commitString()) and not event.preeditString() \
            and self.state() != self.State.EditingState and not self._composing
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        editor = QApplication.focusWidget()
        # Qt opens the editor, but loses a text that comes without having been composed in sight
        if direct and editor is not None and editor.objectName() == "cellEditor":
            QApplication.sendEvent(editor, event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        # which way to go on, if any, says the delegate's ``leave``
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.cells.outline = 2
        self.update(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.cells.outline = 1
        self.update(self.currentIndex())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _CTRL:
            if event.angleDelta().y():
                self.asked.emit(
                    Command.ZOOM_IN if event.angleDelta().y() > 0 else Command.ZOOM_OUT)
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex()).center()
        else:
            spot = event.pos()
            index = self.indexAt(spot)
            if index.isValid() and not self.selectionModel().isSelected(index):
                self.selectionModel().setCurrentIndex(index, _FLAG.ClearAndSelect)
        self.menu_wanted.emit(self.viewport().mapToGlobal(spot))
