"""`main.py check` as a real process: exit codes, JSON, notes, several rosters, bad input."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import logs
from app.commands import check
from models.fields import FIELD_KEYS
from tests.app.commands.command import ROOT, call, run
from tests.builders import (
    CODE, SCHOOL_NAME, grid_of, student, students, sub_number, write_xls, write_xlsx)
from tests.models.reading import corpus


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_xls(tmp_path / "clean.xls", grid_of(students(4)))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A title above the header, two errors, a warning of a row and one of the file."""
    rows = [student(1, sex=""), student(2, name="王五 "), student(4, grade="八年级"), student(5)]
    return write_xls(tmp_path / "broken.xls", grid_of(rows, title="学籍信息总库"))


# --- exit codes ----------------------------------------------------------------------------------


def test_a_clean_roster(clean: Path) -> None:
    done = run("check", clean)
    assert (done.code, done.err) == (0, "")
    assert f"{clean}：4 名学生" in done.out and CODE in done.out


def test_errors_are_exit_1(broken: Path) -> None:
    done = run("check", broken)
    assert (done.code, done.err) == (1, "")
    for text in ("第 3 行 性别", "内容空缺", "第 5 行 年级", "整份名册", "共 2 处错误，2 处待核实"):
        assert text in done.out


@pytest.mark.parametrize(("changes", "code"), [
    ({"main_number": "12345678"}, 0),                    # a warning
    ({"class_name": "向日葵班"}, 1),                       # c counts until it is confirmed
    ({"grade": "初一"}, 0),
])
def test_only_errors_count(tmp_path: Path, changes: dict[str, str], code: int) -> None:
    path = write_xls(tmp_path / "a.xls", grid_of([student(1, **changes)]))
    assert call("check", path, "--json").code == code


_SIX_THREE = ROOT / "resources" / "samples" / "示例名册-六三制.xls"


@pytest.mark.parametrize("system", ["六三", "六三制", "六三三", "6-3-3", "633", "６－３－３", "六三学制"])
def test_the_schooling_system_by_word(system: str) -> None:
    done = call("check", _SIX_THREE, "--system", system, "--json")
    assert (done.code, done.json["findings"]) == (0, [])


def test_the_schooling_system_is_the_regions_without_a_word() -> None:
    done = call("check", _SIX_THREE)
    assert done.code == 1 and "五四三制" in done.out and "命令行用 --system 6-3-3 指定" in done.out
    assert call("check", _SIX_THREE, "--system", "五四").out == done.out


@pytest.mark.parametrize("system", ["", "六", "七二", "6-3-4", "制", "6-3-3-3"])
def test_no_schooling_system(system: str) -> None:
    done = call("check", _SIX_THREE, "--system", system)
    assert done.failed() and "学制" in done.err and "六三三（6-3-3）" in done.err


def test_both_files_by_the_schooling_system(tmp_path: Path) -> None:
    done = call("export", _SIX_THREE, "--system", "六三", "--school-name", "示例学校", "--out",
                tmp_path)
    assert done.code == 0 and len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("words", [
    ["check"], ["check", "--no-such-option", "a.xls"], ["check", "a.xls", "--school-year", "x"],
    ["export", "a.xls"], ["export", "--out", "x"], ["export", "a.xls", "b.xls", "--out", "x"]])
def test_wrong_words_are_one_line(words: list[str]) -> None:
    assert call(*words).failed()


@pytest.mark.parametrize(("words", "told"), [
    (["check"], "缺少 ROSTER"),
    (["export", "a.xls"], "缺少 --out"),
    (["check", "a.xls", "--no-such-option"], "不认识“--no-such-option”"),
    (["check", "a.xls", "--js"], "不认识“--js”"),  # a shortened option may mean another one tomorrow
    (["check", "a.xls", "--profile"], "--profile 后面要写内容"),
    (["check", "a.xls", "--json=1"], "--json 后面不能写内容"),
    (["check", "a.xls", "--school-year", "今年"], "学年“今年”不对"),
])
def test_what_is_said_about_wrong_words(words: list[str], told: str) -> None:
    done = call(*words)
    assert done.failed() and told in done.err and "argument" not in done.err


@pytest.mark.parametrize(("fault", "told"), [
    (ZeroDivisionError("31011720050101001X"), "程序出了意外的错误"), (KeyboardInterrupt(), "已中断")])
