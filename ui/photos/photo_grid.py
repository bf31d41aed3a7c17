"""Students with their photos, as on a contact sheet: a tile each, in the order of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QWidget

from ui.looks import marks, theme
from ui.photos.pictures import Thumbnails

_Index = QModelIndex | QPersistentModelIndex
_THUMBNAIL = QSize(96, 125)
_PAD = 6
_MARK = 12
_TILE = Qt.ItemDataRole.UserRole + 1
_SPOKEN = {marks.ERROR: "有错误", marks.WARNING: "待核实", marks.DONE: "已确认"}


@dataclass(frozen=True)
class Tile:
    """A student, or a photo that is nobody's. ``mark`` is a kind of ``marks`` or "";
    ``instead`` is what stands in the place of a photo that isn't there."""

    title: str
    note: str = ""
    file: str | None = None
    mark: str = ""
    instead: str = "没有照片"


class _Tiles(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tiles: Sequence[Tile] = ()

    def fill(self, tiles: Sequence[Tile]) -> None:
        if len(tiles) == len(self.tiles):  # the chosen one stays chosen, nothing jumps
            self.tiles = tiles
            if tiles:
                self.dataChanged.emit(self.index(0), self.index(len(tiles) - 1))
            return
        self.beginResetModel()
        self.tiles = tiles
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.tiles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        tile = self.tiles[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return tile.title
        if role == _TILE:
            return tile
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return "，".join(filter(None, (
                tile.title, tile.note, tile.file or tile.instead, _SPOKEN.get(tile.mark, ""))))
        return None


class _TileDelegate(QStyledItemDelegate):
    """Paints a tile: the photo with its mark, title and note below."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: Any, index: _Index) -> QSize:
        return tile_size()

    def paint(self, painter: QPainter, option: Any, index: _Index) -> None:
        colors = theme.palette()
        tile: Tile = index.data(_TILE)
        box = QRect(option.rect).adjusted(2, 2, -2, -2)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(colors.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(colors.hover))
        size = thumbnail_size()
        frame = QRect(box.left() + (box.width() - size.width()) // 2, box.top() + _PAD,
                      size.width(), size.height())
        self._paint_photo(painter, frame, tile)
        if tile.mark:
            side = theme.px(_MARK)
            ground = QRect(frame.right() - side - 5, frame.top() + 1, side + 5, side + 5)
            painter.fillRect(ground, QColor(colors.surface))
            marks.paint_mark(painter, ground.adjusted(3, 3, -3, -3), tile.mark)
        line = QRect(box.left() + _PAD, frame.bottom() + 3, box.width() - 2 * _PAD, 0)
        for text, font, ink in (
                (tile.title, theme.text_font(), colors.text),
                (tile.note, theme.text_font(-2), {
                    marks.ERROR: colors.error_text, marks.WARNING: colors.warning_text,
                    marks.DONE: colors.done}.get(tile.mark, colors.soft))):
            metrics = QFontMetrics(font)
            line.setHeight(metrics.height())
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), metrics.elidedText(
                text, Qt.TextElideMode.ElideRight, line.width()))
            line.translate(0, metrics.height())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colors.accent), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_photo(self, painter: QPainter, frame: QRect, tile: Tile) -> None:
        colors = theme.palette()
        pixmap = self._thumbnails.of(tile.file) if tile.file is not None else None
        if pixmap is not None and not pixmap.isNull():
            shown = pixmap.deviceIndependentSize().toSize()
            painter.drawPixmap(frame.left() + (frame.width() - shown.width()) // 2,
                               frame.top() + (frame.height() - shown.height()) // 2, pixmap)
            return
        pen = QPen(QColor(colors.line_strong), 1)
        pen.setStyle(Qt.PenStyle.DashLine if tile.file is None else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawRect(frame.adjusted(0, 0, -1, -1))
        words = tile.instead if tile.file is None else "" if pixmap is None else "显示不出来"
        painter.setFont(theme.text_font(-2))
        painter.setPen(QColor(colors.soft))
        painter.drawText(frame.adjusted(4, 4, -4, -4), int(
            Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), words)


def thumbnail_size() -> QSize:
    """How large a photo is in its tile, in pixels of the screen."""
    return QSize(theme.px(_THUMBNAIL.width()), theme.px(_THUMBNAIL.height()))


def tile_size() -> QSize:
    """How large a tile is."""
    size = thumbnail_size()
    texts = QFontMetrics(theme.text_font()).height() + QFontMetrics(theme.text_font(-2)).height()
    return QSize(size.width() + theme.px(28), size.height() + _PAD + texts + 12)


class PhotoGrid(QListView):
    """One tile is chosen at a time; Enter or a double click opens it."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, name: str, spoken: str, folder: Path,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.thumbnails = Thumbnails(folder, self)
        self.thumbnails.came.connect(self.viewport().update)
        self._tiles = _Tiles(self)
        self.setModel(self._tiles)
        self.setItemDelegate(_TileDelegate(self.thumbnails, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(
            lambda now, _before: self.chosen.emit(now.row()))
        self.activated.connect(lambda index: self.opened.emit(index.row()))

    def fill(self, tiles: Sequence[Tile]) -> None:
        """Shows other tiles, the one that was chosen still chosen if there are so many."""
        row = self.row
        self._tiles.fill(tiles)
        self.thumbnails.ask((tile.file for tile in tiles if tile.file is not None),
                            thumbnail_size(), self.devicePixelRatioF())
        if tiles:
            self.choose(min(max(row, 0), len(tiles) - 1))

    def choose(self, row: int) -> None:
        """Chooses a tile and brings it into sight."""
        self.setCurrentIndex(self._tiles.index(row))

    @property
    def tiles(self) -> Sequence[Tile]:
        """What is shown."""
        return self._tiles.tiles

    @property
    def row(self) -> int:
        """The chosen tile, -1 if there is none."""
        return self.currentIndex().row()
