"""Line icons drawn in the present palette; made anew after light and dark were switched."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPen, QPixmap

from models.resources import resource
from ui.looks import theme

_GRID = 16
"""The drawings' own width and height."""


@cache
def app_icon() -> QIcon:
    """The program's own icon in all its sizes, read once: Windows takes long over eight files."""
    icon = QIcon()
    for path in sorted(resource("icons").glob("xueji-*.png")):
        icon.addFile(str(path))
    return icon


def icon(name: str, color: str | None = None) -> QIcon:
    """A line icon by name (see ``NAMES``); KeyError for a name that is none."""
    colors = theme.palette()
    return QIcon(_LineIcon(_DRAWINGS[name], color or colors.soft, colors.disabled))


class _LineIcon(QIconEngine):
    """Draws an icon when it is wanted, in the size that is wanted."""

    def __init__(self, draw: Callable[[QPainter], None], color: str, disabled: str) -> None:
        super().__init__()
        self._draw, self._color, self._disabled = draw, color, disabled

    def clone(self) -> QIconEngine:
        return _LineIcon(self._draw, self._color, self._disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        color = QColor(self._disabled if mode is QIcon.Mode.Disabled else self._color)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / _GRID, rect.height() / _GRID)
        painter.setPen(QPen(color, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                            Qt.PenJoinStyle.RoundJoin))
        self._draw(painter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap


def _lines(*points: tuple[float, float]) -> list[QPointF]:
    return [QPointF(x, y) for x, y in points]


def _undo(painter: QPainter) -> None:
    path = QPainterPath(QPointF(3, 6.5))
    path.lineTo(10, 6.5)
    path.arcTo(QRectF(6.5, 6.5, 7, 7), 90, -180)
    path.lineTo(6, 13.5)
    painter.drawPath(path)
    painter.drawPolyline(_lines((6, 3.5), (3, 6.5), (6, 9.5)))


def _redo(painter: QPainter) -> None:
    painter.translate(16, 0)
    painter.scale(-1, 1)
    _undo(painter)


def _search(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(7, 7), 4.2, 4.2)
    painter.drawLine(QPointF(10.2, 10.2), QPointF(13.5, 13.5))


def _file(painter: QPainter) -> None:
    painter.drawPolygon(_lines((3.5, 1.8), (9.5, 1.8), (12.5, 4.8), (12.5, 14.2), (3.5, 14.2)))
    painter.drawPolyline(_lines((9.5, 1.8), (9.5, 4.8), (12.5, 4.8)))
    for y in (8.0, 11.0):
        painter.drawLine(QPointF(5.8, y), QPointF(10.2, y))


def _folder(painter: QPainter) -> None:
    painter.drawPolygon(_lines((1.8, 3.5), (6.2, 3.5), (7.8, 5.3), (14.2, 5.3), (14.2, 12.8),
                               (1.8, 12.8)))


def _close(painter: QPainter) -> None:
    painter.drawLine(QPointF(4.5, 4.5), QPointF(11.5, 11.5))
    painter.drawLine(QPointF(11.5, 4.5), QPointF(4.5, 11.5))


def _info(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(8, 8), 6.2, 6.2)
    painter.drawLine(QPointF(8, 7.4), QPointF(8, 11.2))
    painter.drawPoint(QPointF(8, 4.9))


def _school(painter: QPainter) -> None:
    painter.drawPolygon(_lines((1.5, 6), (8, 2.5), (14.5, 6), (8, 9.5)))
    painter.drawPolyline(_lines((4, 7.6), (4, 11.4), (8, 13.4), (12, 11.4), (12, 7.6)))


def _sample(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(2, 3, 12, 10.4), 1.2, 1.2)
    painter.drawLine(QPointF(2, 6.4), QPointF(14, 6.4))
    painter.drawLine(QPointF(6, 6.4), QPointF(6, 13.4))
    painter.drawLine(QPointF(2, 9.9), QPointF(14, 9.9))


def _clock(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(8, 8), 6.2, 6.2)
    painter.drawPolyline(_lines((8, 4.4), (8, 8), (10.6, 9.6)))


_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "undo": _undo, "redo": _redo, "search": _search, "file": _file, "folder": _folder,
    "close": _close, "info": _info, "school": _school, "sample": _sample, "clock": _clock,
}
NAMES = tuple(_DRAWINGS)
