"""Several sheets of a workbook: which belong together, and what the headings of each leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from models.fields import MAIN_NUMBER, SUB_NUMBER, Fields
from models.grid import Sheet
from models.intake.guess import guessed
from models.intake.header import Header, find_header
from models.intake.student_table import find_table

_ENOUGH = 5
"""Of so many fields a sheet with other headings is a class's all the same."""


class SheetOffer(NamedTuple):
    """A sheet that can be read: how many ``students`` it has, whether it is ``ticked`` unasked, and
    a ``note`` on why not, or on its headings."""

    name: str
    students: int
    ticked: bool = True
    note: str = ""


class HeadingGroup(NamedTuple):
    """Sheets with the same headings. ``mapping`` (field key → 0-based column) is what the headings
    say and the contents suggest; ``lacking`` are required fields without a column here that sheets
    of other groups have."""

    sheets: tuple[Sheet, ...]
    headers: tuple[Header, ...]
    mapping: dict[str, int]
    guessed: frozenset[str]
    lacking: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The headings."""
        return self.headers[0].texts


def heading_groups(sheets: Sequence[Sheet], fields: Fields) -> list[HeadingGroup]:
    """Sheets that have a header, by their headings, in the order of the book."""
    alike: dict[tuple[str, ...], list[tuple[Sheet, Header]]] = {}
    for sheet in sheets:
        header = find_header(sheet, fields)
        if header is not None:
            key = tuple(" ".join(text.split()) for text in header.texts if text.strip())
            alike.setdefault(key, []).append((sheet, header))
    groups = []
    for members in alike.values():
        sheet, header = members[0]
        column = _column_of(sheet, header)
        mapping = fields.map(header.texts, column)[0]
        extra = guessed([key for key in fields.required if key not in mapping], mapping,
                        len(header.texts), column)
        groups.append(HeadingGroup(
            tuple(sheet for sheet, _ in members), tuple(header for _, header in members),
            mapping | extra, frozenset(extra)))
    known = {key for group in groups for key in group.mapping}
    return [HeadingGroup(group.sheets, group.headers, group.mapping, group.guessed, tuple(
        key for key in fields.required if key in known and key not in group.mapping))
        for group in groups]


def offers(sheets: Sequence[Sheet], fields: Fields) -> list[SheetOffer]:
    """The sheets as they are offered: equal ones all ticked, and those of other headings that hold
    students too; not those whose students are in ticked ones already (classes beside 总表)."""
    groups = heading_groups(sheets, fields)
    if not groups:
        return []
    most = max(groups, key=lambda group: len(group.sheets))
    seen: set[str] = set()
    found = {}
    for sheet in sheets:
        group = next(each for each in groups if sheet in each.sheets)
        table = find_table(sheet, fields=fields)
        numbers = {cells[column] for key in (MAIN_NUMBER, SUB_NUMBER)
                   if (column := group.mapping.get(key)) is not None
                   for _, cells in table.rows if column < len(cells) and cells[column]}
        ticked, note = bool(table.rows), ""
        if numbers and len(numbers & seen) * 2 > len(numbers):
            ticked, note = False, "学生与上面的表重复"
        elif group is not most:
            note = "表头与其他表不同"
            ticked = ticked and len(group.mapping) >= min(_ENOUGH, len(fields.required))
        if ticked:
            seen |= numbers
        found[sheet.name] = SheetOffer(sheet.name, len(table.rows), ticked, note)
    return list(found.values())


def _column_of(sheet: Sheet, header: Header) -> Callable[[int], list[str]]:
    body = sheet.rows[header.end:]
    return lambda column: [cells[column] for cells in body if column < len(cells)]


def lacking_titles(fields: Fields, keys: Iterable[str]) -> str:
    """Fields by their titles, for a sentence."""
    return "、".join(fields.titles[key] for key in keys)
