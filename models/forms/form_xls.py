"""Filling an issued form that is an .xls file (BIFF8), record by record.

Everything that is not a filled cell stays as it was: styles, widths, print set-up, formulas,
pictures. Only macros are lost, as nothing but the workbook stream is written.
"""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Iterator

from xlwt.CompoundDoc import XlsDoc

from models.errors import OutputError
from models.forms import biff_records as biff
from models.forms.biff_book import (
    Cell, book_stream, formula_of, parts_of, sheet_names, sheet_places, with_formula)
from models.forms.biff_records import Record, Shift
from models.forms.biff_shift import IsOwn, shift_cell, shift_record
from models.forms.biff_strings import SharedStrings
from models.forms.biff_styles import USUAL, Styles
from models.forms.bounds import check_records
from models.grid import ranges_text

_BIFF8 = 0x600
_WORKSHEET = 0x10
_OBJECT = 0x5D
_HELPERS = {0x14, 0x19}  # drop-down arrows and notes: Excel draws these itself
_COLUMN_INFO = 0x7D
_USUAL_WIDTH = 8.43
_OWN_HEIGHT = 0x40
_RECALCULATE = 0x0003
_TALLEST = 4096  # rows of a merged range that are looked at; a form's lines have far fewer
_SHARED = 0x0008

_log = logging.getLogger(__name__)


def check(content: bytes, name: str) -> None:
    """Raises OutputError for .xls files that can't be filled: older ones, encrypted ones."""
    stream = book_stream(content)
    records = biff.split(stream) if stream else []
    if not records or records[0][0] != biff.BOF or struct.unpack_from(
            "<H", records[0][1])[0] != _BIFF8:
        raise OutputError(f"“{name}”是很旧的 Excel 格式，填不进去；请在 Excel 或 WPS 中另存为"
                          f"“Excel 97-2003 工作簿”或 .xlsx 再选。")
    check_records(records, name)
    if any(kind == biff.FILEPASS for kind, _ in records):
        raise OutputError(f"“{name}”设有密码或保护，填不进去；请去掉密码另存后再选。")


def losses(content: bytes, sheet: str) -> list[str]:
    """What filling can't keep, as sentences."""
    found = []
    if b"_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T" in content:
        found.append("表里的宏不会保留。")
    form = XlsForm(content, sheet)
    if any(kind == _OBJECT and struct.unpack_from("<H", data, 4)[0] not in _HELPERS
           for kind, data in form.others()):
        found.append("表里有图片或图形：会保留，但插入行后位置可能要手工移一下。")
    if form.odd_formulas:
        found.append(f"第 {ranges_text(row + 1 for row in form.odd_formulas)} 行的公式比较特殊，"
                     f"插入行后不会自动调整，请核对。")
    return found


def _recalculated(record: Record) -> Record:
    """A formula is worked out anew when the file is opened: the result that stands with it is that
    of the empty form ([MS-XLS] 2.4.127: fAlwaysCalc, and the bit before it that once was
    fCalcOnLoad; every program heeds one of them)."""
    kind, data = record
    if kind != biff.FORMULA:
        return record
    flags, = struct.unpack_from("<H", data, 14)
    return kind, data[:14] + struct.pack("<H", flags | _RECALCULATE) + data[16:]


