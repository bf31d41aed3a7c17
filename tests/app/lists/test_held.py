"""Lists held against a roster: their findings, what they offer, and that they are kept."""

from __future__ import annotations

import random
from pathlib import Path

from app import continuing
from app.autosave import Autosave
from app.document import Document
from app.explaining.evidence import statements
from app.lists.beside import beside
from app.matching.kinds import Kind
from models.attached import AttachedList
from models.dispositions import Link
from models.regular import file_hash
from models.session.session import Source
from tests.app.matching.truth import damaged, people, roster_of_people, spoilt
from tests.builders import (
    SCHOOL, SHANGHAI, TODAY, Student, finding, found, roster_of, student, students, suggested)

NAME = 2


def held(ours: list[Student], theirs: list[Student], kind: str = "list", *,
         sha256: str = "a" * 64, name: str = "名单.xls") -> Document:
    """A document with a list beside it."""
    document = Document(roster_of(ours), SHANGHAI, SCHOOL, today=TODAY)
    document.attach(AttachedList(roster_of(theirs, path=name), kind, frozenset(), sha256))
    return document


def test_lost_digits_come_back_with_their_basis() -> None:
    ours = students(6)
    for each in ours:
        each["main_number"] = damaged(each["main_number"])
    document = held(ours, students(6), "term")
    fixes = document.fixes("main-precision")
    assert [fix.after for fix in fixes] == [each["main_number"] for each in students(6)]
    assert not any(fix.tentative for fix in fixes)
    assert [fix.why for fix in fixes] == [
        f"上学期名册《名单.xls》第 {n} 行，按副号和姓名对上" for n in range(2, 8)]
    document.apply_fixes(fixes, "补全")
    assert document.tally().open == 0


def test_a_homophone_is_named_and_not_taken_by_itself() -> None:
    document = held([student(1, name="李静")], [student(1, name="李婧")])
    validator = document.validator
    only = finding(validator, "list-differs")
    assert only.field == "name" and "同音字 lǐ jìng" in validator.message(only)
    [offered] = validator.suggestions(only)
    assert offered.value == "李婧" and offered.tentative
    assert [(line.label, line.says) for line in statements(validator, only)] == [
        ("名册的姓名", "李静"), ("其他名单《名单.xls》第 2 行", "李婧")]


def test_an_admission_list_prevails_in_number_and_name() -> None:
    document = held([student(1, name="李静", sex="男")], [student(1, name="李婧")], "admission")
    found = {f.field: document.validator.suggestions(f)[0].tentative
             for f in document.validator.findings(0) if f.rule == "list-differs"}
    assert found["name"] is False and found.get("sex", True) is True


def test_who_is_too_many_and_who_is_missing() -> None:
    document = held(students(5), students(5, start=2))
    assert found(document.validator, 0) == {("name", "list-extra")}
    missing = finding(document.validator, "list-missing", None)
    assert "第 6 行有“王" in document.validator.message(missing)
    document.insert_row(5, "漏报", list(student(6).values()))
    assert not [f for f in document.validator.file_findings() if f.rule == "list-missing"]
    document.undo()
    assert finding(document.validator, "list-missing", None).key == missing.key


def test_one_edit_makes_the_difference_go_and_undo_brings_it_back() -> None:
    document = held([student(1, class_name="5班"), student(2)], students(2))
    assert suggested(document.validator, "list-differs") == ["1班"]
    document.edit([(0, 5, "1班")])
    assert found(document.validator) == set()
    document.undo()
    assert found(document.validator) == {("class_name", "list-differs")}


def test_a_renamed_student_stays_the_same_student() -> None:
    document = held(students(3), students(3))
    document.edit([(0, 0, ""), (0, 1, ""), (0, 2, "赵改名")])
    assert ("name", "list-differs") in found(document.validator)
    assert ("name", "list-extra") not in found(document.validator)


def test_perhaps_the_same_is_asked_and_the_clerk_says_so() -> None:
    theirs = [{**student(1), "main_number": "", "sub_number": ""}]
    document = held([student(1), student(2)], theirs)
    only = finding(document.validator, "list-extra")
    [(entry, where)] = only.params["candidates"]
    assert where == "第 2 行" and "可能是同一人" in document.validator.message(only)
    document.carry_out([Link(0, entry)], "", "同一人")
    assert ("name", "list-extra") not in found(document.validator)
    document.undo()
    assert ("name", "list-extra") in found(document.validator)


