"""The dialog for showing, hiding and ordering columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView, QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton,
    QVBoxLayout, QWidget)

from ui import theme

_COLUMN = Qt.ItemDataRole.UserRole


class ColumnsDialog(QDialog):
    """``columns`` are index, title and visibility from the left. The ``frozen`` one stays first."""

    def __init__(self, columns: Sequence[tuple[int, str, bool]], frozen: int,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("columnsDialog")
        self.setWindowTitle(self.tr("列的显示和顺序"))
        self._frozen = frozen
        hint = QLabel(self.tr("打勾的列显示在表格里；拖动或用按钮改变先后。隐藏的列不受修改，也不会丢失。"))
        hint.setWordWrap(True)
        theme.set_role(hint, "soft")
        self.list = QListWidget()
        self.list.setObjectName("columnList")
        self.list.setAccessibleName(self.tr("列"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        for column, title, shown in columns:
            item = QListWidgetItem(title or self.tr("（没有标题）"), self.list)
            item.setData(_COLUMN, column)
            item.setSizeHint(QSize(0, theme.ROW_HEIGHT))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)
        self.up = self._button("columnUp", self.tr("上移"), lambda: self._move(-1))
        self.down = self._button("columnDown", self.tr("下移"), lambda: self._move(1))
        self.accept_button = self._button("columnsAccept", self.tr("确定"), self.accept)
        self.accept_button.setProperty("kind", "primary")
        self.accept_button.setDefault(True)
        cancel = self._button("columnsCancel", self.tr("取消"), self.reject)
        side = QVBoxLayout()
        side.addWidget(self.up)
        side.addWidget(self.down)
        side.addStretch()
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        bottom = QHBoxLayout()
        bottom.addStretch()
        bottom.addWidget(self.accept_button)
        bottom.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        layout.setSpacing(theme.L)
        layout.addWidget(hint)
        layout.addLayout(middle, 1)
        layout.addLayout(bottom)
        self.list.currentRowChanged.connect(self._show_state)
        self.list.itemChanged.connect(self._show_state)
        self.list.setFocus()
        self._show_state()
        self.resize(380, 420)

    def _button(self, name: str, text: str, do: object) -> QPushButton:
        button = QPushButton(text)
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
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < self.list.count() - 1)
        self.accept_button.setEnabled(any(shown for _, shown in self.chosen()))

    def chosen(self) -> list[tuple[int, bool]]:
        """Column index and visibility, from the left."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return sorted(((int(item.data(_COLUMN)), item.checkState() == Qt.CheckState.Checked)
                       for item in items), key=lambda pair: pair[0] != self._frozen)
