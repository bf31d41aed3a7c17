"""Name, sex, stage, grade, class and 毕业届别: writings, values, characters."""

from __future__ import annotations

import pytest

from models.fields import FIELD_KEYS
from tests.builders import (
    SHANGHAI, Found, finding, found, resident_id, student, suggested, validator_of)
from validators.readings.class_name import class_reader

FORMAT: list[tuple[str, dict[str, str], str, str]] = [
    # field, the sound student's own changes, writing, canonical
    *[("sex", {}, text, "男") for text in (
        "1", "１", "M", "m", "Ｍ", "male", "Male", "MALE", "男性", "男生", " 男", "男　")],
    *[("sex", {"main_number": resident_id(order=12)}, text, "女") for text in (
        "2", "F", "f", "female", "女性", "女生", "女 ")],
    *[("stage", {}, text, "初中") for text in ("2", "２", "初级中学", " 初中", "初 中")],
    *[("grade", {}, text, "七年级") for text in (
        "7", "７", "7年级", "七", "初一", "2011级", " 七年级", "七 年级", "７年级")],
    *[("class_name", {}, text, canonical) for text, canonical in (
        ("（1）班", "(1)班"), (" 1班", "1班"), ("１班", "1班"), ("1 班", "1班"),
        ("七（1）班", "七(1)班"), ("0 1", "01"))],
    *[("graduation_year", {}, text, "2015届") for text in (
        "2015年", "2015.0", "15届", "2015-06-30", "2015年6月", "2015-06-30 08:00:00",
        "2015/6/30", "2015年6月30日", "2015-06", " 2015届", "２０１５届", "2015 届")],
    ("graduation_year", {}, " 2015", "2015"),
    ("graduation_year", {}, "２０１５", "2015"),
    *[("name", {}, text, canonical) for text, canonical in (
        ("张 三", "张三"), (" 张三", "张三"), ("张　三", "张三"), ("张三\n", "张三"),
        ("张\u200b三", "张三"), ("John  Smith", "John Smith"), ("Ｊohn Smith", "John Smith"),
        *[(f"买买提{dot}艾力", "买买提·艾力") for dot in ".．。•・‧●"],
        ("买买提 · 艾力", "买买提·艾力"), ("Ali.Mehmet", "Ali·Mehmet"))],
]

MORE_GRADES = [
    (6, text) for text in ("6", "6年级", "六", "预备", "预初", "初预", "2012级", "预 备")] + [
    (8, "初二"), (9, "初三"), (8, "2010级"), (1, "1"), (1, "一"), (5, "5年级"), (3, "2010级"),
    (10, "10"), (10, "十"), (10, "十年级"), (10, "10年级"), (10, "高1"), (10, "高一年级"),
    (10, "高中一年级"), (11, "高中二年级"), (11, "十一年级"), (11, "高2"), (11, "2011级"),
    (12, "12"), (12, "十二"), (12, "高3"), (12, "高三年级"), (12, "高中三年级"), (12, "2010级")]

MORE_STAGES = [
    (3, "1", "小学"), (3, "小学部", "小学"), (7, "初级中学", "初中"), (11, "3", "高中"),
    (11, "普通高中", "高中"), (11, "高级中学", "高中")]


@pytest.mark.parametrize(("field", "own", "text", "canonical"), FORMAT)
def test_what_is_understood_has_one_canonical_writing(
        field: str, own: dict[str, str], text: str, canonical: str) -> None:
    validator = validator_of([student(**(own | {field: text}))])
    assert found(validator) == {(field, "format")}
    assert suggested(validator, "format") == [canonical]
    assert canonical in validator.message(finding(validator, "format"))


@pytest.mark.parametrize(("grade", "text"), MORE_GRADES)
def test_grades_of_every_stage(grade: int, text: str) -> None:
    validator = validator_of([student(1, grade, grade=text)])
    assert found(validator) == {("grade", "format")}
    assert suggested(validator, "format") == [SHANGHAI.grades[grade - 1]]


@pytest.mark.parametrize(("grade", "text", "canonical"), MORE_STAGES)
def test_stages(grade: int, text: str, canonical: str) -> None:
    validator = validator_of([student(1, grade, stage=text)])
    assert found(validator) == {("stage", "format")}
    assert suggested(validator, "format") == [canonical]


