"""Students by class, for the sheets that a class checks and signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.document import Document
from models.fields import (
    BIRTH_DATE, CLASS_NAME, CLASS_NUMBER, FIELD_KEYS, MAIN_NUMBER, TITLES, Field)
from models.roster import Row
from models.writing.class_names import class_title
from models.writing.correction_table import in_order

LISTED = frozenset((*FIELD_KEYS, BIRTH_DATE, CLASS_NUMBER))
"""The fields that a list in columns has room for."""


@dataclass(frozen=True)
class SheetLine:
    """A student on a sheet: row id, texts of the sheet's fields, the titles of the fields on
    which something is open: who signs looks at the record, not at our rules."""

    row: int
    texts: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class ClassSheet:
    """One class with the students that are on its sheet, and how many it has in all. ``fields``
    are what a student's line holds; ``listed`` those of them that a list in columns has room for,
    and ``numbers`` those that hold ID numbers."""

    grade: str
    class_name: str
    lines: tuple[SheetLine, ...]
    size: int
    fields: tuple[tuple[str, str], ...] = tuple(TITLES.items())
    listed: frozenset[str] = frozenset(FIELD_KEYS)
    numbers: frozenset[str] = frozenset({MAIN_NUMBER})

    @property
    def titles(self) -> dict[str, str]:
        """The fields' titles by key."""
        return dict(self.fields)

    @property
    def title(self) -> str:
        """How the class is called."""
        return class_title(self.grade, self.class_name)


def class_sheets(document: Document, *, only_problems: bool = False) -> list[ClassSheet]:
    """Every class in the order of grades and classes, its students in the roster's order;
    ``only_problems`` leaves out students without an open finding, and classes without any such."""
    sheets = []
    fields = sheet_fields(document)
    listed = frozenset(field.key for field in fields if field.key in LISTED)
    numbers = document.roster.fields.id_numbers
    for (grade, class_name), rows in classes(document).items():
        lines = [line for row in rows
                 if (line := _line(document, row, fields)).problems or not only_problems]
        if lines:
            sheets.append(ClassSheet(
                grade, class_name, tuple(lines), len(rows),
                tuple((field.key, field.title) for field in fields), listed, numbers))
    return sheets


def sheet_fields(document: Document) -> list[Field]:
    """What is signed for: the fields that go into the master file, as far as the roster has them;
    all of few."""
    fields, few = document.roster.fields.all, len(document.roster.fields) <= len(FIELD_KEYS)
    return [field for field in fields if few and not field.if_present
            or document.roster.index(field.key) is not None]


def classes(document: Document) -> dict[tuple[str, str], list[Row]]:
    """The rows of each class by grade and class as they would canonically be written; by 班号 where
    there is no 班级."""
    found: dict[tuple[str, str], list[Row]] = {}
    roster = document.roster
    number = roster.index(CLASS_NUMBER) if roster.index(CLASS_NAME) is None else None
    for row in roster.rows:
        standing = document.validator.student(row.id).standing
        named = standing.class_text if number is None else row.cells[number].strip()
        found.setdefault((standing.grade_text, named), []).append(row)
    return dict(sorted(found.items(), key=lambda pair: (
        not pair[0][0], in_order(pair[0][0]), not pair[0][1], in_order(pair[0][1]))))


def _line(document: Document, row: Row, fields: Sequence[Field]) -> SheetLine:
    places = [document.roster.index(field.key) for field in fields]
    texts = tuple("" if place is None else row.cells[place] for place in places)
    doubtful = {finding.field for finding in document.open_in_row(row.id)}
    return SheetLine(row.id, texts, tuple(
        field.title for field in fields if field.key in doubtful))
