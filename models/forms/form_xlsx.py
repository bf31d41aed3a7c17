"""Filling an issued form that is an .xlsx file, through openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from copy import copy
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

_REFERENCE = re.compile(r"(?P<sheet>(?:'(?:[^']|'')+'|[^'!]+)!)?(?P<area>.+)", re.DOTALL)
_PLACE = re.compile(r"(\$?[A-Z]{0,3})(\$?)([0-9]+)", re.IGNORECASE)
_USUAL_WIDTH = 8.43
_LAST_ROW = 1048576
_LOST = (
    (re.compile(r"xl/media/"), "图片"), (re.compile(r"xl/charts/"), "图表"),
    (re.compile(r"xl/(ctrlProps|activeX)/"), "控件"), (re.compile(r"xl/vbaProject\.bin"), "宏"),
    (re.compile(r"xl/slicers?/|xl/timelines?/"), "切片器"))


def losses(content: bytes, sheet: str) -> list[str]:
    """What filling can't keep, as sentences."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        drawn = any(b"<xdr:sp>" in package.read(name) or b"<xdr:sp " in package.read(name)
                    for name in names if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name))
    found = [what for pattern, what in _LOST if any(pattern.match(name) for name in names)]
    if drawn:
        found.append("文本框或图形")
    return [f"表里的{'、'.join(found)}不会保留；如果必须保留，请另存为 .xls 再选。"] if found else []


