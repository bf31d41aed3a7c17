"""What a run found, in one SQLite file: read again only where a file changed, and searched for
numbers that several schools have by index on the disk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.district.school_figures import KEYS, Facts, Judged, code_key
from models.errors import XuejiError

_FORMAT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS file(
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL, facts TEXT NOT NULL, students BLOB NOT NULL, findings BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS student(
    file INTEGER NOT NULL, place INTEGER NOT NULL, row INTEGER NOT NULL, main INTEGER, sub INTEGER,
    person INTEGER, carried INTEGER, PRIMARY KEY(file, place)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS verified(pair TEXT PRIMARY KEY, reason TEXT NOT NULL, day TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS remembered(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS run(id INTEGER PRIMARY KEY, day TEXT NOT NULL, lines TEXT NOT NULL);
"""
_INDEXES = {
    "by_main": "student(main) WHERE main IS NOT NULL",
    "by_sub": "student(sub) WHERE sub IS NOT NULL",
    "by_person": "student(person, main) WHERE person IS NOT NULL",
    "by_carried": "student(carried) WHERE carried IS NOT NULL",
}
_APPLICATION = 0x78756A69
_CACHE_KB = 32_000


class SnapshotError(XuejiError):
    """A snapshot can't be read or written; whatever it held is untouched."""