def test_an_unexpected_fault_is_one_line_and_no_exit_1(
        clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException,
        told: str) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(check, "as_lines", fail)
    try:
        done = call("check", clean)
    finally:
        logs.stop()
    assert done.failed() and told in done.err
    if isinstance(fault, Exception):
        log = (tmp_path / "home" / "log" / logs.NAME).read_text("ascii")
        assert "ZeroDivisionError" in log and "310117" not in log + done.err


def test_wrong_words_of_a_real_process() -> None:
    assert run("check").failed()


@pytest.mark.parametrize(("option", "value", "named"), [
    ("--profile", "shanghia", "shanghai"), ("--school-code", "123", "10 位"),
    ("--school-code", "３１０１１７０００１", "10 位"), ("--school-year", "12", "12")])
def test_wrong_values_are_one_line_however_many_rosters(
        clean: Path, option: str, value: str, named: str) -> None:
    done = call("check", clean, clean, option, value)
    assert done.failed() and named in done.err and done.out == ""


# --- JSON ----------------------------------------------------------------------------------------


def test_the_object_of_a_roster(broken: Path) -> None:
    done = run("check", broken, "--json")
    assert done.code == 1
    told = done.json
    assert list(told) == ["file", "sheet", "header_row", "school", "school_year",
                          "school_year_basis", "profile", "rows", "columns", "notes",
                          "account", "findings", "counts"]
    assert told["file"] == str(broken)
    assert (told["sheet"], told["header_row"], told["rows"]) == ("Sheet1", 2, 4)
    assert told["school"] == {"code": CODE, "name": ""}
    assert told["school_year"] == 2012 and told["profile"] == "shanghai"
    assert told["school_year_basis"] == "rows"
    assert told["school_year_basis"] == "rows"
    assert told["columns"] == dict(zip(FIELD_KEYS, "ABCDEFGH"))
    assert told["counts"] == {"blank": 1, "format": 1, "grade-mismatch": 1, "serial-gap": 1}
    assert [(each["row"], each["field"], each["column"], each["rule"], each["severity"],
             each["value"]) for each in told["findings"]] == [
        (None, None, None, "serial-gap", "warning", None),
        (3, "sex", "D", "blank", "error", ""),
        (4, "name", "C", "format", "warning", "王五 "),
        (5, "grade", "E", "grade-mismatch", "error", "八年级")]
    for each in told["findings"]:
        assert list(each) == ["row", "field", "column", "rule", "severity", "value", "message",
                              "suggestions", "cause"]
        assert each["message"] and each["cause"] is None
    assert "0003" in told["findings"][0]["message"]
    assert [[s["value"] for s in each["suggestions"]] for each in told["findings"]] == [
        [], ["男"], ["王五"], ["七年级"]]
    assert set(told["findings"][1]["suggestions"][0]) == {"value", "why", "tentative"}


def test_a_missing_column_is_a_finding(tmp_path: Path) -> None:
    keys = [key for key in FIELD_KEYS if key != "sex"]
    path = write_xls(tmp_path / "a.xls", grid_of(students(2), keys))
    done = call("check", path, "--json")
    assert done.code == 1
    [only] = done.json["findings"]
    assert (only["row"], only["field"], only["column"], only["rule"], only["value"]) == (
        None, "sex", None, "missing-column", None)
    assert "sex" not in done.json["columns"]


def test_columns_in_another_order_and_other_columns(tmp_path: Path) -> None:
    keys = ["name", *[key for key in FIELD_KEYS if key != "name"]]
    rows = [row | {"备注": "转入"} for row in students(3)]
    grid = [["序号", *line] for line in grid_of(rows, keys, extra=["备注"])]
    done = call("check", write_xlsx(tmp_path / "a.xlsx", grid), "--json")
    assert done.code == 0
    assert done.json["columns"]["name"] == "B" and done.json["columns"]["stage"] == "I"


def test_lines_that_are_left_out_are_noted(tmp_path: Path) -> None:
    grid = grid_of(students(3))
    grid = [*grid[:2], grid[0], *grid[2:], ["合计", "3"], ["填表人：王老师"]]
    done = call("check", write_xls(tmp_path / "a.xls", grid), "--json")
    assert done.code == 0 and done.json["rows"] == 3
    notes = " ".join(done.json["notes"])
    assert all(text in notes for text in ("3", "6", "7"))


