"""All open findings of a rule as one list of decisions: what stands there, what it becomes, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from app.document import CellEdit, Document
from models.fields import CLASS_NAME, GRADE, NAME
from validators.findings import Finding

MOST_CELLS = 2000
"""So many cells are listed at a time; the rest when these are dealt with."""

_REGION = 6
"""Digits of a resident ID that name its region."""


@dataclass
class Decision:
    """One thing to decide: a cell, or several cells with the same answer. ``after`` is the offered
    text ("" if there is none) and ``why`` where it comes from; only if ``sure`` it may be ticked
    unasked. ``ticked`` is for the clerk to change."""

    rule: str
    findings: list[Finding]
    column: int
    before: str
    after: str
    why: str
    sure: bool
    ticked: bool = field(init=False)

    def __post_init__(self) -> None:
        self.ticked = self.sure

    @property
    def row(self) -> int:
        """The first of its rows."""
        row = self.findings[0].row
        assert row is not None
        return row

    def who(self, document: Document) -> tuple[str, str, str]:
        """Row number (and sheet where there are several), name and class; of several cells how many
        they are."""
        roster = document.roster
        row = roster.row(self.row)
        number = "新增" if row.number is None else str(row.number)
        if len(roster.sheets) > 1:
            number = f"{row.sheet} {number}"
        name = roster.value(self.row, NAME).strip()
        class_name = roster.value(self.row, GRADE).strip() + roster.value(
            self.row, CLASS_NAME).strip()
        several = len({finding.row for finding in self.findings})
        return (number, name, class_name) if several == 1 else (
            f"{several} 处", f"{name} 等 {several} 人", "")

    def open_findings(self, document: Document) -> list[Finding]:
        """Those of its findings that still hold."""
        return [finding for finding in self.findings
                if finding.row is not None and finding.row in document.roster
                and any(now.key == finding.key for now in document.open_in_row(finding.row))]

    def edits(self, document: Document, text: str | None = None) -> Iterator[CellEdit]:
        """The edits that give its open cells a text, the offered one if no other."""
        wanted = self.after if text is None else text
        for finding in self.open_findings(document):
            assert finding.row is not None
            yield finding.row, self.column, wanted


@dataclass(frozen=True)
class WorkList:
    """The decisions of a rule: those with one sure answer, and those to be looked at one by one.
    ``more`` findings are not listed yet."""

    sure: list[Decision]
    unsure: list[Decision]
    more: int = 0

    @property
    def decisions(self) -> list[Decision]:
        """All of them, in the order shown."""
        return self.sure + self.unsure


def work_list(document: Document, rule: str) -> WorkList:
    """The open findings of a rule in rows, equal ones together, in roster order."""
    of_rule = (finding for finding in document.open_findings()
               if finding.rule == rule and finding.row is not None and finding.field is not None)
    listed = list(islice(of_rule, MOST_CELLS))
    more = sum(1 for _ in of_rule)
    decisions = list(_together(document, listed))
    return WorkList([one for one in decisions if one.sure],
                    [one for one in decisions if not one.sure], more)


def _together(document: Document, findings: Iterable[Finding]) -> Iterable[Decision]:
    found: dict[tuple[int, str, str, str], Decision] = {}
    for finding in findings:
        column = document.roster.index(finding.field or "")
        if column is None:
            continue
        before = document.validator.cell(finding)
        offered = document.validator.suggestions(finding)
        first = offered[0] if offered else None
        sure = len(offered) == 1 and not offered[0].tentative
        after = first.value if first is not None else ""
        alike = before
        if finding.rule == "main-region":  # what is odd is the region, not the person
            alike = before[:_REGION]
        key = column, alike, after, first.why if first is not None else ""
        known = found.get(key)
        if known is None:
            why = "" if first is None else first.why if len(offered) == 1 else \
                f"{first.why}；另有 {len(offered) - 1} 种改法"
            found[key] = Decision(finding.rule, [finding], column, before, after, why, sure)
        else:
            known.findings.append(finding)
    return found.values()
