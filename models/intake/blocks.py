"""Blocks of one roster side by side in a sheet: read as if each had a sheet of its own."""

from __future__ import annotations

from collections.abc import Sequence

from models.fields import NAME, STANDARD, Fields
from models.grid import Sheet, column_letter
from models.intake.header import find_header

_LEAST_FIELDS = 3


def split_blocks(sheet: Sheet, fields: Fields = STANDARD) -> list[Sheet]:
    """The sheet itself, or one sheet for each of several blocks with the same fields in the same
    order, each under its own columns' letters (``Sheet1（J-Q 列）``)."""
    header = find_header(sheet, fields)
    if header is None:
        return [sheet]
    starts = _starts(header.texts, fields)
    if len(starts) < 2:
        return [sheet]
    ends = [*starts[1:], max(len(header.texts), *map(len, sheet.rows))]
    blocks = []
    for at, (left, right) in enumerate(zip(starts, ends)):
        left = left if at else 0
        name = sheet.name if not at else \
            f"{sheet.name}（{column_letter(left)}-{column_letter(right - 1)} 列）"
        rows = [[""] * left + cells[left:right] if len(cells) > left else []
                for cells in sheet.rows]
        if at:
            rows[:header.first] = [[] for _ in range(header.first)]
        blocks.append(Sheet(
            name, rows, sheet.hidden,
            [merge for merge in sheet.merged if left <= merge[2] < right],
            sheet.hidden_rows, sheet.hidden_columns, list(sheet.notes) if not at else [],
            list(sheet.doubts) if not at else []))
    blocks[0].notes.append(
        f"表里有 {len(blocks)} 组并排的学生（表头相同），已按从左到右的次序都读入。")
    return blocks


def _starts(texts: Sequence[str], fields: Fields) -> list[int]:
    """Where each block's first field stands; fewer than two if the sheet has no equal blocks."""
    keys = [(column, match.key) for column, text in enumerate(texts)
            if text.strip() and (match := fields.match(text)) is not None]
    starts: list[int] = []
    groups: list[list[str]] = []
    for column, key in keys:
        if not groups or key == groups[0][0]:
            starts.append(column)
            groups.append([])
        groups[-1].append(key)
    first = groups[0] if groups else []
    equal = all(group == first for group in groups)
    if not equal or len(set(first)) < _LEAST_FIELDS or NAME not in first:
        return starts[:1]
    # a number column (序号) in front belongs to its block
    titles = [text.strip() for text in texts]
    while starts[0] and titles[starts[0] - 1] and all(
            start and titles[start - 1] == titles[starts[0] - 1] for start in starts[1:]):
        starts = [start - 1 for start in starts]
    return starts
