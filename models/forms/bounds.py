"""How large an issued form may be: what is beyond is refused before a library takes it apart.

A form is a page or two. Rulings down to a sheet's last row, a merge over the whole sheet, or a
gigabyte of drawing would keep the clerk waiting for minutes and use up the memory.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable

from openpyxl.utils.cell import range_boundaries

from models.errors import FileTooBigError
from models.forms.biff_records import Record

FORM_BYTES = 30_000_000
"""The file as it lies on the drive."""
UNPACKED_BYTES = 120_000_000
"""All parts of a package together."""
SHEET_BYTES = 60_000_000
CELLS = 250_000
"""Cells in all sheets, ruled ones that are empty too."""
MERGED_CELLS = 500_000
COLUMNS = 1_000
ROWS = 100_000

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACE = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*[\"']([A-Za-z0-9:$]{2,30})[\"']")
_BLANKS, _NUMBERS = 0xBE, 0xBD
_SINGLE = {0x201, 0x203, 0x204, 0x205, 0xFD, 0x27E, 0x06, 0xD6}


def too_big(name: str) -> FileTooBigError:
    """The sentence for a form that is larger than any form."""
    return FileTooBigError(
        f"“{name}”里的表格大得不合理，填不进去；请在 Excel 或 WPS 中删去多余的空行空列、合并和图片，"
        f"另存后再选。")


def check_package(content: bytes, name: str) -> None:
    """Raises FileTooBigError if an .xlsx form is larger than any form is."""
    cells = merged = 0
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > 5_000 or sum(part.file_size for part in parts) > UNPACKED_BYTES:
            raise too_big(name)
        for part in parts:
            if not _SHEET.fullmatch(part.filename.replace("\\", "/")):
                continue
            if part.file_size > SHEET_BYTES:
                raise too_big(name)
            xml = package.read(part)
            for count, _ in enumerate(_CELL.finditer(xml), cells + 1):
                if count > CELLS:
                    raise too_big(name)
                cells = count
            if any(int(row) > ROWS or _column(letters) > COLUMNS
                   for letters, row in _PLACE.findall(xml)):
                raise too_big(name)
            for area in _MERGE.findall(xml):
                merged += _area(area.decode("ascii"))
                if merged > MERGED_CELLS:
                    raise too_big(name)


def check_records(records: Iterable[Record], name: str) -> None:
    """Raises FileTooBigError if an .xls form has more cells than any form has."""
    cells = 0
    for kind, data in records:
        if kind in _SINGLE:
            cells += 1
        elif kind in (_BLANKS, _NUMBERS) and len(data) >= 6:
            first, = struct.unpack_from("<H", data, 2)
            last, = struct.unpack_from("<H", data, len(data) - 2)
            cells += max(0, last - first + 1)
        if cells > CELLS:
            raise too_big(name)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _area(area: str) -> int:
    try:
        left, top, right, bottom = range_boundaries(area)
    except ValueError:
        return 0  # whoever reads it says what is wrong
    if left is None or top is None or right is None or bottom is None:
        return MERGED_CELLS + 1  # whole rows or columns
    return max(0, right - left + 1) * max(0, bottom - top + 1)
