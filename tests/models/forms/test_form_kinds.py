"""Tests of forms in the looks of many district offices (``tests/issued_forms.py``)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from models.forms.form import IssuedForm, doubts, fill_form, form_name, read_form
from models.forms.form_lines import FormEntry, FormFacts, unplaced
from models.forms.placeholders import file_stem, replaced, with_school
from models.grid import Sheet
from models.reading.read import read_workbook
from tests.issued_forms import Drawn, draw, kinds, lines, plain

SCHOOL = "上海市松江区示例学校"
FACTS = FormFacts(SCHOOL, "3101179999")
FORMATS = ("xls", "xlsx")


def entry(student: int, key: str | None, item: str, before: str, after: str, reason: str = "",
          kind: str = "changed") -> FormEntry:
    now = {"main_number": f"31011720040315{student:04d}", "name": f"学生{student}", "sex": "男",
           "sub_number": f"310117052612010{student:04d}", "grade": "三年级", "class_name": "2班"}
    if key is not None:
        now[key] = after
    return FormEntry(now["main_number"], now["sub_number"], now["name"], "三年级", "2班", item, before,
                     after, reason, student, kind, key, now,
                     {**now, **({key: before} if key is not None else {})})


ENTRIES = [
    entry(1, "name", "姓名", "学生旧", "学生1", "错字"),
    entry(2, "sex", "性别", "女", "男", "录入错误"),
    entry(2, "sub_number", "学籍副号", "3101170526120109999", "3101170526120100002", "录入错误"),
    entry(3, "class_name", "班级", "9班", "2班", "分班"),
    entry(4, None, "删除学生", "", "", "转出", "removed"),
]


def filled(name: str, ending: str, folder: Path, entries: list[FormEntry] = ENTRIES,
           ) -> tuple[IssuedForm, list[Sheet]]:
    form = read_form(draw(folder / f"XX学校更正表(空表).{ending}", *kinds()[name]))
    path = folder / form_name(form, SCHOOL)
    path.write_bytes(fill_form(form, form.guess, form.per_student, entries, FACTS))
    return form, read_workbook(path).sheets


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", kinds())
def test_every_kind_says_everything_once(name: str, ending: str, tmp_path: Path) -> None:
    form, sheets = filled(name, ending, tmp_path)
    assert form_name(form, SCHOOL) == f"{SCHOOL}更正表.{ending}"
    for sheet in sheets:
        for row in sheet.rows:
            for text in row:
                assert text.count("上海市") <= 1 and text.count("松江区") <= 1, text
                assert not re.search("XX|□□|某某|____|（ +）", text), text
                parts = re.split("[；（）]", text)
                assert max(Counter(filter(None, parts)).values(), default=0) <= 1, text
    told = [text for row in sheets[[one.name for one in sheets].index(form.sheet.name)].rows
            for text in row]
    whole = "\n".join(told)
    assert not unplaced(form.guess, ENTRIES, form.shape)
    for one in ENTRIES:
        for text in (one.before, one.after, one.reason):
            assert text in whole, (one.item, text)
    assert "学生4" in whole and whole.count("学生旧") == 1


def rows_of(sheets: list[Sheet], first: int, last: int, width: int) -> list[list[str]]:
    return [[sheets[0].text(row, column) for column in range(width)]
            for row in range(first, last + 1)]


@pytest.mark.parametrize("ending", FORMATS)
def test_lines_of_two_merged_rows(ending: str, tmp_path: Path) -> None:
    form, sheets = filled("two-rows", ending, tmp_path)
    assert (form.shape.height, form.heads) == (2, (2, 4, 6))
    assert [row[1] for row in rows_of(sheets, 2, 12, 2)] == [
        "学生1", "", "学生2", "", "学生2", "", "学生3", "", "学生4", "", ""]
    merged = {merge for merge in sheets[0].merged if merge[2] == 1}
    assert merged == {(row, row + 2, 1, 2) for row in range(2, 12, 2)}
    assert sheets[0].text(12, 0) == "合计"
    assert sheets[0].text(14, 0) == "填表人："


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", ["turns", "turns-bare"])
def test_a_row_for_the_old_and_one_for_the_new(name: str, ending: str, tmp_path: Path) -> None:
    form, sheets = filled(name, ending, tmp_path)
    assert form.shape.sides == {0: "before", 1: "after"}
    assert rows_of(sheets, 2, 9, 9) == [
        ["1", "变更前", "学生旧", "男", "310117200403150001", "3101170526120100001", "三年级", "2班", "错字"],
        ["", "变更后", "学生1", "男", "310117200403150001", "3101170526120100001", "三年级", "2班", ""],
        ["2", "变更前", "学生2", "女", "310117200403150002", "3101170526120109999", "三年级", "2班",
         "录入错误"],
        ["", "变更后", "学生2", "男", "310117200403150002", "3101170526120100002", "三年级", "2班", ""],
        ["3", "变更前", "学生3", "男", "310117200403150003", "3101170526120100003", "三年级", "9班", "分班"],
        ["", "变更后", "学生3", "男", "310117200403150003", "3101170526120100003", "三年级", "2班", ""],
        ["4", "变更前", "学生4", "男", "310117200403150004", "3101170526120100004", "三年级", "2班",
         "删除学生（转出）"],
        ["", "变更后", "", "", "", "", "", "", ""]]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_row_for_each_correction_of_a_student(ending: str, tmp_path: Path) -> None:
    more = [entry(9, "name", "姓名", f"旧{n}", f"新{n}", "错字") for n in range(4)]
    form, sheets = filled("rows-of-a-student", ending, tmp_path, [*ENTRIES[1:3], *more])
    found = [[row[2], *row[4:]] for row in rows_of(sheets, 3, 11, 8)]
    assert found == [
        ["学生2", "性别", "女", "男", "录入错误"],
        ["", "学籍副号", "3101170526120109999", "3101170526120100002", "录入错误"], [""] * 5,
        ["新0", "姓名", "旧0", "新0", "错字"], ["", "姓名", "旧1", "新1", "错字"],
        ["", "姓名", "旧2", "新2", "错字"], ["新3", "姓名", "旧3", "新3", "错字"], [""] * 5, [""] * 5]
    assert sheets[0].text(12, 0) == "注：一名学生三行。"


@pytest.mark.parametrize("ending", FORMATS)
def test_a_row_for_each_printed_field(ending: str, tmp_path: Path) -> None:
    _, sheets = filled("printed-items", ending, tmp_path, ENTRIES[:4])
    found = rows_of(sheets, 2, 13, 7)
    assert [row[3] for row in found] == ["姓名", "性别", "身份证号", "学籍号"] * 3
    assert found[0] == ["1", "学生1", "2班", "姓名", "学生旧", "学生1", "错字"]
    assert [row[4:6] for row in found[4:8]] == [
        ["", ""], ["女", "男"], ["", ""], ["3101170526120109999", "3101170526120100002"]]
    assert found[4][6] == "录入错误"
    assert found[8][4:] == ["", "", "班级：9班→2班（分班）"]


@pytest.mark.parametrize("ending", FORMATS)
def test_what_nobody_sees_is_not_filled(ending: str, tmp_path: Path) -> None:
    form, sheets = filled("hidden", ending, tmp_path)
    assert 3 not in form.heads and 5 not in form.guess
    assert [sheets[0].text(row, 1) for row in range(2, 8)] == [
        "学生1", "", "学生2", "学生2", "学生3", "学生4"]
    assert not any(sheets[0].text(row, 5) for row in range(2, 8))


@pytest.mark.parametrize("ending", FORMATS)
def test_a_label_beside_all_lines_grows_with_them(ending: str, tmp_path: Path) -> None:
    _, sheets = filled("side-label", ending, tmp_path)
    assert (2, 7, 0, 1) in sheets[0].merged
    assert sheets[0].text(7, 0) == "合计"


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("ruled", [True, False])
def test_lines_end_where_something_else_begins(ruled: bool, ending: str, tmp_path: Path) -> None:
    head = ["序号", "姓名", "更正项目", "更正前", "更正后"]
    for number, below in enumerate((
            [["附：学生增减情况"], ["序号", "姓名", "学籍主号", "增或减"], *lines(1, 4)],
            [["学校意见", "", "", "", ""]], [["教育局审核意见：\n\n年  月  日", "", "", "", ""]])):
        drawn = Drawn([["XX学校更正表"], head, *lines(2, 5), *below],
                      "A2:E5" if ruled else "", ["A5:E5"] if number else [])
        form = read_form(draw(tmp_path / f"{number}.{ending}", drawn))
        assert (form.first, form.end) == (2, 4)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_school_stands_on_every_sheet(ending: str, tmp_path: Path) -> None:
    _, sheets = filled("cover", ending, tmp_path)
    assert [row[0] for row in sheets[0].rows] == [
        f"{SCHOOL}学籍更正材料", f"学校：{SCHOOL}", "日期："]
    _, sheets = filled("two-sheets", ending, tmp_path)
    assert sheets[1].text(0, 0) == f"{SCHOOL}（中学部）学籍信息更正表"


def test_one_reason_for_several_corrections_stands_once(tmp_path: Path) -> None:
    two = [replace(ENTRIES[1], reason="录入错误"), entry(2, "name", "姓名", "旧", "学生2", "录入错误"),
           entry(2, "grade", "年级", "四年级", "三年级", "升级有误")]
    _, sheets = filled("old-new-number", "xlsx", tmp_path, two)
    assert sheets[0].text(2, 5) == "性别：女→男；姓名：旧→学生2（录入错误）；年级：四年级→三年级（升级有误）"


@pytest.mark.parametrize("count", [0, 1, 3, 4, 9])
def test_a_plain_form_of_any_length(count: int, tmp_path: Path) -> None:
    form = read_form(draw(tmp_path / "表.xlsx", plain(["更正表"])))
    content = fill_form(form, form.guess, False, [entry(n, "sex", "性别", "女", "男")
                                                  for n in range(count)], FACTS)
    (tmp_path / "filled.xlsx").write_bytes(content)
    sheet = read_workbook(tmp_path / "filled.xlsx").sheets[0]
    assert [sheet.text(2 + n, 0) for n in range(count)] == [str(n + 1) for n in range(count)]
    assert sheet.text(2 + max(3, count), 0) == "合计"


@pytest.mark.parametrize("text, wanted", [
    ("松江区XX学校更正表", f"{SCHOOL}更正表"), ("上海市XX区XX学校更正表", f"{SCHOOL}更正表"),
    ("____县____学校更正表", f"{SCHOOL}更正表"), ("××县××学校更正表", f"{SCHOOL}更正表"),
    ("…………学校更正表", f"{SCHOOL}更正表"), ("更正表（XX学校）", f"更正表（{SCHOOL}）"),
    ("学 校：", f"学 校：{SCHOOL}"), ("单 位：", f"单 位：{SCHOOL}"), ("呈报单位：", f"呈报单位：{SCHOOL}"),
    ("所属学校：", f"所属学校：{SCHOOL}"), ("学校：______（公章）", f"学校：{SCHOOL}（公章）"),
    ("填报学校：XXX（盖章）", f"填报学校：{SCHOOL}（盖章）"),
    ("申报单位（盖章）：　　　　联系人：　　电话：", f"申报单位（盖章）：{SCHOOL}　　联系人：　　电话："),
    ("学校负责人：", ""), ("主管单位：", ""), ("学校地址：", ""), ("XX学年度更正表", ""), ("学校性质：公办", ""),
])
def test_what_asks_for_the_school(text: str, wanted: str) -> None:
    sheet = Sheet("表", [[text], ["姓名", "更正前", "更正后"]])
    assert [new for _, _, new in replaced(sheet, FACTS, 1)] == ([wanted] if wanted else [])


def test_places_stay_open_for_a_school_whose_name_has_none() -> None:
    assert with_school("XX区XX学校更正表", "示例学校") == "XX区示例学校更正表"


@pytest.mark.parametrize("stem", [
    "松江区XX学校更正表 - 副本", "XX学校更正表模板", "空表-XX学校更正表", "XX学校更正表_空白"])
def test_the_file_is_no_copy_of_an_empty_one(stem: str) -> None:
    assert file_stem(stem, SCHOOL) == f"{SCHOOL}更正表"


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("words", ["填写示例", "（样例）", "示范"])
def test_examples_of_all_kinds_stay(words: str, ending: str, tmp_path: Path) -> None:
    head = ["序号", "姓名", "更正项目", "更正前", "更正后"]
    drawn = Drawn([["更正表"], head, [words, "张三", "姓名", "张山", "张三"], *lines(2, 5)], "A2:E5")
    form = read_form(draw(tmp_path / f"表.{ending}", drawn))
    assert (form.first, form.end, form.notes) == (3, 5, ("第 3 行是示例，保留不动。",))


@pytest.mark.parametrize("ending", FORMATS)
def test_a_form_for_one_student_is_doubted(ending: str, tmp_path: Path) -> None:
    drawn = Drawn([["申请表"], ["姓名", "", "性别", ""], ["更正项目", "更正前", "更正后", "更正原因"],
                   *lines(2, 4), ["家长签字：", "", "学校（章）：", ""]], "A2:D6")
    form = read_form(draw(tmp_path / f"表.{ending}", drawn))
    assert (form.first, form.end) == (3, 5)
    assert "看不出是哪名学生" in doubts(form, form.guess)[0]


def test_who_is_removed_is_said_once(tmp_path: Path) -> None:
    drawn = Drawn([["姓名", "错误信息", "正确信息"], *lines(1, 3)], "A1:C2")
    form = read_form(draw(tmp_path / "表.xlsx", drawn))
    (tmp_path / "o.xlsx").write_bytes(fill_form(form, form.guess, False, ENTRIES[-1:], FACTS))
    assert read_workbook(tmp_path / "o.xlsx").sheets[0].rows[1] == ["学生4", "", "删除学生"]
