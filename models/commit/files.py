"""The safety tools that every written file shares, each of them once: a temporary file that is on
the disk, the patient rename, the synced folder, the hash, the lock.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from models.regular import file_hash

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

TEMPORARY_START, TEMPORARY_END = ".xueji-", ".tmp"
IS_WINDOWS = sys.platform == "win32"
PATIENCE = 10
"""How often a rename is tried again on Windows, a tenth of a second apart."""
_CHUNK = 1 << 20
_LOCK_AT = 1 << 30  # Windows locks bytes for readers too, so one far behind the content is taken
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def write_temporary(folder: Path, content: bytes, check: Callable[[], None] | None = None, *,
                    start: str = TEMPORARY_START) -> Path:
    """A new file of this content in the folder, on the disk when this returns, that only the user
    can read. ``check`` is called now and then and may raise; nothing is left then."""
    descriptor, name = tempfile.mkstemp(prefix=start, suffix=TEMPORARY_END, dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            view = memoryview(content)
            for begin in range(0, len(view), _CHUNK):
                file.write(view[begin:begin + _CHUNK])
                if check is not None:
                    check()
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):  # the first error is the one to tell
            os.unlink(name)
        raise
    return Path(name)


def write_whole(path: Path, content: bytes) -> None:
    """A small file of the program's own, replaced whole and on the disk when this returns; only the
    user can read it. Raises OSError; what was there before is there still."""
    draft = write_temporary(path.parent, content)
    try:
        replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def replace(source: Path, target: Path) -> None:
    """``os.replace``, with patience for the virus scanners of Windows, which look into every new
    file for a moment."""
    _patiently(lambda: os.replace(source, target))


def remove(path: Path) -> None:
    """``os.unlink``, with the same patience; a file that is not there is fine."""
    with suppress(FileNotFoundError):
        _patiently(lambda: os.unlink(path))


def _patiently(act: Callable[[], None]) -> None:
    for _ in range(PATIENCE if IS_WINDOWS else 0):
        try:
            act()
            return
        except PermissionError:
            time.sleep(0.1)
    act()


def sync_folder(folder: Path) -> None:
    """Have the folder's names on disk, where the system can be asked for that."""
    if IS_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not is_unsupported(error):  # some network drives; the files themselves are synced
            raise
    finally:
        os.close(descriptor)


# --- looking at what is there ---------------------------------------------------------------------


def hash_if_there(path: Path) -> str | None:
    """``file_hash``, None if there is no such file."""
    try:
        return file_hash(path)
    except FileNotFoundError:
        return None


def temporaries(folder: Path) -> list[Path]:
    """Temporary files of ours: regular ones under our names, whatever else has such a name."""
    found = []
    for path in folder.glob(f"{TEMPORARY_START}*{TEMPORARY_END}"):
        with suppress(OSError):  # gone in this moment
            if stat.S_ISREG(os.lstat(path).st_mode):
                found.append(path)
    return found


# --- a file of our own in a folder where others may write -----------------------------------------


def open_own(path: Path) -> int:
    """A descriptor of a regular file with this one name, made if it is not there; no link is ever
    followed. What else has the name is taken away (a link or pipe, not what it leads to). Raises
    OSError, FileExistsError if it can't be taken away."""
    flags = os.O_RDWR | os.O_CREAT | _BINARY | _NO_LINK | _NO_WAITING
    for _ in range(3):
        if not os.path.islink(path):  # Windows can't be told not to follow
            try:
                descriptor = os.open(path, flags, 0o666)
            except OSError:
                if not os.path.lexists(path) or _is_sole_file(os.lstat(path)):
                    raise
            else:
                if _is_sole_file(os.fstat(descriptor)):
                    return descriptor
                os.close(descriptor)
        _take_away(path)
    raise FileExistsError(errno.EEXIST, "the name is taken", str(path))


def _is_sole_file(found: os.stat_result) -> bool:
    """A regular file; 0 names has one that was removed while it was waited for."""
    return stat.S_ISREG(found.st_mode) and found.st_nlink <= 1


def _take_away(path: Path) -> None:
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            os.rmdir(path)
        else:
            os.unlink(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileExistsError(errno.EEXIST, "the name is taken", str(path)) from error


def lock(descriptor: int) -> None:
    """Lock without waiting; BlockingIOError if another process has it. A drive that knows no locks
    is taken as it is: one clerk rarely writes twice at once. Where the file is read and written
    next stays as it was."""
    try:
        if sys.platform == "win32":
            place = os.lseek(descriptor, 0, os.SEEK_CUR)
            os.lseek(descriptor, _LOCK_AT, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            finally:
                os.lseek(descriptor, place, os.SEEK_SET)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError as error:
        # Windows says that access is denied; wine ends the call without saying why.
        if IS_WINDOWS and error.errno in (errno.EACCES, 0):
            raise BlockingIOError(error.errno, "locked") from error
        if not is_unsupported(error):
            raise


def is_unsupported(error: OSError) -> bool:
    """Whether the drive does not know what was asked for."""
    return error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)
