"""Judging, editing, opening and saving without a window."""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from pathlib import Path

import openpyxl
import xlrd
import xlwt
from stdnum.cn import ric

from app.document import Document
from app.opening import open_document
from app.submission import correction_table, master_table, submit
from benchmarks.measure import Line, compare, seconds
from benchmarks.rosters import document, national_document, roster_file
from models.fields import MAIN_NUMBER
from validators.engine import Validator

EDITS = 400
DUPLICATES = 5000


def judge_all(rows: int, repeats: int) -> Line:
    """All rules over the rows in memory, against python-stdnum on the ID numbers alone."""
    doc = document(rows)
    numbers = [doc.roster.value(row.id, MAIN_NUMBER) for row in doc.roster.rows]
    ours, reference = compare(
        lambda: seconds(lambda: judge(doc)),
        lambda: seconds(lambda: [_is_valid(number) for number in numbers]), repeats)
    return Line("judge-all", ours, reference, 1.0)


def judge_seventy(rows: int, repeats: int) -> Line:
    """All rules over a roster of 70 fields, against one of eight with as many students."""
    many, few = national_document(rows), document(rows)
    ours, reference = compare(lambda: seconds(lambda: judge(many)),
                              lambda: seconds(lambda: judge(few)), repeats)
    return Line("judge-70-fields", ours, reference, 4.0)


def judge(doc: Document) -> Validator:
    """The whole roster judged anew."""
    return Validator(doc.roster, doc.profile, doc.school, doc.validator.today)


def _is_valid(number: str) -> bool:
    """The library's verdict; a province without the county makes it stumble."""
    try:
        return bool(ric.is_valid(number))
    except KeyError:
        return False


def judge_edit(rows: int, few: int, repeats: int) -> list[Line]:
    """One edit: apply, judge, tell; at many rows (also inside a big duplicate group) and at few."""
    many, small = _editable(rows), _editable(few)
    times: list[float] = []

    def timed(doc: Document) -> float:
        measured = _edit_times(doc)
        if doc is many:
            times.extend(measured)
        return statistics.median(measured)

    ours, reference = compare(lambda: timed(many), lambda: timed(small), repeats)
    worst = statistics.quantiles(times, n=100)[98]
    return [Line("judge-edit median", ours, reference, 1.5),
            Line("judge-edit p99", worst, None, 0.005)]


def _editable(rows: int) -> Document:
    """A document in which up to 5,000 rows share one 学籍主号."""
    doc = document(rows)
    doc.subscribe(lambda update: None)
    column = doc.roster.index(MAIN_NUMBER)
    if column is None:
        raise ValueError("the sample has no 学籍主号")
    number = doc.roster.rows[0].cells[column]
    doc.edit([(row.id, column, number) for row in doc.roster.rows[:min(DUPLICATES, rows // 12)]])
    return doc


def _edit_times(doc: Document) -> list[float]:
    """Single edits of every field, spread over the roster, in and out of the duplicate group."""
    roster, times = doc.roster, []
    for number in range(EDITS):
        row = roster.rows[(number * 7919) % len(roster) if number % 2 else number % 40]
        column = number % 8
        text = roster.rows[(number * 31 + 5) % len(roster)].cells[column]
        start = time.perf_counter()
        doc.edit([(row.id, column, text)])
        times.append(time.perf_counter() - start)
    while doc.journal.done > 1:
        doc.undo()
    return times


def open_xls(rows: int, repeats: int) -> Line:
    """File to judged roster, against xlrd reading every cell."""
    path = roster_file(rows, "xls")

    def reference() -> None:
        book = xlrd.open_workbook(str(path))
        for sheet in book.sheets():
            for row in range(sheet.nrows):
                sheet.row_values(row)

    ours = compare(lambda: seconds(lambda: open_document(path)),
                   lambda: seconds(reference), repeats)
    return Line("open-xls", *ours, 2.5)


def open_xlsx(rows: int, repeats: int) -> Line:
    """The same for .xlsx, against openpyxl in read-only mode."""
    path = roster_file(rows, "xlsx")

    def reference() -> None:
        book = openpyxl.load_workbook(path, read_only=True)
        for sheet in book:
            for row in sheet.iter_rows():
                [cell.value for cell in row]
        book.close()

    ours = compare(lambda: seconds(lambda: open_document(path)),
                   lambda: seconds(reference), repeats)
    return Line("open-xlsx", *ours, 1.2)


def save(rows: int, repeats: int) -> Line:
    """Both files with read-back, against raw xlwt writing and raw xlrd reading the same cells."""
    doc = corrected(rows)
    with tempfile.TemporaryDirectory() as folder:
        ours, reference = compare(
            lambda: seconds(lambda: submit(doc, Path(folder), allow_errors=True)),
            lambda: seconds(lambda: _raw_save(doc)), repeats)
    return Line("save", ours, reference, 1.3)


def corrected(rows: int) -> Document:
    """A document with as many corrections as one click makes."""
    doc = document(rows)
    doc.apply_fixes(doc.safe_fixes(), "写法")
    return doc


def _raw_save(doc: Document) -> None:
    for table in (master_table(doc), correction_table(doc)):
        book = xlwt.Workbook(encoding="utf-8")
        sheet = book.add_sheet("1")
        style = xlwt.easyxf(num_format_str="@")
        for number, texts in enumerate(table.grid()):
            for column, text in enumerate(texts):
                sheet.write(number, column, text, style)
        stream = io.BytesIO()
        book.save(stream)
        read = xlrd.open_workbook(file_contents=stream.getvalue()).sheet_by_index(0)
        for number in range(read.nrows):
            read.row_values(number)
