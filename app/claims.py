"""Claims: one window at a time works on a roster, also where the program runs twice.

A claim is a lock of the system, which ends by itself when its holder is killed. The names of the
locks are hashes and tell nothing.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import SessionBusyError
from models.session.session import make_private_folder

if TYPE_CHECKING:
    from filelock import BaseFileLock

_log = logging.getLogger(__name__)


class Claim:
    """Held until ``release``, or until the process ends."""

    def __init__(self, lock: BaseFileLock | None = None) -> None:
        self._lock = lock

    def release(self) -> None:
        """Lets others work on it; may be called again."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def claim_roster(folder: Path, roster: Path) -> Claim:
    """Claims a roster by its path (and by that all work that began with it). ``folder`` is the one
    of the working copies.

    Raises SessionBusyError if another window has it, in this process or another one.
    """
    claim = try_claim(folder / "locks" / f"{_name(roster)}.lock")
    if claim is None:
        raise SessionBusyError(
            f"“{roster.name}”正在另一个窗口中校对；在这里只能查看，不能修改。")
    return claim


def try_claim(path: Path) -> Claim | None:
    """Locks a file that is made for it; None if it is held. Where the system can't lock, nothing is
    held and nothing is refused: work must not stop because of a missing right."""
    # Imported when used: it takes as long as a good part of the window's start.
    from filelock import FileLock, Timeout

    try:
        make_private_folder(path.parent)
        lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)
        lock.acquire()
    except Timeout:
        return None
    except (OSError, NotImplementedError):
        _log.exception("a lock can't be taken")
        return Claim()
    return Claim(lock)


def _name(roster: Path) -> str:
    """The same for all spellings of a path that mean the same file."""
    real = os.path.normcase(os.path.realpath(roster))
    return hashlib.sha256(real.encode("utf-8", "surrogatepass")).hexdigest()[:32]
