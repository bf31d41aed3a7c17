"""What a rule is made of: rules across rows, rules of the file, and codes that nobody declared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from models.fields import CLASS_NAME, NAME
from models.school import School
from tests.builders import SHANGHAI, student, validator_of
from validators import causes, engine
from validators.findings import Problem
from validators.groups import GroupIndex
from validators.readings.main_number import MainNumber
from validators.readings.sub_number import SubNumber
from validators.readings.text import Reading
from validators.rule import WARNING, GroupRule, Rule
from validators.rules import RULES
from validators.student import Student
from validators.votes import Registrar, RowTexts

NAMESAKES = GroupRule(
    "namesakes", (NAME,), WARNING, "同名", "同名的学生。", {"": "同名。"},
    key=lambda student: student.name.value)
CROWD = Rule(
    "crowd", (), WARNING, "人多", "人多。", {"": "有 {count} 人。"},
    check_file=lambda context: [{"count": len(context.roster)}])


def declare(monkeypatch: pytest.MonkeyPatch, *rules: Rule) -> None:
    """The engine with further rules in the catalogue."""
    catalogue = (*RULES, *rules)
    monkeypatch.setattr(engine, "RULES", catalogue)
    monkeypatch.setattr(engine, "_GROUPS", tuple(
        rule for rule in catalogue if isinstance(rule, GroupRule)))
    for module in (engine, causes):
        monkeypatch.setattr(module, "BY_CODE", {rule.code: rule for rule in catalogue})
    monkeypatch.setattr(engine, "ORDER", {rule.code: i for i, rule in enumerate(catalogue)})


def test_a_rule_across_rows_is_its_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, NAMESAKES)
    validator = validator_of([student(1, name="王示例"), student(2), student(3, name="王示例")])
    reported = [f.row for f in validator.all_findings() if f.rule == "namesakes"]
    assert reported == [0, 2]
    [first] = [f for f in validator.findings(0) if f.rule == "namesakes"]
    assert validator.related_rows(first) == [2] and validator.message(first) == "同名。"
    change = validator.roster.set_cell(2, 2, "李示例")
    assert validator.update(validator.roster.apply([change])) == {0, 2}
    assert "namesakes" not in validator.counts()


def test_a_rule_of_the_file_is_its_declaration(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, CROWD)
    validator = validator_of([student(1), student(2)])
    [found] = [f for f in validator.file_findings() if f.rule == "crowd"]
    assert validator.message(found) == "有 2 人。"


def test_a_code_that_is_not_in_the_catalogue_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    stray = Rule("stray", (CLASS_NAME,), WARNING, "无", "无", {"": ""},
                 check=lambda student, context: Problem("no-such-rule", CLASS_NAME))
    declare(monkeypatch, stray)
    with pytest.raises(KeyError, match="no-such-rule"):
        validator_of([student(1)])


# --- groups ---------------------------------------------------------------------------------------

STANDING = Registrar(SHANGHAI, School("", "", 2012, "5-4-3")).standing(
    RowTexts("", Reading("", None), Reading("", None), Reading("", None)))


def named(row: int, name: str, number: str = "") -> Student:
    return Student(row, MainNumber(number, number or None, date(2000, 1, 1)),
                   SubNumber("", False, ""), Reading(name, name or None), Reading("", None),
                   STANDING, None, name or None)


def reported(index: GroupIndex, students: Sequence[Student]) -> list[int]:
    return [each.row for each in students if index.reported(each)]


def test_rows_of_one_key_are_told_and_forgotten_together() -> None:
    index = GroupIndex(lambda student: student.name.value)
    one, two, three, nobody = named(1, "甲"), named(2, "甲"), named(3, "甲"), named(4, "")
    assert index.add(one) == set() and index.add(nobody) == set()
    assert index.add(two) == {1, 2}
    assert index.add(three) == {3}
    assert index.reported_with(one) == {2, 3}
    assert index.remove(one) == set()
    assert index.remove(two) == {3}
    assert reported(index, [three, nobody]) == [] and index.has("甲")
    assert index.remove(three) == set() and not index.has("甲")


def test_rows_apart_are_told_where_they_differ() -> None:
    index = GroupIndex(lambda student: student.name.value, lambda student: student.main.canonical)
    one, twin, other = named(1, "甲", "A"), named(2, "甲", "A"), named(3, "甲", "B")
    assert index.add(one) == set() and index.add(twin) == set()
    assert reported(index, [one, twin]) == []
    assert index.add(other) == {1, 2, 3}
    assert index.reported_with(one) == {3} and index.reported_with(other) == {1, 2}
    assert index.remove(other) == {1, 2}
    assert reported(index, [one, twin]) == []
