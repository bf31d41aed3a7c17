"""The journal: every step the clerk took, what can be undone, what was confirmed and why.

A step is one undo unit: changes to the roster and to confirmations, each with a reason. The journal
only remembers; ``app.Document`` applies changes and pushes the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.dispositions import Dispose, Disposition, Link, Recall, Unlink
from models.roster import DeleteRow, InsertRow, Roster, RosterChange, SetCell
from models.school import School


class Confirmation(NamedTuple):
    """“情况属实”: a finding that stands although the rule objects. ``subject`` tells findings of one
    rule apart where row and field are None (a class, a gap); ``reason`` is never empty."""

    row: int | None
    field: str | None
    rule: str
    subject: str
    reason: str

    @property
    def key(self) -> tuple[int | None, str | None, str, str]:
        """What it confirms; one confirmation stands for a key at a time."""
        return self.row, self.field, self.rule, self.subject


class Confirm(NamedTuple):
    """A confirmation is given."""

    confirmation: Confirmation

    def inverse(self) -> Withdraw:
        return Withdraw(self.confirmation)


class Withdraw(NamedTuple):
    """A confirmation is taken back (by the clerk, or because its cell changed)."""

    confirmation: Confirmation

    def inverse(self) -> Confirm:
        return Confirm(self.confirmation)


class ChangeSchool(NamedTuple):
    """The roster is judged for another code, school year or system. The name is no part of it."""

    before: School
    after: School

    def inverse(self) -> ChangeSchool:
        return ChangeSchool(self.after, self.before)


Remark = Confirm | Withdraw | Dispose | Recall | Link | Unlink | ChangeSchool
"""What is said of students and their school without changing the roster."""
Change = RosterChange | Remark


class Step(NamedTuple):
    """One undo unit. ``label`` names it for the clerk (“修改姓名”), ``at`` is local time in ISO form,
    ``reasons`` has one text for each change ("" where none is known)."""

    label: str
    at: str
    changes: tuple[Change, ...]
    reasons: tuple[str, ...]


@dataclass
class Journal:
    """Steps in order; the first ``done`` of them are in force, the rest can be redone."""

    steps: list[Step] = field(default_factory=list)
    done: int = 0
    confirmations: dict[tuple[int | None, str | None, str, str], Confirmation] = field(
        default_factory=dict)
    dispositions: dict[tuple[int | None, str], Disposition] = field(default_factory=dict)
    links: set[tuple[int, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        for step in self.steps[:self.done]:
            self.note(step.changes)

    def listen(self, listener: Callable[[], None]) -> None:
        """Calls ``listener`` after each push, undo and redo (the working copy saves itself so)."""
        self._listeners.append(listener)

    @property
    def can_undo(self) -> bool:
        return self.done > 0

    @property
    def can_redo(self) -> bool:
        return self.done < len(self.steps)

    @property
    def undo_label(self) -> str:
        """Label of the step that undo would take back; "" if there is none."""
        return self.steps[self.done - 1].label if self.can_undo else ""

    @property
    def redo_label(self) -> str:
        """Label of the step that redo would bring back; "" if there is none."""
        return self.steps[self.done].label if self.can_redo else ""

    def push(self, step: Step) -> None:
        """Records a step whose changes were just applied; what could be redone is gone."""
        del self.steps[self.done:]
        self.steps.append(step)
        self.done += 1
        self._tell()

    def step_back(self) -> Step:
        """Moves before the last step and returns it; IndexError if there is none."""
        if not self.can_undo:
            raise IndexError("nothing to undo")
        self.done -= 1
        self._tell()
        return self.steps[self.done]

    def step_forward(self) -> Step:
        """Moves behind the next step and returns it; IndexError if there is none."""
        if not self.can_redo:
            raise IndexError("nothing to redo")
        self.done += 1
        self._tell()
        return self.steps[self.done - 1]

    def note(self, changes: Iterable[Change]) -> None:
        """Carries out what changes say about confirmations, dispositions and who is whom."""
        for change in changes:
            if isinstance(change, SetCell):
                continue  # nearly all, where there are many
            match change:
                case Confirm(confirmation=confirmation):
                    self.confirmations[confirmation.key] = confirmation
                case Withdraw(confirmation=confirmation):
                    self.confirmations.pop(confirmation.key, None)
                case Dispose(disposition=disposition):
                    self.dispositions[disposition.key] = disposition
                case Recall(disposition=disposition):
                    self.dispositions.pop(disposition.key, None)
                case Link(row=row, entry=entry):
                    self.links.add((row, entry))
                case Unlink(row=row, entry=entry):
                    self.links.discard((row, entry))

    def confirmations_at(self, row: int, field_key: str | None) -> list[Confirmation]:
        """What is confirmed for one cell (for a whole row where ``field_key`` is None)."""
        return [c for c in self.confirmations.values()
                if c.row == row and (field_key is None or c.field == field_key)]

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


class Correction(NamedTuple):
    """A net change, as the correction table reports it: ``kind`` is ``changed`` (one cell),
    ``added`` or ``removed`` (a whole row, ``column`` is None).
    ``basis`` says what the new value rests on, where that is known."""

    kind: str
    row: int
    column: int | None
    before: str
    after: str
    reason: str
    basis: str = ""


def corrections(roster: Roster, journal: Journal) -> list[Correction]:
    """Net changes of the work in row order, removed rows last. A value changed back is none."""
    return list(walk_corrections(roster, journal))


def walk_corrections(roster: Roster, journal: Journal) -> Iterator[Correction]:
    """What ``corrections`` lists, one after the other; nothing may change on the way."""
    reasons = _reasons(journal.steps[:journal.done])
    touched = set(roster.touched())
    for row in roster.rows:
        if row.number is None:
            yield Correction("added", row.id, None, "", "", reasons(row.id, None))
            continue
        if row.id not in touched:
            continue
        before = roster.original(row.id) or ()
        for column, after in enumerate(row.cells):
            old = before[column] if column < len(before) else ""
            if old != after:
                yield Correction("changed", row.id, column, old, after, reasons(row.id, column))
    for row in roster.removed():
        yield Correction("removed", row.id, None, "", "", reasons(row.id, None))


def _reasons(steps: Sequence[Step]) -> Callable[[int, int | None], str]:
    """The last reason given for a cell or row; "" where none was."""
    given: dict[tuple[int, int | None], str] = {}
    for step in steps:
        if not any(step.reasons):
            continue
        for change, reason in zip(step.changes, step.reasons, strict=True):
            match change:
                case SetCell(row=row, column=column) if reason:
                    given[row, column] = reason
                case InsertRow(row=row) | DeleteRow(row=row) if reason:
                    given[row, None] = reason
    return lambda row, column: given.get((row, column), "")
