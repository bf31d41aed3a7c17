"""Six correction forms in the looks of district offices, and how they get onto the disk.

``python -m tests.office_forms tests/data/office_forms`` draws them anew: as .xlsx, and as the .xls
that LibreOffice makes of it.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

_THIN, _THICK = Side(style="thin"), Side(style="medium")
_RED = "FFC00000"


def _sheet(book: Workbook, title: str, widths: Sequence[float], *, landscape: bool = True
           ) -> Worksheet:
    sheet = book.create_sheet(title)
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def _rule(sheet: Worksheet, area: str, *, head: int = 0, height: float = 24) -> None:
    """Thin rules inside, medium ones around; ``head`` rows are a header."""
    rows = list(sheet[area])
    for number, cells in enumerate(rows):
        sheet.row_dimensions[cells[0].row].height = height
        for place, cell in enumerate(cells):
            cell.border = Border(
                left=_THICK if place == 0 else _THIN,
                right=_THICK if place == len(cells) - 1 else _THIN,
                top=_THICK if number == 0 else _THIN,
                bottom=_THICK if number == len(rows) - 1 else _THIN)
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
            cell.font = Font(name="宋体", size=10, bold=number < head)
            if number < head:
                cell.fill = PatternFill("solid", fgColor="FFDDE6F0")


def _title(sheet: Worksheet, area: str, text: object, size: int = 18) -> None:
    sheet.merge_cells(area)
    cell = sheet[area.partition(":")[0]]
    cell.value = text
    cell.font = Font(name="黑体", size=size)
    cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[cell.row].height = 34


def songjiang(book: Workbook) -> None:
    """A line a field, a title in two colours, sums by kind on a sheet of their own."""
    sheet = _sheet(book, "更正表", (6, 10, 9, 8, 21, 21, 11, 21, 21, 18))
    _title(sheet, "A1:J1", CellRichText(
        TextBlock(InlineFont(rFont="黑体", sz=18), "上海市松江区"),
        TextBlock(InlineFont(rFont="黑体", sz=18, color=_RED), "XX学校"),
        TextBlock(InlineFont(rFont="黑体", sz=18), "学籍信息更正表")))
    sheet["A2"], sheet["G2"] = "填报单位（公章）：", "学校代码："
    sheet.append(["序号", "姓名", "年级", "班级", "学籍主号", "学籍副号", "更正项目", "更正前", "更正后", "更正原因"])
    _rule(sheet, "A3:J9", head=1)
    sheet["A9"], sheet["B9"] = "合计", '=COUNTA(B4:B8)&"处"'
    sheet["A11"], sheet["D11"], sheet["G11"], sheet["I11"] = "填表人：", "审核人：", "校长：", "日期："
    sheet.print_title_rows, sheet.print_area = "1:3", "A1:J11"
    choice = DataValidation("list", formula1='"姓名,性别,年级,班级,学籍主号,学籍副号"', allow_blank=True)
    choice.add("G4:G8")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("J4:J8", CellIsRule(
        "equal", ['"错字"'], font=Font(color=_RED)))
    sums = _sheet(book, "汇总", (18, 10), landscape=False)
    _title(sums, "A1:B1", "XX学校更正汇总", 14)
    for row, item in enumerate(("姓名", "性别", "学籍副号"), 2):
        sums.cell(row, 1, item)
        sums.cell(row, 2, f"=COUNTIF(更正表!$G$4:$G$8,A{row})")
    sums["A5"], sums["B5"] = "全部", "=COUNTA(更正表!G4:G8)"
    _rule(sums, "A2:B5", height=18)


def anhui(book: Workbook) -> None:
    """A line a student, pairs of columns (one that the roster has not), numbers by formula."""
    sheet = _sheet(book, "变更汇总", (6, 10, 9, 10, 6, 6, 8, 8, 20, 20, 24))
    _title(sheet, "A1:K1", "□□□学校学生学籍信息变更汇总表")
    sheet["A2"] = "学校：                    学校代码：                填表日期：      年   月   日"
    for place, text in {"A3": "序号", "B3": "班级", "C3": "姓名", "E3": "性别", "G3": "民族",
                        "I3": "学籍号", "K3": "变更说明"}.items():
        sheet[place] = text
    for column in "CEGI":
        sheet[f"{column}4"] = "变更前"
        sheet[f"{chr(ord(column) + 1)}4"] = "变更后"
    _rule(sheet, "A3:K10", head=2)
    for area in ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:H3", "I3:J3", "K3:K4"):
        sheet.merge_cells(area)
    for row in range(5, 10):
        sheet[f"A{row}"] = "=ROW()-4"
    sheet["A10"], sheet["D10"], sheet["J10"] = "小计", "=COUNTA(D5:D9)", "=COUNTA(J5:J9)"
    sheet["A12"], sheet["F12"], sheet["J12"] = "经办人：", "负责人：", "（盖章）"


def guanghe(book: Workbook) -> None:
    """A row for what was and one for what is, numbered and explained over both."""
    sheet = _sheet(book, "变更表", (6, 9, 10, 6, 21, 21, 9, 9, 22))
    _title(sheet, "A1:I1", "（        ）学校学生基本信息变更登记表")
    sheet["A2"] = "中心校（盖章）：        单位：              联系电话："
    for column, text in enumerate(("序号", "", "姓名", "性别", "身份证号", "学籍号", "年级", "班级",
                                   "变更原因"), 1):
        sheet.cell(3, column, text)
    _rule(sheet, "A3:I9", head=1)
    for number, row in enumerate((4, 6, 8), 1):
        sheet[f"A{row}"], sheet[f"B{row}"], sheet[f"B{row + 1}"] = number, "变更前", "变更后"
        for column in "AI":
            sheet.merge_cells(f"{column}{row}:{column}{row + 1}")
    sheet["A11"], sheet["E11"] = "填表人：", "校长签字："


def shouguang(book: Workbook) -> None:
    """Ruled labels for the school, three rows of corrections a student, the school's say below."""
    sheet = _sheet(book, "更正登记", (6, 21, 10, 10, 11, 21, 21, 18))
    _title(sheet, "A1:H1", "学籍信息更正登记表")
    _rule(sheet, "A2:H12", height=22)
    for place, text in {"A2": "学校名称", "F2": "学校代码", "A3": "序号", "B3": "学籍主号", "C3": "姓名",
                        "D3": "班级", "E3": "变动内容", "F3": "原为", "G3": "现为", "H3": "依据"}.items():
        sheet[place] = text
        sheet[place].font = Font(name="宋体", size=10, bold=True)
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:E2")
    sheet.merge_cells("G2:H2")
    for row in (4, 7):
        for column in "ABCD":
            sheet.merge_cells(f"{column}{row}:{column}{row + 2}")
    sheet["A10"], sheet["A11"], sheet["A12"] = "学校意见：", "镇教办意见：", "教育局意见："
    for row in (10, 11, 12):
        sheet.merge_cells(f"A{row}:H{row}")
        sheet.row_dimensions[row].height = 44
        sheet[f"A{row}"].alignment = Alignment(horizontal="left", vertical="top")


