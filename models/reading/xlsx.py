"""Reading .xlsx and .xlsm: openpyxl opens the package, lxml walks the texts and the rows.

openpyxl's own walk makes an object a cell, knows no merged or hidden ranges in its read-only mode
and can't be stopped; this one takes a fraction of the time and is stopped at any chunk.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from typing import IO, Any, BinaryIO

from lxml import etree
from openpyxl.packaging.manifest import Manifest
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import range_boundaries
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS
from openpyxl.xml.functions import fromstring

from models.account import Place, shown
from models.grid import Sheet, column_letter, finish, trim
from models.reading.limits import PART_BYTES, STYLES_BYTES, TEXT_BYTES, Budget
from models.reading.numbers import (
    date_text, duration_text, exact_digits, iso_text, leading_zeros, number_text)
from models.reading.shown import date_format, literal_format, text_format
from models.reading.text import unescape_xlsx
from models.reading.xml_stream import BadContentError, elements, local_name

MAX_COLUMNS = 16384
MAX_ROWS = 1048576
MAX_SHEETS = 2000
_MOST_DOUBTS = 200
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_STRICT_MAIN = (b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main")
_STRICT_RELATIONS = (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships")
_CHINESE_DATE_FORMATS = frozenset((*range(27, 37), *range(50, 59)))
_DIGITS = "0123456789"
_NO_TABLES = ("/chartsheet", "/dialogsheet", "macrosheet")
_TEXTS = frozenset(("s", "str", "inlineStr"))


def read(stream: BinaryIO, budget: Budget) -> tuple[list[Sheet], list[str]]:
    """All worksheets and the notes; the libraries' exceptions pass through."""
    with Archive(stream, budget) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = _Package(archive)
        package.read_manifest()
        package.read_workbook()
        styles = _Styles(archive, bool(package.wb.epoch.year == 1904))
        strings = _shared_strings(archive, package, budget)
        sheets = []
        for entry, relation in package.parser.find_sheets():
            if relation.target and not relation.Type.lower().endswith(_NO_TABLES):
                hidden = (entry.state or "visible") != "visible"
                with archive.open(relation.target) as part:
                    sheets.append(_Rows(entry.name, hidden, strings, styles, budget).read(part))
        return sheets, []


class Archive(zipfile.ZipFile):
    """A package whose parts are found whatever the slashes and capitals of their names are, with
    the strict variant's namespaces changed to the usual ones, and sizes checked before reading."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        super().__init__(stream)
        self._budget = budget
        self._loose = {_loose(name): name for name in self.NameToInfo}

    def getinfo(self, name: str) -> zipfile.ZipInfo:
        return super().getinfo(self._loose.get(_loose(name), name))

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _loose(name) in self._loose

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        info = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if info.filename.endswith("styles.xml"):
            if info.file_size > STYLES_BYTES:
                raise self._budget.too_many_styles()
        elif info.file_size > PART_BYTES:
            raise self._budget.too_big()
        data = super().read(info, pwd)
        if data.count(b"<sheet ") > MAX_SHEETS:
            raise self._budget.too_big()
        if _STRICT in data:
            data = data.replace(*_STRICT_MAIN).replace(*_STRICT_RELATIONS)
        return _bare_workbook(data) if b"<sheets" in data or b":sheets" in data else data


def _bare_workbook(data: bytes) -> bytes:
    """The workbook part with nothing but its sheets and its calendar: openpyxl gives up over views,
    names and settings that other programs write in their own way."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for child in list(root):
        kind = local_name(child) if isinstance(child.tag, str) else ""
        if kind == "workbookPr":
            for name in set(map(str, child.attrib)) - {"date1904"}:
                del child.attrib[name]
        elif kind != "sheets":
            root.remove(child)
    return etree.tostring(root)


