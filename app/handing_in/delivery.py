"""What is handed in, where to, and what came of it: words that every way of sending shares."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from models.errors import XuejiError
from models.regular import read_regular

Tls = Literal["auto", "require", "off"]
"""``auto``: encrypted where the server offers it; ``require``: never without; ``off``: never."""

MOST = 2_000_000_000
"""Bytes of the largest file that is sent; it is held in memory."""

PART = ".part"
"""What a file's name ends with until all of it has arrived."""

NOT_READ_BACK = "服务器不许读回，只核对了大小"
NOT_CHECKED = "服务器不许读回，也不报大小，只有服务器的确认"


class DeliveryError(XuejiError):
    """A file could not be handed in; the sentence says why and what to do."""


class DeliveryCancelledError(DeliveryError):
    """The clerk stopped it; no half file bears the full name."""


class FileThereError(DeliveryError):
    """A file of that name is there already, and nobody said that it may be replaced."""


class UntrustedCertificateError(DeliveryError):
    """Nobody vouches for the server's certificate; ``fingerprint`` is its SHA-256 in hex pairs."""

    def __init__(self, message: str, fingerprint: str) -> None:
        super().__init__(message)
        self.fingerprint = fingerprint


@dataclass(frozen=True)
class Parcel:
    """A local file as it is sent: what was read once is hashed and sent. ``path`` as it was
    given."""

    path: Path
    content: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """The name under which it arrives."""
        return self.path.name

    @property
    def sha256(self) -> str:
        """The SHA-256 of what is sent, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Arrival:
    """What came of one file. ``to`` as it was asked for, ``path`` where it arrived ("" unless it
    did), ``words`` the server's own, ``error`` "" if it arrived and was checked."""

    file: str
    to: str
    path: str
    size: int
    sha256: str
    read_back: bool = False
    replaced: bool = False
    error: str = ""
    note: str = ""
    words: str = ""
    encrypted: bool = False
    there: bool = False
    """Whether what hinders is a file of that name, which may be replaced."""
    at: datetime = field(default_factory=datetime.now)

    def as_json(self) -> dict[str, object]:
        """The arrival as the command line tells it."""
        return {"file": self.file, "to": self.to, "path": self.path, "size": self.size,
                "sha256": self.sha256, "read_back": self.read_back, "replaced": self.replaced,
                "error": self.error or None, "note": self.note, "server": self.words,
                "encrypted": self.encrypted}


@dataclass(frozen=True)
class Watch:
    """What a sending reports to and asks: ``progress(name, done, total)`` in bytes."""

    progress: Callable[[str, int, int], None] = lambda name, done, total: None
    cancelled: Callable[[], bool] = lambda: False


def parcel(path: Path) -> Parcel:
    """A file, read whole. Raises DeliveryError if it can't be."""
    try:
        if path.is_dir():
            raise DeliveryError(f"“{path}”是一个文件夹，请指定要上报的文件。")
        return Parcel(path, read_regular(path, MOST))
    except FileNotFoundError as error:
        raise DeliveryError(f"找不到文件“{path}”，什么都没有上报。") from error
    except (OSError, ValueError) as error:
        raise DeliveryError(f"读不了文件“{path}”，什么都没有上报。") from error
