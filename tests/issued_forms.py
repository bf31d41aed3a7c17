"""Correction forms in the looks of district offices, drawn as .xlsx (openpyxl) or .xls (xlwt)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils.cell import range_boundaries

Cell = str | int


@dataclass(frozen=True)
class Drawn:
    """One sheet: its rows (texts that begin with ``=`` are formulas), merged and ruled ranges."""

    rows: Sequence[Sequence[Cell]]
    ruled: str = ""
    merged: Sequence[str] = ()
    title: str = "更正表"
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    protected: bool = False
    widths: Mapping[str, float] = field(default_factory=dict)


def draw(path: Path, *sheets: Drawn) -> Path:
    """Draws the sheets into a file of the format that its name says."""
    if path.suffix == ".xls":
        _draw_xls(path, sheets)
    else:
        _draw_xlsx(path, sheets)
    return path


def _area(area: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(area)
    assert left and top and right and bottom
    return top - 1, bottom - 1, left - 1, right - 1


def _ruled(sheet: Drawn) -> set[tuple[int, int]]:
    places = set()
    for area in sheet.ruled.split():
        top, bottom, left, right = _area(area)
        places |= {(row, column) for row in range(top, bottom + 1)
                   for column in range(left, right + 1)}
    return places


def _draw_xlsx(path: Path, sheets: Sequence[Drawn]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    side = Side(style="thin")
    for drawn in sheets:
        sheet = book.create_sheet(drawn.title)
        for row, cells in enumerate(drawn.rows, 1):
            for column, value in enumerate(cells, 1):
                if value != "":
                    sheet.cell(row, column, value)
        for row, column in _ruled(drawn):
            cell = sheet.cell(row + 1, column + 1)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        for area in drawn.merged:
            sheet.merge_cells(area)
        for number in drawn.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in drawn.hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        for letter, width in drawn.widths.items():
            sheet.column_dimensions[letter].width = width
        sheet.protection.sheet = drawn.protected
        if drawn.rows:
            sheet.cell(1, 1).font = Font(size=16, bold=True)
    book.save(path)


def _draw_xls(path: Path, sheets: Sequence[Drawn]) -> None:
    book = xlwt.Workbook()
    ruled = xlwt.easyxf("borders: left thin, right thin, top thin, bottom thin;"
                        "alignment: wrap on, vert centre, horiz centre")
    plain = xlwt.easyxf("")
    for drawn in sheets:
        sheet = book.add_sheet(drawn.title)
        places = _ruled(drawn)
        inside = set()
        for area in drawn.merged:
            top, bottom, left, right = _area(area)
            inside |= {(row, column) for row in range(top, bottom + 1)
                       for column in range(left, right + 1)} - {(top, left)}
            cells = drawn.rows[top] if top < len(drawn.rows) else []
            value = cells[left] if left < len(cells) else ""
            sheet.write_merge(top, bottom, left, right, value,
                              ruled if (top, left) in places else plain)
            inside.add((top, left))
        texts = {(row, column): value for row, cells in enumerate(drawn.rows)
                 for column, value in enumerate(cells) if value != ""}
        for row, column in sorted((texts.keys() | places) - inside):
            value = texts.get((row, column), "")
            if isinstance(value, str) and value.startswith("="):
                value = xlwt.Formula(value[1:])
            sheet.write(row, column, value, ruled if (row, column) in places else plain)
        for number in drawn.hidden_rows:
            sheet.row(number - 1).hidden = True
        for letter in drawn.hidden_columns:
            sheet.col(_area(f"{letter}1:{letter}1")[2]).hidden = True
        for letter, width in drawn.widths.items():
            sheet.col(_area(f"{letter}1:{letter}1")[2]).width = round(width * 256)
        sheet.protect = drawn.protected
    book.save(str(path))


def lines(count: int, width: int) -> list[list[Cell]]:
    """Empty lines."""
    return [[""] * width for _ in range(count)]


# --- kinds of forms ------------------------------------------------------------------------------

_PLAIN = ["序号", "姓名", "年级", "班级", "学籍主号", "学籍副号", "更正项目", "更正前", "更正后", "更正原因"]
_TAIL = [["合计", "=COUNTA(B{a}:B{b})"], [], ["填表人：", "", "", "审核人：", "", "", "校长："]]


def _tail(first: int, last: int) -> list[list[Cell]]:
    return [[text.format(a=first, b=last) for text in row] for row in _TAIL]


def plain(*top: Sequence[Cell], count: int = 3, **more: object) -> Drawn:
    """One line a corrected field below some lines, a sum and signatures beneath."""
    first = len(top) + 2
    rows = [*map(list, top), _PLAIN, *lines(count, 10), *_tail(first, first + count - 1)]
    drawn = Drawn(rows, f"A{first - 1}:J{first + count}")
    return replace(drawn, **more)  # type: ignore[arg-type]


def _pairs(*titles: str) -> tuple[list[Cell], list[Cell], list[str]]:
    """Two header lines: 序号, 姓名, then pairs, then 备注; and their merged ranges."""
    top: list[Cell] = ["序号", "姓名"]
    below: list[Cell] = ["", ""]
    merged = ["A2:A3", "B2:B3"]
    for title in titles:
        left = chr(ord("A") + len(top))
        top += [title, ""]
        below += ["更正前", "更正后"]
        merged.append(f"{left}2:{chr(ord(left) + 1)}2")
    last = chr(ord("A") + len(top))
    return [*top, "备注"], [*below, ""], [*merged, f"{last}2:{last}3"]


def pairs(*titles: str) -> Drawn:
    """A line a student with pairs of columns."""
    top, below, merged = _pairs(*titles)
    last = chr(ord("A") + len(top) - 1)
    return Drawn([["XX学校学籍信息更正表"], top, below, *lines(3, len(top)), ["填表人："]],
                 f"A2:{last}6", [f"A1:{last}1", *merged])


def two_rows_a_line() -> Drawn:
    """Every cell of a line spans two rows."""
    merged = [f"{letter}{row}:{letter}{row + 1}" for letter in "ABCDEFGHIJ" for row in (3, 5, 7)]
    return Drawn([["（      ）学校学籍信息更正表"], _PLAIN, *lines(6, 10), ["合计", "=COUNTA(B3:B8)"], [],
                  ["填表人：", "", "", "审核人："]], "A2:J9", ["A1:J1", *merged])


def turns(*, merged_number: bool = True) -> Drawn:
    """A row for what was, a row for what is."""
    rows: list[Sequence[Cell]] = [
        ["□□□学校学生信息变更表"], ["序号", "类别", "姓名", "性别", "学籍主号", "学籍副号", "年级", "班级", "变更原因"]]
    for number in (1, 2):
        rows += [[number, "变更前", *[""] * 7], ["", "变更后", *[""] * 7]]
    merged = [f"{letter}{row}:{letter}{row + 1}" for letter in "AI" for row in (3, 5)]
    return Drawn([*rows, [], ["校长：", "", "", "经办人："]], "A2:I6",
                 ["A1:I1", *(merged if merged_number else ())])


def rows_of_a_student() -> Drawn:
    """Who it is spans three rows, each of which is a correction."""
    head: list[Cell] = ["序号", "学籍号", "姓名", "班级", "变动内容", "原为", "现为", "依据"]
    merged = [f"{letter}{row}:{letter}{row + 2}" for letter in "ABCD" for row in (4, 7)]
    return Drawn([["上海市XX学校学籍变动登记表"], ["填报单位：", "", "", "填表日期："], head, *lines(6, 8),
                  ["注：一名学生三行。"]], "A3:H9", ["A1:H1", *merged])


def printed_items() -> Drawn:
    """A row for each field, whose names are printed."""
    rows: list[Sequence[Cell]] = [
        ["XXX（学校）学生信息更正表"], ["序号", "姓名", "班级", "更正项目", "更正前", "更正后", "更正原因"]]
    for _ in range(2):
        rows += [["", "", "", item, "", "", ""] for item in ("姓名", "性别", "身份证号", "学籍号")]
    merged = [f"{letter}{row}:{letter}{row + 3}" for letter in "ABCG" for row in (3, 7)]
    return Drawn([*rows, ["填报人："]], "A2:G10", ["A1:G1", *merged])


def kinds() -> dict[str, tuple[Drawn, ...]]:
    """Each kind of form by a name of its own."""
    school = ["填报单位：", "", "", "", "学校代码："]
    found: dict[str, tuple[Drawn, ...]] = {
        "plain": (plain(["XX学校学籍信息更正表"]),),
        "town-before": (plain(["上海市松江区XX学校学籍信息更正表"]),),
        "city-before": (plain(["上海市XX中学学籍信息更正表"]),),
        "bracket-school": (plain(["XXX（学校）学籍信息更正表"]),),
        "blank-brackets": (plain(["（      ）学校学籍信息更正表"]),),
        "boxes": (plain(["□□□学校学籍信息更正表"]),),
        "underline": (plain(["________学校学籍信息更正表"]),),
        "gap": (plain(["        学校学籍信息更正表"]),),
        "labels-colon": (plain(["学籍信息更正表"], school),),
        "labels-no-colon": (plain(["学籍信息更正表"], ["填报单位", "", "", "学校代码", ""]),),
        "two-labels-a-cell": (plain(["学籍信息更正表"], ["报送学校：          学校代码：        填表日期："]),),
        "labels-spaces": (plain(["学籍信息更正表"], ["单位（公章）：", "", "", "", "校名："]),),
        "ruled-label": (plain(["学籍信息更正表"], ["学校名称", "", "", "学校代码", ""],
                              ruled="A2:J2 A3:J7", merged=["B2:C2", "E2:J2"]),),
        "label-stamp": (plain(["学籍信息更正表"], ["填报学校（公章）", "", "", "", "", "2026 年  月  日"]),),
        "other-sheet": (plain(["XX学校学籍信息更正表"]), Drawn(
            [["汇总"], ["更正人数", "=COUNTA(更正表!B3:B5)"], ["合计", "=更正表!B6"]], "A2:B3", title="汇总")),
        "unknown-pair": (pairs("民族", "学籍副号"),),
        "unknown-pairs": (pairs("出生地", "姓名", "身份证号"),),
        "known-pairs": (pairs("姓名", "性别", "学籍副号"),),
        "headings": (Drawn([["学籍变动表"], ["序号", "学籍号", "姓名", "变动内容", "原为", "现为", "依据"],
                            *lines(3, 7), ["负责人："]], "A2:G5"),),
        "no-lines": (Drawn([["某某学校学籍更正表"], ["序号", "姓名", "学籍主号", "更正内容", "备注"], ["经办人："]],
                           "A2:E2"),),
        "two-tables": (plain(["XX学校学籍信息更正表"]), ),
        "hidden": (plain(["XX学校学籍信息更正表"], count=5, hidden_rows=[4], hidden_columns=["F"]),),
        "protected": (plain(["XX学校学籍信息更正表"], protected=True),),
        "two-rows": (two_rows_a_line(),),
        "turns": (turns(),),
        "turns-bare": (turns(merged_number=False),),
        "rows-of-a-student": (rows_of_a_student(),),
        "printed-items": (printed_items(),),
        "old-new-number": (Drawn(
            [["XX学校学籍号更正表"], ["序号", "姓名", "班级", "原学籍号", "现学籍号", "变更说明"], *lines(2, 6),
             ["填表人："]], "A2:F4"),),
        "example": (Drawn([["XX学校学籍信息更正表"], _PLAIN,
                           ["例", "张示例", "七年级", "1班", "", "", "姓名", "张视例", "张示例", "错字"],
                           *lines(3, 10), ["填表说明：一处更正填一行。"]], "A2:J6"),),
        "numbered": (Drawn([["XX学校学籍信息更正表"], _PLAIN, *[[n, *[""] * 9] for n in (1, 2, 3)],
                            ["合计"]], "A2:J6"),),
        "side-label": (Drawn(
            [["XX学校学籍信息更正表"], ["类别", "序号", "姓名", "更正项目", "更正前", "更正后", "更正原因"],
             ["学籍更正", *[""] * 6], *lines(2, 7), ["合计"]], "A2:G6", ["A3:A5"]),),
    }
    second: list[Sequence[Cell]] = [
        [], ["附：XX学校学生增减情况"], ["序号", "姓名", "学籍主号", "增或减", "原因"], *lines(2, 5), ["合计"]]
    first = found["two-tables"][0]
    found["two-tables"] = (replace(
        first, rows=[*first.rows, *second], ruled=f"{first.ruled} A11:E14"),)
    found["two-tables-unruled"] = (replace(found["two-tables"][0], ruled=""),)
    found["two-sheets"] = (
        plain(["XX学校（小学部）学籍信息更正表"], title="小学"),
        plain(["XX学校（中学部）学籍信息更正表"], title="初中"))
    found["cover"] = (Drawn([["XX学校学籍更正材料"], ["学校：________"], ["日期："]], title="封面"),
                      plain(["XX学校学籍信息更正表"]))
    return found