class XlsxForm:
    """One sheet of a workbook being filled; see ``form.FormSheet``."""

    def __init__(self, content: bytes, sheet: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is left out is told by ``losses``
            self._book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
        self._sheet: Any = self._book[sheet]
        others: list[Any] = list(self._book.worksheets)
        for other in others:
            other._images, other._charts = [], []

    def has_formula(self, row: int, column: int) -> bool:
        cell = self._sheet._cells.get((row + 1, column + 1))
        return cell is not None and getattr(cell, "data_type", "") == "f"

    def has_border(self, row: int, column: int) -> bool:
        cell = self._sheet._cells.get((row + 1, column + 1))
        border = getattr(cell, "border", None)
        return border is not None and any(
            side is not None and side.style for side in (
                border.left, border.right, border.top, border.bottom))

    def is_covered(self, row: int, column: int) -> bool:
        return isinstance(self._sheet._cells.get((row + 1, column + 1)), MergedCell)

    def insert_rows(self, below: int, count: int, like: int, *, ruled_only: bool = False) -> None:
        sheet, last, model = self._sheet, below + 1, like + 1
        heights = {row: copy(dimension) for row, dimension in sheet.row_dimensions.items()}
        sheet.insert_rows(last + 1, count)
        self._move_heights(heights, last, count, 0 if ruled_only else model)
        width = sheet.max_column
        for row in range(last + 1, last + 1 + count):
            self._copy_row(model, row, width, ruled_only)
        merges = []
        for one in sheet.merged_cells.ranges:
            merges.append(CellRange(
                min_col=one.min_col, max_col=one.max_col,
                min_row=_one(one.min_row, last, count), max_row=_one(one.max_row, last, count)))
            if one.min_row == one.max_row == model and not ruled_only:
                merges += [CellRange(min_col=one.min_col, max_col=one.max_col, min_row=row,
                                     max_row=row) for row in range(last + 1, last + 1 + count)]
        sheet.merged_cells = MultiCellRange(merges)
        self._move_references(last, count)
        self._move_rest(last, count)

    def write(self, row: int, column: int, value: str | int) -> None:
        cell = self._sheet.cell(row + 1, column + 1)
        if isinstance(cell, MergedCell):
            return
        cell.value = value if value != "" else None
        if isinstance(value, str) and value:
            cell.data_type = "s"  # also where it begins like a formula
            if value.isdecimal() and len(value) > 11:
                cell.number_format = "@"

    def width(self, column: int) -> float:
        for dimension in self._sheet.column_dimensions.values():
            if (dimension.min or 0) <= column + 1 <= (dimension.max or 0) and dimension.width:
                return float(dimension.width)
        found = self._sheet.column_dimensions.get(get_column_letter(column + 1))
        return float(found.width) if found is not None and found.width else _USUAL_WIDTH

    def make_room(self, row: int, points: float) -> None:
        dimension = self._sheet.row_dimensions[row + 1]
        if points > (dimension.height or 0) and points:
            dimension.height = points

    def save(self) -> bytes:
        self._book.calculation.fullCalcOnLoad = True
        target = io.BytesIO()
        self._book.save(target)
        return target.getvalue()

    # --- rows coming in --------------------------------------------------------------------------

    def _move_heights(self, heights: dict[int, Any], last: int, count: int, model: int) -> None:
        dimensions = self._sheet.row_dimensions
        for row in list(dimensions):
            del dimensions[row]
        for row, old in heights.items():
            for new in [_one(row, last, count),
                        *(range(last + 1, last + 1 + count) if row == model else ())]:
                dimension = copy(old)
                dimension.index = new
                dimensions[new] = dimension

    def _copy_row(self, model: int, row: int, width: int, ruled_only: bool) -> None:
        for column in range(1, width + 1):
            source = self._sheet._cells.get((model, column))
            if source is None:
                continue
            if ruled_only:
                cell = self._sheet.cell(row, column)
                cell.border, cell.alignment = copy(source.border), copy(source.alignment)
                continue
            if isinstance(source, MergedCell):
                target: Any = MergedCell(self._sheet, row, column)
                self._sheet._cells[row, column] = target
            else:
                target = self._sheet.cell(row, column)
            target._style = copy(source._style)
            if getattr(source, "data_type", "") == "f" and isinstance(source.value, str):
                target.value = Translator(source.value, source.coordinate).translate_formula(
                    target.coordinate)

    def _move_references(self, last: int, count: int) -> None:
        """Formulas of every sheet, names, print area and repeated rows."""
        own = self._sheet.title
        for sheet in self._book.worksheets:
            for cell in list(sheet._cells.values()):
                if getattr(cell, "data_type", "") == "f" and isinstance(cell.value, str):
                    inserted = sheet is self._sheet and last < cell.row <= last + count
                    if not inserted:
                        cell.value = moved_formula(
                            cell.value, last, count, own, here=sheet is self._sheet)
        names = [*self._book.defined_names.values(),
                 *(name for sheet in self._book.worksheets
                   for name in sheet.defined_names.values())]
        for name in names:
            if name.value:
                name.value = moved_formula(
                    f"={name.value}", last, count, own, here=False).removeprefix("=")
        sheet = self._sheet
        if sheet.print_area:
            areas = [area.rpartition("!")[2].replace("$", "")
                     for area in str(sheet.print_area).split(",")]
            sheet.print_area = ",".join(_area(area, last, count) for area in areas)

    def _move_rest(self, last: int, count: int) -> None:
        """Conditional formats, validations, filters, links and page breaks."""
        sheet = self._sheet
        old, sheet.conditional_formatting = (
            sheet.conditional_formatting, ConditionalFormattingList())
        for one in old:
            for rule in one.rules:
                sheet.conditional_formatting.add(_ranges(one.sqref, last, count), rule)
        for validation in sheet.data_validations.dataValidation:
            validation.sqref = MultiCellRange(_ranges(validation.sqref, last, count))
        if sheet.auto_filter.ref:
            sheet.auto_filter.ref = _area(sheet.auto_filter.ref, last, count)
        for cell in list(sheet._cells.values()):
            if getattr(cell, "hyperlink", None) is not None:
                cell.hyperlink.ref = cell.coordinate
        for page_break in sheet.row_breaks.brk:
            page_break.id = _one(page_break.id, last, count)


def moved_formula(formula: str, last: int, count: int, own: str, *, here: bool) -> str:
    """A formula after ``count`` rows came in below row ``last`` (1-based) of the sheet ``own``;
    ``here``: it stands on that sheet itself."""
    tokenizer = Tokenizer(formula)
    for token in tokenizer.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            token.value = _moved_reference(token.value, last, count, own, here)
    return "=" + "".join(token.value for token in tokenizer.items)


def _moved_reference(text: str, last: int, count: int, own: str, here: bool) -> str:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return text
    sheet = match["sheet"]
    named = sheet[:-1].strip("'").replace("''", "'") if sheet else None
    if (named is None and not here) or (named is not None and named != own):
        return text
    ends = match["area"].split(":")
    places = [_PLACE.fullmatch(end) for end in ends]
    if len(ends) > 2 or not all(places):
        return text
    rows = [int(place[3]) for place in places if place is not None]
    moved = [_one(rows[0], last, count)]
    if len(rows) == 2:
        moved.append(rows[1] + count if last <= rows[1] < _LAST_ROW else rows[1])
    parts = [f"{place[1]}{place[2]}{row}"
             for place, row in zip(places, moved, strict=True) if place is not None]
    return (sheet or "") + ":".join(parts)


def _one(row: int, last: int, count: int) -> int:
    return row + count if row > last else row


def _area(area: str, last: int, count: int) -> str:
    left, top, right, bottom = range_boundaries(area)
    if left is None or top is None or right is None or bottom is None:
        return area
    bottom = bottom + count if last <= bottom < _LAST_ROW else bottom
    return (f"{get_column_letter(left)}{_one(top, last, count)}:"
            f"{get_column_letter(right)}{bottom}")


def _ranges(ranges: MultiCellRange, last: int, count: int) -> str:
    parts: list[CellRange] = list(ranges.ranges)
    return " ".join(_area(part.coord, last, count) for part in parts)
