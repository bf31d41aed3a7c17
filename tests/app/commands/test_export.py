"""`main.py export`: exit codes, names, both files, edits, backups; nothing where it fails."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models.fields import FIELD_KEYS, TITLES
from models.reading.read import read_workbook
from tests.app.commands.command import Done, call, corrections_of, run, sheet_of
from tests.builders import (
    CODE, SCHOOL_NAME, Student, grid_of, student, students, sub_number, write_xls)
from tests.issued_forms import draw, pairs

FORMS = Path(__file__).parents[2] / "data" / "forms"
MASTER = f"{CODE}{SCHOOL_NAME}.xls"
CORRECTIONS = f"{SCHOOL_NAME}学籍信息更正表.xls"
UNFINISHED = [name.replace(".xls", "(未校对完).xls") for name in (MASTER, CORRECTIONS)]
BAD_CHECK = student()["main_number"][:17] + (
    "0" if student()["main_number"][17] != "0" else "1")


class Desk:
    """A folder with a roster, an edits file, and an output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "out"
        self.roster = folder / f"{CODE}{SCHOOL_NAME}.xls"

    def put(self, rows: list[Student], **more: Any) -> Desk:
        write_xls(self.roster, grid_of(rows, **more))
        return self

    def export(self, *words: str, edits: Any = None, real: bool = False) -> Done:
        if edits is not None:
            path = self.folder / "edits.json"
            path.write_text(edits if isinstance(edits, str) else json.dumps(edits), "utf-8")
            words = (*words, "--edits", str(path))
        return (run if real else call)("export", self.roster, "--out", self.out, *words)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.out.iterdir()) if self.out.exists() else []

    def master(self) -> list[list[str]]:
        return sheet_of(self.out / MASTER)

    def corrections(self) -> list[list[str]]:
        return corrections_of(self.out / CORRECTIONS)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def as_master(rows: list[Student]) -> list[list[str]]:
    return [list(TITLES.values()), *([row[key] for key in FIELD_KEYS] for row in rows)]


# --- the plain way -------------------------------------------------------------------------------


def test_a_clean_roster_becomes_both_files(desk: Desk) -> None:
    rows = students(4)
    before = desk.put(rows, title="总库").roster.read_bytes()
    done = desk.export(real=True)
    assert (done.code, done.err) == (0, "")
    assert desk.names() == sorted([MASTER, CORRECTIONS])
    assert MASTER in done.out and CORRECTIONS in done.out and "4 名学生" in done.out
    assert desk.master() == as_master(rows)
    assert desk.corrections() == []
    assert desk.roster.read_bytes() == before


def test_other_columns_and_their_order_do_not_matter(desk: Desk) -> None:
    rows = [row | {"备注": "转入"} for row in students(2)]
    desk.put(rows, keys=FIELD_KEYS[::-1], extra=["备注"])
    assert desk.export().code == 0
    assert desk.master() == as_master(rows)


def test_errors_are_in_the_way(desk: Desk) -> None:
    done = desk.put([student(1, sex="")]).export(real=True)
    assert (done.code, done.out, desk.names()) == (1, "", [])
    assert "1 处错误" in done.err and done.err.count("\n") == 1


def test_warnings_are_counted_and_not_in_the_way(desk: Desk) -> None:
    done = desk.put([student(1, main_number="12345678"), student(2, grade="初一")]).export()
    assert done.code == 0 and desk.names() == sorted([MASTER, CORRECTIONS])
    assert "2 处" in done.err
    assert desk.master()[2][4] == "初一"       # written as it is


def test_errors_are_written_where_they_are_allowed(desk: Desk) -> None:
    done = desk.put([student(1, sex=""), student(2)]).export("--allow-errors", real=True)
    assert done.code == 0 and desk.names() == sorted(UNFINISHED)
    assert sheet_of(desk.out / UNFINISHED[0])[1][3] == ""


def test_names_are_marked_only_if_errors_remain(desk: Desk) -> None:
    desk.put(students(2))
    assert desk.export("--allow-errors").code == 0
    assert desk.names() == sorted([MASTER, CORRECTIONS])


