"""Finding and replacing text in cells. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.roster import Row


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for. Letters fold unless ``case``; ``whole`` wants the whole cell to be it. An
    empty text finds empty cells, and only with ``whole``."""

    text: str
    case: bool = False
    whole: bool = False

    def find(self, rows: Iterable[Row], columns: Sequence[int]) -> Iterator[tuple[Row, int]]:
        """Every matching cell, row by row, in the order of the columns given."""
        fold = not self.case and self.text.lower() != self.text.upper()
        wanted = self.text.lower() if fold else self.text
        if not wanted and not self.whole:
            return
        join = "\n".join
        for row in rows:
            cells = row.cells
            if wanted:  # most rows are told apart by one look
                if (wanted not in join(cells).lower()) if fold else (wanted not in join(cells)):
                    continue
            for column in columns:
                text = cells[column].lower() if fold else cells[column]
                if text == wanted if self.whole else wanted in text:
                    yield row, column

    def replaced(self, text: str, by: str) -> str:
        """A matching cell's text with every occurrence replaced."""
        if self.whole:
            return by
        if self.case:
            return text.replace(self.text, by)
        return re.sub(re.escape(self.text), lambda match: by, text, flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One cell of a replacement: row id, column index, both texts."""

    row: int
    column: int
    before: str
    after: str


def replacements(search: Search, by: str, rows: Iterable[Row], columns: Sequence[int],
                 cells: frozenset[tuple[int, int]] | None = None) -> list[Replacement]:
    """What replacing would change; cells that would stay the same are left out. ``cells``, if
    given, are the only ones (row id, column index) that may change."""
    found = []
    for row, column in search.find(rows, columns):
        if cells is not None and (row.id, column) not in cells:
            continue
        before = row.cells[column]
        after = search.replaced(before, by)
        if after != before:
            found.append(Replacement(row.id, column, before, after))
    return found
