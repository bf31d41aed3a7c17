"""From a file to a document, and a document's findings as text."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.opening import check_given, document_of, open_document
from app.report import as_json, as_lines
from models.errors import ProfileError, SchoolError, XuejiError
from models.grid import Workbook
from models.reading.read import read_workbook
from tests.builders import (
    CODE, SCHOOL_NAME, SHANGHAI, TODAY, document_of as built, finding, grid_of, roster_of, student,
    students, write_xls, write_xlsx)
from validators.rules import BY_CODE


@pytest.mark.parametrize("write", [write_xls, write_xlsx])
def test_a_file_becomes_a_judged_document(tmp_path: Path, write: object) -> None:
    assert callable(write)
    suffix = ".xls" if write is write_xls else ".xlsx"
    path = write(tmp_path / f"{CODE}{SCHOOL_NAME}{suffix}", grid_of(students(3, sex="")))
    document = open_document(path, today=TODAY)
    assert (document.school.code, document.school.name) == (CODE, SCHOOL_NAME)
    assert document.found_at_opening == 3 == document.tally().errors
    assert document.roster.path == path


def test_a_mapping_by_hand(tmp_path: Path) -> None:
    row = student()
    path = write_xls(tmp_path / "a.xls", [["甲", "乙"], [row["name"], row["sex"]]])
    document = open_document(path, mapping={"name": 0, "sex": 1}, header_row=1, today=TODAY)
    assert document.roster.value(0, "sex") == "男"


def test_a_roster_is_judged_without_its_sheets_beside_it(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books: list[weakref.ref[Workbook]] = []
    left: list[Workbook | None] = []

    def opened(path: Path, **words: object) -> Workbook:
        book = read_workbook(path)
        books.append(weakref.ref(book))
        return book

    def judged(*given: object, **words: object) -> None:
        left.extend(book() for book in books)

    monkeypatch.setattr("app.opening.open_workbook", opened)
    monkeypatch.setattr("app.opening.document_of", judged)
    open_document(write_xls(tmp_path / "a.xls", grid_of(students(3))), today=TODAY)
    assert left == [None]


@pytest.mark.parametrize("code", ["", "310117000", "31011700011", "310117000X", "３１０１１７０００１"])
def test_a_code_that_can_not_be_one(code: str) -> None:
    with pytest.raises(SchoolError):
        check_given(SHANGHAI, code, None)


@pytest.mark.parametrize("year", [0, 12, 1989, 2101, -1])
def test_a_year_that_can_not_be_one(year: int) -> None:
    with pytest.raises(SchoolError):
        check_given(SHANGHAI, None, year)


def test_what_can_be_given() -> None:
    check_given(SHANGHAI, CODE, 2012)
    check_given(SHANGHAI, None, None)


def test_a_profile_may_speak_of_rules_of_the_catalogue_only() -> None:
    check_given(replace(SHANGHAI, severities={"name-rare": "off"}), None, None)
    wrong = {"name-rare": "off", "main-lenght": "warning", "xyzzy": "off"}
    with pytest.raises(ProfileError) as caught:
        check_given(replace(SHANGHAI, severities=wrong), None, None)
    told = str(caught.value)
    assert "main-lenght" in told and "main-length" in told and "xyzzy" in told
    assert "name-rare" not in told and "\n" not in told


def test_wrong_words_are_told_before_the_file_is_read() -> None:
    for options in ({"profile_name": "nowhere"}, {"code": "1"}, {"school_year": 1}):
        with pytest.raises((ProfileError, SchoolError)):
            open_document(Path("no-such-file.xls"), **options)  # type: ignore[arg-type]
    with pytest.raises(XuejiError):
        open_document(Path("no-such-file.xls"))


def test_a_roster_read_before_is_judged_for_the_day_that_is_given() -> None:
    rows = [student(1, main_number="")]
    document = document_of(roster_of(rows), SHANGHAI, today=date(2012, 11, 26))
    assert document.school.school_year == 2012
    assert document.tally().errors == 1


# --- report --------------------------------------------------------------------------------------


def test_lines_of_a_clean_roster() -> None:
    lines = as_lines(built(students(3)), "a.xls")
    assert len(lines) == 2
    assert lines[0].startswith("a.xls：3 名学生") and CODE in lines[0] and SCHOOL_NAME in lines[0]
    assert "共 0 处错误，0 处待核实" in lines[1]


def test_lines_say_where_and_what_and_leave_out_what_is_confirmed() -> None:
    document = built([student(1, sex=""), student(2, name="一")])
    document.roster.notes.append("第 9 行没有读入。")
    before = as_lines(document, "a.xls")
    assert any("第 9 行没有读入。" in line for line in before)
    assert any("错误" in line and "第 2 行 性别" in line for line in before)
    assert any("待核实" in line and "第 3 行 姓名" in line for line in before)
    document.confirm([finding(document.validator, "name-length", 1)], "单名")
    assert len(as_lines(document, "a.xls")) == len(before) - 1


def test_counts_stand_in_the_order_of_the_catalogue() -> None:
    told = as_json(built([student(1, sex="", name="?", main_number="12345678"), student(3)]), "a")
    counted = list(told["counts"])
    assert sorted(counted) == ["blank", "main-document", "name-character", "serial-gap"]
    assert counted == sorted(counted, key=list(BY_CODE).index)


def test_an_added_row_has_no_number_in_the_report() -> None:
    document = built(students(2))
    document.insert_row(2, "漏报", ["", "", "李四"])
    told = as_json(document, "a.xls")
    assert {each["row"] for each in told["findings"]} == {None}
    assert any("新增的行" in line for line in as_lines(document, "a.xls"))


def test_a_document_is_freed_without_the_collector(tmp_path: Path) -> None:
    """The collector does not walk an opened roster any more: a cycle in it would stay for ever."""
    document = open_document(write_xls(tmp_path / "a.xls", grid_of(students(3, sex=""))))
    document.edit([(document.roster.rows[0].id, 0, "1")])
    document.undo()
    parts = [weakref.ref(part) for part in (document, document.roster, document.validator)]
    gc.disable()
    try:
        del document
        assert [part() for part in parts] == [None, None, None]
    finally:
        gc.enable()
