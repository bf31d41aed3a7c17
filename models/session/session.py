"""The working copy: a SQLite file with the roster as opened and every step since, durable at once.

It holds all that is needed to go on even if the roster file disappears. Every record carries a
checksum, and their numbers are kept too, so that a flipped bit or a lost page is noticed and not
worked on. Files are the user's alone (0600). How records look is in ``session_records``.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from models.account import Account, account_of, record_of
from models.attached import AttachedList
from models.bulk import collection_paused
from models.commit.files import remove, replace, sync_folder
from models.deliverables import WrittenFiles
from models.errors import SessionDamagedError, SessionError, SessionFullError, SessionGoneError
from models.journal import Journal, Remark, Step
from models.roster import Column, Roster, Row
from models.school import School
from models.session.lists import put_lists, read_lists
from models.session.records import (
    SCHEMA, encoded, in_blocks, read_meta, records, sealed, step_of, step_text)

VERSION = 3
"""2: attached lists, dispositions, and who is whom in two lists. 3: changes of the school."""
SUFFIX = ".xueji"
DRAFT = ".part"
SET_ASIDE = ".set-aside"
_COMPANIONS = ("", "-wal", "-shm")
_DAMAGED_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Source(NamedTuple):
    """The roster file that the work began with: its path, SHA-256, and how it was read."""

    path: Path
    sha256: str
    profile: str
    sheets: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """A roster as it was opened, whatever was edited since. Cheap to take; the cells are looked up
    when they are written, which another thread may do while editing goes on."""

    roster: Roster
    sheets: tuple[str, ...]
    header_row: int
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    account: Account
    _rows: tuple[Row, ...]

    def rows(self) -> Iterator[tuple[int, int | None, str, tuple[str, ...]]]:
        """Id, row number, sheet and first cells of every opened row, in the order of the file."""
        width = len(self.columns)
        for row in sorted(self._rows, key=lambda row: row.id):
            if row.number is not None:
                yield row.id, row.number, row.sheet, self.roster.opened_cells(row)[:width]


def opened(roster: Roster) -> Opened:
    """The opened state of a roster: its own columns, and every opened row with its first cells."""
    return Opened(
        roster, roster.sheets, roster.header_row,
        tuple(column for column in roster.columns if column.key is None or column.letter),
        tuple(roster.notes), roster.account, (*roster.rows, *roster.removed()))


@dataclass(frozen=True)
class Status:
    """What a list of unfinished work shows: problems found at opening and still open, whether the
    clerk has checked the school, when the last step was kept, and whether files were handed in, of
    the roster as it stands: ``written``."""

    found: int
    left: int
    school_checked: bool
    saved_at: str
    finished: bool = False
    written: WrittenFiles | None = None


class Progress(NamedTuple):
    """Where the work stands: ``steps`` from place ``first`` on (what stood there is replaced), how
    many of all are in force, the school, the status, and the lists that are held against it."""

    first: int
    steps: Sequence[Step]
    done: int
    school: School
    status: Status
    lists: tuple[AttachedList, ...] = ()


class Saved(NamedTuple):
    """A working copy read back: the roster in its last state, with the journal that led there."""

    source: Source
    status: Status
    school: School
    roster: Roster
    journal: Journal
    lists: tuple[AttachedList, ...] = ()


# --- writing -------------------------------------------------------------------------------------


class SessionWriter:
    """Writes one working copy. Each call is one transaction, on the disk when it returns.

    Not for several threads at once. Raises SessionError if the disk does not take it.
    """

    def __init__(self, path: Path, source: Source, opened: Opened, progress: Progress) -> None:
        """Begins a new file from the roster as it was opened and the steps so far. It gets its name
        when it is complete."""
        draft = path.with_name(path.name + DRAFT)
        with _told(path):
            make_private_folder(path.parent)
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            try:
                with closing(sqlite3.connect(draft, isolation_level=None)) as base:
                    _be_careful(base)
                    base.execute("BEGIN")
                    _begin(base, source, opened)
                    _put(base, progress)
                    base.execute("COMMIT")
                    base.execute("PRAGMA journal_mode = WAL")
                replace(draft, path)
                sync_folder(path.parent)
            except BaseException:
                with suppress(OSError):  # the first error is the one to tell
                    delete(draft)
                raise
            self._connect(path)

    @classmethod
    def resume(cls, path: Path) -> SessionWriter:
        """Goes on with a file that was read or written before. SessionGoneError if it vanished."""
        writer = cls.__new__(cls)
        with _told(path):
            writer._connect(path)
        return writer

    def _connect(self, path: Path) -> None:
        self.path = path
        self._identity = _identity(path)
        self._base = sqlite3.connect(path, check_same_thread=False, timeout=5,
                                     isolation_level=None)
        try:
            self._base.execute("PRAGMA journal_mode = WAL")
            _be_careful(self._base)
        except BaseException:
            self._base.close()
            raise

    def save(self, progress: Progress) -> None:
        """Keeps the progress. SessionGoneError if the file is no longer where it was."""
        with _told(self.path):
            if _identity(self.path) != self._identity:
                raise FileNotFoundError(errno.ENOENT, "replaced by another file")
            self._base.execute("BEGIN IMMEDIATE")
            try:
                _put(self._base, progress)
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise
            # The write-ahead log knows no checksums of ours: a bit flipped there would silently
            # take the last steps away. So it is folded into the file each time.
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Lets go of the file."""
        with suppress(sqlite3.Error):  # everything was on the disk before
            self._base.close()


