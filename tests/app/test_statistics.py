"""Tests of students by class, the statistics and the proof report's numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from app.class_sheets import class_sheets
from app.document import Document
from app.folders import work_folder
from app.merging.inputs import remember_inputs
from app.merging.merging import Merged
from app.merging.sources import Source
from app.proof import account_text, proof_report
from app.statistics import HEADERS, statistics, write_statistics
from models.account import Account, LeftOut, Place
from models.attached import AttachedList
from models.deliverables import WrittenFiles
from models.fields import FIELD_KEYS
from models.intake.student_table import Table
from models.reading.read import read_workbook
from models.regular import file_hash
from tests import builders
from validators.rules import BY_CODE, RULES

NAME, SEX = FIELD_KEYS.index("name"), FIELD_KEYS.index("sex")


def document() -> Document:
    rows = builders.students(6) + builders.students(4, 8, start=20)
    for number, row in enumerate(rows):
        row["class_name"] = ("10班", "2班")[number % 2]
    rows[0]["sex"], rows[1]["name"] = "", "王?"
    rows[-1]["main_number"] = "E12345678"
    return builders.document_of(rows)


def test_sheets_stand_in_order_of_grades_and_classes() -> None:
    work = document()
    assert [(sheet.title, sheet.size) for sheet in class_sheets(work)] == [
        ("七年级2班", 3), ("七年级10班", 3), ("八年级2班", 2), ("八年级10班", 2)]
    only = class_sheets(work, only_problems=True)
    assert [(sheet.title, len(sheet.lines), sheet.size) for sheet in only] == [
        ("七年级2班", 1, 3), ("七年级10班", 1, 3), ("八年级2班", 1, 2)]
    # fields to check, not our rules' titles
    assert [sheet.lines[0].problems for sheet in only[:2]] == [("姓名",), ("性别",)]


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_who_is_in_a_class_is_no_matter_of_rules(code: str) -> None:
    """Statistics and sheets read what is in the cells; a rule switched off takes its findings away
    and nobody's class, sex or kind of document."""
    rows = builders.students(6) + builders.students(4, 8, start=20)
    for key, row in zip(FIELD_KEYS, rows):
        row[key] = "?"
    rows[-1] |= {"main_number": "E12345678", "grade": "初二", "class_name": "（2）班", "sex": "1"}
    rows[-2]["sex"] = ""
    whole = builders.document_of(rows)
    without = Document(
        builders.roster_of(rows), replace(builders.SHANGHAI, severities={code: "off"}),
        builders.SCHOOL, today=builders.TODAY)
    people, texts = [], []
    for each in (whole, without):
        people.append([(one.grade, one.class_name, one.students, one.boys, one.girls, one.unknown,
                        one.others) for one, _ in statistics(each).lines()])
        texts.append([(sheet.title, sheet.size, [line.texts for line in sheet.lines])
                      for sheet in class_sheets(each)])
    assert people[0] == people[1] and texts[0] == texts[1]


def test_a_dash_is_no_grade() -> None:
    rows = builders.students(2)
    rows[1]["grade"] = "-"
    assert [sheet.grade for sheet in class_sheets(builders.document_of(rows))] == ["七年级", ""]


def test_writing_does_not_make_two_classes_of_one() -> None:
    rows = builders.students(4)
    rows[0]["class_name"], rows[1]["class_name"] = "1班", " 1班"
    rows[2]["class_name"] = rows[3]["class_name"] = "1班"
    assert [sheet.size for sheet in class_sheets(builders.document_of(rows))] == [4]


def test_found_fixed_confirmed_and_open_add_up() -> None:
    work = document()
    row = work.roster.rows[0]
    counts = statistics(work)
    assert counts.total.students == 10
    assert counts.total.boys + counts.total.girls == 9
    assert counts.total.unknown == 1  # nobody is left out of the sum
    assert counts.total.others == 1
    found = counts.total.found
    assert (counts.total.fixed, counts.total.open) == (0, found)
    work.edit([(row.id, SEX, builders.students(1)[0]["sex"])])
    counts = statistics(work)
    assert (counts.total.found, counts.total.fixed, counts.total.open) == (found, 1, found - 1)
    assert [one.class_name for one, _ in counts.lines()] == [
        "2班", "10班", "小计", "2班", "10班", "小计", ""]
    assert sum(one.students for one in counts.grades) == 10


