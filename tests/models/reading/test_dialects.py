""".xlsx as other programs write it: the same students, whatever the dialect."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from models.intake.roster_from_sheets import open_roster
from tests.builders import students

KEYS = ["main_number", "sub_number", "name", "sex", "grade", "class_name", "graduation_year",
        "stage"]
HEAD = ["学籍主号", "学籍副号", "姓名", "性别", "年级", "班级", "毕业届别", "学段"]
ROWS = [[row[key] for key in KEYS] for row in students(6)]

_CELL = re.compile(r'<c r="([A-Z]+)(\d+)" t="inlineStr"><is><t>([^<]*)</t></is></c>')


def sheet_xml(cell: str = "", rows: str = "") -> str:
    """The sheet's rows with every cell written by the template ``cell`` ({col}, {row}, {text})."""
    out = []
    for number, texts in enumerate([HEAD, *ROWS], 1):
        cells = "".join((cell or PLAIN).format(
            col="ABCDEFGH"[at], low="abcdefgh"[at], row=number, text=text)
            for at, text in enumerate(texts))
        out.append((rows or '<row r="{row}">{cells}</row>').format(row=number, cells=cells))
    return "".join(out)


PLAIN = '<c r="{col}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
DIALECTS = {
    "plain": sheet_xml(),
    "lower-case references": sheet_xml(
        '<c r="{low}{row}" t="inlineStr"><is><t>{text}</t></is></c>'),
    "absolute references": sheet_xml(
        '<c r="${col}${row}" t="inlineStr"><is><t>{text}</t></is></c>'),
    "no references": sheet_xml('<c t="inlineStr"><is><t>{text}</t></is></c>'),
    "no row numbers": sheet_xml(
        '<c t="inlineStr"><is><t>{text}</t></is></c>', "<row>{cells}</row>"),
    "a comment in the text": sheet_xml(
        '<c r="{col}{row}" t="inlineStr"><is><t><!-- a -->{text}<!-- b --></t></is></c>'),
    "comments between": sheet_xml(
        '<!-- x --><c r="{col}{row}" t="inlineStr"><!-- y --><is><t>{text}</t></is><!-- z --></c>'),
    "processing instructions": sheet_xml(
        '<c r="{col}{row}" t="inlineStr"><is><?a b?><t>{text}<?c d?></t></is></c>'),
    "a value for a text": sheet_xml('<c r="{col}{row}" t="inlineStr"><v>{text}</v></c>'),
    "a formula's text": sheet_xml('<c r="{col}{row}" t="str"><f>A1</f><v>{text}</v></c>'),
    "a text of no kind": sheet_xml('<c r="{col}{row}"><is><t>{text}</t></is></c>'),
    "a text called a formula's": sheet_xml('<c r="{col}{row}" t="str"><is><t>{text}</t></is></c>'),
    "a text without its frame": sheet_xml('<c r="{col}{row}" t="inlineStr"><t>{text}</t></c>'),
    "empty references": sheet_xml('<c r="" t="inlineStr"><is><t>{text}</t></is></c>'),
    "row numbers with a point": sheet_xml("", '<row r="{row}.0">{cells}</row>'),
    "a text and runs": sheet_xml(
        '<c r="{col}{row}" t="inlineStr"><is><t></t><r><t>{text}</t></r></is></c>'),
    "runs": sheet_xml('<c r="{col}{row}" t="inlineStr"><is><r><t>{text}</t></r></is></c>'),
    "character data": sheet_xml(
        '<c r="{col}{row}" t="inlineStr"><is><t><![CDATA[{text}]]></t></is></c>'),
    "attributes in another order": sheet_xml(
        '<c t="inlineStr" r="{col}{row}"><is><t>{text}</t></is></c>'),
    "comments between rows": sheet_xml("", '<!-- {row} --><row r="{row}">{cells}</row><?p i?>'),
    "empty formatted cells in front": sheet_xml(
        '<c t="inlineStr"><is><t>{text}</t></is></c>',
        '<row r="{row}"><c r="A{row}" s="0"/>{cells}</row>'),
    "empty formatted cells behind": sheet_xml(
        "", '<row r="{row}">{cells}<c r="I{row}" s="0"/><c r="J{row}" s="0"/></row>'),
    "rows backwards": "".join(reversed(re.findall(r"<row.*?</row>", sheet_xml()))),
}


def written(path: Path, data: str) -> Path:
    """A workbook whose one sheet has this content."""
    Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    text = parts[name].decode()
    parts[name] = re.sub(r"<sheetData\s*/>|<sheetData>.*</sheetData>",
                         lambda _: f"<sheetData>{data}</sheetData>", text, flags=re.S).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_the_same_students(tmp_path: Path, dialect: str) -> None:
    roster = open_roster(written(tmp_path / "a.xlsx", DIALECTS[dialect]))
    assert [row.cells[-8:] if len(row.cells) > 8 and not row.cells[0] else row.cells[:8]
            for row in roster.rows] == ROWS
    assert roster.account.unaccounted == ()


@pytest.mark.parametrize(("value", "read"), [
    ("310117200003050117", "310117200003050117"), ("3101179999220120001", "3101179999220120001"),
    ("3101179999220120001.0", "3101179999220120001"),
    (" 310117200003050117 ", "310117200003050117"),
    ("3.10117200003050117E+17", "310117200003050117"), ("421002200210267500", None),
    ("310117200003050000", "3.10117200003050E+17"), ("3.1011720000305011E+17", None)])
def test_digits_that_the_file_still_holds_are_the_value(
        tmp_path: Path, value: str, read: str | None) -> None:
    data = sheet_xml().replace(
        f'<c r="A2" t="inlineStr"><is><t>{ROWS[0][0]}</t></is></c>',
        f'<c r="A2"><v>{value}</v></c>')
    roster = open_roster(written(tmp_path / "a.xlsx", data))
    text = roster.rows[0].cells[0]
    assert text == read if read is not None else "E+17" in text
    assert any("原样读入" in note for note in roster.notes) == (read is not None and "E" not in read)


@pytest.mark.parametrize("again", [
    '<row r="3"><c r="C3" t="inlineStr"><is><t>王小红</t></is></c></row>',
    '<row r="3"><c r="A3" t="inlineStr"><is><t>1</t></is></c>'
    '<c r="A3" t="inlineStr"><is><t>2</t></is></c></row>'])
def test_what_is_written_twice_is_no_silent_loss(tmp_path: Path, again: str) -> None:
    roster = open_roster(written(tmp_path / "a.xlsx", sheet_xml() + again))
    assert any(place.row == 3 and "写了两次" in place.what
               for place in roster.account.unaccounted)


def test_a_row_in_two_parts_is_one(tmp_path: Path) -> None:
    row = "".join(PLAIN.format(col="ABCDEFGH"[at], row=4, text=text)
                  for at, text in enumerate(ROWS[2]))
    half = row.index('<c r="E4"')
    data = sheet_xml().replace(row, row[:half]) + f'<row r="4">{row[half:]}</row>'
    roster = open_roster(written(tmp_path / "a.xlsx", data))
    assert roster.rows[2].cells == ROWS[2] and roster.account.unaccounted == ()
