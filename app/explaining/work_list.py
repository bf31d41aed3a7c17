"""Open findings as one list of decisions: what stands there, what it becomes, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.changes import CellEdit
from app.document import Document
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


class WorkList(NamedTuple):
    """Decisions under headings. ``more`` findings are not listed yet."""

    parts: list[tuple[str, list[Decision]]]
    more: int = 0

    @property
    def decisions(self) -> list[Decision]:
        """All of them, in the order shown."""
        return [decision for _, part in self.parts for decision in part]


def work_list(document: Document, rule: str) -> WorkList:
    """The open findings of a rule in rows, equal ones together, in roster order: those with one
    sure answer, and those to be looked at one by one."""
    found, more = _together(document, document.open_of(rule))
    return WorkList([(heading, part) for heading, part in (
        ("证据充分，只有一种改法", [one for one in found if one.sure]),
        ("证据不足，请逐个看", [one for one in found if not one.sure])) if part], more)


def sure_list(document: Document) -> WorkList:
    """What has one sure answer, of whatever rule, under the rules' titles; of several findings of a
    cell the first. Writing has a preview of its own."""
    found, more = _together(document, (
        finding for finding in document.ordered_findings() if finding.rule != "format"),
        sure_only=True)
    parts: dict[str, list[Decision]] = {}
    cells: set[tuple[int | None, int]] = set()
    for decision in found:
        here = {(finding.row, decision.column) for finding in decision.findings}
        if not here & cells:
            parts.setdefault(decision.rule, []).append(decision)
        cells |= here
    return WorkList([(document.validator.title(rule), part) for rule, part in parts.items()], more)


def _together(document: Document, findings: Iterable[Finding], *,
              sure_only: bool = False) -> tuple[list[Decision], int]:
    """Decisions on the findings in rows, and how many findings there are beyond what is listed."""
    found: dict[tuple[str, int, str, str, str], Decision] = {}
    listed = more = 0
    for finding in findings:
        column = document.roster.index(finding.field or "")
        if finding.row is None or column is None:
            continue
        if listed == MOST_CELLS:
            more += not sure_only
            continue
        fix = document.fix_for(finding)
        sure = fix is not None and not fix.tentative
        if sure_only and not sure:
            continue
        listed += 1
        before = document.validator.cell(finding)
        after, why = (fix.after, fix.why) if fix is not None else ("", "")
        alike = before
        if finding.rule == "main-region":  # what is odd is the region, not the person
            alike = before[:_REGION]
        key = finding.rule, column, alike, after, why
        known = found.get(key)
        if known is not None:
            known.findings.append(finding)
            continue
        if fix is not None and fix.others:
            why = f"{why}；另有 {fix.others} 种改法"
        found[key] = Decision(finding.rule, [finding], column, before, after, why, sure)
    return list(found.values()), more
