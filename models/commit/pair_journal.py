"""Putting two finished files into place together: both or none, whatever happens in between.

Two renames can't be made one, so a journal stands in the folder while it is done. It is locked by
the writer and holds file names and hashes (no student data) behind one letter:

- empty or cut short: nothing was replaced yet, temporary files are rubbish;
- ``C`` (commit): both new files are complete on disk; an interrupted run is finished from here;
- ``R`` (rollback): a rename failed; an interrupted run is taken back from here. Overwriting one
  letter can't be half done and needs no room on a full drive.

Others may write into the folder too, so a journal is believed only if it bears this user's seal and
names files of the folder itself; one that is not believed is cleared, and that is told.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from models.commit.files import (
    IS_WINDOWS, TEMPORARY_END, TEMPORARY_START, hash_if_there, is_unsupported, lock, open_own,
    remove, replace, sync_folder, temporaries)
from models.commit.places import is_same
from models.commit.seal import Seal
from models.errors import (
    UNTOUCHED, OutputBusyError, OutputError, UnfinishedPairError, folder_fault, target_fault,
    target_open)
from models.regular import open_regular

if sys.platform != "win32":
    import fcntl

JOURNAL = ".xueji-output.journal"
BACKUP = ".备份-"
_MOST_BYTES = 64_000
_MOST_REPLACED = 1_000_000_000


@dataclass(frozen=True)
class Move:
    """A temporary file and the name it is to get. Names are within the folder; ``old`` is the hash
    of the file that is replaced and ``backup`` its copy (both None if there is none)."""

    temporary: str
    target: str
    new: str
    old: str | None
    backup: str | None

    def is_ours(self) -> bool:
        """Whether it names what this program would: bare names, temporaries and backups of ours."""
        names = [self.temporary, self.target, *([] if self.backup is None else [self.backup])]
        return (all(name == Path(name).name and name not in ("", ".", "..")
                    and not set(name) & set("/\\:\0") for name in names)
                and self.temporary.startswith(TEMPORARY_START)
                and self.temporary.endswith(TEMPORARY_END)
                and not self.target.startswith(TEMPORARY_START)
                and (self.backup is None or BACKUP in self.backup)
                and (self.old is None) == (self.backup is None))


@dataclass(frozen=True)
class Found:
    """What a journal said: the moves that were committed to (none if it did not come to that),
    whether they were being taken back, and whether it was not written by this user's program."""

    moves: tuple[Move, ...] = ()
    is_rollback: bool = False
    is_foreign: bool = False


