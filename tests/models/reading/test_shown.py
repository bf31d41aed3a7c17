"""Number formats with text of their own: what the clerk sees is what is read."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from models.reading.read import read_workbook
from models.reading.shown import literal_format, text_format

SHOWN = [
    ('"("0")班"', 1, "(1)班"), ('"310117999922012"0000', 1, "3101179999220120001"),
    ('0"班"', 12, "12班"), ("0\\班", 3, "3班"), ("0届", 2016, "2016届"), ('"初"0', 2, "初2"),
    ('[=1]"男";[=2]"女"', 2, "女"), ('[=1]"男";"女"', 7, "女"), ('"六("0")班"', 2, "六(2)班"),
    ('"G"0000', 12, "G0012"), ("000000-0000", 1234567890, "123456-7890"),
    ('"("#,##0")班"', 3, "(3)班"), ("0!班", 3, "3班"), ('[DBNum2]0"班"', 3, "叁班"),
    ('[DBNum3]0"班"', 3, "3班"), ('[$-411]0"班"', 3, "3班"), ('"第"0"班"', 4, "第4班"),
    ('0_ "级"', 2012, "2012级"), ('"七年级"', 7, "七年级"), ('yyyy"届"', 42370, "2016届"),
    ('yy"级"', 42370, "16级"), ('m"年级"d"班"', 40969, "3年级1班"), ('m"月"d"日"', 40969, "2012-03-01"),
    ("yyyy\\届", 42370, "2016届"), ('yyyy"年"m"月"d"日"', 40969, "2012-03-01"),
]


@pytest.mark.parametrize(("code", "value", "text"), SHOWN)
def test_a_number_is_read_as_it_is_shown(tmp_path: Path, code: str, value: int, text: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([value])
    sheet["A1"].number_format = code
    book.save(tmp_path / "a.xlsx")
    old = xlwt.Workbook()
    old.add_sheet("a").write(0, 0, value, xlwt.easyxf(num_format_str=code))
    old.save(str(tmp_path / "a.xls"))
    for name in ("a.xlsx", "a.xls"):
        assert read_workbook(tmp_path / name).sheets[0].rows == [[text]]


@pytest.mark.parametrize("code", [
    "", "General", "0", "0000", "#,##0", '0.00"元"', "yyyy-mm-dd", "0_ ", "[Red]0", "0%",
    "0.00E+00", '0" "000'])
def test_other_formats_are_left_alone(code: str) -> None:
    show = literal_format(code)
    assert show is None or show(5) == "5"


@pytest.mark.parametrize(("code", "value", "text"), [
    ("General\"班\"", 3, "3班"), ('G/通用格式"班"', 3, "3班"), ('[DBNum1][$-804]General"班"', 12, "十二班"),
    ('[DBNum1]0"班"', 20, "二十班"), ('0"班";"负"0', -3, "负3"), ('"男";;"女"', 0, "女")])
def test_more_formats(code: str, value: float, text: str) -> None:
    show = literal_format(code)
    assert show is not None and show(value) == text


def test_a_fraction_or_a_long_number_is_no_matter_of_these_formats() -> None:
    show = literal_format('0"班"')
    assert show is not None and show(1.5) is None and show(3.1e17) is None


@pytest.mark.parametrize(("code", "around"), [
    ('@"班"', ("", "班")), ('"高"@', ("高", "")), ('"初"@"班"', ("初", "班")), (';;;@"班"', ("", "班")),
    ("@", None), ("General", None)])
def test_text_beside_a_text(code: str, around: tuple[str, str] | None) -> None:
    assert text_format(code) == around
