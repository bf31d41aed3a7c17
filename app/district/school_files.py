"""Which files of a folder are what schools handed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from models.folder_files import files_below, is_systems

REPORT, SUMMARY, ACCEPTANCE, SHEET, WHOLE = (
    "进度通报_", "汇总统计", "验收单", "核查单_", "汇总总库")
"""How the names of the outputs of 汇总检查 begin."""

SNAPSHOT = "汇总检查快照.sqlite"

_OWN = re.compile(
    rf"{REPORT}\d{{8}}.*\.xls|{SHEET}.*\.xls|({SUMMARY}|{ACCEPTANCE}|{WHOLE}(-\d+)?)\.xls"
    rf"|{re.escape(SNAPSHOT)}(-journal)?|.*学籍信息更正表(\(未校对完\))?\.xls"
    r"|.*\.备份-\d{8}-\d{6}(-\d+)?\.xlsx?")


def school_files(folder: Path, *, but: Iterable[Path] = ()) -> list[str]:
    """The files to be checked in the folder and below, as POSIX paths relative to it, in order.

    Left out are lock files of Excel (``~$``), hidden ones, what systems put into folders, our own
    outputs, and whatever is or lies in ``but``. Raises what ``files_below`` raises.
    """
    return files_below(folder, but=but, ignored=is_ignored)[0]


def is_ignored(name: str) -> bool:
    """Whether a file of this name is nothing that a school handed in."""
    return name.startswith("~$") or is_systems(name) or _OWN.fullmatch(name) is not None
