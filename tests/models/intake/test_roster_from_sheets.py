"""Headers, student rows, what is left out, several sheets: on sheets made in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import NoHeaderError, NoStudentsError, SheetChoiceError, SheetMissingError
from models.grid import Merge, Sheet, Workbook, column_letter, ranges_text
from models.intake.header import find_header, header_ending
from models.intake.roster_from_sheets import ALL_SHEETS, fitting_sheets, roster_from
from models.intake.student_table import find_table

HEADER = ["学籍主号", "姓名", "班级"]
STUDENT = ["310117200607160019", "王小明", "1班"]


def sheet(*rows: list[str], name: str = "名册", **more: object) -> Sheet:
    return Sheet(name, [list(row) for row in rows], **more)  # type: ignore[arg-type]


def book(*sheets: Sheet) -> Workbook:
    return Workbook(Path("名册.xls"), "xls", list(sheets))


# --- the header ---


@pytest.mark.parametrize(
    "rows, expected",
    [
        ([HEADER], 1),
        ([["标题"], [], HEADER], 3),
        ([["注：请核对学籍主号、姓名"]] * 20 + [HEADER], 21),
        ([[]] * 29 + [HEADER], 30),
        ([HEADER[:2] + ["年级"], [], HEADER + ["性别"]], 3),  # the most fields
        ([HEADER, STUDENT, HEADER + ["性别"]], 1),  # but no student above the header
        ([["年级", "班级", "性别"], ["一年级", "1", "男"], HEADER + ["性别"]], 3),
        ([HEADER, STUDENT, HEADER], 1),  # of equal ones the first
        ([["姓 名", "性　别", "班级\n（必填）", "*学籍副号："]], 1),
        ([["学生信息", "", "", "学籍主号", "学籍副号"], ["姓名", "性别", "班级", "", ""]], 2),
    ],
)
def test_header_row(rows: list[list[str]], expected: int) -> None:
    found = find_header(sheet(*rows))
    assert found is not None and found.end == expected


@pytest.mark.parametrize(
    "rows", [[], [["姓名", "班级"]], [["姓名", "学生姓名", "班级"]], [[]] * 30 + [HEADER], [STUDENT]])
def test_no_header(rows: list[list[str]]) -> None:
    assert find_header(sheet(*rows)) is None
    with pytest.raises(NoHeaderError):
        find_table(sheet(*rows))


def test_merged_two_line_header() -> None:
    one = sheet(
        ["标题", "", "", "", "", ""],
        ["班级", "学生", "", "学籍主号", "家庭", ""],
        ["", "姓名", "性别", "", "电话", "住址"],
        ["1班", "甲", "男", "1", "021", "路"],
        merged=[(0, 1, 0, 6), (1, 3, 0, 1), (1, 2, 1, 3), (1, 3, 3, 4), (1, 2, 4, 6)])
    table = find_table(one)
    assert table.header_row == 3
    assert table.headers == ["班级", "姓名", "性别", "学籍主号", "家庭/电话", "家庭/住址"]
    assert table.mapping == {"class_name": 0, "name": 1, "sex": 2, "main_number": 3}
    assert [number for number, _ in table.rows] == [4]
    assert table.notes == ["表头占第 2-3 行，已合起来识别。"]


@pytest.mark.parametrize(("below", "end"), [
    (["（18位）", "", "(如：1班)"], 2), (["", " [必填] ", ""], 2), (["1", "2", "3"], 2),
    (["1", "2"], 1), (["2", "3", "4"], 1), (["(18位)", "王小明", ""], 1), ([], 1), (["", ""], 1),
    (["A123456(3)", "", ""], 1), (STUDENT, 1),
])
def test_a_line_that_explains_the_columns_belongs_to_the_header(below: list[str], end: int) -> None:
    one = sheet(["标题"], HEADER, below, STUDENT)
    found = find_header(one)
    assert found is not None and (found.end, found.texts) == (end + 1, HEADER)
    assert found == header_ending(one, end)
    assert find_table(one).rows[-1] == (4, STUDENT)


def test_the_clerks_choice_overrides() -> None:
    one = sheet(["甲", "1", "1班"], ["乙", "2", "2班"])
    table = find_table(one, mapping={"name": 0, "main_number": 1}, header_row=0)
    assert [cells[0] for _, cells in table.rows] == ["甲", "乙"]
    table = find_table(one, mapping={"name": 0}, header_row=1)
    assert [number for number, _ in table.rows] == [2]
    assert table.headers == ["甲", "1", "1班"]


# --- rows ---


def test_what_is_a_student_row() -> None:
    table = find_table(sheet(
        ["序号", *HEADER, "备注"],
        ["1", *STUDENT],
        [],
        ["", "", "", "", ""],
        ["2"],  # pre-numbered only
        ["3", "", "  ", "\u3000"],
        ["", "", "", "", "转出"],
        ["小计", "2 人"],
        ["合　计：", "", "2"],
        ["填表人：张三", "", "审核人：李四", "校长："],
        ["序号", *HEADER, "备注"],
        ["", "学籍主号（必填）", "姓 名", "班级"],
        ["说明", "因故休学", "李四", "2班"],  # four filled cells: a student
        ["", "", "", "3班"],
    ))
    assert [number for number, _ in table.rows] == [2, 13, 14]
    assert table.notes == [
        "第 11-12 行是重复的表头，没有作为学生读入。",
        "第 8-10 行是小计、合计或签名、说明，没有作为学生读入。",
        "第 5-7 行的八项学籍内容全空，只有其他列有内容，没有作为学生读入。",
    ]


def test_another_order_below_another_header() -> None:
    table = find_table(sheet(
        [*HEADER, "电话"], [*STUDENT, "021"],
        ["姓名", "班级", "学籍主号", "学段", "电话"], ["李", "2班", "31", "小学", "022"],
        ["小计", "1"]))
    assert table.mapping == {"main_number": 0, "name": 1, "class_name": 2, "stage": 5}
    assert table.headers == [*HEADER, "电话", "", "学段"]
    assert table.rows == [(2, [*STUDENT, "021"]), (4, ["31", "李", "2班", "022", "", "小学"])]
    assert any("第 3 行的表头与第 1 行的列顺序不同" in note for note in table.notes)


def test_too_many_different_headers_are_refused() -> None:
    rows = [[*HEADER, f"列{number}"] for number in range(300)]
    with pytest.raises(NoHeaderError, match="反复出现不同的表头"):
        find_table(sheet(*rows))


@pytest.mark.parametrize(
    "merge, filled",
    [
        ((1, 4, 2, 3), ["1班", "1班", "1班"]),
        ((1, 3, 2, 3), ["1班", "1班", ""]),
        ((0, 4, 2, 3), ["1班", "", ""]),  # a merged header is no class
        ((1, 4, 0, 3), ["1班", "", ""]),  # its first column is a number: nothing is filled
        ((1, 1048576, 2, 3), ["1班", "1班", "1班"]),
    ],
)
def test_merged_cells_filled_down(merge: Merge, filled: list[str]) -> None:
    one = sheet(HEADER, STUDENT, ["2", "乙"], ["3", "丙"], merged=[merge])
    before = [list(row) for row in one.rows]
    table = find_table(one)
    assert [(cells + ["", ""])[2] for _, cells in table.rows] == filled
    assert one.rows == before
    assert ("“班级”列的合并单元格已逐行补全" in "".join(table.notes)) == (filled[1] != "")


def test_a_merged_class_makes_no_student() -> None:
    table = find_table(sheet(HEADER, STUDENT, [], ["3", "丙"], merged=[(1, 4, 2, 3)]))
    assert [number for number, _ in table.rows] == [2, 4]


def test_hidden_is_read_and_said() -> None:
    table = find_table(sheet(
        [*HEADER, "电话"], STUDENT, STUDENT, hidden_rows=frozenset((2, 9)),
        hidden_columns=frozenset((3, 7))))
    assert len(table.rows) == 2
    assert table.notes == ["第 3 行在表里是隐藏的，也已读入。", "D 列在表里是隐藏的，也已读入。"]


# --- sheets ---


def test_one_fitting_sheet_is_taken() -> None:
    roster = roster_from(book(
        sheet(["请先看说明"], name="说明"), sheet(HEADER, STUDENT),
        sheet(HEADER, STUDENT, name="旧", hidden=True), sheet(name="Sheet3")))
    assert roster.sheets == ("名册",)
    assert roster.notes == ["工作表“说明”没有读入。", "隐藏的工作表“旧”没有读入。"]
    assert [(column.title, column.key, column.letter) for column in roster.columns] == [
        ("学籍主号", "main_number", "A"), ("姓名", "name", "B"), ("班级", "class_name", "C")]


def test_notes_of_many_sheets_are_said_once() -> None:
    roster = roster_from(book(*(
        sheet(["某校"], HEADER, [f"3{n}", f"学{n}", "1班"], ["小计", "1"], name=f"{n}班")
        for n in range(6))), sheets=("*",))
    assert roster.notes == ["6 张工作表：第 4 行是小计、合计或签名、说明，没有作为学生读入。"]


def test_a_column_that_other_sheets_have_is_known_by_what_stands_in_it() -> None:
    more = ["310117201001010013", "3101170001120110001", "学生", "1班"]
    own = [["编号", "姓名", "班级", "身份证号"], *(
        [f"31011700011201100{n:02d}", "学生", "1班", f"3101172010010{n:02d}013"]
        for n in range(10, 13))]
    roster = roster_from(book(
        sheet(["学籍主号", "学籍副号", "姓名", "班级"], more, name="甲"), sheet(*own, name="乙")),
        sheets=("*",))
    assert [roster.value(row.id, "sub_number") for row in roster.rows][1:] == [
        line[0] for line in own[1:]]
    assert "工作表“乙”：A 列按内容认作“学籍副号”。" in roster.notes


def test_several_fitting_sheets() -> None:
    several = book(
        sheet(["学籍主号", "姓名", "班级", "电话"], [*STUDENT, "021"], name="一班"),
        sheet(["备注", "电话", "电话", "班级", "姓名", "学籍主号"], ["注", "022", "023", "2班", "李", "31"],
              name="二班"),
        sheet(HEADER, name="空表"), sheet(HEADER, STUDENT, name="藏", hidden=True))
    assert len(fitting_sheets(several)) == 4
    with pytest.raises(SheetChoiceError) as caught:
        roster_from(several)
    assert caught.value.names == ("一班", "二班", "空表")
    roster = roster_from(several, sheets=ALL_SHEETS)
    assert [column.title for column in roster.columns] == [
        "学籍主号", "姓名", "班级", "电话", "备注", "电话"]
    assert [(row.id, row.sheet, row.number, row.cells) for row in roster.rows] == [
        (0, "一班", 2, [*STUDENT, "021", "", ""]),
        (1, "二班", 2, ["31", "李", "2班", "022", "注", "023"])]
    assert roster.notes[0] == "工作表“一班”没有“备注”、“电话”列，它的学生在这些列里是空白。"
    assert roster_from(several, sheets=("藏",)).sheets == ("藏",)
    assert [row.sheet for row in roster_from(several, sheets=("二班", "一班")).rows] == ["二班", "一班"]


def test_sheet_errors_name_the_file_and_the_sheet() -> None:
    one = book(sheet(HEADER, name="甲"), sheet(["x"], name="乙"))
    with pytest.raises(NoStudentsError, match="“名册.xls”.*“甲”"):
        roster_from(one)
    with pytest.raises(SheetMissingError, match="没有工作表“丙”，现有工作表：“甲”、“乙”。"):
        roster_from(one, sheets=("丙",))
    with pytest.raises(SheetMissingError, match="“乙”前 30 行"):
        roster_from(one, sheets=("乙",))
    with pytest.raises(NoHeaderError, match="“名册.xls”"):
        roster_from(book(sheet(["x"])))
    with pytest.raises(NoHeaderError, match="隐藏的工作表“甲”"):
        roster_from(book(sheet(HEADER, STUDENT, name="甲", hidden=True), sheet(["x"])))


def test_columns_without_header_or_text_are_no_columns() -> None:
    far = ["31", "李", "2班", *[""] * 16380, "远"]
    roster = roster_from(book(sheet(["", *HEADER, "", ""], ["", *STUDENT], ["记", *far])))
    assert [(column.title, column.letter) for column in roster.columns] == [
        ("学籍主号", "B"), ("姓名", "C"), ("班级", "D"), ("A 列", "A"), ("XFD 列", "XFD")][:4] + [
        (f"{column_letter(16384)} 列", column_letter(16384))]
    assert roster.rows[1].cells == ["31", "李", "2班", "记", "远"]


def test_letters_and_ranges() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702, 16383)] == [
        "A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert ranges_text([5, 3, 4, 9]) == "3-5、9"
    assert ranges_text(range(1, 100, 2)).endswith("等 50")