def test_a_missing_column_is_empty_where_errors_are_allowed(desk: Desk) -> None:
    desk.put(students(2), keys=[key for key in FIELD_KEYS if key != "sex"])
    assert desk.export().code == 1
    assert desk.export("--allow-errors").code == 0
    assert sheet_of(desk.out / UNFINISHED[0])[0] == list(TITLES.values())


def test_canonical_writing_is_no_correction(desk: Desk) -> None:
    desk.put([student(1, grade="初一", sex="1"), student(2, name="王 五")])
    done = desk.export("--fix-safe")
    assert (done.code, done.err) == (0, "")
    assert desk.master() == as_master([student(1), student(2, name="王五")])
    assert desk.corrections() == []


def test_the_school_must_be_known(desk: Desk) -> None:
    desk.roster = desk.folder / "名册.xls"
    assert desk.put(students(2)).export().failed()
    assert desk.export("--school-name", " ").failed() and desk.names() == []
    assert desk.export("--school-name", SCHOOL_NAME).code == 0
    assert desk.names() == sorted([MASTER, CORRECTIONS])


def test_an_unreadable_roster(desk: Desk) -> None:
    assert desk.export().failed() and desk.names() == []


# --- where it is written -------------------------------------------------------------------------


def test_the_opened_file_is_never_the_output(desk: Desk) -> None:
    before = desk.put(students(2)).roster.read_bytes()
    desk.out = desk.folder
    done = desk.export(real=True)
    assert done.failed() and desk.names() == [MASTER]
    assert desk.roster.read_bytes() == before


def test_an_output_that_is_there_is_kept_as_a_backup(desk: Desk) -> None:
    desk.put(students(2))
    assert desk.export().code == 0
    old = (desk.out / MASTER).read_bytes()
    desk.put(students(3))
    assert desk.export().code == 0
    assert len(desk.names()) == 4
    assert len(desk.master()) == 4
    kept = [name for name in desk.names() if name not in (MASTER, CORRECTIONS)]
    assert old in [(desk.out / name).read_bytes() for name in kept]


def test_a_folder_that_can_not_be_made(desk: Desk) -> None:
    desk.put(students(2))
    desk.out.write_text("a file")
    assert desk.export().failed()
    assert desk.out.read_text() == "a file"
    desk.out = desk.out / "下级"
    assert "请换一个文件夹" in desk.export().err


@pytest.mark.parametrize("made_before", [False, True])
def test_a_folder_made_for_nothing_goes_again(desk: Desk, made_before: bool) -> None:
    desk.put(students(2))
    desk.out = desk.folder / "交" / "区里"
    if made_before:
        desk.out.mkdir(parents=True)
    assert desk.export("--school-name", "松" * 300).failed()
    assert desk.out.exists() is desk.out.parent.exists() is made_before


# --- edits ---------------------------------------------------------------------------------------


def test_values_with_and_without_a_reason(desk: Desk) -> None:
    rows = [student(1, sex=""), student(2, name="王丄"), student(3, grade="八年级")]
    done = desk.put(rows, title="总库").export(edits=[
        {"row": 3, "field": "sex", "value": "男"},
        {"row": 4, "field": "name", "value": "王五", "reason": "户口簿如此"},
        {"row": 5, "field": "grade", "value": "七年级", "reason": None},
    ], real=True)
    assert (done.code, done.err) == (0, "")
    assert desk.master()[2][2] == "王五"
    sound = [student(1), student(2, name="王五"), student(3)]
    heads = [[row[key] for key in ("main_number", "sub_number", "name", "grade", "class_name")]
             for row in sound]
    assert desk.corrections() == [
        [*heads[0], "性别", "", "男", "内容空缺"],
        [*heads[1], "姓名", "王丄", "王五", "户口簿如此"],
        [*heads[2], "年级", "八年级", "七年级", "年级不符"],
    ]


