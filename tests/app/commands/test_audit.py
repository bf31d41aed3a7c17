"""The command ``audit`` on generated schools: known problems, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlrd

from app.district.audit import open_snapshot, run_audit
from app.district.whole import write_whole
from models.errors import OutputCancelledError
from tests.app.commands.command import ROOT, Done, call, run
from tests.app.district.county import FIRST_ROW, County, county, name_of

ROWS = 60


@pytest.fixture
def some() -> County:
    return county(6, ROWS)


def audit(folder: Path, *words: str | Path) -> Any:
    done = call("audit", folder, "--json", "--jobs", "2", *words)
    assert done.err == ""
    return done.json


def found(result: Any) -> set[tuple[str, frozenset[tuple[str, int]]]]:
    return {(pair["rule"], frozenset((row["file"][:10], row["row"]) for row in pair["rows"]))
            for pair in result["across"]}


def states(result: Any) -> dict[str, str]:
    return {line["file"] or line["code"]: line["state"] for line in result["schools"]}


def test_clean_schools_pass(some: County, tmp_path: Path) -> None:
    some.write(tmp_path / "in")
    done = call("audit", tmp_path / "in", "--json")
    assert done.code == 0
    assert done.json["across"] == done.json["missing"] == []
    assert set(states(done.json).values()) == {"通过"}
    assert all(sum(line["grades"].values()) == line["rows"] == ROWS
               for line in done.json["schools"])


def test_every_pair_between_schools_is_found_and_no_other(some: County, tmp_path: Path) -> None:
    a, b, c, d, e, f = some.codes
    some.same_main((a, 30), (b, 30))
    some.same_sub((b, 3), (c, 5))
    some.same_person((c, 10), (d, 10))
    some.carries((e, 7), f)
    some.write(tmp_path / "in")
    done = call("audit", tmp_path / "in", "--json")
    assert done.code == 1
    assert found(done.json) == some.expected
    of = {line["code"]: line for line in done.json["schools"]}
    assert of[a]["state"] == of[b]["state"] == of[e]["state"] == "有错误"
    assert (of[d]["state"], of[f]["state"]) == ("待确认", "通过")
    assert [of[code]["across"] for code in some.codes] == [1, 2, 2, 1, 1, 0]


def test_errors_and_warnings_are_what_check_counts(tmp_path: Path) -> None:
    for sample in ("示例名册.xls", "示例名册-六三制.xls"):
        shutil.copy(Path("resources/samples") / sample, tmp_path / sample)
    for line in audit(tmp_path)["schools"]:
        findings = call("check", tmp_path / line["file"], "--json").json["findings"]
        for severity in ("error", "warning"):
            assert line[f"{severity}s"] == sum(f["severity"] == severity for f in findings) > 0


def test_a_file_name_must_fit_the_list_the_numbers_and_the_other_files(
        some: County, tmp_path: Path) -> None:
    a, b, c, d, e, f = some.codes
    folder = tmp_path / "in"
    some.write(folder, {
        a: f"{name_of(a)}.xls",  # no code
        b: f"{b}上海市松江区别的名字学校.xls",
        c: f"{c}{name_of(c)}(2).xls",
    })
    shutil.copy(folder / f"{d}{name_of(d)}.xls", folder / f"3101170088{name_of(d)}.xls")
    some.write_one(folder / "sub.xls", f)
    (folder / "年级").mkdir()
    os.rename(folder / "sub.xls", folder / "年级" / f"{f}{name_of(f)}.xls")
    result = audit(folder, "--schools", some.write_list(tmp_path / "list.xlsx"))
    assert states(result) == {
        f"{name_of(a)}.xls": "文件名不符", f"{b}上海市松江区别的名字学校.xls": "文件名不符",
        f"{c}{name_of(c)}(2).xls": "文件名不符", f"{d}{name_of(d)}.xls": "文件名不符",
        f"3101170088{name_of(d)}.xls": "文件名不符", f"{e}{name_of(e)}.xls": "通过",
        f"{f}{name_of(f)}.xls": "文件名不符", f"年级/{f}{name_of(f)}.xls": "文件名不符"}
    assert result["missing"] == []
    assert all(line["notes"] for line in result["schools"] if line["state"] == "文件名不符")


def test_numbers_of_another_school_make_the_name_wrong_and_not_every_student(
        some: County, tmp_path: Path) -> None:
    a, b, *_ = some.codes
    some.write(tmp_path / "in", {a: f"3101170555{name_of(a)}.xls"})
    result = audit(tmp_path / "in", "--schools", some.write_list(tmp_path / "list.xlsx"))
    assert states(result)[f"3101170555{name_of(a)}.xls"] == "文件名不符"
    assert result["across"] == []


def test_a_bad_file_is_one_line_and_a_missing_school_another(some: County, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    some.write(folder)
    (folder / "3101170066坏.xls").write_bytes(b"\xd0\xcf\x11\xe0" + os.urandom(2000))
    (folder / "空.xls").write_bytes(b"")
    for ignored in ("~$锁.xls", "Thumbs.db", "进度通报_20121126.xls", "验收单.xls", ".DS_Store"):
        (folder / ignored).write_bytes(b"x")
    result = audit(folder, "--schools", some.write_list(
        tmp_path / "list.xlsx", {"3101170099": "上海市松江区未交学校"}))
    assert result["missing"] == [{"code": "3101170099", "name": "上海市松江区未交学校"}]
    assert sorted(states(result).values()) == sorted(["通过"] * 6 + ["打不开"] * 2 + ["未交"])
    assert all(line["error"] for line in result["schools"] if line["state"] == "打不开")


def test_a_second_run_reads_only_what_changed(some: County, tmp_path: Path) -> None:
    a, b, *_ = some.codes
    folder, out = tmp_path / "in", tmp_path / "out"
    some.same_main((a, 30), (b, 30))
    some.write(folder)
    first = audit(folder, "--out", out)
    assert first["unchanged"] == 0
    assert list(out.glob("*.sqlite"))
    again = audit(folder, "--since", next(out.glob("*.sqlite")), "--out", tmp_path / "out2")
    assert again == {**first, "unchanged": 6}
    some.schools[a][0].cells["name"] = "改"
    some.write_one(folder / f"{a}{name_of(a)}.xls", a)
    changed = audit(folder, "--out", out)
    assert changed["unchanged"] == 5
    assert changed == {**audit(folder), "unchanged": 5}
    os.remove(folder / f"{b}{name_of(b)}.xls")
    assert audit(folder, "--out", out) == {**audit(folder), "unchanged": 5}


def texts_of(path: Path) -> str:
    book = xlrd.open_workbook(str(path))
    return "\n".join(str(cell.value) for sheet in book.sheets()
                     for row in sheet.get_rows() for cell in row)


def test_no_school_is_told_another_schools_student(some: County, tmp_path: Path) -> None:
    a, b, c, d, *_ = some.codes
    some.same_main((a, 30), (b, 31))
    some.same_sub((b, 3), (c, 5))
    some.same_person((c, 10), (d, 10))
    some.write(tmp_path / "in")
    out = tmp_path / "out"
    audit(tmp_path / "in", "--out", out, "--schools", some.write_list(tmp_path / "list.xlsx"))
    assert {path.name for path in out.glob("核查单_*")} == {
        f"核查单_{code}{name_of(code)}.xls" for code in some.codes}
    for code in some.codes:
        said = texts_of(out / f"核查单_{code}{name_of(code)}.xls")
        own = {value for student in some.schools[code] for value in (
            student.main, student.sub, student.name)}
        others = {value for other, students in some.schools.items() if other != code
                  for student in students for value in (student.main, student.sub, student.name)}
        assert not [value for value in others - own if value in said]
    said = texts_of(out / f"核查单_{a}{name_of(a)}.xls")
    assert some.schools[a][30].main in said
    assert some.schools[b][31].name[0] + "**" in said
    assert f"示例{b[-2:]}老师" in said and name_of(b) in said


def test_the_report_says_what_changed_since_the_run_before(some: County, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    some.write(folder)
    late = folder / f"{some.codes[0]}{name_of(some.codes[0])}.xls"
    os.rename(late, tmp_path / "late.xls")
    listed = some.write_list(tmp_path / "list.xlsx")
    audit(folder, "--out", out, "--schools", listed)
    os.rename(tmp_path / "late.xls", late)
    audit(folder, "--out", out, "--schools", listed)
    [report] = (path for path in out.glob("进度通报_*.xls") if "备份" not in path.name)
    assert "多交 1 所" in texts_of(report)


@pytest.mark.parametrize(("words", "says"), [
    (["{tmp}/none"], "找不到文件夹"),
    (["{tmp}"], "没有读得出的学籍表"),
    (["{tmp}", "--since", "{tmp}/none.sqlite"], "找不到快照"),
    (["{tmp}", "--since", "{tmp}/rubbish.xls"], "快照"),
    (["{tmp}", "--schools", "{tmp}/rubbish.xls"], "rubbish.xls"),
    (["{tmp}", "--jobs", "0"], "--jobs"),
    (["{tmp}", "--profile", "shanghia"], "shanghai"),
    (["{tmp}", "--school-year", "12"], "学年"),
])
def test_what_can_not_be_done_is_one_line(words: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "rubbish.xls").write_bytes(os.urandom(3000))
    done: Done = call("audit", *(word.format(tmp=tmp_path) for word in words))
    assert done.failed() and says in done.err, done.err


def test_two_jobs_say_what_one_says(some: County, tmp_path: Path) -> None:
    some.write(tmp_path / "in")
    assert audit(tmp_path / "in", "--jobs", "1") == audit(tmp_path / "in", "--jobs", "3")


def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    many = county(16, ROWS)
    many.same_main((many.codes[0], 30), (many.codes[1], 30))
    many.write(tmp_path / "in")
    snapshot = tmp_path / "out" / "汇总检查快照.sqlite"
    words = [sys.executable, str(ROOT / "main.py"), "audit", str(tmp_path / "in"), "--json",
             "--jobs", "1", "--out"]
    for number in range(3):
        with subprocess.Popen([*words, str(tmp_path / "out")], stdout=subprocess.DEVNULL) as doomed:
            while not snapshot.is_file():  # its making is in the time allowed for starting up
                with suppress(subprocess.TimeoutExpired):
                    assert doomed.wait(0.05) == 0, "it ended without a snapshot"
            with suppress(subprocess.TimeoutExpired):
                doomed.wait(number * 0.3)
            doomed.kill()
    whole = run("audit", tmp_path / "in", "--json", "--out", tmp_path / "fresh").json
    rest = run("audit", tmp_path / "in", "--json", "--out", tmp_path / "out").json
    assert {**rest, "unchanged": 0} == whole
    assert found(whole) == many.expected


def test_it_runs_as_a_program(some: County, tmp_path: Path) -> None:
    some.write(tmp_path / "in")
    done = run("audit", tmp_path / "in", "--json", "--out", tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    first = json.loads(done.out)
    assert first["schools"][0]["rows"] == ROWS
    again = run("audit", tmp_path / "in", "--json", "--out", tmp_path / "out")
    assert json.loads(again.out) == {**first, "unchanged": 6}
    assert FIRST_ROW == 4


@pytest.mark.skipif(os.name == "nt", reason="links, pipes and such names need a right there")
def test_hostile_files_cost_one_line_each(some: County, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    some.write(folder)
    a, b, c, *_ = some.codes
    own = folder / f"{a}{name_of(a)}.xls"
    os.rename(folder / f"{b}{name_of(b)}.xls",
              os.fsencode(folder) + b"/" + f"{b}{name_of(b)}".encode("gbk") + b".xls")
    (folder / "3101170091断链学校.xls").symlink_to(tmp_path / "nothing")
    os.mkfifo(folder / "3101170092管道学校.xls")
    (folder / "圈").symlink_to(folder)
    (folder / "3101170093大学校.xls").touch()
    os.truncate(folder / "3101170093大学校.xls", 6 << 30)
    (folder / f"{a}{name_of(a)}(2).xls").write_bytes(own.read_bytes())
    (folder / "旧").mkdir()
    some.write_one(folder / "旧" / f"{c}{name_of(c)}.xls", some.codes[3])
    done = run("audit", folder, "--out", out, "--json")
    assert (done.code, done.err) == (1, "")
    found = {line["name"]: line for line in done.json["schools"] if line["state"] == "打不开"}
    assert set(found) == {"断链学校", "管道学校", "大学校"}
    notes = "\n".join(note for line in done.json["schools"] for note in line["notes"])
    assert "（内容相同）" in notes and "（内容不同）" in notes
    assert sum(line["rows"] for line in done.json["schools"]) == ROWS * 8
    again = run("audit", folder, "--out", out, "--json")
    assert again.json["schools"] == done.json["schools"]
    assert again.json["unchanged"] == 8  # what can't be read is tried again


def test_the_whole_roster_is_cut_where_a_sheet_ends(some: County, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    some.write(folder)
    a, b, *_ = some.codes
    shutil.copy(folder / f"{a}{name_of(a)}.xls", folder / f"{a}{name_of(a)} 副本.xls")
    some.write_one(folder / f"{b}{name_of(b)}(改).xls", some.codes[2])
    os.rename(folder / f"{b}{name_of(b)}(改).xls", folder / f"{b}{name_of(b)}改.xls")
    (folder / "3101170099坏.xls").write_bytes(b"x")
    with open_snapshot(out, None) as snapshot:
        found = run_audit(folder, snapshot, profile_name="shanghai", but=[out])
    whole = write_whole(found, out, most=100)
    assert whole.students == ROWS * 5 == sum(count for _, count in whole.files)
    assert [path.name for path, _ in whole.files] == [
        f"汇总总库-{number}.xls" for number in range(1, 4)]
    assert sorted(why for _, why in whole.left_out) == ["文件打不开", "有几个内容不同的文件"]
    with pytest.raises(OutputCancelledError):
        write_whole(found, out, cancelled=lambda: True)
    again = run("audit", folder, "--out", folder, "--json")
    assert not any("汇总总库" in (line["file"] or "") for line in again.json["schools"])
