"""Several sheets look like a roster: which of them is meant, one or several together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QWidget)

from models.intake.several import SheetOffer
from ui.looks import theme
from ui.widgets.dialog_frame import Dialog

_MOST_SEEN = 12
"""How many lines the list shows at once, where the screen has the room."""


class SheetChoiceDialog(Dialog):
    """``chosen()`` are the names that were ticked, in workbook order. Together they are
    ``what``, with which the button does its ``action``."""

    def __init__(self, parent: QWidget | None, file: str, sheets: Sequence[SheetOffer], *,
                 what: str = "名册", action: str = "打开") -> None:
        like = "学籍表" if what == "名册" else what
        super().__init__(parent, "sheetChoice", "选择工作表",
                         f"“{file}”里有 {len(sheets)} 张像{like}的工作表")
        self.setMinimumWidth(460)
        self.words(f"勾选的工作表合成一份{what}一起核对，每一行来自哪张表都看得到。", "soft")
        self._action = action
        self._students = {sheet.name: sheet.students for sheet in sheets}
        self.list = QListWidget(self)
        self.list.setObjectName("sheetList")
        self.list.setAccessibleName("工作表")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for sheet in sheets:
            text = f"{sheet.name}　（{sheet.students:,} 人）"
            item = QListWidgetItem(text + (f"　{sheet.note}" if sheet.note else ""))
            item.setSizeHint(QSize(0, theme.ROW_HEIGHT))
            item.setData(Qt.ItemDataRole.UserRole, sheet.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(
                Qt.CheckState.Checked if sheet.ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        lines = min(len(sheets), _MOST_SEEN)
        self.list.setMinimumHeight(10 + theme.ROW_HEIGHT * min(lines, 4))
        self.least_height = 226 + theme.ROW_HEIGHT * lines
        self.list.setCurrentRow(0)
        self.body.addWidget(self.list, 1)
        row = QHBoxLayout()
        for text, name, state in (
                ("全部勾选", "checkAll", Qt.CheckState.Checked),
                ("全部不选", "checkNone", Qt.CheckState.Unchecked)):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setProperty("kind", "link")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, to=state: self._check_all(to))
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.add_cancel()
        self.accept_button = self.add_button("", "accept", primary=True)
        self.accept_button.clicked.connect(self.accept)
        self.list.itemChanged.connect(lambda _item: self._count())
        self._count()
        self.list.setFocus()

    def chosen(self) -> list[str]:
        """The names of the ticked sheets."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items
                if item.checkState() == Qt.CheckState.Checked]

    def _check_all(self, state: Qt.CheckState) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(state)

    def _count(self) -> None:
        chosen = self.chosen()
        self.accept_button.setEnabled(bool(chosen))
        students = sum(self._students[name] for name in chosen)
        self.accept_button.setText(
            f"{self._action}这 {len(chosen)} 张，共 {students:,} 人" if len(chosen) > 1
            else self._action)
