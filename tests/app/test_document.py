"""The document: edits with their reasons, confirmations, fixes, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from app.as_opened import reasoned_corrections
from app.document import Document, Update
from app.judging import MANY, at_once
from models.attached import AttachedList
from models.errors import EditError
from models.fields import FIELD_KEYS
from models.school import School
from tests.builders import (
    CODE, SCHOOL, SHANGHAI, TODAY, document_of, finding, resident_id, roster_of, student, students,
    sub_number)
from validators.engine import Validator

MAIN, SUB, NAME, SEX, GRADE, CLASS, LEAVING, STAGE = range(8)
SOUND = student()
BAD_CHECK = SOUND["main_number"][:17] + ("0" if SOUND["main_number"][17] != "0" else "1")

REASONS: list[tuple[dict[str, str], int, str, str]] = [
    # the row, the column edited, its new text, the reason in the correction table
    ({"sub_number": sub_number(entry=2010)}, SUB, sub_number(), "入学年份不符"),
    ({"sex": ""}, SEX, "男", "内容空缺"),
    ({"sex": "女"}, SEX, "男", "性别与身份证不符"),
    ({"main_number": BAD_CHECK}, MAIN, SOUND["main_number"], "身份证校验码不符"),
    ({"grade": "初一"}, GRADE, "七年级", "写法不规范"),
    ({}, NAME, "李四", ""),                                    # cured nothing
    ({"stage": "小学"}, STAGE, "初中", "学段不符"),
    # curing another cell's finding counts where the cell had none of its own
    ({"sex": "女"}, MAIN, resident_id("20000305", order=12), "性别与身份证不符"),
    # a new problem in the place of the old one: the old one was cured all the same
    ({"name": ""}, NAME, "?", "内容空缺"),
    ({"sex": " 女"}, SEX, "男", "性别与身份证不符"),
]


@pytest.mark.parametrize(("changes", "column", "text", "reason"), REASONS)
def test_without_a_reason_the_rule_that_was_cured_is_one(
        changes: dict[str, str], column: int, text: str, reason: str) -> None:
    document = document_of([SOUND | changes])
    assert document.edit([(0, column, text)])
    [only] = reasoned_corrections(document)
    assert only.reason == reason
    assert document.edit([(0, column, "x")], "我写的原因")
    [only] = reasoned_corrections(document)
    assert only.reason == "我写的原因"


def test_an_error_made_on_the_way_is_no_reason() -> None:
    document = document_of([SOUND | {"sub_number": sub_number(entry=2010)}])
    assert document.edit([(0, SUB, "31011700012201000")])
    assert document.edit([(0, SUB, sub_number())])
    assert [each.reason for each in reasoned_corrections(document)] == ["入学年份不符"]


GUILTY = student(3, sub_number=sub_number(), grade="八年级", graduation_year="2014届")


def test_a_consequence_is_no_reason() -> None:
    document = document_of([SOUND, GUILTY])
    [suggestion] = document.validator.suggestions(next(
        each for each in document.ordered_findings() if each.rule == "sub-entry-year"))
    assert document.edit([(1, SUB, suggestion.value)])
    assert [each.reason for each in reasoned_corrections(document)] == ["入学年份不符"]


def test_causes_come_before_consequences() -> None:
    document = document_of([SOUND, GUILTY])
    ordered = [each for each in document.ordered_findings() if each.row is not None]
    assert [(each.row, each.rule) for each in ordered] == [
        (1, "sub-entry-year"), (0, "sub-duplicate"), (1, "sub-duplicate")]
    assert [document.consequences(each) for each in ordered] == [2, 0, 0]
    document.confirm(ordered[:1], "休学后复学")
    assert {document.cause(each) for each in document.ordered_findings()} == {None}


def test_a_student_without_any_document_is_confirmed() -> None:
    document = document_of([SOUND | {"main_number": "", "name": ""}])
    number, name = document.ordered_findings()[:2]
    document.confirm([number], "无身份证件，已向区里申请号码")
    assert document.is_confirmed(number)
    with pytest.raises(EditError, match="必须改正"):
        document.confirm([name], "没有")


def test_an_edit_is_a_step_with_a_label_and_a_time() -> None:
    document = Document(roster_of([SOUND, student(3)]), SHANGHAI, SCHOOL, today=TODAY,
                        clock=lambda: datetime(2012, 11, 26, 10, 30, 5, 999))
    document.edit([(0, NAME, "李四")])
    document.edit([(0, NAME, "王五"), (1, NAME, "赵六")])
    document.edit([(0, NAME, "甲"), (0, NAME, "乙")], label="粘贴")
    assert [step.label for step in document.journal.steps] == ["修改姓名", "修改 2 格", "粘贴"]
    assert document.roster.value(0, "name") == "乙"
    assert document.journal.steps[0].at == "2012-11-26T10:30:05"


def test_many_cells_are_changed_like_few() -> None:
    rows = students(MANY + 100)
    document, told = document_of(rows), list[Update]()
    document.subscribe(told.append)
    cells = [(row.id, CLASS, "") for row in document.roster.rows]
    assert document.edit(cells) and [step.label for step in document.journal.steps] == [
        f"修改 {MANY + 100} 格"]
    assert document.validator.counts()["blank"] == MANY + 100
    assert told[-1].rows == {row.id for row in document.roster.rows}
    assert not document.edit(cells)
    assert document.undo() and document.tally().open == 0 and not document.journal.can_undo
    assert document.redo() and document.tally().errors == MANY + 100


def test_nothing_is_changed_while_many_cells_are_judged_elsewhere() -> None:
    document = document_of(students(MANY + 1))
    waiting: list[tuple[Callable[[], Validator], Callable[[Validator], None],
                        Callable[[], None]]] = []
    document.judging = lambda *job: waiting.append(job)
    document.edit([(row.id, CLASS, "") for row in document.roster.rows])
    for change in (lambda: document.edit([(0, NAME, "甲")]), lambda: document.delete_rows([0], "")):
        with pytest.raises(EditError, match="正在核对"):
            change()
    assert not document.journal.can_undo
    judge, take, _ = waiting.pop()
    take(judge())
    assert document.edit([(0, NAME, "甲")]) and document.journal.done == 2


def test_lists_are_held_and_asked_where_many_rows_are_judged() -> None:
    """Matching takes longest: the window would stand still."""
    rows, told = students(MANY + 1), list[Update]()
    document = document_of(rows)
    document.subscribe(told.append)
    waiting: list[tuple[Callable[[], Validator], Callable[[Validator], None],
                        Callable[[], None]]] = []
    document.judging = lambda *job: waiting.append(job)
    theirs = [rows[0] | {"name": "王示范"}, *rows[2:]]
    document.attach(AttachedList(roster_of(theirs, path="名单.xls"), "term", frozenset(), "a" * 64))
    judge, take, _ = waiting.pop()
    validator = judge()
    assert document.held is None and not document.tally().open
    take(validator)
    assert {f.rule: f.row for f in document.open_findings()} == {
        "list-differs": 0, "list-extra": 1}
    assert told[-1].lists and len(document.lists) == 1
    before = document.held
    document.edit([(row.id, CLASS, "9班") for row in document.roster.rows])
    judge, take, _ = waiting.pop()
    take(judge())
    assert document.held is not before and document.held is document.validator.beside
    document.judging = at_once
    assert document.undo() and [f.rule for f in document.open_findings()] == [
        "list-differs", "list-extra"]
    document.detach(document.lists[0])
    assert document.held is None and not document.tally().open


def test_a_confirmation_that_many_cells_withdraw_speaks_for_the_lists_too(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the list could be this student; confirmed that neither is, both are missing."""
    monkeypatch.setattr("app.document.MANY", 1)
    monkeypatch.setattr("app.judging.MANY", 1)
    rows = students(6)
    document = document_of(rows)
    twin = rows[5] | {"main_number": "", "sub_number": "", "class_name": "8班"}
    listed = AttachedList(roster_of([*rows[:5], twin, twin | {"class_name": "9班"}],
                                    path="名单.xls"), "term", frozenset(), "a" * 64)

    def said(of: Document) -> list[tuple[str, int | None]]:
        return sorted((f.rule, f.row) for f in of.open_findings())

    def anew() -> list[tuple[str, int | None]]:
        return said(Document(document.roster, SHANGHAI, SCHOOL, journal=document.journal,
                             today=TODAY, lists=document.lists))
    document.attach(listed)
    document.confirm([f for f in document.open_findings() if f.rule == "list-extra"], "属实")
    assert said(document) == anew() == [("list-missing", None)] * 2
    document.edit([(5, NAME, "另一人"), (0, NAME, rows[0]["name"]), (1, SEX, "女")])
    assert said(document) == anew()
    document.undo()
    assert said(document) == anew() == [("list-missing", None)] * 2
    document.redo()
    assert said(document) == anew()


