"""Records of a working copy: what a row, a step and a setting look like in it, each sealed.

The table ``meta`` and its entry ``version`` keep this form in every future version, so that an old
program can tell that a file is too new for it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from itertools import islice
from typing import Any, TypeVar

from models.dispositions import Dispose, Disposition, Link, Recall, Unlink
from models.errors import SessionNewerError
from models.journal import Change, ChangeSchool, Confirm, Confirmation, Step, Withdraw
from models.roster import AddColumn, DeleteRow, DropColumn, InsertRow, SetCell
from models.school import School

SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL)",
    "CREATE TABLE rows (id INTEGER PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL)",
    "CREATE TABLE steps (seq INTEGER PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL)",
)
LISTS = "CREATE TABLE IF NOT EXISTS lists (" \
    "id INTEGER PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL)"
"""The rows of attached lists; a working copy of the first version has none."""
ROWS_IN_BLOCK = 100
"""Rows in one record: fewer records are quicker, but encoding a big one would stall the window."""

_TAGS: dict[str, Any] = {
    "set": SetCell, "insert": InsertRow, "delete": DeleteRow, "column": AddColumn,
    "no-column": DropColumn, "confirm": Confirm, "withdraw": Withdraw, "dispose": Dispose,
    "recall": Recall, "link": Link, "unlink": Unlink, "school": ChangeSchool}
_TAG_OF = {kind: tag for tag, kind in _TAGS.items()}

_Value = TypeVar("_Value")


def sealed(key: int | str, text: str) -> tuple[int | str, str, int]:
    """A record, whose text is JSON, with its checksum."""
    return key, text, _checksum(key, text)


def encoded(value: Any) -> str:
    """Compact JSON in ASCII: it holds any text, also half a surrogate pair."""
    return json.dumps(value, separators=(",", ":"))


def _checksum(key: int | str, text: str) -> int:
    return zlib.crc32(f"{key}:{text}".encode("ascii"))


def records(base: sqlite3.Connection, table: str, key: str) -> Iterator[tuple[Any, Any]]:
    """Every record of a table in the order of its keys. ValueError if one was altered."""
    for name, text, crc in base.execute(f"SELECT {key}, value, crc FROM {table} ORDER BY {key}"):
        if _checksum(name, text) != crc:
            raise ValueError("checksum differs")
        yield name, json.loads(text)


def read_meta(base: sqlite3.Connection, version: int) -> dict[str, Any]:
    """The settings. Raises SessionNewerError if the file is of a later version than ``version``."""
    found = dict(records(base, "meta", "key"))
    if found["version"] > version:
        raise SessionNewerError(
            "这份未完成的工作是由更新版本的程序保存的，请先升级程序再继续；没有改动它。")
    return found


def in_blocks(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    """Rows (id first) as JSON arrays, each with the id it begins with."""
    for block in _pieces(rows):
        yield block[0][0], encoded(block)


def step_text(step: Step) -> str:
    """A step as JSON, made in small pieces: one of many thousand changes must not stall others."""
    changes = ",".join(encoded(list(map(_change_record, piece)))[1:-1]
                       for piece in _pieces(step.changes))
    reasons = ",".join(encoded(piece)[1:-1] for piece in _pieces(step.reasons))
    return f"[{encoded(step.label)},{encoded(step.at)},[{changes}],[{reasons}]]"


def _pieces(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    rest = iter(values)
    while piece := list(islice(rest, ROWS_IN_BLOCK)):
        yield piece


def step_of(record: Sequence[Any]) -> Step:
    """The step in a record. Raises KeyError, TypeError or ValueError if it is none."""
    label, at, changes, reasons = record
    if len(changes) != len(reasons):
        raise ValueError("reasons are missing")
    return Step(label, at, tuple(map(_change_of, changes)), tuple(reasons))


def _change_record(change: Change) -> list[Any]:
    tag = _TAG_OF[type(change)]
    if isinstance(change, Confirm | Withdraw):
        return [tag, *change.confirmation]
    if isinstance(change, Dispose | Recall):
        return [tag, *change.disposition]
    if isinstance(change, ChangeSchool):
        return [tag, astuple(change.before), astuple(change.after)]
    return [tag, *change]


def _change_of(record: Sequence[Any]) -> Change:
    tag, *values = record
    kind = _TAGS[tag]
    if kind in (Confirm, Withdraw):
        values = [Confirmation(*values)]
    elif kind in (Dispose, Recall):
        found = Disposition(*values)
        values = [found._replace(evidence=tuple(found.evidence))]
    elif kind in (InsertRow, DeleteRow):
        values[2] = tuple(values[2])
    elif kind is ChangeSchool:
        values = [School(*value) for value in values]
    change: Change = kind(*values)
    return change
