"""The district's own correction form, filled with a document's corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.document import Document
from app.submission import ADDED, REMOVED, is_writing_only
from models.errors import SchoolError
from models.fields import CLASS_NAME, FIELD_KEYS, GRADE, MAIN_NUMBER, NAME, SUB_NUMBER, TITLES
from models.journal import Correction, corrections
from models.paper.form import (
    FormEntry, FormFacts, IssuedForm, cells_to_check, fill_form, form_lines, form_name)
from models.paper.safe_file import SafeFile, write_safely
from models.workbooks import read_workbook
from models.workbooks.correction_table import arranged
from models.workbooks.output_faults import UNTOUCHED, ReadBackError


@dataclass(frozen=True)
class FilledForm:
    """The file that was written, and how many of the form's lines are filled."""

    file: SafeFile
    lines: int


def form_entries(document: Document, *, include_format: bool = False) -> list[FormEntry]:
    """Every net change of the eight fields, in the order of our own correction table."""
    roster = document.roster
    removed = {row.id: row for row in roster.removed()}
    places = {key: index for key in FIELD_KEYS if (index := roster.index(key)) is not None}

    def entry(correction: Correction) -> FormEntry:
        row = removed.get(correction.row) or roster.row(correction.row)
        opened = roster.original(correction.row) or ()
        final = {key: row.cells[i] for key, i in places.items() if i < len(row.cells)}
        key = None if correction.column is None else roster.columns[correction.column].key
        item = TITLES[key] if key else ADDED if correction.kind == "added" else REMOVED
        return FormEntry(
            final.get(MAIN_NUMBER, ""), final.get(SUB_NUMBER, ""), final.get(NAME, ""),
            final.get(GRADE, ""), final.get(CLASS_NAME, ""), item, correction.before,
            correction.after, correction.reason, correction.row, correction.kind, key, final,
            {key: opened[i] for key, i in places.items() if i < len(opened)})

    entries = [
        entry(correction) for correction in corrections(roster, document.journal)
        if (correction.column is None or roster.columns[correction.column].key is not None)
        and (include_format or not is_writing_only(document, correction))]
    return [line for line in arranged(entries) if isinstance(line, FormEntry)]


def facts_of(document: Document, day: date | None = None) -> FormFacts:
    """What goes into the form once. Raises SchoolError without the school's full name."""
    school = document.school
    if not school.name.strip():
        raise SchoolError("还不知道学校全称，请先核对学校。")
    return FormFacts(school.name.strip(), school.code, day)


def fill_issued_form(
    document: Document, form: IssuedForm, mapping: Mapping[int, str], folder: Path, *,
    per_student: bool, include_format: bool = False, now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> FilledForm:
    """Writes the filled form into the folder, read back and compared cell by cell.

    Its name is marked ``(未校对完)`` while errors are left. Raises OutputError and SchoolError;
    then nothing was changed.
    """
    moment = now or datetime.now()
    facts = facts_of(document, moment.date())
    entries = form_entries(document, include_format=include_format)
    content = fill_form(form, mapping, per_student, entries, facts)
    if progress is not None:
        progress(1, 2)
    target = folder / form_name(
        form, facts.school, unfinished=bool(document.tally().errors))

    def check(draft: Path) -> None:
        sheet = next((one for one in read_workbook(draft).sheets if one.name == form.sheet.name),
                     None)
        for row, column, text in cells_to_check(form, mapping, per_student, entries, facts):
            found = sheet.text(row, column) if sheet is not None else ""
            if _plain(found) != _plain(text) and not _is_covered(form, row, column):
                raise ReadBackError(f"写好的“{target.name}”读回核对时，第 {row + 1} 行与要填的内容"
                                    f"不一致；{UNTOUCHED}")

    file = write_safely(target, content, check=check, now=moment,
                        protect=[form.path, document.roster.path])
    if progress is not None:
        progress(2, 2)
    return FilledForm(file, len(form_lines(mapping, per_student, entries, facts)))


def _is_covered(form: IssuedForm, row: int, column: int) -> bool:
    """Whether the form's lines have this column inside a merged range, where nothing can stand."""
    return any(left < column < right and top <= min(row, form.end - 1) < bottom
               for top, bottom, left, right in form.sheet.merged)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
