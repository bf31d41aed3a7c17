"""What every reader hands over: sheets of texts, one string a cell, and what had to be decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.account import Place

Merge = tuple[int, int, int, int]
"""A merged range, 0-based and half open: top, bottom, left, right."""


@dataclass
class Sheet:
    """One sheet as read; not to be changed (rows may be one and the same list).

    ``rows[i]`` is the row Excel shows as ``i + 1``. Rows differ in length, empty cells at their
    ends are cut. Hidden rows and columns are 0-based and are read like others. ``doubts`` are
    places of the file that the reader could not make sense of; ``other_reading`` is the same
    content as it may be meant too, to be chosen by its name.
    """

    name: str
    rows: list[list[str]] = field(default_factory=list)
    hidden: bool = False
    merged: list[Merge] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: list[str] = field(default_factory=list)
    doubts: list[Place] = field(default_factory=list)
    other_reading: Sheet | None = None
    known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was found out about it, by who asked and for what."""

    def text(self, row: int, column: int) -> str:
        """The text at a 0-based place, empty outside what is filled."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else []
        return cells[column] if 0 <= column < len(cells) else ""


@dataclass
class Workbook:
    """A whole file as read; ``kind`` is a ``detect.Kind``, ``notes`` are Chinese sentences."""

    path: Path
    kind: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


def trim(cells: list[str]) -> list[str]:
    """Cut empty cells off a row's end, in place; the same list is returned."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def trim_rows(rows: list[list[str]]) -> list[list[str]]:
    """Cut empty rows off the end, in place; the same list is returned."""
    while rows and not rows[-1]:
        rows.pop()
    return rows


def finish(sheet: Sheet, hidden_rows: Iterable[int], hidden_columns: Iterable[int],
           uncached: list[int], exact: list[int]) -> None:
    """What is known of a sheet when its last row was read: what is hidden, and notes on the rows
    whose formulas have no result or whose numbers are long."""
    trim_rows(sheet.rows)
    sheet.hidden_rows = frozenset(hidden_rows)
    sheet.hidden_columns = frozenset(hidden_columns)
    if uncached:
        sheet.notes.append(uncached_note(uncached))
    if exact:
        sheet.notes.append(exact_note(exact))


def column_letter(index: int) -> str:
    """The letters Excel shows for a 0-based column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def ranges_text(numbers: Iterable[int]) -> str:
    """Row numbers for a note, runs drawn together, long lists cut: ``3、5-9`` before 行."""
    runs: list[list[int]] = []
    found = sorted(set(numbers))
    for number in found:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:12]]
    return "、".join(shown) + (f" 等 {len(found)}" if len(runs) > 12 else "")


def exact_note(rows: list[int]) -> str:
    """The note on numbers of 16 or more digits that a file holds in full."""
    return (f"第 {ranges_text(rows)} 行的长号码存成了数字，文件里的各位数字都还在，已照原样读入；"
            f"在 Excel 里保存会丢掉后几位。")


def uncached_note(rows: list[int]) -> str:
    """The note on formulas whose result was not saved with the file."""
    return (f"第 {ranges_text(rows)} 行有公式没有保存计算结果，这些格按空白读入；"
            f"请在 Excel 或 WPS 中打开并保存一次，再重新打开。")
