"""有内容没有读入: every place that looks like a student, what stands there, and the way to it."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.explaining.masked_text import cover_text
from ui.widgets.dialog_frame import Dialog
from ui.widgets.lines_table import Cell, LinesTable


class UnreadPlaces(Dialog):
    """The places as a list. Those within a student's line lead to it in the table; the others stand
    only in the file, which can be opened to be looked at."""

    jump_requested = Signal(int, int)
    """Row id and column."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        self._document = document
        self._places = document.roster.account.unaccounted
        super().__init__(parent, "unread_places", "有内容没有读入",
                         f"{len(self._places)} 处像是学生的内容没有读入")
        self.words("请逐处看一看。确是漏读的，在 Excel 或 WPS 中整理好，保存后重新打开；不是学生的，"
                   "在右边确认情况属实。", "soft")
        self.table = LinesTable("unread_table", "没有读入的地方", self)
        self.table.fill(
            ("工作表", "位置", "是什么", "那里的内容"),
            [[Cell(place.sheet), Cell(place.column_and_row or "整张表"), Cell(place.what),
              Cell(cover_text(place.shows))] for place in self._places], (110, 80, 270, 360))
        self.body.addWidget(self.table, 1)
        self.problem = self.words("", "warning")
        self.problem.hide()
        self.add_cancel("关闭")
        self.file_button = self.add_button("打开原文件", "open_file")
        self.file_button.clicked.connect(self._open_file)
        self.go_button = self.add_button("去这一行", "go_to_row", primary=True)
        self.go_button.clicked.connect(lambda: self._go(self.table.row))
        self.table.opened.connect(self._go)
        self.table.chosen.connect(lambda _row: self._show_way())
        self.least_height = 430
        self.resize(900, self.least_height)
        self._show_way()
        self.table.setFocus()

    def _student(self, at: int) -> int | None:
        """The id of the student in whose line a place lies; None if it lies elsewhere."""
        if not 0 <= at < len(self._places):
            return None
        place = self._places[at]
        return next((row.id for row in self._document.roster.rows
                     if row.number == place.row and row.sheet == place.sheet), None)

    def _show_way(self) -> None:
        self.go_button.setEnabled(self._student(self.table.row) is not None)

    def _go(self, at: int) -> None:
        row = self._student(at)
        if row is not None:
            letter = self._places[at].column
            column = next((number for number, one in enumerate(self._document.roster.columns)
                           if one.letter is not None and one.letter == letter), 0)
            self.accept()
            self.jump_requested.emit(row, column)

    def _open_file(self) -> None:
        path = self._document.roster.path
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.problem.setText(f"打不开原文件，它在：{path}")
            self.problem.show()
