"""名单核对结果.xls: what a comparison found, a sheet for each of the five counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.document import Document
from app.lists.beside import ListBeside
from app.matching.match import By
from app.matching.texts import VERDICT_TEXTS, by_text, why_asked
from models.commit.single import SafeFile, write_safely
from models.roster import Roster
from models.writing.sheets_book import TextSheet, sheets_book

FILE_NAME = "名单核对结果.xls"


def write_comparison(document: Document, beside: ListBeside, folder: Path) -> SafeFile:
    """Writes the workbook. Raises an OutputError if it can't be written."""
    protect = [document.roster.path, beside.roster.path]
    return write_safely(folder / FILE_NAME, sheets_book(comparison_sheets(document, beside)),
                        protect=protect)


def comparison_sheets(document: Document, beside: ListBeside) -> list[TextSheet]:
    """The five sheets, and a sixth for rows that the list has twice."""
    ours, theirs, found = document.roster, beside.roster, beside.comparison
    differing = {each.row for each in found.differs}
    fields = ours.fields
    students = tuple(fields.titles.values())

    def cells(roster: Roster, row: int) -> tuple[str, ...]:
        return tuple(roster.value(row, key) for key in fields.keys)

    def number(roster: Roster, row: int) -> str:
        found = roster.row(row)
        sheet = f"{found.sheet} " if len(roster.sheets) > 1 else ""
        return f"{sheet}{found.number or ''}"

    def basis(by: By) -> str:
        return by_text(by, document.profile)

    def same() -> Iterator[Sequence[str]]:
        for row, (other, by) in found.pairs.items():
            if row not in differing:
                yield (number(ours, row), number(theirs, other), basis(by), *cells(ours, row))

    def differs() -> Iterator[Sequence[str]]:
        for each in found.differs:
            for field in each.fields:
                yield (number(ours, each.row), number(theirs, each.list_row),
                       ours.value(each.row, "name"), basis(each.by), fields.title(field.field),
                       field.value, field.list_value, VERDICT_TEXTS[field.verdict])

    def asked() -> Iterator[Sequence[str]]:
        for question in found.ask:
            for other in question.theirs:
                yield (number(ours, question.ours), number(theirs, other), why_asked(question),
                       *cells(ours, question.ours))
                yield ("", number(theirs, other), "名单", *cells(theirs, other))

    rows = ("名册行号", "名单行号")
    return [
        TextSheet("一致", (*rows, "依据", *students), list(same())),
        TextSheet("内容不同", (*rows, fields.title("name"), "依据", "项目", "名册", "名单", "说明"),
                  list(differs())),
        TextSheet("名册里没有", ("名单行号", *students),
                  [(number(theirs, row), *cells(theirs, row)) for row in found.only_list]),
        TextSheet("名单里没有", ("名册行号", *students),
                  [(number(ours, row), *cells(ours, row)) for row in found.only_roster]),
        TextSheet("待您判断", (*rows, "原因", *students), list(asked())),
        TextSheet("名单内重复", ("名单行号", *students),
                  [(number(theirs, row), *cells(theirs, row))
                   for group in found.twice for row in group]),
    ]
