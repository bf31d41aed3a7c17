"""What must hold while a clerk works: the innocent are offered nothing, a decision is one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.as_opened import reasoned_corrections
from validators.rule import GroupRule
from validators.rules import BY_CODE

if TYPE_CHECKING:
    from app.document import Document
    from benchmarks.clerk import Clerk

CAUSES = {rule.title: frozenset(BY_CODE[fault].title for fault in rule.faults)
          for rule in BY_CODE.values() if isinstance(rule, GroupRule)}
"""By the title of a rule across rows: the titles of what explains it, which alone is a reason."""


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
                offered = document.validator.suggestions(finding)
                if finding.rule == "list-differs":  # what a list says is shown, not proposed
                    offered = [each for each in offered if not each.tentative]
                if finding.rule != "format" and offered:
                    self._say(f"{document.validator.row_label(row)} is right and was offered a "
                              f"change by {finding.rule}")

    def _say(self, offence: str) -> None:
        if offence not in self.offences:
            self.offences.append(offence)

    def look_back(self, clerk: Clerk) -> None:
        """When all is done: against paper, the reasons, and every step back to the beginning."""
        document = clerk.document
        if clerk.by_place:  # else paper lacks lawful rare people, and duplicates are true ones
            wrong = sum(not is_right(clerk, row.id) for row in document.roster.rows)
            if wrong:
                self._say(f"{wrong} students are not as on paper")
        for each in reasoned_corrections(document):
            if each.kind != "changed":
                continue
            where, titles = document.validator.row_label(each.row), set(each.reason.split("；"))
            if not each.reason:
                self._say(f"{where} was corrected without a reason")
            for title in titles & CAUSES.keys():
                if clerk.by_place or CAUSES[title] & titles:
                    self._say(f"{where}: a consequence became a reason: {each.reason}")
            if each.column is not None:
                key = document.roster.columns[each.column].key
                known, grade = clerk.paper(each.row, key), clerk.paper(each.row, "grade")
                if known and says(each.before, known, key, grade) \
                        and not says(each.after, known, key, grade):
                    self._say(f"{where}: a right value was changed")
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
               or says(document.roster.value(row, key), known, key, clerk.paper(row, "grade"))
               for key in document.profile.fields.keys)


def says(text: str, known: str, key: str | None, grade: str | None) -> bool:
    """Whether a text says what is on paper: 一年级1班 is 1班 where the grade is 一年级."""
    return text == known or key == "class_name" and bool(known) and text in (
        f"{grade}{known}", f"{(grade or '')[:1]}{known}")
