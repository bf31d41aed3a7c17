"""The clerk's folder that the pictures show: rosters, a form, slips that came back."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.document import Document

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "resources" / "samples"
FORMS = ROOT / "tests" / "data" / "forms"
DESK = Path("桌面") / "学籍"
"""Where the rosters of the pictures are: no picture shows a folder of this machine."""
SAMPLE, CLEAN = DESK / "示例名册.xls", DESK / "示例名册-无误.xls"
FORM = DESK / "附件2：XXX学校学籍信息更正表.xls"
SAVED = datetime(2012, 11, 20, 10, 42)


def lay_out_desk(home: Path) -> None:
    """Makes the clerk's folder with the rosters, and works from there."""
    os.chdir(home)
    DESK.mkdir(parents=True)
    shutil.copy(FORMS / "one-line-a-field.xls", FORM)
    for path in (SAMPLE, CLEAN):
        shutil.copy(SAMPLES / path.name, path)
        os.utime(path, (SAVED.timestamp(),) * 2)


def answered(document: Document, slip: Path) -> Path:
    """A slip as its teacher sends it back: what the program would suggest is filled in."""
    import openpyxl

    from app.slips import slip_lines
    from models.reading.read import read_workbook
    from models.writing.class_slips import HEADERS
    values = {}
    for lines in slip_lines(document).values():
        for line in lines:
            found = next(one for one in document.open_in_row(line.row) if one.field == line.field)
            suggested = document.validator.suggestions(found)
            values[line.name, line.item] = suggested[0].value if len(suggested) == 1 else ""
    book = openpyxl.Workbook()
    for row in read_workbook(slip).sheets[0].rows:
        cells = [*row, *[""] * (len(HEADERS) - len(row))]
        cells[6] = cells[6] or values.get((cells[1], cells[3]), "")
        book.worksheets[0].append(cells)
    path = slip.with_suffix(".xlsx")
    book.save(path)
    return path
