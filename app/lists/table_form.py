"""A table of students filled into the form that was issued for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

from app.document import Document
from app.issued_form import facts_of
from models.commit.single import SafeFile, write_safely
from models.errors import UNTOUCHED, OutputError, ReadBackError
from models.forms.form import cells_to_check, fill_form, form_name, read_form
from models.forms.form_lines import FormEntry
from models.forms.headings import OWN, heading
from models.reading.read import read_workbook
from validators.readings.text import squeeze


def fill_table_form(document: Document, title: str, header: Sequence[str],
                    rows: Sequence[Sequence[str]], path: Path, folder: Path,
                    protect: Collection[Path]) -> SafeFile:
    """Writes the filled form of a table, read back and compared. Columns go by their headings;
    one that the table has nothing for stays as it is. Raises OutputError and SchoolError."""
    form = read_form(path, document.roster.fields)
    ours = {squeeze(text): place for place, text in enumerate(header)}
    asked = {what: place for place, text in enumerate(header)
             if (what := heading((text,), document.roster.fields)) is not None}
    mapping = {}
    for column, texts in enumerate(form.header.paths):
        own = squeeze(texts[-1]) if texts else ""
        place = ours.get(own, asked.get(heading(texts, document.roster.fields) or ""))
        if place is not None:
            mapping[column] = f"{OWN}{place}"
    if not mapping:
        raise OutputError(f"“{path.name}”的表头里没有“{title}”的任何一栏，请检查是否选对了表。")
    entries = [FormEntry("", "", "", "", "", "", "", "", "", number, "added", None,
                         {f"{OWN}{place}": text for place, text in enumerate(line)}, {})
               for number, line in enumerate(rows)]
    facts = facts_of(document)
    content = fill_form(form, mapping, True, entries, facts)
    expected = list(cells_to_check(form, mapping, True, entries, facts))
    name = form_name(form, facts.school)
    return write_safely(folder / name, content, protect=[path, *protect],
                        check=partial(_compare, form.sheet.name, expected))


def _compare(sheet_name: str, expected: Collection[tuple[int, int, str]], written: Path) -> int:
    sheet = next((one for one in read_workbook(written).sheets if one.name == sheet_name), None)
    for row, column, text in expected:
        found = sheet.text(row, column) if sheet is not None else ""
        if squeeze(found) != squeeze(text):
            raise ReadBackError(f"填好的表读回核对时，第 {row + 1} 行与要填的内容不一致；{UNTOUCHED}")
    return len(expected)
