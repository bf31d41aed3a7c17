"""Another code or schooling system that fits the roster better, and what it would leave to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from app.document import Document
from models.bulk import collection_paused
from models.roster import Roster, Row
from models.school import School
from validators.engine import Validator
from validators.findings import Finding


class Advice(NamedTuple):
    """The open finding that questions the school, and the school that would answer it."""

    finding: Finding
    school: School


def advice(document: Document) -> list[Advice]:
    """What the roster says against its school's code and system, each with the other one."""
    found = []
    for finding in document.leading_findings():
        if finding.rule == "school-code":
            found.append(Advice(finding, replace(document.school, code=finding.params["most"])))
        elif finding.rule == "school-system":
            found.append(Advice(
                finding, replace(document.school, system=finding.params["system"])))
    return found


def count_under(document: Document, school: School) -> Callable[[], int]:
    """A function that counts the findings which would be open if the roster were this school's. It
    works on a copy of the rows as they are now, so that it may run while they are edited."""
    roster, profile, today = document.roster, document.profile, document.validator.today
    copied = Roster(
        roster.path, roster.sheets, roster.header_row, list(roster.columns),
        [Row(row.id, list(row.cells), row.number, row.sheet) for row in roster.rows],
        fields=roster.fields, account=roster.account, above=roster.above)
    confirmed = frozenset(document.journal.confirmations)

    def count() -> int:
        with collection_paused(lasting=True):
            validator = Validator(copied, profile, school, today)
            return sum(finding.key not in confirmed for finding in validator.all_findings())

    return count
