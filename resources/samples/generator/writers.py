"""Write a sample as .xls or .xlsx, the same bytes for the same roster."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .rosters import SampleRoster

SHEET = "学籍信息"
WIDTHS = {"main_number": 22, "sub_number": 23, "name": 12}
MOMENT = datetime(2012, 11, 19, 8, 0, 0)


def write(path: Path, roster: SampleRoster) -> None:
    """Write in the format that the name ends with. ValueError for another ending."""
    writers = {".xls": write_xls, ".xlsx": write_xlsx}
    if path.suffix.lower() not in writers:
        raise ValueError(f"{path.name}: neither .xls nor .xlsx")
    writers[path.suffix.lower()](path, roster)


def write_xls(path: Path, roster: SampleRoster) -> None:
    """BIFF8 by xlwt, the title merged across all columns."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(SHEET)
    plain = xlwt.easyxf()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    bold = xlwt.easyxf("font: bold on")
    heading = xlwt.easyxf("font: bold on, height 320; align: horiz center")
    sheet.write_merge(0, 0, 0, len(roster.header) - 1, roster.title_lines[0][0], heading)
    for place, width in _widths(roster).items():
        sheet.col(place).width = width * 256
    header = len(roster.title_lines)
    for line, cells in enumerate(roster.lines()):
        if line == 0:
            continue
        style = bold if line == header else plain
        for place, value in enumerate(cells):
            if value != "":
                sheet.write(line, place, value, day if isinstance(value, date) else style)
    book.save(str(path))


def write_xlsx(path: Path, roster: SampleRoster) -> None:
    """openpyxl in its streaming mode; the file's own times are set to a fixed moment."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    for place, width in _widths(roster).items():
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    header = len(roster.title_lines)
    for line, cells in enumerate(roster.lines()):
        values: list[Any] = [None if value == "" else value for value in cells]
        if line in (0, header):
            values = [_bold(sheet, value) for value in values]
        sheet.append(values)
    draft = io.BytesIO()
    book.save(draft)
    path.write_bytes(_timeless(draft))


def write_expected(path: Path, roster: SampleRoster) -> None:
    """The findings as a JSON list of {row, field, rule}, one a line."""
    lines = [json.dumps(found._asdict(), ensure_ascii=False) for found in roster.expected]
    path.write_text("[" + ",".join(f"\n{line}" for line in lines) + "\n]\n", encoding="utf-8")


def _widths(roster: SampleRoster) -> dict[int, int]:
    return {place: WIDTHS[key] for key, place in roster.columns.items() if key in WIDTHS}


def _bold(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.font = Font(bold=True)
    return cell


def _timeless(draft: io.BytesIO) -> bytes:
    """The same package without the time of its making."""
    result = io.BytesIO()
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
                              f"{MOMENT:%Y-%m-%dT%H:%M:%SZ}".encode(), data)
            info = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return result.getvalue()
