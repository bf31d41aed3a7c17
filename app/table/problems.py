"""The way from problem to problem through the shown rows. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.table.status import RowStatus
from models.roster import Row


def problem_places(rows: Sequence[Row], status: RowStatus, columns: Sequence[int],
                   here: tuple[int, int], rule: str | None = None, *, forward: bool = True,
                   caused: bool = False) -> Iterator[tuple[int, int]]:
    """Places (row of the view, column) with an open finding (of the rule) that is to be decided by
    itself, or (``caused``) that goes with its cause, beginning behind ``here`` and going round to
    it; one a row, its first on the way. ``columns`` are in the order of the view; ``here`` is
    (-1, -1) if no cell is current."""
    way = list(columns) if forward else list(reversed(columns))
    start, column = here
    if start < 0:
        start = -1 if forward else len(rows)
    elif start < len(rows):
        behind = way[way.index(column) + 1:] if column in way else way
        found = status.next_open(rows[start].id, behind, rule, caused=caused)
        if found is not None:
            yield start, found
    step = 1 if forward else -1
    for distance in range(1, len(rows) + 1):
        place = (start + step * distance) % len(rows)
        found = status.next_open(rows[place].id, way, rule, caused=caused)
        if found is not None:
            yield place, found
