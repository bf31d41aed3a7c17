"""Attached lists in a working copy: their rows, as they were read, and what the clerk said of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.attached import AttachedList
from models.roster import Column, Roster, Row
from models.session.records import LISTS, encoded, in_blocks, records, sealed


def put_lists(base: sqlite3.Connection, lists: Sequence[AttachedList]) -> dict[str, Any] | None:
    """Keeps these lists and no others; returns their entry of ``meta``, None if it is there as it
    should be. The rows are written only when a list came or went."""
    entry = {"lists": [_head(each) for each in lists]}
    found = base.execute("SELECT value FROM meta WHERE key = 'lists'").fetchone()
    if found == (encoded(entry),) or found is None and not lists:
        return None
    base.execute(LISTS)
    base.execute("DELETE FROM lists")
    place = 0
    for each in lists:
        for _, text in in_blocks((row.id, row.number, row.sheet, row.cells)
                                 for row in each.roster.rows):
            base.execute("INSERT INTO lists VALUES (?, ?, ?)", sealed(place, text))
            place += 1
    return entry


def _head(attached: AttachedList) -> dict[str, Any]:
    roster = attached.roster
    return {
        "path": str(roster.path), "sha256": attached.sha256, "kind": attached.kind,
        "grades": sorted(attached.grades), "sheets": list(roster.sheets),
        "header_row": roster.header_row, "notes": list(roster.notes), "rows": len(roster.rows),
        "columns": [list(column) for column in roster.columns]}


def read_lists(base: sqlite3.Connection, meta: Mapping[str, Any]) -> tuple[AttachedList, ...]:
    """The lists of a working copy. KeyError, TypeError or ValueError if they are not whole."""
    heads = meta.get("lists", {"lists": []})["lists"]
    if not heads:
        return ()
    rows = [Row(row_id, cells, number, sheet)
            for _, block in records(base, "lists", "id") for row_id, number, sheet, cells in block]
    if len(rows) != sum(head["rows"] for head in heads):
        raise ValueError("rows of a list are missing")
    found, first = [], 0
    for head in heads:
        own = rows[first:first + head["rows"]]
        first += head["rows"]
        roster = Roster(Path(head["path"]), tuple(head["sheets"]), head["header_row"],
                        [Column(*column) for column in head["columns"]], own, head["notes"])
        found.append(AttachedList(roster, head["kind"], frozenset(head["grades"]),
                                  head["sha256"]))
    return tuple(found)
