"""Claims: one window at a time works on a roster, also where the program runs twice.

A claim is a lock of the system, which ends by itself when its holder is killed. The names of the
locks are hashes and tell nothing.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from models.commit.files import lock
from models.errors import SessionBusyError
from models.session.session import make_private_folder

_log = logging.getLogger(__name__)


class Claim:
    """Held until ``release``, or until the process ends: the ``descriptor`` of a locked file; None
    where no file can be made or locked."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Lets others work on it; may be called again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


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
    claim = Claim()
    try:
        make_private_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        claim = Claim(descriptor)
        lock(descriptor)
    except BlockingIOError:
        claim.release()
        return None
    except OSError:
        _log.exception("a lock can't be taken")
        claim.release()
    return claim


def _name(roster: Path) -> str:
    """The same for all spellings of a path that mean the same file."""
    real = os.path.normcase(os.path.realpath(roster))
    return hashlib.sha256(real.encode("utf-8", "surrogatepass")).hexdigest()[:32]