class XlsForm:
    """One sheet of a BIFF8 workbook being filled; see ``form.FormSheet``."""

    def __init__(self, content: bytes, sheet: str) -> None:
        records = biff.split(book_stream(content))
        self._globals, parts = parts_of(records)
        self._sheets = [parts[place] for place in sheet_places(self._globals)]
        self._number = sheet_names(self._globals).index(sheet)
        self._styles = Styles(self._globals)
        self._strings = SharedStrings(self._globals)
        self._rows: dict[int, bytes] = {}
        self._cells: dict[tuple[int, int], Cell] = {}
        self._before: list[Record] = []
        self._after: list[Record] = []
        self._merged_in: dict[int, list[tuple[int, int, int, int]]] | None = None
        self.odd_formulas: set[int] = set()
        self._take_apart(self._sheets[self._number])
        self._own_sheets = self._references()

    # --- FormSheet -------------------------------------------------------------------------------

    def has_formula(self, row: int, column: int) -> bool:
        cell = self._cells.get((row, column))
        return cell is not None and cell.kind == biff.FORMULA

    def has_border(self, row: int, column: int) -> bool:
        cell = self._cells.get((row, column))
        return cell is not None and self._styles.has_border(cell.style)

    def is_covered(self, row: int, column: int) -> bool:
        if self._merged_in is None:
            self._merged_in = {}
            for merge in self._merges():
                for inside in range(merge[0], min(merge[1], merge[0] + _TALLEST) + 1):
                    self._merged_in.setdefault(inside, []).append(merge)
        return any(left <= column <= right and (row, column) != (top, left)
                   for top, _, left, right in self._merged_in.get(row, ()))

    def insert_rows(self, below: int, count: int, like: int, *, height: int = 1,
                    ruled_only: bool = False) -> None:
        shift = Shift(below, count, biff.NEVER if ruled_only else height)
        merges = [merge for merge in self._merges()
                  if like <= merge[0] and merge[1] < like + height and not ruled_only]
        model = {place: cell for place, cell in self._cells.items()
                 if like <= place[0] < like + height}
        if ruled_only:
            model = {place: Cell(biff.BLANK, struct.pack("<H", self._styles.ruled(cell.style)), [])
                     for place, cell in model.items()}
        self._cells = {(shift.one(row), column): cell
                       for (row, column), cell in self._cells.items()}
        heights = {} if ruled_only else {
            row: data for row, data in self._rows.items() if like <= row < like + height}
        self._rows = {shift.one(row): data for row, data in self._rows.items()}
        for (row, _), cell in self._cells.items():
            if row not in self.odd_formulas:
                shift_cell(cell, shift, self._is_own)
        offsets = range(below + 1 - like, below + 1 - like + count, height)
        for at in offsets:
            self._rows.update({row + at: data for row, data in heights.items()})
            self._cells.update({(row + at, column): self._copy(cell, at)
                                for (row, column), cell in model.items()})
        if not ruled_only:
            self._pass_on_last(below, count, like, height)
        self._before = [shift_record(record, shift) for record in self._before]
        self._after = [shift_record(record, shift) for record in self._after]
        self._add_merges([(top + at, bottom + at, left, right)
                          for top, bottom, left, right in merges for at in offsets])
        self._shift_elsewhere(shift)
        self._merged_in = None

    def _pass_on_last(self, below: int, count: int, like: int, height: int) -> None:
        """The last line's looks (a thicker rule below) go to the line that is last now."""
        for number in range(height):
            old, new = below - height + 1 + number, below + count - height + 1 + number
            if old == like + number:
                continue
            for column in [column for row, column in self._cells if row == old]:
                usual = self._cells.get((like + number, column))
                last, there = self._cells[old, column], self._cells.get((new, column))
                if usual is not None and there is not None:
                    there.style, last.style = last.style, usual.style

    def write(self, row: int, column: int, value: str | int) -> None:
        old = self._cells.get((row, column))
        style = old.style if old is not None else USUAL
        if row not in self._rows:
            self._rows[row] = struct.pack("<HHHHHHH", 0, 0, 0xFF, 0, 0, 0x100, 0x0F)
        if isinstance(value, int):
            cell = Cell(biff.NUMBER, struct.pack("<Hd", style, value), [])
        elif not value:
            cell = Cell(biff.BLANK, struct.pack("<H", style), [])
        else:
            if value.isdecimal() and len(value) > 11:
                style = self._styles.as_text(style)
            like = struct.unpack_from("<I", old.rest, 2)[0] \
                if old is not None and old.kind == biff.LABELSST else None
            index = self._strings.add(value, like)
            cell = Cell(biff.LABELSST, struct.pack("<HI", style, index), [])
        self._cells[row, column] = cell

    def width(self, column: int) -> float:
        for kind, data in self.others():
            if kind == _COLUMN_INFO:
                first, last, width = struct.unpack_from("<HHH", data)
                if first <= column <= last:
                    return float(width / 256)
        return _USUAL_WIDTH

    def make_room(self, row: int, points: float) -> None:
        data = self._rows.get(row)
        if data is None or struct.unpack_from("<H", data, 4)[0] & 0x7FFF >= points * 20:
            return
        flags = struct.unpack_from("<H", data, 10)[0] | _OWN_HEIGHT
        self._rows[row] = (data[:4] + struct.pack("<H", round(points * 20)) + data[6:10]
                           + struct.pack("<H", flags) + data[12:])

    def save(self) -> bytes:
        self._sheets[self._number] = [*self._before, *self._table(), *self._after]
        book = list(self._with_strings())
        self._sheets = [list(map(_recalculated, sheet)) for sheet in self._sheets]
        sizes = [len(biff.join(sheet)) for sheet in self._sheets]
        place = len(biff.join(book))
        number = 0
        for index, (kind, data) in enumerate(book):
            if kind == biff.BOUNDSHEET:
                start = place + sum(sizes[:number])
                book[index] = kind, struct.pack("<I", start) + data[4:]
                number += 1
        target = io.BytesIO()
        whole = biff.join(book) + b"".join(biff.join(sheet) for sheet in self._sheets)
        XlsDoc().save(target, whole)
        return target.getvalue()

    def others(self) -> list[Record]:
        """The sheet's records that are no cells."""
        return [*self._before, *self._after]

    # --- taking apart ----------------------------------------------------------------------------

    def _take_apart(self, records: list[Record]) -> None:
        shared: dict[tuple[int, int], bytes] = {}
        last: Cell | None = None
        at = (0, 0)
        depth = 0  # charts lie inside a sheet and have cells of their own
        for kind, data in records:
            depth += (kind == biff.BOF) - (kind == biff.EOF)
            if kind in (biff.DBCELL, biff.INDEX) and depth == 1:
                continue
            if depth > 1:
                self._after.append((kind, data))
            elif kind == biff.ROW:
                self._rows[struct.unpack_from("<H", data)[0]] = data[2:]
            elif kind in biff.CELLS:
                at = struct.unpack_from("<HH", data)
                last = self._cells[at] = Cell(kind, data[4:], [])
            elif kind in (biff.MULBLANK, biff.MULRK):
                self._explode(kind, data)
            elif kind == biff.SHRFMLA:
                shared[at] = data[8:]
            elif kind in (biff.STRING, biff.ARRAY, biff.TABLE) and last is not None:
                last.behind.append((kind, data))
            elif self._rows or self._cells:
                self._after.append((kind, data))
            else:
                self._before.append((kind, data))
        if not self._after:  # a sheet without any cell: everything behind DIMENSIONS comes after
            cut = next((n for n, (kind, _) in enumerate(self._before, 1)
                        if kind == biff.DIMENSIONS), len(self._before) - 1)
            self._before, self._after = self._before[:cut], self._before[cut:]
        self._unshare(shared)

    def _explode(self, kind: int, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        size = 2 if kind == biff.MULBLANK else 6
        for number in range((len(data) - 6) // size):
            rest = data[4 + number * size:4 + (number + 1) * size]
            self._cells[row, column + number] = Cell(
                biff.BLANK if kind == biff.MULBLANK else biff.RK, rest, [])

    def _unshare(self, shared: dict[tuple[int, int], bytes]) -> None:
        for (row, column), cell in self._cells.items():
            if cell.kind != biff.FORMULA:
                continue
            head, formula, _ = formula_of(cell)
            if formula[:1] == b"\x01":
                base = struct.unpack_from("<HH", formula, 1)
                if base in shared:
                    size, = struct.unpack_from("<H", shared[base])
                    plain = biff.unshared(shared[base][2:2 + size], row, column)
                    flags = struct.unpack_from("<H", head, 10)[0] & ~_SHARED
                    head = head[:10] + struct.pack("<H", flags) + head[12:]
                    cell.rest = with_formula(head, plain, shared[base][2 + size:])
                    formula = plain
            try:
                list(biff.tokens(formula))
            except biff.UnknownTokenError:
                self.odd_formulas.add(row)

    def _references(self) -> set[int]:
        """Indices in EXTERNSHEET that mean this sheet of this book."""
        own: set[int] = set()
        books = [data for kind, data in self._globals if kind == 0x1AE]
        for kind, data in self._globals:
            if kind == biff.EXTERNSHEET:
                for index in range(struct.unpack_from("<H", data)[0]):
                    book, first, last = struct.unpack_from("<HHH", data, 2 + index * 6)
                    inside = book < len(books) and books[book][2:4] == b"\x01\x04"
                    if inside and first == last == self._number:
                        own.add(index)
        return own

    # --- rows coming in --------------------------------------------------------------------------

    def _is_own(self, index: int | None) -> bool:
        return index is None or index in self._own_sheets

    def _copy(self, cell: Cell, rows: int) -> Cell:
        """An inserted row's cell: the model's looks, and its formula moved along."""
        if cell.kind == biff.FORMULA and not cell.behind:
            head, formula, extra = formula_of(cell)
            if formula[:1] != b"\x01":
                try:
                    plain = biff.moved(formula, rows)
                    return Cell(biff.FORMULA, with_formula(head, plain, extra), [])
                except biff.UnknownTokenError:
                    _log.debug("a formula of a form's line was not copied")
        return Cell(biff.BLANK, struct.pack("<H", cell.style), [])

    def _merges(self) -> Iterator[tuple[int, int, int, int]]:
        for kind, data in self.others():
            if kind == biff.MERGED:
                for number in range(struct.unpack_from("<H", data)[0]):
                    yield struct.unpack_from("<4H", data, 2 + number * 8)

    def _add_merges(self, merges: list[tuple[int, int, int, int]]) -> None:
        place = next((n for n, (kind, _) in enumerate(self._after, 1) if kind == biff.MERGED),
                     len(self._after) - 1)
        for start in range(0, len(merges), 1000):
            part = merges[start:start + 1000]
            data = struct.pack("<H", len(part)) + b"".join(struct.pack("<4H", *m) for m in part)
            self._after.insert(place, (biff.MERGED, data))

    def _shift_elsewhere(self, shift: Shift) -> None:
        """Names (print area, repeated rows) and formulas of other sheets that point here."""
        def elsewhere(index: int | None) -> bool:
            return index is not None and index in self._own_sheets
        for number, (kind, data) in enumerate(self._globals):
            if kind == biff.NAME:
                size, = struct.unpack_from("<H", data, 4)
                chars = data[3]
                start = 15 + chars * (2 if data[14] & 1 else 1)
                self._globals[number] = kind, data[:start] + self._moved_formula(
                    data[start:start + size], shift, elsewhere) + data[start + size:]
        for other, records in enumerate(self._sheets):
            if other == self._number:
                continue
            for number, (kind, data) in enumerate(records):
                if kind == biff.FORMULA:
                    head, formula, extra = formula_of(Cell(kind, data[4:], []))
                    records[number] = kind, data[:4] + with_formula(
                        head, self._moved_formula(formula, shift, elsewhere), extra)

    def _moved_formula(self, formula: bytes, shift: Shift,
                       is_own: IsOwn) -> bytes:
        try:
            return biff.shift_formula(formula, shift, is_own)
        except biff.UnknownTokenError:
            _log.debug("a formula that points to a form's sheet was left as it is")
            return formula

    # --- putting together ------------------------------------------------------------------------

    def _table(self) -> list[Record]:
        """Row records and cells in blocks of 32 rows, as Excel writes them."""
        by_row: dict[int, list[tuple[int, Cell]]] = {}
        for (row, column), cell in self._cells.items():
            by_row.setdefault(row, []).append((column, cell))
        everywhere = sorted(self._rows.keys() | by_row.keys())
        records: list[Record] = []
        for start in range(0, len(everywhere), 32):
            block = everywhere[start:start + 32]
            for row in block:
                if row in self._rows:
                    columns = [column for column, _ in by_row.get(row, [])]
                    spread = struct.pack("<HH", min(columns), max(columns) + 1) if columns \
                        else self._rows[row][:4]
                    records.append((biff.ROW, struct.pack("<H", row) + spread
                                    + self._rows[row][4:]))
            for row in block:
                for column, cell in sorted(by_row.get(row, []), key=lambda pair: pair[0]):
                    records.append((cell.kind, struct.pack("<HH", row, column) + cell.rest))
                    records += cell.behind
        return records

    def _with_strings(self) -> Iterator[Record]:
        """The book's own records with the new styles and strings in their places."""
        done = has_sst = False
        count = len(self._strings)
        previous = 0
        for kind, data in self._globals:
            if previous == biff.XF and kind != biff.XF and not done:
                yield from self._styles.records()
                done = True
            if kind == biff.EOF and not has_sst:
                yield biff.SST, struct.pack("<II", count, count)
                yield from self._strings.records()
            if previous == biff.SST and kind != biff.CONTINUE:
                yield from self._strings.records()
                previous = kind
            if kind == biff.SST:
                has_sst = True
                total, unique = struct.unpack_from("<II", data)
                data = struct.pack("<II", total + count, unique + count) + data[8:]
            if not (previous == biff.SST and kind == biff.CONTINUE):
                previous = kind
            if kind != biff.EXTSST:
                yield kind, data
