"""Asks what to do when the disk does not take the last changes and the roster is to be closed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.dialog_frame import Dialog


class UnsavedDialog(Dialog):
    """Rejected: do not close. Accepted: try again, or (``gives_up``) close and lose the changes."""

    def __init__(self, parent: QWidget | None, why: str) -> None:
        super().__init__(parent, "unsavedDialog", "修改还没有保存")
        self.setWindowTitle("修改还没有保存")
        self.gives_up = False
        self.set_heading("有修改没能保存到磁盘，现在关闭就会丢失")
        if why:
            self.words(why)
        self.words("可以腾出磁盘空间后再试一次，或者先不关闭，把上报文件生成到U盘上。", "soft")
        self.resize(520, self.sizeHint().height())
        self.add_button("放弃修改并关闭", "giveUp").clicked.connect(self._give_up)
        self.add_cancel("先不关闭")
        self.add_button("再试一次", "tryAgain", primary=True).clicked.connect(self.accept)

    def _give_up(self) -> None:
        self.gives_up = True
        self.accept()
