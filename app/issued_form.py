"""The district's own correction form, filled with a document's corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from app.as_opened import reasoned_corrections
from app.document import Document
from app.net_lines import net_lines
from app.submission import FilledTable
from models.commit.single import SafeFile, write_safely
from models.errors import UNTOUCHED, ReadBackError, SchoolError
from models.forms.form import IssuedForm, cells_to_check, doubts, fill_form, form_name
from models.forms.form_lines import FormEntry, FormFacts, form_blocks, without_place
from models.journal import Correction
from models.reading.read import read_workbook
from models.roster import Row
from models.writing.correction_table import CorrectionLine, arranged


@dataclass(frozen=True)
class FormInUse:
    """A form and how it is filled: what goes into each column (WHATS), whether a line is a student
    (else a line is one corrected field)."""

    form: IssuedForm
    mapping: Mapping[int, str]
    per_student: bool

    @property
    def source(self) -> Path:
        """The form's own file."""
        return self.form.path

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences for the clerk: what filling it can't keep, and how it was understood."""
        return (*doubts(self.form, self.mapping), *self.form.losses, *self.form.notes)

    def name(self, school: str, *, unfinished: bool) -> str:
        """What the filled form's file is called."""
        return form_name(self.form, school, unfinished=unfinished)

    def filled(self, document: Document, *, include_format: bool = False,
               extra_columns: Sequence[int] = (), day: date | None = None) -> FilledTable:
        """The form with the document's corrections. Raises OutputError and SchoolError."""
        facts = facts_of(document, day)
        entries = form_entries(document, include_format=include_format, extra_columns=extra_columns)
        content = fill_form(self.form, self.mapping, self.per_student, entries, facts)
        expected = list(cells_to_check(
            self.form, self.mapping, self.per_student, entries, facts))
        lines = form_blocks(self.form.shape, self.mapping, self.per_student, entries, facts)
        return FilledTable(content, len(lines), partial(self._compare, expected),
                           tuple(without_place(self.mapping, entries, self.form.shape)))

    def _compare(self, expected: Sequence[tuple[int, int, str]], written: Path) -> int:
        sheet = next((one for one in read_workbook(written).sheets
                      if one.name == self.form.sheet.name), None)
        for row, column, text in expected:
            found = sheet.text(row, column) if sheet is not None else ""
            if _plain(found) != _plain(text) and not self._is_covered(row, column):
                raise ReadBackError(f"填好的更正表读回核对时，第 {row + 1} 行与要填的内容"
                                    f"不一致；{UNTOUCHED}")
        return len(expected)

    def _is_covered(self, row: int, column: int) -> bool:
        """Whether the form's lines have this column inside a merged range, where nothing can
        stand."""
        return any(left < column < right and top <= min(row, self.form.end - 1) < bottom
                   for top, bottom, left, right in self.form.sheet.merged)


def form_as_read(form: IssuedForm) -> FormInUse:
    """The form filled as its headings say."""
    return FormInUse(form, form.guess, form.per_student)


@dataclass(frozen=True)
class FilledForm:
    """The file that was written, and how many of the form's lines are filled."""

    file: SafeFile
    lines: int


def form_entries(document: Document, *, include_format: bool = False,
                 extra_columns: Sequence[int] = ()) -> list[FormEntry]:
    """Every net change of what is handed in, in the order of our own correction table."""
    roster = document.roster
    places = {key: index for key in roster.fields.keys
              if (index := roster.index(key)) is not None}

    def entry(line: CorrectionLine, correction: Correction, row: Row) -> FormEntry:
        opened = roster.original(correction.row) or ()
        key = None if correction.column is None else roster.columns[correction.column].key
        return FormEntry(
            line.main_number, line.sub_number, line.name, line.grade, line.class_name, line.item,
            line.before, line.after, line.reason, correction.row, correction.kind, key,
            {key: row.cells[i] for key, i in places.items() if i < len(row.cells)},
            {key: opened[i] for key, i in places.items() if i < len(opened)},
            basis=line.basis, identifies=line.identifies)

    return arranged([entry(*each) for each in net_lines(
        document, reasoned_corrections(document), include_format=include_format,
        extra_columns=extra_columns)])


def facts_of(document: Document, day: date | None = None) -> FormFacts:
    """What goes into the form once. Raises SchoolError without the school's full name."""
    school = document.school
    if not school.name.strip():
        raise SchoolError("还不知道学校全称，请先核对学校。")
    return FormFacts(school.name.strip(), school.code, day)


def fill_issued_form(
    document: Document, use: FormInUse, folder: Path, *, include_format: bool = False,
    now: datetime | None = None, progress: Callable[[int, int], None] | None = None,
) -> FilledForm:
    """Writes the filled form alone into the folder, read back and compared cell by cell.

    Its name is marked ``(未校对完)`` while errors are left. Raises OutputError and SchoolError;
    then nothing was changed.
    """
    moment = now or datetime.now()
    table = use.filled(document, include_format=include_format, day=moment.date())
    if progress is not None:
        progress(1, 2)
    target = folder / use.name(
        document.school.name.strip(), unfinished=bool(document.tally().errors))
    file = write_safely(target, table.content, check=table.look, now=moment,
                        protect=[use.source, document.roster.path])
    if progress is not None:
        progress(2, 2)
    return FilledForm(file, table.size)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
