"""Numbers taken apart: parts, what they should be, and the verdict on each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.explaining.breakdown import Verdict, segments
from models.fields import MAIN_NUMBER, NAME, SUB_NUMBER

if TYPE_CHECKING:
    from tests.documents import MakeDocument

CODE = "3101170526"
NINTH = 8  # a student of 九年级 who entered 初中 in 2009
RIGHT, WRONG, DOUBTFUL, LOST, OPEN = Verdict

Line = tuple[str, str, Verdict, str]


def parts(make_document: MakeDocument, field: str, text: str,
          *more: tuple[int, str, str]) -> list[Line]:
    document = make_document(36, [(NINTH, field, text), *more])
    return [(segment.key, segment.text, segment.verdict, segment.note)
            for segment in segments(document.validator, NINTH, field)]


HEAD: list[Line] = [("area", "310", RIGHT, ""), ("county", "117", RIGHT, ""),
                    ("school", "0526", RIGHT, "")]


@pytest.mark.parametrize(("text", "rest"), [
    (f"{CODE}220090001", [("stage", "2", RIGHT, ""), ("entry_year", "2009", RIGHT, ""),
                          ("serial", "0001", OPEN, "")]),
    (f"{CODE}220080001", [("stage", "2", RIGHT, ""), ("entry_year", "2008", WRONG, "应为 2009"),
                          ("serial", "0001", OPEN, "")]),
    (f"{CODE}120040001", [("stage", "1", WRONG, "应为 2"), ("entry_year", "2004", WRONG, "应为 2009"),
                          ("serial", "0001", OPEN, "")]),
    (f"{CODE}920090000", [("stage", "9", WRONG, "应为 2"), ("entry_year", "2009", RIGHT, ""),
                          ("serial", "0000", DOUBTFUL, "从 0001 起")]),
    (f"{CODE}22009001", [("stage", "2", RIGHT, ""), ("entry_year", "2009", RIGHT, ""),
                         ("serial", "001", LOST, "缺 1 位")]),
    (f"{CODE}22009", [("stage", "2", RIGHT, ""), ("entry_year", "2009", RIGHT, ""),
                      ("serial", "", LOST, "缺失")]),
    # a digit is lost in the middle: what stands behind it is askew and not judged
    (f"{CODE}220900015", [("stage", "2", RIGHT, ""), ("entry_year", "2090", WRONG, "应为 2009"),
                          ("serial", "0015", OPEN, "")]),
    (f"{CODE}22090001", [("stage", "2", RIGHT, ""), ("entry_year", "2090", WRONG, "应为 2009"),
                         ("serial", "001", LOST, "缺 1 位")]),
    (f"{CODE}22009000155", [("stage", "2", RIGHT, ""), ("entry_year", "2009", RIGHT, ""),
                            ("serial", "0001", OPEN, ""), ("extra", "55", WRONG, "多 2 位")]),
    ("3.10117052622009E+18", [("stage", "2", RIGHT, ""), ("entry_year", "2009", RIGHT, ""),
                              ("serial", "", LOST, "缺失")]),
    (f"{CODE}22O090001", [("stage", "2", RIGHT, ""), ("entry_year", "2O09", WRONG, "应是数字"),
                          ("serial", "0001", OPEN, "")]),
])
def test_sub_number(make_document: MakeDocument, text: str, rest: list[Line]) -> None:
    assert parts(make_document, SUB_NUMBER, text) == HEAD + rest


def test_sub_number_of_another_school(make_document: MakeDocument) -> None:
    found = parts(make_document, SUB_NUMBER, "3101160526220090001")
    assert found[1] == ("county", "116", WRONG, "应为 117")


def test_school_parts_are_not_judged_while_the_code_itself_is_in_doubt(
        make_document: MakeDocument) -> None:
    document = make_document(36)
    document.set_school(replace(document.school, code="3101170999"))
    found = segments(document.validator, NINTH, SUB_NUMBER)
    assert [(part.key, part.verdict) for part in found[:3]] == [
        ("area", RIGHT), ("county", OPEN), ("school", OPEN)]


def test_no_majority_leaves_the_year_in_doubt(make_document: MakeDocument) -> None:
    found = parts(make_document, SUB_NUMBER, f"{CODE}220080001", (NINTH, "grade", "八年级"))
    assert found[4] == ("entry_year", "2008", DOUBTFUL, "互相矛盾")


@pytest.mark.parametrize("text", ["", "无", "E12345678", "G310117199807160088"])
def test_what_has_no_parts(make_document: MakeDocument, text: str) -> None:
    assert parts(make_document, MAIN_NUMBER, text) == []


def test_other_fields_have_no_parts(make_document: MakeDocument) -> None:
    assert segments(make_document().validator, NINTH, NAME) == []


def sound_number(make_document: MakeDocument) -> str:
    return make_document().roster.value(NINTH, MAIN_NUMBER)


def test_resident_id(make_document: MakeDocument) -> None:
    document = make_document()
    number = sound_number(make_document)
    found = segments(document.validator, NINTH, MAIN_NUMBER)
    assert [(part.text, part.verdict) for part in found] == [
        (number[:6], RIGHT), (number[6:14], RIGHT), (number[14:17], RIGHT), (number[17], RIGHT)]
    assert found[0].detail == "上海市松江区"
    assert found[1].detail.endswith("岁）")
    assert found[2].detail == "单数，男"


def test_failing_check_digit_leaves_the_other_parts_open(make_document: MakeDocument) -> None:
    number = sound_number(make_document)
    wrong = "0" if number[17] != "0" else "1"
    found = parts(make_document, MAIN_NUMBER, number[:17] + wrong)
    assert [verdict for _, _, verdict, _ in found] == [OPEN, OPEN, OPEN, WRONG]
    assert found[3][3] == f"应为 {number[17]}"


@pytest.mark.parametrize(("change", "place", "expected"), [
    (lambda n: n[:6] + "20021332" + n[14:], 1, (WRONG, "不是日期")),
    (lambda n: n[:6] + "20990101" + n[14:], 1, (WRONG, "还没有到")),
    (lambda n: n[:6] + "18000101" + n[14:], 1, (WRONG, "太早")),
    (lambda n: n[:17], 3, (LOST, "缺失")),
    (lambda n: n[:6] + n[8:17], 1, (OPEN, "")),
    (lambda n: f"{n[0]}.{n[1:15]}E+17", 2, (LOST, "缺 2 位")),
    (lambda n: f"{n[0]}.{n[1:15]}E+17", 0, (RIGHT, "")),
    (lambda n: n + "99", 4, (WRONG, "多 2 位")),
    (lambda n: n[:15] + "O" + n[16:], 2, (WRONG, "应是数字")),
    (lambda n: "709999" + n[6:], 0, (DOUBTFUL, "查不到")),
])
def test_damaged_resident_id(make_document: MakeDocument, change, place: int,  # type: ignore
                             expected: tuple[Verdict, str]) -> None:
    found = parts(make_document, MAIN_NUMBER, change(sound_number(make_document)))
    assert found[place][2:] == expected


def test_sex_that_contradicts_the_id_is_shown_at_the_order_digits(
        make_document: MakeDocument) -> None:
    document = make_document(36, [(NINTH, "sex", "女")])
    order = segments(document.validator, NINTH, MAIN_NUMBER)[2]
    assert (order.verdict, order.note) == (DOUBTFUL, "性别不符")
    assert order.detail == "单数，男；性别填的是女"


def test_every_part_can_be_read_aloud(make_document: MakeDocument) -> None:
    document = make_document(36, [(NINTH, SUB_NUMBER, f"{CODE}220080001")])
    spoken = [part.spoken() for part in segments(document.validator, NINTH, SUB_NUMBER)]
    assert spoken[0] == "地区 310，相符"
    assert spoken[4] == "入学年份 2008，不符，应为 2009"