def county(book: Workbook) -> None:
    """Two merged rows a line, protected, a column that is hidden, a picture below the table."""
    sheet = _sheet(book, "Sheet1", (6, 10, 10, 20, 20, 10, 20, 20, 20))
    _title(sheet, "A1:I1", "XXX（学校）学籍信息更正申报表")
    sheet["A2"], sheet["G2"] = "报送学校", "单位代码"
    for column, text in enumerate(("编号", "姓名", "班级", "学籍主号", "学籍副号", "修改项目", "修改前", "修改后",
                                   "修改依据"), 1):
        sheet.cell(3, column, text)
    _rule(sheet, "A3:I10", head=1, height=18)
    for row in (4, 6, 8):
        for column in "ABCDEFGHI":
            sheet.merge_cells(f"{column}{row}:{column}{row + 1}")
    sheet["A10"], sheet["F10"] = "合计", "=COUNTA(F4:F9)"
    sheet["A12"] = "填报人：                审核人：                  年   月   日"
    sheet.column_dimensions["E"].hidden = True
    sheet.protection.sheet = True


def xinjiang(book: Workbook) -> None:
    """A cover, and below the corrections a second table."""
    cover = _sheet(book, "封面", (90,), landscape=False)
    cover["A3"], cover["A6"], cover["A8"] = "XX学校学籍更正材料", "校名：____________", "学校代码：____________"
    cover["A3"].font = Font(name="黑体", size=26)
    sheet = _sheet(book, "更正", (6, 10, 20, 20, 12, 20, 20, 18))
    _title(sheet, "A1:H1", "附件3：XX学校学籍信息更正及增减情况表")
    sheet["A2"] = "一、信息更正"
    sheet.append(["序号", "姓名", "学籍主号", "学籍副号", "更正项目", "错误信息", "正确信息", "备注"])
    _rule(sheet, "A3:H8", head=1)
    for row in range(4, 8):
        sheet[f"A{row}"] = row - 3
    sheet["A8"], sheet["B8"] = "合计", "=COUNTA(B4:B7)"
    sheet["A10"] = "二、学生增减（由学校另行填写）"
    for column, text in enumerate(("序号", "姓名", "学籍主号", "增或减", "时间", "原因"), 1):
        sheet.cell(11, column, text)
    _rule(sheet, "A11:F13", head=1)
    sheet["A15"], sheet["E15"] = "校长：", "填表人："


