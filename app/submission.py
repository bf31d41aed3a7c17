"""Handing in: what still stands in the way, and both files made from the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from app.as_opened import reasoned_corrections
from app.document import Document
from app.folders import work_folder
from app.net_lines import class_key, is_filling, net_lines
from app.output_notes import writing_into
from models.bulk import collection_paused
from models.commit.pair import Table, Tell, WrittenPair, write_pair
from models.errors import OutputError, SchoolError
from models.fields import CLASS_NAME, Field
from models.writing.correction_table import IDENTITY, CorrectionLine, CorrectionTable, arranged
from models.writing.master import SHEET_NAME, MasterTable
from models.writing.master_form import output_names
from models.writing.names import valid_stem

WHOLE_COLUMN = "整列补填"


@dataclass(frozen=True)
class FilledTable:
    """Corrections in a file that is complete already, such as the form that a district issued.

    ``look`` compares the file as it lies on the drive, raises ReadBackError unless it holds what it
    should, and gives the number of cells compared. ``left_out`` names what found no place.
    """

    content: bytes
    size: int
    look: Callable[[Path], int]
    left_out: tuple[str, ...] = ()

    def check(self) -> None:
        """It fits: it is filled already."""

    def write(self, target: BinaryIO, tell: Tell) -> None:
        """Writes the form as it is."""
        target.write(self.content)

    def compare(self, written: Path, name: str, tell: Tell) -> int:
        """Compares it by ``look``."""
        return self.look(written)


class OtherForm(Protocol):
    """A form that the corrections are filled into, instead of our own table."""

    @property
    def source(self) -> Path:
        """The form's own file, which must not be replaced."""

    def name(self, school: str, *, unfinished: bool) -> str:
        """What the filled form's file is called."""

    def filled(self, document: Document, *, include_format: bool, extra_columns: Sequence[int],
               day: date) -> FilledTable:
        """The form with the document's corrections. Raises OutputError."""


class OpenErrorsError(OutputError):
    """Errors are left and nobody decided to write all the same."""


@dataclass(frozen=True)
class Submission:
    """What was handed in: both files, and how many students and corrections they hold; ``issued``
    if the corrections stand in the district's own form, where a line may hold several, and
    ``left_out`` what that form has no place for."""

    pair: WrittenPair
    students: int
    corrections: int
    unfinished: bool
    issued: bool = False
    left_out: tuple[str, ...] = ()
    corrected: int = 0
    """How many students the corrections are about; in an issued form at most as many as lines."""

    @property
    def files(self) -> tuple[tuple[str, str, str], ...]:
        """Title, name and SHA-256 of each file."""
        return tuple((title, file.path.name, file.sha256) for title, file in (
            ("学籍信息总库", self.pair.master), ("学籍信息更正表", self.pair.corrections)))


def file_names(document: Document, unfinished: bool, form: OtherForm | None = None
               ) -> tuple[str, str]:
    """Names of master file and correction table. Raises SchoolError without code or full name."""
    school = document.school
    if document.profile.school_code_length and not school.code:
        raise SchoolError("还不知道学校代码，请先核对学校（命令行用 --school-code 指定）。")
    if not valid_stem(school.name):  # nothing that can be seen
        raise SchoolError("还不知道学校全称，请先核对学校（命令行用 --school-name 指定）。")
    master, ours = output_names(school, document.profile, unfinished=unfinished)
    named = form.name(school.name.strip(), unfinished=unfinished) if form is not None else ours
    return master, named if named != master else ours


def master_table(document: Document, extra_columns: Sequence[int] = ()) -> MasterTable:
    """The profile's fields in its order, then the other columns that were ticked."""
    roster = document.roster
    fields = _handed_in(document)
    places = [roster.index(field.key) for field in fields]
    headers = [field.title for field in fields]
    widths = [field.width for field in fields]
    sheet = document.profile.outputs.sheet or SHEET_NAME
    headers += [roster.columns[column].title for column in extra_columns]
    order = [*places, *extra_columns]
    if None not in order:
        whole = [place for place in order if place is not None]
        rows = [[row.cells[i] for i in whole] for row in roster.rows]
    else:
        rows = [["" if i is None else row.cells[i] for i in order] for row in roster.rows]
    return MasterTable(headers, rows, widths, sheet)


