"""The ledger (台账): one line for everything that left the school, that can be added to only.

Lines stand in a SQLite file in the user's data folder. Each carries the hash of the line before it,
so a line that was changed, taken out or put in breaks the chain. The head (number and hash of the
last line) is kept apart, once beside the lines and once outside the file, so a last line or a whole
file that went missing shows too. **No student's data**: names of fields and files, and numbers.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path

from app import folders
from models.commit.files import replace as replace_file, write_whole
from models.errors import XuejiError
from models.regular import text_of
from models.session.session import make_private_folder

NAME, HEAD_NAME = "ledger.db", "ledger.head"
START = "0" * 64
"""What stands for the hash of the line before the first."""

KINDS = {
    "export": "导出", "print": "打印", "hand_in": "上报", "confirmed": "对方已确认",
    "reviewed": "校长审阅", "disposed": "处理情况", "signed": "签字",
    "destroyed": "已销毁", "extended": "续期",
}
"""What a line tells of, and what the clerk reads."""

_WAIT = 5.0
"""Seconds for another run of the program that writes at the same moment."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS lines (
    number INTEGER PRIMARY KEY, time TEXT NOT NULL, user TEXT NOT NULL, person TEXT NOT NULL,
    kind TEXT NOT NULL, purpose TEXT NOT NULL, recipient TEXT NOT NULL, fields TEXT NOT NULL,
    count INTEGER NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, due TEXT NOT NULL,
    note TEXT NOT NULL, refers INTEGER NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS head (
    only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL, hash TEXT NOT NULL);
"""


class LedgerError(XuejiError):
    """The ledger can't be read or written; the message says where it is."""


@dataclass(frozen=True)
class Entry:
    """What is recorded: ``kind`` of KINDS, ``purpose`` and ``recipient`` in words, titles of the
    ``fields``, ``count`` of students, name and SHA-256 of the ``file``, ``due`` (ISO date) when it
    is to be destroyed, the number of the line it ``refers`` to (0: none). ``person`` is the typed
    name of who answers for it."""

    kind: str
    purpose: str = ""
    recipient: str = ""
    fields: tuple[str, ...] = ()
    count: int = 0
    file: str = ""
    sha256: str = ""
    due: str = ""
    note: str = ""
    person: str = ""
    refers: int = 0


@dataclass(frozen=True)
class Line:
    """An entry in its place: ``time`` in ISO form with the zone, ``user`` of the system."""

    number: int
    time: str
    user: str
    entry: Entry
    previous: str
    hash: str

    def as_json(self) -> dict[str, object]:
        """The line as one flat object."""
        flat = asdict(self)
        return {"number": flat.pop("number"), "time": flat.pop("time"), "user": flat.pop("user"),
                **flat.pop("entry"), **flat}


@dataclass(frozen=True)
class Fault:
    """Where the chain is broken: the line's number and what is wrong with it, in words."""

    number: int
    what: str


def ledger_path() -> Path:
    """Where the user's ledger is; it may not exist yet."""
    return folders.home() / "ledger" / NAME


