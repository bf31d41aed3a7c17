"""台账: every line of the ledger, what is due to be destroyed, and its papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget)

from app.document import Document
from app.exports import record_signature
from app.handing_in.archive import ledger_row
from app.handing_in.ledger import Entry, Ledger, Line
from models.errors import XuejiError
from ui.handing_in.papers import PaperDialog, register, request
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.form_dialog import Field, FormDialog, who_and_when

_TITLES = ("序号", "时间", "责任人", "事项", "用途", "接收方", "人数", "文件", "使用期限", "说明")
_COLUMNS = (0, 1, 3, 4, 5, 6, 8, 9, 11, 12)
_TERM = 30
LEVELS = ("班主任", "年级组", "教导处", "校长", "教育局")
"""Who signs, from the class up."""


class LedgerDialog(Dialog):
    """Shows the ledger; nothing in it can be changed, only added to. Its papers name the school, so
    they want the ``document`` that is worked on."""

    def __init__(self, parent: QWidget | None, document: Document | None, folder: Path) -> None:
        super().__init__(parent, "ledgerDialog", "台账", "台账：导出、打印和上报的记录")
        self._document, self._folder = document, folder
        self._ledger = Ledger()
        self._lines: list[Line] = []
        self.resize(1100, 560)
        self.least_height = 560
        self.state = self.words("", "soft")
        self.state.setObjectName("ledgerState")
        self.table = QTableWidget(0, len(_TITLES), self)
        self.table.setObjectName("ledgerTable")
        self.table.setAccessibleName("台账")
        self.table.setHorizontalHeaderLabels(_TITLES)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(
            QHeaderView.ResizeMode.ResizeToContents)
        self.body.addWidget(self.table, 1)
        for text, name, does in (
                ("已销毁", "destroyed", self.note_destroyed),
                ("续期 30 天", "extend", self.extend), ("记签字…", "sign", self.sign),
                ("数据使用申请表…", "request", self.print_request),
                ("导出登记表…", "register", self.print_register)):
            button = self.add_button(text, name)
            button.clicked.connect(lambda _=False, do=does: do())
            button.setVisible(document is not None or name not in ("request", "register"))
        self.add_cancel("关闭")
        self.refresh()

    def refresh(self) -> None:
        """Reads the ledger again."""
        try:
            faults = self._ledger.faults()
            broken = any(fault.number == 0 for fault in faults)
            self._lines = [] if broken else self._ledger.lines()
        except XuejiError as error:
            self.state.setText(str(error))
            return
        self.state.setText(
            "；".join(f"第 {fault.number} 条：{fault.what}" for fault in faults) + "。" if faults
            else f"共 {len(self._lines)} 条，没有被改动过。台账里没有学生信息。")
        self.table.setRowCount(len(self._lines))
        for row, line in enumerate(reversed(self._lines)):
            texts = ledger_row(line)
            for column, place in enumerate(_COLUMNS):
                self.table.setItem(row, column, QTableWidgetItem(
                    texts[place] or (texts[2] if place == 3 else "")))

    def _chosen(self) -> Line | None:
        row = self.table.currentRow()
        if 0 <= row < len(self._lines):
            return self._lines[len(self._lines) - 1 - row]
        message.inform(self, "请先在表里选一条。")
        return None

    def note_destroyed(self) -> None:
        """The chosen export no longer exists."""
        if (line := self._chosen()) is not None:
            self._add(Entry("destroyed", line.entry.purpose, file=line.entry.file,
                            refers=line.number))

    def extend(self) -> None:
        """The chosen export is needed for longer."""
        if (line := self._chosen()) is not None:
            due = (date.today() + timedelta(_TERM)).isoformat()
            self._add(Entry("extended", line.entry.purpose, file=line.entry.file, due=due,
                            refers=line.number))

    def sign(self) -> None:
        """Somebody has signed the file of the chosen line, at one of the levels."""
        if (line := self._chosen()) is None:
            return
        dialog = FormDialog(
            self, "signed", "签字", f"谁在“{line.entry.file or line.entry.purpose}”上签了字？", [
                Field("level", "哪一级", choices=[(level, level) for level in LEVELS]),
                Field("name", "签字人"), Field("day", "日期", date.today().isoformat())],
            "记下", partial(who_and_when, "请写签字人的姓名。"))

        def done() -> None:
            values = dialog.values()
            self._safely(lambda: record_signature(
                values["level"], values["name"], date.fromisoformat(values["day"]),
                file=line.entry.file, sha256=line.entry.sha256, ledger=self._ledger))
        dialog.accepted.connect(done)
        self._open(dialog)

    def _add(self, entry: Entry) -> None:
        self._safely(lambda: self._ledger.add([entry]))

    def _safely(self, does: Callable[[], object]) -> None:
        try:
            does()
        except XuejiError as error:
            message.warn(self, str(error))
        self.refresh()

    def print_register(self) -> None:
        """导出登记表."""
        if self._document is not None:
            self._open(PaperDialog(self, self._document, self._folder,
                                   register(self._lines, date.today()), "台账的全部记录，一条一行。"))

    def print_request(self) -> None:
        """数据使用申请表, from the chosen line."""
        if self._document is not None and (line := self._chosen()) is not None:
            self._open(PaperDialog(
                self, self._document, self._folder,
                request(line, self._document.school.name.strip()), "按所选的一条填好，空白处请手写。"))

    def _open(self, dialog: Dialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
