"""学生信息核对表 that class teachers give back: what they wrote as 更正后, as proposed edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.document import Document
from app.judged import Fix
from app.slip_words import says_nothing_is_wrong, told_value
from models.errors import XuejiError
from models.fields import NAME
from models.reading.read import read_workbook
from models.writing.check_sheets import CheckRow, read_check_sheet
from models.writing.class_slips import roster_mark
from validators.findings import Finding, Severity
from validators.readings.text import is_blank, squeeze, surviving_digits
from validators.rules.lists import LIST_DIFFERS

REASON = "班主任核对"


@dataclass(frozen=True)
class CheckAnswers:
    """What one file gives: edits that can be proposed, how many cells say that nothing is wrong,
    and sentences about what was refused."""

    fixes: tuple[Fix, ...]
    empty: int
    refused: tuple[str, ...]


def read_check_answers(document: Document, path: Path) -> CheckAnswers | None:
    """The answers of a 核对表; None if the file is none, or can't be read: it may be another form
    of answers."""
    try:
        sheets = [checked for sheet in read_workbook(path).sheets
                  if (checked := read_check_sheet(sheet)) is not None and checked.rows]
    except XuejiError:
        return None
    if not sheets:
        return None
    fixes: list[Fix] = []
    refused: list[str] = []
    empty = 0
    mark = roster_mark(document.roster)
    for sheet in sheets:
        if sheet.rows and all(row.roster != mark for row in sheet.rows):
            refused.append(f"“{path.name}”不是从这份名册（或这一版）导出的，里面的更正都没有采用。")
            continue
        titles = {title: place for place, title in enumerate(sheet.headers)}
        for row in sheet.rows:
            for found in _answers(document, path, row, titles, mark):
                if found is None:
                    empty += 1
                elif isinstance(found, str):
                    refused.append(f"“{path.name}”第 {row.number} 行：{found}")
                else:
                    fixes.append(found)
    return CheckAnswers(tuple(fixes), empty, tuple(refused))


def _answers(document: Document, path: Path, row: CheckRow, titles: dict[str, int], mark: str
             ) -> Iterator[Fix | str | None]:
    """An edit, why there is none, or None for “nothing is wrong”, for each cell that was filled."""
    fields = document.roster.fields
    for title, after in row.after.items():
        match = fields.match(title)
        if says_nothing_is_wrong(after) or is_blank(squeeze(after)):
            yield None
            continue
        key = match.key if match is not None else ""
        column = document.roster.index(key)
        place = titles.get(title)
        if row.roster != mark or column is None or place is None:
            yield "不是从这份名册（或这一版）导出的，没有采用。"
        elif row.row not in document.roster:
            yield "这名学生已从名册里删除，没有采用。"
        elif key != NAME and document.roster.value(
                row.row, NAME) != row.texts[titles.get(fields.title(NAME), place)]:
            yield "姓名与名册不符（可能错行），没有采用。"
        elif document.roster.value(row.row, key) != row.texts[place]:
            yield f"导出后名册里的{title}已改过，没有采用。"
        elif surviving_digits(squeeze(after)):
            yield "“更正后”的号码被 Excel 当数字截断了，没有采用；请把那一格设成文本格式重新填写。"
        else:
            yield from _fix(document, path, row.row, column, key, told_value(after))


def _fix(document: Document, path: Path, row: int, column: int, key: str, after: str
         ) -> Iterator[Fix]:
    current = document.roster.value(row, key)
    if after == current:
        return
    finding = next((each for each in document.open_in_row(row) if each.field == key), None)
    errors = document.validator.errors_of(row, column, after)
    yield Fix(finding or Finding(LIST_DIFFERS, row, key, Severity.WARNING), row, column, current,
              after, f"{REASON}（{path.name}）", f"填上后仍是错误：{errors[0]}" if errors else "")