class Ledger:
    """One user's ledger; every call stands alone, so several runs of the program share it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or ledger_path()
        self._head_path = self.path.with_name(HEAD_NAME)

    # --- adding ----------------------------------------------------------------------------------

    def add(self, entries: Sequence[Entry], now: datetime | None = None) -> list[Line]:
        """Adds lines, on the disk when this returns. Raises LedgerError."""
        time = (now or datetime.now()).astimezone().isoformat(timespec="seconds")
        user = user_name()
        with self._told():
            make_private_folder(self.path.parent)
            self._make()
            with closing(self._connect()) as base:
                base.executescript(_SCHEMA)
                base.execute("BEGIN IMMEDIATE")
                number, previous = self._end(base)
                lines = []
                for entry in entries:
                    number += 1
                    line = _sealed(Line(number, time, user, entry, previous, ""))
                    base.execute(f"INSERT INTO lines VALUES ({','.join('?' * 16)})", _row(line))
                    previous = line.hash
                    lines.append(line)
                base.execute("INSERT OR REPLACE INTO head VALUES (1, ?, ?)", (number, previous))
                base.execute("COMMIT")
            self._write_head(number, previous)
        return lines

    def _make(self) -> None:
        """Makes the file, the user's alone; one that is no ledger any more is set aside, and the
        lines that are missing then stay visible, because the numbers go on."""
        if self.path.exists() and self._is_damaged():
            for n in count(1):
                aside = self.path.with_name(f"{self.path.name}.set-aside-{n}")
                if not aside.exists():
                    replace_file(self.path, aside)
                    break
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))

    def _is_damaged(self) -> bool:
        try:
            with closing(self._connect()) as base:
                found = base.execute("PRAGMA quick_check").fetchone()
                _lines(base)
        except sqlite3.OperationalError as error:
            return not _missing_table(error) and not _is_passing(error)
        except (sqlite3.DatabaseError, ValueError, TypeError):
            return True
        return bool(found != ("ok",))

    def _end(self, base: sqlite3.Connection) -> tuple[int, str]:
        """Number and hash that the next line follows: those of the head, wherever it is kept, so
        that a line that was taken from the end leaves a gap."""
        inside = base.execute("SELECT number, hash FROM head").fetchone() or (0, START)
        number, previous = max(inside, self._outside(), key=lambda head: head[0])
        highest = base.execute("SELECT COALESCE(MAX(number), 0) FROM lines").fetchone()[0]
        return max(number, highest), previous

    def _write_head(self, number: int, digest: str) -> None:
        if number >= self._outside()[0]:
            write_whole(self._head_path, f"{number} {digest}\n".encode("ascii"))

    def _outside(self) -> tuple[int, str]:
        """The head that is kept outside the file; (0, START) if there is none."""
        try:
            match text_of(self._head_path, 1000).split():
                case [number, digest] if number.isdecimal() and len(digest) == 64:
                    return int(number), digest
        except (FileNotFoundError, UnicodeDecodeError):
            pass
        return 0, START

    # --- reading ---------------------------------------------------------------------------------

    def lines(self) -> list[Line]:
        """Every line, oldest first. Raises LedgerError, also if the file can't be understood."""
        if not self.path.exists():
            return []
        with self._told(), closing(self._connect()) as base:
            try:
                return _lines(base)
            except sqlite3.OperationalError as error:
                if _missing_table(error):
                    return []
                raise

    def faults(self) -> list[Fault]:
        """Where the chain is broken; empty if the ledger is whole. Raises LedgerError if it can't
        be looked at."""
        try:
            lines = self.lines()
            inside = self._inside()
        except _Damaged:
            return [Fault(0, "台账文件已损坏，读不出来")]
        faults = []
        number, previous = 0, START
        for line in lines:
            if line.number <= number:
                faults.append(Fault(line.number, "这一条是插入的"))
            elif line.number != number + 1:
                missing = f"{number + 1}" if line.number == number + 2 else \
                    f"{number + 1}—{line.number - 1}"
                faults.append(Fault(line.number, f"前面少了第 {missing} 条"))
            elif line.previous != previous:
                faults.append(Fault(line.number, "与前一条接不上，有一条被改动、删除或插入"))
            if line.hash != _sealed(line).hash:
                faults.append(Fault(line.number, "内容被改动过"))
            number, previous = line.number, line.hash
        faults += self._head_faults(lines, inside)
        return faults

    def _head_faults(self, lines: Sequence[Line], inside: tuple[int, str]) -> list[Fault]:
        """What the heads tell. The outer one may be behind: a run may have been killed between
        the line and the head."""
        last = (lines[-1].number, lines[-1].hash) if lines else (0, START)
        if last != inside:
            what = "最后的记录被删除" if last[0] < inside[0] else "末尾的记录被改动或插入"
            return [Fault(inside[0], what)]
        number, digest = self._outside()
        if not number and len(lines) > 1:
            return [Fault(last[0], f"“{HEAD_NAME}”不见了，后面的记录可能被删除")]
        if number and not any((line.number, line.hash) == (number, digest) for line in lines):
            return [Fault(number, "这一条记录过，现在不在台账里")]
        return []

    def _inside(self) -> tuple[int, str]:
        if not self.path.exists():
            return 0, START
        with self._told(), closing(self._connect()) as base:
            try:
                found = base.execute("SELECT number, hash FROM head").fetchone()
            except sqlite3.OperationalError as error:
                if not _missing_table(error):
                    raise
                found = None
        return (int(found[0]), str(found[1])) if found else (0, START)

    def due(self, today: date) -> list[Line]:
        """Exports whose term is over and that were neither destroyed nor extended since."""
        lines = self.lines()
        gone = {line.entry.refers for line in lines if line.entry.kind == "destroyed"}
        terms = {line.number: line.entry.due for line in lines if line.entry.due}
        for line in lines:
            if line.entry.kind == "extended":
                terms[line.entry.refers] = line.entry.due
        return [line for line in lines
                if line.entry.kind in ("export", "print") and line.number not in gone
                and terms.get(line.number) and terms[line.number] <= today.isoformat()]

    # --- the file --------------------------------------------------------------------------------

    def _connect(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)
        try:
            base.execute("PRAGMA synchronous = FULL")
        except BaseException:
            base.close()  # Windows renames no file that is open
            raise
        return base

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            if isinstance(error, sqlite3.OperationalError) and _is_passing(error):
                raise LedgerError(f"台账“{self.path}”现在读写不了（可能正被占用、磁盘已满或没有"
                                  f"权限），请检查后再试。") from error
            raise _Damaged(f"台账“{self.path}”已损坏，读不出来，请联系维护人员。") from error
        except OSError as error:
            raise LedgerError(f"台账“{self.path}”读写不了，请检查磁盘和权限后再试。") from error


