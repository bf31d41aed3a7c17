"""统计表、名单和异动登记表: which table, who belongs into it, and where it is written."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView, QFileDialog, QLabel, QListWidget, QListWidgetItem, QTableWidget,
    QTableWidgetItem, QWidget)

from app.document import Document
from app.exports import STATISTICS, Output, field_titles
from app.lists.tables import MadeTable, made_table, write_table
from models.errors import XuejiError
from models.fields import NAME
from ui.looks import theme
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.file_filters import TABLE_FILTER
from ui.widgets.leaving import record, through_door

_MOST_SHOWN = 200
_LINE = 26


def show(parent: QWidget, document: Document, folder: Path) -> None:
    """Opens the dialog."""
    dialog = TablesDialog(parent, document, folder)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


class TablesDialog(Dialog):
    """The tables at the left, the chosen one as it will be written at the right; below it those
    who are only proposed, to be ticked."""

    def __init__(self, parent: QWidget | None, document: Document, folder: Path) -> None:
        super().__init__(parent, "tablesDialog", "统计表、名单和异动登记表",
                         "选一张表，看一看，再生成")
        self._document, self._folder = document, folder
        self.made: MadeTable | None = None
        self.choice = QListWidget(self)
        self.choice.setObjectName("tableChoice")
        self.choice.setAccessibleName("表")
        for table in document.profile.dispositions.tables:
            item = QListWidgetItem(table.title, self.choice)
            item.setSizeHint(QSize(100, _LINE))
        self.choice.setFixedHeight(_LINE * self.choice.count() + 8)
        self.table = QTableWidget(self)
        self.table.setObjectName("tablePreview")
        self.table.setAccessibleName("表的内容")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.body.addWidget(self.choice)
        self.count = self.words("", "soft")
        self.count.setObjectName("tableCount")
        self.body.addWidget(self.table, 1)
        self._ask = QLabel("户籍以户口簿为准；下面的学生身份证号前六位不是本区县，是外籍户口的请勾选：", self)
        theme.set_role(self._ask, "soft")
        self._ask.setWordWrap(True)
        self.proposed = QListWidget(self)
        self.proposed.setObjectName("tableProposed")
        self.proposed.setAccessibleName("请核对户口簿的学生")
        self.proposed.setMaximumHeight(130)
        self.body.addWidget(self._ask)
        self.body.addWidget(self.proposed)
        self.add_cancel("关闭")
        form = self.add_button("填写下发的表…", "form")
        form.clicked.connect(self.fill_form)
        write = self.add_button("生成表格…", "accept", primary=True)
        write.clicked.connect(self.write)
        self.choice.currentRowChanged.connect(self._choose)
        self.proposed.itemChanged.connect(self._tick)
        self.least_height = 640
        self.resize(900, self.least_height)
        self.choice.setCurrentRow(0)
        self.choice.setFocus()

    def _choose(self, place: int) -> None:
        table = self._document.profile.dispositions.tables[place]
        self.made = made_table(self._document, table)
        self.proposed.blockSignals(True)
        self.proposed.clear()
        for row, why in self.made.proposed.items():
            name = self._document.roster.value(row, NAME).strip()
            item = QListWidgetItem(
                f"{self._document.validator.row_label(row)} {name}：{why}", self.proposed)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, row)
        self.proposed.blockSignals(False)
        for part in (self._ask, self.proposed):
            part.setVisible(bool(self.made.proposed))
        self._show()

    def ticked(self) -> list[int]:
        """The rows of which the clerk says that they belong into the table."""
        return [item.data(Qt.ItemDataRole.UserRole)
                for place in range(self.proposed.count())
                if (item := self.proposed.item(place)).checkState() == Qt.CheckState.Checked]

    def _tick(self) -> None:
        if self.made is not None:
            self.made = made_table(self._document, self.made.table, ticked=self.ticked())
            self._show()

    def _show(self) -> None:
        made = self.made
        if made is None:
            return
        self.table.clear()
        self.table.setColumnCount(len(made.header))
        self.table.setHorizontalHeaderLabels(list(made.header))
        self.table.setRowCount(min(len(made.lines), _MOST_SHOWN))
        for row, line in enumerate(made.lines[:_MOST_SHOWN]):
            for column, text in enumerate(line):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        self.count.setText(
            f"{len(made.lines)} 行。学生的去向在“编辑 → 所选学生的去向”里写明。"
            if made.table.students != "entrants" else "各行相加等于全校人数。")

    def write(self) -> None:
        """Writes the table in its own layout."""
        through_door(self, STATISTICS, partial(self._write, None))

    def fill_form(self) -> None:
        """Fills the form that was issued for it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "选择下发的空表", str(self._folder), TABLE_FILTER)
        if chosen:
            through_door(self, STATISTICS, partial(self._write, Path(chosen)))

    def _write(self, form: Path | None) -> None:
        made = self.made
        if made is None:
            return
        chosen = QFileDialog.getExistingDirectory(self, "把表格保存到", str(self._folder))
        if not chosen:
            return
        try:
            written = write_table(self._document, made, Path(chosen), form)
        except XuejiError as error:
            message.warn(self, str(error))
            return
        record(self, STATISTICS, [Output(
            written.path.name, written.sha256, field_titles(self._document), made.students)])
        message.inform(self, f"已保存“{written.path.name}”。",
                       f"它在：{chosen}")
