"""What stands on the sheets: corrections, confirmation lists and slips, report, statistics."""

from __future__ import annotations

from collections.abc import Sequence

from app.class_sheets import ClassSheet, SheetLine
from app.covering import Cover, covered, shown_fields
from app.proof import ProofReport
from app.statistics import HEADERS, Statistics
from models.fields import (
    BIRTH_DATE, CLASS_NAME, CLASS_NUMBER, GRADE, GRADUATION_YEAR, MAIN_NUMBER, NAME, SEX, STAGE,
    SUB_NUMBER)
from models.writing.class_names import class_title
from models.writing.correction_table import HEADER_ROW, CorrectionTable
from ui.paper.press import SIZE, Press

_WIDTHS = {MAIN_NUMBER: 21, SUB_NUMBER: 22, NAME: 12, SEX: 6, GRADE: 9, CLASS_NAME: 11,
           GRADUATION_YEAR: 10, STAGE: 7, BIRTH_DATE: 10, CLASS_NUMBER: 9}
_EIGHT = ClassSheet("", "", (), 0)
"""A sheet of the default profile's fields."""
_SLIP_TITLE, _SLIP_ROW, _GAP = 12, 18, 9
_MANY_FIELDS = 24
"""More fields stand three in a row of a slip, not two."""
_NAME_WIDTH = 130
_DATE = "日期：　　　　年　　月　　日"


def texts_of(line: SheetLine, cover: Cover, sheet: ClassSheet = _EIGHT) -> list[str]:
    """Every field, covered; digits that a damaged number lost as □."""
    return [covered(key, text, cover, sheet.numbers)
            for (key, _), text in zip(sheet.fields, line.texts, strict=True)]


def print_lists(press: Press, school: str, period: str, sheets: Sequence[ClassSheet], *,
                cover: Cover) -> None:
    """One list a class, each on pages of its own, with a column to sign in."""
    for sheet in sheets:
        press.new_part(sheet.title)
        press.line(f"{school}学籍信息确认单", 15, bold=True, centre=True, after=2)
        shown = len(sheet.lines)
        count = f"{sheet.size} 人" if shown == sheet.size else f"{sheet.size} 人，本单 {shown} 人"
        press.line(f"班级：{sheet.title}　　{count}　　{period}　　"
                   f"请逐项核对，有误的直接在旁边改正，然后签名。", after=4)
        places = [at for at, (key, _) in enumerate(sheet.fields) if key in sheet.listed]
        rows = []
        for number, line in enumerate(sheet.lines, 1):
            texts = texts_of(line, cover, sheet)
            rows.append([str(number), *(texts[at] for at in places), "、".join(line.problems), ""])
        widths = (5, *(_WIDTHS.get(sheet.fields[at][0], 10) for at in places), 18, 14)
        headers = ("序号", *(sheet.fields[at][1] for at in places), "请重点核对", "签名")
        press.table(widths, headers, rows, least=21, keep=34)
        press.top += 16
        for place, text in enumerate(("班主任：", "核对人：", _DATE)):
            press.at(place * press.width / 3, press.width / 3, text, SIZE + 1)
        press.top += 18


def print_wall_lists(press: Press, school: str, period: str, sheets: Sequence[ClassSheet], *,
                     cover: Cover) -> None:
    """One list a class with no more than may hang on a wall."""
    for sheet in sheets:
        known = list(sheet.titles)
        keys = shown_fields(known, cover)
        places = [known.index(key) for key in keys]
        press.new_part(sheet.title)
        press.line(f"{school}学生名单", 15, bold=True, centre=True, after=2)
        press.line(f"班级：{sheet.title}　　{sheet.size} 人　　{period}", after=4)
        rows = []
        for number, line in enumerate(sheet.lines, 1):
            texts = texts_of(line, cover, sheet)
            rows.append([str(number), *(texts[place] for place in places)])
        press.table((6, *[14] * len(keys)), ("序号", *(sheet.titles[key] for key in keys)), rows)


def print_slips(press: Press, school: str, period: str, sheets: Sequence[ClassSheet], *,
                cover: Cover) -> None:
    """One slip a student, as many on a page as fit, cut lines between them."""
    for sheet in sheets:
        press.new_part(sheet.title)
        for line in sheet.lines:
            if not press.need(_slip_height(press, line, sheet)) and press.top > 0:
                press.cut_line()
                press.top += _GAP
            _slip(press, school, period, sheet, line, cover)
            press.top += _GAP


