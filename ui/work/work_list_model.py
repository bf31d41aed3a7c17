"""The lines of a rule's work list: model and painting."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize,
    Qt, Signal)
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QWidget

from app.document import Document
from app.explaining.masked_text import cover_number
from app.explaining.visible import differing, shortened, visible
from app.explaining.work_list import Decision, WorkList
from app.table.complete import is_complete
from ui.looks import marks, theme
from ui.widgets.cards import styled
from validators.readings.text import surviving_digits

Index = QModelIndex | QPersistentModelIndex
_PAD, _BOX = 8, 15


class Col(IntEnum):
    """The list's columns."""

    TICK, ROW, NAME, CLASS, NOW, AFTER, WHY = range(7)


TITLES = ("", "行", "姓名", "班级", "现在", "改为", "依据")


class WorkListModel(QAbstractTableModel):
    """Decisions under their headings; a heading is a line with a text alone."""

    ticks_changed = Signal()
    typed = Signal(int, str)
    """A text was typed for a line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self.lines: list[Decision | str] = []
        self._texts: dict[int, tuple[str, ...]] = {}
        self._open: dict[int, int] = {}

    def set_list(self, document: Document | None, found: WorkList | None) -> None:
        """Shows a list; None for nothing."""
        self.beginResetModel()
        self._document, self.lines = document, []
        if found is not None:
            for heading, part in found.parts:
                cells = sum(len(one.findings) for one in part)
                self.lines.append(f"{heading}　{cells:,} 处")
                self.lines += part
            if found.more:
                self.lines.append(f"还有 {found.more:,} 处，处理完上面的再列出")
        self.refresh(told=False)
        self.endResetModel()

    def refresh(self, told: bool = True) -> None:
        """Looks again at what is still open."""
        document = self._document
        self._texts.clear()
        self._open = {} if document is None else {
            place: len(line.open_findings(document)) for place, line in enumerate(self.lines)
            if isinstance(line, Decision)}
        if told and self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(Col) - 1))
            self.ticks_changed.emit()

    def decision(self, place: int) -> Decision | None:
        """The decision of a line; None for a heading."""
        line = self.lines[place] if 0 <= place < len(self.lines) else None
        return line if isinstance(line, Decision) else None

    def is_open(self, place: int) -> bool:
        """Whether a line has something left to decide."""
        return self._open.get(place, 0) > 0

    def is_answer(self, place: int, text: str) -> bool:
        """Whether a text is all of an answer for a line."""
        decision = self.decision(place)
        return decision is not None and self._document is not None and len(
            decision.findings) == 1 and is_complete(
                self._document, decision.row, decision.column, text)

    def ticked(self) -> list[Decision]:
        """The open decisions that are ticked."""
        return [line for place, line in enumerate(self.lines)
                if isinstance(line, Decision) and line.ticked and self.is_open(place)]

    def toggle(self, place: int) -> None:
        """Turns a tick over; a line without an offer has none."""
        decision = self.decision(place)
        if decision is not None and decision.after and self.is_open(place):
            decision.ticked = not decision.ticked
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Col) - 1))
            self.ticks_changed.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Col)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        decision = self.decision(index.row())
        if decision is None:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == Col.AFTER and self.is_open(index.row()) and (
                self._document is not None and not self._document.read_only):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._document is None:
            return None
        line, column = self.lines[index.row()], index.column()
        if isinstance(line, str):
            return line if role == Qt.ItemDataRole.DisplayRole and column == 0 else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._line(index.row(), line)[column]
        if role == Qt.ItemDataRole.EditRole:
            return line.after or surviving_digits(line.before) or line.before
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Col.TICK:
            return "选用" if line.ticked else "不选"
        return None

    def _line(self, place: int, line: Decision) -> tuple[str, ...]:
        document = self._document
        assert document is not None
        known = self._texts.get(place)
        if known is None:
            key = document.roster.columns[line.column].key
            now = document.roster.row(line.row).cells[line.column] \
                if line.row in document.roster else ""
            done = not self.is_open(place)
            after = "已处理" if done else line.after
            shown = (shortened(visible(cover_number(text, key), inner_spaces=False))
                     for text in (now, after))
            known = self._texts[place] = (
                "", *(line.who(document) if line.row in document.roster else ("", "", "")),
                *shown, "" if done else line.why)
        return known

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or self.decision(index.row()) is None:
            return False
        self.typed.emit(index.row(), str(value))
        return True


class WorkListDelegate(QStyledItemDelegate):
    """Paints what stands there and what it becomes, with what differs in bold; edits in place."""

    typing = Signal(object)
    """The text in the open editor as it grows; None when it is closed."""

    def __init__(self, model: WorkListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: Any, index: Index) -> QSize:
        return QSize(60, theme.ROW_HEIGHT)

    def createEditor(self, parent: QWidget, option: Any, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("listEditor")
        editor.setFont(theme.number_font())
        editor.setAccessibleName("改为")
        editor.textEdited.connect(lambda text: self.follow(editor, index.row(), text))
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self.typing.emit(None)
        super().destroyEditor(editor, index)

    def follow(self, editor: QLineEdit, place: int, text: str) -> None:
        """Tells what is typed; what is whole and right needs no further key."""
        self.typing.emit(text)
        if self._model.is_answer(place, text):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            self._model.setData(index, editor.text().strip())

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        colors, box = theme.palette(), QRect(option.rect)
        decision = self._model.decision(index.row())
        painter.save()
        if decision is None:  # a heading stays in sight when the columns are moved
            box.setLeft(max(box.left(), 0))
            painter.setPen(QColor(colors.soft))
            painter.setFont(theme.text_font(bold=True))
            painter.drawText(box.adjusted(_PAD, 0, -_PAD, 0), int(
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), index.data() or "")
            painter.restore()
            return
        on = self._model.is_open(index.row())
        column = index.column()
        fill = colors.surface
        if option.state & QStyle.StateFlag.State_Selected:
            fill = colors.selection
        elif on and column == Col.NOW:
            fill = colors.error_cell
        elif on and column == Col.AFTER and decision.sure:
            fill = colors.done_cell
        painter.fillRect(box, QColor(fill))
        painter.setPen(QColor(colors.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if column == Col.TICK:
            self._paint_tick(painter, box, decision, on)
        else:
            self._paint_text(painter, box, index, decision, on)
        painter.restore()

    def _paint_tick(self, painter: QPainter, box: QRect, decision: Decision, on: bool) -> None:
        colors = theme.palette()
        square = QRectF(0, 0, _BOX, _BOX)
        square.moveCenter(QRectF(box).center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not on:
            marks.paint_check(painter, square.adjusted(2, 2, -2, -2), QColor(colors.done))
            return
        if not decision.after:
            return  # nothing that could be taken
        painter.setPen(QPen(QColor(colors.accent if decision.ticked else colors.faint), 1))
        painter.setBrush(QColor(colors.accent if decision.ticked else colors.surface))
        painter.drawRoundedRect(square, 3, 3)
        if decision.ticked:
            marks.paint_check(painter, square.adjusted(2.5, 2.5, -2.5, -2.5),
                              QColor(colors.accent_text))

    def _paint_text(self, painter: QPainter, box: QRect, index: Index, decision: Decision,
                    on: bool) -> None:
        colors, column = theme.palette(), index.column()
        text = str(index.data() or "")
        number = column in (Col.ROW, Col.NOW, Col.AFTER)
        font = theme.number_font() if number else theme.text_font()
        layout = QTextLayout(painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, 10_000), font)
        if on and decision.after and column in (Col.NOW, Col.AFTER):
            old, new = (decision.after, decision.before) if column == Col.NOW else \
                (decision.before, decision.after)
            look = QTextCharFormat()
            look.setFontWeight(700)
            look.setForeground(QColor(
                colors.error_text if column == Col.NOW else colors.done))
            spans = differing(old, new)
            if sum(end - start for start, end in spans) < len(new):
                layout.setFormats([styled(start, end, look) for start, end in spans])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(100_000)
        line.setPosition(QPointF(0, 0))
        layout.endLayout()
        ink = colors.faint if not on else colors.warning_text \
            if column == Col.WHY and not decision.sure else \
            colors.soft if column in (Col.ROW, Col.WHY) else colors.text
        painter.setPen(QColor(ink))
        painter.setClipRect(box.adjusted(0, 0, -2, 0))
        layout.draw(painter, QPointF(box.left() + _PAD, box.top() + (
            box.height() - line.height()) / 2))
