"""The page on which a roster is corrected: problems, table, inspector.

It alone connects these panels with each other and turns what they ask for into changes of the
document.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.document import Document, Fix, Update
from models.errors import XuejiError
from models.journal import Step
from models.roster import InsertRow, SetCell
from ui import message, settings
from ui.dialogs.confirm import ConfirmDialog
from ui.dialogs.preview_fixes import PreviewFixesDialog
from ui.panels.inspector import Inspector
from ui.panels.notes_band import NotesBand
from ui.panels.problem_panel import ProblemPanel
from ui.panels.school_bar import SchoolBar
from ui.panels.tool_row import ToolRow
from ui.roster_table import RosterTable, TableFilter
from ui.soon import soon
from validators.findings import Finding
from validators.rules import BY_CODE

RECOUNT_PAUSE = 40
"""Milliseconds after a change until the counts around the table are renewed."""


class WorkPage(QWidget):
    """``state_changed`` says that counts or what can be undone may be others; ``school_changed``
    carries a School; ``remap_requested`` asks for the header mapping."""

    message = Signal(str)
    state_changed = Signal()
    school_changed = Signal(object)
    school_confirmed = Signal()
    remap_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workPage")
        self._document: Document | None = None
        self._next_file_finding = 0
        self.school = SchoolBar(self)
        self.notes = NotesBand(self)
        self.tools = ToolRow(self)
        self.problems = ProblemPanel(self)
        self.table = RosterTable(self)
        self.inspector = Inspector(self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("workSplitter")
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for panel, stretch in ((self.problems, 0), (self.table, 1), (self.inspector, 0)):
            self.splitter.addWidget(panel)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.problems.setMinimumWidth(190)
        self.table.setMinimumWidth(280)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.school, self.notes, self.tools):
            layout.addWidget(part)
        layout.addWidget(self.splitter, 1)
        self._recount = QTimer(self, singleShot=True, interval=RECOUNT_PAUSE)
        self._recount.timeout.connect(self.count)
        self._connect_signals()
        self._restore()

    def _connect_signals(self) -> None:
        self.inspector.add_column_requested.connect(self._add_column)
        self.inspector.apply_requested.connect(self._apply)
        self.inspector.confirm_all_requested.connect(self._confirm_all)
        self.inspector.confirm_requested.connect(self._confirm_here)
        self.inspector.confirm_selection_requested.connect(self.confirm_selection)
        self.inspector.fix_all_requested.connect(self.fix_all)
        self.inspector.jump_requested.connect(self._jump)
        self.inspector.map_headers_requested.connect(self.remap_requested)
        self.inspector.school_requested.connect(self.show_school)
        self.inspector.withdraw_requested.connect(self._withdraw)
        self.notes.remap_requested.connect(self.remap_requested)
        self.problems.finding_activated.connect(self.show_finding)
        self.problems.rule_chosen.connect(self._choose_rule)
        self.school.changed.connect(self.school_changed)
        self.school.confirmed.connect(self.school_confirmed)
        self.table.current_changed.connect(self._show_current)
        self.table.filter_changed.connect(self._adopt_filter)
        self.table.confirm_requested.connect(self.confirm_selection)
        self.table.message.connect(self.message)
        self.tools.filter_changed.connect(self._filter)
        self.tools.format_requested.connect(self.unify_writing)
        self.tools.leave_search.connect(self.table.setFocus)
        self.tools.next_requested.connect(self.next_problem)
        self.tools.redo_requested.connect(self.redo)
        self.tools.undo_requested.connect(self.undo)

    # --- document --------------------------------------------------------------------------------

    def set_document(self, document: Document | None) -> None:
        """Shows another document, or none."""
        self._document = document
        self._next_file_finding = 0
        self.tools.reset()
        self.school.set_document(document)
        self.notes.set_notes(document.roster.notes if document is not None else [])
        self.table.set_document(document)
        self.problems.set_document(document)
        self.inspector.set_document(document)
        if document is not None:
            soon(self, self._offer_classes)
        self.count()

    def _offer_classes(self) -> None:
        """Fills the list of classes, after the table has been seen."""
        self.tools.set_classes([(name, name) for name in self.table.classes()])

    def refresh(self, update: Update) -> None:
        """Shows what a change of the document did."""
        self.table.refresh(update)
        self.problems.refresh(update)
        self.inspector.refresh(update)
        if update.school:
            self.school.refresh()
        self._show_undo()
        if not self._recount.isActive():
            self._recount.start()

    def count(self) -> None:
        """Renews what the tools say."""
        self._recount.stop()
        document = self._document
        if document is None:
            return
        self.tools.set_counts(self.table.counts())
        self._show_undo()
        journal = document.journal
        confirmed = sum(1 for key in journal.confirmations if key[2] == "format")
        self.tools.set_format_count(max(0, document.validator.counts()["format"] - confirmed))
        self.state_changed.emit()

    def _show_undo(self) -> None:
        if self._document is not None:
            journal = self._document.journal
            self.tools.set_undo(journal.undo_label, journal.redo_label,
                                not self._document.read_only)

    # --- going about -----------------------------------------------------------------------------

    def next_problem(self, forward: bool = True) -> None:
        """Goes to the next open problem: in the rows shown, then in the others, then those of the
        file as a whole."""
        document = self._document
        if document is None:
            return
        if self.table.next_problem(forward):
            self._focus_table()
            return
        if not self.table.filter().shows_all and self._others_have_problems():
            self._show_everything()
            if self.table.next_problem(forward):
                self._focus_table()
                self.message.emit(self.tr("筛选出的都已处理，已转到其他学生的问题。"))
                return
        found = [finding for finding in document.validator.file_findings()
                 if not document.is_confirmed(finding)]
        if found:
            self._next_file_finding %= len(found)
            self.inspector.show_file_finding(found[self._next_file_finding], document)
            self._next_file_finding += 1 if forward else -1
            self.message.emit(self.tr("这是关于整份名册的问题，请看右边的说明。"))

    def _others_have_problems(self) -> bool:
        return self.table.counts().get("problems", 0) > 0

    def _show_everything(self) -> None:
        self.problems.choose(None)
        self.tools.reset()
        self._filter()

    def _focus_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_finding(self, finding: Finding) -> None:
        """Goes to a finding's cell, or shows it at the right if it has none."""
        document = self._document
        if document is None:
            return
        column = document.roster.index(finding.field) if finding.field is not None else None
        if finding.row is None or column is None:
            self.inspector.show_file_finding(finding, document)
        else:
            self.table.go_to(finding.row, column)
            self._focus_table()

    def _show_current(self, place: object) -> None:
        if self._document is None:
            return
        match place:
            case (int(row), int(column)):
                self.inspector.show_cell(self._document, row, column)
            case _:
                self.inspector.clear()

    def _jump(self, row: int, column: int) -> None:
        self.table.go_to(row, column)
        self._focus_table()

    def set_masked(self, masked: bool) -> None:
        """Hides or shows the middle of ID numbers, in the table and beside it."""
        self.table.set_masked(masked)
        self.inspector.set_masked(masked)

    def show_school(self) -> None:
        """Opens the school bar where it needs the clerk."""
        self.school.show()
        self.school.focus_first_problem()

    # --- filter ----------------------------------------------------------------------------------

    def show_mode(self, mode: str) -> None:
        """All students, those with problems, or the edited ones."""
        self.tools.set_mode(mode)
        self._filter()

    def _filter(self) -> None:
        if self._document is not None:
            self.table.set_filter(TableFilter(
                self.tools.mode(), self.tools.class_name(), self.table.filter().rule,
                self.tools.text()))

    def _choose_rule(self, rule: str | None) -> None:
        if self._document is None:
            return
        now = self.table.filter()
        if now.rule != rule:
            self.table.set_filter(TableFilter(now.mode, now.class_name, rule, now.text))

    def _adopt_filter(self, now: TableFilter) -> None:
        """The table left a filter by itself, to show a cell."""
        if now.shows_all:
            self.tools.reset()
        if now.rule is None:
            self.problems.choose(None)

    # --- changing --------------------------------------------------------------------------------

    def undo(self) -> None:
        """Takes the last step back and shows where."""
        self._travel(back=True)

    def redo(self) -> None:
        """Brings the next step back and shows where."""
        self._travel(back=False)

    def _travel(self, *, back: bool) -> None:
        document = self._document
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
        text = self.tr("已撤销：{step}") if back else self.tr("已重做：{step}")
        self.message.emit(text.format(step=step.label))

    def _show_place(self, document: Document, step: Step) -> None:
        for change in step.changes:
            if isinstance(change, SetCell | InsertRow) and change.row in document.roster:
                column = change.column if isinstance(change, SetCell) else 0
                self.table.go_to(change.row, column)
                return

    def _try(self, change: object) -> bool:
        """Does what may be refused; says why if it is."""
        try:
            change()  # type: ignore[operator]
        except XuejiError as error:
            message.warn(self, str(error))
            return False
        return True

    def _apply(self, row: int, column: int, text: str) -> None:
        document = self._document
        if document is not None:
            self._try(lambda: document.edit([(row, column, text)]))
            self._focus_table()

    def _confirm(self, findings: list[Finding]) -> None:
        document = self._document
        if document is None:
            return
        dialog = ConfirmDialog(findings, document, self)
        dialog.accepted.connect(
            lambda: self._try(lambda: document.confirm(dialog.findings(), dialog.reason())))
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._focus_table)
        dialog.open()

    def _confirm_here(self, findings: list[Finding]) -> None:
        """The finding that is shown; with several cells selected, what can be confirmed in them."""
        if len(self.table.selected_cells()) > 1 and findings[0].row is not None:
            self.confirm_selection()
        else:
            self._confirm(findings)

    def _confirm_all(self, rule: str) -> None:
        """Every open finding of a rule."""
        document = self._document
        if document is not None:
            self._confirm([one for one in document.open_findings() if one.rule == rule])

    def confirm_selection(self) -> None:
        """What can be confirmed in the selected cells."""
        document = self._document
        if document is None:
            return
        columns: dict[int, set[str | None]] = {}
        for row, column in self.table.selected_cells():
            columns.setdefault(row, set()).add(document.roster.columns[column].key)
        found = [finding for row, keys in columns.items() for finding in document.open_in_row(row)
                 if finding.field in keys]
        if any(document.validator.confirmable(finding.rule) for finding in found):
            self._confirm(found)
        else:
            self.message.emit(self.tr("选中的格子里没有可以确认“情况属实”的问题。"))

    def _withdraw(self, findings: list[Finding]) -> None:
        document = self._document
        if document is not None:
            self._try(lambda: document.withdraw(findings))

    def _add_column(self, key: str) -> None:
        document = self._document
        if document is not None:
            self._try(lambda: document.add_column(key))

    def unify_writing(self) -> None:
        """一键规范写法: every safe fix, after a preview."""
        document = self._document
        if document is None:
            return
        fixes = document.safe_fixes()
        if fixes:
            self._preview(document, fixes, self.tr("一键规范写法"))
        else:
            self.message.emit(self.tr("没有需要统一的写法。"))

    def fix_all_shown(self) -> None:
        """The sure fixes of the kind of problem that is shown at the right."""
        if not self.inspector.press_link("fix_all"):
            self.message.emit(self.tr("右边显示的问题没有可以一起修改的同类。"))

    def confirm_shown(self) -> None:
        """What is shown at the right, or what stands in the selected cells."""
        if not self.inspector.press(0):
            self.confirm_selection()

    def confirm_all_shown(self) -> None:
        """All problems of the kind that is shown at the right."""
        if not self.inspector.press_link("confirm_all"):
            self.message.emit(self.tr("右边显示的问题没有可以一起确认的同类。"))

    def fix_all(self, rule: str) -> None:
        """Every fix of a rule that has just one answer, after a preview."""
        document = self._document
        if document is None:
            return
        fixes = document.fixes(rule)
        if fixes:
            self._preview(document, fixes, BY_CODE[rule].title)
        else:
            self.message.emit(self.tr("这类问题没有可以一起修改的了。"))

    def _preview(self, document: Document, fixes: list[Fix], title: str) -> None:
        dialog = PreviewFixesDialog(document, fixes, title, self)

        def carry_out() -> None:
            chosen = dialog.chosen()
            label = f"{title} {len(chosen)} 处"
            if chosen and self._try(lambda: document.apply_fixes(chosen, label)):
                self.message.emit(self.tr("{label}，可以一次撤销。").format(label=label))
        dialog.accepted.connect(carry_out)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._focus_table)
        dialog.open()

    # --- looks -----------------------------------------------------------------------------------

    def save_state(self) -> None:
        """Remembers the panels' widths."""
        settings.save_state("splitter", self.splitter.saveState())

    def _restore(self) -> None:
        state = settings.load_state("splitter")
        if state.isEmpty() or not self.splitter.restoreState(state):
            self.splitter.setSizes([246, 790, 330])
