"""Tests of .xlsx forms as other programs pack them: nothing but the filled cells changes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from models.forms.form import fill_form, form_name, read_form
from models.forms.rich_runs import runs_kept
from models.reading.read import read_workbook
from tests.issued_forms import draw, plain
from tests.models.forms.test_form_kinds import ENTRIES, FACTS, SCHOOL

Parts = dict[str, bytes]


def packed(folder: Path, change: Callable[[Parts], None], ending: str = "xlsx") -> Path:
    """A plain form whose parts are changed before it is issued."""
    drawn = draw(folder / "drawn.xlsx", plain(["XX学校更正表"]))
    with zipfile.ZipFile(drawn) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    path = folder / f"XX学校更正表.{ending}"
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def filled(path: Path) -> Path:
    form = read_form(path)
    target = path.parent / form_name(form, SCHOOL)
    target.write_bytes(fill_form(form, form.guess, form.per_student, ENTRIES, FACTS))
    sheet = read_workbook(target).sheets[0]
    assert [sheet.text(2 + number, 1) for number in range(5)] == [
        "学生1", "学生2", "学生2", "学生3", "学生4"]
    assert sheet.text(7, 0) == "合计" and sheet.text(9, 0) == "填表人："
    return target


SHEET = "xl/worksheets/sheet1.xml"


def without_places(parts: Parts) -> None:
    """Cells and rows that don't say where they stand, as some programs leave it out."""
    parts[SHEET] = re.sub(rb'<row r="[1-6]"', b"<row", parts[SHEET])


def without_styles(parts: Parts) -> None:
    del parts["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<(Override|Relationship)[^>]*styles[^>]*/>", b"", parts[name])
    parts[SHEET] = re.sub(rb' s="\d+"', b"", parts[SHEET])


def strict(parts: Parts) -> None:
    for name in [name for name in parts if name.endswith(".xml")]:
        parts[name] = parts[name].replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main")


def with_capitals(parts: Parts) -> None:
    parts["xl/Worksheets/Sheet1.xml"] = parts.pop(SHEET)


@pytest.mark.parametrize("change", [without_places, without_styles, strict, with_capitals])
def test_other_programs_packages(change: Callable[[Parts], None], tmp_path: Path) -> None:
    filled(packed(tmp_path, change))


def test_macros_go_and_are_told_of(tmp_path: Path) -> None:
    def macros(parts: Parts) -> None:
        parts["xl/vbaProject.bin"] = b"macros"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml").replace(
            b"</Types>", b'<Override PartName="/xl/vbaProject.bin" ContentType="application/'
                         b'vnd.ms-office.vbaProject"/></Types>')
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>", b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/'
                                 b'office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
                                 b"</Relationships>")
    path = packed(tmp_path, macros, "xlsm")
    assert read_form(path).losses == ("表里的宏不会保留。",)
    target = filled(path)
    assert target.suffix == ".xlsx"
    with zipfile.ZipFile(target) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
        assert "xl/vbaProject.bin" not in package.namelist()
    assert b"vba" not in whole and b"macroEnabled" not in whole


def test_notes_and_shared_formulas_move_along(tmp_path: Path) -> None:
    path = draw(tmp_path / "XX学校更正表.xlsx", plain(["XX学校更正表"]))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["C6"].comment = Comment("请核对人数", "区")
    sheet["A3"].comment = Comment("从这里填", "区")
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[SHEET] = parts[SHEET].replace(
        b"</row></sheetData>", b'</row><row r="12"><c r="B12"><f t="shared" ref="B12:D12" si="0">'
        b'COUNTA(B$3:B$5)</f></c><c r="C12"><f t="shared" si="0"/></c><c r="D12">'
        b'<f t="shared" si="0"/></c></row></sheetData>')
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    sheet = openpyxl.load_workbook(filled(path)).worksheets[0]
    assert [sheet[place].value for place in ("B14", "C14", "D14", "B8")] == [
        "=COUNTA(B$3:B$7)", "=COUNTA(C$3:C$7)", "=COUNTA(D$3:D$7)", "=COUNTA(B3:B7)"]
    assert {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row
            if cell.comment is not None} == {"A3": "从这里填", "C8": "请核对人数"}


@pytest.mark.parametrize("old, runs, new, kept", [
    ("附件XX学校表", [0, 0, 1, 1, 1, 1, 2], "附件示例学校表", [(0, "附件"), (1, "示例学校"), (2, "表")]),
    ("学校：", [0, 0, 1], "学校：示例学校", [(0, "学校"), (1, "：示例学校")]),
    ("学校：__代码：__", [0, 0, 0, 1, 1, 0, 0, 0, 1, 1], "学校：甲　　代码：乙",
     [(0, "学校："), (1, "甲　　"), (0, "代码："), (1, "乙")]),
])
def test_runs_go_with_their_words(old: str, runs: list[int], new: str, kept: list[tuple[int, str]]
                                  ) -> None:
    assert runs_kept(old, runs, new) == kept
