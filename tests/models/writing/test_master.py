"""The master file: what is in it, what it refuses, and that every text comes back."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlrd
from hypothesis import HealthCheck, example, given, settings, strategies as st

from models.errors import CellTextError, OutputError, TableLimitError
from models.fields import FIELDS
from models.writing.master import MasterTable

HEADERS = [field.title for field in FIELDS]
ROW = ["310117200607163010", "3101170001120120001", "张三", "男", "七年级", "1班", "2013届", "初中"]


def written(table: MasterTable, formatting: bool = False) -> xlrd.Book:
    table.check()
    stream = io.BytesIO()
    table.write(stream)
    return xlrd.open_workbook(file_contents=stream.getvalue(), formatting_info=formatting)


def texts(book: xlrd.Book, columns: int) -> list[list[object]]:
    sheet = book.sheet_by_index(0)
    return [row + [""] * (columns - len(row))
            for row in (sheet.row_values(i) for i in range(sheet.nrows))]


def column_of(values: Sequence[str]) -> MasterTable:
    return MasterTable(["姓名"], [[value] for value in values])


def test_layout() -> None:
    rows = [ROW, [*ROW[:2], "", *ROW[3:]]]
    book = written(MasterTable(HEADERS, rows), formatting=True)
    sheet = book.sheet_by_index(0)
    assert book.sheet_names() == ["学籍信息总库"]
    assert book.biff_version == 80
    assert [sheet.row_values(i) for i in range(sheet.nrows)] == [HEADERS, *rows]
    for row in range(sheet.nrows):
        for column in range(len(HEADERS)):
            cell = sheet.cell(row, column)
            assert cell.ctype == (xlrd.XL_CELL_TEXT if cell.value else xlrd.XL_CELL_BLANK)
            assert book.format_map[book.xf_list[cell.xf_index].format_key].format_str == "@"
    assert (sheet.panes_are_frozen, sheet.horz_split_pos, sheet.vert_split_pos) == (1, 1, 0)
    assert sheet.colinfo_map[0].width >= 20 * 256  # 18 digits and some air
    assert sheet.colinfo_map[1].width >= 21 * 256


@pytest.mark.parametrize("text", [
    "=1+1", "+1", "-1", "@SUM(A1)", "'0001", "0001", "3.10117200607163E+17", "TRUE", "#N/A",
    "2013-06-30", " 两边空格 ", "第一行\n第二行", "制表\t符", "𠮷田", "é", "\ue000", "\uffff",
    "x" * 32767, "𠮷" * 16383,
])
def test_text_stays_text(text: str) -> None:
    sheet = written(column_of([text])).sheet_by_index(0)
    assert (sheet.cell_value(1, 0), sheet.cell_type(1, 0)) == (text, xlrd.XL_CELL_TEXT)


def test_pairs_at_every_record_boundary() -> None:
    """The shared strings are cut every 8224 bytes; pairs must stay whole, wherever they fall."""
    values = ["".join(["x" * i, "𠮷" * 5000]) for i in range(1, 9)]
    values += [f"𠮷{i:05d}" for i in range(3000)] + [f"汉{i:05d}𠮷" for i in range(3000)]
    table = column_of(values)
    assert texts(written(table), 1) == [["姓名"], *table.rows]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    min_size=3, max_size=3), max_size=12))
@example([["", "", ""], ["", "", "x"], ["", "", ""]])
def test_any_text_comes_back(rows: list[list[str]]) -> None:
    table = MasterTable(["学籍主号", "姓名", "备注"], rows)
    found = texts(written(table), 3)
    blank: list[list[object]] = [["", "", ""]] * (1 + len(rows) - len(found))
    assert found + blank == [list(table.headers), *rows]


@pytest.mark.parametrize(("value", "part"), [
    ("x" * 32768, "超过 32767 个字"),
    ("𠮷" * 16384, "超过 32767 个字"),  # Excel counts UTF-16 units, two for each of these
    ("a\0b", "空字符"),
    ("半\ud842个", "残缺的字符"),
    ("\ud842" * 40000, "残缺的字符"),
])
def test_text_that_no_cell_holds(value: str, part: str) -> None:
    with pytest.raises(CellTextError) as caught:
        column_of(["好", value]).check()
    assert part in str(caught.value)
    assert "第 3 行“姓名”" in str(caught.value)


def test_half_pairs_of_neighbouring_cells_do_not_make_a_whole_one() -> None:
    with pytest.raises(CellTextError):
        MasterTable(["姓名", "备注"], [["\ud842", "\udfb7"]]).check()


def test_limits() -> None:
    MasterTable(["姓名"], [["张三"]] * 65535).check()
    MasterTable(["列"] * 256, [["x"] * 256]).check()
    for table in (MasterTable(["姓名"], [["张三"]] * 65536),
                  MasterTable(["列"] * 257, [["x"] * 257])):
        with pytest.raises(TableLimitError) as caught:
            table.check()
        assert isinstance(caught.value, OutputError)
        assert str(caught.value).endswith("原有文件没有改动。")


def test_most_students_that_fit() -> None:
    sheet = written(MasterTable(["姓名"], [["张三"]] * 65535)).sheet_by_index(0)
    assert (sheet.nrows, sheet.cell_value(65535, 0)) == (65536, "张三")


def test_progress_may_stop_it() -> None:
    told: list[tuple[int, int]] = []
    MasterTable(HEADERS, [ROW] * 2500).write(
        io.BytesIO(), lambda done, total: told.append((done, total)))
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    stream = io.BytesIO()
    with pytest.raises(InterruptedError):
        MasterTable(HEADERS, [ROW] * 2500).write(stream, stop)
    assert stream.getvalue() == b""


def test_writes_to_a_path(tmp_path: Path) -> None:
    MasterTable(HEADERS, [ROW]).write(tmp_path / "总库.xls")
    assert xlrd.open_workbook(tmp_path / "总库.xls").sheet_by_index(0).row_values(1) == ROW


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_texts(tmp_path: Path) -> None:
    rows = [ROW, ["", "3101170001120120002", "𠮷田", "", "=1+1", "0001", "3.1E+17", "初\n中"]]
    MasterTable(HEADERS, rows).write(tmp_path / "m.xls")
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "m.xls"],
        cwd=tmp_path, check=True, capture_output=True, timeout=100)
    with open(tmp_path / "m.csv", encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [HEADERS, *rows]
