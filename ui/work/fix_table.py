"""The table of a preview: model, painting and keys; made for thousands of lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import islice
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize,
    Qt, Signal)
from PySide6.QtGui import (
    QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QTextCharFormat,
    QTextLayout, QTextOption)
from PySide6.QtWidgets import (
    QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView,
    QWidget)

from app.document import Document
from app.explaining.masked_text import cover_number
from app.explaining.visible import shortened, unseen, visible
from app.judged import Fix
from models.fields import NAME
from ui.looks import marks, theme
from ui.widgets.cards import styled
from ui.widgets.slices import Slices

Index = QModelIndex | QPersistentModelIndex

_PAD = 8
_SAMPLE = 400
_MOST_LINES = 4
_BOX = 15
_LONG_NAME = 20


class Col(IntEnum):
    """The table's columns."""

    TICK, ROW, NAME, FIELD, BEFORE, AFTER = range(6)


class Line(NamedTuple):
    """A fix in words: a text for each column, and what more is to be said of the old one."""

    texts: tuple[str, ...]
    note: str

    def whole(self, column: Col) -> str:
        """All that stands in a column."""
        return self.texts[column] + (self.note if column == Col.BEFORE else "")


class Role(IntEnum):
    """What the delegate asks besides the text."""

    NOTE = Qt.ItemDataRole.UserRole + 1


class FixModel(QAbstractTableModel):
    """Fixes with a tick each; a line is put into words when it is looked at. ``doubt`` is the title
    of their last column where it says what is doubtful of a text that stays as it is."""

    ticks_changed = Signal()

    def __init__(self, document: Document, fixes: Sequence[Fix],
                 parent: QObject | None = None, doubt: str = "") -> None:
        super().__init__(parent)
        self.doubt = doubt
        self._fixes = list(fixes)
        self._ticks = [not fix.doubt for fix in self._fixes]
        self._count = sum(self._ticks)
        self._roster = document.roster
        self._lines: dict[int, Line] = {}

    @property
    def fixes(self) -> Sequence[Fix]:
        return self._fixes

    def ticked(self) -> list[Fix]:
        """The fixes that are ticked."""
        return [fix for fix, tick in zip(self._fixes, self._ticks) if tick]

    def tick_count(self) -> int:
        return self._count

    def tick_all(self, on: bool) -> None:
        """Ticks or unticks every line."""
        self._ticks = [on] * len(self._fixes)
        self._told(0, len(self._fixes) - 1)

    def toggle(self, rows: Sequence[int]) -> None:
        """Turns lines over: to what the first of them is not."""
        if not rows:
            return
        on = not self._ticks[rows[0]]
        for row in rows:
            self._ticks[row] = on
        self._told(min(rows), max(rows))

    def _told(self, first: int, last: int) -> None:
        self._count = sum(self._ticks)
        if self._fixes:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Col) - 1))
        self.ticks_changed.emit()

    def line(self, row: int) -> Line:
        """A line in words."""
        found = self._lines.get(row)
        if found is None:
            found = self._lines[row] = self._worded(self._fixes[row])
        return found

    def _worded(self, fix: Fix) -> Line:
        roster, row = self._roster, self._roster.row(fix.row)
        what = [] if self.doubt else _worth_saying(fix)
        return Line((
            "", _row_text(row.sheet if len(roster.sheets) > 1 else "", row.number),
            shortened(roster.value(fix.row, NAME).strip(), _LONG_NAME),
            roster.fields.title(fix.finding.field), _quoted(fix.before, fix),
            _quoted(fix.after, fix)), f"（含{'、'.join(what)}）" if what else "")

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._fixes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Col)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == Col.TICK else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(row).texts[column]
        if role == Qt.ItemDataRole.CheckStateRole and column == Col.TICK:
            return Qt.CheckState.Checked if self._ticks[row] else Qt.CheckState.Unchecked
        if role == Role.NOTE:
            return self.line(row).note if column == Col.BEFORE else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._fixes[row].why
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Col.TICK:
            return "选中" if self._ticks[row] else "不选"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != Col.TICK:
            return False
        self._ticks[index.row()] = Qt.CheckState(value) == Qt.CheckState.Checked
        self._told(index.row(), index.row())
        return True

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("", "行", "姓名", "项目", "现在",
                    self.doubt or "改为")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


