"""A roster and what was found in it, to be looked at: what is open, confirmed, explained by what,
and which fix is sure. Nothing here changes anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from models.attached import AttachedList
from models.journal import Journal
from models.profile import Profile
from models.roster import Roster
from models.school import School
from validators.engine import Validator
from validators.findings import Finding, Severity
from validators.rules import BY_CODE

if TYPE_CHECKING:
    from app.lists.held import HeldLists


class Fix(NamedTuple):
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


class Tally(NamedTuple):
    """How the work stands: findings still open by severity, confirmed ones, changed cells."""

    errors: int
    warnings: int
    confirmed: int
    edited: int

    @property
    def open(self) -> int:
        return self.errors + self.warnings


def held_lists(lists: Sequence[AttachedList], journal: Journal) -> HeldLists | None:
    """What holds the lists against the roster; None if there are none, as for most rosters, whose
    window need not wait for the matching to be imported."""
    if not lists:
        return None
    from app.lists.held import HeldLists

    return HeldLists(lists, journal)


class Judged:
    """A roster, the journal of what was done to it, and the validator that judges it."""

    def __init__(self, roster: Roster, profile: Profile, school: School, today: date,
                 journal: Journal, lists: Sequence[AttachedList]) -> None:
        self.roster = roster
        self.profile = profile
        self.journal = journal
        self.held = held_lists(lists, journal)
        self.validator = self._heard(
            Validator(roster, profile, school, today, beside=self.held))

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
        return validator

    def is_confirmed(self, finding: Finding) -> bool:
        """Whether the clerk has confirmed the finding."""
        return finding.key in self.journal.confirmations

    def open_findings(self) -> Iterator[Finding]:
        """Findings that are neither fixed nor confirmed: whole file first, then in row order."""
        return (f for f in self.validator.all_findings() if not self.is_confirmed(f))

    def open_of(self, rule: str) -> Iterator[Finding]:
        """Findings of a rule that are neither fixed nor confirmed, in the same order."""
        return (f for f in self.validator.all_findings()
                if f.rule == rule and not self.is_confirmed(f))

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

    def findings_at(self, row: int | None) -> tuple[Finding, ...]:
        """The findings that hold now in a row (None: in the file), confirmed or not."""
        return self.validator.file_findings() if row is None else self.validator.findings(row)

    def open_in_row(self, row: int) -> list[Finding]:
        """The open findings of one row."""
        return [f for f in self.validator.findings(row) if not self.is_confirmed(f)]

    @property
    def open_count(self) -> int:
        """About how many findings are open, without walking them; ``tally`` is exact."""
        return max(0, self.validator.rough_count() - len(self.journal.confirmations))

    def tally(self) -> Tally:
        """Counts of all that is open, confirmed and changed; costs as much as there are rules and
        confirmations."""
        validator = self.validator
        open_ = {Severity.ERROR: 0, Severity.WARNING: 0}
        for rule, count in validator.counts().items():
            open_[validator.severities[rule]] += count
        in_file = Counter(finding.key for finding in validator.file_findings())
        confirmed = 0
        for key in self.journal.confirmations:
            row, rule = key[0], key[2]
            count = in_file[key] if row is None else sum(
                finding.key == key for finding in validator.findings(row))
            if count:
                confirmed += count
                open_[validator.severities[rule]] -= count
        edited = (self.roster.edited_cells() + self.roster.added_count()
                  + len(self.roster.removed()))
        return Tally(open_[Severity.ERROR], open_[Severity.WARNING], confirmed, edited)

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
        return [fix for fix in map(self.sure_fix, self.open_of(rule)) if fix is not None]
