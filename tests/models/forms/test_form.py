"""Tests of filling issued forms; the forms were saved by LibreOffice."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlrd
import xlwt
from openpyxl.styles import Border, Font, PatternFill, Side

from models.errors import NoHeaderError, OutputError
from models.forms import biff_records as biff
from models.forms.biff_book import book_stream
from models.forms.biff_records import Shift
from models.forms.biff_shift import shift_anchors
from models.forms.form import IssuedForm, doubts, fill_form, form_name, read_form
from models.forms.form_lines import FormEntry, FormFacts, form_lines, unplaced
from models.forms.headings import heading
from models.forms.placeholders import file_stem, replaced
from models.forms.xlsx_shift import moved_formula
from models.grid import Sheet
from models.reading.read import read_workbook

FORMS = Path(__file__).parents[2] / "data" / "forms"
FACTS = FormFacts("上海市示例学校", "3101179999")


def entry(number: int, key: str | None = "sub_number", **more: object) -> FormEntry:
    values = {"main_number": f"31011720040315{number:04d}",
              "sub_number": f"310117052612010{number:04d}", "name": f"学生{number}",
              "sex": "男", "grade": "三年级", "class_name": "2班"}
    one = FormEntry(
        values["main_number"], values["sub_number"], values["name"], "三年级", "2班", "学籍副号",
        "3101170526120030093", values["sub_number"], "入学年份不符", number, "changed", key, values,
        {**values, "sub_number": "3101170526120030093"})
    return replace(one, **more)  # type: ignore[arg-type]


def filled(name: str, entries: list[FormEntry], tmp_path: Path) -> tuple[IssuedForm, Path]:
    form = read_form(FORMS / name)
    path = tmp_path / name
    path.write_bytes(fill_form(form, form.guess, form.per_student, entries, FACTS))
    return form, path


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
@pytest.mark.parametrize("count", [0, 3, 5, 9])
def test_one_line_a_field(ending: str, count: int, tmp_path: Path) -> None:
    form, path = filled(f"one-line-a-field.{ending}", [entry(n) for n in range(count)], tmp_path)
    assert (form.first, form.end, form.per_student) == (4, 9, False)
    sheet = read_workbook(path).sheets[0]
    assert sheet.rows[0][0] == "附件2：上海市示例学校学籍信息更正表"
    assert sheet.text(1, 0) == "学校：上海市示例学校"
    assert sheet.text(1, 5) == "学校代码：3101179999"
    for number in range(count):
        assert sheet.rows[4 + number][:8] == [
            str(number + 1), f"学生{number}", "三年级2班", f"31011720040315{number:04d}", "学籍副号",
            "3101170526120030093", f"310117052612010{number:04d}", "入学年份不符"]
    lines = max(5, count)
    assert sheet.text(4 + lines, 0) == "合计"
    assert sheet.text(4 + lines + 2, 0) == "填表人："
    assert (4 + lines, 5 + lines, 1, 4) in sheet.merged


def test_xlsx_keeps_looks_and_formulas(tmp_path: Path) -> None:
    _, path = filled("one-line-a-field.xlsx", [entry(n) for n in range(9)], tmp_path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet["B14"].value == "=COUNTA(B5:B13)"
    assert sheet["F14"].value == '=COUNTA(F5:F13)&"处"'
    assert sheet["D13"].border.left.style == "thin"
    assert sheet["D13"].number_format == "@"
    assert sheet["A1"].font.color.rgb == "FFC00000"
    assert sheet.row_dimensions[13].height == sheet.row_dimensions[5].height
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.print_area == "'更正表'!$A$1:$I$17"
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "E5:E13"


def test_xls_keeps_looks_and_formulas(tmp_path: Path) -> None:
    _, path = filled("one-line-a-field.xls", [entry(n) for n in range(9)], tmp_path)
    book = xlrd.open_workbook(str(path), formatting_info=True)
    sheet = book.sheet_by_index(0)
    assert book.biff_version == 80
    new, model = (book.xf_list[sheet.cell_xf_index(row, 4)] for row in (12, 4))
    assert vars(new.border) == vars(model.border)
    assert sheet.rowinfo_map[12].height == sheet.rowinfo_map[4].height
    number = book.xf_list[sheet.cell_xf_index(12, 3)]
    assert book.format_map[number.format_key].format_str == "@"
    assert sheet.cell_type(12, 0) == xlrd.XL_CELL_NUMBER
    assert formula_ranges(path, 13) == [(4, 12), (4, 12), (4, 12), (4, 12)]
    areas = {one.name: (one.result.value[0].coords) for one in book.name_obj_list
             if one.result is not None}
    assert areas["Print_Area"][2:4] == (0, 17)
    assert areas["Print_Titles"][2:4] == (2, 4)


def formula_ranges(path: Path, row: int) -> list[tuple[int, int]]:
    """First and last row of each area in the formulas of a row."""
    found = []
    stream = path.read_bytes()
    book = xlrd.compdoc.CompDoc(stream, logfile=io.StringIO())
    memory, base, size = book.locate_named_stream("Workbook")
    for kind, data in biff.split(bytes(memory[base:base + size])):
        if kind == biff.FORMULA and struct.unpack_from("<H", data)[0] == row:
            tokens = data[22:22 + struct.unpack_from("<H", data, 20)[0]]
            found += [struct.unpack_from("<HH", tokens, place + 1)
                      for place, token in biff.tokens(tokens) if token == 0x25]
    return found


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_libreoffice_works_the_formulas_out(ending: str, tmp_path: Path) -> None:
    filled(f"one-line-a-field.{ending}", [entry(n) for n in range(9)], tmp_path)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", f"one-line-a-field.{ending}"],
        cwd=tmp_path, check=True, capture_output=True, timeout=100)
    lines = (tmp_path / "one-line-a-field.csv").read_text(encoding="utf-8").splitlines()
    assert lines[12].startswith("9,学生8,三年级2班,310117200403150008")
    assert lines[13].split(",")[:7] == ["合计", "9", "", "", "9", "9处", "9"]
    assert lines[15].startswith("填表人：")


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_one_line_a_student(ending: str, tmp_path: Path) -> None:
    second = entry(1, "name", item="姓名", before="学生旧", after="学生1", reason="错字")
    gone = entry(2, None, kind="removed", item="删除学生", before="", after="", reason="转出")
    other = entry(3, "stage", item="学段", before="小学", after="初中", reason="")
    form, path = filled(
        f"one-line-a-student.{ending}", [entry(1), second, gone, other], tmp_path)
    assert form.per_student
    sheet = read_workbook(path).sheets[0]
    assert sheet.rows[0][0] == "上海市示例学校学生学籍信息变更汇总表"
    assert sheet.rows[3] == [
        "1", "学生旧", "男", "310117200403150001", "3101170526120030093",
        "学生1", "男", "310117200403150001", "3101170526120100001", "入学年份不符；错字"]
    assert sheet.rows[4][5:] == ["", "", "", "", "删除学生（转出）"]
    assert sheet.rows[5][9] == "学段：小学→初中"
    assert sheet.rows[8][0] == "合计"


def test_lines_of_a_student_in_plain_columns() -> None:
    both = [entry(1), entry(1, "sex", item="性别", before="女", after="男", reason="")]
    mapping = {0: "name", 1: "before", 2: "after", 3: "item"}
    assert form_lines(mapping, True, both, FACTS) == [{
        0: "学生1", 1: "学籍副号：3101170526120030093；性别：女",
        2: "学籍副号：3101170526120100001；性别：男", 3: "学籍副号、性别"}]
    assert form_lines({0: "after"}, False, both[1:], FACTS) == [{0: "性别：男"}]


def test_a_text_like_a_formula_stays_text(tmp_path: Path) -> None:
    _, path = filled("one-line-a-field.xlsx", [entry(1, before="=1+1")], tmp_path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert (sheet["F5"].data_type, sheet["F5"].value) == ("s", "=1+1")


@pytest.mark.parametrize("bad", ["a\x00b", "字" * 40000, "\ud800"])
def test_what_no_cell_can_hold(bad: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="存不下"):
        filled("one-line-a-field.xls", [entry(1, before=bad)], tmp_path)


def test_many_and_long_texts_in_xls(tmp_path: Path) -> None:
    texts = ["长" * (n % 50 * 90) + f"{n}𠮷" for n in range(400)]
    _, path = filled("one-line-a-field.xls",
                     [entry(n, reason=text) for n, text in enumerate(texts)], tmp_path)
    sheet = read_workbook(path).sheets[0]
    assert [sheet.text(4 + n, 7) for n in range(400)] == texts
    assert sheet.text(404, 0) == "合计"


def test_form_without_lines_or_header_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["菜名", "价格"])
    book.save(path)
    with pytest.raises(NoHeaderError, match="表头"):
        read_form(path)
    path.write_text("姓名,更正前,更正后\n", encoding="utf-8")
    with pytest.raises(OutputError, match="另存为"):
        read_form(path)


def test_own_lines_above_are_kept_and_examples_skipped(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    ruled = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin")
    rows = [["姓名", "更正项目", "更正前", "更正后"], ["（例）张三", "性别", "女", "男"],
            ["已填", "姓名", "甲", "乙"], ["", "", "", ""]]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write(row, column, text, ruled)
    path = tmp_path / "XXX学校更正表.xls"
    book.save(str(path))
    form = read_form(path)
    assert (form.first, form.end) == (3, 4)
    assert len(form.notes) == 2
    target = tmp_path / "out.xls"
    target.write_bytes(fill_form(form, form.guess, False, [entry(1), entry(2)], FACTS))
    found = read_workbook(target).sheets[0].rows
    assert [row[0] for row in found] == ["姓名", "（例）张三", "已填", "学生1", "学生2"]
    assert form_name(form, "上海市示例学校") == "上海市示例学校更正表.xls"
    assert form_name(form, "上海市示例学校", unfinished=True).endswith("(未校对完).xls")


def test_one_column_for_the_whole_correction() -> None:
    added = entry(2, None, kind="added", item="新增学生", before="", after="", reason="")
    emptied = entry(3, "name", item="姓名", before="", after="甲", reason="")
    mapping = {0: "name", 1: "item"}
    lines = form_lines(mapping, False, [entry(1), added, emptied], FACTS)
    assert [line[1] for line in lines] == [
        "学籍副号：3101170526120030093→3101170526120100001", "新增学生", "姓名：（空）→甲"]


@pytest.mark.parametrize(("mapping", "expected"), [
    ({0: "name", 1: "after:sub_number"}, ["性别"]),
    ({0: "name", 1: "before"}, ["学籍副号", "性别", "删除学生"]),
    ({0: "name", 1: "after"}, []), ({0: "after:name", 1: "reason"}, []), ({0: "item"}, []),
])
def test_what_a_form_has_no_place_for(mapping: dict[int, str], expected: list[str]) -> None:
    gone = entry(2, None, kind="removed", item="删除学生", before="", after="", reason="")
    entries = [entry(1), entry(1, "sex", item="性别"), gone, entry(3)]
    assert unplaced(mapping, entries) == expected


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_a_form_without_any_line_gets_ruled_ones(ending: str, tmp_path: Path) -> None:
    source = tmp_path / "XX学校更正表.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["XX学校学籍更正登记表"], ["序号", "姓名", "学籍号", "更正内容"], ["填表人："]):
        sheet.append(row)
    thin = Side(style="thin")
    for cell in sheet[2]:
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFFF0000")
    book.save(source)
    if ending == "xls":
        source = source.with_suffix(".xls")
        old = xlwt.Workbook()
        page = old.add_sheet("表")
        page.write(0, 0, "XX学校学籍更正登记表")
        look = xlwt.easyxf("font: bold on; pattern: pattern solid, fore_colour red; "
                           "borders: left thin, right thin, top thin, bottom thin")
        for column, text in enumerate(("序号", "姓名", "学籍号", "更正内容")):
            page.write(1, column, text, look)
        page.write(2, 0, "填表人：")
        old.save(str(source))
    form = read_form(source)
    path = tmp_path / f"filled.{ending}"
    path.write_bytes(fill_form(form, form.guess, False, [entry(n) for n in range(3)], FACTS))
    assert read_workbook(path).sheets[0].text(5, 0) == "填表人："
    for row in (2, 4):
        if ending == "xlsx":
            cell = openpyxl.load_workbook(path).worksheets[0].cell(row + 1, 2)
            assert cell.border.bottom.style == "thin"
            assert not cell.font.bold and cell.fill.fill_type is None
        else:
            book8 = xlrd.open_workbook(path, formatting_info=True)
            style = book8.xf_list[book8.sheet_by_index(0).cell_xf_index(row, 1)]
            assert style.border.bottom_line_style == 1
            assert style.background.fill_pattern == 0
            assert not book8.font_list[style.font_index].bold


def test_of_several_sheets_the_one_that_is_filled_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.worksheets[0], book.create_sheet("初中")):
        sheet.append(["姓名", "更正项目", "更正后"])
    book.create_sheet("说明").append(["填表说明"])
    path = tmp_path / "两张.xlsx"
    book.save(path)
    assert read_form(path).notes[0] == "有 2 张工作表像更正表，只填“Sheet”这一张。"


@pytest.mark.parametrize(("title", "filled_in"), [
    ("XXX学校学籍信息更正表", "{}学籍信息更正表"), ("附件2 ×××中学学籍更正表", "附件2 {}学籍更正表"),
    ("某某学校（全称）学籍信息更正表", "{}学籍信息更正表"), ("（学校名称）学籍信息更正表", "{}学籍信息更正表"),
    ("　　　　学校学籍信息更正表", "{}学籍信息更正表"), ("____小学学籍信息更正表", "{}学籍信息更正表"),
    ("学校：____", "学校：{}"), ("学校名称（盖章）：", "学校名称（盖章）：{}"),
    ("各学校学籍信息更正表", None), ("松江区学校学籍信息更正表", None), ("  学校", None),
])
def test_where_the_schools_name_goes(title: str, filled_in: str | None) -> None:
    found = replaced(Sheet("表", [[title], ["姓名", "更正前", "更正后"]]), FACTS, 1)
    assert found == ([(0, 0, filled_in.format(FACTS.school))] if filled_in else [])


@pytest.mark.parametrize("title, wanted", [
    ("上海市松江区XX学校学籍信息更正表", "上海市松江区示例学校学籍信息更正表"),
    ("松江区  XXX（学校）学籍信息更正表", "松江区  上海市松江区示例学校学籍信息更正表"),
    ("XXX（学校全称）更正表", "上海市松江区示例学校更正表"),
    ("（      ）学校更正表", "上海市松江区示例学校更正表"),
    ("上海市（　　）小学更正表", "上海市松江区示例学校更正表"),
    ("□□□学校更正表", "上海市松江区示例学校更正表"),
    ("上海市松江区      学校更正表", "上海市松江区示例学校更正表"),
    ("      学校更正表", "上海市松江区示例学校更正表"),
    ("填报单位：", "填报单位：上海市松江区示例学校"),
    ("填报学校（公章）：____", "填报学校（公章）：上海市松江区示例学校"),
    ("报送学校（公章）", "报送学校（公章）：上海市松江区示例学校"),
    ("校名:", "校名:上海市松江区示例学校"),
    ("学校：______  学校代码：______", "学校：上海市松江区示例学校　　学校代码：3101179999"),
    ("单位：          填表日期：", "单位：上海市松江区示例学校　　填表日期："),
    ("上级单位：", None), ("学校学籍信息更正表", None), ("更正表", None),
])
def test_the_school_stands_once_where_it_is_asked_for(title: str, wanted: str | None) -> None:
    facts = FormFacts("上海市松江区示例学校", "3101179999")
    sheet = Sheet("表", [[title], ["姓名", "更正前", "更正后"]])
    assert replaced(sheet, facts, 1) == ([(0, 0, wanted)] if wanted else [])


def test_a_ruled_cell_beside_a_label_is_filled() -> None:
    sheet = Sheet("表", [["填报单位", "", "学校代码", ""], ["姓名", "更正前", "更正后"]])
    ruled = frozenset((0, column) for column in range(4))
    assert replaced(sheet, FACTS, 1, ruled) == [(0, 1, FACTS.school), (0, 3, FACTS.code)]


@pytest.mark.parametrize("stem", ["XX学校更正表(空表)", "更正表（XX学校）【样表】", "上海市XX学校更正表"])
def test_the_file_name_is_no_longer_that_of_an_empty_form(stem: str) -> None:
    named = file_stem(stem, "上海市示例学校")
    assert named.count("上海市") == 1 and "上海市示例学校" in named
    assert "空表" not in named and "样表" not in named


@pytest.mark.parametrize("headings, wanted", [
    ([("民族", "更正前"), ("民族", "更正后")], [None, None]),
    ([("姓名", "变动前"), ("姓名", "现为")], ["before:name", "after:name"]),
    ([("更正情况", "原为"), ("更正情况", "现为")], ["before", "after"]),
    ([("原学籍号",), ("现学籍号",)], ["before:sub_number", "after:sub_number"]),
    ([("变动内容",), ("变更依据",), ("变更说明",)], ["item", "reason", "reason"]),
])
def test_headings_of_other_districts(headings: list[tuple[str, ...]],
                                     wanted: list[str | None]) -> None:
    assert [heading(path) for path in headings] == wanted


def test_a_pair_of_an_unknown_field_stays_empty_with_a_note(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["姓名", "学籍副号", "", "民族", ""], ["", "更正前", "更正后", "更正前", "更正后"]):
        sheet.append(row)
    for place in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(place)
    path = tmp_path / "更正表.xlsx"
    book.save(path)
    form = read_form(path)
    assert "名册里没有“民族”，它的更正前、更正后不填。" in doubts(form, form.guess)
    assert doubts(form, {**form.guess, 3: "before:sex", 4: "after:sex"}) == []
    path.write_bytes(fill_form(form, form.guess, form.per_student, [entry(1)], FACTS))
    assert read_workbook(path).sheets[0].rows[2] == [
        "学生1", "3101170526120030093", "3101170526120100001"]


def test_every_formula_of_an_old_workbook_is_worked_out_anew(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet, other = book.add_sheet("表"), book.add_sheet("汇总")
    for column, text in enumerate(("姓名", "更正项目", "更正前", "更正后")):
        sheet.write(0, column, text)
    sheet.write(1, 0, "合计")
    sheet.write(1, 1, xlwt.Formula("COUNTA(A1:A1)"))
    other.write(0, 0, xlwt.Formula("COUNTA('表'!A1:A1)"))
    path = tmp_path / "更正表.xls"
    book.save(str(path))
    form = read_form(path)
    stream = book_stream(fill_form(form, form.guess, form.per_student, [entry(1)], FACTS))
    flags = [struct.unpack_from("<H", data, 14)[0] & 3
             for kind, data in biff.split(stream) if kind == biff.FORMULA]
    assert flags == [3, 3]


def test_a_roster_is_doubted_as_a_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["姓名", "性别", "学籍主号"], ["张示例", "男", "310117200607163010"]):
        book.worksheets[0].append(row)
    path = tmp_path / "名册.xlsx"
    book.save(path)
    form = read_form(path)
    assert "请确认选的是更正表" in doubts(form, form.guess)[0]
    assert doubts(form, {**form.guess, 1: "item"}) == []
    assert form.first == 2  # nobody's line is filled over


def test_pictures_move_with_their_rows() -> None:
    def anchor(top: int, bottom: int) -> bytes:
        return struct.pack("<HHI9H", 0, 0xF010, 18, 2, 1, 0, top, 0, 3, 0, bottom, 0)
    whole = struct.pack("<HHI", 0x0F, 0xF004, 99) + struct.pack("<HHI", 2, 0xF00A, 8) + bytes(8)
    found = shift_anchors(whole + anchor(4, 9) + anchor(20, 25), Shift(10, 7))
    assert found == whole + anchor(4, 9) + anchor(27, 32)


def test_name_of_a_form_without_placeholder() -> None:
    form = read_form(FORMS / "one-line-a-field.xlsx")
    assert form_name(form, "上海市示例学校") == "上海市示例学校学籍信息更正表.xlsx"


@pytest.mark.parametrize("formula, expected", [
    ("=SUM(D5:D9)", "=SUM(D5:D12)"), ("=SUM(D$5:D$8)", "=SUM(D$5:D$8)"), ("=D10+D9", "=D13+D9"),
    ("=SUM(D:D)", "=SUM(D:D)"), ("='表 1'!D10", "='表 1'!D13"), ("=别的!D10", "=别的!D10"),
    ('=IF(D10="D10","",A1)', '=IF(D13="D10","",A1)'), ("=SUM(D12:D20)", "=SUM(D15:D23)"),
])
def test_formulas_move(formula: str, expected: str) -> None:
    assert moved_formula(formula, 9, 3, "表 1", here=True) == expected


def test_shared_formula_becomes_plain() -> None:
    # =SUM(up 5 rows : up 1 row) of the same column, as Excel shares it along a total line
    shared = struct.pack("<BHHHH", 0x2D, 0xFFFB, 0xFFFF, 0xC000, 0xC000) + b"\x42\x01\x04\x00"
    plain = biff.unshared(shared, 9, 3)
    assert struct.unpack_from("<BHHHH", plain) == (0x25, 4, 8, 0xC003, 0xC003)
    grown = biff.shift_formula(plain, Shift(8, 2), lambda index: index is None)
    assert struct.unpack_from("<HH", grown, 1) == (4, 10)
    with pytest.raises(biff.UnknownTokenError):
        list(biff.tokens(b"\x18\x00\x00"))


def test_what_is_lost_is_said_before(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes((FORMS / "one-line-a-field.xlsx").read_bytes())
    assert read_form(path).losses == ()
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/media/image1.png", b"")
        package.writestr("xl/vbaProject.bin", b"")
    assert read_form(path).losses == ("表里的宏不会保留。",)
    assert read_form(FORMS / "one-line-a-field.xls").losses == ()


def test_whatever_a_library_raises_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **named: object) -> None:
        raise KeyError("odd")
    form = read_form(FORMS / "one-line-a-field.xlsx")
    monkeypatch.setattr("models.forms.form_xlsx.Package", fail)
    with pytest.raises(OutputError, match="另存为"):
        fill_form(form, form.guess, False, [], FACTS)
    with pytest.raises(OutputError, match="另存为"):
        read_form(FORMS / "one-line-a-field.xlsx")
