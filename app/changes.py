"""What an act of the clerk changes: edits, rows taken out, confirmations given and withdrawn, as
changes that fit a roster as it now is. Nothing is carried out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.judged import Judged
from models.errors import EditError
from models.journal import Change, Confirm, Confirmation, Withdraw
from models.roster import SetCell
from validators.findings import Finding

CellEdit = tuple[int, int, str]
"""Row id, column index, new text."""


def cell_edits(judged: Judged, cells: Iterable[CellEdit]) -> list[Change]:
    """What gives cells their texts (of two for one cell the later), and what that withdraws."""
    changes: list[Change] = []
    roster, keys = judged.roster, [column.key for column in judged.roster.columns]
    confirmed = {(c.row, c.field) for c in judged.journal.confirmations.values()}
    for (row, column), text in {(row, column): text for row, column, text in cells}.items():
        change, key = roster.set_cell(row, column, text), keys[column]
        if change.before == text:
            continue
        if key is not None and (row, key) in confirmed:
            changes += _outdated(judged, change, key)
        changes.append(change)
    return changes


def _outdated(judged: Judged, change: SetCell, key: str) -> list[Change]:
    """Confirmations that an edit of a cell takes with it. All rules but ``format`` judge the
    canonical value, so what is confirmed for it stands while only the writing changes."""
    confirmed = judged.journal.confirmations_at(change.row, key)
    canonical = judged.validator.canonical
    writing_only = (canonical(change.row, change.column, change.before)
                    == canonical(change.row, change.column, change.after))
    return [Withdraw(c) for c in confirmed if not writing_only or c.rule == "format"]


def edit_label(judged: Judged, changes: Sequence[Change]) -> str:
    """How the list of steps names changes of cells (“修改姓名”)."""
    edits = [change for change in changes if isinstance(change, SetCell)]
    title = judged.roster.columns[edits[0].column].title
    return f"修改{title.strip()}" if len(edits) == 1 else f"修改 {len(edits)} 格"


def deletions(judged: Judged, rows: Iterable[int]) -> list[Change]:
    """What takes rows out, from the last up, and what was confirmed of them along."""
    changes: list[Change] = []
    for row in sorted(set(rows), key=judged.roster.position, reverse=True):
        changes += [Withdraw(c) for c in judged.journal.confirmations_at(row, None)]
        changes.append(judged.roster.delete_row(row))
    return changes


def confirmations(judged: Judged, findings: Iterable[Finding], reason: str) -> list[Change]:
    """What confirms findings with a reason; findings that hold no more are left out. Raises
    EditError if a finding can't be confirmed, or nothing is given as the reason."""
    if not reason:
        raise EditError("请写明情况属实的原因。")
    findings = list(findings)
    holding = {found.key for row in {finding.row for finding in findings}
               for found in judged.findings_at(row)}
    changes: list[Change] = []
    for finding in findings:
        if not judged.validator.confirmable(finding.rule, finding.field):
            raise EditError(f"“{judged.validator.title(finding.rule)}”必须改正，不能用“情况属实”代替。")
        if finding.key not in holding:
            continue
        if judged.is_confirmed(finding):
            changes.append(Withdraw(judged.journal.confirmations[finding.key]))
        changes.append(Confirm(Confirmation(*finding.key, reason)))
    return changes


def withdrawals(judged: Judged, findings: Iterable[Finding]) -> list[Change]:
    """What takes confirmations back."""
    return [Withdraw(judged.journal.confirmations[finding.key])
            for finding in findings if judged.is_confirmed(finding)]
