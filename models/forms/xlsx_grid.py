"""The cells of one worksheet part of an .xlsx file. Rows and columns are 0-based."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries

from models.forms.xlsx_package import BadPackageError
from models.forms.xlsx_shift import RowShift, shift_text
from models.grid import Merge, column_letter

ROW_LOOKS = ("ht", "customHeight", "s", "customFormat", "thickTop", "thickBot")
_AUTOMATIC = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac}dyDescent"


class Grid:
    """Rows and cells by their places; every row and cell says where it stands."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        data = root.find("{*}sheetData")
        if data is None:
            raise BadPackageError("a sheet without cells")
        self._data = data
        self.rows: dict[int, etree._Element] = {}
        self.cells: dict[tuple[int, int], etree._Element] = {}
        self._place_cells()
        self._unshare()

    def tag(self, name: str) -> str:
        """A name in the sheet's own namespace (the strict variant has another)."""
        return f"{{{etree.QName(self.root).namespace}}}{name}"

    # --- cells -----------------------------------------------------------------------------------

    def formula(self, row: int, column: int) -> etree._Element | None:
        """A cell's formula."""
        cell = self.cells.get((row, column))
        return cell.find("{*}f") if cell is not None else None

    def row(self, row: int) -> etree._Element:
        """A row, made if there is none."""
        if row not in self.rows:
            self.rows[row] = etree.SubElement(self._data, self.tag("row"), {"r": str(row + 1)})
        return self.rows[row]

    def cell(self, row: int, column: int) -> etree._Element:
        """A cell, made (in its row's style) if there is none."""
        if (row, column) not in self.cells:
            line = self.row(row)
            cell = etree.SubElement(line, self.tag("c"), {"r": _place(row, column)})
            if line.get("s") and line.get("customFormat") in ("1", "true"):
                cell.set("s", line.get("s", "0"))
            self.cells[row, column] = cell
        return self.cells[row, column]

    def finish(self) -> None:
        """Rows and cells in their order, formulas without their old results (every program works
        out anew what has none), and the range in use."""
        self._data[:] = [self.rows[row] for row in sorted(self.rows)]
        by_row: dict[int, list[tuple[int, etree._Element]]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, []).append((column, cell))
        for row, cells in by_row.items():
            self.rows[row][:] = [cell for _, cell in sorted(cells, key=lambda pair: pair[0])]
        forget_results(self.root)
        dimension = self.root.find("{*}dimension")
        if dimension is not None and self.cells:
            rows, columns = zip(*self.cells)
            dimension.set("ref", f"{_place(min(rows), min(columns))}:"
                                 f"{_place(max(rows), max(columns))}")

    # --- merged ranges ---------------------------------------------------------------------------

    def merges(self) -> Iterator[Merge]:
        """Merged ranges, half open."""
        for merge in self.root.iterfind("{*}mergeCells/{*}mergeCell"):
            left, top, right, bottom = range_boundaries(merge.get("ref", ""))
            if left is not None and top is not None and right is not None and bottom is not None:
                yield top - 1, bottom, left - 1, right

    def set_merges(self, merges: list[Merge]) -> None:
        """Has these merged ranges only."""
        parent = self.root.find("{*}mergeCells")
        if parent is None:
            return  # new ones are copies of others
        parent[:] = []
        for top, bottom, left, right in merges:
            etree.SubElement(parent, self.tag("mergeCell"), {
                "ref": f"{_place(top, left)}:{_place(bottom - 1, right - 1)}"})
        parent.set("count", str(len(merges)))

    # --- rows coming in --------------------------------------------------------------------------

    def open_rows(self, shift: RowShift) -> None:
        """Makes room: what stands below moves down."""
        self.rows = {self._moved(row, shift): line for row, line in self.rows.items()}
        self.cells = {(self._moved(row, shift), column): cell
                      for (row, column), cell in self.cells.items()}
        for row, line in self.rows.items():
            line.set("r", str(row + 1))
        for (row, column), cell in self.cells.items():
            cell.set("r", _place(row, column))

    def move_formulas(self, shift: RowShift, *, here: bool) -> None:
        """Has formulas refer to where rows are now."""
        for cell in self.cells.values():
            formula = cell.find("{*}f")
            if formula is not None:
                shift_text(formula, shift, here=here)

    def columns(self, row: int) -> list[int]:
        """Columns in which a row has cells."""
        return [column for at, column in self.cells if at == row]

    def copy_row(self, model: int, row: int, columns: Sequence[int]) -> None:
        """A row with the looks of another, whose cells are in these ``columns``, and its formulas
        moved along."""
        source = self.rows.get(model)
        line = self.row(row)
        for name in ROW_LOOKS if source is not None else ():
            if source is not None and source.get(name) is not None:
                line.set(name, source.get(name, ""))
        for column in columns:
            old, new = self.cells[model, column], self.cell(row, column)
            if old.get("s") is not None:
                new.set("s", old.get("s", "0"))
            formula = old.find("{*}f")
            if formula is not None and formula.get("t") is None and formula.text:
                etree.SubElement(new, self.tag("f")).text = _translated(
                    formula.text, _place(model, column), _place(row, column))

    @staticmethod
    def _moved(row: int, shift: RowShift) -> int:
        return shift.one(row + 1) - 1

    # --- taking apart ----------------------------------------------------------------------------

    def _place_cells(self) -> None:
        """Places that the file leaves out are counted on."""
        row = -1
        for line in self._data.iterfind("{*}row"):
            row = int(line.get("r", row + 2)) - 1
            line.set("r", str(row + 1))
            line.attrib.pop("spans", "")
            line.attrib.pop(_AUTOMATIC, "")
            self.rows[row] = line
            column = -1
            for cell in line.iterfind("{*}c"):
                given = cell.get("r")
                column = column_index_from_string(coordinate_from_string(given)[0]) - 1 \
                    if given else column + 1
                cell.set("r", _place(row, column))
                self.cells[row, column] = cell

    def _unshare(self) -> None:
        """Each cell gets its own formula where several share one."""
        heads: dict[str, tuple[str, str]] = {}
        for cell in self.cells.values():
            formula = cell.find("{*}f")
            if formula is None or formula.get("t") != "shared":
                continue
            key, place = formula.get("si", ""), cell.get("r", "")
            if formula.text:
                heads[key] = formula.text, place
            elif key in heads:
                formula.text = _translated(*heads[key], place)
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, "")


def forget_results(root: etree._Element) -> None:
    """Takes a sheet's formulas their old results."""
    for formula in root.iterfind("{*}sheetData/{*}row/{*}c/{*}f"):
        cell = formula.getparent()
        if cell is not None:
            for result in cell.findall("{*}v"):
                cell.remove(result)
            cell.attrib.pop("t", "")


def _translated(formula: str, origin: str, place: str) -> str:
    return str(Translator(f"={formula}", origin).translate_formula(place)).removeprefix("=")


def _place(row: int, column: int) -> str:
    return f"{column_letter(column)}{row + 1}"
