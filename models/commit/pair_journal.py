"""Putting two finished files into place together: both or none, whatever happens in between.

Two renames can't be made one, so a journal stands in the folder while it is done. It is locked by
the writer and holds file names and hashes (no student data) behind one letter:

- empty or cut short: nothing was replaced yet, temporary files are rubbish;
- ``C`` (commit): both new files are complete on disk; an interrupted run is finished from here;
- ``R`` (rollback): a rename failed; an interrupted run is taken back from here. Overwriting one
  letter can't be half done and needs no room on a full drive.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from models.errors import (
    OutputBusyError, OutputError, UnfinishedPairError, folder_fault, target_fault, target_open)

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

JOURNAL = ".xueji-output.journal"
TEMPORARY_START, TEMPORARY_END = ".xueji-", ".tmp"
IS_WINDOWS = sys.platform == "win32"
_LOCK_AT = 1 << 30  # Windows locks bytes for readers too, so one far behind the content is taken


@dataclass(frozen=True)
class Move:
    """A temporary file and the name it is to get. Names are within the folder; ``old`` is the hash
    of the file that is replaced and ``backup`` its copy (both None if there is none)."""

    temporary: str
    target: str
    new: str
    old: str | None
    backup: str | None


class PairJournal:
    """The folder's journal, open and locked; at most one at a time for a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises OutputBusyError if another process holds it, OSError if it can't be made."""
        self.folder = folder
        self._path = folder / JOURNAL
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        while True:
            self._fd = os.open(self._path, flags, 0o666)
            try:
                _lock(self._fd)
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
            return IS_WINDOWS or os.path.samestat(os.fstat(self._fd), os.stat(self._path))
        except FileNotFoundError:
            return False

    def read(self) -> tuple[list[Move], bool]:
        """The moves that were committed to (none if it did not come to that), and whether they were
        being taken back."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        content = os.read(self._fd, os.fstat(self._fd).st_size)
        try:
            moves = [Move(**move) for move in json.loads(content[1:])]
        except (ValueError, TypeError):
            return [], False
        return moves, content[:1] == b"R"

    def commit(self, moves: Sequence[Move]) -> None:
        """From here on the new files count; they must be complete on disk."""
        content = b"C" + json.dumps([asdict(move) for move in moves]).encode()
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


def recover(folder: Path) -> list[str]:
    """Repair what an interrupted writing left in the folder; gives sentences for the clerk.

    Afterwards both outputs are the complete new ones or the complete old ones. Gives nothing (and
    touches nothing) if all is in order, the folder is gone, or another run is writing just now.
    Raises UnfinishedPairError if it can't be repaired yet, as a file is open elsewhere.
    """
    try:
        if not os.path.exists(folder / JOURNAL) and not _temporaries(folder):
            return []
    except OSError:
        return []  # a folder that can't be looked into has nothing that could be repaired
    try:
        journal = PairJournal(folder)
    except OutputBusyError:
        return []
    except OSError as error:
        raise _unfinished(folder, []) from error
    try:
        said = settle(journal)
        journal.remove()
        return said
    finally:
        journal.close()


def settle(journal: PairJournal) -> list[str]:
    """``recover`` for the holder of the journal, which is clear afterwards."""
    folder = journal.folder
    moves, rolling_back = journal.read()
    said = []
    try:
        if moves and not rolling_back and _can_finish(folder, moves):
            said.append(f"上次生成文件时程序中断，现已补完：{_named(moves)}都已写好。")
            _finish(folder, moves)
        elif moves:
            if not rolling_back:
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


def _named(moves: Sequence[Move]) -> str:
    return "和".join(f"“{move.target}”" for move in moves)


def _unfinished(folder: Path, moves: Sequence[Move]) -> UnfinishedPairError:
    return UnfinishedPairError(
        f"上次向文件夹“{folder}”写文件时中断，现在还不能修复：请先关闭{_named(moves) or '那里的文件'}"
        f"（如在 Excel、WPS 中打开），再试一次。")


def _can_finish(folder: Path, moves: Sequence[Move]) -> bool:
    """Whether each new file is complete, under its temporary or already under its own name."""
    return all(move.new in (file_hash(folder / move.temporary), file_hash(folder / move.target))
               for move in moves)


def _finish(folder: Path, moves: Sequence[Move]) -> None:
    for move in moves:
        target = folder / move.target
        found = file_hash(target)
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
    hashes = [file_hash(folder / move.target) for move in moves]
    if not all(found in (None, move.old, move.new)
               for found, move in zip(hashes, moves, strict=True)):
        return False
    complete = True
    for found, move in zip(hashes, moves, strict=True):
        target = folder / move.target
        backup = folder / move.backup if move.backup is not None else None
        if found == move.old:
            if backup is not None:
                backup.unlink(missing_ok=True)
        elif backup is not None and found in (None, move.new):
            if backup.exists():
                replace(backup, target)
            else:
                complete = False
        elif found == move.new:
            target.unlink()
    sync_folder(folder)
    return complete


def remove_temporaries(folder: Path) -> int:
    """Remove temporary files of ours; gives their number. Only for the journal's holder."""
    found = _temporaries(folder)
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _temporaries(folder: Path) -> list[Path]:
    return list(folder.glob(f"{TEMPORARY_START}*{TEMPORARY_END}"))


# --- single steps ---------------------------------------------------------------------------------


def back_up(target: Path, now: datetime) -> Path:
    """Keep a copy as ``名.备份-20121129-103005.xls`` beside the file; never over another file."""
    mark = now.strftime(".备份-%Y%m%d-%H%M%S")
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
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_START, suffix=TEMPORARY_END,
                                        dir=source.parent)
    with os.fdopen(descriptor, "wb") as new, open(source, "rb") as old:
        shutil.copyfileobj(old, new)
        new.flush()
        os.fsync(new.fileno())
    shutil.copystat(source, name)
    os.rename(name, copy)


def check_free(target: Path) -> None:
    """Raise TargetOpenError if the file is held by another program or protected against writing."""
    try:
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
        if not _unsupported(error):
            raise folder_fault(error, target.parent) from error


def replace(source: Path, target: Path) -> None:
    """``os.replace``, with patience for the virus scanners of Windows, which look into every new
    file for a moment."""
    for _ in range(10 if IS_WINDOWS else 0):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            time.sleep(0.1)
    os.replace(source, target)


def file_hash(path: Path) -> str | None:
    """The file's SHA-256 in hex digits, None if there is no such file."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def sync_folder(folder: Path) -> None:
    """Have the folder's names on disk, where the system can be asked for that."""
    if IS_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not _unsupported(error):  # some network drives; the files themselves are synced
            raise
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Lock without waiting; BlockingIOError if another process has it. A drive that knows no locks
    is taken as it is: one clerk rarely writes twice at once."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _LOCK_AT, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError as error:
        # Windows says that access is denied; wine ends the call without saying why.
        if IS_WINDOWS and error.errno in (errno.EACCES, 0):
            raise BlockingIOError(error.errno, "locked") from error
        if not _unsupported(error):
            raise


def _unsupported(error: OSError) -> bool:
    return error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)
