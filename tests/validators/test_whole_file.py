"""The file as a whole: class sizes, gaps in 学生码, columns, and what order findings stand in."""

from __future__ import annotations

import pytest

from models.account import Account, Place
from models.fields import FIELD_KEYS
from tests.builders import (
    SCHOOL, SHANGHAI, TODAY, Student, finding, roster_of, student, students, sub_number,
    validator_of)
from validators.engine import Validator


def grade_of_classes(sizes: list[int], grade: int = 7) -> list[Student]:
    """Sound students of one grade in classes of these sizes."""
    names = [f"{number}班" for number, size in enumerate(sizes, 1) for _ in range(size)]
    return [student(n, grade, class_name=name) for n, name in enumerate(names, 1)]


SIZES: list[tuple[list[int], list[str]]] = [
    ([10, 10, 10], []),
    ([10, 10], []), ([1, 30], []),                 # two classes say nothing
    ([10, 10, 5], []), ([10, 10, 20], []),         # exactly half, exactly double
    ([10, 10, 4], ["3班"]), ([10, 10, 21], ["3班"]),
    ([10, 4, 21], ["2班", "3班"]),                 # 2班: others' median 15.5; 3班: 7
    ([9, 10, 11, 12, 1], ["5班"]),
    ([1, 1, 1], []),
]


@pytest.mark.parametrize(("sizes", "odd"), SIZES)
def test_class_sizes(sizes: list[int], odd: list[str]) -> None:
    validator = validator_of(grade_of_classes(sizes))
    findings = [each for each in validator.file_findings() if each.rule == "class-size"]
    assert [each.params["name"] for each in findings] == odd
    for each in findings:
        assert each.row is None and each.field is None
        message = validator.message(each)
        assert "七年级" in message and each.params["name"] in message
        assert validator.suggestions(each) == []


def test_classes_are_told_by_their_number_however_written() -> None:
    names = ["(1)班", "一班", "七(1)班", "七年级1班", "01", "1", "２班", "2班", "二班", "7年级2班",
             "3班", "三班", "03班", "七年级三班"]
    rows = [student(n, 7, class_name=name) for n, name in enumerate(names, 1)]
    assert "class-size" not in validator_of(rows).counts()


def test_classes_of_different_grades_are_kept_apart() -> None:
    rows = [student(grade * 100 + n, grade, class_name=f"{number}班")
            for grade, sizes in ((6, (8, 8, 8)), (7, (2, 2, 2)))
            for number, size in enumerate(sizes, 1) for n in range(number * 10, number * 10 + size)]
    assert "class-size" not in validator_of(rows).counts()


def test_a_wrong_grade_makes_no_class_of_its_own() -> None:
    rows = [student(n, 7, class_name=f"70{n % 3}") for n in range(1, 25)]
    rows += [student(n, 8, class_name=f"80{n % 3}") for n in range(31, 55)]
    rows[0]["grade"] = "八年级"
    validator = validator_of(rows)
    assert validator.counts() == {"grade-mismatch": 1}


# --- gaps ----------------------------------------------------------------------------------------

GAPS: list[tuple[list[int], list[str]]] = [
    # 学生码 in use, those that are missing
    ([1, 2, 3], []), ([], []), ([7], []), ([7, 8], []),
    ([1, 3], ["0002"]),
    ([1, 2, 4, 5, 8], ["0003", "0006", "0007"]),
    ([9997, 9999], ["9998"]),
    ([1, 4], ["0002", "0003"]),             # as many as students
    ([1, 5], []),                           # more gaps than students
    ([1, 2, 9], []),
]


@pytest.mark.parametrize(("serials", "missing"), GAPS)
def test_gaps(serials: list[int], missing: list[str]) -> None:
    validator = validator_of([student(n) for n in serials])
    if not missing:
        assert not list(validator.all_findings())
        return
    only = finding(validator, "serial-gap", None)
    assert only.params["serials"] == missing
    message = validator.message(only)
    assert "初中" in message and "2011" in message and all(text in message for text in missing)


