"""The page on which a roster is corrected: problems, table, inspector.

It alone connects these panels with each other; ``Correcting`` does what they ask to be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.document import Document, Update
from app.explaining.grouping import FILE_LEVEL
from ui import settings
from ui.roster_table import RosterTable, TableFilter
from ui.widgets.soon import soon
from ui.work.correcting import Correcting
from ui.work.giving_way import GivingWay
from ui.work.going_on import GoingOn
from ui.work.inspector import Inspector
from ui.work.list_band import ListBand
from ui.work.notes_band import NotesBand
from ui.work.problem_panel import ProblemPanel
from ui.work.school_bar import SchoolBar
from ui.work.tool_row import ToolRow
from validators.findings import Finding

if TYPE_CHECKING:  # made when they are first wanted
    from app.explaining.work_list import Decision
    from ui.work.list_answers import ListAnswers
    from ui.work.work_list import WorkListPanel

_LEAST_HEIGHT = 40
"""So low may the panels be while the school is checked on a low screen."""
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
    profile_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workPage")
        self._document: Document | None = None
        self.known_schools: Callable[[], Mapping[str, str]] = dict
        self._next_file_finding = 0
        self._led_to: set[tuple[object, ...]] = set()
        self.school = SchoolBar(self)
        self.notes = NotesBand(self)
        self.lists = ListBand(self)
        self.tools = ToolRow(self)
        # each is made where it stays: whatever moves is given its style anew, with all inside
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.problems = ProblemPanel(self.splitter)
        self.middle = QStackedWidget(self.splitter)
        self.table = RosterTable(self.middle)
        self.middle.addWidget(self.table)
        self.inspector = Inspector(self.splitter)
        self.correcting = Correcting(self, self.table, self.inspector)
        self.going_on = GoingOn(self.table)
        self.splitter.setObjectName("workSplitter")
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for panel, stretch in ((self.problems, 0), (self.middle, 1), (self.inspector, 0)):
            self.splitter.addWidget(panel)
            self.splitter.setStretchFactor(self.splitter.count() - 1, stretch)
        self.giving_way = GivingWay(self.splitter, self.problems)
        self.problems.setMinimumWidth(150)
        self.middle.setMinimumWidth(230)
        for panel in (self.problems, self.middle, self.inspector):
            panel.setMinimumHeight(_LEAST_HEIGHT)  # the bands above keep what they need
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.school, self.notes, self.lists, self.tools):
            layout.addWidget(part)
        layout.addWidget(self.splitter, 1)
        self._recount = QTimer(self, singleShot=True, interval=RECOUNT_PAUSE)
        self._recount.timeout.connect(self.count)
        self._connect_signals()
        self._restore()

    def _connect_signals(self) -> None:
        self.correcting.decided.connect(self._go_on)
        self.correcting.focus_wanted.connect(self._focus_table)
        self.correcting.list_wanted.connect(self.open_list)
        self.correcting.message.connect(self.message)
        self.correcting.add_all_wanted.connect(lambda: self.answers.add_all())
        self.inspector.list_chosen.connect(lambda choice: self.answers.answer(choice))
        self.lists.rule_requested.connect(self.open_rule)
        self.going_on.due.connect(self.next_problem)
        self.inspector.jump_requested.connect(self._jump)
        self.inspector.map_headers_requested.connect(self.remap_requested)
        self.inspector.school_requested.connect(self.show_school)
        self.inspector.unread_requested.connect(self._show_unread)
        self.notes.remap_requested.connect(self.remap_requested)
        self.problems.finding_activated.connect(self.show_finding)
        self.problems.list_wanted.connect(self.open_list)
        self.problems.sure_wanted.connect(self.open_sure_list)
        self.problems.rule_chosen.connect(self._choose_rule)
        self.school.changed.connect(self.school_changed)
        self.school.profile_chosen.connect(self.profile_chosen)
        self.school.confirmed.connect(self.school_confirmed)
        self.table.current_changed.connect(self._show_current)
        self.table.find_wanted.connect(self._find_and_replace)
        self.table.filter_changed.connect(self._adopt_filter)
        self.table.message.connect(self.message)
        self.table.solved.connect(self._go_on)
        self.table.removed.connect(lambda: self._go_on(None, None))
        self.table.typing.connect(self.inspector.show_typing)
        self.tools.filter_changed.connect(self._filter)
        self.tools.format_requested.connect(self.correcting.unify_writing)
        self.tools.leave_search.connect(self.table.setFocus)
        self.tools.next_requested.connect(self.next_problem)
        self.tools.redo_requested.connect(self.correcting.redo)
        self.tools.undo_requested.connect(self.correcting.undo)

    @cached_property
    def work_list(self) -> WorkListPanel:
        """Stands in place of the table; made for the first list, as the table is seen sooner
        without it."""
        from ui.work.work_list import WorkListPanel

        panel = WorkListPanel(self.middle)
        panel.apply_requested.connect(self.correcting.take)
        panel.confirm_requested.connect(self.correcting.confirm)
        panel.lines.editing.typing.connect(self.inspector.show_typing)
        panel.left.connect(self.show_table)
        panel.shown_decision.connect(self._show_decision)
        panel.undo_requested.connect(self.correcting.undo)
        self.middle.addWidget(panel)
        return panel

    @cached_property
    def answers(self) -> ListAnswers:
        """Carries out what is answered about lists, which most rosters are worked on without."""
        from ui.work.list_answers import ListAnswers

        answers = ListAnswers(self, lambda: self._document)
        answers.decided.connect(self._go_on)
        answers.said.connect(self.message)
        return answers

    # --- document --------------------------------------------------------------------------------

    def _find_and_replace(self) -> None:
        from ui.work.find_dialog import find_and_replace  # most rosters need none
        find_and_replace(self.table)

    def set_document(self, document: Document | None) -> None:
        """Shows another document, or none."""
        self._document = None  # what its parts tell while they change is of no interest
        self._next_file_finding = 0
        self._led_to.clear()
        self.tools.reset()
        self.show_table()
        self.school.set_document(document, self.known_schools())
        self.notes.set_notes(document.roster.notes if document is not None else [])
        self.table.set_document(document)
        self.problems.set_document(document)
        self.inspector.set_document(document)
        self.lists.set_document(document)
        self._document = self.correcting.document = document
        if document is not None:
            self.correcting.show_last()
            soon(self, self._offer_classes)
        self.count()

    def _offer_classes(self) -> None:
        """Fills the list of classes, after the table has been seen."""
        self.tools.set_classes(self.table.classes())

    def refresh(self, update: Update) -> None:
        """Shows what a change of the document did."""
        self.table.refresh(update)
        if self.is_listing():
            self.work_list.refresh()
        self.problems.refresh(update)
        self.lists.refresh(update)
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
        """Goes to the next open problem: what explains the whole file (once), then in the rows
        shown, then in the others, then what else is about the file."""
        document = self._document
        self.going_on.stop()
        if document is None:
            return
        if not forward and (back := self.going_on.way_back()) is not None:
            self._jump(*back)
            return
        if not document.tally().open:
            self.message.emit("全部处理完了，可以生成上报文件。")
            return
        if self.is_listing():
            if self.work_list.next_open(forward=forward):
                return
            self.show_table()
            self._show_everything()
        if forward and self.table.filter().rule is None and self._show_leading(document):
            return
        if self.table.next_problem(forward):
            self._focus_table()
            return
        if not self.table.filter().shows_all and self._others_have_problems():
            self._show_everything()
            if self.table.next_problem(forward):
                self._focus_table()
                self.message.emit("筛选出的都已处理，已转到其他学生的问题。")
                return
        found = [finding for finding in document.validator.file_findings()
                 if not document.is_confirmed(finding)]
        if found:
            self._next_file_finding %= len(found)
            self._show_of_file(found[self._next_file_finding], document)
            self._next_file_finding += 1 if forward else -1

    def _show_leading(self, document: Document) -> bool:
        """What is to be decided before any row; each once, then the rows have their turn."""
        finding = next((each for each in document.leading_findings()
                        if each.key not in self._led_to), None)
        if finding is None:
            return False
        self._led_to.add(finding.key)
        self._show_of_file(finding, document)
        return True

    def _show_of_file(self, finding: Finding, document: Document) -> None:
        self.inspector.show_file_finding(finding, document)
        self.message.emit("这是关于整份名册的问题，请看右边的说明。")

    def _go_on(self, row: int | None, column: int | None) -> None:
        if row is None and self.is_listing() and self.work_list.next_open(from_start=True):
            return  # what was not ticked comes next
        if self._document is not None:
            self.going_on.decided(self._document, row, column)

    def _others_have_problems(self) -> bool:
        return self.table.counts().get("problems", 0) > 0

    def _show_everything(self) -> None:
        self.problems.choose(None)
        self.tools.reset()
        self._filter()

    def _focus_table(self) -> None:
        self.middle.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    # --- a rule's work list ----------------------------------------------------------------------

    def is_listing(self) -> bool:
        """Whether a rule's work list stands in place of the table."""
        return self.middle.currentWidget() is not self.table

    def open_list(self, rule: str) -> None:
        """Opens the work list of a rule, where it has anything to decide in rows."""
        if self._document is None:
            return
        self.problems.choose(rule)
        self._choose_rule(rule)
        if self.work_list.open(self._document, rule):
            self._show_list()
        else:
            self.show_table()

    def open_sure_list(self) -> None:
        """Opens the list of what has one sure answer, whatever the rule."""
        if self._document is None:
            return
        self.show_table()
        self._show_everything()
        if self.work_list.open_sure(self._document):
            self._show_list()
        else:
            self.message.emit("没有只有一种改法的问题，请逐处处理。")

    def _show_list(self) -> None:
        self.middle.setCurrentWidget(self.work_list)
        self.tools.hide()
        self._focus_table()

    def open_rule(self, rule: str) -> None:
        """Chooses a rule: its work list, or its first finding where it is about no row."""
        if rule in FILE_LEVEL:
            self.problems.choose(None)
            self.problems.choose(rule)
        else:
            self.open_list(rule)

    def dispose_selected(self) -> None:
        """Asks what has become of the students in the selected rows."""
        self.answers.ask_rows(list(dict.fromkeys(row for row, _ in self.table.selected_cells())))

    def show_table(self) -> None:
        """The table again, at the cell of the list's line."""
        if self.is_listing():
            self.middle.setCurrentWidget(self.table)
            self.work_list.close_list()
            self.tools.show()
            self._focus_table()

    def _show_decision(self, decision: Decision) -> None:
        if self._document is not None and decision.row in self._document.roster:
            self.inspector.prefer(decision.rule)
            self.table.go_to(decision.row, decision.column)

    def show_finding(self, finding: Finding) -> None:
        """Goes to a finding's cell, or shows it at the right if it has none."""
        document = self._document
        if document is None:
            return
        column = document.roster.index(finding.field) if finding.field is not None else None
        if finding.row is None or column is None:
            self.inspector.show_file_finding(finding, document)
        else:
            self.show_table()
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
        self.show_table()
        self.table.go_to(row, column)
        self._focus_table()

    def _show_unread(self) -> None:
        from ui.work.unread_places import UnreadPlaces  # most rosters have none
        if self._document is not None:
            dialog = UnreadPlaces(self._document, self)
            dialog.jump_requested.connect(self._jump)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

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
        self.inspector.prefer(rule)
        if self.is_listing() and rule != (self.work_list.rule or None):
            self.show_table()
        now = self.table.filter()
        if now.rule != rule:
            self.table.set_filter(TableFilter(now.mode, now.class_name, rule, now.text))

    def _adopt_filter(self, now: TableFilter) -> None:
        """The table left a filter by itself, to show a cell."""
        if now.shows_all:
            self.tools.reset()
        if now.rule is None:
            self.problems.choose(None)

    # --- looks -----------------------------------------------------------------------------------

    def save_state(self) -> None:
        """Remembers the panels' widths."""
        settings.save_state("splitter", self.splitter.saveState())

    def _restore(self) -> None:
        state = settings.load_state("splitter")
        if state.isEmpty() or not self.splitter.restoreState(state):
            self.splitter.setSizes([246, 790, 330])
