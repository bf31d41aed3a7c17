"""`main.py merge` and `split`: accounts, twins, forms, bad files, and the law that joins them."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from models.fields import FIELD_KEYS, TITLES
from models.intake.roster_from_sheets import open_roster
from tests.app.commands.command import Done, call, run, sheet_of
from tests.app.matching.truth import damaged
from tests.builders import Student, grid_of, student, students, write_xls, write_xlsx


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three classes of grade seven; one file has other columns in another order."""
    made = tmp_path / "班主任交来"
    made.mkdir()
    write_xls(made / "七(1)班.xls", grid_of(students(3), title="学生名单"))
    write_xlsx(made / "七(2)班.xlsx", grid_of(
        students(3, start=20, class_name="2班"), list(reversed(FIELD_KEYS)), extra=["民族"]))
    (made / "七(4)班.csv").write_text(
        "身份证号,学生姓名,班级,年级\n" + "".join(
            f"{row['main_number']},{row['name']},4班,七年级\n" for row in students(2, start=40))
        + "合计,2人,,\n", encoding="gbk")
    return made


def merge(*words: str | Path, out: Path) -> tuple[Done, dict[str, Any]]:
    """A run with JSON whose account balances."""
    done = call("merge", *words, "--out", out, "--json")
    found = done.json if done.code != 2 else {}
    for file in found.get("files", []):
        assert file["read"] == file["kept"] + len(file["left_out"])
    if found:
        assert found["rows"] == sum(file["kept"] for file in found["files"])
        assert found["rows"] == len(sheet_of(out)) - 1
    return done, found


def test_blocks_side_by_side_and_what_is_not_read(tmp_path: Path) -> None:
    lines = grid_of(students(6))
    write_xls(tmp_path / "七(1)班.xls", [
        [*left, "", *right] for left, right in zip(
            [lines[0], *lines[1:4]], [lines[0], *lines[4:]])])
    done, found = merge(tmp_path / "七(1)班.xls", out=tmp_path / "名册.xls")
    assert (done.code, found["rows"]) == (0, 6)
    assert [file["unaccounted"] for file in found["files"]] == [[], []]
    more = grid_of(students(3, start=20))
    write_xls(tmp_path / "七(2)班.xls", more, 续=[row[1:] for row in grid_of(
        students(3, start=30))[1:]])
    wide = grid_of(students(3, start=40))
    write_xls(tmp_path / "七(3)班.xls", [wide[0], [*wide[1], *more[-1]], *wide[2:]])
    done, found = merge(tmp_path / "七(2)班.xls", tmp_path / "七(3)班.xls",
                        out=tmp_path / "名册.xls")
    assert done.code == 1 and found["rows"] == 6
    assert [file["sheet"] for file in found["files"] if file["error"]] == ["续"]
    assert [file["unaccounted"][0]["row"] for file in found["files"] if file["unaccounted"]] == [2]