@pytest.mark.parametrize("is_applied", [False, True])
def test_many_cells_are_as_before_if_judging_fails(is_applied: bool) -> None:
    document = document_of(students(MANY + 1))
    before = [list(row.cells) for row in document.roster.rows]

    def fail(judge: Callable[[], Validator], _take: Callable[[Validator], None],
             failed: Callable[[], None]) -> None:
        if is_applied:
            judge()
        failed()
    document.judging = fail
    document.edit([(row.id, CLASS, "") for row in document.roster.rows])
    assert [row.cells for row in document.roster.rows] == before
    assert not document.journal.can_undo and document.tally().open == 0
    document.judging = at_once
    assert document.edit([(0, CLASS, "")]) and document.tally().errors == 1


@pytest.mark.parametrize("count", [8, MANY + 1])
def test_another_school_is_one_step_there_and_back(count: int) -> None:
    document, told = document_of(students(count)), list[Update]()
    document.subscribe(told.append)
    known = "\n".join(map(repr, document.open_findings()))
    document.set_school(School("3101170002", "新名", 2013, "6-3-3"))
    judged = "\n".join(map(repr, document.open_findings()))
    assert judged != known and document.journal.undo_label == \
        "学校代码改为 3101170002、学年改为 2013、学制改为 六三三制"
    document.set_school(replace(document.school, name="又一名"))
    assert document.journal.done == 1  # a name says nothing of the students
    document.edit([(0, NAME, "甲")])
    assert document.undo() and document.undo() and not document.journal.can_undo
    assert document.school == replace(SCHOOL, name="又一名") and told[-1].school
    assert "\n".join(map(repr, document.open_findings())) == known
    assert document.redo()
    assert document.school == School("3101170002", "又一名", 2013, "6-3-3")
    assert "\n".join(map(repr, document.open_findings())) == judged


