"""The seal on a journal: proof that this user's program wrote it, and nobody else who may write
into the same folder.

The key is made once and lies beside the working copies, where only the user may read.
"""

from __future__ import annotations

import hmac
import logging
import os
import secrets
from pathlib import Path

from models.commit.files import write_whole
from models.regular import open_regular

KEY = "journal.key"
_BYTES = 32

_log = logging.getLogger(__name__)


class Seal:
    """Marks what was written with a key, and knows its own mark again."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def kept_in(cls, folder: Path) -> Seal:
        """The user's seal; its key is made in the folder, which must exist, if there is none. If it
        can't be kept, a seal for this one run: what is interrupted then is told, not repaired."""
        path = folder / KEY
        try:
            if not os.path.lexists(path):
                write_whole(path, secrets.token_bytes(_BYTES))
            with open_regular(path) as file:
                key = file.read(_BYTES + 1)
            if len(key) != _BYTES:  # cut short by a fault of the drive
                key = secrets.token_bytes(_BYTES)
                write_whole(path, key)
        except OSError:
            _log.exception("the key of the journals can't be kept")
            return cls(secrets.token_bytes(_BYTES))
        return cls(key)

    def of(self, content: bytes) -> str:
        """The mark for this content."""
        return hmac.new(self._key, b"xueji journal\0" + content, "sha256").hexdigest()

    def is_on(self, content: bytes, mark: str) -> bool:
        """Whether the mark was made for this content with this key."""
        return hmac.compare_digest(self.of(content).encode(), mark.encode("utf-8", "replace"))
