"""Headers: what they name, and which column gets which field."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.fields import (
    FIELD_KEYS, TITLES, count_fields, is_bare_number_header, map_headers, match_header)

HEADERS: list[tuple[str, str]] = [
    *[(text, "main_number") for text in (
        "学籍主号", "学籍主号(身份证号)", "身份证号", "身份证号码", "身份证件号", "公民身份号码", "证件号码",
        "学籍主号（身份证号）", " 学籍\n主号 ", "*学籍主号", "学籍主号(18位)", "身份证号码（必填）", "学籍主号*",
        "身 份 证 号", "主号", "学籍号（主号）")],
    *[(text, "sub_number") for text in (
        "学籍副号", "学籍辅号", "副号", "学籍号(副号)", "学籍号（副号）", "学籍副号\r\n(19位)", "★学籍副号")],
    *[(text, "name") for text in ("姓名", "学生姓名", "姓　名", "姓 名*", "姓名：")],
    *[(text, "sex") for text in ("性别", "性 别", "性别(男/女)")],
    *[(text, "grade") for text in ("年级", "所在年级", "就读年级", "年 级")],
    *[(text, "class_name") for text in ("班级", "班", "班号", "班级名称", "所在班级", "班（号）")],
    *[(text, "graduation_year") for text in (
        "毕业届别", "届别", "毕业年份", "毕业届", "届别（年）", "届", "届（如2013届）")],
    *[(text, "stage") for text in ("学段", "就读学段", "学 段", "学部")],
    ("公民身份证号码", "main_number"), ("本人身份证号", "main_number"), ("居民身份证", "main_number"),
    ("身分证号", "main_number"), ("“姓名”", "name"), ("考生姓名", "name"), ("学生性别", "sex"),
    ("现年级", "grade"), ("当前班级", "class_name"), ("班级号", "class_name"),
    ("毕业年度", "graduation_year"), ("预计毕业年份", "graduation_year"), ("所属学段", "stage"),
]


@pytest.mark.parametrize(("text", "key"), HEADERS)
def test_recognised(text: str, key: str) -> None:
    match = match_header(text)
    assert match is not None and match.key == key


@pytest.mark.parametrize("text", [
    "", " ", "序号", "备注", "学籍号", "家长姓名", "父亲身份证号", "出生日期", "班主任", "(姓名)", "年级组长",
    "学校", "毕业学校", "(1)班", "（2）班", "【1】班", "1班", "(2016)届", "2016届",
    "学生家长姓名", "家长", "所在学校", "就读方式", "现住址"])
def test_not_recognised(text: str) -> None:
    assert match_header(text) is None


def test_the_titles_are_the_eight_of_the_master_file() -> None:
    assert tuple(TITLES) == FIELD_KEYS
    assert list(TITLES.values()) == [
        "学籍主号", "学籍副号", "姓名", "性别", "年级", "班级", "毕业届别", "学段"]
    for key, title in TITLES.items():
        match = match_header(title)
        assert match is not None and match.exact and match.key == key


@pytest.mark.parametrize(("text", "bare"), [
    ("学籍号", True), (" 学 籍 号 ", True), ("学籍号(19位)", True), ("学籍号(副号)", False),
    ("学籍号码", True), ("19位学籍号", True), ("学生学籍号", True), ("上海学籍号", True),
    ("全国学籍号", False), ("原学籍号", False), ("学籍主号", False)])
def test_a_bare_number_header(text: str, bare: bool) -> None:
    assert is_bare_number_header(text) is bare


@pytest.mark.parametrize(("headers", "count"), [
    (["姓名", "性别", "年级"], 3), (["姓名", "学生姓名", "姓 名"], 1), (["学籍号", "姓名"], 2),
    (["学籍号", "学籍主号", "学籍副号"], 2), (["", "序号"], 0)])
def test_how_many_fields_a_line_names(headers: Sequence[str], count: int) -> None:
    assert count_fields(headers) == count


SUB, MAIN = "3101170001220110001", "310117200003050117"
MAPPINGS: list[tuple[list[str], dict[int, list[str]], dict[str, int], int]] = [
    # headers, texts below, mapping, how many notes
    (["序号", "姓名", "性别"], {}, {"name": 1, "sex": 2}, 0),
    (["学生姓名", "姓名"], {}, {"name": 1}, 1),                           # exact wins
    (["身份证号", "学籍主号"], {}, {"main_number": 1}, 1),
    (["姓名", "姓名"], {}, {"name": 0}, 1),                               # leftmost of equals
    (["证件号码", "身份证号"], {}, {"main_number": 0}, 1),
    (["姓名", "姓名", "姓 名"], {}, {"name": 0}, 2),
    (["学籍号"], {0: [SUB, SUB, ""]}, {"sub_number": 0}, 1),
    (["学籍号"], {0: ["3.10117000122011E+18", SUB]}, {"sub_number": 0}, 1),
    (["学籍号"], {0: [MAIN, MAIN]}, {"main_number": 0}, 1),
    (["学籍号"], {0: ["3.10117200003050E+17"]}, {"main_number": 0}, 1),
    (["学籍号"], {0: []}, {"main_number": 0}, 1),
    (["学籍号", "身份证号"], {0: [MAIN]}, {"main_number": 1}, 0),
    (["学籍号", "学籍副号"], {0: [SUB]}, {"sub_number": 1}, 0),
    (["学籍号", "学籍副号", "姓名"], {0: [MAIN]}, {"main_number": 0, "sub_number": 1, "name": 2}, 1),
]


@pytest.mark.parametrize(("headers", "values", "mapping", "notes"), MAPPINGS)
def test_mapping(headers: list[str], values: dict[int, list[str]], mapping: dict[str, int],
                 notes: int) -> None:
    found, said = map_headers(headers, lambda index: values[index])
    assert found == mapping
    assert len(said) == notes
