"""Setting texts and tables on pages, for PDF and printers alike. Lengths are in points.

Always black on white, whatever the window looks like; may run in a background thread.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor, QFont, QFontMetricsF, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter,
    QPen, QTextOption)

from models.errors import XuejiError
from ui.looks import theme

SIZE = 9.0
"""Height of ordinary text."""

_MARGIN = 12.0
_FOOT = 16.0
_PADDING = 3.0
_MOST_HEAD = 60.0
"""What a repeated header may need."""
_BAND = "#eef1f4"
_LEFT, _CENTRE, _RIGHT = (
    Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)


class StoppedError(XuejiError):
    """The clerk stopped the printing."""


def _unbroken(text: str) -> str:
    """No line begins with a name's separator."""
    return text.replace("·", "\u2060·") if "·" in text else text


def page_layout(*, landscape: bool) -> QPageLayout:
    """A4 with margins that every printer can keep."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN), QPageLayout.Unit.Millimeter)


def to_pdf(title: str, landscape: bool, compose: Callable[[Press], None],
           watch: Callable[[int, int], None] | None = None, families: Sequence[str] = ()) -> bytes:
    """A PDF of what ``compose`` sets; see ``set_pages`` for ``watch`` and ``families``."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("学籍总库校对")
    writer.setResolution(300)
    writer.setPageLayout(page_layout(landscape=landscape))
    set_pages(writer, compose, watch, families)
    return bytes(buffer.data().data())


def set_pages(device: QPagedPaintDevice, compose: Callable[[Press], None],
              watch: Callable[[int, int], None] | None = None, families: Sequence[str] = ()) -> int:
    """Sets the pages on a printer, its preview or a PDF; gives their number. ``families`` are fonts
    for what the usual one has no glyph for. It is composed twice:
    only after a first time without ink it is known how many pages there are. ``watch`` is told of
    each finished page, and how many there are in all (0 the first time); it may raise StoppedError.
    """
    painter = QPainter(device)
    try:
        factor = device.logicalDpiX() / 72
        painter.scale(factor, factor)
        counting = Press(painter, device, watch, families=families)
        compose(counting)
        counting.finish()
        press = Press(painter, device, watch, counting, families)
        compose(press)
        press.finish()
        return press.page
    finally:
        painter.end()


