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
    from ui.submission.issued_form import IssuedFormDialog
    from ui.paper.print_dialog import PrintDialog


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
            Act.SLIPS_IN: self.take_slips_back, Act.STATISTICS: self.show_statistics}

    def set_document(self, document: Document | None) -> None:
        """Works with this document from now on."""
        if document is not self._document:
            self._document, self._submission = document, None

    def note_submission(self, result: Submission) -> None:
        """The files that were handed in, for the proof report."""
        self._submission = result

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

    def _show(self, dialog: IssuedFormDialog | PrintDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
