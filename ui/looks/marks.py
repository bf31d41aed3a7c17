"""The marks of findings: each has its own shape besides its colour; nobody needs the colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from ui.looks import theme

ERROR = "error"
WARNING = "warning"
DONE = "done"
KINDS = (ERROR, WARNING, DONE)


def mark_color(kind: str) -> QColor:
    """The colour of a mark in the present palette."""
    colors = theme.palette()
    return theme.color({ERROR: colors.error_mark, WARNING: colors.warning_mark,
                        DONE: colors.done}[kind])


def paint_mark(painter: QPainter, rect: QRect | QRectF, kind: str) -> None:
    """Paints the mark of ``error``, ``warning`` or ``done`` in the middle of the rectangle."""
    {ERROR: paint_triangle, WARNING: paint_square, DONE: paint_check}[kind](
        painter, rect, mark_color(kind))


def paint_triangle(painter: QPainter, rect: QRect | QRectF, color: QColor) -> None:
    """A filled triangle: an error."""
    box = _square(rect)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([
        QPointF(box.center().x(), box.top() + box.height() * 0.06),
        QPointF(box.right(), box.bottom() - box.height() * 0.06),
        QPointF(box.left(), box.bottom() - box.height() * 0.06)]))
    painter.restore()


def paint_square(painter: QPainter, rect: QRect | QRectF, color: QColor) -> None:
    """An open square: a warning."""
    box = _square(rect)
    width = max(1.4, box.width() * 0.16)
    inset = width / 2 + box.width() * 0.06
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 1.5, 1.5)
    painter.restore()


def paint_check(painter: QPainter, rect: QRect | QRectF, color: QColor) -> None:
    """A check mark: done or confirmed."""
    box = _square(rect)
    pen = QPen(color, max(1.5, box.width() * 0.16))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([
        QPointF(box.left() + box.width() * 0.14, box.top() + box.height() * 0.54),
        QPointF(box.left() + box.width() * 0.40, box.top() + box.height() * 0.80),
        QPointF(box.left() + box.width() * 0.86, box.top() + box.height() * 0.24)]))
    painter.restore()


def paint_corner(painter: QPainter, cell: QRect, kind: str, size: int = 9) -> None:
    """The mark in a cell's upper right corner: filled for an error, hatched for a warning, a small
    check for a confirmed finding."""
    right, top = cell.right() + 1, cell.top()
    color = mark_color(kind)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    if kind == ERROR:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF([
            QPointF(right - size, top), QPointF(right, top), QPointF(right, top + size)]))
    elif kind == WARNING:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(right - size, top, size, size))
        painter.setPen(QPen(color, 1.6))
        for step in (0.0, 0.42, 0.84):
            offset = size * (1 - step)
            painter.drawLine(QPointF(right - offset, top - 0.5),
                             QPointF(right + 0.5, top + offset))
    else:
        paint_check(painter, QRectF(right - size - 2, top + 2, size, size), color)
    painter.restore()


def mark_icon(kind: str) -> QIcon:
    """The mark as an icon in the present palette; made anew after ``theme.notifier().changed``."""
    icon = QIcon()
    for size in (12, 14, 16, 20, 24, 28, 32, 48):
        icon.addPixmap(mark_pixmap(kind, size))
    return icon


def mark_pixmap(kind: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The mark on a transparent square of ``size`` logical pixels."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_mark(painter, QRectF(0, 0, size, size).adjusted(1, 1, -1, -1), kind)
    painter.end()
    return pixmap


def _square(rect: QRect | QRectF) -> QRectF:
    """The largest square in the middle of a rectangle."""
    found = QRectF(rect)
    side = min(found.width(), found.height())
    box = QRectF(0, 0, side, side)
    box.moveCenter(found.center())
    return box