@pytest.mark.parametrize("text", ["4", "特殊教育"])
def test_special_schools(text: str) -> None:
    validator = validator_of([student(1, 3, special=True, stage=text)])
    assert found(validator) == {("stage", "format")}
    assert suggested(validator, "format") == ["特教"]


def test_both_writings_of_the_graduation_year_are_canonical() -> None:
    for text in ("2015届", "2015"):
        assert not found(validator_of([student(graduation_year=text)]))


@pytest.mark.parametrize("number", range(1, 13))
def test_canonical_grades_are_clean(number: int) -> None:
    assert not found(validator_of([student(1, number)]))


VALUES: list[tuple[str, str, str, list[str]]] = [
    # field, rule, text, suggested values
    *[("sex", "sex-value", text, ["男"]) for text in ("3", "0", "难", "男女", "boy", "男?")],
    *[("stage", "stage-value", text, ["初中"]) for text in ("5", "0", "中学", "大学", "初中高中", "小")],
    *[("grade", "grade-value", text, ["七年级"]) for text in (
        "0", "13", "初中一年级", "十三年级", "高四", "一班", "大班", "初四", "99级", "2001级",
        "七年纪")],
    *[("graduation_year", "graduation-value", text, ["2015届"]) for text in (
        "15", "20155", "2015届毕业班", "毕业", "1815届", "2015年13月", "六年级", "届")],
]


@pytest.mark.parametrize(("field", "rule", "text", "values"), VALUES)
def test_what_is_not_understood_carries_the_implied_value(
        field: str, rule: str, text: str, values: list[str]) -> None:
    validator = validator_of([student(**{field: text})])
    assert found(validator) == {(field, rule)}
    assert suggested(validator, rule) == values
    assert validator.message(finding(validator, rule))


@pytest.mark.parametrize(("field", "value"), [
    ("sex", "男"), ("stage", "初中"), ("grade", "七年级"), ("graduation_year", "2015届"),
    ("name", None), ("class_name", None), ("main_number", None), ("sub_number", None)])
def test_a_blank_carries_the_implied_value(field: str, value: str | None) -> None:
    validator = validator_of([student(**{field: ""})])
    assert suggested(validator, "blank") == ([value] if value else [])


def test_nothing_is_implied_where_nothing_is_agreed() -> None:
    row = student(main_number="12345678", sex="", grade="", stage="", graduation_year="",
                  sub_number="")
    validator = validator_of([row])
    for found_one in validator.findings(0):
        assert validator.suggestions(found_one) == []


def test_an_entry_year_grade_needs_a_stage() -> None:
    row = student(grade="2011级", stage="", sub_number="")
    assert ("grade", "grade-value") in found(validator_of([row]))


# --- class ---------------------------------------------------------------------------------------

CLASSES: list[tuple[str, int | None]] = [
    # text, the grade that it names
    ("1班", None), ("(1)班", None), ("01", None), ("一班", None), ("701", None), ("三班", None),
    ("2011级1班", None), ("12班", None), ("11级3班", None), ("10", None), ("十一班", None),
    ("七(1)班", 7), ("初一1班", 7), ("7年级2班", 7), ("七年级(1)班", 7), ("初一(2)班", 7),
    ("七年级一班", 7), ("7(2)班", 7),
]


@pytest.mark.parametrize(("text", "grade"), CLASSES)
def test_class_texts(text: str, grade: int | None) -> None:
    assert not found(validator_of([student(class_name=text)]))
    reading = class_reader(SHANGHAI)(text)
    assert reading.value is not None and reading.value.grade == grade
    wrong = found(validator_of([student(1, 8, class_name=text)]))
    assert wrong == ({("class_name", "class-mismatch")} if grade else set())


@pytest.mark.parametrize("text", [
    "班", "向日葵班", "A班", "七年级", "初一", "2011级", "六年级班", "重点班", "预备班"])
def test_a_class_without_a_number(text: str) -> None:
    validator = validator_of([student(class_name=text)])
    assert found(validator) == {("class_name", "class-value")}
    assert suggested(validator, "class-value") == []
    assert validator.confirmable("class-value")


CLASS_MISMATCHES: list[tuple[str, str]] = [
    ("六(1)班", "七(1)班"), ("6(1)班", "7(1)班"), ("6年级2班", "7年级2班"), ("初二(3)班", "初一(3)班"),
    ("六年级(2)班", "七年级(2)班"), ("高一(1)班", "七年级(1)班"), ("预备(1)班", "七年级(1)班")]


