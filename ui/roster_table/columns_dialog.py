"""The dialog for showing, hiding and ordering columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget)

from ui.action_table import MOVE_DOWN, MOVE_UP
from ui.looks import theme
from ui.widgets.dialog_frame import Dialog

_COLUMN = Qt.ItemDataRole.UserRole


class ColumnsDialog(Dialog):
    """``columns`` are index, title and visibility from the left. The ``frozen`` one stays first."""

    def __init__(self, columns: Sequence[tuple[int, str, bool]], frozen: int,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent, "columnsDialog", "列的显示和顺序", "列的显示和顺序")
        self.setWindowTitle("列的显示和顺序")
        self.set_heading(self.windowTitle())
        self._frozen = frozen
        self.words("打勾的列显示在表格里；拖动或用按钮改变先后。隐藏的列不会被改动，也不会丢失。",
                   "soft")
        self.list = QListWidget()
        self.list.setObjectName("columnList")
        self.list.setAccessibleName("列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for column, title, shown in columns:
            text = title or "（没有标题）"
            if column == frozen:
                text = f"{text}（固定在最左边）"
            item = QListWidgetItem(text, self.list)
            item.setData(_COLUMN, column)
            item.setSizeHint(QSize(0, theme.ROW_HEIGHT))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.up = self._button("columnUp", "上移", MOVE_UP, lambda: self._move(-1))
        self.down = self._button("columnDown", "下移", MOVE_DOWN, lambda: self._move(1))
        self.add_button("取消", "columnsCancel").clicked.connect(self.reject)
        self.accept_button = self.add_button("确定", "columnsAccept", primary=True)
        self.accept_button.clicked.connect(self.accept)
        side = QVBoxLayout()
        side.addWidget(self.up)
        side.addWidget(self.down)
        side.addStretch()
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        self.body.addLayout(middle, 1)
        self.list.currentRowChanged.connect(self._show_state)
        self.list.itemChanged.connect(self._show_state)
        self.list.setFocus()
        self._show_state()
        self.least_height = 460
        self.resize(420, self.least_height)

    def _button(self, name: str, text: str, keys: str, do: object) -> QPushButton:
        button = QPushButton(text)
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(button.click)  # at once; a button's own shortcut takes its time
        button.setToolTip(f"{text}（{keys}）")
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.clicked.connect(do)
        return button

    def _move(self, step: int) -> None:
        place = self.list.currentRow()
        item = self.list.takeItem(place)
        self.list.insertItem(place + step, item)
        self.list.setCurrentRow(place + step)

    def _show_state(self) -> None:
        place = self.list.currentRow()
        first = int(self._is_frozen(0))
        self.up.setEnabled(place > first)
        self.down.setEnabled(first <= place < self.list.count() - 1)
        self.accept_button.setEnabled(any(shown for _, shown in self.chosen()))

    def _is_frozen(self, place: int) -> bool:
        item = self.list.item(place)
        return item is not None and item.data(_COLUMN) == self._frozen

    def chosen(self) -> list[tuple[int, bool]]:
        """Column index and visibility, from the left."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return sorted(((int(item.data(_COLUMN)), item.checkState() == Qt.CheckState.Checked)
                       for item in items), key=lambda pair: pair[0] != self._frozen)
