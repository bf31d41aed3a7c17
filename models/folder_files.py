"""Which files lie in a folder and below, without what systems put there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from models.errors import FileAccessError, FileMissingError

_SYSTEM = {"thumbs.db", "desktop.ini"}
_SYSTEM_FOLDERS = {"system volume information", "$recycle.bin", "__macosx"}


def is_systems(name: str) -> bool:
    """Whether a file of this name was made by a system and not by a person: hidden ones, too."""
    return name.startswith(".") or name.casefold() in _SYSTEM


def files_below(folder: Path, *, kind: str = "文件夹", but: Iterable[Path] = (),
                ignored: Callable[[str], bool] = is_systems) -> tuple[list[str], int]:
    """The files in the folder and its folders, as POSIX paths relative to it, in order, and how
    many were ``ignored`` by their names. ``but`` is left out, and what lies in it; so are folders
    of systems. Links to folders are not followed, as they may lead round in a circle; whatever else
    is no folder is named, for its reader to say what is wrong with it: a link to nothing, a pipe.

    Raises FileMissingError if it is no folder (``kind`` is what to call it), FileAccessError if it
    or one of its folders can't be read.
    """
    if not folder.is_dir():
        raise FileMissingError(f"找不到{kind}“{folder}”，请检查写法，或它是否已移动或改名。")
    left_out = {os.path.realpath(path) for path in but}
    found: list[str] = []
    passed = 0

    def refused(error: OSError) -> None:
        raise FileAccessError(
            f"没有权限读取文件夹“{error.filename}”，或磁盘、网络已断开；请检查后再试。") from error

    for place, folders, names in os.walk(folder, onerror=refused):
        real = os.path.realpath(place)
        folders[:] = [
            name for name in folders
            if not (is_systems(name) or name.casefold() in _SYSTEM_FOLDERS)
            and os.path.join(real, name) not in left_out]
        for name in names:
            if os.path.realpath(os.path.join(real, name)) in left_out:
                continue
            if ignored(name):
                passed += 1
            else:
                found.append(os.path.relpath(os.path.join(place, name), folder))
    return sorted(name.replace(os.sep, "/") for name in found), passed
