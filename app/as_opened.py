"""The roster as it was opened, judged once more, and what of it the corrections cured."""

from __future__ import annotations

from collections.abc import Iterable

from app.document import Document
from app.judged import held_lists
from models.bulk import collection_paused
from models.journal import Correction, Journal, corrections
from models.roster import Roster, Row
from validators.engine import Validator
from validators.findings import Finding
from validators.rules import ORDER


def opened_validator(document: Document) -> Validator:
    """Judges the roster as it was opened, for the school as it is known now, beside the lists that
    are held against it, whatever the clerk has said of who is who since; the same row ids."""
    now = document.validator
    return Validator(as_opened(document), document.profile, document.school, now.today, since=now,
                     beside=held_lists(document.lists, Journal()))


def as_opened(document: Document) -> Roster:
    """The roster as it was read, in the order of the file; its rows have the same ids."""
    roster = document.roster
    columns = [column for column in roster.columns if column.letter is not None]
    kept = [*(row for row in roster.rows if row.number is not None), *roster.removed()]
    with collection_paused():
        rows = [Row(row.id, list(roster.opened_cells(row)[:len(columns)]), row.number, row.sheet)
                for row in sorted(kept, key=lambda row: row.id)]
    return Roster(roster.path, roster.sheets, roster.header_row, columns, rows,
                  fields=roster.fields)


def reasoned_corrections(document: Document) -> list[Correction]:
    """Every net change with its reason. Where none was given it is judged against the value as
    opened (domain §10): the title of the rule whose suggestion the final value is, else of the
    causes that the cell had when it was opened and has no more, else of those of the row's other
    cells that were left as they were; never of a consequence, never of an error made on the way.

    Where the region wants it, the ``basis`` is that suggestion's own.

    Judges the roster as it was opened once more if there is such a change.
    """
    found = corrections(document.roster, document.journal)
    based = document.profile.outputs.basis
    if not any(each.kind == "changed" and (based or not each.reason) for each in found):
        return found
    opened = opened_validator(document)
    opened.is_open = document.validator.is_open
    changed: dict[int, set[str | None]] = {}
    for each in found:
        if each.column is not None:
            key = document.roster.columns[each.column].key
            changed.setdefault(each.row, set()).add(key)
    return [each if each.kind != "changed" or each.reason and not based else each._replace(
        reason=each.reason or _reason(document, opened, each, changed[each.row]),
        basis=_basis(document, opened, each) if based else "") for each in found]


def _basis(document: Document, opened: Validator, correction: Correction) -> str:
    """Where the value comes from, if it was suggested for the cell as it was opened."""
    key = document.roster.columns[correction.column or 0].key
    return next((one.why for each in opened.findings(correction.row)
                 if each.field == key and opened.cause(each) is None
                 for one in opened.suggestions(each) if one.value == correction.after), "")


def _reason(document: Document, opened: Validator, correction: Correction,
            changed: set[str | None]) -> str:
    column = document.roster.columns[correction.column or 0]
    if column.letter is None:
        return document.validator.title("missing-column")
    causes = [each for each in opened.findings(correction.row) if opened.cause(each) is None]
    own = [each for each in causes if each.field == column.key]
    for each in own:
        if correction.after in (one.value for one in opened.suggestions(each)):
            return document.validator.title(each.rule)
    still = {(each.field, each.rule) for each in document.validator.findings(correction.row)}
    gone = [each for each in causes if (each.field, each.rule) not in still]
    return _titles(opened, [each for each in gone if each.field == column.key]) or _titles(
        opened, [each for each in gone if each.field not in changed])


def _titles(validator: Validator, findings: Iterable[Finding]) -> str:
    """The rules' titles in catalogue order; the writing only where nothing else was wrong."""
    rules = sorted({finding.rule for finding in findings}, key=ORDER.__getitem__)
    named = [rule for rule in rules if rule != "format"] or rules
    return "；".join(validator.title(rule) for rule in named)
