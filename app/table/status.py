"""What the table marks: findings, confirmations and edits, looked up by row. No Qt."""

from __future__ import annotations

from collections.abc import Iterable

from app.document import Document
from validators.findings import Finding, Severity

ERROR = 1
WARNING = 2
CONFIRMED = 4
EDITED = 8

Marks = tuple[int, ...]
"""One number for each column of the roster: ERROR, WARNING or CONFIRMED, and EDITED."""

_REMEMBERED = 4096


class RowStatus:
    """``problems`` and ``edited`` are the ids of rows with an open finding, or with a cell that
    differs from the opened file. Call ``update`` with the rows that a change touched."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._marks: dict[int, Marks] = {}
        self.rebuild()

    def rebuild(self) -> None:
        """Looks at the whole roster."""
        document, roster = self._document, self._document.roster
        self._clean: Marks = (0,) * len(roster.columns)
        self._columns = {key: index for key in roster.fields.keys
                         if (index := roster.index(key)) is not None}
        self._marks.clear()
        validator = document.validator
        self.problems = set(validator.rows_with_findings())
        for row in {key[0] for key in document.journal.confirmations} & self.problems:
            if row is not None and not document.open_in_row(row):
                self.problems.discard(row)
        self.edited = roster.edited_rows()

    def update(self, rows: Iterable[int]) -> None:
        """Looks again at these rows."""
        roster = self._document.roster
        for row in rows:
            self._marks.pop(row, None)
            known = row in roster
            _put(self.problems, row, known and bool(self._document.open_in_row(row)))
            _put(self.edited, row, known and roster.is_row_edited(row))

    def counts(self) -> dict[str, int]:
        """Rows of each kind: ``all``, ``problems``, ``edited``."""
        return {"all": len(self._document.roster), "problems": len(self.problems),
                "edited": len(self.edited)}

    def rows_breaking(self, rule: str) -> set[int]:
        """Ids of rows with an open finding of this rule."""
        return {finding.row for finding in self._document.open_of(rule) if finding.row is not None}

    def marks(self, row: int) -> Marks:
        """The row's marks, remembered until an update names it."""
        marks = self._marks.get(row)
        if marks is None:
            if len(self._marks) >= _REMEMBERED:
                self._marks.clear()
            marks = self._marks[row] = self._work_out(row)
        return marks

    def _work_out(self, row: int) -> Marks:
        document = self._document
        findings = document.validator.findings(row)
        edited = row in self.edited
        if row not in document.roster or not (findings or edited):
            return self._clean
        marks = list(self._clean)
        for finding in findings:
            column = self._columns.get(finding.field or "")
            if column is not None:
                marks[column] |= self._mark(finding)
        for column, mark in enumerate(marks):
            if mark & ERROR:
                mark = ERROR
            elif mark & WARNING:
                mark = WARNING
            if edited and document.roster.is_edited(row, column):
                mark |= EDITED
            marks[column] = mark
        return tuple(marks)

    def _mark(self, finding: Finding) -> int:
        if self._document.is_confirmed(finding):
            return CONFIRMED
        return ERROR if finding.severity is Severity.ERROR else WARNING

    # --- one cell --------------------------------------------------------------------------------

    def findings_at(self, row: int, column: int) -> list[Finding]:
        """The findings of one cell, open ones first."""
        document = self._document
        key = document.roster.columns[column].key
        if key is None or row not in document.roster:
            return []
        return sorted((finding for finding in document.validator.findings(row)
                       if finding.field == key), key=document.is_confirmed)

    def explain(self, row: int, column: int) -> list[tuple[Finding, str, str, str]]:
        """Finding, title, message and the reason it was confirmed with ("" if open), for each
        finding of a cell."""
        document = self._document
        explained = []
        for finding in self.findings_at(row, column):
            confirmation = document.journal.confirmations.get(finding.key)
            explained.append((finding, document.validator.title(finding.rule),
                              document.validator.message(finding),
                              confirmation.reason if confirmation else ""))
        return explained

    def next_open(self, row: int, columns: Iterable[int], rule: str | None = None, *,
                  caused: bool = False) -> int | None:
        """The first of these columns with an open finding (of the rule) in the row, or None: with
        ``caused`` one that another finding explains, else one that is to be decided by itself."""
        if row not in self.problems:
            return None
        document = self._document
        keys = {finding.field for finding in document.open_in_row(row)
                if rule in (None, finding.rule)
                and (document.cause(finding) is not None) is caused}
        titles = self._document.roster.columns
        return next((column for column in columns if titles[column].key in keys), None)


def _put(ids: set[int], row: int, belongs: bool) -> None:
    if belongs:
        ids.add(row)
    else:
        ids.discard(row)