def test_a_roster_only_looked_at_may_be_judged_for_another_school() -> None:
    document = document_of([SOUND])
    document.read_only = True
    document.set_school(replace(SCHOOL, system="6-3-3"))
    assert document.school.system == "6-3-3" and not document.journal.can_undo


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    document = document_of([SOUND])
    assert not document.edit([(0, NAME, SOUND["name"])])
    assert not document.edit([])
    assert not document.journal.can_undo
    assert not document.undo() and not document.redo()


def test_who_subscribed_is_told_which_rows() -> None:
    document = document_of([student(1), student(3, main_number=SOUND["main_number"]), student(5)])
    told: list[Update] = []
    document.subscribe(told.append)
    document.edit([(1, MAIN, student(3)["main_number"])])
    assert told[-1] == Update(frozenset((0, 1)))
    document.undo()
    assert told[-1] == Update(frozenset((0, 1)))
    document.delete_rows([2], "转出")
    assert told[-1].structure and 2 in told[-1].rows
    document.set_school(SCHOOL)
    assert len(told) == 3
    document.set_school(School(CODE, "新名", 2012, "5-4-3"))
    assert told[-1].school and told[-1].rows == {0, 1}


def test_what_is_open_is_counted() -> None:
    document = document_of([student(1, sex="", name="一"), student(3, main_number="12345678")])
    tally = document.tally()
    assert (tally.errors, tally.warnings, tally.confirmed, tally.edited, tally.open) == (
        1, 3, 0, 0, 4)
    document.confirm([finding(document.validator, "name-length")], "确实单名")
    document.edit([(0, SEX, "男")])
    document.insert_row(2, "漏报", ["x"])
    document.delete_rows([1], "转出")
    tally = document.tally()
    assert tally.confirmed == 1 and tally.edited == 3


