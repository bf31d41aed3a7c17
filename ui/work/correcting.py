"""Changes of the document that the panels ask for, with the questions that come before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.judged import Fix
from models.errors import XuejiError
from models.journal import Confirm, Step, Withdraw
from models.roster import InsertRow, SetCell
from ui.action_table import can_be_undone
from ui.roster_table import RosterTable
from ui.widgets import message
from ui.work.inspector import Inspector
from validators.findings import Finding
from validators.rules.lists import LIST_MISSING

if TYPE_CHECKING:
    from app.explaining.work_list import Decision


class Correcting(QObject):
    """Corrects ``document``; where the clerk has to be asked, over the page that it belongs to.
    ``message`` says what was done or why nothing was."""

    message = Signal(str)
    focus_wanted = Signal()
    """The focus belongs to the cells again."""
    list_wanted = Signal(str)
    """The work list of a rule."""
    add_all_wanted = Signal()
    """Everybody whom only a list has comes into the roster."""
    decided = Signal(object, object)
    """A decision was carried out: row id and column index, or None for the file or many cells."""

    def __init__(self, page: QWidget, table: RosterTable, inspector: Inspector) -> None:
        super().__init__(page)
        self._page, self._table, self._inspector = page, table, inspector
        self.document: Document | None = None
        inspector.add_column_requested.connect(self._add_column)
        inspector.apply_requested.connect(self._apply)
        inspector.confirm_all_requested.connect(self._confirm_all)
        inspector.confirm_requested.connect(self._confirm_here)
        inspector.confirm_because.connect(self._confirm_because)
        inspector.confirm_selection_requested.connect(self.confirm_selection)
        inspector.fix_all_requested.connect(self.fix_all)
        inspector.withdraw_requested.connect(self._withdraw)
        table.confirm_requested.connect(self.confirm_selection)

    def _focus_table(self) -> None:
        self.focus_wanted.emit()

    # --- there and back --------------------------------------------------------------------------

    def undo(self) -> None:
        """Takes the last step back and shows where."""
        self._travel(back=True)

    def redo(self) -> None:
        """Brings the next step back and shows where."""
        self._travel(back=False)

    def _travel(self, *, back: bool) -> None:
        document = self.document
        if document is None or document.read_only:
            return
        journal = document.journal
        if not (journal.can_undo if back else journal.can_redo):
            return
        step = journal.steps[journal.done - 1 if back else journal.done]
        if back:
            document.undo()
        else:
            document.redo()
        self._show_place(document, step)
        self.message.emit(f"{'已撤销' if back else '已重做'}：{step.label}")

    def show_last(self) -> None:
        """Goes to where the last step was made, as when work is continued."""
        if self.document is not None and self.document.journal.done:
            self._show_place(self.document, self.document.journal.steps[
                self.document.journal.done - 1])

    def _show_place(self, document: Document, step: Step) -> None:
        for change in step.changes:
            place = (change.row, change.column) if isinstance(change, SetCell) else \
                (change.row, 0) if isinstance(change, InsertRow) else \
                (change.confirmation.row, document.roster.index(change.confirmation.field or "")) \
                if isinstance(change, Confirm | Withdraw) else (None, None)
            row, column = place
            if row is not None and column is not None and row in document.roster:
                self._table.go_to(row, column)
                return

    # --- one at a time ---------------------------------------------------------------------------

    def _try(self, change: Callable[[], object]) -> bool:
        """Does what may be refused; says why if it is."""
        try:
            change()
        except XuejiError as error:
            message.warn(self._page, str(error))
            return False
        return True

    def _apply(self, row: int, column: int, text: str) -> None:
        document = self.document
        if document is not None:
            done = self._try(lambda: document.edit([(row, column, text)]))
            self._focus_table()
            if done:
                self.decided.emit(row, column)

    def take(self, decisions: Sequence[Decision], text: str | None) -> None:
        """Carries decisions of a work list out as one step: with a typed text, or what each
        offers."""
        document = self.document
        if document is None:
            return
        edits = [edit for decision in decisions for edit in decision.edits(document, text)]
        rules = {decision.rule for decision in decisions}
        title = document.validator.title(rules.pop()) if len(rules) == 1 else "只有一种改法的"
        label = "" if len(edits) == 1 else f"{title} {len(edits)} 处"
        if edits and self._try(lambda: document.edit(edits, label=label)):
            if len(edits) == 1:
                self.decided.emit(*edits[0][:2])
            else:
                self._say_done(title, len(edits))
        self._focus_table()

    def _say_done(self, title: str, count: int) -> None:
        self.message.emit(f"{title}：已改 {count:,} 处，{can_be_undone()}")
        self.decided.emit(None, None)

    def confirm(self, findings: list[Finding]) -> None:
        """Asks why findings are right as they are."""
        self._confirm(findings)

    def _confirm(self, findings: list[Finding]) -> None:
        document = self.document
        if document is None:
            return
        from ui.work.confirm import ConfirmDialog
        dialog = ConfirmDialog(findings, document, self._page)

        def carry_out() -> None:
            chosen = dialog.findings()
            if self._try(lambda: document.confirm(chosen, dialog.reason())):
                self._decided(document, chosen[0] if len(chosen) == 1 else None)
        dialog.accepted.connect(carry_out)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._focus_table)
        dialog.open()

    def _confirm_because(self, finding: Finding, reason: str) -> None:
        """One of the rule's own reasons was chosen by its key."""
        document = self.document
        if document is not None and self._try(lambda: document.confirm([finding], reason)):
            self.message.emit(f"已确认情况属实：{reason}")
            self._decided(document, finding)

    def _decided(self, document: Document, finding: Finding | None) -> None:
        if finding is None or finding.row is None:
            self.decided.emit(None, None)
        else:
            self.decided.emit(finding.row, document.roster.index(finding.field or ""))
        self._focus_table()

    def _confirm_here(self, findings: list[Finding]) -> None:
        """The finding that is shown; with several cells selected, what can be confirmed in them."""
        if len(self._table.selected_cells()) > 1 and findings[0].row is not None:
            self.confirm_selection()
        else:
            self._confirm(findings)

    def _confirm_all(self, rule: str) -> None:
        """Every open finding of a rule."""
        document = self.document
        if document is not None:
            self._confirm([one for one in document.open_findings() if one.rule == rule])

    def confirm_selection(self) -> None:
        """What can be confirmed in the selected cells."""
        document = self.document
        if document is None:
            return
        columns: dict[int, set[str | None]] = {}
        for row, column in self._table.selected_cells():
            columns.setdefault(row, set()).add(document.roster.columns[column].key)
        found = [finding for row, keys in columns.items() for finding in document.open_in_row(row)
                 if finding.field in keys]
        if any(document.validator.confirmable(finding.rule, finding.field) for finding in found):
            self._confirm(found)
        else:
            self.message.emit("选中的格子里没有可以确认“情况属实”的问题。")

    def _withdraw(self, findings: list[Finding]) -> None:
        document = self.document
        if document is not None:
            self._try(lambda: document.withdraw(findings))

    def _add_column(self, key: str) -> None:
        document = self.document
        if document is not None:
            if self._try(lambda: document.add_column(key)):
                self.decided.emit(None, None)

    def unify_writing(self) -> None:
        """一键规范写法: every safe fix, after a preview."""
        document = self.document
        if document is None:
            return
        fixes = document.safe_fixes()
        if fixes:
            self._preview(document, fixes, "一键规范写法")
        else:
            self.message.emit("没有需要统一的写法。")

    def fix_all_shown(self) -> None:
        """The sure fixes of the kind of problem that is shown at the right."""
        if not self._inspector.press_link("fix_all"):
            self.message.emit("右边显示的问题没有可以一起修改的同类。")

    def confirm_shown(self) -> None:
        """What is shown at the right, or what stands in the selected cells."""
        if not self._inspector.press(0):
            self.confirm_selection()

    def confirm_all_shown(self) -> None:
        """All problems of the kind that is shown at the right."""
        if not self._inspector.press_link("confirm_all"):
            self.message.emit("右边显示的问题没有可以一起确认的同类。")

    def fix_all(self, rule: str) -> None:
        """All that is open of a rule, to be decided in its list; writing after a preview."""
        if rule == "format":
            self.unify_writing()
        elif rule == LIST_MISSING:
            self.add_all_wanted.emit()
        else:
            self.list_wanted.emit(rule)

    def _preview(self, document: Document, fixes: list[Fix], title: str) -> None:
        from ui.work.preview_fixes import PreviewFixesDialog
        dialog = PreviewFixesDialog(document, fixes, title, self._page)

        def carry_out() -> None:
            chosen = dialog.chosen()
            label = f"{title} {len(chosen)} 处"
            if chosen and self._try(lambda: document.apply_fixes(chosen, label)):
                self._say_done(title, len(chosen))
        dialog.accepted.connect(carry_out)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._focus_table)
        dialog.open()