class _Damaged(LedgerError):
    """The file is there but is no ledger that can be read."""


def user_name() -> str:
    """The name by which the system knows who is working."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a system without accounts
        return ""


def _sealed(line: Line) -> Line:
    """The line with the hash that it should have."""
    content = [line.number, line.time, line.user, *_entry_row(line.entry), line.previous]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return replace(line, hash=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


_COLUMNS = ("person", "kind", "purpose", "recipient", "fields", "count", "file", "sha256", "due",
            "note", "refers")


def _entry_row(entry: Entry) -> list[object]:
    values = dict(zip((field.name for field in fields(entry)), astuple(entry), strict=True))
    values["fields"] = "、".join(entry.fields)
    return [_plain(values[name]) for name in _COLUMNS]


def _plain(value: object) -> object:
    """A text that SQLite can hold, whatever a file was called."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _row(line: Line) -> list[object]:
    return [line.number, line.time, line.user, *_entry_row(line.entry), line.previous, line.hash]


def _lines(base: sqlite3.Connection) -> list[Line]:
    names = ", ".join(_COLUMNS)
    return [_line(row) for row in base.execute(
        f"SELECT number, time, user, {names}, previous, hash FROM lines ORDER BY number")]


def _line(row: tuple[object, ...]) -> Line:
    number, time, user, *rest, previous, digest = row
    values = dict(zip(_COLUMNS, rest, strict=True))
    texts = {name: str(value) for name, value in values.items() if name not in ("count", "refers")}
    joined = texts.pop("fields")
    titles = tuple(joined.split("、")) if joined else ()
    numbers = {name: int(str(values[name])) for name in ("count", "refers")}
    return Line(int(str(number)), str(time), str(user),
                Entry(fields=titles, **texts, **numbers),  # type: ignore[arg-type]
                str(previous), str(digest))


def _missing_table(error: sqlite3.OperationalError) -> bool:
    return "no such table" in str(error)


def _is_passing(error: sqlite3.OperationalError) -> bool:
    """Whether another moment may do: the file is in use, or the disk is full."""
    code: int = error.sqlite_errorcode
    return code & 0xFF in (
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
