"""Handing in: names, tables, what counts as a correction, and any text there and back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from app.document import Document
from app.net_lines import is_writing_only
from app.submission import OpenErrorsError, correction_table, file_names, master_table, submit
from models.errors import OutputError, SchoolError
from models.fields import FIELD_KEYS, TITLES
from models.intake.roster_from_sheets import open_roster
from models.journal import corrections
from models.school import School
from tests.app.commands.command import corrections_of, sheet_of
from tests.builders import (
    CODE, SCHOOL, SCHOOL_NAME, SHANGHAI, TODAY, document_of, finding, roster_of, student, students)

NAME, GRADE, LEAVING = 2, 4, 6


def items(document: Document, **options: object) -> list[tuple[str, str, str]]:
    table = correction_table(document, **options)  # type: ignore[arg-type]
    return [(line.item, line.before, line.after) for line in table.lines]


@pytest.mark.parametrize(("code", "name", "unfinished", "names"), [
    (CODE, SCHOOL_NAME, False, (f"{CODE}{SCHOOL_NAME}.xls", f"{SCHOOL_NAME}学籍信息更正表.xls")),
    (CODE, " 星光学校 ", True, (f"{CODE}星光学校(未校对完).xls", "星光学校学籍信息更正表(未校对完).xls")),
])
def test_names(code: str, name: str, unfinished: bool, names: tuple[str, str]) -> None:
    document = document_of([student()], school=School(code, name, 2012, "5-4-3"))
    assert file_names(document, unfinished) == names


@pytest.mark.parametrize(("code", "name"), [("", SCHOOL_NAME), (CODE, ""), (CODE, " ")])
def test_no_name_without_a_school(code: str, name: str) -> None:
    document = document_of([student()], school=School(code, name, 2012, "5-4-3"))
    with pytest.raises(SchoolError):
        file_names(document, False)


def test_the_master_table_has_the_eight_fields_in_table_order() -> None:
    row = student() | {"备注": "转入"}
    document = document_of([row], FIELD_KEYS[::-1], extra=["备注"])
    table = master_table(document)
    assert list(table.headers) == list(TITLES.values())
    assert table.rows == [[row[key] for key in FIELD_KEYS]]
    ticked = master_table(document, [8])
    assert ticked.headers[8] == "备注" and ticked.rows[0][8] == "转入"


def test_a_missing_column_stays_empty() -> None:
    document = document_of([student()], ["name", "sex"])
    assert master_table(document).rows == [["", "", student()["name"], "男", "", "", "", ""]]


def test_changes_of_writing_only_are_left_out_unless_ticked() -> None:
    document = document_of([student(grade="初一", name="王 五")])
    document.edit([(0, GRADE, "七年级"), (0, NAME, "王六"), (0, LEAVING, "2015")])
    assert items(document) == [("姓名", "王 五", "王六"), ("毕业届别", "2015届", "2015")]
    assert ("年级", "初一", "七年级") in items(document, include_format=True)


def test_writing_only_is_told_by_the_canonical_text() -> None:
    document = document_of([student(grade="2011级"), student(3, grade="初一")])
    document.edit([(0, GRADE, "七年级"), (1, GRADE, "初二")])
    first, second = corrections(document.roster, document.journal)
    assert is_writing_only(document, first)
    assert not is_writing_only(document, second)


def test_other_columns_are_corrected_only_where_they_are_handed_in() -> None:
    document = document_of([student() | {"备注": ""}], extra=["备注"])
    document.edit([(0, 8, "转入")])
    assert items(document) == []
    assert items(document, extra_columns=[8]) == [("备注", "", "转入")]


def test_a_removed_student_is_named_as_he_was_last() -> None:
    document = document_of(students(2))
    document.edit([(0, NAME, "王五")])
    document.delete_rows([0], "转出")
    [line] = correction_table(document).lines
    assert (line.name, line.item, line.before, line.after, line.reason) == (
        "王五", "删除学生", "", "", "转出")


def test_what_was_undone_is_no_correction() -> None:
    document = document_of(students(2))
    document.edit([(0, NAME, "王五")])
    document.delete_rows([1], "转出")
    document.undo()
    document.undo()
    assert items(document) == []


def test_an_added_column_is_corrected_too() -> None:
    document = document_of([student()], FIELD_KEYS[:-1])
    document.add_column("stage")
    document.edit([(0, 7, "初中")])
    [line] = correction_table(document).lines
    assert (line.item, line.before, line.after, line.reason) == ("学段", "", "初中", "缺少一列")


def test_the_period_is_the_school_year(tmp_path: Path) -> None:
    document = document_of(students(2))
    done = submit(document, tmp_path)
    top = [text for row in sheet_of(done.pair.corrections.path)[:3] for text in row]
    assert f"{SCHOOL_NAME}学籍信息更正表" in top
    assert any("2012" in text for text in top)


def test_errors_stand_in_the_way_until_decided_otherwise(tmp_path: Path) -> None:
    document = document_of([student(sex="")])
    with pytest.raises(OpenErrorsError, match="1 处"):
        submit(document, tmp_path)
    assert list(tmp_path.iterdir()) == []
    done = submit(document, tmp_path, allow_errors=True)
    assert done.unfinished and "(未校对完)" in done.pair.master.path.name
    document.edit([(0, 3, "男")])
    done = submit(document, tmp_path, allow_errors=True)
    assert not done.unfinished and (done.students, done.corrections) == (1, 1)


def test_a_confirmed_error_does_not(tmp_path: Path) -> None:
    document = document_of([student(class_name="向日葵班")])
    document.confirm([finding(document.validator, "class-value")], "校内如此")
    assert not submit(document, tmp_path).unfinished


# --- any text there and back ---------------------------------------------------------------------

TEXTS = st.text(st.one_of(
    st.characters(exclude_categories=("Cs",)),
    st.sampled_from("0123456789 \n\t'=+-@\u3000\ufeff\U00020000😀,\";\r")), max_size=12)


@given(cells=st.lists(st.lists(TEXTS, min_size=8, max_size=8), min_size=1, max_size=4))
@settings(max_examples=40)
def test_any_text_is_written_and_read_back_or_refused(cells: list[list[str]]) -> None:
    rows = [student()] + [
        dict(zip(FIELD_KEYS, line)) | {"class_name": f"{line[5]}班"} for line in cells]
    document = Document(roster_of(rows), SHANGHAI, SCHOOL, today=TODAY)
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = submit(document, Path(folder), allow_errors=True)
        except OutputError as error:
            assert "\n" not in str(error) and list(Path(folder).iterdir()) == []
            assert any(ord(c) < 32 or ord(c) & 0xFFFE == 0xFFFE for line in cells for text in line
                       for c in text)
            return
        assert sheet_of(done.pair.master.path)[1:] == [
            [row[key] for key in FIELD_KEYS] for row in rows]
        again = open_roster(done.pair.master.path)
        told = {line.row for line in again.account.left_out}  # 例 or 合计 in a row without a student
        assert not again.account.unaccounted
        assert [row.cells for row in again.rows] == [
            [row[key] for key in FIELD_KEYS] for line, row in enumerate(rows, 2)
            if line not in told]


@given(before=TEXTS, after=TEXTS, reason=TEXTS)
@settings(max_examples=40)
def test_a_correction_is_read_back_as_it_was_written(
        before: str, after: str, reason: str) -> None:
    document = Document(roster_of([student(name=before)]), SHANGHAI, SCHOOL, today=TODAY)
    document.edit([(0, NAME, after)], reason)
    expected = correction_table(document).lines
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = submit(document, Path(folder), allow_errors=True)
        except OutputError:
            assert list(Path(folder).iterdir()) == []
            return
        lines = corrections_of(done.pair.corrections.path)
    assert [tuple(line) for line in lines] == [line.texts() for line in expected]