def test_many_gaps_are_summed_up() -> None:
    validator = validator_of([student(n) for n in (*range(1, 20), 35, 36)])
    message = validator.message(finding(validator, "serial-gap", None))
    assert "等 15 个" in message


@pytest.mark.parametrize("text", [
    "", "3.10117000122011E+18", "31011700012201102", "31011700012201100A2",
    sub_number(serial=0), sub_number(1, 2006, 2)])
def test_an_unreadable_number_silences_its_group(text: str) -> None:
    rows = [student(1), student(2, sub_number=text), student(4), student(101, 8), student(103, 8)]
    validator = validator_of(rows)
    gaps = [each for each in validator.file_findings() if each.rule == "serial-gap"]
    assert [each.params["year"] for each in gaps] == [2010]


def test_groups_are_by_voted_stage_and_year() -> None:
    rows = [student(1), student(2, sub_number=sub_number(entry=2010, serial=2)),
            student(3, sub_number=sub_number(stage=1, serial=3)), student(4)]
    assert set(validator_of(rows).counts()) == {"sub-entry-year", "sub-stage"}
    rows = [student(1), student(3),
            *(student(700 + n, 3, sub_number=sub_number(1, 2010, n)) for n in (1, 2))]
    assert validator_of(rows).counts() == {"serial-gap": 1}


def test_a_number_whose_year_is_in_doubt_is_no_gap() -> None:
    rows = students(4)
    rows[1] |= {"grade": "八年级", "graduation_year": ""}
    assert set(validator_of(rows).counts()) == {"sub-entry-year", "grade-mismatch", "blank"}


def test_a_number_used_twice_is_no_gap() -> None:
    rows = [*students(3), student(5, sub_number=sub_number(serial=2))]
    assert validator_of(rows).counts() == {"sub-duplicate": 2}


# --- columns and order ----------------------------------------------------------------------------


def test_each_missing_column_is_reported_in_table_order() -> None:
    validator = validator_of([student()], ["name", "sex", "class_name"])
    missing = [each for each in validator.file_findings() if each.rule == "missing-column"]
    assert [each.field for each in missing] == [
        key for key in FIELD_KEYS if key not in ("name", "sex", "class_name")]
    assert all(each.row is None for each in missing)
    assert "毕业届别" in validator.message(missing[-2])


def test_findings_stand_in_order_of_rows_and_fields() -> None:
    rows = [student(1, sex="", main_number=""), student(2), student(4, name="", stage="小学")]
    places = [(each.row, each.field) for each in validator_of(rows).all_findings()]
    assert places == [(None, None), (0, "main_number"), (0, "sex"), (2, "name"), (2, "stage")]


def test_counts_agree_with_the_findings() -> None:
    rows = [*students(3, sex=""), student(9, name="?"), student(30, stage="大学")]
    validator = validator_of(rows)
    rules = [each.rule for each in validator.all_findings()]
    assert validator.counts() == {rule: rules.count(rule) for rule in set(rules)}
    assert set(validator.rows_with_findings()) == {0, 1, 2, 3, 4}


def test_rows_are_named_by_the_number_that_excel_shows() -> None:
    roster = roster_of([student()])
    validator = validator_of([student()])
    assert validator.row_label(0) == f"第 {roster.rows[0].number} 行"


def test_what_was_not_read_is_one_finding() -> None:
    roster = roster_of([student()])
    roster.account = Account(unaccounted=(
        Place("Sheet1", 3, "J", "没有表头的列里像是还有学生"), Place("Sheet2", None, None, "有 4 行像学生")))
    validator = Validator(roster, SHANGHAI, SCHOOL, TODAY)
    message = validator.message(finding(validator, "unread", None))
    assert "2 处" in message and "工作表“Sheet1”第 3 行 J 列" in message and "有 4 行像学生" in message
    assert validator.confirmable("unread")
