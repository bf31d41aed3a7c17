"""Dispositions, the tables made of them, and new numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlrd
from hypothesis import given, settings, strategies as st

from app import continuing
from app.autosave import Autosave
from app.document import Document
from app.lists.disposing import Subject, dispose, disposed, same_person, subject_of
from app.lists.numbers import REASON, issue_numbers, new_numbers
from app.lists.tables import made_table, table_named
from models.dispositions import Disposition
from models.errors import EditError, OutputError, ProfileError
from models.journal import corrections
from models.profile import read_profile
from models.regular import file_hash
from models.resources import resource
from models.school import School
from models.session.session import Source
from tests.app.commands.command import run
from tests.app.lists.test_held import held
from tests.builders import (
    SHANGHAI, TODAY, document_of, found, grid_of, resident_id, roster_of, student, students,
    sub_number, write_xls, write_xlsx)

KINDS = SHANGHAI.dispositions.kinds


def said(kind: str, **more: object) -> Disposition:
    return Disposition(None, "", kind)._replace(**more)  # type: ignore[arg-type]


def test_who_left_goes_out_with_the_reason_and_comes_back_by_undo() -> None:
    document = held(students(4), students(4))
    before = [row.cells[:] for row in document.roster.rows]
    dispose(document, [Subject(0), Subject(2)],
            said("转出", date="2012-9-3", school="外地小学", evidence=("学籍证明",)))
    assert [row.id for row in document.roster.rows] == [1, 3]
    assert [each.reason for each in corrections(document.roster, document.journal)] == [
        "转出（2012-9-3，外地小学，学籍证明）"] * 2
    missing = [f for f in document.validator.file_findings() if f.rule == "list-missing"]
    assert len(missing) == 2
    document.undo()
    assert [row.cells for row in document.roster.rows] == before
    assert disposed(document) == []


def test_a_missing_student_comes_in_behind_his_class() -> None:
    ours = [*students(3), *students(2, 8, start=10)]
    document = held(ours, [*students(4), *students(2, 8, start=10)])
    [missing] = [f for f in document.validator.file_findings() if f.rule == "list-missing"]
    subject = subject_of(missing)
    assert subject is not None
    dispose(document, [subject], said("转入", school="青浦"))
    assert [row.cells for row in document.roster.rows][3] == list(student(4).values())
    assert [each.disposition.kind for each in disposed(document)] == ["转入"]
    assert not [f for f in document.validator.file_findings() if f.rule == "list-missing"]
    document.undo()
    assert len(document.roster) == 5


def test_who_is_elsewhere_is_no_problem_any_more() -> None:
    document = held(students(4), students(5))
    [missing] = [f for f in document.validator.file_findings() if f.rule == "list-missing"]
    dispose(document, [Subject(entry=missing.subject)], said("外出注册", school="杭州"))
    assert document.is_confirmed(missing)
    assert document.journal.confirmations[missing.key].reason == "外出注册（杭州）"


@pytest.mark.parametrize("kind", ["留级", "休学", "跳级"])
def test_a_repeated_year_is_the_reason_for_what_does_not_add_up(kind: str) -> None:
    document = held([student(1), student(2, grade="八年级"), *students(6, start=3)], students(8))
    assert any(f.rule == "grade-mismatch" for f in document.open_in_row(1))
    dispose(document, [Subject(1)], said(kind, note="病假一年"))
    assert not [f for f in document.open_in_row(1) if f.rule != "list-differs"]
    assert {c.reason for c in document.journal.confirmations.values()} == {f"{kind}（病假一年）"}


def test_the_last_word_holds() -> None:
    document = held([*students(3), student(9)], students(3))
    dispose(document, [Subject(3)], said("转入"))
    dispose(document, [Subject(3)], said("新增"))
    assert [each.disposition.kind for each in disposed(document)] == ["新增"]
    document.undo()
    assert [each.disposition.kind for each in disposed(document)] == ["转入"]
    document.undo()
    assert disposed(document) == [] and found(document.validator, 3) == {("name", "list-extra")}


def test_an_unknown_kind_is_refused() -> None:
    document = held(students(2), students(2))
    with pytest.raises(EditError, match="不是可用的去向"):
        dispose(document, [Subject(0)], said("走了"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([each.title for each in KINDS]), st.integers(0, 9),
                          st.booleans()), max_size=8))
def test_everybody_who_came_or_went_has_one_disposition(
        steps: list[tuple[str, int, bool]]) -> None:
    document = held(students(6), students(6, start=4))
    for kind, which, of_list in steps:
        missing = [f.subject for f in document.validator.file_findings()
                   if f.rule == "list-missing" and not document.is_confirmed(f)]
        rows = [row.id for row in document.roster.rows]
        if of_list and missing:
            dispose(document, [Subject(entry=missing[which % len(missing)])], said(kind))
        elif rows:
            dispose(document, [Subject(rows[which % len(rows)])], said(kind))
    moved = [each.row for each in corrections(document.roster, document.journal)
             if each.column is None]
    who = [each.disposition.row for each in disposed(document)
           if each.disposition.row is not None]
    assert len(who) == len(set(who)) and set(moved) <= set(who)
    while document.undo():
        pass
    assert disposed(document) == []


def test_rows_that_came_and_went_by_hand_count_too() -> None:
    document = document_of(students(4))
    document.delete_rows([1], "转出")
    document.insert_row(0, "休学后复学", list(student(20).values()))
    assert [each.disposition.kind for each in disposed(document)] == ["复学", "转出"]


def test_dispositions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "名册.xls"
    path.write_bytes(b"roster")
    document = held(students(4), students(5))
    document.roster.path = path
    saving = Autosave(document, Source(path, file_hash(path), "shanghai", ("Sheet1",)),
                      tmp_path / "work", lambda _state: None)
    dispose(document, [Subject(0)], said("转出", evidence=("学籍证明", "户口簿")))
    [missing] = [f for f in document.validator.file_findings() if f.rule == "list-missing"
                 and "王" in f.params["name"]][:1]
    same_person(document, 1, missing.subject)
    assert saving.close()
    [work] = continuing.look(tmp_path / "work").works
    again = continuing.go_on(work, today=TODAY)
    assert again.journal.dispositions == document.journal.dispositions
    assert again.journal.links == document.journal.links
    assert disposed(again) == disposed(document)
    again.undo()
    again.undo()
    assert disposed(again) == [] and len(again.roster) == 4


# --- tables ---------------------------------------------------------------------------------------


def test_changes_of_students_with_their_papers() -> None:
    document = held(students(6), students(7))
    dispose(document, [Subject(1)], said("转出", evidence=("学籍证明",)))
    dispose(document, [Subject(2)], said("休学"))
    made = made_table(document, table_named(document, "学籍异动登记表"))
    assert [(line[1], line[2], line[-2]) for line in made.lines] == [
        ("转出", student(2)["name"], "齐"), ("休学", student(3)["name"], "缺病历")]


def test_the_counts_of_entrants_add_up_to_the_roster() -> None:
    rows = [*students(3, 1), *students(4, 6, start=10), *students(2, 8, start=20),
            student(30, 1, sub_number=""), student(31, 1, sex="", grade="")]
    document = document_of(rows)
    made = made_table(document, table_named(document, "新生建籍情况统计表"))
    lines = {line[0]: line[1:7] for line in made.lines}
    total = [int(text) for text in lines["全校合计"][1:5]]
    assert total[0] == len(rows) == sum(total[1:])
    for column in range(1, 7):
        parts = [int(line[column + 1]) for line in made.lines if "合计" not in line[0]]
        assert sum(parts) == int(made.lines[-1][column + 1])


def test_a_household_elsewhere_is_listed_and_an_id_only_proposes() -> None:
    rows = [{**student(1), "户籍地": "上海市松江区"},
            {**student(2), "户籍地": "山东省寿光市"}, {**student(3), "户籍地": "370783"},
            {**student(4), "户籍地": ""}]
    rows[3]["main_number"] = resident_id("20000305", 77, "370783")
    document = Document(roster_of(rows, extra=["户籍地"]), SHANGHAI,
                        School("3101170526", "样校", 2012, "5-4-3"), today=TODAY)
    table = table_named(document, "外籍户口学生登记表")
    made = made_table(document, table)
    assert [line[4] for line in made.lines] == ["山东省寿光市", "370783"]
    assert list(made.proposed) == [3] and "寿光市" in made.proposed[3]
    assert len(made_table(document, table, ticked=[3]).lines) == 3


def test_an_unknown_table() -> None:
    with pytest.raises(OutputError, match="可用的有：新生建籍情况统计表"):
        table_named(document_of(students(1)), "某表")


def test_the_command_fills_the_issued_form(tmp_path: Path) -> None:
    roster = write_xls(tmp_path / "名册.xls", grid_of(students(6)))
    listed = write_xlsx(tmp_path / "名单.xlsx", grid_of(students(7)))
    edits = tmp_path / "e.json"
    edits.write_text(json.dumps([
        {"row": 3, "dispose": "转出", "school": "外地小学"},
        {"list_row": 8, "dispose": "外出注册", "school": "杭州某校"}]), encoding="utf-8")
    form = write_xls(tmp_path / "空表.xls", [
        ["外出注册学籍学生名单"], ["学校：", ""], ["序号", "学生姓名", "身份证号", "现注册学籍学校", "家长签名"],
        ["", "", "", "", ""]])
    done = run("tables", roster, "--compared", listed, "--edits", edits, "--table",
               "外出注册学籍学生名单", "--form", form, "--out", tmp_path / "o", "--school-name", "样校")
    assert (done.code, done.err) == (0, "")
    [path] = (tmp_path / "o").iterdir()
    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    assert [str(value) for value in sheet.row_values(3)][1:4] == [
        student(7)["name"], student(7)["main_number"], "杭州某校"]


def test_a_table_that_there_is_not_is_one_line(tmp_path: Path) -> None:
    """Even beside a list that hardly fits."""
    roster = write_xls(tmp_path / "名册.xls", grid_of(students(9)))
    listed = write_xlsx(tmp_path / "名单.xlsx", grid_of(students(2)))
    done = run("tables", roster, "--compared", listed, "--table", "某表", "--out", tmp_path / "o")
    assert done.code == 2 and done.err.count("\n") == 1 and "可用的有" in done.err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(("entry", "words"), [
    ({"row": 2, "dispose": "走了"}, "不是可用的去向"),
    ({"row": 99, "dispose": "转出"}, "名册第 99 行没有学生"),
    ({"list_row": 2, "dispose": "未报到"}, "名单第 2 行不是名册里没有的学生"),
    ({"list_row": 2, "sheet": "2班", "dispose": "未报到"}, "名单“2班”第 2 行不是名册里没有的学生"),
    ({"list_row": 2, "sheet": ["2班"], "dispose": "未报到"}, "“sheet”应是文字"),
    ({"row": 2, "dispose": "转出", "evidence": "户口簿"}, "“evidence”应是文字的列表"),
    ({"row": 2, "dispose": 3}, "“dispose”应是文字"),
])
def test_bad_dispositions_are_refused(tmp_path: Path, entry: object, words: str) -> None:
    roster = write_xls(tmp_path / "名册.xls", grid_of(students(3)))
    edits = tmp_path / "e.json"
    edits.write_text(json.dumps([entry]), encoding="utf-8")
    done = run("tables", roster, "--table", "学籍异动登记表", "--edits", edits, "--out",
               tmp_path / "o")
    assert done.code == 2 and words in done.err and not (tmp_path / "o").exists()


@pytest.mark.parametrize(("more", "words"), [
    ('[[dispositions]]\nkind = "走"\neffect = "fly"\n', "effect 只能是"),
    ('[[student_tables]]\ntitle = "表"\nstudents = "all"\n', "students 只能是"),
    ('[[student_tables]]\ntitle = "表"\nstudents = "disposed"\nkinds = ["飞"]\n',
     "不在 dispositions 里"),
])
def test_mistakes_of_a_profile(tmp_path: Path, more: str, words: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(resource("profiles", "shanghai.toml").read_text(encoding="utf-8") + more,
                    encoding="utf-8")
    with pytest.raises(ProfileError, match=words):
        read_profile(path)


# --- new numbers ----------------------------------------------------------------------------------


def test_new_numbers_stand_behind_the_highest_ever_used() -> None:
    rows = [*students(3), student(4, sub_number=""), student(5, sub_number=""),
            student(6, sub_number=sub_number(1, 2006, serial=6))]
    document = held(rows, [student(7), student(1, sub_number=sub_number(serial=8))])
    new = new_numbers(document)
    assert [(fix.row, fix.after) for fix in new.fixes] == [
        (3, sub_number(serial=9)), (4, sub_number(serial=10)), (5, sub_number(serial=11))]
    assert all(REASON in fix.why for fix in new.fixes) and not new.without
    issue_numbers(document, new.fixes)
    assert not [f for row in (3, 4, 5) for f in document.open_in_row(row)
                if f.field == "sub_number" and f.rule != "list-differs"]
    assert {each.reason for each in corrections(document.roster, document.journal)} == {REASON}
    document.undo()
    assert [fix.after for fix in new_numbers(document).fixes] == [fix.after for fix in new.fixes]


def test_a_removed_number_is_not_given_again() -> None:
    document = document_of([*students(3), student(4, sub_number="")])
    document.delete_rows([2], "转出")
    assert [fix.after for fix in new_numbers(document).fixes] == [sub_number(serial=4)]


def test_who_cannot_get_a_number() -> None:
    document = document_of([*students(3), student(4, sub_number="", grade="", stage="",
                                                  graduation_year="")])
    new = new_numbers(document)
    assert new.fixes == [] and "算不出号码" in new.without[3]
    full = document_of([student(1, sub_number=sub_number(serial=9999)), student(2, sub_number="")])
    assert "用完" in new_numbers(full).without[1]
