"""The lines of a correction table: every net change of what is handed in, with who, what and why.
Our own table and a form that a district issued are filled from these alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.document import Document
from models.fields import CLASS_NAME, CLASS_NUMBER, GRADE, MAIN_NUMBER, NAME, SEX, SUB_NUMBER
from models.journal import Correction
from models.roster import Row
from models.writing.correction_table import CorrectionLine

ADDED, REMOVED = "新增学生", "删除学生"
_KEY_FIELDS = (MAIN_NUMBER, SUB_NUMBER, NAME, SEX)


class NetLine(NamedTuple):
    """A line, the correction that it tells of, and the student's row as it is, or last was."""

    line: CorrectionLine
    correction: Correction
    row: Row


def net_lines(document: Document, corrections: Iterable[Correction], *,
              include_format: bool = False, extra_columns: Sequence[int] = ()
              ) -> Iterator[NetLine]:
    """A line for each correction of what is handed in (``extra_columns`` are too), in their order;
    those of writing only are left out unless ``include_format``."""
    roster = document.roster
    removed = {row.id: row for row in roster.removed()}
    keys = (MAIN_NUMBER, SUB_NUMBER, NAME, GRADE, CLASS_NAME, class_key(document))
    places = [roster.index(document.profile.fields.telling(key)) for key in keys]
    for correction in corrections:
        item = item_of(document, correction, extra_columns)
        if not item or not (include_format or not is_writing_only(document, correction)):
            continue
        row = removed.get(correction.row) or roster.row(correction.row)
        cells = row.cells
        main, sub, name, grade, class_name, class_number = (
            cells[i] if i is not None and i < len(cells) else "" for i in places)
        yield NetLine(CorrectionLine(
            main, sub, name, grade, class_name or class_number, item, correction.before,
            correction.after, correction.reason, basis=correction.basis,
            identifies=identifies(document, correction)), correction, row)


def class_key(document: Document) -> str:
    """The field that names the class: 班级, or 班号 where there is no other."""
    return CLASS_NAME if document.roster.index(CLASS_NUMBER) is None else CLASS_NUMBER


def item_of(document: Document, correction: Correction, extra_columns: Sequence[int]) -> str:
    """What was corrected; "" for a column that is not handed in."""
    if correction.column is None:
        return ADDED if correction.kind == "added" else REMOVED
    column = document.roster.columns[correction.column]
    if column.key is not None:
        return document.roster.fields.title(column.key)
    return column.title.strip() if correction.column in extra_columns else ""


def identifies(document: Document, correction: Correction) -> bool:
    """Whether a correction is of who the student is: a student added or removed, or one of the
    fields that the region names as the key ones."""
    if correction.column is None:
        return True
    key = document.roster.columns[correction.column].key
    return key in (document.profile.outputs.key_fields or _KEY_FIELDS)


def is_filling(document: Document, correction: Correction) -> bool:
    """Whether it fills a cell of a column that the opened file had not."""
    return correction.kind == "changed" and correction.column is not None \
        and document.roster.columns[correction.column].letter is None


def is_writing_only(document: Document, correction: Correction) -> bool:
    """Whether a change left the canonical text as it was."""
    if correction.kind != "changed" or correction.column is None:
        return False
    canonical = document.validator.canonical
    return (canonical(correction.row, correction.column, correction.before)
            == canonical(correction.row, correction.column, correction.after))