def test_a_damaged_number_is_shown_with_its_digits(tmp_path: Path) -> None:
    number = int(student()["main_number"][:17] + "5")
    grid = grid_of([student()])
    grid[1][0] = float(number)
    done = call("check", write_xlsx(tmp_path / "a.xlsx", grid), "--json")
    assert done.code == 1
    [only] = done.json["findings"]
    digits = str(number)[:15]
    assert only["rule"] == "main-precision"
    assert only["value"] == f"{digits[0]}.{digits[1:]}E+17"
    assert only["suggestions"] == []


def test_several_rosters_are_an_array_with_the_unreadable_among_them(
        clean: Path, broken: Path, tmp_path: Path) -> None:
    missing = tmp_path / "没有.xls"
    done = run("check", clean, missing, broken, "--json")
    assert done.failed()
    told = done.json
    assert [each["file"] for each in told] == [str(clean), str(missing), str(broken)]
    assert set(told[1]) == {"file", "error"} and told[1]["error"] in done.err
    assert told[2]["counts"]["blank"] == 1
    both = run("check", clean, broken, "--json")
    assert both.code == 1 and len(both.json) == 2


def test_a_single_unreadable_roster(tmp_path: Path) -> None:
    done = run("check", tmp_path / "没有.xls", "--json")
    assert done.failed() and set(done.json) == {"file", "error"}


