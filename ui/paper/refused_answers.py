"""没有采用的行: what of the teachers' slips was not taken and what they remarked, to look through,
save and print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QListWidget, QWidget

from app.document import Document
from ui.paper.press import Press
from ui.paper.print_dialog import Print, PrintDialog

_TITLE = "班主任问题单里没有采用的内容"


class RefusedAnswersDialog(PrintDialog):
    """Every sentence in a list that scrolls, however many there are."""

    def __init__(self, parent: QWidget | None, document: Document, folder: Path,
                 refused: Sequence[str], remarks: Sequence[str]) -> None:
        super().__init__(parent, "refusedAnswers", "收回班主任问题单", document, folder)
        self._rows = [["没有采用", text] for text in refused]
        self._rows += [["备注", text] for text in remarks]
        heads = [f"{len(refused)} 行没有采用"] if refused else []
        heads += [f"{len(remarks)} 条备注"] if remarks else []
        self.set_heading(f"有 {'、'.join(heads)}，请看一遍")
        lines = QListWidget(self)
        lines.setObjectName("refusedLines")
        lines.setAccessibleName(_TITLE)
        lines.setWordWrap(True)
        lines.addItems([f"{kind}：{text}" for kind, text in self._rows])
        self.body.addWidget(lines, 1)
        self.finish(stretch=False)
        self.resize(640, 420)

    def job(self) -> Print | str:
        return Print(_TITLE, False, partial(_print, rows=self._rows))


def _print(press: Press, rows: Sequence[Sequence[str]]) -> None:
    press.new_part(_TITLE)
    press.line(_TITLE, 15, bold=True, centre=True, after=6)
    press.table((14, 86), ("", "内容"), rows)
