"""The menu entries about paper, each of which opens its dialog on the roster that is worked on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.action_table import Act

if TYPE_CHECKING:
    from app.document import Document
    from app.issued_form import FilledForm
    from app.submission import Submission
    from models.deliverables import WrittenFiles
    from ui.paper.print_dialog import Print
    from ui.widgets.dialog_frame import Dialog


class PaperDesk(QObject):
    """``folder`` gives the folder that files are offered to be saved in, ``unchanged`` says whether
    the roster's file is as it was when it was opened, ``written`` gives the files made of the
    roster as it stands. Each dialog's module is imported when it is first asked for: few mornings
    need paper, and every start would pay."""

    submit_requested = Signal()
    list_changed = Signal()
    """What is to be handed in, or how far it is, has changed."""

    def __init__(self, window: QWidget, folder: Callable[[], Path],
                 unchanged: Callable[[], bool],
                 written: Callable[[], WrittenFiles | None]) -> None:
        super().__init__(window)
        self._window, self._folder, self._unchanged = window, folder, unchanged
        self._written = written
        self._document: Document | None = None
        self.jobs: dict[Act, Callable[[], object]] = {
            Act.ISSUED_FORM: self.fill_form, Act.CONFIRMATION: self.print_confirmation,
            Act.PROOF: self.print_proof, Act.SLIPS_OUT: self.write_slips,
            Act.HAND_IN: self.show_checklist, Act.LEDGER: self.show_ledger,
            Act.SLIPS_IN: self.take_slips_back, Act.STATISTICS: self.show_statistics}

    def set_document(self, document: Document | None) -> None:
        """Works with this document from now on."""
        self._document = document

    def note_submission(self, result: Submission) -> None:
        """The files that were written: for the ledger and the list of what is to be handed in."""
        if self._document is None:
            return
        from app.exports import SUBMIT, submission_outputs
        from app.handing_in.written import note_submission
        from ui.widgets.leaving import record, record_what_became
        record(self._window, SUBMIT, submission_outputs(self._document, result))
        record_what_became(self._window, self._document)
        self._note(partial(note_submission, self._document, result))

    def _note(self, does: Callable[[], object]) -> None:
        from models.errors import OutputError
        from ui.widgets import message
        try:
            does()
        except OutputError as error:
            message.warn(self._window, "文件已写好，但没能记入上报清单。", str(error))
        self.list_changed.emit()

    def show_checklist(self) -> None:
        """上报清单."""
        from ui.handing_in.checklist import ChecklistDialog
        if self._document is not None:
            dialog = ChecklistDialog(self._window, self._document, self._folder(),
                                     proof=self._proof, unchanged=self._unchanged)
            dialog.finished.connect(self.list_changed)
            dialog.submit_requested.connect(self.submit_requested)
            self._show(dialog)

    def show_ledger(self) -> None:
        """台账."""
        from ui.handing_in.ledger import LedgerDialog
        dialog = LedgerDialog(self._window, self._document, self._folder())
        dialog.finished.connect(self.list_changed)
        self._show(dialog)

    def _proof(self) -> Print | None:
        from ui.paper.print_dialog import Print
        from ui.paper.proof import ProofDialog
        assert self._document is not None
        dialog = ProofDialog(self._window, self._document, self._folder(), self._written())
        paper = dialog.job()
        dialog.deleteLater()
        return paper if isinstance(paper, Print) else None

    def fill_form(self) -> None:
        """填写下发的更正表."""
        from ui.submission.issued_form import IssuedFormDialog
        if self._document is not None:
            dialog = IssuedFormDialog(self._window, self._document, self._folder())
            dialog.written.connect(self._note_form)
            self._show(dialog)

    def _note_form(self, filled: FilledForm) -> None:
        from app.handing_in.written import note_form
        if self._document is not None:
            self._note(partial(note_form, self._document, filled))

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
                self._window, self._document, self._folder(), self._written()))

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
