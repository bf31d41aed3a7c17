"""The document: a judged roster that is worked on, and the one way to change it.

The window and the command line both work on a Document. Every change goes through it, is journaled,
judged at once, and told to whoever subscribed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.changes import (
    CellEdit, cell_edits, confirmations, deletions, edit_label, withdrawals)
from app.judged import Fix, Judged
from app.lists.held import HeldLists
from models.attached import AttachedList
from models.dispositions import Link, Unlink
from models.errors import EditError
from models.journal import Change, Confirm, Journal, Remark, Step, Withdraw
from models.profile import Profile
from models.roster import (
    AddColumn, DeleteRow, DropColumn, InsertRow, Roster, RosterChange, SetCell)
from models.school import School
from validators.engine import Validator
from validators.findings import Finding

MANY = 1500
"""A change of cells in more rows than this is judged anew as a whole, which is quicker than row by
row, and may be done in the background."""

Judging = Callable[[Callable[[], Validator], Callable[[Validator], None], Callable[[], None]], None]
"""Carries out the judging anew: calls the first function, perhaps in another thread, and hands what
it gave to the second; calls the third if it failed."""


def at_once(judge: Callable[[], Validator], take: Callable[[Validator], None],
            failed: Callable[[], None]) -> None:
    """Judges in the thread that asks for it."""
    try:
        validator = judge()
    except Exception:
        failed()
        raise
    take(validator)


@dataclass(frozen=True, slots=True)
class Update:
    """What a change did. ``rows`` are the ids whose cells, findings or confirmations may look
    different; ``structure`` means that rows or columns came or went; ``school`` that all was judged
    again, ``lists`` that another list is held against the roster."""

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
            row_of = self.roster.row
            if all(row_of(row).cells[column] == text for row, column, text in cells):
                return False
            self._do_many(lambda: cell_edits(self, cells), lambda changes: self.journal.push(
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
        """Another code, name, year or system; everything is judged again."""
        if school != self.school:
            handled = self.found_at_opening - self.open_count
            self.validator.set_school(school)
            self.validator.file_findings()
            self.found_at_opening = handled + self.open_count
            self._tell(Update(frozenset(row.id for row in self.roster.rows), school=True))

    def adopt(self, validator: Validator) -> None:
        """Takes over a validator of this roster, made elsewhere for another school; nothing may
        have been edited meanwhile."""
        if validator.roster is not self.roster:
            raise ValueError("the validator judged another roster")
        self.validator = self._heard(validator)
        self._tell(Update(frozenset(row.id for row in self.roster.rows), school=True))

    def attach(self, attached: AttachedList) -> None:
        """Holds the roster against one more list; in place of an older version of it, if
        that is held: a list of the same file."""
        others = [each for each in self.lists
                  if each.key != attached.key and each.roster.path != attached.roster.path]
        self._hold([*others, attached])

    def detach(self, attached: AttachedList) -> None:
        """Lets go of a list; what was said of its students stays in the journal."""
        self._hold([each for each in self.lists if each is not attached])

    def _hold(self, lists: Sequence[AttachedList]) -> None:
        handled = self.found_at_opening - self.open_count
        self.held = HeldLists(lists, self.journal) if lists else None
        self.validator.hold_against(self.held)
        self.validator.file_findings()
        self.found_at_opening = handled + self.open_count
        self._tell(Update(frozenset(row.id for row in self.roster.rows), lists=True))

    def undo(self) -> bool:
        """Takes the last step back; False if there is none."""
        if not self.journal.can_undo:
            return False
        step = self.journal.steps[self.journal.done - 1]
        if _are_many_cells(step.changes):
            self._do_many(lambda: [change.inverse() for change in reversed(step.changes)],
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
        if _are_many_cells(step.changes):
            self._do_many(lambda: step.changes, lambda _changes: self.journal.step_forward())
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
        if self._is_judging:
            raise EditError("正在核对，请稍等再改。")

    def _step(self, changes: Sequence[Change], reason: str, label: str) -> Step:
        return Step(label, self._clock().isoformat(timespec="seconds"), tuple(changes),
                    (reason,) * len(changes))

    def _do_many(self, make: Callable[[], Sequence[Change]],
                 note: Callable[[Sequence[Change]], object]) -> None:
        """Changes of many cells, as ``make`` gives them: applied and judged anew by ``judging``,
        then journaled by ``note`` and told; all of it, or nothing."""
        self._may_change()
        self._is_judging = True
        roster, profile, school, today = (
            self.roster, self.profile, self.school, self.validator.today)
        changes: Sequence[Change] = ()
        edits: list[SetCell] = []

        def judge() -> Validator:
            nonlocal changes, edits
            changes = make()
            wanted = [change for change in changes if isinstance(change, SetCell)]
            roster.apply_all(wanted)
            edits = wanted
            return Validator(roster, profile, school, today)

        def take(validator: Validator) -> None:
            self._is_judging = False
            if changes:
                self.journal.note(changes)
                note(changes)
            self.adopt(validator)

        def failed() -> None:
            self._is_judging = False
            roster.apply_all([edit.inverse() for edit in reversed(edits)])
        self.judging(judge, take, failed)

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
                    self.roster, self.profile, self.school, self.validator.today))
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


def _are_many_cells(changes: Sequence[Change]) -> bool:
    """Whether so many cells change that all is judged anew, and rows and columns stay."""
    return len(changes) > MANY and all(
        isinstance(change, SetCell | Confirm | Withdraw) for change in changes)
