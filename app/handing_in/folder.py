"""Handing files in to a folder or a USB stick: the same steps, the same reading back."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.handing_in.delivery import (
    Arrival, DeliveryCancelledError, DeliveryError, FileThereError, Parcel, Watch)
from models.commit.single import write_safely
from models.errors import OutputError, XuejiError, folder_fault


def hand_in_to_folder(parcels: Sequence[Parcel], folder: Path, *, overwrite: bool = False,
                      watch: Watch | None = None) -> list[Arrival]:
    """Copies the files; every one has an arrival, with what went wrong. The folder is never made.

    Raises DeliveryCancelledError.
    """
    watch = watch or Watch()
    return [_copied(parcel, folder, overwrite, watch) for parcel in parcels]


def _copied(parcel: Parcel, folder: Path, overwrite: bool, watch: Watch) -> Arrival:
    target = folder / parcel.name
    size = len(parcel.content)
    if watch.cancelled():
        raise DeliveryCancelledError("已停止上报。")
    error, there = "", False
    failed: XuejiError | None = None
    try:
        there = _check(parcel, folder, target, overwrite)
        write_safely(target, parcel.content, keep_old=False)
        watch.progress(parcel.name, size, size)
    except (OutputError, DeliveryError) as fault:
        error, failed = str(fault), fault
    return Arrival(str(parcel.path), str(folder), "" if error else str(target.absolute()), size,
                   parcel.sha256, read_back=not error, replaced=there and not error, error=error,
                   there=isinstance(failed, FileThereError), at=datetime.now())


def _check(parcel: Parcel, folder: Path, target: Path, overwrite: bool) -> bool:
    """Whether a file is there that may be replaced. Raises DeliveryError or OutputError."""
    try:
        if not folder.exists():
            raise FileNotFoundError(errno.ENOENT, "no folder")
        if not folder.is_dir():
            raise DeliveryError(f"“{folder}”不是文件夹，没有交上；请指定一个文件夹。")
        if not target.exists():
            return False
        if parcel.path.exists() and os.path.samefile(target, parcel.path):
            raise DeliveryError(f"“{target}”就是要交的文件本身，请指定另一个文件夹。")
        stat = target.stat()
    except OSError as error:
        raise folder_fault(error, folder) from error
    if not overwrite:
        when = datetime.fromtimestamp(stat.st_mtime)
        raise FileThereError(f"“{folder}”里已有同名的“{parcel.name}”（{stat.st_size} 字节，"
                             f"{when:%Y-%m-%d %H:%M}），没有改动它；"
                             f"要替换请选择替换（命令行加 --overwrite）。")
    return True
