"""The document: one roster with its journal, school and validator, and the one way to change it.

The window and the command line both work on a Document. Every change goes through it, is journaled,
judged at once, and told to whoever subscribed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.lists.held import HeldLists
from models.attached import AttachedList
from models.dispositions import Link, Unlink
from models.errors import EditError
from models.journal import Change, Confirm, Confirmation, Journal, Remark, Step, Withdraw
from models.profile import Profile
from models.roster import (
    AddColumn, DeleteRow, DropColumn, InsertRow, Roster, RosterChange, SetCell)
from models.school import School
from validators.engine import Validator
from validators.findings import Finding, Severity
from validators.rules import BY_CODE

CellEdit = tuple[int, int, str]
"""Row id, column index, new text."""

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


@dataclass(frozen=True, slots=True)
class Fix:
    """A proposed edit for a preview: the finding it cures, the cell, and why (依据). ``doubt`` says
    why it should be looked at first; such a one, and a ``tentative`` one, is not ticked by itself.
    ``others`` counts what else the cell could be.
    """

    finding: Finding
    row: int
    column: int
    before: str
    after: str
    why: str
    doubt: str = ""
    tentative: bool = False
    others: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How the work stands: findings still open by severity, confirmed ones, changed cells."""

    errors: int
    warnings: int
    confirmed: int
    edited: int

    @property
    def open(self) -> int:
        return self.errors + self.warnings


