"""The working copy: a SQLite file with the roster as opened and every step since, durable at once.

It holds all that is needed to go on even if the roster file disappears. Every record carries a
checksum, so that a flipped bit is noticed and not worked on. Files are the user's alone (0600).
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

from models.bulk import collection_paused
from models.errors import SessionDamagedError, SessionError, SessionNewerError
from models.journal import Change, Confirm, Confirmation, Journal, Step, Withdraw
from models.roster import (
    AddColumn, Column, DeleteRow, DropColumn, InsertRow, Roster, Row, SetCell)
from models.school import School

VERSION = 1
SUFFIX = ".xueji"
SET_ASIDE = ".set-aside"

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE rows (id INTEGER PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE steps (seq INTEGER PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL);
"""
_TAGS: dict[str, type] = {
    "set": SetCell, "insert": InsertRow, "delete": DeleteRow, "column": AddColumn,
    "no-column": DropColumn, "confirm": Confirm, "withdraw": Withdraw}
_TAG_OF = {kind: tag for tag, kind in _TAGS.items()}


@dataclass(frozen=True)
class Source:
    """The roster file that the work began with: its path, SHA-256, and how it was read."""

    path: Path
    sha256: str
    profile: str
    sheets: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """A roster as it was opened, whatever was edited since. Taken in one go by ``opened``, so that
    another thread can write it while editing goes on."""

    sheets: tuple[str, ...]
    header_row: int
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    rows: tuple[tuple[int, int | None, str, tuple[str, ...] | None], ...]


def opened(roster: Roster) -> Opened:
    """The opened state of a roster: its own columns, and every opened row with its first cells."""
    rows = [row for row in roster.rows if row.number is not None] + roster.removed()
    return Opened(
        roster.sheets, roster.header_row,
        tuple(column for column in roster.columns if column.key is None or column.letter),
        tuple(roster.notes),
        tuple((row.id, row.number, row.sheet, roster.original(row.id))
              for row in sorted(rows, key=attrgetter("id"))))


@dataclass(frozen=True)
class Status:
    """What a list of unfinished work shows: problems found at opening and still open, whether the
    clerk has checked the school, when the last step was kept, and whether files were handed in."""

    found: int
    left: int
    school_checked: bool
    saved_at: str
    finished: bool = False


@dataclass(frozen=True)
class Saved:
    """A working copy read back: the roster in its last state, with the journal that led there."""

    source: Source
    status: Status
    school: School
    roster: Roster
    journal: Journal


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hex. Raises OSError."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


# --- writing -------------------------------------------------------------------------------------


class SessionWriter:
    """Writes one working copy. Each call is one transaction, on the disk when it returns.

    Not for several threads at once. Raises SessionError if the disk does not take it.
    """

    def __init__(self, path: Path, source: Source, opened: Opened, school: School,
                 status: Status) -> None:
        """Begins a new file from the roster as it was opened."""
        self.path = path
        with _told(path):
            _make_private(path)
            try:
                self._begin(source, opened, school, status)
            except BaseException:
                delete(path)
                raise

    def _begin(self, source: Source, opened: Opened, school: School, status: Status) -> None:
        self._base = _connect(self.path)
        try:
            with self._base:
                self._base.executescript("BEGIN;" + _SCHEMA)
                self._put_meta("version", VERSION)
                self._put_meta("source", {**asdict(source), "path": str(source.path)})
                self._put_meta("roster", {
                    "sheets": opened.sheets, "header_row": opened.header_row,
                    "columns": [astuple(column) for column in opened.columns],
                    "notes": opened.notes})
                self._put_meta("school", asdict(school))
                self._put_meta("status", asdict(status))
                self._put_meta("done", 0)
                self._base.executemany("INSERT INTO rows VALUES (?, ?, ?)", (
                    (row_id, *_sealed(record)) for row_id, *record in opened.rows))
        except BaseException:
            self._base.close()
            raise

    @classmethod
    def resume(cls, path: Path) -> SessionWriter:
        """Goes on with a file that ``load`` has just read."""
        writer = cls.__new__(cls)
        writer.path = path
        with _told(path):
            writer._base = _connect(path)
        return writer

    def save(self, steps: Sequence[tuple[int, Step]], done: int, school: School,
             status: Status) -> None:
        """Keeps new steps (each with its place; whatever stood from the first on is replaced), how
        many are in force, the school and the status."""
        with _told(self.path), self._base:
            if steps:
                self._base.execute("DELETE FROM steps WHERE seq >= ?", (steps[0][0],))
            self._base.executemany("INSERT INTO steps VALUES (?, ?, ?)", (
                (seq, *_sealed(_step_record(step))) for seq, step in steps))
            self._put_meta("done", done)
            self._put_meta("school", asdict(school))
            self._put_meta("status", asdict(status))

    def close(self) -> None:
        """Folds the write-ahead log into the file."""
        self._base.close()

    def _put_meta(self, key: str, value: Any) -> None:
        self._base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", (key, *_sealed(value)))


def _connect(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, check_same_thread=False, timeout=5)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = FULL")
    return base


