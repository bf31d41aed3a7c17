"""Students by class, for the sheets that a class checks and signs."""

from __future__ import annotations

from dataclasses import dataclass

from app.document import Document
from models.fields import FIELD_KEYS, TITLES
from models.writing.class_names import class_title
from models.roster import Row
from models.writing.correction_table import in_order


@dataclass(frozen=True)
class SheetLine:
    """A student on a sheet: row id, texts of the eight fields in table order, the titles of
    the fields on which something is open: who signs looks at the record, not at our rules."""

    row: int
    texts: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class ClassSheet:
    """One class with the students that are on its sheet, and how many it has in all."""

    grade: str
    class_name: str
    lines: tuple[SheetLine, ...]
    size: int

    @property
    def title(self) -> str:
        """How the class is called."""
        return class_title(self.grade, self.class_name)


def class_sheets(document: Document, *, only_problems: bool = False) -> list[ClassSheet]:
    """Every class in the order of grades and classes, its students in the roster's order;
    ``only_problems`` leaves out students without an open finding, and classes without any such."""
    sheets = []
    for (grade, class_name), rows in classes(document).items():
        lines = [line for row in rows
                 if (line := _line(document, row)).problems or not only_problems]
        if lines:
            sheets.append(ClassSheet(grade, class_name, tuple(lines), len(rows)))
    return sheets


def classes(document: Document) -> dict[tuple[str, str], list[Row]]:
    """The rows of each class by grade and class as they would canonically be written."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in document.roster.rows:
        standing = document.validator.student(row.id).standing
        found.setdefault((standing.grade_text, standing.class_text), []).append(row)
    return dict(sorted(found.items(), key=lambda pair: (
        not pair[0][0], in_order(pair[0][0]), not pair[0][1], in_order(pair[0][1]))))


def _line(document: Document, row: Row) -> SheetLine:
    places = [document.roster.index(key) for key in FIELD_KEYS]
    texts = tuple("" if place is None else row.cells[place] for place in places)
    doubtful = {finding.field for finding in document.open_in_row(row.id)}
    return SheetLine(row.id, texts, tuple(TITLES[key] for key in FIELD_KEYS if key in doubtful))