class Document:
    """A roster being worked on. Times come from ``clock`` (local time)."""

    def __init__(self, roster: Roster, profile: Profile, school: School, *,
                 journal: Journal | None = None, today: date | None = None,
                 clock: Callable[[], datetime] = datetime.now, read_only: bool = False,
                 lists: Sequence[AttachedList] = ()) -> None:
        self.roster = roster
        self.profile = profile
        self.read_only = read_only
        self._clock = clock
        self.journal = journal if journal is not None else Journal()
        self.held: HeldLists | None = HeldLists(lists, self.journal) if lists else None
        self.validator = self._heard(Validator(roster, profile, school, today or clock().date()))
        self.found_at_opening = sum(self.validator.counts().values())
        self._subscribers: list[Callable[[Update], None]] = []
        self.judging: Judging = at_once
        self._is_judging = False

    @property
    def school(self) -> School:
        return self.validator.school

    @property
    def lists(self) -> tuple[AttachedList, ...]:
        """The lists that the roster is held against."""
        return self.held.attached if self.held is not None else ()

    def _heard(self, validator: Validator) -> Validator:
        """The validator, told what is confirmed: that explains nothing any more."""
        journal = self.journal  # not self: the validator must not own its document
        validator.is_open = lambda finding: finding.key not in journal.confirmations
        validator.forget_causes()
        if self.held is not None:
            validator.hold_against(self.held)
        return validator

    def subscribe(self, subscriber: Callable[[Update], None]) -> None:
        """Calls ``subscriber`` after every change."""
        self._subscribers.append(subscriber)

    # --- looking ---------------------------------------------------------------------------------

    def is_confirmed(self, finding: Finding) -> bool:
        """Whether the clerk has confirmed the finding."""
        return finding.key in self.journal.confirmations

    def open_findings(self) -> Iterator[Finding]:
        """Findings that are neither fixed nor confirmed: whole file first, then in row order."""
        return (f for f in self.validator.all_findings() if not self.is_confirmed(f))

    def cause(self, finding: Finding) -> Finding | None:
        """The open finding that explains this one and is to be decided first; None for a cause and
        for what stands alone (domain §10)."""
        return self.validator.cause(finding)

    def consequences(self, finding: Finding) -> int:
        """How many open findings go with this one (“14 处会随之消失”). Quick for a finding of a row;
        for one of the file a walk through all findings."""
        return sum(not self.is_confirmed(each) for each in self.validator.consequences(finding))

    def ordered_findings(self) -> list[Finding]:
        """The open findings in the order in which they are to be decided, as list and F8 go: what
        explains the file, causes and what stands alone in row order, consequences in row order, and
        at last what sums the rows up (class sizes, gaps), which wrong rows may bring about."""
        return sorted(self.open_findings(), key=self._turn)

    def leading_findings(self) -> list[Finding]:
        """The open findings of the file that are to be decided before any row."""
        return [each for each in self.validator.file_findings()
                if BY_CODE[each.rule].leads and not self.is_confirmed(each)]

    def _turn(self, finding: Finding) -> int:
        if finding.row is None:
            return 0 if BY_CODE[finding.rule].leads else 3
        return 1 if self.cause(finding) is None else 2

    def open_in_row(self, row: int) -> list[Finding]:
        """The open findings of one row."""
        return [f for f in self.validator.findings(row) if not self.is_confirmed(f)]

    @property
    def open_count(self) -> int:
        """About how many findings are open, without walking them; ``tally`` is exact."""
        return max(0, self.validator.rough_count() - len(self.journal.confirmations))

    def tally(self) -> Tally:
        """Counts of all that is open, confirmed and changed."""
        errors = warnings = confirmed = 0
        for finding in self.validator.file_findings():
            if self.is_confirmed(finding):
                confirmed += 1
            elif finding.severity is Severity.ERROR:
                errors += 1
            else:
                warnings += 1
        for row in self.validator.rows_with_findings():
            for finding in self.validator.findings(row):
                if self.is_confirmed(finding):
                    confirmed += 1
                elif finding.severity is Severity.ERROR:
                    errors += 1
                else:
                    warnings += 1
        edited = (self.roster.edited_cells() + sum(1 for _ in self.roster.added())
                  + len(self.roster.removed()))
        return Tally(errors, warnings, confirmed, edited)

    def safe_fixes(self) -> list[Fix]:
        """Canonical writing for every open ``format`` finding."""
        return self.fixes("format")

    def fix_for(self, finding: Finding) -> Fix | None:
        """The best suggestion for a finding as a fix, ``tentative`` unless it is sure; None where
        nothing is suggested, as for consequences, which go with their cause."""
        column = self.roster.index(finding.field or "")
        suggestions = self.validator.suggestions(finding)
        if finding.row is None or column is None or not suggestions:
            return None
        best = suggestions[0]
        return Fix(finding, finding.row, column, self.validator.cell(finding), best.value, best.why,
                   tentative=best.tentative, others=len(suggestions) - 1)

    def sure_fix(self, finding: Finding) -> Fix | None:
        """The fix that “apply to all” may offer for a finding, None if there is no sure one."""
        fix = self.fix_for(finding)
        return fix if fix is not None and not fix.tentative else None

    def fixes(self, rule: str) -> list[Fix]:
        """The sure fix of each open finding of a rule that has one; what “apply to all” offers."""
        return [fix for finding in self.open_findings() if finding.rule == rule
                and (fix := self.sure_fix(finding)) is not None]

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
            self._do_many(lambda: self._edits(cells), lambda changes: self.journal.push(
                self._step(changes, reason, label or self._label(changes))))
        elif changes := self._edits(cells):
            self.carry_out(changes, reason, label or self._label(changes))
        else:
            return False
        return True

    def _edits(self, cells: Iterable[CellEdit]) -> list[Change]:
        """What gives cells their texts (of two for one cell the later), and what that withdraws."""
        changes: list[Change] = []
        roster, keys = self.roster, [column.key for column in self.roster.columns]
        confirmed = {(c.row, c.field) for c in self.journal.confirmations.values()}
        for (row, column), text in {(row, column): text for row, column, text in cells}.items():
            change, key = roster.set_cell(row, column, text), keys[column]
            if change.before == text:
                continue
            if key is not None and (row, key) in confirmed:
                changes += self._outdated(change, key)
            changes.append(change)
        return changes

    def _label(self, changes: Sequence[Change]) -> str:
        edits = [change for change in changes if isinstance(change, SetCell)]
        title = self.roster.columns[edits[0].column].title
        return f"修改{title.strip()}" if len(edits) == 1 else f"修改 {len(edits)} 格"

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
        ordered = sorted(set(rows), key=self.roster.position, reverse=True)
        changes: list[Change] = []
        for row in ordered:
            changes += [Withdraw(c) for c in self.journal.confirmations_at(row, None)]
            changes.append(self.roster.delete_row(row))
        if changes:
            self.carry_out(changes, reason, f"删除 {len(ordered)} 行")

    def add_column(self, key: str) -> None:
        """Adds a required column that the sheet lacks, empty."""
        self.carry_out([AddColumn(key)], "", f"添加“{self.roster.fields.title(key)}”列")

    def confirm(self, findings: Iterable[Finding], reason: str) -> None:
        """“情况属实”, with a reason, as one step; findings that hold no more are left out. Raises
        EditError if a finding can't be confirmed."""
        reason = reason.strip()
        if not reason:
            raise EditError("请写明情况属实的原因。")
        findings = list(findings)
        holding = {found.key for row in {finding.row for finding in findings}
                   for found in self._findings_at(row)}
        changes: list[Change] = []
        for finding in findings:
            if not self.validator.confirmable(finding.rule, finding.field):
                raise EditError(f"“{BY_CODE[finding.rule].title}”必须改正，不能用“情况属实”代替。")
            if finding.key not in holding:
                continue
            if self.is_confirmed(finding):
                changes.append(Withdraw(self.journal.confirmations[finding.key]))
            changes.append(Confirm(Confirmation(*finding.key, reason)))
        if changes:
            count = sum(isinstance(change, Confirm) for change in changes)
            self.carry_out(changes, reason, f"确认 {count} 处情况属实")

    def _findings_at(self, row: int | None) -> tuple[Finding, ...]:
        """The findings that hold now in a row (None: in the file)."""
        return self.validator.file_findings() if row is None else self.validator.findings(row)

    def withdraw(self, findings: Iterable[Finding]) -> None:
        """Takes confirmations back as one step."""
        changes: list[Change] = [
            Withdraw(self.journal.confirmations[finding.key])
            for finding in findings if self.is_confirmed(finding)]
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

    def _outdated(self, change: SetCell, key: str) -> list[Change]:
        """Confirmations that an edit of a cell takes with it. All rules but ``format`` judge the
        canonical value, so what is confirmed for it stands while only the writing changes."""
        confirmed = self.journal.confirmations_at(change.row, key)
        canonical = self.validator.canonical
        writing_only = (canonical(change.row, change.column, change.before)
                        == canonical(change.row, change.column, change.after))
        return [Withdraw(c) for c in confirmed if not writing_only or c.rule == "format"]

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
