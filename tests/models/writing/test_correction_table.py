"""The correction table in our own form: its lines, its order, and how it prints."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
import xlrd

from models.errors import CellTextError, TableLimitError
from models.writing.correction_table import (
    HEADERS, MAX_LINES, CorrectionLine, CorrectionTable, arranged)


def line(item: str = "姓名", grade: str = "七年级", class_name: str = "1班", name: str = "张三",
         after: str = "张三丰", reason: str = "与户口簿核对") -> CorrectionLine:
    return CorrectionLine("310117200607163010", "3101170001120120001", name, grade, class_name,
                          item, "张三", after, reason)


def table(*lines: CorrectionLine) -> CorrectionTable:
    return CorrectionTable("第七中学", "3101170001", "2012学年", lines, date(2012, 11, 29))


def written(content: CorrectionTable) -> xlrd.Book:
    content.check()
    stream = io.BytesIO()
    content.write(stream)
    return xlrd.open_workbook(file_contents=stream.getvalue(), formatting_info=True)


def test_layout() -> None:
    book = written(table(line(), line(after="", reason="")))
    sheet = book.sheet_by_index(0)
    rows = [[cell for cell in sheet.row_values(i) if cell] for i in range(sheet.nrows)]
    assert rows == [
        ["第七中学学籍信息更正表"],
        ["学校：第七中学　　学校代码：3101170001"],
        ["时间：2012学年　　更正共 2 条　　制表日期：2012-11-29"],
        ["序号", "学籍主号", "学籍副号", "姓名", "年级", "班级", "更正项目", "更正前", "更正后",
         "更正原因"],
        ["1", "310117200607163010", "3101170001120120001", "张三", "七年级", "1班", "姓名", "张三",
         "张三丰", "与户口簿核对"],
        ["2", "310117200607163010", "3101170001120120001", "张三", "七年级", "1班", "姓名", "张三"],
        ["填表人：", "审核人：", "校长：", "盖章：", "日期：      年    月    日"],
    ]
    for row in range(sheet.nrows):
        for cell in sheet.row(row):
            assert cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_EMPTY)
            if cell.ctype != xlrd.XL_CELL_EMPTY:
                assert book.format_map[book.xf_list[cell.xf_index].format_key].format_str == "@"


def test_header_is_repeated_and_lines_are_ruled_and_wrapped() -> None:
    book = written(table(line(reason="与户口簿原件核对后更正，家长已签字确认，原件存教务处档案室"), line()))
    titles = [name for name in book.name_obj_list if name.builtin]
    assert [name.name for name in titles] == ["Print_Titles"]
    assert titles[0].result.value[0].coords == (0, 1, 3, 4, 0, 256)
    sheet = book.sheet_by_index(0)
    for column in range(len(HEADERS)):
        style = book.xf_list[sheet.cell_xf_index(4, column)]
        assert style.alignment.text_wrapped
        assert style.border.top_line_style and style.border.left_line_style
    assert sheet.rowinfo_map[4].height > sheet.rowinfo_map[5].height
    assert sheet.colinfo_map[8].width >= 21 * 256  # 19 digits in one line


def test_signatures_share_one_row() -> None:
    sheet = written(table(line())).sheet_by_index(0)
    assert [text.rstrip("： 年月日") for text in sheet.row_values(sheet.nrows - 1) if text] == [
        "填表人", "审核人", "校长", "盖章", "日期"]


def test_without_corrections() -> None:
    sheet = written(table()).sheet_by_index(0)
    assert sheet.nrows == 5
    assert "更正共 0 条" in sheet.cell_value(2, 0)


def test_arranged() -> None:
    given = [
        line("班级", "六年级"), line("姓名", "十年级"), line("删除学生", "六年级", "10班"),
        line("学籍主号", "六年级", "2班", "甲"), line("学籍副号", "六年级", "2班", "乙"),
        line("学段", "二年级"), line("性别", "高一"), line("姓名", "", ""),
    ]
    assert [(each.item, each.grade, each.class_name) for each in arranged(given)] == [
        ("姓名", "", ""), ("学籍主号", "六年级", "2班"), ("学籍副号", "六年级", "2班"),
        ("删除学生", "六年级", "10班"), ("姓名", "十年级", "1班"), ("性别", "高一", "1班"),
        ("学段", "二年级", "1班"), ("班级", "六年级", "1班"),
    ]


@pytest.mark.parametrize("class_name", ["十班", "二十一班", "十二班", "十十班", "百班", "(1)班", "１班"])
def test_any_class_text_can_be_ordered(class_name: str) -> None:
    both = arranged([line(class_name=class_name), line(class_name="99班"), line(class_name="")])
    assert both[0].class_name == ""


def test_limits() -> None:
    table(*[line()] * MAX_LINES).check()
    with pytest.raises(TableLimitError):
        table(*[line()] * (MAX_LINES + 1)).check()
    with pytest.raises(CellTextError, match="第 6 行“更正后”"):
        table(line(), line(after="a\0")).check()
    with pytest.raises(CellTextError, match="更正表第 1 行"):
        CorrectionTable("第\0中学", "", "", ()).check()


def test_no_row_is_higher_than_excel_allows() -> None:
    sheet = written(table(line(after="字" * 5000))).sheet_by_index(0)
    assert sheet.rowinfo_map[4].height <= 409 * 20


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_prints_on_a4_landscape(tmp_path: Path) -> None:
    content = table(*[line(reason=f"第{i}条，与户口簿原件核对后更正") for i in range(60)])
    content.write(tmp_path / "c.xls")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "c.xls"],
        cwd=tmp_path, check=True, capture_output=True, timeout=100)
    printed = (tmp_path / "c.pdf").read_bytes()
    pages = re.findall(rb"/MediaBox\s*\[\s*0 0 (\d+)[.\d]* (\d+)", printed)
    assert 2 <= len(pages) <= 5  # one page wide, or it would be twice as many
    assert set(pages) == {(b"841", b"595")}