def test_the_identifying_columns_hold_the_final_values(desk: Desk) -> None:
    desk.put(students(2)).export(edits=[
        {"row": 2, "field": "sub_number", "value": sub_number(serial=9), "reason": "抄错"},
        {"row": 2, "field": "name", "value": "王五", "reason": "抄错"}])
    for line in desk.corrections():
        assert line[1:3] == [sub_number(serial=9), "王五"]


def test_rows_added_and_deleted_mean_the_opened_file(desk: Desk) -> None:
    added = student(3)
    done = desk.put(students(4)).export(edits=[
        {"row": 2, "delete": True, "reason": "转出"},
        {"row": 4, "delete": True, "reason": "重复"},
        {"row": 5, "field": "name", "value": "王五"},
        {"add": added, "reason": "漏报"},
    ])
    assert done.code == 0
    assert desk.master() == as_master([student(2), student(4, name="王五"), added])
    items = [(line[2], *line[5:]) for line in desk.corrections()]
    assert sorted(items) == sorted([
        (added["name"], "新增学生", "", "", "漏报"), (student(1)["name"], "删除学生", "", "", "转出"),
        (student(3)["name"], "删除学生", "", "", "重复"),
        ("王五", "姓名", student(4)["name"], "王五", "")])


def test_a_value_changed_back_is_no_correction(desk: Desk) -> None:
    name = student()["name"]
    desk.put(students(2)).export(edits=[
        {"row": 2, "field": "name", "value": "王五", "reason": "错"},
        {"row": 2, "field": "name", "value": name, "reason": "改回"}])
    assert desk.corrections() == []


def test_a_change_of_writing_is_no_correction(desk: Desk) -> None:
    desk.put([student(1, grade="初一")]).export(edits=[
        {"row": 2, "field": "grade", "value": "七年级"},
        {"row": 2, "field": "graduation_year", "value": "2015年"}])
    assert desk.corrections() == []
    assert desk.master()[1][6] == "2015年"


def test_of_several_edits_of_a_cell_the_last_reason_counts(desk: Desk) -> None:
    desk.put([student(1, sex="女")]).export(edits=[
        {"row": 2, "field": "sex", "value": "?", "reason": "试"},
        {"row": 2, "field": "sex", "value": "男", "reason": "证件"}])
    [line] = desk.corrections()
    assert line[6:] == ["女", "男", "证件"]


def test_edits_come_before_the_safe_fixes(desk: Desk) -> None:
    done = desk.put([student(1, sex="")]).export("--fix-safe", edits=[
        {"row": 2, "field": "sex", "value": "1"}])
    assert (done.code, done.err) == (0, "")
    assert desk.master()[1][3] == "男"
    [line] = desk.corrections()
    assert line[6:8] == ["", "男"]


# --- confirmations -------------------------------------------------------------------------------


def test_a_confirmed_error_is_not_in_the_way(desk: Desk) -> None:
    desk.put([student(1, main_number=BAD_CHECK)])
    assert desk.export().code == 1
    done = desk.export(edits=[
        {"row": 2, "rule": "main-check-digit", "confirm": True, "reason": "证件如此"}], real=True)
    assert (done.code, done.err) == (0, "") and desk.corrections() == []


def test_a_confirmation_outlives_the_safe_fixes(desk: Desk) -> None:
    done = desk.put([student(1, main_number=f" {BAD_CHECK}")]).export("--fix-safe", edits=[
        {"row": 2, "rule": "main-check-digit", "confirm": True, "reason": "证件如此"}])
    assert (done.code, done.err) == (0, "")
    assert desk.master()[1][0] == BAD_CHECK


def test_a_confirmation_may_stand_before_the_edit_that_leads_to_it(desk: Desk) -> None:
    done = desk.put([student(1, name="?")]).export(edits=[
        {"row": 2, "rule": "name-length", "confirm": True, "reason": "单名"},
        {"row": 2, "field": "name", "value": "一"}])
    assert (done.code, done.err) == (0, "")


def test_a_confirmed_warning_is_counted_no_more(desk: Desk) -> None:
    rows = [student(n, main_number="12345678" if n == 1 else student(n)["main_number"])
            for n in (1, 2, 4)]
    done = desk.put(rows).export(edits=[
        {"row": 2, "rule": "main-document", "confirm": True, "reason": "台胞证"},
        {"row": None, "rule": "serial-gap", "confirm": True, "reason": "0003 转出"}])
    assert (done.code, done.err) == (0, "")