def _handed_in(document: Document) -> list[Field]:
    """The fields that stand in the master file, in its order."""
    return [field for field in document.roster.fields.all
            if not field.if_present or document.roster.index(field.key) is not None]


def handed_in(document: Document) -> int:
    """How many fields stand in the master file."""
    return len(_handed_in(document))


def correction_table(document: Document, *, include_format: bool = False,
                     extra_columns: Sequence[int] = (),
                     whole_columns: bool = False) -> CorrectionTable:
    """Every net change as a line; those of writing only are left out unless ``include_format``.
    With ``whole_columns`` a column that was added and filled is one line with how many it holds."""
    corrections, filled = reasoned_corrections(document), Counter[int]()
    if whole_columns:
        filled.update(one.column or 0 for one in corrections if is_filling(document, one))
        corrections = [one for one in corrections if not is_filling(document, one)]
    lines = [each.line for each in net_lines(
        document, corrections, include_format=include_format, extra_columns=extra_columns)]
    school, outputs = document.school, document.profile.outputs
    columns = [CorrectionLine(
        "", "", WHOLE_COLUMN, "", "", document.roster.columns[column].title, "（没有这一列）",
        f"补填 {count} 人", document.validator.title("missing-column"))
        for column, count in filled.items()]
    return CorrectionTable(
        school.name, school.code, f"{school.school_year}学年", [*columns, *arranged(lines)],
        identity=_identity(document), basis=outputs.basis, marked=bool(outputs.key_fields))


def _identity(document: Document) -> list[tuple[str, str, int]]:
    """The columns that tell a student, as far as the region has such fields."""
    fields, found = document.profile.fields, []
    for key, title, width in IDENTITY:
        here = key if key != CLASS_NAME or document.roster.index(key) is not None else class_key(
            document)
        here = fields.telling(here)
        field = fields.get(here)
        if field is not None and (not field.if_present or document.roster.index(here) is not None):
            found.append((key, field.title, width))
    return found or list(IDENTITY)


@collection_paused()  # much is made, and all of it is let go of by itself
def submit(
    document: Document, folder: Path, *, allow_errors: bool = False, include_format: bool = False,
    whole_columns: bool = False, extra_columns: Sequence[int] = (), form: OtherForm | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None, now: datetime | None = None,
) -> Submission:
    """Writes both files, read back and compared, or neither; the corrections go into ``form`` if
    there is one.

    Raises OpenErrorsError while errors remain (unless ``allow_errors``, which marks both names
    ``(未校对完)``), SchoolError without code or name, and OutputError for what hinders writing.
    """
    errors = document.tally().errors
    if errors and not allow_errors:
        raise OpenErrorsError(f"还有 {errors} 处错误没有改正或确认，没有生成文件。")
    names = file_names(document, bool(errors), form)
    master = master_table(document, extra_columns)
    protect = [document.roster.path]
    table: Table
    if form is None:
        table = correction_table(
            document, include_format=include_format, extra_columns=extra_columns,
            whole_columns=whole_columns)
    else:
        table = form.filled(document, include_format=include_format, extra_columns=extra_columns,
                            day=(now or datetime.now()).date())
        protect.append(form.source)
    with writing_into(work_folder(), folder) as seal:
        pair = write_pair(folder, names[0], master, names[1], table, seal=seal, protect=protect,
                          progress=progress, cancelled=cancelled, now=now)
    return Submission(pair, len(master.rows), pair.corrections.rows, bool(errors),
                      form is not None,
                      table.left_out if isinstance(table, FilledTable) else (),
                      table.students if isinstance(table, CorrectionTable) else table.size)
