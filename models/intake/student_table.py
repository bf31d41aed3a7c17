"""The roster's table in a sheet: student rows, and what is left out and said so (domain §2)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.account import Account, LeftOut, Place, shown
from models.errors import NoHeaderError
from models.fields import (
    CLASS_NAME, GRADE, GRADUATION_YEAR, HEADER_FIELDS, HEADER_WITHIN, MAIN_NUMBER, NAME, SEX, STAGE,
    STANDARD, SUB_NUMBER, Fields)
from models.grid import Sheet, column_letter, ranges_text
from models.intake.header import Header, find_header, header_ending
from models.intake.lines import EXAMPLE, REASONS, filled, no_student
from models.intake.suspects import Suspects, limited

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_FILLED_DOWN = frozenset((SEX, GRADE, CLASS_NAME, GRADUATION_YEAR, STAGE))
_LONGEST_HEADER = 60
_LEAST_DIGITS = 8
_MOST_FILLS = 3_000_000
_REPEATED = "是重复的表头"
_MOST_HEADERS = 200
"""So many different headers in one sheet are no roster."""


@dataclass
class Table:
    """``header_row`` (the header's last line) and the row numbers are as Excel shows them;
    ``mapping`` gives the 0-based column of a field. A row may be shorter than ``headers``, never
    longer; a header is empty where the column has none; ``above`` are the filled cells above."""

    sheet: str
    header_row: int
    headers: list[str]
    mapping: dict[str, int]
    rows: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)
    fields: Fields = STANDARD
    account: Account = Account()
    above: tuple[str, ...] = ()

    def title(self, column: int) -> str:
        """A column's header on one line, or its letter if it has none."""
        return " ".join(self.headers[column].split()) or f"{column_letter(column)} 列"


def find_table(
    sheet: Sheet, *, mapping: Mapping[str, int] | None = None, header_row: int | None = None,
    fields: Fields = STANDARD,
) -> Table:
    """The table of a sheet; without a student row it has no rows.

    ``mapping`` and ``header_row`` (1-based, 0 for no header at all) are the clerk's own choice in
    place of what would be recognised. Raises NoHeaderError if no header is found.
    """
    header = _chosen_header(sheet, mapping, header_row, fields)
    body = sheet.rows[header.end:]
    width = max([len(header.texts), *map(len, body)])
    headers = header.texts + [""] * (width - len(header.texts))
    notes = list(sheet.notes)
    if header.end - header.first > 1:
        notes.append(f"表头占第 {header.first + 1}-{header.end} 行，已合起来识别。")
    if mapping is None:
        chosen, more = fields.map(headers, lambda column: [
            cells[column] for cells in body if column < len(cells)])
        notes.extend(more)
    else:
        chosen = {key: column for key, column in mapping.items()
                  if 0 <= column < width and key in fields}
    table = Table(sheet.name, header.end, headers, chosen, [], notes, fields)
    table.above = tuple(text for cells in sheet.rows[:header.first] for text in cells
                        if text.strip())
    left_out: dict[int, str] = {}
    moved = _sort_rows(sheet, table, left_out)
    table.account = _account(sheet, table, header, left_out)
    _fill_merged(sheet, table, moved)
    _note_hidden(sheet, table)
    return table


def _chosen_header(
    sheet: Sheet, mapping: Mapping[str, int] | None, header_row: int | None, fields: Fields
) -> Header:
    if header_row is not None:
        return header_ending(sheet, header_row - 1, fields) if header_row > 0 \
            else Header(0, 0, [], 0)
    header = find_header(sheet, fields)
    if header is not None:
        return header
    if mapping is not None:
        return Header(0, 0, [], 0)
    raise NoHeaderError(
        f"工作表“{sheet.name}”的前 {HEADER_WITHIN} 行里没有找到表头"
        f"（至少要有{fields.examples}），请指定各列，或检查是否选对了文件。")


# --- the rows ------------------------------------------------------------------------------------


def _sort_rows(
    sheet: Sheet, table: Table, left_out: dict[int, str]
) -> dict[int, list[int]]:
    """Student rows into the table; every other row that has something into ``left_out`` (its number
    as Excel shows it, and why) and the notes.

    Gives the rows (0-based) below a header of another order, with the column that each of their
    own columns stands for.
    """
    titles = {column: key for key, column in table.mapping.items()}
    columns = sorted(titles)
    numbers = [table.mapping[key] for key in (MAIN_NUMBER, SUB_NUMBER) if key in table.mapping]
    known = table.fields.header_texts.union(table.headers) - {""}
    header = sheet.rows[table.header_row - 1] if table.header_row else []
    headers_left = _MOST_HEADERS
    needed = table.fields.needed
    order: list[int] | None = None
    moved: dict[int, list[int]] = {}
    empty = f"的{table.fields.counted}学籍内容全空，只有其他列有内容"
    own = [column for key, column in table.mapping.items()
           if key not in (MAIN_NUMBER, SUB_NUMBER, NAME)]
    name = table.mapping.get(NAME, -1)
    spread = {first for first, _, left, right in sheet.merged if right - left > 1}
    for index in range(table.header_row, len(sheet.rows)):
        cells = sheet.rows[index]
        if not cells:
            continue
        if order is None and _has_number(cells, numbers):  # nearly every row: a student's for sure
            table.rows.append((index + 1, cells))
            continue
        if len(known.intersection(cells)) >= needed and table.fields.count(cells) >= needed:
            left_out[index + 1] = _REPEATED
            if cells != header:
                header = cells
                order = _new_order(cells, sheet, index, table)
                titles = {column: key for key, column in table.mapping.items()}
                columns = sorted(titles)
                headers_left -= 1
            if not headers_left:
                raise NoHeaderError(
                    f"工作表“{sheet.name}”里反复出现不同的表头，分不清各列；"
                    f"请在 Excel 或 WPS 中整理成一张表，再打开。")
            continue
        if order is not None:
            cells = _moved(cells, order)
            moved[index] = order
        if not _has_any(cells, columns):
            if filled(cells):
                left_out[index + 1] = no_student(
                    sheet.rows[index], (), index in spread) or empty
        elif _repeats_header(cells, titles, table):
            left_out[index + 1] = _REPEATED
        elif (why := no_student(sheet.rows[index], own, index in spread, name)) is not None:
            left_out[index + 1] = why
        else:
            table.rows.append((index + 1, cells))
    for what in (_REPEATED, *REASONS, empty):
        numbers = [number for number, why in left_out.items() if why == what]
        if numbers:
            table.notes.append(f"第 {ranges_text(numbers)} 行{what}，没有作为学生读入。")
    return moved


def _account(sheet: Sheet, table: Table, header: Header, left_out: Mapping[int, str]) -> Account:
    """What became of every line of the sheet, and what looks like a student elsewhere."""
    above = [index + 1 for index in range(header.first) if filled(sheet.rows[index])]
    suspects = Suspects(sheet.name, *(
        [cells[column] for _, cells in table.rows if column < len(cells)]
        if (column := table.mapping.get(key)) is not None else []
        for key in (MAIN_NUMBER, SUB_NUMBER, NAME)))
    places = limited((
        *(Place(sheet.name, number, None, "表头上面的这一行像是学生", shown(sheet.rows[number - 1]))
          for number in above if suspects.is_student(sheet.rows[number - 1], table.fields)),
        *suspects.beside(
            ((number, sheet.rows[number - 1]) for number, _ in table.rows),
            header.texts if header.texts else table.headers, table.fields),
        *suspects.named_beside([(number, sheet.rows[number - 1]) for number, _ in table.rows],
                               len(header.texts) or len(table.headers)),
        *suspects.repeated(table.headers, table.mapping, table.rows, table.fields),
        *(Place(sheet.name, number, None, "各列都对不上表头，却像是有学生",
                shown(sheet.rows[number - 1])) for number, why in left_out.items()
          if why != EXAMPLE and suspects.is_student(sheet.rows[number - 1], table.fields)),
        *sheet.doubts))
    lines = [LeftOut(sheet.name, number, "是表头上方的标题或说明") for number in above]
    lines += [LeftOut(sheet.name, number, why) for number, why in sorted(left_out.items())]
    heads = sum(1 for index in range(header.first, header.end)
                if index < len(sheet.rows) and filled(sheet.rows[index]))
    return Account(heads + len(lines) + len(table.rows), heads, len(table.rows),
                   tuple(lines), tuple(places))


def _new_order(
    cells: Sequence[str], sheet: Sheet, index: int, table: Table
) -> list[int] | None:
    """Which of the table's columns those below another header stand for; None if it is the same
    header again. Columns that the table lacks are added to it."""
    mapping, _ = table.fields.map(cells, lambda column: [
        row[column] for row in sheet.rows[index + 1:] if column < len(row)])
    if all(table.mapping.get(key) == column for key, column in mapping.items()) and all(
            column in mapping.values() or not text.strip() or table.fields.is_bare_number(text)
            or column < len(table.headers) and text.strip() == table.headers[column].strip()
            for column, text in enumerate(cells)):
        return None  # some of the same columns again
    keys = {column: key for key, column in mapping.items()}
    free: dict[str, list[int]] = {}
    fields = set(table.mapping.values())
    for column in reversed(range(len(table.headers))):
        if column not in fields:
            free.setdefault(table.headers[column].strip(), []).append(column)
    width = max(len(row) for row in sheet.rows[index:])
    order: list[int] = []
    for column in range(width):
        text = cells[column] if column < len(cells) else ""
        key = keys.get(column)
        same = free.get(text.strip())
        if key is not None and key in table.mapping:
            order.append(table.mapping[key])
        elif key is None and same:
            order.append(same.pop())
        else:
            order.append(len(table.headers))
            table.headers.append(text)
            if key is not None:
                table.mapping[key] = order[-1]
    if order == list(range(len(order))):
        return None
    table.notes.append(f"第 {index + 1} 行的表头与第 {table.header_row} 行的列顺序不同，"
                       f"它下面的学生已按各自的表头对应。")
    return order


def _moved(cells: Sequence[str], order: Sequence[int]) -> list[str]:
    moved = [""] * (max(order) + 1)
    for column, text in enumerate(cells):
        moved[order[column]] = text
    return moved


def _has_number(cells: Sequence[str], columns: Sequence[int]) -> bool:
    """Whether one of the columns begins with as many digits as only a document's number has."""
    width = len(cells)
    for column in columns:
        if column < width and len(start := cells[column][:_LEAST_DIGITS]) == _LEAST_DIGITS \
                and start.isdigit():
            return True
    return False


def _has_any(cells: Sequence[str], columns: Sequence[int]) -> bool:
    """Whether one of the columns has something to see in it."""
    width = len(cells)
    for column in columns:
        if column < width and (text := cells[column]):
            if text[0].isalnum() or _BLANKS.sub("", text):
                return True
    return False


def left_out(sheet: Sheet, table: Table) -> list[tuple[int, str]]:
    """The rows below the header that hold something and were not taken for a student's, by the
    number that Excel shows, and why."""
    return [(line.row, line.reason.removeprefix("是").removeprefix("的"))
            for line in table.account.left_out if line.row > table.header_row]


def _repeats_header(
    cells: Sequence[str], titles: Mapping[int, str], table: Table
) -> bool:
    """Whether the row has at least three (or all) of the headers again and nothing else of the
    fields."""
    same = 0
    for column, key in titles.items():
        text = cells[column] if column < len(cells) else ""
        if not text:
            continue
        if text != table.headers[column]:
            if text[0].isdigit() or len(text) > _LONGEST_HEADER:
                return False
            match = table.fields.match(text)
            if match is None or match.key != key:
                return False
        same += 1
    return same >= min(HEADER_FIELDS, len(titles))


def _fill_merged(sheet: Sheet, table: Table, moved: Mapping[int, Sequence[int]]) -> None:
    """A class (or grade, stage…) merged over several students' rows holds for each of them.

    Numbers and names are never filled: no two students share them.
    """
    keys = {column: key for key, column in table.mapping.items()}
    places = {number - 1: at for at, (number, _) in enumerate(table.rows)} if sheet.merged else {}
    done: dict[int, list[int]] = {}
    spent = 0
    for first, end, left, _ in sheet.merged:
        text = sheet.text(first, left) if end - first > 1 else ""
        if not text or first < table.header_row or spent > _MOST_FILLS:
            continue
        for row in range(first + 1, min(end, len(sheet.rows))):
            spent += 1
            order = moved.get(row, ())
            column = order[left] if left < len(order) else left
            at = places.get(row)
            if at is None or keys.get(column, CLASS_NAME) not in _FILLED_DOWN:
                continue
            number, cells = table.rows[at]
            if column < len(cells) and cells[column]:
                continue
            # a list of its own: the sheet is left as it was read
            cells = cells + [""] * (column + 1 - len(cells))
            cells[column] = text
            table.rows[at] = (number, cells)
            done.setdefault(column, []).append(number)
    for column, numbers in sorted(done.items()):
        table.notes.append(
            f"“{table.title(column)}”列的合并单元格已逐行补全：第 {ranges_text(numbers)} 行。")


def _note_hidden(sheet: Sheet, table: Table) -> None:
    if sheet.hidden_rows:
        rows = [number for number, _ in table.rows if number - 1 in sheet.hidden_rows]
        if rows:
            table.notes.append(f"第 {ranges_text(rows)} 行在表里是隐藏的，也已读入。")
    letters = [
        column_letter(column) for column in range(len(table.headers))
        if column in sheet.hidden_columns and (
            table.headers[column].strip()
            or any(column < len(cells) and cells[column] for _, cells in table.rows))]
    if letters:
        table.notes.append(f"{'、'.join(letters)} 列在表里是隐藏的，也已读入。")