def _be_careful(base: sqlite3.Connection) -> None:
    """What is said to be kept is on the disk, and no student is in a temporary file elsewhere."""
    base.execute("PRAGMA synchronous = FULL")
    base.execute("PRAGMA temp_store = MEMORY")


def _begin(base: sqlite3.Connection, source: Source, opened: Opened) -> None:
    for statement in SCHEMA:
        base.execute(statement)
    blocks = 0
    for first, text in in_blocks(opened.rows()):
        base.execute("INSERT INTO rows VALUES (?, ?, ?)", sealed(first, text))
        blocks += 1
    _put_meta(base, "source", {**source._asdict(), "path": str(source.path)})
    _put_meta(base, "roster", {
        "sheets": opened.sheets, "header_row": opened.header_row, "notes": opened.notes,
        "account": record_of(opened.account),
        "columns": opened.columns, "blocks": blocks})


def _put(base: sqlite3.Connection, progress: Progress) -> None:
    if progress.steps:
        base.execute("DELETE FROM steps WHERE seq >= ?", (progress.first,))
        places = enumerate(progress.steps, progress.first)
        base.executemany("INSERT INTO steps VALUES (?, ?, ?)",
                         (sealed(seq, step_text(step)) for seq, step in places))
    (steps,) = base.execute("SELECT count(*) FROM steps").fetchone()
    _put_meta(base, "journal", {"done": progress.done, "steps": steps})
    _put_meta(base, "school", asdict(progress.school))
    _put_meta(base, "status", asdict(progress.status))
    _put_meta(base, "version", VERSION)  # of a file that an earlier version began, too
    if (lists := put_lists(base, progress.lists)) is not None:
        _put_meta(base, "lists", lists)


def _put_meta(base: sqlite3.Connection, key: str, value: Any) -> None:
    base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", sealed(key, encoded(value)))


def make_private_folder(folder: Path) -> None:
    """A folder that only the user may look into (on Windows the profile's rights see to that)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _identity(path: Path) -> tuple[int, int]:
    """Which file it is. Windows lets nobody replace an open file, and some of its drives number
    their files anew from time to time."""
    found = os.stat(path)
    return (found.st_dev, found.st_ino) if os.name == "posix" else (0, 0)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what the disk and SQLite say into an error for the clerk."""
    try:
        yield
    except FileNotFoundError as error:
        raise SessionGoneError(f"保存修改的文件“{path}”不见了，可能被删除或移走。") from error
    except (sqlite3.Error, OSError) as error:
        if (getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
                or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)):
            raise SessionFullError(
                f"磁盘已满，修改没能保存到“{path.parent}”；请腾出空间，窗口里的修改都还在，会自动重试。"
            ) from error
        raise SessionError(
            f"修改没能保存到“{path.parent}”，请检查这个文件夹能不能写入；窗口里的修改都还在，会自动重试。"
        ) from error


# --- reading -------------------------------------------------------------------------------------


def load(path: Path) -> Saved:
    """Reads a working copy. Raises SessionDamagedError or SessionNewerError, or SessionError if it
    can't be read at the moment; the file stays as it is."""
    with _to_read(path) as base, collection_paused():
        meta = read_meta(base, VERSION)
        source, status, school = _head(meta)
        roster = _roster(base, source.path, meta["roster"])
        steps = [step_of(value) for _, value in records(base, "steps", "seq")]
        done = meta["journal"]["done"]
        if len(steps) != meta["journal"]["steps"] or not 0 <= done <= len(steps):
            raise ValueError("steps are missing")
        for step in steps[:done]:
            roster.apply(change for change in step.changes
                         if not isinstance(change, Remark))
        return Saved(source, status, school, roster, Journal(steps, done), read_lists(base, meta))


