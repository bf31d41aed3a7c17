"""Why a row comes in or goes out: asked once, written into the correction table."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QWidget

from app.explaining import reasons
from ui.widgets.question import Question

Kind = Literal["insert", "delete"]


class ReasonDialog(Question):
    """Asks why a row is inserted, or ``count`` of them are deleted; ``names`` say whose."""

    def __init__(self, kind: Kind, parent: QWidget | None = None, *, count: int = 1,
                 names: str = "") -> None:
        if kind == "insert":
            super().__init__(
                parent, "insert_reason", "插入一行", "为什么要新增这名学生？",
                ["原因会写进更正表。"], reasons.INSERT, "插入")
            return
        one = count == 1
        super().__init__(
            parent, "delete_reason", "删除行",
            "为什么要删除这一行？" if one else f"为什么要删除这 {count} 行？",
            [*filter(None, [names]), "原因会写进更正表，按前面的数字就是删除，可随时撤销。"], reasons.DELETE,
            "删除这一行" if one else f"删除这 {count} 行")
        self.chooser.picked.connect(self.accept)  # one key a decision; it can be undone
