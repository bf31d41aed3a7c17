"""清除已保存的工作: what the program keeps on this computer, and deleting it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.continuing import Stored
from models.errors import XuejiError
from ui.looks import theme
from ui.start.continue_work import progress
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog


class StoredWorkDialog(Dialog):
    """Lists working copies with a tick each; ``remove`` deletes one and may raise."""

    def __init__(self, parent: QWidget | None, entries: Sequence[Stored],
                 remove: Callable[[Stored], None]) -> None:
        super().__init__(parent, "storedWorkDialog", "清除已保存的工作")
        self.setWindowTitle("清除已保存的工作")
        self._remove = remove
        self.set_heading(
            "这台电脑上保存了以下工作" if entries else "这台电脑上没有保存的工作")
        self.words("里面有学生的信息，只有您的电脑账户能看到。删除后不能恢复；名册文件和已生成的"
                   "上报文件不受影响。", "soft")
        self.list = QListWidget(self)
        self.list.setObjectName("storedList")
        self.list.setAccessibleName("已保存的工作")
        for entry in entries:
            item = QListWidgetItem(_line(entry))
            item.setSizeHint(QSize(0, theme.ROW_HEIGHT))
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setVisible(bool(entries))
        self.list.itemChanged.connect(self._count)
        self.body.addWidget(self.list, 1)
        self.resize(720, 380 if entries else 160)
        self.all_button = self.add_button("全选", "chooseAll")
        self.all_button.clicked.connect(self._choose_all)
        self.all_button.setVisible(bool(entries))
        self.add_cancel("关闭")
        self.delete_button = self.add_button("", "delete", primary=True)
        self.delete_button.clicked.connect(self._delete)
        self.delete_button.setVisible(bool(entries))
        self._count()

    def chosen(self) -> list[QListWidgetItem]:
        """The ticked entries."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item for item in items if item.checkState() == Qt.CheckState.Checked]

    def _choose_all(self) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(Qt.CheckState.Checked)

    def _count(self) -> None:
        count = len(self.chosen())
        self.delete_button.setText(f"删除所选 {count} 份")
        self.delete_button.setEnabled(count > 0)

    def _delete(self) -> None:
        chosen = self.chosen()
        if not message.ask(self, f"要删除这 {len(chosen)} 份工作吗？",
                           "其中没有生成上报文件的修改会永久丢失。",
                           yes="删除", no="不删除", careful=True):
            return
        failed = []
        for item in chosen:
            try:
                self._remove(item.data(Qt.ItemDataRole.UserRole))
            except XuejiError as error:
                failed.append(str(error))
            except OSError:
                failed.append(f"“{item.text()}”删除不了，可能正被其他程序使用。")
            else:
                self.list.takeItem(self.list.row(item))
        self._count()
        if failed:
            message.warn(self, failed[0], "\n".join(failed[1:]))
        elif self.list.count() == 0:
            self.accept()


def _line(entry: Stored) -> str:
    if entry.work is None:
        text = f"{entry.saved:%Y-%m-%d %H:%M} 的工作（已损坏或不能读取）"
    else:
        text = f"{entry.work.source.path.name}　{progress(entry.work)}"
    return text + ("　（另存一旁的）" if entry.aside else "")