def read_status(path: Path) -> tuple[Source, Status, School]:
    """What a list shows of a working copy, without reading the roster. Raises as ``load``."""
    with _to_read(path, thorough=False) as base:
        return _head(read_meta(base, VERSION))


@contextmanager
def _to_read(path: Path, *, thorough: bool = True) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise SessionGoneError(f"找不到上次未完成的工作“{path.name}”。")
    try:
        with closing(sqlite3.connect(path, timeout=5)) as base:
            if not (_is_sound(base) if thorough else _is_whole(base, path)):
                raise ValueError("structure is damaged")
            yield base
    except SessionError:
        raise
    except Exception as error:  # whatever a damaged file makes SQLite, JSON or the roster raise
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if isinstance(error, sqlite3.OperationalError) and code not in (
                sqlite3.SQLITE_ERROR, *_DAMAGED_CODES) or isinstance(error, OSError):
            raise SessionError(
                f"上次未完成的工作“{path.name}”现在读不了，可能正被其他程序使用，或者没有权限；请稍后再试。"
            ) from error
        raise SessionDamagedError(
            f"上次未完成的工作“{path.name}”已损坏，不能接着做；已另存一旁，没有删除。") from error


def _is_sound(base: sqlite3.Connection) -> bool:
    """Looks at every page."""
    return bool(base.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _is_whole(base: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is as long as it should be; takes no time."""
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size:
        return True  # what is missing may be in there
    (pages,), (size,) = (base.execute(f"PRAGMA {name}").fetchone()
                         for name in ("page_count", "page_size"))
    return bool(path.stat().st_size >= pages * size)


def _head(meta: dict[str, Any]) -> tuple[Source, Status, School]:
    source = meta["source"]
    return (Source(Path(source["path"]), source["sha256"], source["profile"],
                   tuple(source["sheets"])),
            _status(meta["status"]), School(**meta["school"]))


def _status(meta: dict[str, Any]) -> Status:
    written = meta.get("written")
    return Status(**{**meta, "written": written and WrittenFiles(
        written["at"], tuple((title, name, digest) for title, name, digest in written["files"]))})


def _roster(base: sqlite3.Connection, path: Path, meta: dict[str, Any]) -> Roster:
    blocks = [block for _, block in records(base, "rows", "id")]
    if len(blocks) != meta["blocks"]:
        raise ValueError("rows are missing")
    rows = [Row(row_id, cells, number, sheet)
            for block in blocks for row_id, number, sheet, cells in block]
    return Roster(path, tuple(meta["sheets"]), meta["header_row"],
                  [Column(*column) for column in meta["columns"]], rows, list(meta["notes"]),
                  account=account_of(meta.get("account") or {}))


# --- files in the folder -------------------------------------------------------------------------


def working_copies(folder: Path) -> list[Path]:
    """The working copies in a folder, by name."""
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def set_aside_copies(folder: Path) -> list[Path]:
    """Working copies that are no longer offered but not deleted either."""
    found = folder.glob(f"*{SUFFIX}{SET_ASIDE}*") if folder.is_dir() else ()
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm")))


def set_aside(path: Path) -> Path:
    """Renames a working copy (and its log) so that it is not offered again; nothing is deleted."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, timeout=1)) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for number in count(1):
        target = path.with_name(f"{path.name}{SET_ASIDE}{number if number > 1 else ''}")
        if not target.exists():
            break
    replace(path, target)
    for ending in _COMPANIONS[1:]:
        with suppress(FileNotFoundError):
            replace(Path(f"{path}{ending}"), Path(f"{target}{ending}"))
    return target


def delete(path: Path) -> None:
    """Removes a working copy and its log; what is not there is fine. Raises OSError."""
    for ending in _COMPANIONS:
        remove(Path(f"{path}{ending}"))


def remove_drafts(folder: Path) -> None:
    """Removes what a killed process had begun; no step in it was ever said to be kept."""
    for path in folder.glob(f"*{SUFFIX}{DRAFT}*") if folder.is_dir() else ():
        with suppress(OSError):  # held by another window, which will see to it
            path.unlink()


def new_name(folder: Path, now: datetime) -> Path:
    """A free name for a new working copy; the time only helps people, it may run backwards."""
    stem = f"{now:%Y%m%d-%H%M%S}"
    for number in count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}"
        if not path.exists() and not any(folder.glob(f"{path.name}.*")):
            break
    return path
