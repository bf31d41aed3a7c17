"""A sheet that holds one student as a form of labels with values beside them, read as one row."""

from __future__ import annotations

import re

from models.fields import HEADER_FIELDS, MAIN_NUMBER, NAME, SEX, STANDARD, SUB_NUMBER, Fields
from models.grid import Sheet
from models.intake.student_table import Table

_MOST_ROWS = 120
_MOST_COLUMNS = 40
_INLINE = re.compile(r"\s*([^:：]{2,12})[:：]\s*(\S.*)", re.DOTALL)
_DIGITS = re.compile(r"\s*['’]?[0-9]{8}")
_SEXES = frozenset("男女12")


def find_form(sheet: Sheet, fields: Fields = STANDARD) -> Table | None:
    """The one student of a form, as a table of one row; None if the sheet is no form.

    A form has 姓名 and at least two more of the fields, each with its value to the right or behind a
    colon; a number or a sex right beside its label tells it from a table's header.
    """
    if len(sheet.rows) > _MOST_ROWS:
        return None
    values: dict[str, tuple[int, str]] = {}
    is_sure = False
    for number, cells in enumerate(sheet.rows):
        for column, text in enumerate(cells[:_MOST_COLUMNS]):
            if not text:
                continue
            label, value = text, _beside(cells, column, fields)
            if (inline := _INLINE.fullmatch(text)) is not None:
                label, value = inline[1], inline[2]
            match = fields.match(label)
            if match is None or match.key in values:
                continue
            values[match.key] = number + 1, value
            is_sure |= match.key in (MAIN_NUMBER, SUB_NUMBER) and bool(_DIGITS.match(value)) \
                or match.key == SEX and value.strip() in _SEXES
    if NAME not in values or not values[NAME][1] or len(values) < HEADER_FIELDS or not is_sure:
        return None
    keys = list(values)
    row = values[NAME][0]
    return Table(sheet.name, 0, [fields.titles[key] for key in keys],
                 {key: column for column, key in enumerate(keys)},
                 [(row, [values[key][1] for key in keys])], ["按一人一表的登记表读入。"],
                 fields)


def _beside(cells: list[str], column: int, fields: Fields) -> str:
    """The first text to the right of a label, "" if that is another label."""
    for text in cells[column + 1:column + 6]:
        if text.strip():
            return "" if fields.match(text) else text
    return ""