OFFICES: dict[str, Callable[[Workbook], None]] = {
    "songjiang": songjiang, "anhui": anhui, "guanghe": guanghe, "shouguang": shouguang,
    "county": county, "xinjiang": xinjiang}
PICTURED = "county"
"""The form that has a picture."""


def draw(name: str, folder: Path) -> Path:
    """One form as .xlsx."""
    book = Workbook()
    book.remove(book.worksheets[0])
    OFFICES[name](book)
    path = folder / f"{name}.xlsx"
    book.save(path)
    if name == PICTURED:
        add_picture(path, row=11, column=6)
    return path


# --- a picture, without a library for pictures ---------------------------------------------------

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>{right}</xdr:col><xdr:colOff>0"
    "</xdr:colOff><xdr:row>{bottom}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:pic>"
    '<xdr:nvPicPr><xdr:cNvPr id="1" name="章"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
    f'<a:blip xmlns:r="{_OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch>'
    '</xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
    "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>")


def _relations(kind: str, target: str) -> str:
    return (f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>')


def _png() -> bytes:
    """A red square with a white middle."""
    rows = b"".join(b"\0" + b"".join(
        b"\xff\xff\xff" if 8 < x < 32 and 8 < y < 32 else b"\xc0\0\0" for x in range(40))
        for y in range(40))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def add_picture(path: Path, *, row: int, column: int) -> None:
    """Puts a picture on the first sheet of a book that has none, its corner in this cell."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</worksheet>", f'<drawing xmlns:r="{_OFFICE}" r:id="rId1"/></worksheet>'.encode())
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations(
        "drawing", "../drawings/drawing1.xml").encode()
    parts["xl/drawings/drawing1.xml"] = _DRAWING.format(
        row=row, column=column, bottom=row + 3, right=column + 1).encode()
    parts["xl/drawings/_rels/drawing1.xml.rels"] = _relations("image", "../media/seal.png").encode()
    parts["xl/media/seal.png"] = _png()
    types = "[Content_Types].xml"
    parts[types] = re.sub(rb"(<Types[^>]*>)", (
        rb'\1<Default Extension="png" ContentType="image/png"/>'
        rb'<Override PartName="/xl/drawings/drawing1.xml" ContentType='
        rb'"application/vnd.openxmlformats-officedocument.drawing+xml"/>'),
        parts[types], count=1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def main(folder: Path) -> None:
    """Draws all forms in both formats."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [draw(name, folder) for name in OFFICES]
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{profile}",
                        "--convert-to", "xls:MS Excel 97", "--outdir", str(folder),
                        *map(str, paths)], check=True, timeout=200)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