def test_a_second_list_and_a_newer_one() -> None:
    document = held([student(1, class_name="5班")], [student(1)])
    document.attach(AttachedList(
        roster_of([student(1, class_name="6班")], path="另一份.xls"), "list", frozenset(), "b" * 64))
    assert suggested(document.validator, "list-differs") == ["1班", "6班"]
    assert len(document.lists) == 2
    document.attach(AttachedList(
        roster_of([student(1, class_name="5班")], path="另一份.xls"), "list", frozenset(), "c" * 64))
    assert suggested(document.validator, "list-differs") == ["1班"] and len(document.lists) == 2
    for each in document.lists:
        document.detach(each)
    assert found(document.validator) == set() and document.lists == ()


def test_last_year_moves_up() -> None:
    stayed = student(2, 7, class_name="1班")
    theirs = [{**student(1, 7), "grade": "六年级"}, {**student(2, 7), "grade": "七年级"}]
    document = held([student(1, 7), stayed], theirs, "year")
    assert found(document.validator, 0) == set()
    assert suggested(document.validator, "list-differs", 1) == ["八年级"]


def test_lists_and_what_was_said_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "名册.xls"
    path.write_bytes(b"roster")
    document = held(students(4), students(4, start=2))
    document.roster.path = path
    saving = Autosave(document, Source(path, file_hash(path), "shanghai", ("Sheet1",)),
                      tmp_path / "work", lambda _state: None)
    document.edit([(1, NAME, "王甲")])
    document.attach(AttachedList(
        roster_of([student(1, class_name="6班")], path="另一份.xls"), "term", frozenset({7}), "b" * 64))
    document.edit([(2, NAME, "王乙")])
    assert saving.close()
    [work] = continuing.look(tmp_path / "work").works
    again = continuing.go_on(work, today=TODAY)
    assert [(each.name, each.kind, each.grades, each.sha256) for each in again.lists] == [
        (each.name, each.kind, each.grades, each.sha256) for each in document.lists]
    assert [row.cells for each in again.lists for row in each.roster.rows] == [
        row.cells for each in document.lists for row in each.roster.rows]
    assert [f.key for f in again.validator.all_findings()] == [
        f.key for f in document.validator.all_findings()]
    saving = Autosave(again, work.source, tmp_path / "work", lambda _state: None, path=work.path)
    for each in again.lists:
        again.detach(each)
    assert saving.close()
    [work] = continuing.look(tmp_path / "work").works
    assert continuing.go_on(work, today=TODAY).lists == ()


def test_the_counts_are_those_of_the_comparison() -> None:
    chance = random.Random(3)
    persons = people(300, chance)
    ours = [spoilt(each, chance, 0.1) for each in persons]
    theirs = [spoilt(each, chance, 0.1) for each in persons if chance.random() < 0.9]
    document = Document(roster_of_people(ours), SHANGHAI, SCHOOL, today=TODAY)
    attached = AttachedList(roster_of_people(theirs), "list", frozenset(), "a" * 64)
    found = beside(document, attached.roster, Kind.OTHER).comparison
    document.attach(attached)
    assert document.held is not None
    [counts] = document.held.counts()
    assert (counts.same, counts.differs, counts.only_list, counts.only_roster, counts.ask) == (
        found.same, len(found.differs), len(found.only_list), len(found.only_roster),
        len(found.ask))


def test_a_link_to_a_row_that_the_list_has_twice_stops_nothing() -> None:
    keys = ["name", "class_name", "main_number"]
    theirs = [{key: each[key] for key in keys} for each in students(4)]
    theirs += [{"name": "张三", "class_name": "2班", "main_number": ""}] * 2
    attached = AttachedList(roster_of(theirs, keys, path="名单.xls"), "admission", frozenset(),
                            "a" * 64)
    document = Document(roster_of([*students(4), student(9, name="张三丰")]), SHANGHAI, SCHOOL,
                        today=TODAY)
    document.attach(attached)
    second = f"{attached.key}:Sheet1:7"
    assert second == attached.entry(5)
    document.carry_out([Link(4, second)], "", "同一人")
    document.detach(attached)
    document.attach(attached)
    assert ("list-extra", 4) in [(f.rule, f.row) for f in document.open_findings()]
