"""The correction table on paper: A4 landscape, the header on every page, signatures at the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPen, QTextOption
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from models.workbooks.correction_table import HEADER_ROW, CorrectionTable
from ui import theme

_MARGIN = 12.0
_WIDTHS = (6, 21, 22, 10, 9, 9, 10, 22, 22, 20)
"""Widths of the columns in proportion."""
_PADDING = 2.5
_SIZE = 9.0
"""Height of the texts in points."""


def page_layout() -> QPageLayout:
    """A4 landscape with small margins."""
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape,
                       QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
                       QPageLayout.Unit.Millimeter)


def ask_and_print(parent: QWidget, table: CorrectionTable) -> bool:
    """Lets the clerk choose a printer and prints; False if she thought better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(f"{table.school}学籍信息更正表")
    printer.setPageLayout(page_layout())
    if QPrintDialog(printer, parent).exec() != QDialog.DialogCode.Accepted:
        return False
    print_table(table, printer)
    return True


def print_table(table: CorrectionTable, printer: QPrinter) -> int:
    """Prints the table, black on white whatever the window looks like; returns the pages."""
    printer.setPageLayout(page_layout())
    painter = QPainter(printer)
    try:
        return _Press(painter, printer).print(list(table.grid()))
    finally:
        painter.end()


class _Press:
    """Sets a table line by line; lengths are in points, the painter is scaled to them."""

    def __init__(self, painter: QPainter, printer: QPrinter) -> None:
        self._painter, self._printer = painter, printer
        page = printer.pageRect(QPrinter.Unit.Point)
        self._width, self._height = page.width(), page.height()
        factor = printer.resolution() / 72
        painter.scale(factor, factor)
        painter.setPen(QPen(Qt.GlobalColor.black, 0.5))
        self._lefts = [0.0]
        for width in _WIDTHS:
            self._lefts.append(self._lefts[-1] + width * self._width / sum(_WIDTHS))
        self._top, self._pages = 0.0, 1

    def print(self, grid: Sequence[Sequence[str]]) -> int:
        """Title, header, lines, signatures."""
        (title,), *about, headers = grid[:HEADER_ROW + 1]
        self._font(_SIZE + 6, bold=True)
        self._text(QRectF(0, 0, self._width, 24), title, Qt.AlignmentFlag.AlignHCenter)
        self._top = 30
        self._font(_SIZE + 1)
        for line in about:
            self._text(QRectF(0, self._top, self._width, 14), line[0])
            self._top += 15
        self._top += 3
        self._row(headers, bold=True)
        for line in grid[HEADER_ROW + 1:-1]:
            if self._top + self._row_height(line) > self._height - 16:
                self._turn()
                self._row(headers, bold=True)
            self._row(line)
        if self._top + 44 > self._height - 16:
            self._turn()
        self._font(_SIZE + 1)
        signatures = [text for text in grid[-1] if text]
        for number, text in enumerate(signatures):
            step = self._width / len(signatures)
            self._text(QRectF(number * step, self._top + 22, step, 16), text)
        self._number_page()
        return self._pages

    def _font(self, size: float, *, bold: bool = False) -> None:
        font = theme.number_font()
        # by pixels of the scaled painter, which are points
        font.setPixelSize(max(1, round(size)))
        font.setBold(bold)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._painter.setFont(font)

    def _option(self, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QTextOption:
        option = QTextOption(align | Qt.AlignmentFlag.AlignVCenter)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        return option

    def _text(self, box: QRectF, text: str,
              align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        self._painter.drawText(box, text, self._option(align))

    def _boxes(self, height: float) -> list[QRectF]:
        return [QRectF(left, self._top, right - left, height)
                for left, right in zip(self._lefts, self._lefts[1:])]

    def _row_height(self, texts: Sequence[str]) -> float:
        self._font(_SIZE)
        tall = 10.0
        for box, text in zip(self._boxes(1000), texts, strict=True):
            inner = box.adjusted(_PADDING, 0, -_PADDING, 0)
            tall = max(tall, self._painter.boundingRect(inner, text, self._option()).height())
        return tall + 2 * _PADDING

    def _row(self, texts: Sequence[str], *, bold: bool = False) -> None:
        height = self._row_height(texts)
        self._font(_SIZE, bold=bold)
        for box, text in zip(self._boxes(height), texts, strict=True):
            self._painter.drawRect(box)
            self._text(box.adjusted(_PADDING, 0, -_PADDING, 0), text)
        self._top += height

    def _number_page(self) -> None:
        self._font(_SIZE - 1)
        self._text(QRectF(0, self._height - 12, self._width, 12), f"第 {self._pages} 页",
                   Qt.AlignmentFlag.AlignHCenter)

    def _turn(self) -> None:
        self._number_page()
        self._printer.newPage()
        self._pages += 1
        self._top = 0.0
