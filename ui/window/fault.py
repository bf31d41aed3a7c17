"""Something went wrong that nobody foresaw: says so honestly, and gives the details to send."""

from __future__ import annotations

import traceback
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.looks import theme
from ui.widgets.dialog_frame import Dialog
from ui.window.about import facts


def details(kind: type[BaseException], error: BaseException | None,
            trace: TracebackType | None) -> str:
    """Where it happened and which versions; no message, as that could hold a student's data."""
    lines = [facts(), "", f"{kind.__module__}.{kind.__qualname__}"]
    lines += [f"  {frame.filename.replace(chr(92), '/').rsplit('/', 2)[-2:]} "
              f"{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join(lines)


class FaultDialog(Dialog):
    """``safe`` says in one sentence what became of the clerk's work."""

    def __init__(self, parent: QWidget | None, text: str, safe: str) -> None:
        super().__init__(parent, "faultDialog", "程序出了意外", "程序出了意外，刚才这一步没有做成")
        self.resize(560, 380)
        self.least_height = 380
        self.words(safe)
        self.words("可以继续工作；如果再次出现，请把下面的内容复制后发给维护人员（里面没有学生的信息）。",
                   "soft")
        self.text = QPlainTextEdit(text, self)
        self.text.setObjectName("faultDetails")
        self.text.setAccessibleName("详细内容")
        self.text.setReadOnly(True)
        self.text.setFont(theme.number_font())
        self.body.addWidget(self.text, 1)
        copy = self.add_button("复制内容", "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.add_button("继续", "accept", primary=True).clicked.connect(self.accept)
