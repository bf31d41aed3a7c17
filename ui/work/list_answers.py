"""Carries out what the clerk answers to findings of lists: the same student, a new one, or what has
become of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.explaining.list_choices import ListChoice, as_listed
from app.lists.disposing import Subject, add_missing, dispose, same_person, subject_of
from models.errors import XuejiError
from models.fields import CLASS_NAME, GRADE, NAME
from ui.action_table import can_be_undone
from ui.widgets import message
from validators.findings import Finding
from validators.rules.lists import LIST_MISSING


class ListAnswers(QObject):
    """Works on the document that is shown. ``decided`` says which row it was about, None for none;
    ``said`` is a sentence for the status line."""

    decided = Signal(object, object)
    said = Signal(str)

    def __init__(self, page: QWidget, shown: Callable[[], Document | None]) -> None:
        super().__init__(page)
        self._page, self._shown = page, shown

    @property
    def document(self) -> Document | None:
        """The one that is worked on."""
        return self._shown()

    def answer(self, choice: ListChoice) -> None:
        """Does what was chosen at a finding."""
        document = self.document
        if document is None:
            return
        row = choice.findings[0].row
        if choice.what == "dispose":
            self.ask(choice.findings)
        elif choice.what == "dispose-some":
            self.ask(choice.findings, choosing=True)
        elif choice.what == "as-listed":
            self._confirm_listed(choice.findings[0])
        elif choice.what == "same" and row is not None:
            self._try(lambda: same_person(document, row, choice.entry, choice.taken), row,
                      "已认定为同一人。")
        elif choice.what == "add":
            self._try(lambda: add_missing(document, [choice.entry]), None,
                      "已加到名册里，请核对各项。")

    def add_all(self) -> None:
        """Brings everybody whom only a list has into the roster."""
        document = self.document
        if document is not None:
            entries = [finding.subject for finding in document.open_findings()
                       if finding.rule == LIST_MISSING]
            self._try(lambda: add_missing(document, entries), None,
                      f"已把 {len(entries)} 人加到名册里，{can_be_undone()}")

    def ask(self, findings: Sequence[Finding], *, choosing: bool = False) -> None:
        """Asks what has become of the students of findings; with ``choosing`` some of them may be
        left out."""
        subjects = [each for finding in findings if (each := subject_of(finding)) is not None]
        names = [self._who(finding) if choosing else self._name(finding) for finding in findings]
        self._ask(subjects, names, choosing=choosing)

    def _confirm_listed(self, first: Finding) -> None:
        """Shows what a list has in the same way; what stays ticked is confirmed as one step."""
        document = self.document
        if document is None:
            return
        from ui.work.confirm_listed import ConfirmListedDialog
        dialog = ConfirmListedDialog(document, as_listed(document, first), self._page)

        def carry_out() -> None:
            findings = [fix.finding for fix in dialog.chosen()]
            self._try(lambda: document.confirm(findings, dialog.reason), first.row,
                      f"已确认 {len(findings):,} 处情况属实，{can_be_undone()}")
        dialog.accepted.connect(carry_out)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_rows(self, rows: Sequence[int]) -> None:
        """Asks what has become of the students of rows."""
        document = self.document
        if document is not None and rows:
            self._ask([Subject(row) for row in rows],
                      [document.roster.value(row, NAME).strip() for row in rows])

    def _ask(self, subjects: list[Subject], names: list[str], *, choosing: bool = False) -> None:
        document = self.document
        if document is None or document.read_only or not subjects:
            return
        from ui.work.disposing import DispositionDialog
        dialog = DispositionDialog(document, names, self._page, choosing=choosing)

        def carry_out() -> None:
            said, meant = dialog.said(), [subjects[place] for place in dialog.meant()]
            self._try(lambda: dispose(document, meant, said), None,
                      f"{len(meant)} 人：{said.kind}。{can_be_undone()}")
        dialog.accepted.connect(carry_out)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _who(self, finding: Finding) -> str:
        """Name, grade and class of a student, as the roster or a list has them."""
        document = self.document
        if document is None:
            return ""
        if finding.row is not None:
            known = {key: document.roster.value(finding.row, key)
                     for key in (NAME, GRADE, CLASS_NAME)}
        else:
            known = document.held.entry_cells(finding.subject) or {} if document.held else {}
        texts = (known.get(key, "").strip() for key in (NAME, GRADE, CLASS_NAME))
        return " ".join(text for text in texts if text)

    def _name(self, finding: Finding) -> str:
        document = self.document
        if finding.row is None or document is None:
            return str(finding.params.get("name", ""))
        return document.roster.value(finding.row, NAME).strip()

    def _try(self, change: Callable[[], object], row: int | None, done: str) -> None:
        try:
            change()
        except XuejiError as error:
            message.warn(self._page, str(error))
            return
        self.said.emit(done)
        document = self.document
        column = document.roster.index(NAME) if document is not None else None
        self.decided.emit(row, column if row is not None else None)