# --- bad entries ---------------------------------------------------------------------------------

GOOD = {"row": 2, "field": "name", "value": "王五"}
BAD: list[Any] = [
    3, "text", None, [], {}, {"row": 2},
    {"row": 2, "field": "name"}, {"row": 2, "value": "x"}, {"field": "name", "value": "x"},
    {"row": 99, "field": "name", "value": "x"}, {"row": 1, "field": "name", "value": "x"},
    {"row": 0, "field": "name", "value": "x"}, {"row": -1, "field": "name", "value": "x"},
    {"row": "2", "field": "name", "value": "x"}, {"row": 2.0, "field": "name", "value": "x"},
    {"row": True, "field": "name", "value": "x"}, {"row": [2], "field": "name", "value": "x"},
    {"row": 2, "field": "nmae", "value": "x"}, {"row": 2, "field": ["name"], "value": "x"},
    {"row": 2, "field": None, "value": "x"}, {"row": 2, "field": {}, "value": "x"},
    {"row": 2, "field": "name", "value": 3}, {"row": 2, "field": "name", "value": None},
    {"row": 2, "field": "name", "value": "x", "reason": 3},
    {"row": 2, "field": "name", "value": "x", "surprise": 1},
    {"row": 2, "field": "name", "value": "x", "delete": True},
    {"row": 2, "delete": False, "reason": "x"}, {"row": 2, "delete": "yes"}, {"delete": True},
    {"row": 99, "delete": True}, {"row": 2, "delete": True, "rule": "blank"},
    {"add": {}}, {"add": []}, {"add": {"nmae": "x"}}, {"add": {"name": 3}}, {"add": "x"},
    {"add": {"name": " "}}, {"add": None}, {"add": {"name": "x"}, "row": 2},
    {"row": 2, "rule": "name-length", "confirm": True},
    {"row": 2, "rule": "name-length", "confirm": True, "reason": " "},
    {"row": 2, "rule": "name-length", "confirm": False, "reason": "x"},
    {"row": 2, "rule": "name-length", "reason": "x"},
    {"row": 2, "rule": "no-such-rule", "confirm": True, "reason": "x"},
    {"row": 2, "rule": ["name-length"], "confirm": True, "reason": "x"},
    {"row": 2, "rule": "sex-value", "confirm": True, "reason": "x"},
    {"row": 3, "rule": "name-length", "confirm": True, "reason": "x"},
    {"row": 99, "rule": "name-length", "confirm": True, "reason": "x"},
    {"rule": "serial-gap", "confirm": True, "reason": "x"},
    {"row": 2, "field": "name", "value": "\ud800"},
    {"row": 2, "field": "name", "value": "字" * 32768},
]


@pytest.mark.parametrize("entry", BAD, ids=lambda entry: json.dumps(entry)[:60])
def test_one_bad_entry_and_nothing_is_written(desk: Desk, entry: Any) -> None:
    desk.put([student(1, name="一", sex="?"), student(2)])
    done = desk.export("--allow-errors", edits=[GOOD | {"row": 3}, entry])
    assert done.failed() and done.out == "" and desk.names() == []


@pytest.mark.parametrize("text", ["", "{}", "[", "null", "3", '{"row": 2}', "[" * 100000, "\ufeff"])
def test_a_file_that_is_no_list(desk: Desk, text: str) -> None:
    assert desk.put(students(1)).export(edits=text).failed() and desk.names() == []


def test_the_bad_entry_is_named(desk: Desk) -> None:
    done = desk.put(students(2)).export(edits=[GOOD, {"row": 77, "delete": True}], real=True)
    assert done.failed() and "第 2 条" in done.err and "77" in done.err


@pytest.mark.parametrize("entries", [
    [{"row": 2, "delete": True}, {"row": 2, "delete": True}], [{"row": 2, "delete": True}, GOOD],
    [{"row": 2, "delete": True},
     {"row": 2, "rule": "name-length", "confirm": True, "reason": "x"}]])