class Snapshot:
    """One snapshot, held by one run at a time. A context manager; what was committed survives a
    kill at any moment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, timeout=1.0, isolation_level=None,
                                       check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise _fault(path, error) from error

    def _prepare(self) -> None:
        db = self._db
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
        db.execute(f"PRAGMA cache_size=-{_CACHE_KB}")
        db.execute("BEGIN IMMEDIATE")
        known = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        filled = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if filled and known != _APPLICATION:
            raise SnapshotError(f"“{self.path}”不是汇总检查的快照，请另选文件。")
        if filled and version != _FORMAT:
            raise SnapshotError(f"快照“{self.path}”是别的版本的程序写的，这个版本读不了。")
        db.execute(f"PRAGMA application_id={_APPLICATION}")
        db.execute(f"PRAGMA user_version={_FORMAT}")
        for statement in _TABLES.split(";"):
            db.execute(statement)
        db.execute("COMMIT")

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    # --- files -----------------------------------------------------------------------------------

    def known(self, fingerprint: str) -> dict[str, str]:
        """SHA-256 by path, of files that were judged as this run would judge them."""
        return {_read(path): sha256 for path, sha256 in self._db.execute(
            "SELECT path, sha256 FROM file WHERE fingerprint = ?", (fingerprint,))}

    def take_over(self, earlier: Path) -> None:
        """Takes what an earlier snapshot knows and this one doesn't: files, verified pairs, runs.
        Raises SnapshotError if it is none."""
        if not earlier.is_file():
            raise SnapshotError(f"找不到快照“{earlier}”，请检查写法。")
        if self.path.resolve() == earlier.resolve():
            return
        try:
            with closing(sqlite3.connect(f"{earlier.resolve().as_uri()}?mode=ro", uri=True)) as db:
                if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION \
                        or db.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
                    raise SnapshotError(f"“{earlier}”不是汇总检查的快照，请另选文件。")
                self._copy_from(db)
        except sqlite3.Error as error:
            raise _fault(earlier, error) from error

    def _copy_from(self, earlier: sqlite3.Connection) -> None:
        have = {path for path, in self._db.execute("SELECT path FROM file")}
        self._db.execute("BEGIN")
        for number, path, *rest in earlier.execute(
                "SELECT id, path, sha256, fingerprint, facts, students, findings FROM file"):
            if path in have:
                continue
            ours = self._db.execute(
                "INSERT INTO file(path, sha256, fingerprint, facts, students, findings)"
                " VALUES(?, ?, ?, ?, ?, ?)", (path, *rest)).lastrowid
            self._db.executemany(
                f"INSERT INTO student VALUES({ours}, ?, ?, ?, ?, ?, ?)", earlier.execute(
                    "SELECT place, row, main, sub, person, carried FROM student WHERE file = ?",
                    (number,)))
        self._db.executemany("INSERT OR IGNORE INTO verified VALUES(?, ?, ?)",
                             earlier.execute("SELECT pair, reason, day FROM verified"))
        if not self._db.execute("SELECT 1 FROM run").fetchone():
            self._db.executemany("INSERT INTO run VALUES(?, ?, ?)",
                                 earlier.execute("SELECT id, day, lines FROM run"))
        self._db.execute("COMMIT")

    def expect(self, count: int) -> None:
        """Prepares for so many files to be put: for many, indexes are made afterwards in one go."""
        held = self._db.execute("SELECT count(*) FROM file").fetchone()[0]
        if count * 3 > held:
            for name in _INDEXES:
                self._db.execute(f"DROP INDEX IF EXISTS {name}")

    def keep_only(self, paths: Iterable[str]) -> None:
        """Forgets files that are no longer there."""
        wanted = set(paths)
        gone = [(number,) for number, path in self._db.execute("SELECT id, path FROM file")
                if _read(path) not in wanted]
        self._db.execute("BEGIN")
        self._db.executemany("DELETE FROM student WHERE file = ?", gone)
        self._db.executemany("DELETE FROM file WHERE id = ?", gone)
        self._db.execute("COMMIT")

    def put(self, judged: Sequence[tuple[str, Judged]], fingerprint: str) -> None:
        """Keeps files that were read, all or none of them."""
        self._db.execute("BEGIN")
        for name, one in judged:
            path = _kept(name)
            old = self._db.execute("SELECT id FROM file WHERE path = ?", (path,)).fetchone()
            if old:
                self._db.execute("DELETE FROM student WHERE file = ?", old)
                self._db.execute("DELETE FROM file WHERE id = ?", old)
            number = self._db.execute(
                "INSERT INTO file(path, sha256, fingerprint, facts, students, findings)"
                " VALUES(?, ?, ?, ?, ?, ?)",
                (path, one.sha256, fingerprint, json.dumps(asdict(one.facts)),
                 one.students, one.findings)).lastrowid
            self._db.executemany(
                f"INSERT INTO student VALUES({number}, ?, ?, ?, ?, ?, ?)",
                ((place, row, main or None, sub or None, person or None, carried or None)
                 for place, (row, main, sub, person, carried)
                 in enumerate(KEYS.iter_unpack(one.keys))))
        self._db.execute("COMMIT")

    def index(self) -> None:
        """Makes the indexes that ``shared`` needs, where they aren't there."""
        self._db.execute("BEGIN")
        for name, columns in _INDEXES.items():
            self._db.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")
        self._db.execute("COMMIT")

    def files(self) -> Iterator[tuple[int, str, str, Facts]]:
        """Id, path, SHA-256 and facts of every file, by path."""
        for number, path, sha256, facts in self._db.execute(
                "SELECT id, path, sha256, facts FROM file ORDER BY path"):
            yield number, _read(path), sha256, Facts(**json.loads(facts))

    def students(self, file: int) -> bytes:
        """The packed students of a file."""
        return self._blob("students", file)

    def findings(self, file: int) -> bytes:
        """The packed findings of a file."""
        return self._blob("findings", file)

    def _blob(self, column: str, file: int) -> bytes:
        found: bytes = self._db.execute(
            f"SELECT {column} FROM file WHERE id = ?", (file,)).fetchone()[0]
        return found

    # --- between schools -------------------------------------------------------------------------

    def shared(self, column: str) -> Iterator[list[tuple[int, int]]]:
        """File and place of all rows that share a ``main``, ``sub`` or ``person``, for every
        value that stands in more than one file (and, of a person, with more than one number)."""
        several = " AND min(main) <> max(main)" if column == "person" else ""
        values = [value for value, in self._db.execute(
            f"SELECT {column} FROM student WHERE {column} IS NOT NULL GROUP BY {column}"
            f" HAVING min(file) <> max(file){several}")]
        for value in values:
            yield self._db.execute(
                f"SELECT file, place FROM student WHERE {column} = ? ORDER BY file, place",
                (value,)).fetchall()

    def carrying(self, codes: Iterable[str]) -> list[tuple[int, int, int]]:
        """File, place and carried code of rows whose 学籍副号 carries another school's code that is
        one of these."""
        wanted = {code_key(code) for code in codes if code}
        present = [code for code, in self._db.execute(
            "SELECT DISTINCT carried FROM student WHERE carried IS NOT NULL") if code in wanted]
        return [row for code in present for row in self._db.execute(
            "SELECT file, place, carried FROM student WHERE carried = ?", (code,))]

    # --- what the clerk said, and earlier runs ---------------------------------------------------

    def verified(self) -> dict[str, str]:
        """The reasons of the pairs that were found to be in order."""
        return dict(self._db.execute("SELECT pair, reason FROM verified"))

    def verify(self, pair: str, reason: str | None, day: str) -> None:
        """Marks a pair as verified for a reason, or (None) takes that back."""
        if reason is None:
            self._db.execute("DELETE FROM verified WHERE pair = ?", (pair,))
        else:
            self._db.execute("INSERT OR REPLACE INTO verified VALUES(?, ?, ?)", (pair, reason, day))

    def remembered(self, name: str) -> str:
        """What was remembered under a name; "" for nothing."""
        found = self._db.execute("SELECT value FROM remembered WHERE name = ?", (name,)).fetchone()
        return found[0] if found else ""

    def remember(self, name: str, value: str) -> None:
        """Keeps a text for later runs."""
        self._db.execute("INSERT OR REPLACE INTO remembered VALUES(?, ?)", (name, value))

    def last_run(self) -> tuple[int, str, list[dict[str, Any]]] | None:
        """Number, day and lines of the last run that came to its end."""
        found = self._db.execute(
            "SELECT id, day, lines FROM run ORDER BY id DESC LIMIT 1").fetchone()
        return (found[0], found[1], json.loads(found[2])) if found else None

    def end_run(self, day: str, lines: Sequence[dict[str, Any]]) -> None:
        """Keeps the lines of a run that came to its end; the next one is compared with them."""
        self._db.execute("INSERT INTO run(day, lines) VALUES(?, ?)",
                         (day, json.dumps(lines)))


def _kept(path: str) -> str | bytes:
    """A path for the database, which takes no name that some archive program has spoilt (half of a
    character): such a one is kept as bytes."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")
    return path


def _read(path: str | bytes) -> str:
    return path if isinstance(path, str) else path.decode("utf-8", "surrogatepass")


def _fault(path: Path, error: sqlite3.Error) -> SnapshotError:
    if "locked" in str(error):
        return SnapshotError(f"快照“{path}”正被另一次检查使用，请等它结束。")
    if isinstance(error, sqlite3.OperationalError):
        return SnapshotError(f"不能读写快照“{path}”，请检查文件夹是否可写、磁盘是否已满。")
    return SnapshotError(f"快照“{path}”已损坏或不是快照，请把它移走，再重新检查。")
