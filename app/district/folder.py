"""Which files of a folder are what schools handed in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from models.errors import FileAccessError, FileMissingError

REPORT, SUMMARY, ACCEPTANCE, SHEET = "进度通报_", "汇总统计", "验收单", "核查单_"
"""How the names of the outputs of 汇总检查 begin."""

SNAPSHOT = "汇总检查快照.sqlite"

_SYSTEM = {"thumbs.db", "desktop.ini"}
_OWN = re.compile(
    rf"{REPORT}\d{{8}}.*\.xls|{SHEET}.*\.xls|({SUMMARY}|{ACCEPTANCE})\.xls"
    rf"|{re.escape(SNAPSHOT)}(-journal)?|.*学籍信息更正表(\(未校对完\))?\.xls"
    r"|.*\.备份-\d{8}-\d{6}(-\d+)?\.xlsx?")


def school_files(folder: Path, *, but: Iterable[Path] = ()) -> list[str]:
    """The files to be checked in the folder and below, as POSIX paths relative to it, in order.

    Left out are lock files of Excel (``~$``), hidden ones, what Windows puts into folders, our own
    outputs, and whatever is or lies in ``but``. Raises FileMissingError if it is no folder,
    FileAccessError if it can't be read.
    """
    if not folder.is_dir():
        raise FileMissingError(f"找不到文件夹“{folder}”，请检查写法，或它是否已移动或改名。")
    left_out = {os.path.realpath(path) for path in but}
    found: list[str] = []

    def refused(error: OSError) -> None:
        raise FileAccessError(
            f"没有权限读取文件夹“{error.filename}”，或磁盘、网络已断开；请检查后再试。") from error

    for place, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".")
            and os.path.realpath(os.path.join(place, name)) not in left_out)
        for name in names:
            path = os.path.join(place, name)
            if not is_ignored(name) and os.path.isfile(path) \
                    and os.path.realpath(path) not in left_out:
                found.append(Path(path).relative_to(folder).as_posix())
    return sorted(found)


def is_ignored(name: str) -> bool:
    """Whether a file of this name is nothing that a school handed in."""
    return (name.startswith(("~$", ".")) or name.casefold() in _SYSTEM
            or _OWN.fullmatch(name) is not None)