def test_a_row_that_is_gone(desk: Desk, entries: list[Any]) -> None:
    desk.put([student(1, name="一"), student(2)])
    assert desk.export("--allow-errors", edits=entries).failed() and desk.names() == []


def test_edits_that_can_not_be_read(desk: Desk) -> None:
    desk.put(students(1))
    assert desk.export("--edits", str(desk.folder / "none.json")).failed()
    assert desk.export("--edits", str(desk.folder)).failed()
    (desk.folder / "gbk.json").write_bytes('[{"add": "中"}]'.encode("gbk"))
    assert desk.export("--edits", str(desk.folder / "gbk.json")).failed()
    assert desk.names() == []


def test_edits_with_a_byte_order_mark(desk: Desk) -> None:
    assert desk.put(students(1)).export(edits="\ufeff" + json.dumps([GOOD])).code == 0
    assert desk.master()[1][2] == "王五"


def test_a_column_that_is_missing_takes_no_value(desk: Desk) -> None:
    desk.put(students(1), keys=[key for key in FIELD_KEYS if key != "sex"])
    done = desk.export("--allow-errors", edits=[{"row": 2, "field": "sex", "value": "男"}])
    assert done.failed() and desk.names() == []


def test_rows_of_several_sheets_need_their_sheet(desk: Desk) -> None:
    write_xls(desk.roster, grid_of(students(2)), 第二张=grid_of(students(2, start=3)))
    entry = {"row": 2, "field": "name", "value": "王五"}
    assert desk.export("--sheet", "*", edits=[entry]).failed()
    assert desk.export("--sheet", "*", edits=[entry | {"sheet": "第二张"}]).code == 0
    assert [line[2] for line in desk.master()[1:]] == [
        student(1)["name"], student(2)["name"], "王五", student(4)["name"]]


# --- what others, or an interrupted run, left ----------------------------------------------------


def test_journal_of_others_is_told_and_not_followed(desk: Desk) -> None:
    desk.put([student(n) for n in range(1, 4)])
    desk.out.mkdir()
    before = desk.roster.read_bytes()
    move = {"temporary": ".xueji-a.tmp", "target": f"../{desk.roster.name}",
            "new": sha256(before).hexdigest(), "old": None, "backup": None}
    (desk.out / ".xueji-output.journal").write_text(
        "R" + json.dumps({"seal": "0", "moves": [move]}), "utf-8")
    done = desk.export(real=True)
    assert done.code == 0 and "没有照它改动任何文件" in done.err
    assert desk.roster.read_bytes() == before and desk.names() == sorted([MASTER, CORRECTIONS])


def test_interrupted_output_elsewhere_is_repaired_and_told(
        desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("XUEJI_HOME", str(home))
    desk.put([student(n) for n in range(1, 4)])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".xueji-x.tmp").write_bytes(b"half")
    (home / "work").mkdir(parents=True)
    (home / "work" / "output-1.json").write_text(json.dumps(str(elsewhere)), "ascii")
    done = desk.export()
    assert done.code == 0 and "留下的临时文件已清除" in done.err
    assert not list(elsewhere.iterdir()) and not list((home / "work").glob("output*"))