def _slip_height(press: Press, line: SheetLine, sheet: ClassSheet) -> float:
    """Title, class, the fields, what is asked, and three lines below."""
    asked = press.text_height(_asked(line), press.width, bold=True) if line.problems else 0
    return (press.text_height(" ", press.width, _SLIP_TITLE, True)
            + 4 * press.text_height(" ", press.width) + asked
            + -(-len(sheet.fields) // _across(sheet)) * _SLIP_ROW + 34)


def _across(sheet: ClassSheet) -> int:
    """How many fields stand beside each other on a slip."""
    return 2 if len(sheet.fields) <= _MANY_FIELDS else 3


def _asked(line: SheetLine) -> str:
    return "请核对：" + "、".join(line.problems)


def _slip(press: Press, school: str, period: str, sheet: ClassSheet, line: SheetLine,
          cover: Cover) -> None:
    press.line(f"{school}学生学籍信息确认单", _SLIP_TITLE, bold=True, centre=True, after=2)
    press.line(f"班级：{sheet.title}　　{period}", after=3)
    across = _across(sheet)
    height = -(-len(sheet.fields) // across)
    cells = [(title, text) for (_, title), text in zip(
        sheet.fields, texts_of(line, cover, sheet), strict=True)]
    cells += [("", "")] * (height * across - len(cells))
    rows = [[text for place in range(across) for text in cells[n + place * height]]
            for n in range(height)]
    press.table((12, 38) * across if across == 2 else (15, 19) * across, (), rows,
                least=_SLIP_ROW)
    press.top += 4
    if line.problems:
        press.line(_asked(line), bold=True)
    number = sheet.titles.get(MAIN_NUMBER, "证件号")
    hidden = f"（{number}遮住的几位除外）" if cover is not Cover.WHOLE else ""
    press.line(f"□ 以上信息{hidden}与户口簿、身份证一致。　　□ 有误，应改为：" + "＿" * 22, after=11)
    for place, text in enumerate(("学生签名：", "家长签名：", _DATE)):
        press.at(place * press.width / 3, press.width / 3, text)
    press.top += 14


def print_corrections(press: Press, table: CorrectionTable) -> None:
    """The correction table with its header on every page and its signatures together."""
    (title,), *about, headers = (row for row, _ in zip(table.grid(), range(HEADER_ROW + 1)))
    *lines, signatures = list(table.grid())[HEADER_ROW + 1:]
    press.new_part(title)
    press.line(title, 15, bold=True, centre=True, after=4)
    for line in about:
        press.line(line[0], SIZE + 1)
    press.table(table.widths, headers, lines, keep=50)
    press.need(50)
    press.top += 24
    texts = [text for text in signatures if text]
    for place, text in enumerate(texts):
        press.at(place * press.width / len(texts), press.width / len(texts), text, SIZE + 1)
    press.top += 26


def print_proof(press: Press, report: ProofReport) -> None:
    """The proof report with lines to sign on."""
    press.new_part(f"{report.school}　校对报告")
    press.line(f"{report.school}", 15, bold=True, centre=True, after=1)
    press.line("学籍总库校对报告", 15, bold=True, centre=True, after=8)
    total = report.total
    press.table((22, 78), ("项目", "内容"), [
        ["学校", report.school + (f"（{report.code}）" if report.code else "")],
        ["学年", f"{report.year} 学年"], ["学生数", f"{report.students:,} 人"],
        *([["读入情况", report.read]] if report.read else []),
        ["校对依据", report.rules],
        ["校对结果", "，".join((
            f"打开时发现 {total.found:,} 处", f"已改正 {total.fixed:,} 处",
            f"情况属实 {total.confirmed:,} 处", f"未处理 {total.open:,} 处",
            f"共改动 {report.edited:,} 格"))],
        ["报告日期", report.day.isoformat()]])
    press.top += 8
    press.line("一、文件", SIZE + 2, bold=True)
    press.table((18, 40, 60), ("文件", "文件名", "文件校验码（SHA-256）"),
                [[file.what, file.name, file.sha256] for file in report.files])
    if not report.is_written:
        press.line("（上报文件还没有生成）", after=0)
    press.top += 8
    press.line("二、发现和处理", SIZE + 2, bold=True)
    press.table((46, 13, 13, 13, 13), ("问题", "打开时", "已改正", "情况属实", "未处理"),
                [[one.title, f"{one.found:,}", f"{one.fixed:,}", f"{one.confirmed:,}",
                  f"{one.open:,}"] for one in (*report.counts, total)],
                bold=[len(report.counts)], right=range(1, 5))
    if report.confirmed:
        press.top += 8
        press.line("三、确认情况属实的原因", SIZE + 2, bold=True)
        press.table((34, 50, 14), ("问题", "原因", "处数"),
                    [[one.title, one.reason, f"{one.count:,}"] for one in report.confirmed],
                    right=[2])
    _signatures(press)


def print_statistics(press: Press, title: str, period: str, counts: Statistics) -> None:
    """The statistics page: the table, then open problems as bars."""
    press.new_part(title)
    press.line(title, 15, bold=True, centre=True, after=2)
    press.line(period, after=4)
    lines = list(counts.lines())
    press.table((16, 16, *[11] * 3, 14, 14, 14, *[11] * 3), HEADERS,
                [one.texts() for one, _ in lines], right=range(2, len(HEADERS)),
                bold=[number for number, (_, sums) in enumerate(lines) if sums])
    most = max((one.open for one in counts.classes), default=0)
    if not most:
        return
    press.top += 10
    press.line("各班未处理的问题", SIZE + 2, bold=True)
    for one in counts.classes:
        if one.open:
            name = class_title(one.grade, one.class_name)
            height = press.text_height(name, _NAME_WIDTH)
            press.need(height)
            press.at(0, _NAME_WIDTH, name)
            press.at(135, 30, str(one.open))
            press.top += 3
            press.bar(165, press.width - 165, one.open / most, "#555555")
            press.top += max(11, height)


def _signatures(press: Press) -> None:
    """What belongs together stays on one page."""
    press.need(90)
    press.top += 24
    for place, text in enumerate(("填表人：", "审核人：", "校长：")):
        press.at(place * press.width / 3, press.width / 3, text, SIZE + 2)
    press.top += 42
    for place, text in ((0, "（学校公章）"), (2, _DATE)):
        press.at(place * press.width / 3, press.width / 3, text, SIZE + 2)
    press.top += 18
