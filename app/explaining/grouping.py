"""The work left, grouped by rule: what the problem list shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from app.document import Document
from validators.findings import Finding, Severity
from validators.rules import BY_CODE, ORDER
from validators.rules.lists import LIST_MISSING
from validators.rules.whole_file import RULES as FILE_RULES

FILE_LEVEL = frozenset((*(rule.code for rule in FILE_RULES), LIST_MISSING))
"""Rules about the file as a whole: their findings have no row."""


class Section(IntEnum):
    """The parts of the problem list, in the order in which they are to be decided."""

    FIRST = 0
    """What explains other findings, and what is decided about the file before any row."""
    EACH = 1
    VANISHING = 2
    """Only consequences: nothing to do but to decide their causes."""
    DONE = 3


@dataclass(frozen=True, slots=True)
class Group:
    """One rule's part of the work: how many findings are ``open``, how many are ``confirmed``,
    how many of the open ones are ``consequences``, which go with their causes, and how many
    findings (of any rule) ``vanish`` with those of this one."""

    rule: str
    title: str
    severity: Severity
    open: int
    confirmed: int
    consequences: int = 0
    vanish: int = 0

    @property
    def to_decide(self) -> int:
        """How many open findings are causes, or stand alone."""
        return self.open - self.consequences

    @property
    def file_level(self) -> bool:
        return self.rule in FILE_LEVEL

    @property
    def done(self) -> bool:
        """Nothing is left to do."""
        return self.open == 0

    @property
    def section(self) -> Section:
        """Where it stands in the list."""
        if self.done:
            return Section.DONE
        rule = BY_CODE.get(self.rule)  # other checks have rules of their own: of photos
        if rule is not None and rule.leads or self.vanish:
            return Section.FIRST
        return Section.EACH if self.to_decide else Section.VANISHING


class Progress(NamedTuple):
    """``handled`` of ``total`` problems are fixed or confirmed."""

    handled: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.handled


def groups(document: Document, at_opening: Mapping[str, int]) -> list[Group]:
    """Every rule that has findings or had any ``at_opening``, by section; in each what leads the
    file first and what sums it up last, errors before warnings, in catalogue order.

    Costs as much as there are rules, confirmations and rows that share a number, not rows; while
    the file as a whole has a cause, as much as there are findings.
    """
    found = document.validator.counts()
    confirmed = _confirmed(document)
    caused, vanish = Counter[str](), Counter[str]()
    for finding, cause in document.validator.explained():
        caused[finding.rule] += 1
        vanish[cause.rule] += cause.rule != finding.rule
    severities = document.validator.severities
    listed = [Group(rule, document.validator.title(rule), severities[rule],
                    found[rule] - confirmed[rule], confirmed[rule], caused[rule], vanish[rule])
              for rule in {*found, *at_opening} if rule in severities]
    return sorted(listed, key=lambda group: (
        group.section, group.file_level - 2 * BY_CODE[group.rule].leads,
        group.severity is not Severity.ERROR, ORDER[group.rule]))


def progress(document: Document, found: list[Group]) -> Progress:
    """How far the work is, measured by what was found at opening (or now, if that is more)."""
    still_open = sum(group.open for group in found)
    total = max(document.found_at_opening, still_open)
    return Progress(total - still_open, total)


def first_open(document: Document, rule: str) -> Finding | None:
    """The rule's first open finding in roster order, before those that another one explains."""
    own = list(document.open_of(rule))
    return next((finding for finding in own if document.cause(finding) is None),
                own[0] if own else None)


def _confirmed(document: Document) -> Counter[str]:
    """Confirmed findings that are still found, by rule."""
    validator = document.validator
    in_file = {finding.key for finding in validator.file_findings()}
    counts: Counter[str] = Counter()
    for row, field, rule, subject in document.journal.confirmations:
        if row is None:
            counts[rule] += (row, field, rule, subject) in in_file
        else:
            counts[rule] += any(finding.rule == rule and finding.field == field
                                for finding in validator.findings(row))
    return counts
