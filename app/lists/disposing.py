"""Dispositions: what the clerk says has become of students, as one step that can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from app.changes import cell_edits
from app.document import Document
from models.dispositions import Dispose, Disposition, Link, Recall
from models.errors import EditError
from models.fields import CLASS_NAME, GRADE, NAME
from models.journal import Change, Confirm, Confirmation, Withdraw, corrections
from models.roster import InsertRow
from validators.findings import Finding
from validators.rules.lists import LIST_EXTRA, LIST_MISSING

ADDED = "新增"
"""What a row that was added without a word is taken for."""
REPEATED_RULES = frozenset((
    "sub-entry-year", "sub-graduation-year", "grade-mismatch", "graduation-mismatch",
    "age-unusual"))
"""What does not add up for who repeated, skipped or left a year out, lawfully."""


class Subject(NamedTuple):
    """Whom a disposition is about: a row of the roster, or a row of a list that the roster has
    not."""

    row: int | None = None
    entry: str = ""


def subject_of(finding: Finding) -> Subject | None:
    """Whom a finding is about, if a disposition can answer it."""
    if finding.rule == LIST_MISSING:
        return Subject(entry=finding.subject)
    return Subject(finding.row) if finding.row is not None else None


def dispose(document: Document, subjects: Sequence[Subject], said: Disposition) -> None:
    """Says of each of them what ``said`` does, as one step: its kind, date, school, evidence, note.
    A kind that removes takes the rows out, one that adds brings list rows into the roster; one that
    repeats a year confirms grade and entry year. Raises EditError for an unknown kind."""
    kind = document.profile.dispositions.kind(said.kind)
    if kind is None:
        known = "、".join(each.title for each in document.profile.dispositions.kinds)
        raise EditError(f"“{said.kind}”不是可用的去向，可用的有：{known}。")
    changes: list[Change] = []
    rows = [each.row for each in subjects if each.row is not None]
    entries = [each.entry for each in subjects if each.row is None]
    if kind.effect == "remove":
        rows.sort(key=document.roster.position, reverse=True)
    for row in rows:
        changes += _recalled(document, (row, ""))
        changes.append(Dispose(said._replace(row=row, entry=_entry_of(document, row))))
        if kind.effect == "remove":
            changes += [Withdraw(c) for c in document.journal.confirmations_at(row, None)]
            changes.append(document.roster.delete_row(row))
        else:
            rules = {LIST_EXTRA, *(REPEATED_RULES if kind.effect == "repeat" else ())}
            changes += _confirmed(document, document.validator.findings(row), rules, said.reason)
    if kind.effect == "add":
        changes += _added(document, entries, said)
    else:
        missing = {finding.subject: finding for finding in document.validator.file_findings()
                   if finding.rule == LIST_MISSING}
        for entry in entries:
            if entry not in missing:
                continue
            changes += _recalled(document, (None, entry))
            changes.append(Dispose(said._replace(row=None, entry=entry)))
            changes += _confirmed(document, [missing[entry]], {LIST_MISSING}, said.reason)
    if changes:
        count = len(rows) + len(entries)
        document.carry_out(changes, said.reason, f"{said.kind} {count} 人")


def same_person(document: Document, row: int, entry: str, taken: Collection[str] = ()) -> None:
    """The clerk says that a row of the roster and one of a list are one student; of the fields
    ``taken`` the roster takes over what the list has, in the same step."""
    roster = document.roster
    known = document.held.entry_cells(entry) if document.held is not None else None
    edits = [(row, column, known[key]) for key in taken if known and key in known
             and (column := roster.index(key)) is not None]
    titles = "、".join(roster.fields.title(key) for key in taken)
    document.carry_out(
        [Link(row, entry), *cell_edits(document, edits)], "",
        f"认定为同一人，采用名单的{titles}" if titles else "认定为同一人")


def add_missing(document: Document, entries: Sequence[str]) -> None:
    """Brings students whom only a list has into the roster."""
    dispose(document, [Subject(entry=entry) for entry in entries],
            Disposition(None, "", ADDED, note="名单上有，名册漏报"))


def _recalled(document: Document, key: tuple[int | None, str]) -> list[Change]:
    before = document.journal.dispositions.get(key)
    return [Recall(before)] if before is not None else []


def _entry_of(document: Document, row: int) -> str:
    return document.held.entry_of(row) if document.held is not None else ""


def _confirmed(document: Document, findings: Sequence[Finding], rules: Collection[str],
               reason: str) -> Iterator[Change]:
    for finding in findings:
        if finding.rule in rules and document.validator.confirmable(finding.rule, finding.field):
            if finding.key in document.journal.confirmations:
                yield Withdraw(document.journal.confirmations[finding.key])
            yield Confirm(Confirmation(*finding.key, reason))


def _added(document: Document, entries: Sequence[str], said: Disposition) -> Iterator[Change]:
    """New rows behind their classes, the last ones first so that places stay right."""
    roster, held = document.roster, document.held
    wanted: list[tuple[int, list[str], str]] = []
    for entry in entries:
        known = held.entry_cells(entry) if held is not None else None
        if known is None:
            continue
        cells = [known.get(column.key or "", "") for column in roster.columns]
        wanted.append((_behind_class(document, known), cells, entry))
    for place, cells, entry in sorted(reversed(wanted), key=lambda each: -each[0]):
        change: InsertRow = roster.insert_row(place, cells)
        yield change
        yield Link(change.row, entry)
        yield Dispose(said._replace(row=change.row, entry=entry))


def _behind_class(document: Document, known: dict[str, str]) -> int:
    """Behind the last row of the student's class, as the roster has it; else of his grade; else at
    the end."""
    grade_at, class_at = (document.roster.index(key) for key in (GRADE, CLASS_NAME))
    found = [0, 0]
    for position, row in enumerate(document.roster.rows):
        texts = [row.cells[at].strip() if at is not None else "" for at in (grade_at, class_at)]
        if texts[0] == known.get(GRADE, "") and texts[0]:
            found[0] = position + 1
            if texts[1] == known.get(CLASS_NAME, "") and texts[1]:
                found[1] = position + 1
    return found[1] or found[0] or len(document.roster)


class Disposed(NamedTuple):
    """A student of whom something was said, or who came or went: the disposition and his texts."""

    disposition: Disposition
    cells: dict[str, str]
    in_roster: bool


def disposed(document: Document) -> list[Disposed]:
    """Everybody with a disposition, each once: those in the roster in its order, those taken out,
    then those whom only a list has. Who came or went by an ordinary edit has the disposition that
    its reason names."""
    roster, journal, held = document.roster, document.journal, document.held
    said = dict(journal.dispositions)
    for each in corrections(roster, journal):
        if each.column is None and (each.row, "") not in said:
            kind = _named(document, each.reason, "add" if each.kind == "added" else "remove") \
                or (ADDED if each.kind == "added" else "")
            if kind:
                said[each.row, ""] = Disposition(each.row, "", kind, note=each.reason)
    removed = {row.id: row for row in roster.removed()}
    keys = roster.fields.keys

    def texts(cells: Sequence[str]) -> dict[str, str]:
        return {key: cells[at].strip() for key in keys
                if (at := roster.index(key)) is not None and at < len(cells)}

    found = [Disposed(said[row.id, ""], texts(row.cells), True) for row in roster.rows
             if (row.id, "") in said]
    found += [Disposed(said[row, ""], texts(each.cells), False) for row, each in removed.items()
              if (row, "") in said]
    for (row, entry), each_said in said.items():
        if row is None:
            known = held.entry_cells(entry) if held is not None else None
            found.append(Disposed(each_said, known or {NAME: ""}, False))
    return found


def _named(document: Document, reason: str, effect: str) -> str:
    """The kind that a reason for a row that came or went names; one of this effect before others.
    """
    named = [kind for kind in document.profile.dispositions.kinds if kind.title in reason]
    return next((kind.title for kind in sorted(named, key=lambda kind: kind.effect != effect)), "")
