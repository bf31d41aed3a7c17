"""A form that is larger than any form is refused at once."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
import xlwt

from models.errors import FileTooBigError, WorkbookError
from models.forms.bounds import CELLS, check_package, check_records
from models.forms.form import read_form
from models.forms.form_xls import check

DATA = Path(__file__).parents[2] / "data"
FORM = DATA / "forms" / "one-line-a-field.xlsx"


def altered(old: bytes, new: bytes, **parts: bytes) -> bytes:
    """The form with something else in its sheet, and further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(FORM) as form, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in form.namelist():
            data = form.read(name)
            if name.endswith("sheet1.xml"):
                assert old in data
                data = data.replace(old, new, 1)
            package.writestr(name, data)
        for name, data in parts.items():
            package.writestr(f"xl/drawings/{name}.xml", data)
    return out.getvalue()


END = b"</sheetData>"


@pytest.mark.parametrize("content", [
    altered(END, b'<row r="1048576"><c r="XFD1048576"/></row>' + END),
    altered(END, b'<row r="9"><c r="XFD9"/></row>' + END),
    altered(END, END + b'<mergeCells><mergeCell ref="A40:XFD1048576"/></mergeCells>'),
    altered(END, END + b'<mergeCells><mergeCell ref="A:B"/></mergeCells>'),
    altered(END, b'<row r="9">' + b'<c s="1"/>' * (CELLS + 1) + b"</row>" + END),
    altered(END, END, drawing9=b"<xdr:sp>" + b" " * 130_000_000),
], ids=["last cell", "last column", "merge", "whole columns", "ruled", "drawing"])
def test_packages(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "更正表.xlsx"
    path.write_bytes(content)
    began = time.thread_time()
    with pytest.raises(FileTooBigError, match="大得不合理"):
        read_form(path)
    assert time.thread_time() - began < 10
    with pytest.raises(FileTooBigError):
        check_package(content, path.name)


def test_cells_of_a_named_namespace_are_counted_too() -> None:
    cells = b'<x:c s="1"/>' * (CELLS + 1)
    with pytest.raises(FileTooBigError):
        check_package(altered(END, b"<x:row>" + cells + b"</x:row>" + END), "更正表.xlsx")


def test_ruled_to_the_last_row_of_an_old_sheet() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("更正表")
    for row in range(CELLS // 200 + 1):
        for column in range(200):
            sheet.write(row, column, "")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileTooBigError, match="大得不合理"):
        check(out.getvalue(), "更正表.xls")


def test_rows_of_blanks_are_counted_whole() -> None:
    blanks = (0xBE, b"\0\0\0\0" + b"\0\0" * 256 + b"\xff\0")
    check_records([blanks] * 100, "a.xls")
    with pytest.raises(FileTooBigError):
        check_records([blanks] * (CELLS // 256 + 1), "a.xls")


def test_ordinary_forms_are_within() -> None:
    for path in (DATA / "forms").iterdir():
        read_form(path)


def test_size_is_looked_at_first(tmp_path: Path) -> None:
    path = tmp_path / "更正表.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(31_000_000))
    with pytest.raises(FileTooBigError):
        read_form(path)


def test_container_that_runs_in_a_circle_is_refused() -> None:
    began = time.thread_time()
    with pytest.raises(WorkbookError):
        read_form(DATA / "fuzz" / "circle-of-short-sectors.xls")
    assert time.thread_time() - began < 5
