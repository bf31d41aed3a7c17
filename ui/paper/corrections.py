"""打印更正表: our own correction table on paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.exports import Output
from models.writing.correction_table import HEADERS, CorrectionTable
from models.writing.names import CORRECTIONS
from ui.paper.print_dialog import Print, PrintDialog
from ui.paper.sheets import print_corrections


class CorrectionsDialog(PrintDialog):
    """Prints the table as it was handed in."""

    def __init__(self, parent: QWidget | None, document: Document, folder: Path,
                 table: CorrectionTable) -> None:
        super().__init__(parent, "printCorrections", "打印更正表", document, folder)
        self._table = table
        self.set_heading("打印更正表（供签字盖章）")
        self.words(f"更正共 {len(table.lines):,} 条，A4 横向，每页都有表头和页码，签字栏在最后一页。")
        self.finish()

    def output(self, name: str, sha256: str = "") -> Output:
        """The students with a correction, and the table's own columns."""
        return Output(name, sha256, HEADERS[1:], self._table.students)

    def job(self) -> Print | str:
        return Print(f"{self._table.school}{CORRECTIONS}", True,
                     partial(print_corrections, table=self._table))
