"""Big buttons with a title, a reason below it, and the key that presses them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QTextCharFormat, QTextLayout,
    QTextOption)
from PySide6.QtWidgets import QWidget

from ui.looks import theme
from ui.widgets.wrapping import WrappingButton

_KEY_PAD = 6


class ActionCard(WrappingButton):
    """A choice: what will happen, why, and its key cap. ``weight`` is ``first`` (the one to take),
    ``plain``, or ``quiet`` (possible, but not to be taken lightly). ``strong`` spans of the title
    are set off."""

    def __init__(self, title: str, detail: str, key: str = "", *, weight: str = "plain",
                 strong: Sequence[tuple[int, int]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.detail, self.key = title, detail, key
        self.weight = weight
        self._strong = tuple(strong)
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription("，".join(filter(None, (detail, key))))
        self.make_clickable()

    def set_title(self, title: str) -> None:
        """Says something else, the rest being as it was."""
        self.title = title
        self.setText(title)
        self.setAccessibleName(title)
        self.updateGeometry()
        self.update()

    # --- geometry --------------------------------------------------------------------------------

    def height_at(self, width: int) -> int:
        room = self._room(width)
        height = _height(self._title_layout(room)) + 2 * theme.M + 2
        if self.detail:
            height += 2 + _height(self._detail_layout(room))
        return height

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(120, self.width())))

    def _room(self, width: int) -> int:
        cap = self._cap_width()
        return max(40, width - 2 * (theme.M + 3) - (cap + theme.M if cap else 0))

    def _cap_width(self) -> int:
        if not self.key:
            return 0
        return QFontMetrics(_cap_font()).horizontalAdvance(self.key) + 2 * _KEY_PAD

    def _title_layout(self, width: int) -> QTextLayout:
        colors = theme.palette()
        look = QTextCharFormat()
        look.setFontWeight(QFont.Weight.Bold)
        look.setForeground(QColor(colors.accent))
        formats = [styled(start, end, look) for start, end in self._strong]
        font = theme.number_font(theme.text_font().pixelSize())
        return _laid_out(self.title, font, width, formats)

    def _detail_layout(self, width: int) -> QTextLayout:
        return _laid_out(self.detail, theme.text_font(-1), width)

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        room = self._room(self.width())
        title = self._title_layout(room)
        left = theme.M + 3
        ink = colors.soft if self.weight == "quiet" else colors.text
        painter.setPen(QColor(ink if self.isEnabled() else colors.disabled))
        title.draw(painter, QPointF(left, theme.M + 1))
        if self.detail:
            painter.setPen(QColor(colors.soft if self.isEnabled() else colors.disabled))
            top = theme.M + 1 + _height(title) + 2
            self._detail_layout(room).draw(painter, QPointF(left, top))
        if self.key:
            self._paint_cap(painter)
        painter.end()

    def _paint_frame(self, painter: QPainter) -> None:
        colors = theme.palette()
        ground = QColor(colors.surface)
        border = QPen(QColor(colors.line_strong), 1)
        if self.weight == "first" and self.isEnabled():
            ground = _mixed(colors.surface, colors.selection, 0.45)
            border = QPen(QColor(colors.accent), 1)
        elif self.weight == "quiet":
            border.setStyle(Qt.PenStyle.DashLine)
        if self.isDown():
            ground = QColor(colors.selection)
        elif self.underMouse() and self.isEnabled():
            ground = _mixed(ground.name(), colors.hover, 0.8)
        if self.hasFocus():
            border = QPen(QColor(colors.accent), 2)
        inset = border.widthF() / 2
        painter.setPen(border)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset),
                                theme.RADIUS, theme.RADIUS)

    def _paint_cap(self, painter: QPainter) -> None:
        colors = theme.palette()
        font = _cap_font()
        width = self._cap_width()
        height = QFontMetrics(font).height() + 2
        box = QRect(self.width() - width - theme.M - 2, (self.height() - height) // 2,
                    width, height)
        painter.setPen(QPen(QColor(colors.line_strong), 1))
        painter.setBrush(QColor(colors.band_soft))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(font)
        painter.setPen(QColor(colors.soft))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.key)


def _cap_font() -> QFont:
    return theme.text_font(-2)


def styled(start: int, end: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    """A span of a text layout in its own looks."""
    span: Any = QTextLayout.FormatRange()  # whose fields Qt's type information lacks
    span.start, span.length, span.format = start, end - start, look
    return cast(QTextLayout.FormatRange, span)


def _laid_out(text: str, font: QFont, width: int,
              formats: Sequence[QTextLayout.FormatRange] = ()) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(list(formats))
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def _height(layout: QTextLayout) -> int:
    return round(sum(layout.lineAt(i).height() for i in range(layout.lineCount())))


def _mixed(base: str, over: str, share: float) -> QColor:
    """A colour between two."""
    low, high = QColor(base), QColor(over)
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * share,
        low.greenF() + (high.greenF() - low.greenF()) * share,
        low.blueF() + (high.blueF() - low.blueF()) * share)