class PairJournal:
    """The folder's journal, open and locked; at most one at a time for a folder. Whoever writes
    only one file takes it as a lock and does not read it."""

    def __init__(self, folder: Path) -> None:
        """Raises OutputBusyError if another process holds it, OSError if it can't be made."""
        self.folder = folder
        self._path = folder / JOURNAL
        while True:
            self._fd = open_own(self._path)
            try:
                lock(self._fd)
            except BlockingIOError:
                os.close(self._fd)
                raise OutputBusyError(
                    f"另一个窗口正在向文件夹“{folder}”写文件，请等它写完后再试。") from None
            if self._is_current():
                break
            os.close(self._fd)  # its last holder removed it just before we got the lock
        self.mode = os.fstat(self._fd).st_mode & 0o777
        """The access rights that a new file gets here, by umask or the folder's rules."""

    def _is_current(self) -> bool:
        try:
            return IS_WINDOWS or os.path.samestat(os.fstat(self._fd), os.lstat(self._path))
        except FileNotFoundError:
            return False

    def read(self, seal: Seal) -> Found:
        """What an interrupted run left to do."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        content = os.read(self._fd, _MOST_BYTES)
        try:
            record = json.loads(content[1:])
        except (ValueError, RecursionError):
            return Found()  # cut short: it had not come to the renaming
        try:
            moves = tuple(Move(**move) for move in record["moves"])
            if (seal.is_on(_sealed_part(moves), record["seal"])
                    and all(move.is_ours() for move in moves)):
                return Found(moves, content[:1] == b"R")
        except (KeyError, TypeError, AttributeError, ValueError):
            pass
        return Found(is_foreign=True)

    def commit(self, moves: Sequence[Move], seal: Seal) -> None:
        """From here on the new files count; they must be complete on disk."""
        record = {"moves": [asdict(move) for move in moves], "seal": seal.of(_sealed_part(moves))}
        content = b"C" + json.dumps(record).encode()
        os.lseek(self._fd, 0, os.SEEK_SET)
        if os.write(self._fd, content) != len(content):
            raise OSError(errno.ENOSPC, "journal cut short")
        os.fsync(self._fd)
        sync_folder(self.folder)

    def rollback(self) -> None:
        """From here on the old files count."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        os.write(self._fd, b"R")
        os.fsync(self._fd)

    def clear(self) -> None:
        """All is in order: neither is anything to be finished nor to be taken back."""
        os.ftruncate(self._fd, 0)
        with suppress(OSError):  # should it come back after a power cut, it finds nothing to do
            os.fsync(self._fd)

    def is_empty(self) -> bool:
        """Whether there is nothing in it that somebody would have to see to."""
        return os.fstat(self._fd).st_size == 0

    def remove(self) -> None:
        """All is in order and nothing more will be written."""
        self.clear()
        if IS_WINDOWS:
            self.close()  # an open file can't be removed there
        with suppress(OSError):  # somebody may wait for it; an empty one says nothing
            os.unlink(self._path)
        self.close()

    def close(self) -> None:
        """Let go of the lock, leaving the journal as it is."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _sealed_part(moves: Sequence[Move]) -> bytes:
    return json.dumps([asdict(move) for move in moves], sort_keys=True).encode()


@contextmanager
def held_folder(folder: Path) -> Iterator[PairJournal]:
    """The folder's journal, for the time in which one file is written: whoever writes a pair, or
    repairs one, waits until then. What it says is left as it is; if it says nothing, temporary
    files are those of a killed run, as nobody else may write now, and go."""
    journal = PairJournal(folder)
    try:
        if journal.is_empty():
            remove_temporaries(folder)
        yield journal
    finally:
        with suppress(OSError):  # the next run clears what stays
            if journal.is_empty():
                journal.remove()
        journal.close()


def recover(folder: Path, seal: Seal, protect: Sequence[Path] = ()) -> list[str]:
    """Repair what an interrupted writing left in the folder; gives sentences for the clerk.

    Afterwards both outputs are the complete new ones or the complete old ones. Gives nothing (and
    touches nothing) if all is in order or the folder is gone. Files in ``protect`` are never
    touched. Raises OutputBusyError if another run is writing just now, UnfinishedPairError if it
    can't be repaired yet, as a file is open elsewhere.
    """
    try:
        if not os.path.lexists(folder / JOURNAL) and not temporaries(folder):
            return []
    except OSError:
        return []  # a folder that can't be looked into has nothing that could be repaired
    try:
        journal = PairJournal(folder)
    except OSError as error:
        raise _unfinished(folder, []) from error
    try:
        said = settle(journal, seal, protect)
        journal.remove()
        return said
    finally:
        journal.close()


def settle(journal: PairJournal, seal: Seal, protect: Sequence[Path] = ()) -> list[str]:
    """``recover`` for the holder of the journal, which is clear afterwards."""
    folder = journal.folder
    found = journal.read(seal)
    moves = found.moves
    _spare(folder, moves, protect)
    said = []
    if found.is_foreign:
        said.append(
            f"文件夹“{folder}”里有一份中断记录，不是您在这台电脑上写的，没有照它改动任何文件，"
            f"已清除；"
            f"如果别人也在往这里生成文件，请他重新生成一次。")
    try:
        if moves and not found.is_rollback and _can_finish(folder, moves):
            said.append(f"上次生成文件时程序中断，现已补完：{_named(moves)}都已写好。")
            _finish(folder, moves)
        elif moves:
            if not found.is_rollback:
                journal.rollback()
            said.append(
                f"上次生成文件时程序中断，{_named(moves)}已恢复成原来的样子，请重新生成。"
                if take_back(folder, moves) else
                f"上次生成文件时程序中断，{_named(moves)}可能新旧不一，请重新生成。")
    except (OSError, OutputError) as error:
        raise _unfinished(folder, moves) from error
    if remove_temporaries(folder) and not said:
        said.append("上次生成文件时程序中断，原有文件没有改动，留下的临时文件已清除。")
    journal.clear()
    return said


def _spare(folder: Path, moves: Sequence[Move], protect: Sequence[Path]) -> None:
    """Raises UnfinishedPairError if a repair would touch a protected file."""
    for move in moves:
        for name in (move.temporary, move.target, move.backup):
            if name is not None and any(is_same(folder / name, path) for path in protect):
                raise UnfinishedPairError(
                    f"上次向文件夹“{folder}”写文件时中断，要修复的“{name}”正是打开着的原文件，"
                    f"没有动它；请换一个保存位置。")


def _named(moves: Sequence[Move]) -> str:
    return "和".join(f"“{move.target}”" for move in moves)


def _unfinished(folder: Path, moves: Sequence[Move]) -> UnfinishedPairError:
    return UnfinishedPairError(
        f"上次向文件夹“{folder}”写文件时中断，现在还不能修复：请先关闭{_named(moves) or '那里的文件'}"
        f"（如在 Excel、WPS 中打开），再试一次。")


def _can_finish(folder: Path, moves: Sequence[Move]) -> bool:
    """Whether each new file is complete, under its temporary or already under its own name."""
    return all(move.new in map(hash_if_there, (folder / move.temporary, folder / move.target))
               for move in moves)


def _finish(folder: Path, moves: Sequence[Move]) -> None:
    for move in moves:
        target = folder / move.target
        found = hash_if_there(target)
        if found == move.new:
            continue
        if found not in (None, move.old):  # somebody worked on it since
            back_up(target, datetime.now())
        replace(folder / move.temporary, target)
    sync_folder(folder)


def put_in_place(journal: PairJournal, moves: Sequence[Move]) -> None:
    """Rename every temporary file, or none: a failure takes back what was done and is raised.

    The moves must have been committed to. Raises UnfinishedPairError if taking back fails too.
    """
    folder = journal.folder
    target = folder
    try:
        for move in moves:
            target = folder / move.target
            replace(folder / move.temporary, target)
        sync_folder(folder)
    except BaseException as error:
        try:
            journal.rollback()
            take_back(folder, moves)
        except OSError as second:
            raise _unfinished(folder, moves) from second
        if isinstance(error, OSError):
            raise target_fault(error, target) from error
        raise


def take_back(folder: Path, moves: Sequence[Move]) -> bool:
    """Bring every target back to what it was; whether that was possible for all of them.

    If somebody worked on one of them since, both are left alone, as is one whose backup is gone.
    """
    hashes = [hash_if_there(folder / move.target) for move in moves]
    if not all(found in (None, move.old, move.new)
               for found, move in zip(hashes, moves, strict=True)):
        return False
    complete = True
    for found, move in zip(hashes, moves, strict=True):
        target = folder / move.target
        backup = folder / move.backup if move.backup is not None else None
        if found == move.old:
            if backup is not None:
                remove(backup)
        elif backup is not None and found in (None, move.new):
            if backup.exists():
                replace(backup, target)
            else:
                complete = False
        elif found == move.new:
            remove(target)
    sync_folder(folder)
    return complete


def remove_temporaries(folder: Path) -> int:
    """Remove temporary files of ours; gives their number. Only for the journal's holder."""
    removed = 0
    for path in temporaries(folder):
        with suppress(OSError):  # held by a virus scanner, or not ours to remove: it does no harm
            remove(path)
            removed += 1
    return removed


