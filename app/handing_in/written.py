"""Tells the list of what is handed in what the program has written. Unfinished files are nothing to
be handed in."""

from __future__ import annotations

from app.document import Document
from app.handing_in.checklist import Checklist, Written
from app.issued_form import FilledForm
from app.submission import Submission


def note_submission(document: Document, result: Submission) -> None:
    """Notes in the list what was written. Raises OutputError."""
    if not result.unfinished:
        pair = result.pair
        Checklist(document).note_pair(
            Written(str(pair.master.path), pair.master.sha256, f"总库 · {result.students:,} 人"),
            Written(str(pair.corrections.path), pair.corrections.sha256,
                    f"{result.corrections:,} {'行，用下发的表' if result.issued else '处更正'}"))


def note_form(document: Document, filled: FilledForm) -> None:
    """Notes in the list that the issued form was filled by itself. Raises OutputError."""
    if not document.tally().errors:
        Checklist(document).note_pair(None, Written(
            str(filled.file.path), filled.file.sha256, f"{filled.lines:,} 行，用下发的表"))
