"""Opening what is named by others: regular files only, and no more of them than is reasonable."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_CHUNK = 1 << 20
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)


def open_regular(path: Path) -> BinaryIO:
    """The file for reading. OSError (EINVAL) for what is no file, such as a pipe or a device, which
    could keep the program waiting for ever."""
    if stat.S_ISDIR(mode := os.stat(path).st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "no regular file", str(path))
    file = open(path, "rb", opener=_open)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # exchanged in this moment
        file.close()
        raise OSError(errno.EINVAL, "no regular file", str(path))
    return file


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAITING)


def read_regular(path: Path, most: int) -> bytes:
    """The whole of a file that has at most so many bytes. Raises OSError, EFBIG if it has more."""
    with open_regular(path) as file:
        too_big = os.fstat(file.fileno()).st_size > most  # told at once, not when all is read
        content = b"" if too_big else file.read(most + 1)  # more may be written meanwhile
    if too_big or len(content) > most:
        raise OSError(errno.EFBIG, "too big", str(path))
    return content


def text_of(path: Path, most: int = 5_000_000) -> str:
    """The UTF-8 text of a small file of the program's own. Raises OSError, and ValueError if it is
    no such text."""
    return read_regular(path, most).decode("utf-8")


def file_hash(path: Path, check: Callable[[], None] | None = None) -> str:
    """SHA-256 of a file in hex digits. ``check`` is called now and then and may raise. Raises
    OSError, also for what is no regular file."""
    digest = hashlib.sha256()
    with open_regular(path) as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
            if check is not None:
                check()
    return digest.hexdigest()