def test_a_folder_of_classes(folder: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = run("merge", folder, "--out", tmp_path / "名册.xls", "--json")
    found = done.json
    assert (done.code, done.err) == (0, "")
    assert [(Path(file["file"]).name, file["read"], file["kept"]) for file in found["files"]] == [
        ("七(1)班.xls", 3, 3), ("七(2)班.xlsx", 3, 3), ("七(4)班.csv", 3, 2)]
    assert found["files"][2]["left_out"] == [{"row": 4, "why": "小计、合计或签名、说明"}]
    assert found["missing_classes"] == [{"grade": "七年级", "class": "3班"}]
    assert found["columns"] == TITLES and found["twice"] == []
    sheet = sheet_of(tmp_path / "名册.xls")
    assert sheet[0] == [*TITLES.values(), "民族", "来源文件", "来源工作表", "来源行号"]
    assert sheet[4][2] == student(20)["name"] and sheet[4][-3:] == ["七(2)班.xlsx", "Sheet", "2"]
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert call("check", tmp_path / "名册.xls").code in (0, 1)


def test_bad_files_are_one_sentence_each_and_the_others_go_on(folder: Path, tmp_path: Path
                                                              ) -> None:
    chance = random.Random(1)
    for number in range(30):
        (folder / f"坏{number}.xls").write_bytes(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(900))
    (folder / "四2.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(50))
    (folder / "空.xls").write_bytes(b"")
    (folder / "~$七(1)班.xls").write_bytes(b"lock")
    (folder / "Thumbs.db").write_bytes(b"x")
    write_xls(folder / "某校学籍信息更正表.xls", grid_of(students(2)))
    done, found = merge(folder, out=tmp_path / "a.xls")
    assert done.code == 1 and found["rows"] == 8 and len(found["files"]) == 35
    errors = [file["error"] for file in found["files"] if file["error"]]
    assert len(errors) == 32 and all("\n" not in error for error in errors)


def test_the_same_student_in_two_files(folder: Path, tmp_path: Path) -> None:
    one, two = student(1), student(2, sex="男", name="王改")
    write_xls(folder / "转来.xls", grid_of([one | {"grade": "初一"}, two, student(2) | two]))
    done, found = merge(folder, out=tmp_path / "a.xls")
    assert done.code == 1 and found["rows"] == 10
    same, differs = found["twice"]
    assert same["same"] and [Path(row["file"]).name for row in same["rows"]] == [
        "七(1)班.xls", "转来.xls"]
    assert (differs["same"], differs["differs"]) == (False, ["name", "sex"])
    assert [file["left_out"][0]["row"] for file in found["files"]
            if Path(file["file"]).name == "转来.xls"] == [2]


def test_equal_rows_inside_one_file_stay(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", grid_of([student(1), student(1)]))
    done, found = merge(path, out=tmp_path / "b.xls")
    assert (done.code, found["rows"], found["twice"]) == (0, 2, [])


def test_one_file_twice(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "七(1)班.xls", folder / "七(1)班 副本.xls")
    done, found = merge(folder, out=tmp_path / "a.xls")
    assert done.code == 1 and found["rows"] == 8 and found["twice"] == []
    assert sorted(file["kept"] for file in found["files"]) == [0, 2, 3, 3]


def test_a_class_that_only_names_tell(tmp_path: Path) -> None:
    keys = [key for key in FIELD_KEYS if key not in ("grade", "class_name")]
    path = write_xls(tmp_path / "初一3班学生名单.xls", grid_of(students(2), keys))
    book = write_xls(tmp_path / "八年级.xls", [["说明"]], **{
        "1班": grid_of(students(1, 8, start=30), keys), "2班": grid_of(students(
            1, 8, start=31, class_name=""))})
    _, found = merge(path, book, out=tmp_path / "a.xls")
    rows = sheet_of(tmp_path / "a.xls")[1:]
    assert [row[4:6] for row in rows] == [["七年级", "3班"]] * 2 + [
        ["八年级", "1班"], ["八年级", "2班"]]


def test_one_form_a_student(tmp_path: Path) -> None:
    made = tmp_path / "七年级2班"
    made.mkdir()
    for row in students(3):
        write_xls(made / f"{row['name']}.xls", [
            ["学生学籍登记表"], ["姓名", row["name"], "", "性别", row["sex"], "民族", "汉族"],
            ["身份证号", row["main_number"], "", "学籍副号", row["sub_number"]],
            ["毕业届别：" + row["graduation_year"], "", "", "学段", "初中"], ["家庭住址", "某路"]])
    done, found = merge(made, out=tmp_path / "a.xls")
    assert (done.code, found["rows"]) == (0, 3)
    rows = sheet_of(tmp_path / "a.xls")[1:]
    expected = [[row[key] for key in FIELD_KEYS] for row in students(3, class_name="2班")]
    header = sheet_of(tmp_path / "a.xls")[0]
    places = [header.index(TITLES[key]) for key in FIELD_KEYS]
    assert sorted([row[at] for at in places] for row in rows) == sorted(expected)


def test_what_can_not_be_done(folder: Path, tmp_path: Path) -> None:
    source = folder / "七(1)班.xls"
    before = source.read_bytes()
    empty = tmp_path / "空"
    empty.mkdir()
    for words in ((folder, "--out", source), (empty, "--out", tmp_path / "a.xls"),
                  (tmp_path / "无", "--out", tmp_path / "a.xls"), (folder,),
                  (folder, "--out", tmp_path / "无" / "a.xls"), (folder, "--out", folder / "a.doc")):
        assert call("merge", *words).failed()
    assert source.read_bytes() == before and not (tmp_path / "a.xls").exists()


def test_a_folder_in_a_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "校点").mkdir()
    write_xls(folder / "校点" / "七(1)班.xls", grid_of(students(2, start=60)))
    assert merge(folder, out=tmp_path / "a.xls")[1]["rows"] == 8
    assert merge(folder, "--recursive", out=tmp_path / "b.xls")[1]["rows"] == 10
    assert "校点/七(1)班.xls" in {row[-3] for row in sheet_of(tmp_path / "b.xls")}


def test_merging_again_passes_over_what_was_merged(folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        done, found = merge(folder, out=folder / "合并名册.xls")
        assert (done.code, found["rows"], len(found["files"])) == (0, 8, 3)


# --- split ---------------------------------------------------------------------------------------


def odd_roster() -> list[Student]:
    """Classes in a mess: blanks, odd names, a number that Excel cut, one student twice."""
    rows = [*students(4), *students(3, 8, start=20, class_name="(1)班"),
            *students(2, 6, start=40, class_name="01"), student(60, class_name=""),
            student(61, grade="", class_name=""), student(62, class_name="向日葵班"),
            student(63, grade="", class_name="七(1)班"), student(3), student(1, class_name="（1）班"),
            student(64, name=" 王 一 ", main_number=damaged(student(64)["main_number"])),
            student(65, class_name="二班", grade="?"), student(66, name="合计", sex="", grade="")]
    random.Random(3).shuffle(rows)
    return rows


@pytest.mark.parametrize("by", ["class", "grade", "first-grades"])
def test_merging_what_was_split_gives_the_same_rows(tmp_path: Path, by: str) -> None:
    rows = [row | {"备注": f"第{number}个"} for number, row in enumerate(odd_roster())]
    path = write_xls(tmp_path / "名册.xls", grid_of(rows, extra=["备注"]))
    parts = tmp_path / "拆"
    done = call("split", path, "--out", parts, "--by", by, "--json")
    assert done.code == 0
    files = done.json["files"]
    assert sum(file["rows"] for file in files) == len(rows)
    assert sorted(Path(file["file"]).name for file in files) == sorted(
        one.name for one in parts.iterdir())
    done, found = merge(parts, out=tmp_path / "合.xls")
    assert (done.code, found["twice"]) == (0, [])
    one, two = open_roster(path), open_roster(tmp_path / "合.xls")
    titles = [column.title for column in one.columns]
    assert [column.title for column in two.columns][:len(titles)] == titles
    assert [row.cells for row in one.rows] == [row.cells[:len(titles)] for row in two.rows]


def test_first_grades_stand_apart(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "名册.xls", grid_of([
        *students(2, 6), *students(2, 7, start=20), *students(1, 1, start=40)]))
    files = call("split", path, "--out", tmp_path / "拆", "--by", "first-grades", "--json").json
    assert {Path(file["file"]).name: file["rows"] for file in files["files"]} == {
        "新生一年级学生信息核对表.xls": 1, "新生六年级学生信息核对表.xls": 2,
        "其他年级学生信息核对表.xls": 2}


def hostile(folder: Path, count: int) -> None:
    """Files that are no rosters, of every sort a folder collects: noise under every ending, halves
    of good files, other documents."""
    chance = random.Random(7)
    good = write_xls(folder / "真.xls", grid_of(students(3))).read_bytes()
    better = write_xlsx(folder / "真.xlsx", grid_of(students(3))).read_bytes()
    for name in ("真.xls", "真.xlsx"):
        (folder / name).unlink()
    endings = ("xls", "xlsx", "csv", "txt", "ods", "dbf", "html", "xml", "doc", "pdf", "jpg", "zip")
    for number in range(count):
        ending = endings[number % len(endings)]
        noise = chance.randbytes(chance.randrange(1, 3000))
        content = (noise, good[:chance.randrange(8, 2000)], better[:chance.randrange(4, 900)],
                   b"", b"PK\x03\x04" + noise, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise,
                   "通知：请各班于周五前上交名单。".encode(), b"<html><table><tr><td>" + noise,
                   b"%PDF-1.4\n" + noise)[number % 9]
        (folder / f"{number:03d}.{ending}").write_bytes(content)


@pytest.mark.slow
def test_forty_good_files_among_three_hundred_hostile_ones(tmp_path: Path) -> None:
    folder = tmp_path / "收到的"
    folder.mkdir()
    hostile(folder, 300)
    for number in range(40):
        write_xls(folder / f"好{number}.xls", grid_of(
            students(2, start=number * 2 + 1, class_name=f"{number + 1}班")))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = run("merge", folder, "--out", tmp_path / "合.xls", "--json")
    assert done.code == 1 and done.err == ""
    assert done.json["rows"] == 80
    bad = [each for each in done.json["files"] if each["error"]]
    assert len({each["file"] for each in bad}) == len(bad) == 300
    for each in bad:
        assert "\n" not in each["error"] and each["error"].endswith("。"), each
        assert any("\u4e00" <= c <= "\u9fff" for c in each["error"])
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_classes_of_an_earlier_roster_count_as_missing(folder: Path, tmp_path: Path) -> None:
    """A gap and what only the earlier roster has, each once; a file that can't be read stops it
    before anything is written."""
    earlier = write_xls(tmp_path / "上学期.xls", grid_of(
        [*students(2, class_name="七(3)班"), *students(2, start=9, class_name="6班"),
         *students(1, 8, start=50, class_name="2班")]))
    out = tmp_path / "名册.xls"
    done, found = merge(folder, "--earlier", earlier, out=out)
    assert done.code == 0 and found["missing_classes"] == [
        {"grade": "七年级", "class": "3班"}, {"grade": "七年级", "class": "6班"},
        {"grade": "八年级", "class": "2班"}]
    before = earlier.read_bytes()
    for words in ((tmp_path / "没有.xls", "--out", tmp_path / "二.xls"),
                  (earlier, "--out", earlier)):
        done = call("merge", folder, "--earlier", *words)
        assert done.code == 2 and done.err.count("\n") == 1
    assert earlier.read_bytes() == before and not (tmp_path / "二.xls").exists()
