"""What can be done about a finding of a list besides taking its value: who is whom, who came, went,
or is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.document import Document
from validators.findings import Finding, Statement
from validators.rules.lists import LIST_EXTRA, LIST_MISSING

Choosing = Literal["same", "add", "dispose", "dispose-some"]
_MOST_CANDIDATES = 3


@dataclass(frozen=True)
class ListChoice:
    """One thing to do: that a row is the list's ``entry``, that the entry comes into the roster, or
    that the clerk says what has become of the student, or of some of those of all ``findings``."""

    what: Choosing
    text: str
    detail: str
    findings: tuple[Finding, ...]
    entry: str = ""


def list_choices(document: Document, finding: Finding) -> list[ListChoice]:
    """The choices for a finding, best first; none for findings of other rules."""
    found: list[ListChoice] = []
    if finding.rule == LIST_EXTRA:
        for entry, number in finding.params["candidates"][:_MOST_CANDIDATES]:
            found.append(ListChoice(
                "same", f"是同一人：名单第 {number} 行 {_name(document, entry)}",
                _differences(document, finding, entry), (finding,), entry))
        found.append(ListChoice("dispose", "说明去向或来历…", "转入、新增、复学、转出、退学等，写明日期和材料",
                                (finding,)))
    elif finding.rule == LIST_MISSING:
        found.append(ListChoice("add", "加到名册里", "名单上有的各项都填上，记为新增；可撤销",
                                (finding,), finding.subject))
        found.append(ListChoice("dispose", "说明去向…", "未报到、外出注册、学籍在他校、已转出等",
                                (finding,)))
    if found:
        others = [each for each in document.open_findings()
                  if each.rule == finding.rule and each.key != finding.key]
        if others:
            found.append(ListChoice(
                "dispose-some", f"说明其中几人的去向…（共 {len(others) + 1:,} 人）",
                "在名单里勾选情况相同的学生，一次说明", (finding, *others)))
    return found


def entry_lines(document: Document, finding: Finding) -> list[Statement]:
    """What the list says of a student whom the roster has not."""
    if finding.rule != LIST_MISSING or document.held is None:
        return []
    cells = document.held.entry_cells(finding.subject) or {}
    return [Statement(document.profile.fields.title(key), text) for key, text in cells.items()]


def _name(document: Document, entry: str) -> str:
    cells = document.held.entry_cells(entry) if document.held is not None else None
    return cells.get("name", "") if cells else ""


def _differences(document: Document, finding: Finding, entry: str) -> str:
    """What the row of the list has otherwise, in a line."""
    cells = document.held.entry_cells(entry) if document.held is not None else None
    if not cells or finding.row is None:
        return ""
    other = [f"{document.profile.fields.title(key)} {text}" for key, text in cells.items()
             if text != document.roster.value(finding.row, key).strip()]
    return f"名单上是：{'，'.join(other)}" if other else "其余各项都相同"
