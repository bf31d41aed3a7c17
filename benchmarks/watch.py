"""What must hold while a clerk works: the innocent are offered nothing, a decision is one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.submission import correction_table
from validators.rules import BY_CODE

if TYPE_CHECKING:
    from app.document import Document
    from benchmarks.clerk import Clerk

NEVER_A_REASON = frozenset(
    BY_CODE[rule].title for rule in ("sub-duplicate", "main-duplicate", "same-person"))
"""What goes by itself when its cause is gone is no reason of a correction."""


class Watch:
    """Looks after every decision; ``offences`` are sentences, none where all is well."""

    def __init__(self) -> None:
        self.offences: list[str] = []
        self._steps = 0

    def look(self, clerk: Clerk) -> None:
        """After a decision, before the next one."""
        document = clerk.document
        steps = document.journal.done
        if steps > self._steps + 1:
            self._say(f"one decision took {steps - self._steps} steps: "
                      + ", ".join(step.label for step in document.journal.steps[self._steps:]))
        self._steps = steps
        for row in list(document.validator.rows_with_findings()):
            if not is_right(clerk, row):
                continue
            for finding in document.open_in_row(row):
                if finding.rule != "format" and document.validator.suggestions(finding):
                    self._say(f"{document.validator.row_label(row)} is right and was offered a "
                              f"change by {finding.rule}")

    def _say(self, offence: str) -> None:
        if offence not in self.offences:
            self.offences.append(offence)

    def look_back(self, clerk: Clerk) -> None:
        """When all is done: against paper, the reasons, and every step back to the beginning."""
        document = clerk.document
        wrong = sum(not is_right(clerk, row.id) for row in document.roster.rows)
        if wrong:
            self._say(f"{wrong} students are not as on paper")
        for reason in sorted({line.reason for line in correction_table(document).lines}):
            if not reason:
                self._say("a correction has no reason")
            elif NEVER_A_REASON & set(reason.split("；")):
                self._say(f"a consequence became a reason: {reason}")
        taken_back(document, self._say)


def taken_back(document: Document, say: object) -> None:
    """Undoes everything."""
    while document.undo():
        pass
    roster = document.roster
    changed = [row for row in roster.rows if row.number is None or any(
        roster.is_edited(row.id, column) for column in range(len(roster.columns)))]
    if (changed or list(roster.removed()) or document.journal.confirmations) and callable(say):
        say("not all is as opened after every step was taken back")


def is_right(clerk: Clerk, row: int) -> bool:
    """Whether all that paper has of a student stands in the roster."""
    document = clerk.document
    return all((known := clerk.paper(row, key)) is None
               or says(document.roster.value(row, key), known, key)
               for key in document.profile.fields.keys)


def says(text: str, known: str, key: str | None) -> bool:
    """Whether a text says what is on paper: 一年级1班 is 1班."""
    return text == known or key == "class_name" and bool(known) and text.endswith(known)
