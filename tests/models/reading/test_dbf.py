"""FoxPro tables: texts as a spreadsheet shows them, and tables that are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import DamagedFileError, WorkbookError
from models.reading.read import read_workbook
from tests.dbf_files import Field, write_dbf

FIELDS: list[Field] = [("XM", "C", 20), ("XB", "C", 2), ("CSNY", "D", 8), ("SFZH", "C", 18),
                       ("NL", "N", 6)]
RECORDS = [["王一", "男", "20060716", "310117200607163418", "6"],
           ["王二", "女", "", "", ""],
           ["欧阳娜·买买提", "女", "20061301", "31011720061301341X", "12.50"]]


@pytest.mark.parametrize("language", [0, 3, 0x4D, 0x7A])
def test_values_are_texts_in_code_page_936(tmp_path: Path, language: int) -> None:
    book = read_workbook(write_dbf(tmp_path / "录取.dbf", FIELDS, RECORDS, language=language))
    assert book.sheets[0].rows == [
        ["姓名", "性别", "出生日期", "身份证号", "NL"],
        ["王一", "男", "2006-07-16", "310117200607163418", "6"],
        ["王二", "女"],
        ["欧阳娜·买买提", "女", "2006-13-01", "31011720061301341X", "12.50"]]


def test_deleted_records_are_skipped_and_said(tmp_path: Path) -> None:
    book = read_workbook(write_dbf(tmp_path / "a.dbf", FIELDS, RECORDS, deleted=[0]))
    assert [row[0] for row in book.sheets[0].rows] == ["姓名", "王二", "欧阳娜·买买提"]
    assert book.notes == ["1 条已作删除标记的记录没有读入。"]


@pytest.mark.parametrize("version", [0x03, 0x30, 0x31, 0x83, 0xF5])
def test_versions(tmp_path: Path, version: int) -> None:
    path = write_dbf(tmp_path / "名单.xls", FIELDS, RECORDS, version=version)
    assert len(read_workbook(path).sheets[0].rows) == 4


def test_a_table_that_was_cut_off(tmp_path: Path) -> None:
    path = write_dbf(tmp_path / "a.dbf", FIELDS, RECORDS)
    whole = path.read_bytes()
    for length in range(40, len(whole) - 1, 7):
        path.write_bytes(whole[:length])
        with pytest.raises(WorkbookError):
            read_workbook(path)


def test_an_unknown_field_type(tmp_path: Path) -> None:
    path = write_dbf(tmp_path / "a.dbf", [FIELDS[0], ("X", "Z", 3)], [["王一", "a"]])
    with pytest.raises(DamagedFileError):
        read_workbook(path)