def test_home_that_cannot_be_written_hinders_nothing(
        desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_bytes(b"a file")
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    desk.put([student(n) for n in range(1, 4)])
    done = desk.export(real=True)
    assert done.code == 0 and done.err == "" and desk.names() == sorted([MASTER, CORRECTIONS])
    assert "没能记入台账" in done.out


# --- odd words and files --------------------------------------------------------------------------


@pytest.mark.parametrize("entry", [
    {"row": 2, "sheet": [], "field": "name", "value": "甲"},
    {"row": 2, "sheet": {}, "field": "name", "value": "甲"},
    {"row": 2, "field": [], "value": "甲"}, {"row": 2, "field": {}, "value": "甲"},
    {"row": [2], "field": "name", "value": "甲"}, {"row": 2, "field": "name", "value": [1]},
    {"row": 2, "field": "name", "confirm": True, "rule": ["x"]},
    {"row": 2, "field": [], "confirm": True, "rule": "name"},
    {"add": {"name": "甲", "sex": None}}, {"add": []}, {"row": 2, "delete": True, "reason": []},
    {"row": 2, "field": "name", "value": "\ud800"}, {"row": 2, "field": "name", "value": "a\0"},
    {"row": 10 ** 4000, "field": "name", "value": "甲"}, None, [], 7, "x"])
def test_odd_edits_are_refused_with_one_line(desk: Desk, entry: Any) -> None:
    desk.put([student(n) for n in range(1, 4)])
    done = desk.export("--allow-errors", edits=[entry])
    assert done.failed() and "意外" not in done.err and desk.names() == []


@pytest.mark.parametrize("edits", ["[" * 100_000, "[" + "1" * 5000 + "]", "{}", "", "\ufeff[]x"])
def test_odd_edits_files(desk: Desk, edits: str) -> None:
    desk.put([student(1)])
    done = desk.export(edits=edits)
    assert done.failed() and "意外" not in done.err and desk.names() == []


@pytest.mark.parametrize("words", [
    ("--school-name", "\u200b\u200b"), ("--edits", "长" * 300), ("--out", "长" * 300)])
def test_odd_words(desk: Desk, words: tuple[str, str]) -> None:
    desk.put([student(1)])
    done = desk.export(*words)
    assert done.failed() and "意外" not in done.err and desk.names() == []


# --- the form that the district issued -----------------------------------------------------------


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_corrections_go_into_an_issued_form(ending: str, desk: Desk) -> None:
    rows = students(4)
    desk.put([{**rows[0], "name": "旧名"}, *rows[1:]])
    edits = [{"row": 2, "field": "name", "value": rows[0]["name"], "reason": "错字"}]
    done = desk.export("--form", str(FORMS / f"one-line-a-field.{ending}"), edits=edits)
    assert (done.code, done.err) == (0, "")
    filled = CORRECTIONS.removesuffix(".xls") + f".{ending}"
    assert desk.names() == sorted([MASTER, filled])
    lines = read_workbook(desk.out / filled).sheets[0].rows
    assert lines[4][4:8] == ["姓名", "旧名", rows[0]["name"], "错字"]
    assert "1 行" in done.out


def test_a_table_of_another_kind_in_the_folder_is_named(desk: Desk) -> None:
    desk.put(students(4)).export()
    done = desk.export("--form", str(FORMS / "one-line-a-field.xlsx"))
    assert done.code == 0 and f"“{CORRECTIONS}”，这次没有更新" in done.err
    assert CORRECTIONS in desk.names()


def test_a_form_asks_for_fields_of_the_region(desk: Desk, tmp_path: Path) -> None:
    roster = Path(__file__).parents[3] / "resources" / "samples" / "示例名册-全国模板.xlsx"
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps([
        {"row": 3, "field": "nation", "value": "回族", "reason": "登记有误"},
        {"row": 3, "field": "name", "value": "改名", "reason": "登记有误"}]), "utf-8")
    form = draw(tmp_path / "XX学校更正表.xlsx", pairs("民族", "姓名", "出生地"))
    done = call("export", roster, "--out", desk.out, "--profile", "national", "--edits", edits,
                "--allow-errors", "--school-name", SCHOOL_NAME, "--school-code", CODE,
                "--form", form)
    assert done.code == 0 and "“出生地”" in done.err and "“民族”" not in done.err
    (filled,) = (path for path in desk.out.iterdir() if "更正表" in path.name)
    assert read_workbook(filled).sheets[0].rows[3] == [
        "1", "改名", "汉族", "回族", "姚设九", "改名", "", "", "登记有误"]


def test_what_is_no_form_writes_nothing(desk: Desk) -> None:
    desk.put(students(4))
    done = desk.export("--form", str(desk.roster.with_name("没有.xls")))
    assert done.code == 2 and done.err.count("\n") == 1 and "没有.xls" in done.err
    assert desk.names() == []
