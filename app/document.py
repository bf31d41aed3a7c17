"""The document: a judged roster that is worked on, and the one way to change it.

The window and the command line both work on a Document. Every change goes through it, is journaled,
judged at once, and told to whoever subscribed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from app.changes import CellEdit, cell_edits, confirmations, deletions, edit_label, withdrawals
from app.judged import Fix, Judged, held_lists
from app.judging import MANY, Judging, are_for_all, at_once, school_after, school_label
from models.attached import AttachedList
from models.dispositions import Link, Unlink
from models.errors import EditError
from models.journal import Change, ChangeSchool, Confirm, Journal, Remark, Step, Withdraw
from models.profile import Profile
from models.roster import AddColumn, DeleteRow, DropColumn, InsertRow, Roster, RosterChange, SetCell
from models.school import School
from validators.engine import Validator
from validators.findings import Finding

if TYPE_CHECKING:
    from app.lists.held import HeldLists


class Update(NamedTuple):
    """What a change did. ``rows`` are the ids whose cells, findings or confirmations may look
    different; ``structure`` means that rows or columns came or went; ``school`` that the school is
    another, ``lists`` that another list is held against the roster."""

    rows: frozenset[int]
    structure: bool = False
    school: bool = False
    lists: bool = False


class Document(Judged):
    """A roster being worked on. Times come from ``clock`` (local time)."""

    def __init__(self, roster: Roster, profile: Profile, school: School, *,
                 journal: Journal | None = None, today: date | None = None,
                 clock: Callable[[], datetime] = datetime.now, read_only: bool = False,
                 lists: Sequence[AttachedList] = ()) -> None:
        super().__init__(roster, profile, school, today or clock().date(),
                         journal if journal is not None else Journal(), lists)
        self.read_only = read_only
        self._clock = clock
        self.found_at_opening = sum(self.validator.counts().values())
        self._subscribers: list[Callable[[Update], None]] = []
        self.judging: Judging = at_once
        self._is_judging = False

    def subscribe(self, subscriber: Callable[[Update], None]) -> None:
        """Calls ``subscriber`` after every change."""
        self._subscribers.append(subscriber)

    # --- changing --------------------------------------------------------------------------------

    def edit(self, cells: Iterable[CellEdit], reason: str = "", label: str = "") -> bool:
        """Gives cells new texts as one step; False if nothing would change.

        Without a ``reason`` the correction table finds one in what the opened value had.
        Confirmations of changed cells are withdrawn, unless only the writing changed.
        """
        cells = list(cells)
        if len(cells) > MANY:
            self._may_change()
            row_of = self.roster.row
            if all(row_of(row).cells[column] == text for row, column, text in cells):
                return False
            self._judge_anew(lambda: cell_edits(self, cells), lambda changes: self.journal.push(
                self._step(changes, reason, label or edit_label(self, changes))))
        elif changes := cell_edits(self, cells):
            self.carry_out(changes, reason, label or edit_label(self, changes))
        else:
            return False
        return True

    def apply_fixes(self, fixes: Sequence[Fix], label: str) -> bool:
        """Carries out chosen fixes of a preview as one step."""
        return self.edit(((f.row, f.column, f.after) for f in fixes), label=label)

    def insert_row(self, position: int, reason: str, cells: Sequence[str] = ()) -> int:
        """A new row before ``position``; returns its id."""
        change = self.roster.insert_row(position, cells)
        self.carry_out([change], reason, "插入一行")
        return change.row

    def delete_rows(self, rows: Iterable[int], reason: str) -> None:
        """Takes rows out as one step."""
        changes = deletions(self, rows)
        if changes:
            count = sum(isinstance(change, DeleteRow) for change in changes)
            self.carry_out(changes, reason, f"删除 {count} 行")

    def add_column(self, key: str) -> None:
        """Adds a required column that the sheet lacks, empty."""
        self.carry_out([AddColumn(key)], "", f"添加“{self.roster.fields.title(key)}”列")

    def confirm(self, findings: Iterable[Finding], reason: str) -> None:
        """“情况属实”, with a reason, as one step; findings that hold no more are left out. Raises
        EditError if a finding can't be confirmed."""
        reason = reason.strip()
        changes = confirmations(self, findings, reason)
        if changes:
            count = sum(isinstance(change, Confirm) for change in changes)
            self.carry_out(changes, reason, f"确认 {count} 处情况属实")

    def withdraw(self, findings: Iterable[Finding]) -> None:
        """Takes confirmations back as one step."""
        changes = withdrawals(self, findings)
        if changes:
            self.carry_out(changes, "", "撤回情况属实")

    def set_school(self, school: School) -> None:
        """Another code, year or system, by which everything is judged again: one step, unless the
        roster is only looked at. A name alone is no step."""
        if self.school.judges_like(school):
            if school != self.school:
                self.validator.set_school(school)
                self._tell(Update(frozenset(row.id for row in self.roster.rows), school=True))
            return
        change, label = ChangeSchool(self.school, school), school_label(self.school, school)
        self.validator.set_school(replace(self.school, name=school.name))
        self._judge_anew(lambda: [change], lambda changes: None if self.read_only else
                         self.journal.push(self._step(changes, "", label)))

    def attach(self, attached: AttachedList, taken: Iterable[CellEdit] = (), reason: str = "",
               label: str = "") -> None:
        """Holds the roster against one more list; in place of an older version of it, if
        that is held: a list of the same file. What is ``taken`` over from it is one step."""
        others = [each for each in self.lists
                  if each.key != attached.key and each.roster.path != attached.roster.path]
        cells = list(taken)
        if cells:
            self._may_change()
        self._judge_anew(lambda: cell_edits(self, cells), lambda changes: self.journal.push(
            self._step(changes, reason, label)), [*others, attached])

    def detach(self, attached: AttachedList) -> None:
        """Lets go of a list; what was said of its students stays in the journal."""
        self._judge_anew(lambda: (), lambda _changes: None,
                         [each for each in self.lists if each is not attached])

    def undo(self) -> bool:
        """Takes the last step back; False if there is none."""
        if not self.journal.can_undo:
            return False
        step = self.journal.steps[self.journal.done - 1]
        if are_for_all(step.changes):
            self._may_change()
            self._judge_anew(lambda: [change.inverse() for change in reversed(step.changes)],
                             lambda _changes: self.journal.step_back())
            return True
        update = self._apply([change.inverse() for change in reversed(step.changes)])
        self.journal.step_back()
        self._tell(update)
        return True

    def redo(self) -> bool:
        """Brings the next step back; False if there is none."""
        if not self.journal.can_redo:
            return False
        step = self.journal.steps[self.journal.done]
        if are_for_all(step.changes):
            self._may_change()
            self._judge_anew(lambda: step.changes, lambda _changes: self.journal.step_forward())
            return True
        update = self._apply(step.changes)
        self.journal.step_forward()
        self._tell(update)
        return True

    # --- the one way -----------------------------------------------------------------------------

    def carry_out(self, changes: Sequence[Change], reason: str, label: str) -> None:
        """Changes as one step; whoever makes them knows that they fit the roster as it is."""
        self._may_change()
        update = self._apply(changes)
        self.journal.push(self._step(changes, reason, label))
        self._tell(update)

    def _may_change(self) -> None:
        if self.read_only:
            raise EditError("这份名册现在只供查看，不能修改。")
        self._must_rest()

    def _must_rest(self) -> None:
        if self._is_judging:
            raise EditError("正在核对，请稍等再改。")

    def _step(self, changes: Sequence[Change], reason: str, label: str) -> Step:
        return Step(label, self._clock().isoformat(timespec="seconds"), tuple(changes),
                    (reason,) * len(changes))

    def _judge_anew(self, make: Callable[[], Sequence[Change]],
                    note: Callable[[Sequence[Change]], object],
                    lists: Sequence[AttachedList] | None = None) -> None:
        """Changes of many cells or of the school, as ``make`` gives them, or other ``lists``:
        applied and judged anew, of a large roster by ``judging``, then journaled by ``note`` and
        told; all of it, or nothing."""
        self._must_rest()
        self._is_judging = True
        roster, profile, school, today = (
            self.roster, self.profile, self.school, self.validator.today)
        changes: Sequence[Change] = ()
        edits: list[SetCell] = []
        others: list[Change] = []
        held: HeldLists | None = None

        def judge() -> Validator:
            nonlocal changes, edits, others, held
            changes = make()
            wanted = [change for change in changes if isinstance(change, SetCell)]
            others = [change for change in changes if not isinstance(change, SetCell)]
            roster.apply_all(wanted)
            edits = wanted
            held = held_lists(self.lists if lists is None else lists, self.journal)
            validator = self._heard(Validator(
                roster, profile, school_after(others, school), today, beside=held))
            if not others:  # which may say otherwise; else it is what is shown first
                validator.explained()
            return validator

        def take(validator: Validator) -> None:
            self._is_judging = False
            handled = self.found_at_opening - self.open_count
            self.validator, self.held = validator, held
            if others:
                self.journal.note(others)
                validator.forget_causes()
            if validator.school != school or lists is not None:
                validator.file_findings()
                self.found_at_opening = handled + self.open_count
            if changes:
                note(changes)  # what is kept now is of the new school
            self._tell(Update(frozenset(row.id for row in roster.rows),
                              school=validator.school != school, lists=lists is not None))

        def failed() -> None:
            self._is_judging = False
            roster.apply_all([edit.inverse() for edit in reversed(edits)])
        judging = self.judging if len(roster) > MANY else at_once
        judging(judge, take, failed)

    def _apply(self, changes: Sequence[Change]) -> Update:
        """All changes, or none: roster and journal must agree, also when judging fails."""
        edits: list[RosterChange] = [
            change for change in changes if not isinstance(change, Remark)]
        done: list[RosterChange] = []
        touched: set[int] = set()
        try:
            for edit in edits:
                touched |= self.roster.apply((edit,))
                done.append(edit)
            rows = self.validator.update(touched) if edits else set()  # a column may touch none
        except Exception as error:
            for edit in reversed(done):
                self.roster.apply((edit.inverse(),))
            if not isinstance(error, EditError):  # the validator may know half of it
                self.validator = self._heard(Validator(
                    self.roster, self.profile, self.school, self.validator.today,
                    beside=self.held))
            raise
        self.journal.note(changes)
        self.validator.forget_causes()
        if self.held is not None:
            linked = any(isinstance(change, Link | Unlink) for change in changes)
            others = self.held.links_changed() if linked else set[int]()
            self.validator.lists_say_otherwise(others)
            rows |= others
        rows |= {change.confirmation.row for change in changes
                 if isinstance(change, Confirm | Withdraw) and change.confirmation.row is not None}
        structure = any(isinstance(change, InsertRow | DeleteRow | AddColumn | DropColumn)
                        for change in edits)
        return Update(frozenset(rows), structure)

    def _tell(self, update: Update) -> None:
        for subscriber in self._subscribers:
            subscriber(update)
