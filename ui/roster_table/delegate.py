"""Paints the cells with their marks, and makes their editors."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemDelegate, QAbstractItemView, QComboBox, QLineEdit, QStyle, QStyledItemDelegate,
    QStyleOptionViewItem, QToolTip, QWidget)

from app.explaining.meanings import values_of
from app.explaining.visible import shortened
from app.table.status import CONFIRMED, EDITED, ERROR, WARNING
from models.fields import MAIN_NUMBER, SUB_NUMBER
from ui.looks import marks, theme
from ui.roster_table.cell_line import CellLine
from ui.roster_table.choices import ChoiceCompleter, meant
from ui.roster_table.model import RosterModel
from ui.widgets.soon import soon
from validators.readings.text import surviving_digits

Index = QModelIndex | QPersistentModelIndex

_SELECTED = QStyle.StateFlag.State_Selected
_CONTROLS = str.maketrans({"\r": "", "\n": "↵", "\t": "→"})
_FINDINGS = ERROR | WARNING | CONFIRMED
_REMEMBERED = 8192
_MOST_TOLD = 400
"""How much of a long text a tool tip shows."""
_EDITOR_STYLE = (
    "QLineEdit, QComboBox {{ border: 2px solid {accent}; border-radius: 0; padding: 0 4px;"
    " min-height: 0; background: {surface}; }} QComboBox QLineEdit {{ border: none; padding: 0; }}")


class CellPaint:
    """Everything a cell is painted with, made once for each palette, zoom and screen. The painter
    must have the table's font already."""

    def __init__(self, metrics: QFontMetrics, ratio: float, zoom: float) -> None:
        colors = theme.palette()
        self.text = QColor(colors.text)
        self.edited = QColor(colors.edited)
        self.accent = QColor(colors.accent)
        self.surface = QColor(colors.surface)
        self.selected = QColor(colors.selection)
        self.veil = theme.color(colors.accent, 46)
        self.fills = {ERROR: QColor(colors.error_cell), WARNING: QColor(colors.warning_cell),
                      CONFIRMED: QColor(colors.done_cell)}
        self.indent = round(8 * zoom)
        self.bar = max(3, round(3 * zoom))
        self._metrics = metrics
        self._baseline = metrics.ascent() - metrics.descent()
        self._widest = max(metrics.maxWidth(), 1)
        self._elided: dict[tuple[str, int], str] = {}
        self._size = round(9 * zoom)
        self._corners = {mark: self._corner(kind, ratio) for mark, kind in (
            (ERROR, marks.ERROR), (WARNING, marks.WARNING), (CONFIRMED, marks.DONE))}

    def _corner(self, kind: str, ratio: float) -> QPixmap:
        side = self._size + 3
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        marks.paint_corner(painter, QRect(0, 0, side, side), kind, self._size)
        painter.end()
        return pixmap

    def cell(self, painter: QPainter, rect: QRect, text: str, mark: int, *, selected: bool,
             current: int) -> None:
        """One cell. ``current`` is the width of the outline: 0 for a cell that is not current."""
        x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        if mark & _FINDINGS:
            painter.fillRect(rect, self.fills[mark & _FINDINGS])
            if selected and not current:
                painter.fillRect(rect, self.veil)
        elif selected:  # over what the style painted for it
            painter.fillRect(rect, self.surface if current else self.selected)
        if mark & EDITED:
            painter.fillRect(x, y + 5, self.bar, height - 10, self.edited)
        if text:
            painter.setPen(self.edited if mark & EDITED else self.text)
            painter.drawText(x + self.indent, y + (height + self._baseline) // 2,
                             self._fitting(text, width - self.indent - 3))
        if mark & _FINDINGS:
            painter.drawPixmap(x + width - self._size - 3, y, self._corners[mark & _FINDINGS])
        if current:
            self._outline(painter, x, y, width, height, current)

    def _outline(self, painter: QPainter, x: int, y: int, width: int, height: int,
                 line: int) -> None:
        color = self.accent
        painter.fillRect(x, y, width, line, color)
        painter.fillRect(x, y + height - line, width, line, color)
        painter.fillRect(x, y, line, height, color)
        painter.fillRect(x + width - line, y, line, height, color)

    def fits(self, text: str, width: int) -> bool:
        """Whether a cell of this width shows the text in full."""
        return "\n" not in text and self._metrics.horizontalAdvance(
            text[:200]) <= width - self.indent - 3

    def _fitting(self, text: str, room: int) -> str:
        """The text, shortened if it is too wide, in one line."""
        if not text.isprintable():
            text = text.translate(_CONTROLS)
        if len(text) * self._widest <= room:
            return text
        key = text, room
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) >= _REMEMBERED:
                self._elided.clear()
            found = self._elided[key] = self._metrics.elidedText(
                text[:200], Qt.TextElideMode.ElideRight, room)
        return found


