"""The headings above and before the table: sorting mark, and the frozen name column."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from app.table.order import Sort
from ui.looks import theme

_TEXT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft) \
    | Qt.TextFlag.TextSingleLine.value


class ColumnHeader(QHeaderView):
    """Column titles. ``frozen`` is the logical index of the column that never scrolls away (-1:
    none); it stays the first one. ``dragging`` holds while a button is down on the headings."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("columnHeader")
        self.setAccessibleName("列标题")
        self.frozen = -1
        self.sort: Sort | None = None
        self.zoom = 1.0
        self.dragging = False
        self._pressed_frozen = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(28)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sectionMoved.connect(self._keep_frozen_first)

    def freeze(self, column: int) -> None:
        """Makes a column the first one, which stays in sight; -1 for none."""
        self.frozen = column
        if column >= 0:
            self.moveSection(self.visualIndex(column), 0)

    def _keep_frozen_first(self) -> None:
        if self.frozen >= 0 and self.visualIndex(self.frozen) != 0:
            self.moveSection(self.visualIndex(self.frozen), 0)

    def frozen_width(self) -> int:
        """How wide the frozen column is now; 0 if there is none or it is hidden."""
        if self.frozen < 0 or self.isSectionHidden(self.frozen):
            return 0
        return self.sectionSize(self.frozen)

    def show_sort(self, sort: Sort | None) -> None:
        """Marks the column that the rows are sorted by."""
        self.sort = sort
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Its height is our own, its width that of the columns; no need to ask for their texts."""
        return QSize(self.length(), round((theme.ROW_HEIGHT + 3) * theme.scale() * self.zoom))

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.offset() and (width := self.frozen_width()):
            painter = QPainter(self.viewport())
            self.paintSection(painter, QRect(0, 0, width, self.height()), self.frozen)
            painter.fillRect(width - 1, 0, 1, self.height(), QColor(theme.palette().line_strong))
            painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if not rect.isValid():
            return
        colors = theme.palette()
        painter.fillRect(rect, QColor(colors.band))
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), QColor(colors.line))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colors.line_strong))
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colors.soft))
        room = rect.adjusted(round(8 * self.zoom), 0, -3, -1)
        sorted_by = self.sort is not None and self.sort.column == section
        if sorted_by:
            room.setRight(room.right() - round(14 * self.zoom))
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _TEXT, title)
        if sorted_by:
            self._paint_arrow(painter, rect)

    def _paint_arrow(self, painter: QPainter, rect: QRect) -> None:
        half, center = 4 * self.zoom, QPointF(rect.right() - 9 * self.zoom, rect.center().y())
        tip = half * 0.6 if self.sort is not None and self.sort.descending else -half * 0.6
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette().accent))
        painter.drawPolygon(QPolygonF([
            center + QPointF(0, tip), center + QPointF(half, -tip), center + QPointF(-half, -tip)]))
        painter.restore()

    # --- the mouse on the frozen title -----------------------------------------------------------

    def _on_frozen(self, event: QMouseEvent) -> bool:
        return bool(self.offset()) and event.position().x() < self.frozen_width()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.dragging = True
        self._pressed_frozen = self._on_frozen(event)
        if not self._pressed_frozen:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pressed_frozen:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.dragging = False
        if self._pressed_frozen:
            self._pressed_frozen = False
            if self._on_frozen(event) and event.button() == Qt.MouseButton.LeftButton:
                self.sectionClicked.emit(self.frozen)
        else:
            super().mouseReleaseEvent(event)

    def column_at(self, x: int) -> int:
        """The column under a point, the frozen one before those below it; -1 for none."""
        if self.offset() and 0 <= x < self.frozen_width():
            return self.frozen
        return self.logicalIndexAt(x)


_WIDEST_HEADER = 150
"""Pixels that sheets' names may take."""


class RowHeader(QHeaderView):
    """The row numbers of the opened file, behind their sheets where there are several."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("rowHeader")
        self.setAccessibleName("行号")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(12)
        self.current = -1
        self.widest = "0000"
        self.zoom = 1.0

    def sizeHint(self) -> QSize:
        """As wide as the longest number; Qt itself would ask for the texts of 200 rows."""
        metrics = self.fontMetrics()
        width = max(metrics.horizontalAdvance("000"), metrics.horizontalAdvance(self.widest))
        return QSize(min(width, theme.px(_WIDEST_HEADER)) + round(18 * self.zoom),
                     self.defaultSectionSize())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if not rect.isValid():
            return
        colors = theme.palette()
        current = section == self.current
        painter.fillRect(rect, QColor(colors.hover if current else colors.band_soft))
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), QColor(colors.line))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(colors.line))
        painter.setFont(self.font())
        painter.setPen(QColor(colors.text if current else colors.faint))
        number = str(self.model().headerData(section, Qt.Orientation.Vertical) or "")
        room = rect.adjusted(2, 0, -2, -1)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, painter.fontMetrics().elidedText(
            number, Qt.TextElideMode.ElideMiddle, room.width()))