def _quoted(text: str, fix: Fix) -> str:
    """A cell's text as it can be shown: blanks seen, ID numbers hidden if they are to be."""
    return shortened(visible(cover_number(text, fix.finding.field), inner_spaces=False))


def _row_text(sheet: str, number: int | None) -> str:
    return "新增" if number is None else f"{sheet} {number}".strip()


def _worth_saying(fix: Fix) -> list[str]:
    """Unseen things that the fix takes away, so that the clerk knows why a text looks the same."""
    kept = set(unseen(fix.after))
    return [name for name in unseen(fix.before) if name not in kept and name != "全角字符"]


class FixDelegate(QStyledItemDelegate):
    """Paints ticks, struck-out old texts and new ones, or (``stays``) texts and what is doubtful of
    them; wraps where a column is too narrow."""

    def __init__(self, stays: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._stays = stays

    def text_layout(self, column: int, text: str, note: str, width: int) -> QTextLayout:
        """The text as it will stand in a column of a width."""
        colors = theme.palette()
        font = theme.number_font()
        if column == Col.AFTER and not self._stays:
            font.setBold(True)
        layout = QTextLayout(text + note, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        if column == Col.BEFORE and not self._stays:
            layout.setFormats([_span(0, len(text), colors.error_text, struck=True),
                               _span(len(text), len(note), colors.soft)])
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid() and layout.lineCount() <= _MOST_LINES:
            line.setLineWidth(max(width, 20))
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        colors = theme.palette()
        box = QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(colors.selection))
        painter.setPen(QColor(colors.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        checked = index.sibling(index.row(), Col.TICK).data(Qt.ItemDataRole.CheckStateRole)
        on = checked == Qt.CheckState.Checked
        if index.column() == Col.TICK:
            self._paint_tick(painter, box, on)
        else:
            layout = self.text_layout(index.column(), index.data(), index.data(Role.NOTE) or "",
                                      box.width() - 2 * _PAD)
            height = layout.boundingRect().height()
            ink = colors.faint if not on else \
                colors.done if index.column() == Col.AFTER and not self._stays else colors.text
            painter.setPen(QColor(ink))
            layout.draw(painter, QPointF(
                box.left() + _PAD, box.top() + (box.height() - height) / 2))
        if option.state & QStyle.StateFlag.State_HasFocus and index.column() == Col.TICK:
            painter.setPen(QPen(QColor(colors.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -1, -2))
        painter.restore()

    @staticmethod
    def _paint_tick(painter: QPainter, box: QRect, on: bool) -> None:
        colors = theme.palette()
        square = QRectF(0, 0, _BOX, _BOX)
        square.moveCenter(QRectF(box).center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors.accent if on else colors.faint), 1))
        painter.setBrush(QColor(colors.accent if on else colors.surface))
        painter.drawRoundedRect(square, 3, 3)
        if on:
            marks.paint_check(painter, square.adjusted(2.5, 2.5, -2.5, -2.5),
                              QColor(colors.accent_text))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, theme.ROW_HEIGHT + 2)


def _span(start: int, length: int, ink: str, *, struck: bool = False) -> QTextLayout.FormatRange:
    look = QTextCharFormat()
    look.setForeground(QColor(ink))
    look.setFontStrikeOut(struck)
    return styled(start, start + length, look)


class FixTable(QTableView):
    """Space turns the selected lines over, a click on a tick one of them."""

    def __init__(self, model: FixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fixes = model
        self._fitted = -1  # the width that columns and lines were made for
        self._slices = Slices(self)
        self.setObjectName("fix_table")
        self.setAccessibleName("将要做的修改")
        self.setModel(model)
        self._painter = FixDelegate(bool(model.doubt), self)
        self.setItemDelegate(self._painter)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setStyleSheet("QTableView#fix_table { border: none; }")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(30)
        header.setFixedHeight(theme.ROW_HEIGHT + 2)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        if model.rowCount():
            self.setCurrentIndex(model.index(0, Col.TICK))

    def fit(self) -> None:
        """Shares the width among the columns, and gives lines that wrap the height they need."""
        if self.viewport().width() == self._fitted:
            return
        self._fitted = self.viewport().width()
        metrics = QFontMetrics(theme.number_font())
        bold = QFont(theme.number_font())
        bold.setBold(True)
        wide = QFontMetrics(bold)
        natural = {Col.TICK: 34}
        first = [self._fixes.line(row) for row in range(min(_SAMPLE, self._fixes.rowCount()))]
        for column in (Col.ROW, Col.NAME, Col.FIELD, Col.BEFORE, Col.AFTER):
            with_metrics = wide if column == Col.AFTER else metrics
            widest = max((with_metrics.horizontalAdvance(text)
                          for text in {line.whole(column) for line in first}), default=0)
            natural[column] = max(widest + 2 * _PAD + 2, 56)
        natural[Col.NAME] = min(natural[Col.NAME], 140)
        room = self.viewport().width() - sum(natural[c] for c in (
            Col.TICK, Col.ROW, Col.NAME, Col.FIELD))
        before, after = natural[Col.BEFORE], natural[Col.AFTER]
        if before + after > room:
            shorter = min(before, after, room // 2)
            before, after = (shorter, room - shorter) if before <= after else \
                (room - shorter, shorter)
        else:
            after = room - before
        natural[Col.BEFORE], natural[Col.AFTER] = before, after
        for column, width in natural.items():
            self.setColumnWidth(column, width)
        self.verticalHeader().setDefaultSectionSize(self._usual_height())
        heights = self._fit_heights(natural)
        for _ in islice(heights, _SAMPLE):
            pass
        self._slices.forget()
        self._slices.begin(self, heights)  # what is further down can wait

    @staticmethod
    def _usual_height() -> int:
        return max(theme.ROW_HEIGHT + 2, QFontMetrics(theme.number_font()).height() + 8)

    def _fit_heights(self, widths: dict[Col, int]) -> Iterator[None]:
        """One height for all but the lines with a text that is too long for its column."""
        full = QFontMetrics(theme.number_font()).height()
        bold = QFont(theme.number_font())
        bold.setBold(True)
        widest = QFontMetrics(bold)
        usual, header = self._usual_height(), self.verticalHeader()
        fits: dict[tuple[Col, str], int] = {}
        for row in range(self._fixes.rowCount()):
            line, most = self._fixes.line(row), usual
            for column in (Col.NAME, Col.BEFORE, Col.AFTER):
                text, room = line.whole(column), widths[column] - 2 * _PAD
                height = fits.get((column, text))
                if height is None:
                    # a full-width character is as wide as the font is high, nothing is much wider
                    sure = len(text) * full <= room or (
                        text.isprintable() and widest.horizontalAdvance(text) < room)
                    height = usual if sure else self._height(column, text, room, usual)
                    fits[column, text] = height
                most = max(most, height)
            if most > usual:
                header.resizeSection(row, most)
            yield

    def _height(self, column: Col, text: str, room: int, usual: int) -> int:
        layout = self._painter.text_layout(column, text, "", room)
        return max(usual, round(layout.boundingRect().height()) + 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            rows = sorted(index.row() for index in self.selectionModel().selectedRows())
            current = self.currentIndex().row()
            self._fixes.toggle(rows or ([current] if current >= 0 else []))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the dialog's button
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() \
                and index.column() == Col.TICK:
            self.setCurrentIndex(index)
            self._fixes.toggle([index.row()])
            return
        super().mousePressEvent(event)