def _make_private(path: Path) -> None:
    """An empty file that only the user may read, before anything is in it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what the disk and SQLite say into an error for the clerk."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise SessionError(
            f"修改没能保存到“{path.parent}”，请检查磁盘是否已满；窗口里的修改还在，请先生成文件或腾出空间。"
        ) from error


def _sealed(value: Any) -> tuple[str, int]:
    text = json.dumps(value, separators=(",", ":"))
    return text, zlib.crc32(text.encode("ascii"))


# --- reading -------------------------------------------------------------------------------------


def load(path: Path) -> Saved:
    """Reads a working copy. Raises SessionDamagedError or SessionNewerError; the file stays."""
    try:
        with closing(_open_to_read(path)) as base, collection_paused():
            meta = _meta(base)
            source, status = _source(meta), Status(**meta["status"])
            roster = _roster(base, source.path, meta["roster"])
            steps = [_step_of(value) for _, value in _records(base, "steps", "seq")]
            done = meta["done"]
            if not 0 <= done <= len(steps):
                raise ValueError("steps are missing")
            for step in steps[:done]:
                roster.apply(change for change in step.changes
                             if not isinstance(change, Confirm | Withdraw))
            return Saved(source, status, School(**meta["school"]), roster, Journal(steps, done))
    except SessionError:
        raise
    except Exception as error:  # whatever a damaged file makes SQLite, JSON or the roster raise
        raise SessionDamagedError(
            f"上次未完成的工作“{path.name}”已损坏，不能接着做；已另存一旁，没有删除。") from error


def read_status(path: Path) -> tuple[Source, Status, School]:
    """What a list shows of a working copy, without reading the roster. Raises as ``load``."""
    try:
        with closing(_open_to_read(path)) as base:
            meta = _meta(base)
            return _source(meta), Status(**meta["status"]), School(**meta["school"])
    except SessionError:
        raise
    except Exception as error:  # see load
        raise SessionDamagedError(f"上次未完成的工作“{path.name}”已损坏。") from error


def set_aside(path: Path) -> Path:
    """Renames a working copy (and its log) so that it is not offered again; nothing is deleted."""
    target = path.with_name(path.name + SET_ASIDE)
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}{SET_ASIDE}{number}")
    for ending in ("-wal", "-shm"):
        companion = Path(f"{path}{ending}")
        if companion.exists():
            companion.rename(f"{target}{ending}")
    return path.rename(target)


def delete(path: Path) -> None:
    """Removes a working copy and its log; what is not there is fine. Raises OSError."""
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)


def working_copies(folder: Path) -> list[Path]:
    """The working copies in a folder, by name."""
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def new_name(folder: Path, now: datetime) -> Path:
    """A free name for a new working copy; the time only helps people, it may run backwards."""
    stem = f"{now:%Y%m%d-%H%M%S}"
    path = folder / f"{stem}{SUFFIX}"
    number = 1
    while path.exists() or any(folder.glob(f"{path.name}{SET_ASIDE}*")):
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path


def _open_to_read(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise SessionDamagedError(f"找不到上次未完成的工作“{path.name}”。")
    base = sqlite3.connect(path, timeout=5)
    if base.execute("PRAGMA quick_check").fetchone() != ("ok",):
        base.close()
        raise ValueError("structure is damaged")
    return base


def _records(base: sqlite3.Connection, table: str, key: str) -> Iterator[tuple[Any, Any]]:
    for name, text, crc in base.execute(f"SELECT {key}, value, crc FROM {table} ORDER BY {key}"):
        if zlib.crc32(text.encode("ascii")) != crc:
            raise ValueError("checksum differs")
        yield name, json.loads(text)


def _meta(base: sqlite3.Connection) -> dict[str, Any]:
    meta = dict(_records(base, "meta", "key"))
    if meta["version"] > VERSION:
        raise SessionNewerError("这份未完成的工作是由更新版本的程序保存的，请先升级程序再继续。")
    return meta


def _source(meta: dict[str, Any]) -> Source:
    return Source(**{**meta["source"], "path": Path(meta["source"]["path"]),
                     "sheets": tuple(meta["source"]["sheets"])})


def _roster(base: sqlite3.Connection, path: Path, meta: dict[str, Any]) -> Roster:
    rows = [Row(row_id, cells, number, sheet)
            for row_id, (number, sheet, cells) in _records(base, "rows", "id")]
    return Roster(path, tuple(meta["sheets"]), meta["header_row"],
                  [Column(*column) for column in meta["columns"]], rows, meta["notes"])


def _step_record(step: Step) -> list[Any]:
    return [step.label, step.at, [_change_record(change) for change in step.changes],
            step.reasons]


def _step_of(record: Sequence[Any]) -> Step:
    label, at, changes, reasons = record
    return Step(label, at, tuple(map(_change_of, changes)), tuple(reasons))


def _change_record(change: Change) -> list[Any]:
    if isinstance(change, Confirm | Withdraw):
        change_fields: Iterable[Any] = asdict(change.confirmation).values()
    else:
        change_fields = asdict(change).values()
    return [_TAG_OF[type(change)], *change_fields]


def _change_of(record: Sequence[Any]) -> Change:
    tag, *values = record
    kind = _TAGS[tag]
    if kind in (Confirm, Withdraw):
        values = [Confirmation(*values)]
    elif kind in (InsertRow, DeleteRow):
        values[2] = tuple(values[2])
    change: Change = kind(*values)
    return change
