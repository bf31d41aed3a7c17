"""The statistics page as a workbook (.xls)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlwt

from models.writing.text_book import TextBook, freeze_above, set_page, set_widths, text_style

_WIDTHS = (14, 16)
_NUMBER_WIDTH = 12
_FIRST_NUMBER = 2
_HEIGHT = 330  # twips


def statistics_book(title: str, subtitle: str, headers: Sequence[str],
                    lines: Sequence[tuple[Sequence[str], bool]]) -> bytes:
    """One sheet; the first two columns are texts, the others numbers. The flag of a line makes it
    bold: it sums up others."""
    book = TextBook()
    sheet = book.add_sheet("班级统计")
    last = len(headers) - 1
    sheet.write_merge(0, 0, 0, last, title, text_style(
        "font: name 宋体, bold on, height 320; align: horiz center, vert center"))
    sheet.write_merge(1, 1, 0, last, subtitle, text_style("font: name 宋体; align: vert center"))
    box = "borders: left thin, right thin, top thin, bottom thin"
    head = text_style("font: name 宋体, bold on; align: horiz center, vert center; "
                      f"pattern: pattern solid, fore_colour gray25; {box}")
    for column, text in enumerate(headers):
        sheet.write(2, column, text, head)
    looks = {sums: xlwt.easyxf(
        f"font: name 宋体, bold {'on' if sums else 'off'}; align: vert center; {box}")
             for sums in (False, True)}
    for number, (texts, sums) in enumerate(lines, 3):
        for column, text in enumerate(texts):
            sheet.write(number, column, text if column < _FIRST_NUMBER else int(text), looks[sums])
    heights = [640, 380, 440, *[_HEIGHT] * len(lines)]
    for number, twips in enumerate(heights):
        sheet.row(number).height = twips
        sheet.row(number).height_mismatch = True
    set_widths(sheet, [*_WIDTHS, *[_NUMBER_WIDTH] * (len(headers) - _FIRST_NUMBER)])
    set_page(sheet)
    freeze_above(sheet, 3)
    book.repeat_rows(2, 2)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
