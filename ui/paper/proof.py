"""校对报告: one or two pages for the head to sign."""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.exports import REVIEW, Output
from app.proof import proof_report
from models.deliverables import WrittenFiles
from ui import VERSION
from ui.paper.print_dialog import Print, PrintDialog
from ui.paper.sheets import print_proof


class ProofDialog(PrintDialog):
    """Says what the report holds; ``written`` are the files made of the roster as it stands."""

    purpose = REVIEW

    def output(self, name: str, sha256: str = "") -> Output:
        """Counts of findings; no student is told of."""
        return Output(name, sha256, (), len(self.document.roster))

    def __init__(self, parent: QWidget | None, document: Document, folder: Path,
                 written: WrittenFiles | None = None, today: date | None = None) -> None:
        super().__init__(parent, "proofReport", "校对报告", document, folder)
        self._written = written
        self._today = today
        self.set_heading("校对报告（供校长签字盖章）")
        self.words("内容：学校、文件名和校验码、每一行读入或没有读入的去向、每类问题发现和处理的处数、确认情况属实的原因、签字栏。")
        if written is None:
            self.words("上报文件还没有生成，或者生成以后又改过；报告里只有原名册。生成以后再打印，"
                       "两个文件的校验码也会写进去。", "warning")
        self.finish()

    def job(self) -> Print | str:
        school = self.document.school
        if not school.name.strip():
            return "还不知道学校全称，请先核对学校。"
        report = cache(partial(proof_report, self.document, self._written, VERSION,
                               self._today or date.today()))
        return Print(f"{school.name}学籍校对报告", False,
                     lambda press: print_proof(press, report()))
