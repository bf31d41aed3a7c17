"""The menu entries about paper, each of which opens its dialog on the roster that is worked on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.document import Document
from ui.window.actions import Act

if TYPE_CHECKING:
    from app.submission import Submission
    from ui.widgets.dialog_frame import Dialog


class PaperDesk(QObject):
    """``folder`` gives the folder that files are offered to be saved in. Each dialog's module is
    imported when it is first asked for: few mornings need paper, and every start would pay."""

    def __init__(self, window: QWidget, folder: Callable[[], Path]) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._document: Document | None = None
        self._submission: Submission | None = None
        self.jobs: dict[Act, Callable[[], object]] = {
            Act.ISSUED_FORM: self.fill_form, Act.CONFIRMATION: self.print_confirmation,
            Act.PROOF: self.print_proof, Act.SLIPS_OUT: self.write_slips,
            Act.HAND_IN: self.show_checklist, Act.LEDGER: self.show_ledger,
            Act.SLIPS_IN: self.take_slips_back, Act.STATISTICS: self.show_statistics}

    def set_document(self, document: Document | None) -> None:
        """Works with this document from now on."""
        if document is not self._document:
            self._document, self._submission = document, None

    def note_submission(self, result: Submission) -> None:
        """The files that were written: for the proof report, the ledger and the list of what is
        to be handed in."""
        self._submission = result
        if self._document is None:
            return
        from app.exports import SUBMIT, submission_outputs
        from models.errors import OutputError
        from ui.handing_in.checklist import note_submission
        from ui.widgets.leaving import record
        from ui.widgets import message
        record(self._window, SUBMIT, submission_outputs(self._document, result))
        try:
            note_submission(self._document, result)
        except OutputError as error:
            message.warn(self._window, "文件已写好，但没能记入上报清单。", str(error))

    def show_checklist(self) -> None:
        """上报清单."""
        from ui.handing_in.checklist import ChecklistDialog
        if self._document is not None:
            self._show(ChecklistDialog(self._window, self._document, self._folder(),
                                       proof=self._proof_as_pdf))

    def show_ledger(self) -> None:
        """台账."""
        from ui.handing_in.ledger import LedgerDialog
        if self._document is not None:
            self._show(LedgerDialog(self._window, self._document, self._folder()))

    def _proof_as_pdf(self) -> bytes:
        from ui.paper.press import to_pdf
        from ui.paper.print_dialog import Print
        from ui.paper.proof import ProofDialog
        assert self._document is not None
        dialog = ProofDialog(self._window, self._document, self._folder(), self._submission)
        paper = dialog.job()
        dialog.deleteLater()
        return to_pdf(paper.title, paper.landscape, paper.compose) \
            if isinstance(paper, Print) else b""

    def fill_form(self) -> None:
        """填写下发的更正表."""
        from ui.submission.issued_form import IssuedFormDialog
        if self._document is not None:
            self._show(IssuedFormDialog(self._window, self._document, self._folder()))

    def print_confirmation(self) -> None:
        """打印信息确认单."""
        from ui.paper.confirmation import ConfirmationDialog
        if self._document is not None:
            self._show(ConfirmationDialog(self._window, self._document, self._folder()))

    def print_proof(self) -> None:
        """校对报告."""
        from ui.paper.proof import ProofDialog
        if self._document is not None:
            self._show(ProofDialog(
                self._window, self._document, self._folder(), self._submission))

    def write_slips(self) -> None:
        """导出班主任问题单."""
        from ui.paper import slips
        if self._document is not None:
            slips.ask_and_write(self._window, self._document, self._folder())

    def take_slips_back(self) -> None:
        """收回问题单."""
        from ui.paper import slips
        if self._document is not None:
            slips.ask_and_take_back(self._window, self._document, self._folder())

    def show_statistics(self) -> None:
        """班级统计."""
        from ui.paper.statistics import StatisticsDialog
        if self._document is not None:
            self._show(StatisticsDialog(self._window, self._document, self._folder()))

    def _show(self, dialog: Dialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
