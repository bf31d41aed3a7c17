"""Tests of problem slips: written, filled in, taken back, and refused where they must be."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.document import Document
from app.opening import open_document
from app.slip_words import says_nothing_is_wrong
from app.slips import apply_answers, read_slips, slip_lines, write_slips
from models.errors import NoHeaderError, OutputCancelledError, XuejiError
from models.fields import FIELD_KEYS
from models.reading.read import read_workbook
from tests import builders

NAME, SEX = FIELD_KEYS.index("name"), FIELD_KEYS.index("sex")
Rows = list[list[str]]


def faulty() -> Document:
    rows = builders.students(8)
    rows[1]["sex"], rows[3]["sex"], rows[5]["name"] = "?", "", "王?"
    return builders.document_of(rows)


def returned(document: Document, folder: Path, change: Callable[[Rows], None]) -> Path:
    """The first slip as a teacher sends it back: saved as .xlsx, with changes."""
    (file, *_) = write_slips(document, folder)
    rows = [list(row) + [""] * (9 - len(row)) for row in read_workbook(file.path).sheets[0].rows]
    change(rows)
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    path = folder / "交回.xlsx"
    book.save(path)
    return path


def answer(**by_item: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        for row in rows[3:]:
            row[6] = by_item.get(f"n{row[0]}", "")
    return change


def test_lines_say_what_is_wrong_in_plain_words(tmp_path: Path) -> None:
    document = faulty()
    (title, lines), = slip_lines(document).items()
    assert [(line.item, line.value) for line in lines if line.field in ("sex", "name")] == [
        ("性别", "?"), ("性别", ""), ("姓名", "王?")]
    assert all(line.problem for line in lines)
    (file,) = write_slips(document, tmp_path)
    assert file.path.name == f"{title}学籍信息问题单.xls"
    assert len(list(tmp_path.iterdir())) == 1


def test_round_trip(tmp_path: Path) -> None:
    document = faulty()
    right = builders.students(8)[1]["sex"]
    path = returned(document, tmp_path, answer(n1=right))
    answers = read_slips(document, [path])
    assert [(f.row, f.column, f.before, f.after) for f in answers.fixes] == [
        (document.roster.rows[1].id, SEX, "?", right)]
    assert answers.refused == ()
    assert answers.empty == len(slip_lines(document).popitem()[1]) - 1
    assert document.roster.rows[1].cells[SEX] == "?"
    assert apply_answers(document, answers.fixes)
    assert document.roster.rows[1].cells[SEX] == right
    assert document.journal.steps[-1].reasons == ("班主任核对",)


def sort_and_move(rows: Rows) -> None:
    rows[3:] = [row for row in reversed(rows[3:]) if row[0] != "2"]
    for row in rows[2:]:
        row[0], row[6], row[8], row[1] = row[8], row[1], row[6], row[0]


def test_sorted_lines_moved_columns_and_deleted_rows_are_matched_by_key(tmp_path: Path) -> None:
    document = faulty()
    right = builders.students(8)[1]["sex"]

    def change(rows: Rows) -> None:
        answer(n1=right)(rows)
        sort_and_move(rows)
    answers = read_slips(document, [returned(document, tmp_path, change)])
    assert [(f.row, f.after) for f in answers.fixes] == [(document.roster.rows[1].id, right)]


def key_off(rows: Rows) -> None:
    rows[3][6], rows[3][8] = "男", rows[3][8][:-1] + ("0" if rows[3][8][-1] != "0" else "1")


def keys_shifted(rows: Rows) -> None:
    rows[3][6] = "男"
    keys = [row[8] for row in rows[3:]]
    for row, key in zip(rows[3:], keys[1:] + keys[:1], strict=True):
        row[8] = key


def typed_over_the_value(rows: Rows) -> None:
    rows[3][4] = "男"


def twice_different(rows: Rows) -> None:
    rows[3][6] = "男"
    rows.append([*rows[3][:6], "女", *rows[3][7:]])


def no_key(rows: Rows) -> None:
    rows[3][6], rows[3][8] = "男", ""


@pytest.mark.parametrize("change, why", [
    (key_off, "行标识"), (keys_shifted, "错行"), (typed_over_the_value, "更正后"),
    (twice_different, "有不同的更正"), (no_key, "行标识")])
def test_refused(change: Callable[[Rows], None], why: str, tmp_path: Path) -> None:
    document = faulty()
    answers = read_slips(document, [returned(document, tmp_path, change)])
    assert answers.fixes == ()
    assert any(why in text and "第" in text for text in answers.refused)


def damaged() -> Document:
    rows = builders.students(8)
    rows[2]["main_number"] = rows[2]["main_number"][:-1]
    return builders.document_of(rows)


@pytest.mark.parametrize("number", [310117200607163010, "3.10117E+17", " 3.10117200607163E+17"])
def test_numbers_that_excel_damaged_on_the_way_are_refused(number: object, tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        rows[3][6] = number  # type: ignore[call-overload]
    document = damaged()
    answers = read_slips(document, [returned(document, tmp_path, change)])
    assert answers.fixes == ()
    assert ["截断" in text for text in answers.refused] == [True]


@pytest.mark.parametrize("word", ["", "无", "无误", "√", "同左", " 情况属实 "])
def test_nothing_to_change_and_why(word: str, tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        rows[3][6], rows[3][7] = word, "留级，有证明"
    document = damaged()
    answers = read_slips(document, [returned(document, tmp_path, change)])
    name = document.roster.rows[2].cells[NAME]
    assert (answers.fixes, answers.refused, answers.empty) == ((), (), 1)
    assert answers.remarks == (f"“交回.xlsx”第 4 行（{name}，学籍主号）：留级，有证明",)


def test_another_roster_and_an_older_version_are_refused(tmp_path: Path) -> None:
    path = returned(faulty(), tmp_path, answer(n1="男"))
    rows = builders.students(8, start=100)
    rows[1]["sex"] = "?"
    newer = builders.students(8)
    newer[1]["sex"], newer[7]["name"] = "?", "新名字"
    for other in (rows, newer):
        answers = read_slips(builders.document_of(other), [path])
        assert answers.fixes == ()
        assert all("不是从这份名册" in text for text in answers.refused)


def test_cells_changed_or_students_deleted_since_are_refused(tmp_path: Path) -> None:
    document = faulty()
    path = returned(document, tmp_path, answer(n1="男", n2="女"))
    document.edit([(document.roster.rows[1].id, SEX, "女生")])
    document.delete_rows([document.roster.rows[3].id], "转出")
    answers = read_slips(document, [path])
    assert answers.fixes == ()
    assert any("已改过" in text for text in answers.refused)
    assert any("已从名册里删除" in text for text in answers.refused)


def test_no_slip(tmp_path: Path) -> None:
    path = builders.write_xls(tmp_path / "名册.xls", builders.grid_of(builders.students(2)))
    with pytest.raises(NoHeaderError, match="不是班主任问题单"):
        read_slips(faulty(), [path])


def test_stopping(tmp_path: Path) -> None:
    with pytest.raises(OutputCancelledError):
        write_slips(faulty(), tmp_path, cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [
    "确认无误", "确认无误！", "没问题", "已核对", "信息无误。", "OK", "ok!", "是", "是的", "属实", "情况属实", "不用改",
    "与户口簿一致", "与户口本相符", "以户口本为准", "—", "－－", "/", "√", "核对过了，没有问题", "无需更正", "经核实准确无误"])
def test_words_that_say_nothing_is_wrong(text: str) -> None:
    assert says_nothing_is_wrong(text)


@pytest.mark.parametrize("text", [
    "5班", "男", "是男生", "王一致", "对外班", "2013届", "310117200607163017", "李准确"])
def test_words_that_are_a_new_value(text: str) -> None:
    assert not says_nothing_is_wrong(text)


def test_an_answer_that_is_wrong_itself_is_offered_with_a_doubt(tmp_path: Path) -> None:
    document = faulty()
    name = document.roster.value(document.roster.rows[1].id, "name")
    path = returned(document, tmp_path, answer(n1="男生的", n2=name, n3="王?"))
    doubts = {fix.after: fix.doubt for fix in read_slips(document, [path]).fixes}
    assert "仍是错误" in doubts["男生的"]


def test_a_truncated_number_is_refused_in_every_field(tmp_path: Path) -> None:
    document = faulty()
    path = returned(document, tmp_path, answer(n1="3.10117200607163E+17"))
    answers = read_slips(document, [path])
    assert answers.fixes == () and any("当数字截断" in text for text in answers.refused)


def test_a_foreign_rosters_slip_and_a_broken_file_are_a_sentence_each(tmp_path: Path) -> None:
    document = faulty()
    path = returned(document, tmp_path, answer(n1="男"))
    rows = builders.students(8)
    rows[0]["name"], rows[1]["sex"], rows[3]["sex"] = "别处来", "?", "?"
    other = builders.document_of(rows)
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    answers = read_slips(other, [path, broken])
    assert answers.fixes == () and len(answers.refused) == 2
    assert "交回.xlsx" in answers.refused[0] and "坏.xlsx" in answers.refused[1]
    with pytest.raises(XuejiError):
        read_slips(other, [broken])


def test_other_students_are_named_and_not_their_rows(tmp_path: Path) -> None:
    rows = builders.students(8)
    rows[4]["main_number"] = rows[2]["main_number"]
    lines = [line for found in slip_lines(builders.document_of(rows)).values() for line in found]
    problems = [line.problem for line in lines if line.field == "main_number"]
    assert any(rows[4]["name"] in text and "学籍主号相同" in text for text in problems)
    assert not any("行" in text for text in problems if "相同" in text)


def test_a_key_names_the_field_and_keys_of_before_are_still_read(tmp_path: Path) -> None:
    document = faulty()
    seen: list[str] = []

    def as_before(rows: Rows) -> None:
        for row in rows[3:]:
            head, mark, number, field, value, _ = row[8].split("-")
            seen.append(field)
            body = f"XJ1-{mark}-{number}-{FIELD_KEYS.index(field)}-{value}"
            row[8] = f"{body}-{hashlib.sha256(body.encode()).hexdigest()[:4]}"
            row[6] = "男" if row[0] == "1" else ""
    path = returned(document, tmp_path, as_before)
    assert "sex" in seen
    assert [fix.after for fix in read_slips(document, [path]).fixes] == ["男"]


def test_a_key_with_thousands_of_digits_is_refused(tmp_path: Path) -> None:
    document = faulty()

    def absurd(rows: Rows) -> None:
        for row in rows[3:]:
            row[6], row[8] = "男", f"XJ2-{'0' * 10}-{'9' * 5000}-sex-{'0' * 6}-{'0' * 4}"
    answers = read_slips(document, [returned(document, tmp_path, absurd)])
    assert answers.fixes == () and answers.refused


def test_slips_of_another_region_come_back(tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "resources" / "samples" / "示例名册-全国模板.xlsx"
    document = open_document(sample, profile_name="national")
    paths = []
    for file in write_slips(document, tmp_path):
        rows = [list(row) + [""] * (9 - len(row))
                for row in read_workbook(file.path).sheets[0].rows]
        book = openpyxl.Workbook()
        for number, row in enumerate(rows):
            row[6] = {"民族": "汉族", "成员1民族": "满族"}.get(row[3], "") if number > 2 else row[6]
            book.worksheets[0].append(row)
        paths.append(tmp_path / f"{file.path.stem}.xlsx")
        book.save(paths[-1])
    answers = read_slips(document, paths)
    assert answers.refused == ()
    assert {fix.after: fix.doubt for fix in answers.fixes} == {"汉族": "", "满族": ""}


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40_000_000_000)


def _ruled(path: Path) -> None:
    """A slip that somebody ruled to the last row."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("问题单")
    for number in range(65_536):
        sheet.append(["x" if number < 3 else "", *[""] * 8])
    book.save(path)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("make", [
    _sparse, Path.mkdir, pytest.param(_ruled, marks=pytest.mark.slow),
    *([] if sys.platform == "win32" else [
        os.mkfifo, lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path)])])
def test_what_is_no_slip_is_one_sentence(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """Alone it is an error, among others a line; within seconds, whatever it is."""
    path = tmp_path / "交回.xlsx"
    make(path)
    document = faulty()
    with pytest.raises(XuejiError, match="交回.xlsx") as caught:
        read_slips(document, [path])
    (good, *_) = write_slips(document, tmp_path)
    answers = read_slips(document, [path, good.path])
    assert answers.refused == (str(caught.value),) and answers.empty > 0
