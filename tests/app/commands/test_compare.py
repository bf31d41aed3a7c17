"""`main.py compare`: JSON, exit codes, sums, lists of every sort, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import xlrd
from openpyxl import Workbook, load_workbook

from tests.app.commands.command import call, run
from tests.app.matching.truth import damaged
from tests.builders import Student, grid_of, resident_id, student, students, write_xls, write_xlsx
from tests.dbf_files import write_dbf

KEYS = {"roster", "list", "scope", "same", "differs", "only_roster", "only_list", "ask",
        "list_twice"}


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return write_xls(tmp_path / "名册.xls", grid_of(students(6)))


def compared(roster: Path, rows: list[Student], *words: str, keys: list[str] | None = None
             ) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of a comparison with a list of these rows."""
    grid = grid_of(rows, keys) if keys else grid_of(rows)
    path = write_xlsx(roster.parent / "名单.xlsx", grid)
    done = call("compare", roster, path, "--json", *words)
    adds_up(done.json)
    return done.code, done.json


def adds_up(found: dict[str, Any]) -> None:
    both = found["same"] + len(found["differs"])
    only_asked = {row for each in found["ask"] for row in each["list_rows"]}
    surplus = sum(len(rows) - 1 for rows in found["list_twice"])
    assert found["scope"] == both + len(found["only_roster"]) + len(found["ask"])
    assert found["list"] == both + len(found["only_list"]) + len(only_asked) + surplus \
        + found.get("left", 0)


