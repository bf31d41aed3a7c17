"""Tests of what the headings of issued forms are taken for."""

from __future__ import annotations

import pytest

from models.forms.headings import find_form_header, heading, recognised
from models.grid import Sheet


@pytest.mark.parametrize("path, what", [
    (("序号",), "number"), (("变更项目",), "item"), (("更正\n项目",), "item"),
    (("原信息",), "before"), (("现信息",), "after"), (("更正前内容",), "before"),
    (("更正后内容",), "after"), (("错误信息",), "before"), (("正确信息",), "after"),
    (("更正理由",), "reason"), (("学 校 名 称",), "school"), (("身份证号",), "main_number"),
    (("年级、班级",), "class"), (("学生信息", "姓名"), "name"), (("原信息", "姓名"), "before:name"),
    (("正确信息", "学籍副号"), "after:sub_number"), (("更正内容", "更正前"), "before"),
    (("原姓名",), "before:name"), (("姓名（更正后）",), "after:name"), (("正确的性别",), "after:sex"),
    (("家庭住址",), None), (("学校：",), None), ((), None), (("备注",), None),
    (("学籍主号", "原"), "before:main_number"), (("学籍副号", "修改后"), "after:sub_number"),
])
def test_heading(path: tuple[str, ...], what: str | None) -> None:
    assert heading(path) == what


def test_header_over_two_lines_and_remarks_as_reason() -> None:
    sheet = Sheet("表", [
        ["XXX学校学籍信息更正表"], ["学校：", "", "学校代码："],
        ["序号", "学生信息", "", "更正内容", "", "", "备注"],
        ["", "姓名", "班级", "更正项目", "更正前", "更正后"]],
        merged=[(0, 1, 0, 7), (2, 4, 0, 1), (2, 3, 1, 3), (2, 3, 3, 6), (2, 4, 6, 7)])
    header = find_form_header(sheet)
    assert header is not None
    assert (header.first, header.end) == (2, 4)
    assert recognised(header) == {0: "number", 1: "name", 2: "class_name", 3: "item", 4: "before",
                                  5: "after", 6: "reason"}


def test_a_bare_number_is_the_sub_number_unless_there_is_one() -> None:
    for titles, expected in ((["姓名", "学籍号", "更正内容"], {0: "name", 1: "sub_number", 2: "item"}),
                             (["姓名", "学籍号", "副号", "更正后"],
                              {0: "name", 2: "sub_number", 3: "after"})):
        header = find_form_header(Sheet("表", [titles]))
        assert header is not None
        assert recognised(header) == expected


def test_remarks_stay_free_beside_a_reason() -> None:
    sheet = Sheet("表", [["姓名", "更正前", "更正后", "更正原因", "备注"]])
    header = find_form_header(sheet)
    assert header is not None
    assert recognised(header) == {0: "name", 1: "before", 2: "after", 3: "reason"}


def test_no_form() -> None:
    assert find_form_header(Sheet("表", [["菜名", "价格"], ["豆腐", "3"]])) is None
