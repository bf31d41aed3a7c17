"""Which files of a folder are offered for merging, and in what order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from models.errors import FileMissingError
from models.writing.correction_table import in_order

_NOT_OFFERED = re.compile(
    r"~\$.*|\.~lock\..*|\..*|~.*|.*\.(?:tmp|temp|bak|crdownload|part)|thumbs\.db|desktop\.ini",
    re.IGNORECASE | re.DOTALL)
"""Lock files of office programs, temporary and hidden files, what systems put into folders."""

_OURS = re.compile(
    r".*(?:学籍信息更正表|学籍信息问题单|学籍信息确认单|班级统计|校对报告|待补名单)(?:\(未校对完\))?"
    r"(?: ?\(\d+\))?\.\w+|名单核对结果.*|.*\.备份-\d{8}-\d{6}.*", re.DOTALL)
"""What this program writes for others to read."""


def offered(paths: Iterable[Path], *, recursive: bool = False) -> list[Path]:
    """The files named, and those of the folders named (with their folders, if ``recursive``) that
    may be somebody's roster, in the order of their names.

    Raises FileMissingError for a path that is not there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = path.rglob("*") if recursive else path.iterdir()
            found.update(dict.fromkeys(sorted(
                (one for one in inside if one.is_file() and is_offered(one)),
                key=lambda one: (in_order(str(one.parent)), in_order(one.stem), one.name))))
        elif path.exists():
            found[path] = None
        else:
            raise FileMissingError(f"找不到“{path}”，请检查是否已移动或改名。")
    return list(found)


def is_offered(path: Path) -> bool:
    """Whether a file of a folder may be somebody's roster, by its name."""
    return not (_NOT_OFFERED.fullmatch(path.name) or _OURS.fullmatch(path.name))
