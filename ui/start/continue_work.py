"""Asks what to do with a roster on which work was begun before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.continuing import RosterState, Work
from ui.widgets.dialog_frame import Dialog


class ContinueDialog(Dialog):
    """Accepted: ``starts_anew`` tells which way. The safe and usual one, going on, is the blue one.
    """

    def __init__(self, parent: QWidget | None, work: Work, roster: Path,
                 state: RosterState) -> None:
        super().__init__(parent, "continueDialog", "接着做")
        self.setWindowTitle("接着做")
        self.starts_anew = False
        changed = state is RosterState.CHANGED
        self.set_heading(
            "名册文件在上次校对之后改过，请选择" if changed
            else "这份名册已生成过上报文件，要接着改吗？" if work.status.finished
            else "上次的校对还没有做完，要接着做吗？")
        self.words(f"“{roster.name}”")
        self.words(progress(work))
        if changed:
            self.words("接着做：用上次打开时的名册内容和您已做的修改，文件里后来的改动不会出现。", "soft")
            self.words("从头开始：按文件现在的内容重新打开。上次的修改另存一旁，不会删除，也不会自动带过来。",
                       "soft")
        else:
            self.words("从头开始的话，上次的修改会另存一旁，不会删除。", "soft")
        self.resize(520, self.sizeHint().height())
        self.add_cancel()
        self.add_button("从头开始", "startAnew").clicked.connect(self._start_anew)
        self.add_button("接着做", "goOn", primary=True).clicked.connect(self.accept)

    def _start_anew(self) -> None:
        self.starts_anew = True
        self.accept()


def progress(work: Work) -> str:
    """When work was last kept and what is left of it, for a list."""
    saved = work.status.saved_at[:16].replace("T", " ")
    left = ("已生成上报文件" if work.status.finished
            else f"还有 {work.status.left:,} 处问题" if work.status.left else "问题都已处理")
    return f"{saved} 保存，{left}"
