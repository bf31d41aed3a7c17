"""What each field says for a finding, and rows compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.explaining.evidence import compared, statements

if TYPE_CHECKING:
    from tests.documents import MakeDocument

CODE = "3101170526"
NINTH = 8


def lines(make_document: MakeDocument, rule: str,
          *changes: tuple[int, str, str]) -> list[tuple[str, str, bool]]:
    document = make_document(36, changes)
    finding, = (f for f in document.validator.findings(NINTH) if f.rule == rule)
    return [(line.label, line.says, line.odd)
            for line in statements(document.validator, finding)]


@pytest.mark.parametrize(("rule", "changes", "expected"), [
    ("sub-entry-year", [(NINTH, "sub_number", f"{CODE}220080001")], [
        ("按学籍副号", "2008 年入学", True), ("按年级“九年级”（2012学年）", "2009 年入学", False),
        ("按毕业届别“2013届”", "2009 年入学", False)]),
    ("graduation-mismatch", [(NINTH, "graduation_year", "2014届")], [
        ("按学籍副号", "2009 年入学", False), ("按年级“九年级”（2012学年）", "2009 年入学", False),
        ("按毕业届别“2014届”", "2010 年入学", True)]),
    ("stage-mismatch", [(NINTH, "stage", "高中")], [
        ("按学段“高中”", "高中", True), ("按学籍副号第 11 位“2”", "初中", False),
        ("按年级“九年级”", "初中", False)]),
    ("grade-mismatch", [(NINTH, "grade", "八年级")], [
        ("按学籍副号", "2009 年入学", False), ("按年级“八年级”（2012学年）", "2010 年入学", True),
        ("按毕业届别“2013届”", "2009 年入学", False)]),
    ("grade-mismatch", [(NINTH, "grade", "三年级")], [
        ("按学段“初中”", "初中", False), ("按学籍副号第 11 位“2”", "初中", False),
        ("按年级“三年级”", "小学", True)]),
    ("sex-mismatch", [(NINTH, "sex", "女")], [
        ("性别填的是", "女", True), ("按学籍主号第 17 位“1”（单数）", "男", False)]),
    ("class-mismatch", [(NINTH, "class_name", "八(1)班")], [
        ("按班级“八(1)班”", "八年级", True), ("按学籍副号", "九年级", False),
        ("按年级“九年级”", "九年级", False), ("按毕业届别“2013届”", "九年级", False)]),
    ("blank", [(NINTH, "stage", "")], [
        ("按学籍副号第 11 位“2”", "初中", False), ("按年级“九年级”", "初中", False)]),
    ("name-length", [(NINTH, "name", "王")], []),
])
def test_what_each_field_says(make_document: MakeDocument, rule: str,
                              changes: list[tuple[int, str, str]],
                              expected: list[tuple[str, str, bool]]) -> None:
    assert lines(make_document, rule, *changes) == expected


def test_without_majority_everyone_is_odd(make_document: MakeDocument) -> None:
    found = lines(make_document, "sub-entry-year", (NINTH, "sub_number", f"{CODE}220080001"),
                  (NINTH, "grade", "八年级"))
    assert [odd for _, _, odd in found] == [True, True, True]


def test_rows_are_compared_field_by_field(make_document: MakeDocument) -> None:
    document = make_document(36, [(17, "sub_number", f"{CODE}220090001")])
    found = {field.field: field.same for field in compared(document.validator, NINTH, 17)}
    assert len(found) == 8
    assert found["sub_number"] and found["grade"]
    assert not found["main_number"] and not found["class_name"]