class RosterDelegate(QStyledItemDelegate):
    """One for the whole table. The view must give it ``paint_with`` before painting."""

    leave = Signal(int, int)
    """An editor was closed with a key that goes on: rows down, columns right."""
    chosen = Signal()
    """An editor was closed by a choice from its list."""
    typing = Signal(object)
    """The text in the open editor as it grows; None when the editor is closed."""

    def __init__(self, view: QAbstractItemView, model: RosterModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self.paint_with: CellPaint | None = None
        self.current = (-1, -1)
        """Row and column in the view of the current cell."""
        self.outline = 2
        self.open_choices = False
        """Whether a choice editor made next shows its list at once."""
        self.editor: QWidget | None = None
        """The editor that stands open."""
        self.before = ""
        """The cell's text when the last editor was opened."""
        self.was_open = False
        """Whether that cell had something to deal with then."""
        # before the view takes it away: a choice editor tells of its choice once more as it goes
        self.closeEditor.connect(self._forget)

    # --- painting --------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # PySide's type information leaves out the fields of style options
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        self.paint_cell(painter, rect, index.row(), index.column(), bool(state & _SELECTED))

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int,
                   selected: bool) -> None:
        """One cell, wherever it is painted."""
        model, paint = self._model, self.paint_with
        if paint is None:
            return
        paint.cell(painter, rect, model.text(row, column),
                   model.status.marks(model.rows[row].id)[column], selected=selected,
                   current=self.outline if (row, column) == self.current else 0)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem,
                  index: Index) -> bool:
        """A cell that has nothing else to say says its text in full if it is cut off."""
        if event.type() == QEvent.Type.ToolTip and index.isValid() \
                and index.data(Qt.ItemDataRole.ToolTipRole) is None:
            text = self._model.text(index.row(), index.column())
            rect: QRect = option.rect  # type: ignore[attr-defined]
            if self.paint_with is not None and not self.paint_with.fits(text, rect.width()):
                QToolTip.showText(event.globalPos(), shortened(text, _MOST_TOLD), view)
                return True
        return super().helpEvent(event, view, option, index)

    # --- editing ---------------------------------------------------------------------------------

    def choices(self, column: int) -> Sequence[str]:
        """The values a field has, or none for a field that may be anything."""
        document = self._model.document
        if document is None:
            return ()
        return document.profile.choices(document.roster.columns[column].key or "")

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        choices = self.choices(index.column())
        editor = self._choice_editor(
            parent, choices, index.column()) if choices else CellLine(parent)
        colors = theme.palette()
        editor.setStyleSheet(_EDITOR_STYLE.format(accent=colors.accent, surface=colors.surface))
        editor.setFont(self._view.font())
        editor.setObjectName("cellEditor")
        title = self._model.headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(f"修改{title}")
        self.editor = editor
        self.before = index.data(Qt.ItemDataRole.EditRole)
        self.was_open = self._model.is_open(index.row(), index.column())
        if isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda text: self.typing.emit(text))
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self._forget(editor)
        super().destroyEditor(editor, index)

    def _forget(self, editor: QWidget) -> None:
        if editor is self.editor:
            self.editor = None
            self.typing.emit(None)

    def _choice_editor(self, parent: QWidget, choices: Sequence[str], column: int) -> QComboBox:
        editor = QComboBox(parent)
        editor.setLineEdit(CellLine(editor))
        editor.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        editor.addItems(list(choices))
        editor.setMaxVisibleItems(14)
        if values := self._coded(column):
            editor.setCompleter(ChoiceCompleter(values, editor))
        editor.activated.connect(self._choose)
        if self.open_choices:
            soon(editor, editor.showPopup)
        return editor

    def _coded(self, column: int) -> list[tuple[str, str]]:
        """The values of a column's table, each with its code; none for fields without a table."""
        document = self._model.document
        return [] if document is None else values_of(
            document.profile, document.roster.columns[column].key or "")

    def _choose(self) -> None:
        """A choice made from the list is an answer, as Enter is."""
        self.finish()
        self.chosen.emit()

    def finish(self) -> None:
        """Takes over what stands in the open editor, if one does, and closes it."""
        editor = self.editor
        if editor is None:
            return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox) and editor.currentText() != text:
            editor.setCurrentIndex(editor.findText(text, Qt.MatchFlag.MatchExactly))
            editor.setEditText(text)
            if (line := editor.lineEdit()) is not None:
                line.selectAll()  # typing replaces
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(self._to_begin_with(text, index.column()))

    def _to_begin_with(self, text: str, column: int) -> str:
        """What is edited: of a number that Excel damaged the digits that are left, so that only the
        lost ones have to be typed."""
        document = self._model.document
        if document is None or document.roster.columns[column].key not in (MAIN_NUMBER, SUB_NUMBER):
            return text
        return surviving_digits(text) or text

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            return  # only looked at
        text = meant(editor) if isinstance(editor, QComboBox) else \
            editor.text() if isinstance(editor, QLineEdit) else ""
        self._model.setData(index, text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem,
                             index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        if isinstance(editor, QComboBox):
            rect.setWidth(max(rect.width(), editor.minimumSizeHint().width()))
        editor.setGeometry(rect)

    def _make_way(self, editor: QWidget, event: QKeyEvent) -> None:
        """Closes an editor before a key of the inspector does its work: a suggestion that is taken
        replaces what was being typed; anything else goes by it."""
        if event.modifiers() != Qt.KeyboardModifier.AltModifier:
            return
        if Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_5:
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        elif event.key() in (Qt.Key.Key_0, Qt.Key.Key_8, Qt.Key.Key_9):
            self.finish()

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride \
                and editor is self.editor:
            self._make_way(editor, event)
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress \
                and editor is self.editor:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = {Qt.Key.Key_Return: (1, 0), Qt.Key.Key_Enter: (1, 0),
                    Qt.Key.Key_Tab: (0, 1), Qt.Key.Key_Backtab: (0, -1)}.get(Qt.Key(event.key()))
            if step is not None:
                self.finish()
                down, right = step
                self.leave.emit(-down if back else down, right)
                return True
        return super().eventFilter(editor, event)