@pytest.mark.parametrize(("text", "value"), CLASS_MISMATCHES)
def test_a_class_of_another_grade(text: str, value: str) -> None:
    validator = validator_of([student(class_name=text)])
    assert found(validator) == {("class_name", "class-mismatch")}
    assert suggested(validator, "class-mismatch") == [value]
    assert not found(validator_of([student(class_name=value)]))


def test_a_class_is_judged_by_the_voted_grade() -> None:
    row = student(grade="八年级", class_name="七(1)班")
    assert found(validator_of([row])) == {("grade", "grade-mismatch")}
    undecided = student(grade="八年级", class_name="九(1)班", graduation_year="")
    assert ("class_name", "class-mismatch") not in found(validator_of([undecided]))


# --- name ----------------------------------------------------------------------------------------

NAMES: list[tuple[str, set[str]]] = [
    ("张三", set()), ("欧阳明月", set()), ("买买提·艾力", set()), ("John Smith", set()),
    ("Mary", set()), ("José", set()), ("镕基", set()), ("〇一", set()), ("李·", {"name-character"}),
    ("张3", {"name-character"}), ("张三a", {"name-character"}), ("Mary李", {"name-character"}),
    ("张?", {"name-character"}), ("张？", {"name-character"}), ("张\ufffd", {"name-character"}),
    ("张三(大)", {"name-character"}), ("张,三", {"name-character"}),
    ("张-三", {"name-character"}), ("①三", {"name-character"}), ("O'Brien", set()),
    ("张😀", {"name-character"}), ("张１", {"name-character"}), ("张三（大）", {"name-character"}),
    ("王\ue000", {"name-rare"}), ("王\U00020000", {"name-rare"}), ("王䶮", {"name-rare"}),
    ("王\ue000?", {"name-character"}),
    ("张", {"name-length"}), ("三" * 21, {"name-length"}), ("三" * 20, set()),
    ("A" * 21, {"name-length"}), ("䶮", {"name-rare", "name-length"}), ("A", set()),
    ("·", {"name-character"}),
]


@pytest.mark.parametrize(("text", "rules"), NAMES)
def test_names(text: str, rules: set[str]) -> None:
    validator = validator_of([student(name=text)])
    assert found(validator) == {("name", rule) for rule in rules}
    for rule in rules:
        assert validator.message(finding(validator, rule))


@pytest.mark.parametrize(("second", "rule_holds"), [
    ({}, True),
    ({"name": "王 五"}, True),
    ({"name": "王六"}, False),
    ({"main_number": resident_id("20000306", order=13)}, False),
    ({"main_number": resident_id("20000305", order=11)}, False),       # the same number
    ({"main_number": resident_id("20000305", order=13)[:17] + "?"}, False),
    ({"main_number": "12345678"}, False),
])
def test_the_same_person_twice(second: dict[str, str], rule_holds: bool) -> None:
    other = {"name": "王五", "main_number": resident_id("20000305", order=13)} | second
    validator = validator_of([
        student(1, name="王五", main_number=resident_id("20000305", order=11)),
        student(3), student(5, **other)])
    expected: set[Found] = {("name", "same-person")} if rule_holds else set()
    assert found(validator, 0) & {("name", "same-person")} == expected
    assert found(validator, 2) & {("name", "same-person")} == expected
    assert ("name", "same-person") not in found(validator, 1)
    if rule_holds:
        assert "第 4 行" in validator.message(finding(validator, "same-person", 0))


def test_a_valid_birth_date_is_enough_for_the_same_person() -> None:
    bad = resident_id("20000305", order=13)
    bad = bad[:17] + ("1" if bad[17] != "1" else "2")
    validator = validator_of([
        student(1, name="王五", main_number=resident_id("20000305", order=11)),
        student(3, name="王五", main_number=bad)])
    assert ("name", "same-person") in found(validator, 0) & found(validator, 1)


@pytest.mark.parametrize("field", FIELD_KEYS)
def test_a_missing_column_is_one_finding_and_its_rules_are_silent(field: str) -> None:
    rows = [student(1), student(2)]
    validator = validator_of(rows, [key for key in FIELD_KEYS if key != field])
    assert [(f.rule, f.field, f.row) for f in validator.all_findings()] == [
        ("missing-column", field, None)]
