"""Filling an issued form that is an .xlsx file, part by part.

Everything that is not a filled cell stays as it was: styles, print set-up, formulas, pictures, text
boxes, validations, protection. Only macros are lost.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO

from lxml import etree

from models.forms.rich_runs import runs_kept
from models.forms.xlsx_grid import Grid, forget_results
from models.forms.xlsx_package import CALC_CHAIN, UNFIT, Package
from models.forms.xlsx_shift import RELATED, RowShift, shift_sheet, shift_text
from models.grid import Merge

_USUAL_WIDTH = 8.43
_TEXT_FORMAT = "49"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_AFTER_CALC = ("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes",
               "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst")


def losses(content: bytes, sheet: str) -> list[str]:
    """What filling can't keep, as sentences."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        macros = any(name.lower().endswith("vbaproject.bin") for name in package.namelist())
    return ["表里的宏不会保留。"] if macros else []


class XlsxForm:
    """One sheet of a workbook being filled; see ``form.FormSheet``."""

    def __init__(self, content: bytes, sheet: str) -> None:
        self._package = Package(content)
        self._parts = self._package.sheets()
        self._title = sheet
        self._grid = Grid(self._package.tree(self._parts[sheet]))
        self._merged: dict[int, list[Merge]] | None = None
        self._made: dict[tuple[object, ...], str] = {}
        related = dict(self._package.related(self._package.book))
        styles = related.get("styles", "")
        self._styles = self._package.tree(styles) if self._package.has(styles) \
            else etree.Element(self._grid.tag("styleSheet"))
        self._formats = self._found(self._styles, "cellXfs")
        self._borders = [any(side.get("style", "none") != "none" for side in border)
                         for border in self._styles.iterfind("{*}borders/{*}border")]
        self._strings = self._package.tree(related["sharedStrings"]) \
            if self._package.has(related.get("sharedStrings", "")) else None

    # --- FormSheet -------------------------------------------------------------------------------

    def has_formula(self, row: int, column: int) -> bool:
        return self._grid.formula(row, column) is not None

    def has_border(self, row: int, column: int) -> bool:
        cell = self._grid.cells.get((row, column))
        if cell is None or not len(self._formats):
            return False
        border = int(self._format(cell.get("s", "0")).get("borderId", "0"))
        return border < len(self._borders) and self._borders[border]

    def is_covered(self, row: int, column: int) -> bool:
        if self._merged is None:
            self._merged = {}
            for merge in self._grid.merges():
                for inside in range(merge[0], merge[1]):
                    self._merged.setdefault(inside, []).append(merge)
        return any(left <= column < right and (row, column) != (top, left)
                   for top, _, left, right in self._merged.get(row, ()))

    def insert_rows(self, below: int, count: int, like: int, *, height: int = 1,
                    ruled_only: bool = False) -> None:
        grid, shift = self._grid, RowShift(below + 1, count, self._title)
        merges = list(grid.merges())
        grid.open_rows(shift)
        self._move_references(shift)
        columns = [grid.columns(like + number) for number in range(height)]
        for number in range(count):
            row, part = below + 1 + number, number % height
            grid.copy_row(like + part, row, columns[part])
            if ruled_only:
                self._leave_rules(row, columns[part])
        if not ruled_only:
            self._pass_on_last(below, count, like, height)
        moved = [(shift.one(top + 1) - 1, bottom + count if bottom > below + 1
                  or bottom == below + 1 and bottom - top > height and not ruled_only
                  else bottom, left, right)
                 for top, bottom, left, right in merges]
        if not ruled_only:
            moved += [(top + at, bottom + at, left, right) for top, bottom, left, right in merges
                      if like <= top and bottom <= like + height
                      for at in range(below + 1 - like, below + 1 - like + count, height)]
        grid.set_merges(moved)
        self._merged = None

    def write(self, row: int, column: int, value: str | int) -> None:
        if self.is_covered(row, column):
            return
        cell = self._grid.cell(row, column)
        runs = self._runs(cell) if isinstance(value, str) and value else None
        cell[:] = []
        cell.attrib.pop("t", "")
        if isinstance(value, int):
            etree.SubElement(cell, self._grid.tag("v")).text = str(value)
        elif value:
            cell.set("t", "inlineStr")
            inline = etree.SubElement(cell, self._grid.tag("is"))
            if runs is None:
                self._text(inline, value)
            else:
                self._write_runs(inline, runs, value)
            if value.isdecimal() and len(value) > 11:
                cell.set("s", self._styled(cell.get("s", "0"), numFmtId=_TEXT_FORMAT,
                                           applyNumberFormat="1"))

    def width(self, column: int) -> float:
        for one in self._grid.root.iterfind("{*}cols/{*}col"):
            if int(one.get("min", "0")) <= column + 1 <= int(one.get("max", "0")):
                return float(one.get("width", _USUAL_WIDTH))
        usual = self._grid.root.find("{*}sheetFormatPr")
        return float(usual.get("defaultColWidth", _USUAL_WIDTH)) if usual is not None \
            else _USUAL_WIDTH

    def make_room(self, row: int, points: float) -> None:
        if points <= 0:
            return
        line = self._grid.row(row)
        if points > float(line.get("ht", "0")):
            line.set("ht", str(points))
            line.set("customHeight", "1")

    def save(self) -> bytes:
        self._grid.finish()
        for title, part in self._parts.items():
            if title != self._title and self._package.has(part):
                forget_results(self._package.tree(part))
        self._calculate_on_load()
        self._package.drop(CALC_CHAIN)
        self._package.drop(UNFIT)
        return self._package.save()

    # --- looks -----------------------------------------------------------------------------------

    @staticmethod
    def _found(root: etree._Element, name: str) -> etree._Element:
        found = root.find(f"{{*}}{name}")
        return found if found is not None else etree.SubElement(
            root, f"{{{etree.QName(root).namespace}}}{name}")

    def _format(self, style: str) -> etree._Element:
        number = int(style)
        return self._formats[number if number < len(self._formats) else 0]

    def _styled(self, style: str, **changes: str) -> str:
        """The number of a style that differs so from another."""
        if not len(self._formats):
            return style
        key = style, *sorted(changes.items())
        if key not in self._made:
            self._made[key] = self._new_style(style, changes)
        return self._made[key]

    def _new_style(self, style: str, changes: Mapping[str, str]) -> str:
        new = deepcopy(self._format(style))
        for name, value in changes.items():
            new.set(name, value)
        wanted = etree.tostring(new, with_tail=False)
        for number, one in enumerate(self._formats):
            if etree.tostring(one, with_tail=False) == wanted:
                return str(number)
        self._formats.append(new)
        self._formats.set("count", str(len(self._formats)))
        return str(len(self._formats) - 1)

    def _leave_rules(self, row: int, columns: Sequence[int]) -> None:
        """Borders and alignment only: a header's looks are not those of a line."""
        line = self._grid.row(row)
        for name in ("ht", "customHeight"):
            line.attrib.pop(name, "")
        for column in columns:
            cell = self._grid.cell(row, column)
            cell[:] = []
            cell.set("s", self._styled(cell.get("s", "0"), fontId="0", fillId="0", numFmtId="0"))

    def _pass_on_last(self, below: int, count: int, like: int, height: int) -> None:
        """The last line's looks (a thicker rule below) go to the line that is last now."""
        for number in range(height):
            old, new = below - height + 1 + number, below + count - height + 1 + number
            if old == like + number:
                continue
            for column in self._grid.columns(old):
                style = self._grid.cell(old, column).get("s")
                usual = self._grid.cell(like + number, column).get("s")
                for row, chosen in ((new, style), (old, usual)):
                    if chosen is not None:
                        self._grid.cell(row, column).set("s", chosen)

    # --- texts -----------------------------------------------------------------------------------

    def _runs(self, cell: etree._Element) -> list[etree._Element] | None:
        """The runs of a partly coloured text."""
        item = cell.find("{*}is")
        value = cell.findtext("{*}v")
        if cell.get("t") == "s" and self._strings is not None and value:
            items = self._strings.findall("{*}si")
            item = items[int(value)] if int(value) < len(items) else None
        runs = item.findall("{*}r") if item is not None else []
        return runs if len(runs) > 1 else None

    def _write_runs(self, inline: etree._Element, runs: list[etree._Element], value: str) -> None:
        texts = [run.findtext("{*}t") or "" for run in runs]
        places = [number for number, text in enumerate(texts) for _ in text]
        if not places:
            self._text(inline, value)
            return
        for number, text in runs_kept("".join(texts), places, value):
            run = etree.SubElement(inline, self._grid.tag("r"))
            looks = runs[number].find("{*}rPr")
            if looks is not None:
                run.append(deepcopy(looks))
            self._text(run, text)

    def _text(self, parent: etree._Element, text: str) -> None:
        element = etree.SubElement(parent, self._grid.tag("t"))
        element.text = _ESCAPE.sub("_x005F_", text)
        element.set(_PRESERVE, "preserve")

    # --- the rest of the book --------------------------------------------------------------------

    def _move_references(self, shift: RowShift) -> None:
        """Formulas of every sheet, names, print area and repeated rows, charts, and all that
        belongs to the sheet."""
        package = self._package
        self._grid.move_formulas(shift, here=True)
        shift_sheet(self._grid.root, shift)
        for title, part in self._parts.items():
            if title != self._title:
                Grid(package.tree(part)).move_formulas(shift, here=False)
        for name in package.tree(package.book).iterfind("{*}definedNames/{*}definedName"):
            shift_text(name, shift, here=False)
        for kind, part in package.related(self._parts[self._title]):
            if kind in RELATED and package.has(part):
                RELATED[kind](package.tree(part), shift)
        for part in package.names(r"xl/charts/[^/]+\.xml"):
            for formula in package.tree(part).iter("{*}f"):
                shift_text(formula, shift, here=False)

    def _calculate_on_load(self) -> None:
        book = self._package.tree(self._package.book)
        settings = book.find("{*}calcPr")
        if settings is None:
            settings = etree.Element(f"{{{etree.QName(book).namespace}}}calcPr")
            later = next((child for child in book if isinstance(child.tag, str)
                          and child.tag.rpartition("}")[2] in _AFTER_CALC), None)
            if later is not None:
                later.addprevious(settings)
            else:
                book.append(settings)
        settings.set("fullCalcOnLoad", "1")