# --- single steps ---------------------------------------------------------------------------------


def back_up(target: Path, now: datetime) -> Path:
    """Keep a copy as ``名.备份-20121129-103005.xls`` beside the file; never over another file."""
    mark = now.strftime(f"{BACKUP}%Y%m%d-%H%M%S")
    for again in count(1):
        ending = mark + (f"-{again}" if again > 1 else "") + target.suffix
        backup = target.with_name(_shortened(target.stem, ending) + ending)
        if not os.path.lexists(backup):
            break
    _copy(target, backup)
    return backup


def _shortened(stem: str, ending: str) -> str:
    """The stem, cut so that the name stays within 255 bytes (which is within 255 UTF-16 units)."""
    while len(os.fsencode(stem + ending)) > 255 and len(stem) > 1:
        stem = stem[:-1]
    return stem


def _copy(source: Path, copy: Path) -> None:
    """A copy that is there as a whole or not at all. No hard link: a program that saves into the
    file it has open would change both."""
    with open_regular(source) as old:
        descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_START, suffix=TEMPORARY_END,
                                            dir=source.parent)
        with os.fdopen(descriptor, "wb") as new:
            shutil.copyfileobj(old, new)
            new.flush()
            os.fsync(new.fileno())
    shutil.copystat(source, name)
    replace(Path(name), copy)


def check_free(target: Path) -> None:
    """Raise TargetOpenError if the file is held by another program or protected against writing,
    OutputError if it is none that could be replaced."""
    try:
        found = os.stat(target)
        if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for ever
            raise OutputError(
                f"“{target}”不是普通文件，不能用它的名字写文件；请换一个保存位置，{UNTOUCHED}")
        if found.st_size > _MOST_REPLACED:  # hashing it and keeping a copy would take for ever
            raise OutputError(
                f"“{target}”有 {found.st_size / 1e9:.1f} GB，不会是以前生成的文件，没有替换它；"
                f"请把它移走或换一个保存位置，{UNTOUCHED}")
        with open(target, "r+b") as file:
            if sys.platform != "win32":
                # LibreOffice and WPS for Linux hold a record lock; others lock the whole file.
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return
    except BlockingIOError as error:
        raise target_open(target) from error
    except PermissionError as error:
        raise target_fault(error, target) from error
    except OSError as error:
        if not is_unsupported(error):
            raise folder_fault(error, target.parent) from error