class Press:
    """Sets from top to bottom; ``top`` is where the next thing goes. ``foot`` is printed below each
    page. Nothing comes on paper unless ``counted``, which has set the same before, tells how many
    pages each part has."""

    def __init__(self, painter: QPainter, device: QPagedPaintDevice,
                 watch: Callable[[int, int], None] | None = None,
                 counted: Press | None = None, families: Sequence[str] = ()) -> None:
        self._families = families
        self._painter, self._device, self._watch, self._counted = painter, device, watch, counted
        area = device.pageLayout().paintRect(QPageLayout.Unit.Point)
        self.width, self.height = area.width(), area.height() - _FOOT
        self._pen = QPen(QColor("black"), 0.5)
        painter.setPen(self._pen)
        self.top = 0.0
        self.page = 1
        self.foot = ""
        self._pages_of_parts = [1]
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = \
            counted._fonts if counted is not None else {}
        self._heights: dict[tuple[str, float, float, bool], float] = \
            counted._heights if counted is not None else {}

    @property
    def _inks(self) -> bool:
        return self._counted is not None

    # --- pages -----------------------------------------------------------------------------------

    def new_part(self, foot: str) -> None:
        """A new page (unless nothing stands on this one) whose numbers begin at 1."""
        if self.top > 0:
            self._next_page()
            self._pages_of_parts.append(1)
        self.foot = foot

    def turn(self) -> None:
        """The next page."""
        self._next_page()
        self._pages_of_parts[-1] += 1

    def need(self, height: float) -> bool:
        """Turns the page if so much does not fit any more; True if it was turned."""
        if self.top + height > self.height and self.top > 0:
            self.turn()
            return True
        return False

    def finish(self) -> None:
        """Ends the last page."""
        self._end_page()

    def _next_page(self) -> None:
        self._end_page()
        if self._inks:
            self._device.newPage()
        self.page += 1
        self.top = 0.0

    def _end_page(self) -> None:
        pages = self._counted.page if self._counted is not None else 0
        if self._counted is not None:
            of_part = self._counted._pages_of_parts[len(self._pages_of_parts) - 1]
            text = f"第 {self._pages_of_parts[-1]} 页　共 {of_part} 页"
            box = QRectF(0, self.height + 4, self.width, _FOOT - 4)
            _, metrics = self._font(8, False)
            room = self.width - metrics.horizontalAdvance(f"　　{text}")
            foot = metrics.elidedText(self.foot, Qt.TextElideMode.ElideMiddle, room)
            self._draw(box, f"{foot}　　{text}" if foot else text, 8, False, _CENTRE)
        if self._watch is not None:
            self._watch(self.page, pages)

    # --- texts -----------------------------------------------------------------------------------

    def line(self, text: str, size: float = SIZE, *, bold: bool = False, centre: bool = False,
             after: float = 3.0) -> None:
        """A paragraph across the page."""
        height = self.text_height(text, self.width, size, bold)
        self.need(height)
        self._draw(QRectF(0, self.top, self.width, height), text, size, bold,
                   _CENTRE if centre else _LEFT)
        self.top += height + after

    def at(self, left: float, width: float, text: str, size: float = SIZE, *,
           bold: bool = False) -> None:
        """A text at ``top``, which does not move."""
        height = self.text_height(text, width, size, bold)
        self._draw(QRectF(left, self.top, width, height), text, size, bold, _LEFT)

    def text_height(self, text: str, width: float, size: float = SIZE, bold: bool = False) -> float:
        """How high the wrapped text is."""
        key = text, width, size, bold
        if key not in self._heights:
            text = _unbroken(text)
            font, metrics = self._font(size, bold)
            if "\n" not in text and metrics.horizontalAdvance(text) <= width:
                self._heights[key] = float(metrics.height())
            else:
                self._painter.setFont(font)
                self._heights[key] = float(self._painter.boundingRect(
                    QRectF(0, 0, width, 10_000), text, self._option(_LEFT)).height())
        return self._heights[key]

    def _draw(self, box: QRectF, text: str, size: float, bold: bool,
              align: Qt.AlignmentFlag) -> None:
        if not self._inks:
            return
        text = _unbroken(text)
        font, metrics = self._font(size, bold)
        self._painter.setFont(font)
        if "\n" not in text and metrics.horizontalAdvance(text) <= box.width():
            self._painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter
                                   | Qt.TextFlag.TextSingleLine, text)
        else:
            self._painter.drawText(box, text, self._option(align))

    def _option(self, align: Qt.AlignmentFlag) -> QTextOption:
        option = QTextOption(align | Qt.AlignmentFlag.AlignVCenter)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        return option

    def _font(self, size: float, bold: bool) -> tuple[QFont, QFontMetricsF]:
        found = self._fonts.get((size, bold))
        if found is None:
            font = theme.number_font()
            font.setFamilies([font.family(), *self._families])
            font.setPixelSize(max(1, round(size)))  # pixels of the scaled painter are points
            font.setBold(bold)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            found = self._fonts[size, bold] = font, QFontMetricsF(font)
        return found

    # --- tables ----------------------------------------------------------------------------------

    def table(self, widths: Sequence[float], headers: Sequence[str],
              rows: Sequence[Sequence[str]], *, least: float = 16.0,
              bold: Collection[int] = (), right: Collection[int] = (), keep: float = 0) -> None:
        """A ruled table over the whole width (``widths`` in proportion); the header, if there is
        one, is repeated on every page. ``bold`` are numbers of rows that sum up others, ``right``
        of columns with numbers. The last row stays together with what follows, ``keep`` high."""
        lefts = [0.0]
        for width in widths:
            lefts.append(lefts[-1] + width * self.width / sum(widths))
        head = self._row_height(lefts, headers, least, True) if headers else 0
        first = self._row_height(lefts, rows[0], least, False) if rows else 0
        self.need(head + first)
        if headers:
            self._row(lefts, headers, head, bold=True, band=True, right=right)
        for number, row in enumerate(rows):
            height = self._row_height(lefts, row, least, number in bold)
            if self.need(height + (keep if number == len(rows) - 1 else 0)) and headers:
                self._row(lefts, headers, head, bold=True, band=True, right=right)
            self._row(lefts, row, height, bold=number in bold, right=right)

    def _row_height(self, lefts: Sequence[float], texts: Sequence[str], least: float, bold: bool
                    ) -> float:
        return min(self.height - _MOST_HEAD, max(
            [least, *(self.text_height(text, right - left - 2 * _PADDING, SIZE, bold)
                      + 2 * _PADDING
                      for left, right, text in zip(lefts, lefts[1:], texts) if text)]))

    def _row(self, lefts: Sequence[float], texts: Sequence[str], height: float, *,
             bold: bool = False, band: bool = False, right: Collection[int] = ()) -> None:
        if band and self._inks:
            self._painter.fillRect(QRectF(0, self.top, lefts[-1], height), QColor(_BAND))
        for column, text in enumerate(texts if self._inks else ()):
            box = QRectF(lefts[column], self.top, lefts[column + 1] - lefts[column], height)
            self._painter.drawRect(box)
            if text:
                inner = box.adjusted(_PADDING, 0, -_PADDING, 0)
                self._draw(inner, self._fitting(text, inner, bold), SIZE, bold,
                           _RIGHT if column in right else _LEFT)
        self.top += height

    def _fitting(self, text: str, box: QRectF, bold: bool) -> str:
        """The text, cut (and marked so) if even a row as high as a page can't hold it."""
        if self.text_height(text, box.width(), SIZE, bold) <= box.height():
            return text
        fits = bisect(range(len(text)), box.height(), key=lambda size: self.text_height(
            f"{text[:size]}…", box.width(), SIZE, bold))
        return f"{text[:max(0, fits - 1)]}…"

    def cut_line(self) -> None:
        """A dashed line to cut along."""
        if not self._inks:
            return
        pen = QPen(QColor("#666666"), 0.5, Qt.PenStyle.DashLine)
        self._painter.setPen(pen)
        self._painter.drawLine(0, round(self.top), round(self.width), round(self.top))
        self._painter.setPen(self._pen)

    def bar(self, left: float, width: float, share: float, color: str) -> None:
        """A filled bar at ``top``, ``share`` of its width."""
        if self._inks:
            self._painter.fillRect(QRectF(left, self.top, width * share, 7), QColor(color))