# --- confirmations --------------------------------------------------------------------------------


def test_a_confirmed_finding_is_open_no_more() -> None:
    document = document_of([student(main_number=BAD_CHECK)])
    only = finding(document.validator, "main-check-digit")
    document.confirm([only], " 证件如此 ")
    assert document.is_confirmed(only)
    assert list(document.open_findings()) == document.open_in_row(0) == []
    [kept] = document.journal.confirmations.values()
    assert kept.reason == "证件如此"
    document.withdraw([only])
    assert document.open_in_row(0) == [only]
    document.undo()
    assert document.is_confirmed(only)


def test_confirming_again_replaces_the_reason_and_can_be_undone() -> None:
    document = document_of([student(main_number=BAD_CHECK)])
    only = finding(document.validator, "main-check-digit")
    document.confirm([only], "甲")
    document.confirm([only], "乙")
    assert [each.reason for each in document.journal.confirmations.values()] == ["乙"]
    document.undo()
    assert [each.reason for each in document.journal.confirmations.values()] == ["甲"]
    document.undo()
    assert not document.is_confirmed(only)


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_confirmation_needs_a_reason(reason: str) -> None:
    document = document_of([student(main_number=BAD_CHECK)])
    with pytest.raises(EditError):
        document.confirm([finding(document.validator, "main-check-digit")], reason)
    assert not document.journal.can_undo


def test_a_finding_that_holds_no_more_is_not_confirmed() -> None:
    document = document_of([student(main_number=BAD_CHECK)])
    gone = finding(document.validator, "main-check-digit")
    document.edit([(0, MAIN, SOUND["main_number"])])
    document.confirm([gone], "证件如此")
    assert not document.journal.confirmations and document.tally().confirmed == 0
    document.undo()
    assert document.open_in_row(0) == [gone]


@pytest.mark.parametrize("rows", [1, 3, 4, 5])
def test_an_edit_of_few_rows_and_of_many_gives_the_same(rows: int) -> None:
    """Many rows are judged from the beginning, few one by one."""
    document = document_of([*students(5), student(9, sex="女")])
    seen: list[Update] = []
    document.subscribe(seen.append)
    document.edit([(row, SUB, sub_number(entry=2010)) for row in range(rows)])
    assert seen[0].rows >= set(range(rows))
    fresh = document_of([dict(zip(FIELD_KEYS, row.cells)) for row in document.roster.rows])
    assert list(document.validator.all_findings()) == list(fresh.validator.all_findings())


def test_an_error_that_must_be_fixed_is_not_confirmed() -> None:
    document = document_of([student(sex="", main_number=BAD_CHECK)])
    with pytest.raises(EditError, match="内容空缺"):
        document.confirm([finding(document.validator, "main-check-digit"),
                          finding(document.validator, "blank")], "如此")
    assert not document.journal.confirmations


@pytest.mark.parametrize(("column", "text", "stays"), [
    (MAIN, SOUND["main_number"], False), (MAIN, BAD_CHECK[:16], False),
    (MAIN, BAD_CHECK + " ", True), (NAME, "李四", True)])
def test_a_confirmation_goes_with_its_value(column: int, text: str, stays: bool) -> None:
    document = document_of([student(main_number=f" {BAD_CHECK}")])
    only = finding(document.validator, "main-check-digit")
    document.confirm([only], "证件如此")
    document.edit([(0, column, text)])
    assert document.is_confirmed(only) is stays
    document.undo()
    assert document.is_confirmed(only)


def test_a_confirmation_outlives_the_canonical_writing() -> None:
    document = document_of([student(main_number=f" {BAD_CHECK}")])
    document.confirm([finding(document.validator, "main-check-digit")], "证件如此")
    document.apply_fixes(document.safe_fixes(), "一键规范写法")
    assert document.tally().open == 0


def test_a_deleted_row_takes_its_confirmations_along() -> None:
    document = document_of([student(1, name="一"), student(2)])
    document.confirm([finding(document.validator, "name-length")], "单名")
    document.delete_rows([0], "转出")
    assert not document.journal.confirmations
    document.undo()
    assert len(document.journal.confirmations) == 1


