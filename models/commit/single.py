"""Writing one file whole or not at all: temporary name, read back, backup of what was there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.commit.files import IS_WINDOWS, remove, replace, sync_folder, write_temporary
from models.commit.pair_journal import back_up, check_free, held_folder
from models.commit.places import check_place
from models.errors import UNTOUCHED, ReadBackError, folder_fault, target_fault


@dataclass(frozen=True)
class SafeFile:
    """A file in its place, its SHA-256, and the backup of what it replaced."""

    path: Path
    sha256: str
    backup: Path | None


def write_safely(target: Path, content: bytes, *, protect: Sequence[Path] = (),
                 check: Callable[[Path], object] | None = None, keep_old: bool = True,
                 now: datetime | None = None) -> SafeFile:
    """Writes ``content`` or changes nothing and raises an OutputError.

    ``check`` looks at the file while it still has its temporary name and raises if it is not as it
    should be; ``protect`` are files that must not be replaced; what is replaced is
    kept as a backup unless ``keep_old`` is False.
    """
    check_place(target.parent, target.name, protect)
    try:
        with held_folder(target.parent) as journal:
            return _write(target, content, journal.mode, check, now or datetime.now(), keep_old)
    except OSError as error:
        raise folder_fault(error, target.parent) from error


def _write(target: Path, content: bytes, mode: int, check: Callable[[Path], object] | None,
           now: datetime, keep_old: bool) -> SafeFile:
    draft: Path | None = None
    try:
        check_free(target)
        draft = write_temporary(target.parent, content)
        digest = hashlib.sha256(content).hexdigest()
        if hashlib.sha256(draft.read_bytes()).hexdigest() != digest:
            raise ReadBackError(f"写好的“{target.name}”读回来不一样，可能是磁盘有问题；{UNTOUCHED}")
        if check is not None:
            check(draft)
        backup = _replace(draft, target, mode, now, keep_old)
    finally:
        if draft is not None:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    return SafeFile(target, digest, backup)


def _replace(draft: Path, target: Path, mode: int, now: datetime,
             keep_old: bool) -> Path | None:
    backup = back_up(target, now) if keep_old and target.exists() else None
    try:
        if not IS_WINDOWS:
            os.chmod(draft, mode & 0o666)
        replace(draft, target)
    except OSError as error:
        if backup is not None:
            with suppress(OSError):
                backup.unlink()
        raise target_fault(error, target) from error
    sync_folder(target.parent)
    return backup


def retire(path: Path, now: datetime | None = None) -> Path:
    """Takes a file out of the way: only a dated backup of it stays. Raises OutputError; then it is
    where it was."""
    try:
        check_free(path)
        backup = back_up(path, now or datetime.now())
        try:
            remove(path)
        except OSError:
            with suppress(OSError):
                backup.unlink()
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise target_fault(error, path) from error
    return backup