def _loose(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


class _Package(ExcelReader):
    """openpyxl's reader, used for the manifest and the list of sheets only: properties, styles,
    themes and drawings, where files of other programs are often off, are never looked at."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.valid_files = archive.namelist()
        self.read_only = True
        self.keep_vba = False
        self.data_only = True
        self.keep_links = False
        self.rich_text = False
        self.package: Manifest


class _Styles:
    """What the cell styles' number formats mean for a value; styles are known by their index as
    the sheet writes it (a string)."""

    def __init__(self, archive: Archive, date1904: bool) -> None:
        self.date1904 = date1904
        self.dates: set[str] = set()
        self.durations: set[str] = set()
        self.zeros: dict[str, int] = {}
        self.shown: dict[str, Callable[[float], str | None]] = {}
        self.days: dict[str, Callable[[str], str | None]] = {}
        self.around: dict[str, tuple[str, str]] = {}
        if not archive.has(ARC_STYLE):
            return
        root = fromstring(archive.read(ARC_STYLE))
        codes = {item.get("numFmtId"): item.get("formatCode") or ""
                 for item in root.iterfind("{*}numFmts/{*}numFmt")}
        for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            self._add(str(index), style.get("numFmtId") or "0", codes)

    def _add(self, index: str, number: str, codes: dict[Any, str]) -> None:
        key = int(number) if number.isdecimal() else 0
        code = codes.get(number) or BUILTIN_FORMATS.get(key, "General")
        if is_timedelta_format(code):
            self.durations.add(index)
        elif is_date_format(code) or (number not in codes and key in _CHINESE_DATE_FORMATS):
            self.dates.add(index)
            if (day := date_format(code)) is not None:
                self.days[index] = day
        elif width := leading_zeros(code):
            self.zeros[index] = width
        elif (shown := literal_format(code)) is not None:
            self.shown[index] = shown
        if (around := text_format(code)) is not None:
            self.around[index] = around

    def text(self, value: str, style: str) -> str:
        """The text of a numeric cell, given its value as written in the file."""
        if style in self.shown and (text := self._shown(value, style)) is not None:
            return text
        plain = value.isascii() and value.isdigit() and len(value) < 16
        if plain and style not in self.dates and style not in self.durations:
            if value[0] == "0" and len(value) > 1:
                value = str(int(value))
            return value.zfill(self.zeros[style]) if style in self.zeros else value
        try:
            number = float(value)
        except ValueError:
            return value
        if style in self.dates:
            return self.day(date_text(number, self.date1904), style)
        if style in self.durations:
            return duration_text(number)
        return number_text(number, self.zeros.get(style, 0))

    def day(self, text: str, style: str) -> str:
        """A date as its format shows it, where that has words of its own."""
        return style in self.days and self.days[style](text) or text

    def _shown(self, value: str, style: str) -> str | None:
        try:
            return self.shown[style](float(value))
        except (ValueError, OverflowError):
            return None


def _shared_strings(archive: Archive, package: _Package, budget: Budget) -> list[str]:
    manifest: Any = package.package
    override = manifest.find(SHARED_STRINGS)
    name = override.PartName if override is not None else "xl/sharedStrings.xml"
    if not archive.has(name):
        return []
    if archive.getinfo(name).file_size > TEXT_BYTES:
        raise budget.too_big()
    texts: list[str] = []
    with archive.open(name) as part:
        for _, item in elements(part, ("{*}si",), budget):
            texts.append(_rich_text(item))
            if len(texts) > budget.slots:
                raise budget.too_big()
    return texts


def _rich_text(item: etree._Element) -> str:
    """The text of a string item: its runs joined, phonetic guides left out."""
    if len(item) == 1 and len(item[0]) == 0:
        text = item[0].text or ""
    else:
        text = "".join(part.text or "" for part in item.iterfind("{*}t"))
        text += "".join(part.text or "" for part in item.iterfind("{*}r/{*}t"))
    return unescape_xlsx(text) if "_x" in text else text


class _Rows:
    """Reads one worksheet part."""

    def __init__(self, name: str, hidden: bool, strings: list[str], styles: _Styles,
                 budget: Budget) -> None:
        self._sheet = Sheet(name, hidden=hidden)
        self._strings = strings
        self._styles = styles
        self._budget = budget
        self._columns = {column_letter(index): index for index in range(100)}
        self._texts: dict[str, str] = {}
        self._uncached: list[int] = []
        self._exact: list[int] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()

    def read(self, part: IO[bytes]) -> Sheet:
        sheet = self._sheet
        tags = ("{*}row", "{*}col", "{*}mergeCell")
        for _, element in elements(part, tags, self._budget, thin=True):
            kind = local_name(element)
            if kind == "row":
                self._row(element)
            elif kind == "col":
                self._column(element)
            else:
                self._merge(element)
        finish(sheet, self._hidden_rows, self._hidden_columns, self._uncached, self._exact)
        return sheet

    def _row(self, element: etree._Element) -> None:
        rows = self._sheet.rows
        number = element.get("r")
        index = int(float(number)) - 1 if number else len(rows)
        if not 0 <= index < MAX_ROWS:
            raise BadContentError("a row number is out of range")
        if element.get("hidden") in ("1", "true"):
            self._hidden_rows.add(index)
        cells = trim(self._cells(element, index))
        if not cells and number:
            return
        self._budget.spend(len(cells) + 1)
        if index < len(rows):
            self._note_twice(rows[index], cells, index)
            self._sheet.rows[index] = _overlay(rows[index], cells)
            return
        if index > len(rows):
            self._budget.spend(index - len(rows))
            rows.extend([[]] * (index - len(rows)))  # one list for all: rows are not changed
        rows.append(cells)

    def _cells(self, element: etree._Element, row: int) -> list[str]:
        cells: list[str] = []
        around = self._styles.around
        for cell in element:
            reference = cell.get("r")
            if not reference:
                column = len(cells)
            else:
                letters = reference.rstrip(_DIGITS)
                found = self._columns.get(letters)
                column = self._far_column(letters) if found is None else found
            text = self._text(cell, row) if len(cell) else ""
            if text and around and cell.get("s") in around and cell.get("t") in _TEXTS:
                text = text.join(around[cell.get("s") or ""])
            if column == len(cells):
                cells.append(text)
            elif column > len(cells):
                cells.extend([""] * (column - len(cells)))
                cells.append(text)
            elif text:
                if cells[column] not in ("", text):
                    self._doubt(row, column, cells[column])
                cells[column] = text
        return cells

    def _note_twice(self, first: list[str], again: list[str], row: int) -> None:
        """Whether a row that comes again says something else in a cell."""
        for column, (before, after) in enumerate(zip(first, again)):
            if before and after and before != after:
                self._doubt(row, column, shown(first))
                return

    def _doubt(self, row: int, column: int, text: str) -> None:
        if len(self._sheet.doubts) < _MOST_DOUBTS:
            self._sheet.doubts.append(Place(
                self._sheet.name, row + 1, column_letter(column),
                "这里在文件里写了两次，前一次的内容没有读入", text))

    def _far_column(self, letters: str) -> int:
        written = letters
        letters = letters.replace("$", "").strip().upper()
        index = 0
        for letter in letters:
            if not "A" <= letter <= "Z" or len(letters) > 3:
                raise BadContentError("a cell reference is off")
            index = index * 26 + ord(letter) - 64
        if not 0 < index <= MAX_COLUMNS:
            raise BadContentError("a column is out of range")
        self._columns[written] = index - 1
        return index - 1

    def _text(self, cell: etree._Element, row: int) -> str:
        kind = cell.get("t")
        child = cell[-1]
        if kind == "inlineStr":
            item = child if child.tag.endswith("}is") else cell.find("{*}is")
            if item is None:
                # its <v> is the text, as some programs write, or whatever else stands in it
                text = unescape_xlsx("".join(v.text or "" for v in cell.iterfind("{*}v"))
                                     or "".join(map(str, cell.itertext())))
            else:
                text = _rich_text(item)
            return self._texts.setdefault(text, text)
        tag = child.tag
        if not tag.endswith("}v"):
            if (item := cell.find("{*}is")) is not None:  # whatever kind the cell is said to be
                return _rich_text(item)
            node = cell.find("{*}v")
            value = None if node is None else node.text
        else:
            value = child.text
        if not value:
            if kind != "str" and cell.find("{*}f") is not None:
                self._uncached.append(row + 1)
            return ""
        if kind == "s":
            if value.startswith("-"):  # which Python would count from the end
                raise BadContentError("a shared text's number is out of range")
            return self._strings[int(value) if value.isdigit() else int(float(value))]
        if kind == "str":
            text = unescape_xlsx(value) if "_x" in value else value
            return self._texts.setdefault(text, text)
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "e":
            return value
        if kind == "d":
            return self._styles.day(iso_text(value), cell.get("s") or "0")
        if len(value) > 15 and (digits := exact_digits(value.strip())) is not None:
            self._exact.append(row + 1)
            return digits
        text = self._styles.text(value, cell.get("s") or "0")
        return self._texts.setdefault(text, text)

    def _column(self, element: etree._Element) -> None:
        if element.get("hidden") in ("1", "true"):
            first, last = int(element.get("min") or 1), int(element.get("max") or 1)
            self._hidden_columns.update(range(max(first, 1) - 1, min(last, MAX_COLUMNS)))

    def _merge(self, element: etree._Element) -> None:
        left, top, right, bottom = range_boundaries(element.get("ref") or "")
        if top and left and bottom and right:  # a reference such as A:B names no rows
            self._sheet.merged.append((top - 1, bottom, left - 1, right))
            self._budget.spend(1)


def _overlay(old: list[str], new: list[str]) -> list[str]:
    """Two parts of one row, which a damaged order of rows can give, in one."""
    width = max(len(old), len(new))
    old = old + [""] * (width - len(old))
    new = new + [""] * (width - len(new))
    return [b or a for a, b in zip(old, new)]