def test_workbook(tmp_path: Path) -> None:
    work = document()
    counts = statistics(work)
    file = write_statistics(work, counts, tmp_path / "统计.xls", now=datetime(2012, 11, 27))
    rows = read_workbook(file.path).sheets[0].rows
    assert tuple(rows[2]) == HEADERS
    assert rows[-1] == ["全校", "", *map(str, counts.total.numbers())]


def test_the_account_of_a_file_in_words() -> None:
    out = (LeftOut("1班", 1, "是表头上方的标题或说明"), LeftOut("1班", 9, "是小计、合计或签名、说明"),
           LeftOut("2班", 9, "是小计、合计或签名、说明"))
    whole = Account(1006, 2, 1001, out)
    assert account_text(whole) == (
        "有内容的 1,006 行＝学生 1,001 行＋表头 2 行＋小计、合计或签名、说明 2 行＋表头上方的标题或说明 1 行；没有发现漏读")
    places = (Place("1班", 3, "J", "没有表头的列里像是还有学生"),)
    assert account_text(whole._replace(unaccounted=places)).endswith("；另有 1 处像是学生而没有读入")
    assert account_text(Account()) == ""


def test_proof_report(tmp_path: Path) -> None:
    work = document()
    work.edit([(work.roster.rows[0].id, SEX, builders.students(1)[0]["sex"])])
    work.delete_rows([work.roster.rows[5].id], "转出")
    finding = next(f for f in work.open_findings() if work.validator.confirmable(f.rule))
    work.confirm([finding], "已核对")
    report = proof_report(work, None, "1.0.0", date(2012, 11, 27))
    blank = next(one for one in report.counts if one.title == "内容空缺")
    assert (blank.found, blank.fixed, blank.open) == (1, 1, 0)
    assert report.total.confirmed == 1
    assert [(one.reason, one.count) for one in report.confirmed] == [("已核对", 1)]
    assert report.files[0].sha256.startswith("（")
    work.roster.path = tmp_path / "名册.xls"
    work.roster.path.write_bytes(b"abc")
    written = WrittenFiles("2012-11-27T10:00:00", (("学籍信息总库", "总库.xls", "a" * 64),))
    report = proof_report(work, written, "1.0.0", date(2012, 11, 27))
    assert [(one.what, one.name, one.sha256) for one in report.files[1:]] == list(written.files)
    assert report.files[0].sha256 == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")


def test_the_proof_report_names_what_was_merged_and_what_was_held_against(tmp_path: Path) -> None:
    work = document()
    work.roster.path = tmp_path / "合并名册.xls"
    work.roster.path.write_bytes(b"merged")
    digest = file_hash(work.roster.path)
    source = Source(tmp_path / "一班.xls", "S", Table("S", 1, [], {}, []), 3, sha256="e" * 64)
    remember_inputs(work_folder(), digest, Merged([source], [], [], []))
    work.attach(AttachedList(builders.roster_of(builders.students(3), path="去年.xls"), "year",
                             frozenset(), "f" * 64))
    files = proof_report(work, None, "1.0.0", date(2012, 11, 27)).files
    assert [(one.what, one.name, one.sha256) for one in files[1:]] == [
        ("合并的文件（读到 3 行，取 3 行）", "一班.xls", "e" * 64),
        ("核对的上学年名册", "去年.xls", "f" * 64)]


def test_what_a_list_says_is_counted_from_the_opening_on() -> None:
    """Found, fixed, confirmed and open add up for the findings of a list as for all others."""
    ours, theirs = builders.students(4), builders.students(6)
    for each, name in zip(theirs, ("李静", "李婧", "李璟")):
        each["name"] = name
    work = builders.document_of(ours)
    work.attach(AttachedList(builders.roster_of(theirs, path="去年.xls"), "term",
                             frozenset(), "f" * 64))
    work.edit([(work.roster.rows[0].id, NAME, "李静")])
    [second] = [each for each in work.open_findings() if each.row == work.roster.rows[1].id]
    work.confirm([second], "名单有误")
    counts = {one.title: (one.found, one.fixed, one.confirmed, one.open)
              for one in proof_report(work, None, "1.0.0", date(2012, 11, 27)).counts}
    assert counts[BY_CODE["list-differs"].title] == (3, 1, 1, 1)
    assert counts[BY_CODE["list-missing"].title] == (2, 0, 0, 2)
    total = statistics(work).total
    assert (total.found, total.fixed, total.confirmed, total.open) == (3, 1, 1, 1)
