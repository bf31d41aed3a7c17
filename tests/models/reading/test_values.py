"""Numbers, dates, texts and formulas as the clerk should see them, in each kind of workbook."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from models.grid import Sheet
from models.reading.numbers import (
    damaged_text, date_text, duration_text, iso_text, leading_zeros, number_text)
from models.reading.read import read_workbook
from models.reading.text import sound, unescape_xlsx
from tests.models.reading import corpus


@pytest.mark.parametrize(
    "value, zeros, expected",
    [
        (2013.0, 0, "2013"), (0.0, 0, "0"), (-5.0, 0, "-5"), (0.5, 0, "0.5"), (0.1 + 0.2, 0, "0.3"),
        (1e-7, 0, "0.0000001"), (12345.678, 0, "12345.678"),
        (7.0, 6, "000007"), (-7.0, 2, "-07"), (0.0, 3, "000"), (1234567.0, 6, "1234567"),
        (0.5, 6, "0.5"),
        (999999999999999.0, 0, "999999999999999"),
        (1e15, 0, "1.00000000000000E+15"),
        (310117200607163000.0, 0, "3.10117200607163E+17"),
        (310117200607163000.0, 19, "3.10117200607163E+17"),
        (3101171234120120000.0, 0, "3.10117123412012E+18"),
        (float(310117200607163999), 0, "3.10117200607163E+17"),  # cut, not rounded
        (float("nan"), 0, "#NUM!"), (float("inf"), 0, "#NUM!"),
    ],
)
def test_number_text(value: float, zeros: int, expected: str) -> None:
    assert number_text(value, zeros) == expected


def test_damaged_numbers_keep_their_sign() -> None:
    assert damaged_text(-310117200607163000.0) == "-3.10117200607163E+17"
    assert damaged_text(-float(310117200607163999)) == "-3.10117200607163E+17"


@pytest.mark.parametrize(
    "number_format, width",
    [("000000", 6), ("00", 2), ("0", 0), ("000000_ ", 6), ("0000;-0000", 4), ("General", 0),
     ("0.00", 0), ("#,##0", 0), ("@", 0), ("", 0), ('000"号"', 0)],
)
def test_leading_zeros(number_format: str, width: int) -> None:
    assert leading_zeros(number_format) == width


@pytest.mark.parametrize(
    "serial, date1904, expected",
    [
        (41455.0, False, "2013-06-30"), (41455.0 - 1462, True, "2013-06-30"),
        (41455 + 1 / 3, False, "2013-06-30 08:00:00"), (1 / 3, False, "08:00:00"),
        (0.0, False, "00:00:00"), (1.0, False, "1900-01-01"), (59.0, False, "1900-02-28"),
        (61.0, False, "1900-03-01"), (2958465.0, False, "9999-12-31"), (0.0, True, "1904-01-01"),
        (2958465.9999999, False, "9999-12-31 23:59:59"),
        (2958466.0, False, "2958466"), (2957003.5, True, "9999-12-31 12:00:00"),
        (2957004.0, True, "2957004"), (-1.0, False, "-1"), (41455.9999999, False, "2013-07-01"),
    ],
)
def test_date_text(serial: float, date1904: bool, expected: str) -> None:
    assert date_text(serial, date1904) == expected


def test_durations_and_iso_dates() -> None:
    assert duration_text(1.5) == "36:00:00"
    assert duration_text(-1.0) == "-1"
    assert iso_text("2013-06-30T00:00:00.000") == "2013-06-30"
    assert iso_text("2013-06-30T08:05:00Z") == "2013-06-30 08:05:00"
    assert iso_text("T08:05:00") == "08:05:00"


def test_escapes_and_half_characters() -> None:
    assert unescape_xlsx("a_x000D_b_x005F_x000D_") == "a\rb_x000D_"
    assert unescape_xlsx("_xD842__xDFB7_ _xD842_") == "\U00020bb7 \ufffd"
    assert sound("\ud842\udfb7野\ud842") == "\U00020bb7野\ufffd"


# --- workbooks -----------------------------------------------------------------------------------

ODD = ["两行\n字", "回车\r\n换行", "  空格  ", "零\u200b宽", "\ue000\U00020bb7", "长" * 32767]


def only_sheet(path: Path, data: bytes) -> Sheet:
    path.write_bytes(data)
    return read_workbook(path).sheets[0]


def xls_sheet(tmp_path: Path, fill: Callable[[xlwt.Workbook, Any], None],
              change: Callable[[bytes], bytes] = bytes) -> Sheet:
    book = xlwt.Workbook()
    fill(book, book.add_sheet("表"))
    path = tmp_path / "a.xls"
    book.save(str(path))
    return only_sheet(path, change(path.read_bytes()))


def xlsx_sheet(tmp_path: Path, fill: Callable[[openpyxl.Workbook, Any], None],
               change: Callable[[str, bytes], bytes | None] | None = None) -> Sheet:
    book = openpyxl.Workbook()
    fill(book, book.worksheets[0])
    path = tmp_path / "a.xlsx"
    book.save(path)
    data = path.read_bytes()
    return only_sheet(path, corpus.repack(data, change) if change else data)


def styled(sheet: Any, row: int, value: object, number_format: str) -> None:
    sheet.write(row, 0, value, xlwt.easyxf(num_format_str=number_format))


def test_values_of_an_old_workbook(tmp_path: Path) -> None:
    def fill(_: xlwt.Workbook, sheet: Any) -> None:
        styled(sheet, 0, 310117200607163019, "0")
        styled(sheet, 1, 7, "0000")
        styled(sheet, 2, datetime(2013, 6, 30), 'yyyy"届"')
        styled(sheet, 3, datetime(2013, 6, 30, 8), "yyyy/m/d h:mm")
        styled(sheet, 4, 2013, '0"届"')
        sheet.write(5, 0, True)
        sheet.row(6).set_cell_error(0, 0x2A)
        for row, text in enumerate(ODD, 7):
            sheet.write(row, 0, text)

    sheet = xls_sheet(tmp_path, fill)
    assert [cells[0] for cells in sheet.rows] == [
        "3.10117200607163E+17", "0007", "2013届", "2013-06-30 08:00:00", "2013届", "TRUE",
        "#N/A", *ODD]


def test_values_of_a_new_workbook(tmp_path: Path) -> None:
    def fill(_: openpyxl.Workbook, sheet: Any) -> None:
        values = [310117200607163019, 7, datetime(2013, 6, 30), datetime(2013, 6, 30, 8),
                  time(8, 5), 2013, True, "#N/A", 0.1, 41455, 1.5, *ODD]
        formats = {2: "0000", 3: 'yyyy"届"', 4: "yyyy/m/d h:mm", 5: "h:mm", 6: '0"届"',
                   10: "mm-dd-yy", 11: "[h]:mm"}
        for row, value in enumerate(values, 1):
            sheet.cell(row, 1).value = value
            if row in formats:
                sheet.cell(row, 1).number_format = formats[row]

    sheet = xlsx_sheet(tmp_path, fill)
    assert [cells[0] for cells in sheet.rows] == [
        "3.10117200607163E+17", "0007", "2013届", "2013-06-30 08:00:00", "08:05:00", "2013届",
        "TRUE", "#N/A", "0.1", "2013-06-30", "36:00:00", *ODD]


def test_dates_count_from_1904(tmp_path: Path) -> None:
    def old(book: xlwt.Workbook, sheet: Any) -> None:
        book.dates_1904 = True
        styled(sheet, 0, 41455 - 1462, "yyyy-mm-dd")

    def new(book: openpyxl.Workbook, sheet: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet["A1"] = datetime(2013, 6, 30)

    assert xls_sheet(tmp_path, old).rows == [["2013-06-30"]]
    assert xlsx_sheet(tmp_path, new).rows == [["2013-06-30"]]


@pytest.mark.parametrize("number", [31, 57])
def test_chinese_date_formats_have_numbers_only(number: int, tmp_path: Path) -> None:
    def fill(_: openpyxl.Workbook, sheet: Any) -> None:
        sheet["A1"] = 41455
        sheet["A1"].number_format = "0.00"

    def change(_: str, data: bytes) -> bytes:
        return data.replace(b'numFmtId="2"', b'numFmtId="%d"' % number)

    assert xlsx_sheet(tmp_path, fill, change).rows == [["2013-06-30"]]


def test_what_other_programs_write_around_the_sheets(tmp_path: Path) -> None:
    odd = (b'<workbookPr odd="1"/><bookViews odd="1"><workbookView activeTab="x"/></bookViews>'
           b'<definedNames><definedName odd="1">#REF!</definedName></definedNames>')

    def change(name: str, data: bytes) -> bytes | None:
        if name.startswith("docProps"):
            return None
        if name == "xl/styles.xml":
            return data.replace(b"<fonts", b'<fonts odd="1"')
        return data.replace(b"<sheets>", odd + b"<sheets>") if name == "xl/workbook.xml" else data

    def fill(_: openpyxl.Workbook, sheet: Any) -> None:
        sheet["A1"] = "甲"

    assert xlsx_sheet(tmp_path, fill, change).rows == [["甲"]]


def test_formulas(tmp_path: Path) -> None:
    def fill(_: openpyxl.Workbook, sheet: Any) -> None:
        for row in range(1, 5):
            sheet.cell(row, 1).value = "=1+1"

    def change(name: str, data: bytes) -> bytes:
        for cached in (b"<v>2</v>", b"<v>x</v>"):
            kind = b"" if cached == b"<v>2</v>" else b' t="str"'
            data = data.replace(b"><f>1+1</f><v/>", kind + b"><f>1+2</f>" + cached, 1).replace(
                b"><f>1+1</f><v></v>", kind + b"><f>1+2</f>" + cached, 1).replace(
                b"><f>1+1</f><v />", kind + b"><f>1+2</f>" + cached, 1)
        return data

    sheet = xlsx_sheet(tmp_path, fill, change)
    assert sheet.rows == [["2"], ["x"]]
    assert len(sheet.notes) == 1 and sheet.notes[0].startswith("第 3-4 行有公式没有保存计算结果")


def test_formulas_of_an_old_workbook(tmp_path: Path) -> None:
    def fill(_: xlwt.Workbook, sheet: Any) -> None:
        sheet.write(0, 0, "甲")
        sheet.write(2, 1, xlwt.Formula('"a"&A1'))

    sheet = xls_sheet(tmp_path, fill)
    assert sheet.rows == [["甲"]]
    assert sheet.notes[0].startswith("第 3 行有公式没有保存计算结果")


def test_formatting_only_of_an_old_workbook(tmp_path: Path) -> None:
    def fill(_: xlwt.Workbook, sheet: Any) -> None:
        for row in range(6000):
            if row % 1000:
                sheet.row(row).set_cell_mulblanks(0, 255)
            else:
                sheet.row(row).write_blanks(0, 3)
                sheet.write(row, 4, "甲")

    sheet = xls_sheet(tmp_path, fill)
    assert len(sheet.rows) == 5001
    assert [row for row, cells in enumerate(sheet.rows) if cells] == list(range(0, 6000, 1000))
    assert sheet.rows[5000] == ["", "", "", "", "甲"]


def test_half_characters_of_an_old_workbook(tmp_path: Path) -> None:
    def fill(_: xlwt.Workbook, sheet: Any) -> None:
        sheet.write(0, 0, "甲乙")
        sheet.write(1, 0, "丙丁\0")

    def change(data: bytes) -> bytes:
        return data.replace("乙".encode("utf-16-le"), struct.pack("<H", 0xD842)).replace(
            "丙丁".encode("utf-16-le"), struct.pack("<HH", 0xD842, 0xDFB7))

    assert xls_sheet(tmp_path, fill, change).rows == [["甲\ufffd"], ["\U00020bb7\0"]]


def test_hidden_and_merged_of_workbooks(tmp_path: Path) -> None:
    def old(book: xlwt.Workbook, sheet: Any) -> None:
        sheet.write_merge(0, 2, 1, 2, "甲")
        sheet.row(1).hidden = True
        sheet.col(2).hidden = True
        sheet.write(1, 0, "乙")

    def new(book: openpyxl.Workbook, sheet: Any) -> None:
        sheet["B1"] = "甲"
        sheet["A2"] = "乙"
        sheet.merge_cells("B1:C3")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True

    for sheet in (xls_sheet(tmp_path, old), xlsx_sheet(tmp_path, new)):
        assert sheet.rows[0] == ["", "甲"] and sheet.rows[1] == ["乙"]
        assert sheet.merged == [(0, 3, 1, 3)]
        assert sheet.hidden_rows == {1} and sheet.hidden_columns == {2}


def test_formatting_only_is_no_content(tmp_path: Path) -> None:
    row = b"".join(b'<c r="%s%%d" s="1"/>' % name for name in (b"A", b"B", b"XFD"))
    empty = b"".join(b'<row r="%d" spans="1:3">%s</row>' % (n, row % (n, n, n))
                     for n in range(2, 30_000))
    cells = b'<row r="1"><c r="A1" t="str"><v>a</v></c><c r="XFD1" s="1"></c></row>'
    cdata = (b'<row r="30000"><c r="A30000" t="str"><v><![CDATA[<c r="B1"/>]]></v></c>'
             b'<c r="B30000"/></row>')
    for more, expected in ((b"", [["a"]]), (cdata, [["a"], *[[]] * 29998, ['<c r="B1"/>']])):
        data = corpus.repack(corpus.xlsx(), lambda name, old: (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b"<sheetData>" + cells + empty + more + b"</sheetData></worksheet>")
            if name.endswith("sheet1.xml") else old)
        assert only_sheet(tmp_path / "a.xlsx", data).rows == expected