def test_the_file_stands_as_it_was_given(clean: Path) -> None:
    done = run("check", clean.name, "--json", cwd=clean.parent)
    assert done.json["file"] == "clean.xls"


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "data"), [
    ("empty.xls", b""), ("text.xls", "这是一封信，不是名册。".encode("gbk")),
    ("random.xls", bytes(range(256)) * 20), ("cut.xlsx", b"PK\x03\x04" + bytes(40)),
    ("cut.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))])
def test_what_is_no_roster(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = call("check", path)
    assert done.failed() and done.out == ""
    assert name in done.err and done.err.strip()[-1] in "。！"


def test_a_password_can_not_be_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "locked.xls"
    path.write_bytes(corpus.encrypted_xls())
    done = call("check", path)
    assert done.failed() and "locked.xls" in done.err and "去掉密码" in done.err


def test_no_header_no_students_no_file(tmp_path: Path) -> None:
    for name, grid in (("a.xls", [["甲", "乙"], ["1", "2"]]), ("b.xls", grid_of([]))):
        assert call("check", write_xls(tmp_path / name, grid)).failed()
    assert call("check", tmp_path).failed()
    assert call("check", tmp_path / "没有.xls").failed()


# --- sheets --------------------------------------------------------------------------------------


@pytest.fixture
def two_sheets(tmp_path: Path) -> Path:
    return write_xls(tmp_path / "two.xls", grid_of(students(2, class_name="1班")),
                     第二张=grid_of(students(3, start=3, class_name="2班")))


def test_several_sheets_that_fit_are_a_choice(two_sheets: Path) -> None:
    done = call("check", two_sheets)
    assert done.failed() and "Sheet1" in done.err and "第二张" in done.err


@pytest.mark.parametrize(("words", "rows", "sheet"), [
    (["--sheet", "第二张"], 3, "第二张"), (["--sheet", "*"], 5, ["Sheet1", "第二张"]),
    (["--sheet", "第二张", "--sheet", "Sheet1"], 5, ["第二张", "Sheet1"])])
def test_chosen_sheets(two_sheets: Path, words: list[str], rows: int,
                       sheet: str | list[str]) -> None:
    done = call("check", two_sheets, "--json", *words)
    assert done.code == 0
    assert (done.json["rows"], done.json["sheet"]) == (rows, sheet)


def test_a_cause_is_named_with_its_sheet(tmp_path: Path) -> None:
    """A number twice, of which the second sheet's row has the wrong year."""
    wrong = student(2, sub_number=sub_number(serial=1), grade="八年级", graduation_year="2014届")
    path = write_xls(tmp_path / "two.xls", grid_of([student(1)]), 第二张=grid_of([wrong]))
    found = call("check", path, "--sheet", "*", "--json").json["findings"]
    assert [each["cause"] for each in found if each["rule"] == "sub-duplicate"] == [
        {"row": 2, "rule": "sub-entry-year", "sheet": "第二张"}] * 2


def test_a_sheet_that_is_not_there(two_sheets: Path) -> None:
    assert call("check", two_sheets, "--sheet", "第三张").failed()


# --- the school ----------------------------------------------------------------------------------


def test_the_school_from_the_file_name_and_from_the_options(tmp_path: Path) -> None:
    path = write_xls(tmp_path / f"{CODE}+{SCHOOL_NAME}(1).xls", grid_of(students(3)))
    assert call("check", path, "--json").json["school"] == {"code": CODE, "name": SCHOOL_NAME}
    done = call("check", path, "--json", "--school-code", "3101170002", "--school-name", "别校",
                "--school-year", "2011")
    assert done.json["school"] == {"code": "3101170002", "name": "别校"}
    assert done.json["school_year"] == 2011
    assert done.json["counts"]["school-code"] == 1
    assert "sub-school-code" not in done.json["counts"]


def test_a_row_of_another_school(tmp_path: Path) -> None:
    rows = [*students(3), student(4, sub_number=sub_number(code="3101170002", serial=4))]
    done = call("check", write_xls(tmp_path / "a.xls", grid_of(rows)), "--json")
    [only] = done.json["findings"]
    assert (only["row"], only["rule"]) == (5, "sub-school-code")
    assert [each["value"] for each in only["suggestions"]] == [sub_number(serial=4)]


# --- surroundings ---------------------------------------------------------------------------------


@pytest.mark.parametrize("env", [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gbk"}])
def test_the_output_is_utf_8_whatever_the_locale(broken: Path, env: dict[str, str]) -> None:
    done = run("check", broken, "--json", env=env)
    assert done.code == 1 and "性别" in done.out
    assert "找不到" in run("check", "没有.xls", env=env).err


def test_nothing_is_imported_that_a_plain_check_does_without(clean: Path) -> None:
    """No Qt, and nothing that writes files, keeps the ledger or compares with lists."""
    code = ("import sys; sys.argv = ['main.py', 'check', sys.argv[1]]\n"
            "import main\n"
            "assert main.main(sys.argv[1:]) == 0\n"
            "print(*sys.modules)")
    done = subprocess.run([sys.executable, "-c", code, str(clean)], cwd=ROOT, timeout=60,
                          capture_output=True, encoding="utf-8", check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert "validators.engine" in loaded
    assert [name for name in loaded if name.startswith((
        "PySide", "shiboken", "xlwt", "openpyxl", "sqlite3", "app.exports", "app.handing_in",
        "app.lists", "app.matching.match", "models.commit"))] == []


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", grid_of(students(3000, sex="")))
    process = subprocess.Popen(
        [sys.executable, "main.py", "check", str(path)], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process:
        assert process.stdout is not None and process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b"" and "3000 名学生".encode() in first


def test_the_rosters_are_not_written_to(broken: Path) -> None:
    before = (broken.read_bytes(), broken.stat().st_mtime_ns)
    run("check", broken, "--json")
    assert (broken.read_bytes(), broken.stat().st_mtime_ns) == before
    assert list(broken.parent.iterdir()) == [broken]


def test_against_another_list(tmp_path: Path) -> None:
    roster = write_xls(tmp_path / "名册.xls", grid_of(students(9)))
    listed = write_xls(tmp_path / "名单.xls", grid_of(
        [*students(3), student(4, class_name="6班"), *students(4, start=5), student(19)]))
    done = run("check", roster, "--against", listed, "--as", "term", "--json")
    assert (done.code, done.err) == (0, "")
    found = [(each["row"], each["field"], each["rule"], each["severity"],
              [offered["value"] for offered in each["suggestions"]])
             for each in done.json["findings"] if each["rule"].startswith("list-")]
    assert found == [
        (None, None, "list-missing", "warning", []),
        (5, "class_name", "list-differs", "warning", ["6班"]),
        (10, "name", "list-extra", "warning", [])]
    assert done.json["counts"]["list-missing"] == 1


@pytest.mark.parametrize(("rows", "words"), [
    ([], "只有表头，没有学生"), (students(4, start=50), "像是另一所学校的名单")])
def test_a_list_that_is_none_of_this_school(tmp_path: Path, rows: list[dict[str, str]],
                                            words: str) -> None:
    roster = write_xls(tmp_path / "名册.xls", grid_of(students(5)))
    listed = write_xls(tmp_path / "名单.xls", grid_of(rows))
    done = run("check", roster, "--against", listed, "--json")
    assert done.code == 2 and words in done.err and len(done.err.splitlines()) == 1


def test_a_list_that_mostly_does_not_fit_is_asked_about(tmp_path: Path) -> None:
    roster = write_xls(tmp_path / "名册.xls", grid_of(students(9)))
    listed = write_xls(tmp_path / "名单.xls", grid_of(students(9, start=6)))
    assert "是不是选错了名单" in run("check", roster, "--against", listed).err
