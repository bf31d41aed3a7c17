"""Where files may be written: the questions that are asked of every folder and name."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from models.commit.files import IS_WINDOWS
from models.errors import UNTOUCHED, NameTooLongError, OutputError, SourceFileError, folder_fault

_LONGEST_NAME = 255


def check_place(folder: Path, name: str, protect: Sequence[Path]) -> None:
    """Raises an OutputError that says why no file of this name can be written into the folder;
    ``protect`` are files that must not be replaced."""
    target = folder / name
    if name in ("", ".", "..") or target.name != name:
        raise OutputError(f"“{name}”不能作文件名，请检查学校名称；{UNTOUCHED}")
    for source in protect:
        if is_same(target, source):
            raise SourceFileError(
                f"要生成的“{name}”是打开着的原文件，不能覆盖；请换一个文件夹，{UNTOUCHED}")
    try:
        if not stat.S_ISDIR(os.stat(folder).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
    except OSError as error:
        raise folder_fault(error, folder) from error
    if _too_long(folder, name):
        raise NameTooLongError(
            f"文件名“{name[:40]}…”太长，系统写不了；请检查学校或班级的名称是否多了内容，{UNTOUCHED}")
    if os.path.isdir(target):
        raise OutputError(f"“{target}”是一个文件夹，不能用它的名字写文件；请换一个保存位置，{UNTOUCHED}")


def _too_long(folder: Path, name: str) -> bool:
    """Windows counts UTF-16 units, POSIX bytes; some drives allow less than 255 of them."""
    if IS_WINDOWS:
        return len(name.encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST_NAME
    longest = _LONGEST_NAME
    with suppress(OSError, ValueError):
        longest = os.pathconf(folder, "PC_NAME_MAX")
    return len(os.fsencode(name)) > longest


def is_same(target: Path, source: Path) -> bool:
    """Whether an output would be a file of the clerk's: by links of any kind, or by a name that
    differs in case or composition only, which is the same file on most drives."""
    try:
        if os.path.samefile(target, source):
            return True
    except OSError:
        pass  # one of them is not there; the names decide
    return any(_plain(one) == _plain(other)
               for one in (os.path.abspath(target), os.path.realpath(target))
               for other in (os.path.abspath(source), os.path.realpath(source)))


def _plain(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
