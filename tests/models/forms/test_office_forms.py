"""Tests of six forms in the looks of district offices, filled and worked out by other programs."""

from __future__ import annotations

import csv
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
import xlrd

from models.forms import biff_records as biff
from models.forms.biff_book import book_stream
from models.forms.form import doubts, fill_form, form_name, read_form
from models.grid import trim
from models.reading.read import read_workbook
from tests.models.forms.test_form_kinds import ENTRIES, FACTS, SCHOOL, entry
from tests.office_forms import OFFICES, PICTURED, draw

FORMS = Path(__file__).parents[2] / "data" / "office_forms"
FORMATS = ("xls", "xlsx")
MANY = [*ENTRIES, *(entry(n, "sex", "性别", "女", "男", "录入错误") for n in range(5, 10))]
"""More than any of the forms has lines for."""
SUMS: Mapping[str, list[str]] = {
    "songjiang": ["10处", "1", "6", "1", "10"], "county": ["10"], "xinjiang": ["10"],
    "anhui": [*map(str, range(1, 10)), "1", "1"]}
"""What the formulas of the filled forms come to, sheet by sheet and row by row."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    folder = tmp_path_factory.mktemp("forms")
    found = {}
    for name in OFFICES:
        for ending in FORMATS:
            form = read_form(FORMS / f"{name}.{ending}")
            path = folder / f"{name}-{ending}.{ending}"
            path.write_bytes(fill_form(form, form.guess, form.per_student, MANY, FACTS))
            found[name, ending] = path
    return found


def test_the_files_are_those_that_are_drawn(tmp_path: Path) -> None:
    for name in OFFICES:
        old, new = (read_workbook(path).sheets
                    for path in (FORMS / f"{name}.xlsx", draw(name, tmp_path)))
        assert [sheet.rows for sheet in old] == [sheet.rows for sheet in new]


@pytest.mark.parametrize("name", OFFICES)
def test_both_formats_are_filled_alike(name: str, filled: dict[tuple[str, str], Path]) -> None:
    def texts(ending: str) -> list[list[list[str]]]:
        form = read_form(FORMS / f"{name}.{ending}")
        sheet = next(sheet for sheet in read_workbook(filled[name, ending]).sheets
                     if sheet.name == form.sheet.name)
        more = len(sheet.rows) - len(form.sheet.rows)
        sums = {(row if row < form.end else row + more, column) for row, column in form.formulas}
        return [[trim(["" if (number, column) in sums or column == 0 else text
                       for column, text in enumerate(row)])
                 for number, row in enumerate(sheet.rows)]
                for sheet in read_workbook(filled[name, ending]).sheets if sheet.name != "汇总"]
    assert texts("xls") == texts("xlsx")


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", OFFICES)
def test_nothing_is_said_twice_and_nothing_left_out(
        name: str, ending: str, filled: dict[tuple[str, str], Path]) -> None:
    form = read_form(FORMS / f"{name}.{ending}")
    assert [one for one in doubts(form, form.guess) if "民族" not in one] == []
    assert SCHOOL in form_name(form, SCHOOL)
    sheets = read_workbook(filled[name, ending]).sheets
    whole = "\n".join(text for sheet in sheets for row in sheet.rows for text in row)
    for one in MANY:
        assert all(text in whole for text in (one.before, one.after, one.reason))
    for sheet in sheets:
        for row in sheet.rows:
            assert all(text.count("上海市") <= 1 and "XX" not in text and "□" not in text
                       for text in row)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_works_all_sums_out(
        filled: dict[tuple[str, str], Path], tmp_path: Path) -> None:
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
         "--outdir", str(tmp_path), *map(str, filled.values())],
        check=True, capture_output=True, timeout=200)
    for (name, ending), path in filled.items():
        assert _sums(path, [tmp_path / f"{path.stem}-{title}.csv" for title in _titles(path)],
                     ) == SUMS.get(name, []), (name, ending)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ssconvert") is None, reason="Gnumeric is not installed")
def test_gnumeric_works_all_sums_out(filled: dict[tuple[str, str], Path], tmp_path: Path) -> None:
    for (name, ending), path in filled.items():
        subprocess.run(["ssconvert", "-S", str(path), str(tmp_path / f"{path.stem}-%s.csv")],
                       check=True, capture_output=True, timeout=100)
        assert _sums(path, [tmp_path / f"{path.stem}-{title}.csv" for title in _titles(path)],
                     ) == SUMS.get(name, []), (name, ending)


def _titles(path: Path) -> list[str]:
    return [sheet.name for sheet in read_workbook(path).sheets]


def _sums(path: Path, tables: list[Path]) -> list[str]:
    """What another program wrote where the formulas stand."""
    source = path if path.suffix == ".xlsx" else path.with_name(path.name.replace("xls", "xlsx"))
    book = openpyxl.load_workbook(source)
    found = []
    for sheet, table in zip(book.worksheets, tables, strict=True):
        with table.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream))
        found += [lines[cell.row - 1][cell.column - 1] for row in sheet.iter_rows() for cell in row
                  if cell.data_type == "f"]
    return found


def test_pictures_stay_and_move_along(filled: dict[tuple[str, str], Path]) -> None:
    with zipfile.ZipFile(filled[PICTURED, "xlsx"]) as package, \
            zipfile.ZipFile(FORMS / f"{PICTURED}.xlsx") as empty:
        picture = "xl/media/seal.png"
        assert package.read(picture) == empty.read(picture)
        assert b"<xdr:row>25</xdr:row>" in package.read("xl/drawings/drawing1.xml")
        assert b"sheetProtection" in package.read("xl/worksheets/sheet1.xml")
    records = dict(biff.split(book_stream(filled[PICTURED, "xls"].read_bytes())))
    anchor = records[biff.DRAWING].partition(struct.pack("<HI", 0xF010, 18))[2]
    assert struct.unpack_from("<H", anchor, 6) == (25,)


def test_a_title_keeps_its_colours(filled: dict[tuple[str, str], Path]) -> None:
    book = openpyxl.load_workbook(filled["songjiang", "xlsx"], rich_text=True)
    assert [str(part) for part in book.worksheets[0]["A1"].value] == [
        "上海市松江区", "示例学校", "学籍信息更正表"]
    old = xlrd.open_workbook(str(filled["songjiang", "xls"]), formatting_info=True)
    sheet = old.sheet_by_index(0)
    assert sheet.cell_value(0, 0) == f"{SCHOOL}学籍信息更正表"
    runs = sheet.rich_text_runlist_map[0, 0]
    fonts = [next((font for first, font in reversed(runs) if first <= place), 0)
             for place in range(len(sheet.cell_value(0, 0)))]
    red = [old.colour_map[old.font_list[font].colour_index] == (192, 0, 0) for font in fonts]
    assert red == [6 <= place < 10 for place in range(len(red))]


def test_validations_formats_and_print_set_up_grow(filled: dict[tuple[str, str], Path]) -> None:
    book = openpyxl.load_workbook(filled["songjiang", "xlsx"])
    sheet = book.worksheets[0]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["G4:G13"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["J4:J13"]
    assert sheet.print_area == "'更正表'!$A$1:$J$16" and sheet.print_title_rows == "$1:$3"
    assert book.worksheets[1]["B2"].value == "=COUNTIF(更正表!$G$4:$G$13,A2)"
    turns = openpyxl.load_workbook(filled["guanghe", "xlsx"]).worksheets[0]
    assert [turns.cell(row, 3).border.bottom.style for row in (9, 21)] == ["thin", "medium"]
