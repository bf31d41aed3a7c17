"""What can be done about a finding of a list besides taking its value: who is whom, who came, went,
or is elsewhere."""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.document import Document
from app.judged import Fix
from models.fields import MAIN_NUMBER, NAME
from validators.findings import Finding, Severity, Statement
from validators.rules import BY_CODE
from validators.rules.lists import LIST_EXTRA, LIST_MISSING

Choosing = Literal["same", "add", "dispose", "dispose-some", "as-listed"]
_MOST_CANDIDATES = 3
_MOST_ALIKE = 2000
"""So many are looked at together; the rest when these are dealt with."""


class ListChoice(NamedTuple):
    """One thing to do: that a row is the list's ``entry``, that the entry comes into the roster, or
    that the clerk says what has become of the student, or of some of those of all ``findings``; or
    to look at everything doubtful that a list has in the same way."""

    what: Choosing
    text: str
    detail: str
    findings: tuple[Finding, ...]
    entry: str = ""
    taken: tuple[str, ...] = ()
    """Fields in which the roster takes over what the entry has."""


def list_choices(document: Document, finding: Finding) -> list[ListChoice]:
    """The choices for a finding, best first; none where no list has anything to say."""
    found: list[ListChoice] = []
    if finding.rule == LIST_EXTRA:
        for entry, where in finding.params["candidates"][:_MOST_CANDIDATES]:
            found.append(ListChoice(
                "same", f"是同一人：名单{where} {_name(document, entry)}",
                _differences(document, finding, entry), (finding,), entry))
        if len(found) == 1 and (taken := _cured(document, finding, found[0].entry)):
            cells = document.held.entry_cells(found[0].entry) if document.held else None
            found.append(ListChoice(
                "same", "是同一人，并采用名单的" + "，".join(
                    f"{document.profile.fields.title(key)} {cells[key]}" for key in taken if cells),
                "名册现在的有误，见下面的问题；请以纸质材料为准", (finding,), found[0].entry, taken))
        found.append(ListChoice("dispose", "说明去向或来历…", "转入、新增、复学、转出、退学等，写明日期和材料",
                                (finding,)))
    elif finding.rule == LIST_MISSING:
        found.append(ListChoice("add", "加到名册里", "名单上有的各项都填上，记为新增；可撤销",
                                (finding,), finding.subject))
        found.append(ListChoice("dispose", "说明去向…", "未报到、外出注册、学籍在他校、已转出等",
                                (finding,)))
    elif _agreement(document, finding):
        found.append(ListChoice("as-listed", "名单上也是这样的，一起看…",
                                "先列出来看，勾选的一起确认属实", (finding,)))
    if finding.rule in (LIST_EXTRA, LIST_MISSING) and not finding.params.get("candidates"):
        others = [each for each in document.open_findings() if each.rule == finding.rule
                  and each.key != finding.key and not each.params.get("candidates")]
        if others:
            found.append(ListChoice(
                "dispose-some", f"一起说明这 {len(others) + 1:,} 人的去向或来历…",
                "先列出来看，情况不同的可以去掉", (finding, *others)))
    return found


def as_listed(document: Document, first: Finding) -> list[Fix]:
    """Open findings, ``first`` at the head, that may be confirmed and whose cell a list has as the
    roster does; of each what stands there, what is doubtful of it, and which list says the same."""
    found = list[Fix]()
    for finding in (first, *(each for each in document.open_findings() if each.key != first.key)):
        if len(found) == _MOST_ALIKE:
            break
        column = document.roster.index(finding.field or "")
        said = _agreement(document, finding)
        if said and finding.row is not None and column is not None:
            found.append(Fix(finding, finding.row, column, document.validator.cell(finding),
                             BY_CODE[finding.rule].title, said))
    return found


def _agreement(document: Document, finding: Finding) -> str:
    """Which list has the cell of a confirmable finding in the same way, and where; "" if none. What
    is the same in several rows a list has, too, if it has each of them."""
    held, validator = document.held, document.validator
    if held is None or finding.row is None or finding.field is None or finding.rule == "format" \
            or not validator.confirmable(finding.rule, finding.field):
        return ""
    if not all(held.agreement(row, finding.field) for row in validator.related_rows(finding)):
        return ""
    return held.agreement(finding.row, finding.field)


def entry_lines(document: Document, finding: Finding) -> list[Statement]:
    """What the list says of a student whom the roster has not."""
    if finding.rule != LIST_MISSING or document.held is None:
        return []
    cells = document.held.entry_cells(finding.subject) or {}
    return [Statement(document.profile.fields.title(key), text) for key, text in cells.items()]


def _cured(document: Document, finding: Finding, entry: str) -> tuple[str, ...]:
    """In which fields that say who a student is the roster's text is wrong and the entry has
    another."""
    cells = document.held.entry_cells(entry) if document.held is not None else None
    if not cells or finding.row is None:
        return ()
    wrong = {each.field for each in document.open_in_row(finding.row)
             if each.severity is Severity.ERROR}
    return tuple(key for key in (MAIN_NUMBER, NAME) if key in wrong and cells.get(key)
                 and cells[key] != document.roster.value(finding.row, key).strip())


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