def test_a_finding_about_the_file_is_confirmed_as_it_stands() -> None:
    document = document_of([student(n) for n in (1, 2, 4, 5)])
    gap = finding(document.validator, "serial-gap", None)
    document.confirm([gap], "0003 已转出")
    assert list(document.open_findings()) == []
    document.delete_rows([2], "转出")
    [other] = document.open_findings()
    assert other.rule == "serial-gap"


# --- fixes ----------------------------------------------------------------------------------------


def test_safe_fixes_are_canonical_writing_and_nothing_else() -> None:
    document = document_of([student(grade="初一", name="王 五", sex="女"), student(3, sex="1")])
    fixes = document.safe_fixes()
    assert [(fix.row, fix.column, fix.before, fix.after) for fix in fixes] == [
        (0, NAME, "王 五", "王五"), (0, GRADE, "初一", "七年级"), (1, SEX, "1", "男")]
    assert document.apply_fixes(fixes, "一键规范写法")
    assert document.roster.value(0, "sex") == "女"
    assert document.journal.undo_label == "一键规范写法"
    document.undo()
    assert document.roster.value(1, "sex") == "1"


def test_what_is_confirmed_is_not_fixed() -> None:
    document = document_of([student(sex="1")])
    document.confirm([finding(document.validator, "format")], "上级要求")
    assert document.safe_fixes() == []


def test_many_fixes_are_offered_where_the_suggestion_is_unique() -> None:
    rows = [*students(5), student(7, sub_number=sub_number(code="3101170002", serial=6)),
            student(9, sub_number=sub_number(entry=2010, serial=7)),
            student(11, sub_number=sub_number(serial=1))]
    document = document_of(rows)
    assert [(fix.row, fix.after) for fix in document.fixes("sub-school-code")] == [
        (5, sub_number(serial=6))]
    assert [(fix.row, fix.after) for fix in document.fixes("sub-entry-year")] == [
        (6, sub_number(serial=7))]
    assert document.fixes("sub-duplicate") == []      # tentative


def test_several_suggestions_are_not_applied_to_many() -> None:
    document = document_of([student(sub_number=sub_number(entry=2009), graduation_year="2016")])
    assert len(document.validator.suggestions(finding(document.validator, "sub-entry-year"))) == 2
    assert document.fixes("sub-entry-year") == []


# --- rows and columns ----------------------------------------------------------------------------


def test_deleting_several_rows_is_one_step() -> None:
    document = document_of(students(5))
    document.delete_rows([3, 1, 1], "转出")
    assert [row.id for row in document.roster.rows] == [0, 2, 4]
    assert document.journal.done == 1
    document.undo()
    assert [row.id for row in document.roster.rows] == [0, 1, 2, 3, 4]
    document.delete_rows([], "转出")
    assert document.journal.can_redo


def test_an_added_column_is_judged() -> None:
    document = document_of([student()], ["main_number", "name", "sex"])
    assert "blank" not in document.validator.counts()
    document.add_column("stage")
    assert finding(document.validator, "blank").field == "stage"
    assert [each.field for each in document.validator.file_findings()] == [
        "sub_number", "grade", "class_name", "graduation_year"]


def test_a_read_only_document_does_not_change() -> None:
    document = Document(roster_of([SOUND]), SHANGHAI, SCHOOL, today=TODAY, read_only=True)
    for change in (lambda: document.edit([(0, NAME, "李四")]),
                   lambda: document.delete_rows([0], ""), lambda: document.add_column("stage")):
        with pytest.raises(EditError):
            change()
    assert document.roster.value(0, "name") == SOUND["name"]


def test_column_added_to_an_emptied_roster_is_no_longer_missing() -> None:
    keys = [key for key in FIELD_KEYS if key != "stage"]
    document = document_of([student(n) for n in range(1, 4)], keys)
    document.delete_rows([row.id for row in document.roster.rows], "重复")
    document.add_column("stage")
    assert [finding.rule for finding in document.open_findings()] == []
    document.undo()
    assert [finding.rule for finding in document.open_findings()] == ["missing-column"]