def test_a_roster_beside_itself(roster: Path) -> None:
    done = run("compare", roster, roster, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == {"roster": 6, "list": 6, "scope": 6, "same": 6, "differs": [],
                         "only_roster": [], "only_list": [], "ask": [], "list_twice": []}


def class_sheets(path: Path, titles: list[str]) -> Path:
    """A list of two class sheets, each with a student changed, a cover sheet, and one too many in
    the second."""
    book = Workbook()
    book.active.append(["本名册由各班上报"])
    rows = students(6)
    for number, some in (("1班", rows[:3]), ("2班", [*rows[3:], student(9)])):
        sheet = book.create_sheet(number)
        sheet.append(["", f"七年级{number}"])
        sheet.append(titles)
        for each in some:
            sheet.append([each["name"], each["main_number"], "女"][:len(titles)])
    book.save(path)
    return path


@pytest.mark.parametrize("titles", [
    ["姓名", "身份证号", "性别"], ["学生姓名", "身份证号"]], ids=["a header", "too short for a roster"])
def test_a_list_of_class_sheets(roster: Path, titles: list[str]) -> None:
    path = class_sheets(roster.parent / "各班.xlsx", titles)
    asked = call("compare", roster, path)
    assert asked.failed() and "“1班”、“2班”" in asked.err and "--list-sheet" in asked.err
    whole = call("compare", roster, path, "--list-sheet", "*", "--json")
    assert whole.json == call("compare", roster, path, "--list-sheet", "1班", "--list-sheet", "2班",
                              "--json").json
    adds_up(whole.json)
    assert (whole.json["list"], whole.json["scope"]) == (7, 6)
    assert whole.json["only_list"] == [{"list_row": 6, "list_sheets": ["2班"]}]
    differs = [(each["row"], each["list_row"], each["list_sheets"])
               for each in whole.json["differs"]]
    assert differs == ([(2, 3, ["1班"]), (4, 5, ["1班"]), (6, 4, ["2班"])]
                       if len(titles) > 2 else [])
    assert "名册里没有：名单“2班”第 6 行" in call("compare", roster, path, "--list-sheet", "*").out
    one = call("compare", roster, path, "--list-sheet", "1班", "--json").json
    assert (one["list"], len(one["only_roster"])) == (3, 3) and "list_sheets" not in str(one)
    held = call("check", roster, "--against", path, "--list-sheet", "*").out
    assert "名单《各班.xlsx》“2班”第 6 行有" in held


def test_rows_of_several_sheets_are_named_with_them(tmp_path: Path) -> None:
    """The roster's and the list's: a number alone would be two rows."""
    rows = students(6)
    roster = write_xls(tmp_path / "名册.xls", grid_of(rows[:3]), 二班=grid_of(rows[3:]))
    path = write_xls(tmp_path / "名单.xls", grid_of([*rows[:3], rows[0]]),
                     二班=grid_of([rows[3], rows[4] | {"class_name": "9班"}, rows[3]]))
    words = ["compare", roster, path, "--sheet", "*", "--list-sheet", "*"]
    found = call(*words, "--json").json
    [differs], [only] = found["differs"], found["only_roster"]
    assert (differs["row"], differs["sheet"], differs["list_row"], differs["list_sheets"]) == (
        3, "二班", 3, ["二班"])
    assert only == {"row": 4, "sheet": "二班"}
    assert (found["list_twice"], found["list_twice_sheets"]) == (
        [[2, 5], [2, 4]], [["Sheet1", "Sheet1"], ["二班", "二班"]])
    said = call(*words).out
    assert "“二班”第 3 行 班级：" in said and "名单里没有：名册“二班”第 4 行" in said


def test_what_became_of_a_student_of_a_class_sheet(roster: Path) -> None:
    path = class_sheets(roster.parent / "各班.xlsx", ["姓名", "身份证号"])
    book = load_workbook(path)
    book["1班"].append(["张多余", resident_id("20001224", 333)])
    book.save(path)  # both sheets have a student in row 6 whom the roster has not
    edits = roster.parent / "edits.json"
    entry = {"list_row": 6, "dispose": "未报到", "note": "没有来"}
    words = ["export", roster, "--against", path, "--list-sheet", "*", "--edits", edits,
             "--allow-errors", "--school-name", "示例学校", "--out", roster.parent / "out"]
    edits.write_text(json.dumps([entry]), encoding="utf-8")
    done = call(*words)
    assert done.failed() and "几张工作表都有第 6 行" in done.err
    edits.write_text(json.dumps([{**entry, "sheet": "2班"}]), encoding="utf-8")
    assert call(*words).code == 0


@pytest.mark.parametrize(("field", "value", "verdict"), [
    ("name", "王" + "丂", None), ("class_name", "2班", "class-change"), ("sex", "男", "value"),
    ("grade", "八年级", "value"), ("graduation_year", "2016届", "value"),
    ("stage", "小学", "value"), ("main_number", "", None), ("class_name", "七(1)班", None),
    ("class_name", "（1）班", None), ("graduation_year", "2015", None), ("grade", "初一", None),
])
def test_a_field_that_differs(roster: Path, field: str, value: str, verdict: str | None) -> None:
    rows = students(6)
    rows[1] = rows[1] | {field: value}
    code, found = compared(roster, rows)
    if verdict is None:
        assert (code, found["same"]) in ((0, 6), (1, 5))
        assert field == "name" or code == 0
        return
    assert code == 1
    [only] = found["differs"]
    assert (only["row"], only["list_row"], only["by"]) == (3, 3, "main_number")
    assert only["fields"] == [{"field": field, "value": student(2)[field], "list_value": value,
                               "verdict": verdict}]


def test_verdicts_of_numbers_and_sounds(tmp_path: Path) -> None:
    ours = [student(1, name="李静"), student(62, main_number=damaged(student(62)["main_number"])),
            student(3)]
    theirs = [student(1, name="李婧"), student(62), student(3)]
    right = theirs[2]["main_number"]
    ours[2]["main_number"] = right[:9] + right[10] + right[9] + right[11:]
    if ours[2]["main_number"] == right:
        ours[2]["main_number"] = right[:-1]
    roster = write_xls(tmp_path / "名册.xls", grid_of(ours))
    _, found = compared(roster, theirs)
    assert [(each["by"], [field["verdict"] for field in each["fields"]])
            for each in found["differs"]] == [
        ("main_number", ["homophone"]), ("sub_number", ["excel-damage"]),
        ("sub_number", ["one-slip"])]


def test_who_is_only_on_one_side_and_who_is_asked(roster: Path) -> None:
    rows = [*students(4), student(9), student(
        5, main_number="", sub_number="", graduation_year="", stage="")]
    code, found = compared(roster, rows)
    assert code == 1
    assert found["only_roster"] == [{"row": 7}] and found["only_list"] == [{"list_row": 6}]
    assert [(each["row"], each["list_rows"]) for each in found["ask"]] == [(6, [7])]


def test_equal_rows_of_the_list(roster: Path) -> None:
    code, found = compared(roster, [*students(6), student(2), student(2)])
    assert (code, found["same"], found["list_twice"]) == (1, 6, [[3, 8, 9]])


def test_only_covered_grades_can_be_missing(tmp_path: Path) -> None:
    roster = write_xls(tmp_path / "名册.xls", grid_of([*students(3), *students(3, 8, start=40)]))
    _, found = compared(roster, students(2))
    assert (found["scope"], found["only_roster"]) == (3, [{"row": 4}])
    _, found = compared(roster, students(2), "--grade", "初二", "--grade", "7")
    assert (found["scope"], len(found["only_roster"])) == (6, 4)
    done = call("compare", roster, roster, "--grade", "十三年级")
    assert done.failed() and "十三年级" in done.err


def test_the_roster_of_last_year_moves_up(tmp_path: Path) -> None:
    """Leavers are counted, a stage that changed is expected, who stayed down is not."""
    now = [student(1, 7), student(2, 7), student(3, 6), student(4, 6, sub_number="")]
    roster = write_xls(tmp_path / "名册.xls", grid_of(now))
    before = [student(1, 6) | {"main_number": now[0]["main_number"], "sub_number":
                               now[0]["sub_number"], "graduation_year": now[0]["graduation_year"]},
              student(2, 7) | now[1],
              student(3, 5) | {"main_number": now[2]["main_number"]},
              student(8, 9)]
    code, found = compared(roster, before, "--as", "year")
    assert (code, found["same"], found["left"]) == (1, 2, 1)
    [stayed] = found["differs"]
    assert (stayed["row"], [(field["field"], field["verdict"]) for field in stayed["fields"]]) \
        == (3, [("grade", "value")])
    assert found["only_roster"] == [{"row": 5}]


def test_a_foxpro_table(tmp_path: Path, roster: Path) -> None:
    rows = students(6)
    path = write_dbf(tmp_path / "录取.dbf", [
        ("XM", "C", 10), ("XB", "C", 2), ("CSNY", "D", 8), ("SFZH", "C", 18), ("XSXJH", "C", 19)],
        [[row["name"], row["sex"], row["main_number"][6:14], row["main_number"],
          row["sub_number"]] for row in rows[:5]])
    found = call("compare", roster, path, "--as", "admission", "--json").json
    adds_up(found)
    assert (found["same"], found["only_roster"]) == (5, [{"row": 7}])


def test_names_and_birth_dates_are_enough(tmp_path: Path, roster: Path) -> None:
    """Days of their own, as students of one day are told by nothing else."""
    path = tmp_path / "名单.csv"
    path.write_text("姓名,出生年月日\n" + "".join(
        f"{row['name']},{row['main_number'][6:14]}\n" for row in students(3)), encoding="utf-8")
    found = call("compare", roster, path, "--json").json
    assert set(found) == KEYS and found["same"] == 3


@pytest.mark.parametrize(("text", "told"), [
    ("", "空文件"), ("学籍主号,姓名,班级\n", "没有学生"), ("班级,年级\n1班,七年级\n", "姓名"),
    ("姓名,序号\n王一,1\n", "姓名"), ("姓名,班级\n王一,\n", "除了姓名")])
def test_a_list_that_is_none(tmp_path: Path, roster: Path, text: str, told: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(text, encoding="utf-8")
    done = call("compare", roster, path, "--json")
    assert done.failed() and told in done.err and done.out == ""


def test_files_that_are_not_there_or_broken(tmp_path: Path, roster: Path) -> None:
    broken = tmp_path / "坏.dbf"
    broken.write_bytes(write_dbf(broken, [("XM", "C", 10), ("XB", "C", 2)], [["王一", "男"]] * 9)
                       .read_bytes()[:120])
    for words in ((roster, tmp_path / "无.xls"), (tmp_path / "无.xls", roster), (roster, broken),
                  (roster, roster, "--as", "friend")):
        assert call("compare", *words).failed()


def test_what_is_printed_and_written(tmp_path: Path, roster: Path) -> None:
    theirs = [*students(4), student(9), student(5, class_name="3班"),
              student(77, main_number=resident_id("19990909"))]
    path = write_xls(tmp_path / "名单.xls", grid_of(theirs))
    before = path.read_bytes()
    done = call("compare", roster, path, "--out", tmp_path / "结果")
    assert done.code == 1
    for text in ("名册里没有：名单第 6 行", "名单里没有：名册第 7 行", "（换了班）", "名单 7 = 一致 4"):
        assert text in done.out
    book = xlrd.open_workbook(str(tmp_path / "结果" / "名单核对结果.xls"))
    assert book.sheet_names() == ["一致", "内容不同", "名册里没有", "名单里没有", "待您判断", "名单内重复"]
    assert [sheet.nrows - 1 for sheet in book.sheets()] == [4, 1, 2, 1, 0, 0]
    assert path.read_bytes() == before
