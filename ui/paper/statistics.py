"""班级统计: every class in numbers and bars; printed, saved as PDF or .xls."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView, QFileDialog, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem,
    QTableWidget, QTableWidgetItem, QWidget)

from app.document import Document
from app.exports import STATISTICS, Output
from app.statistics import HEADERS, Count, Statistics, statistics, write_statistics
from models.writing.names import valid_stem
from ui.looks import theme
from ui.paper.print_dialog import Print, PrintDialog
from ui.paper.sheets import print_statistics
from ui.widgets.worker import Job

_SHARES = Qt.ItemDataRole.UserRole
_BAR_WIDTH = 130
_TEXTS = 2
"""How many columns hold texts; the others hold numbers."""


class StatisticsDialog(PrintDialog):
    """Counts in the background, then shows the table."""

    purpose = STATISTICS

    def output(self, name: str, sha256: str = "") -> Output:
        """Numbers of students; no student is told of."""
        return Output(name, sha256, (), len(self.document.roster))

    def __init__(self, parent: QWidget | None, document: Document, folder: Path) -> None:
        super().__init__(parent, "statistics", "班级统计", document, folder)
        self.counts: Statistics | None = None
        self.resize(1020, 640)
        self.least_height = 640
        self.set_heading("班级统计")
        self.summary = self.words("正在统计…", "soft")
        self.summary.setObjectName("statisticsSummary")
        self.table = self._table()
        self.body.addWidget(self.table, 1)
        self.legend = self.words("男女：蓝色是男，浅灰是女。处理进度：绿色已改正，深灰情况属实，浅灰未处理。", "small")
        self.finish(stretch=False)
        self.book_button = self.add_button("存为 .xls…", "xls")
        self.buttons.removeWidget(self.book_button)
        self.buttons.insertWidget(self.buttons.indexOf(self.pdf_button), self.book_button)
        self.book_button.clicked.connect(self.ask_and_save_book)
        self._enable(False)
        self._counting = Job(lambda _task: statistics(document), self)
        self._counting.succeeded.connect(self._show_counts)
        self._counting.start()

    def job(self) -> Print | str:
        if self.counts is None:
            return "正在统计，请稍候。"
        school = self.document.school
        title = f"{school.name}学籍班级统计"
        return Print(title, False, partial(
            print_statistics, title=title, period=f"{school.school_year} 学年",
            counts=self.counts))

    def ask_and_save_book(self) -> None:
        """Asks where to, and saves the workbook."""
        name = f"{valid_stem(self.document.school.name + '学籍班级统计')}.xls"
        path, _ = QFileDialog.getSaveFileName(
            self, "存为 .xls", str(self._folder / name), "工作簿 (*.xls)")
        if path:
            self.save_book(Path(path if path.lower().endswith(".xls") else f"{path}.xls"))

    def save_book(self, path: Path) -> None:
        """Saves the table as a workbook."""
        counts = self.counts
        if counts is not None:
            self.write(path, lambda _task: write_statistics(self.document, counts, path))

    def _show_busy(self, busy: bool) -> None:
        super()._show_busy(busy)
        self.book_button.setEnabled(not busy)

    def _table(self) -> QTableWidget:
        headers = [*HEADERS[:_TEXTS], *HEADERS[_TEXTS:], "男女", "处理进度"]
        table = QTableWidget(0, len(headers), self)
        table.setObjectName("statisticsTable")
        table.setAccessibleName("班级统计表")
        table.setHorizontalHeaderLabels(headers)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        bars = _Bars(table)
        for column in (len(headers) - 2, len(headers) - 1):
            table.setItemDelegateForColumn(column, bars)
            table.setColumnWidth(column, _BAR_WIDTH)
        table.horizontalHeader().setStretchLastSection(True)
        return table

    def _enable(self, ready: bool) -> None:
        for button in (self.preview_button, self.book_button, self.pdf_button):
            button.setEnabled(ready)

    def _show_counts(self, counts: Statistics) -> None:
        self.counts = counts
        total = counts.total
        self.summary.setText(
            f"{len(counts.classes)} 个班，{total.students:,} 名学生"
            f"（男 {total.boys:,}，女 {total.girls:,}），其他证件 {total.others:,} 人；"
            f"学生行上打开时有 {total.found:,} 处问题，已改正 {total.fixed:,}，情况属实 {total.confirmed:,}，"
            f"未处理 {total.open:,}。")
        lines = list(counts.lines())
        self.table.setRowCount(len(lines))
        for row, (count, sums) in enumerate(lines):
            self._fill(row, count, sums)
        for column in range(len(HEADERS)):
            self.table.resizeColumnToContents(column)
        self._enable(True)
        self.table.setFocus()

    def _fill(self, row: int, count: Count, sums: bool) -> None:
        colors = theme.palette()
        for column, text in enumerate(count.texts()):
            item = QTableWidgetItem(text)
            if column >= _TEXTS:
                item.setTextAlignment(
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._dress(item, sums)
            self.table.setItem(row, column, item)
        sexes = [(count.boys, colors.accent), (count.girls, colors.line_strong)]
        handled = [(count.fixed, colors.done), (count.confirmed, colors.faint),
                   (count.open, colors.line_strong)]
        said = (f"男 {count.boys:,}，女 {count.girls:,}",
                f"已改正 {count.fixed:,}，情况属实 {count.confirmed:,}，未处理 {count.open:,}")
        for place, (shares, text) in enumerate(zip((sexes, handled), said, strict=True)):
            item = QTableWidgetItem()
            item.setData(_SHARES, shares)
            item.setToolTip(text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
            self._dress(item, sums)
            self.table.setItem(row, len(HEADERS) + place, item)

    def _dress(self, item: QTableWidgetItem, sums: bool) -> None:
        if sums:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
            item.setBackground(QColor(theme.palette().band))


class _Bars(QStyledItemDelegate):
    """Paints an item's shares as one bar of several colours."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        super().paint(painter, option, index)
        shares = index.data(_SHARES) or []
        total = sum(number for number, _ in shares)
        area = option.rect  # type: ignore[attr-defined]  # missing in Qt's types
        rect = QRectF(area).adjusted(theme.M, 9, -theme.M, -9)
        left = rect.left()
        for number, color in shares:
            width = rect.width() * number / total if total else 0
            painter.fillRect(QRectF(left, rect.top(), width, rect.height()), QColor(color))
            left += width
