"""One program for each user: a second start hands its roster to the first one and ends.

They talk over a socket of the local machine (a named pipe on Windows) that only who can read the
key in the user's private folder may use. Only texts are exchanged.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.claims import Claim, try_claim
from models.regular import read_regular
from models.session.session import make_private_folder

if TYPE_CHECKING:  # imported when used: the window need not wait for it
    from multiprocessing.connection import Connection, Listener

PATIENCE = 4.0
"""Seconds for the first program to answer; it may be just starting."""
_LONGEST = 1 << 16
_LONGEST_SOCKET = 100
_log = logging.getLogger(__name__)


class SingleInstance(QObject):
    """``asked`` carries the roster (a path, or None: only come to the front) that a second start
    was given; it is emitted in the window's thread."""

    asked = Signal(object)
    _heard = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._claim: Claim | None = None
        self._listener: Listener | None = None
        self._heard.connect(self.asked)

    def is_first(self) -> bool:
        """Whether this is the user's only running program; it stays so until the process ends."""
        if self._claim is None:
            self._claim = try_claim(self._folder / "locks" / "instance.lock")
        return self._claim is not None

    def hand_over(self, roster: Path | None, patience: float = PATIENCE) -> bool:
        """Gives the roster to the first program, which comes to the front; False if it does not
        answer."""
        end = time.monotonic() + patience
        message = json.dumps(None if roster is None else str(roster.absolute()))
        while time.monotonic() < end:
            done: list[bool] = []
            caller = threading.Thread(
                target=lambda: done.append(self._call(message)), daemon=True)
            caller.start()
            caller.join(max(0.0, end - time.monotonic()))  # it may never answer
            if done and done[0]:
                return True
            time.sleep(0.1)
        return False

    def listen(self) -> None:
        """Waits for second starts from now on. Where that can't be, each start has its window."""
        from multiprocessing.connection import Listener

        try:
            make_private_folder(self._folder)
            address = self._address()
            if sys.platform != "win32":
                Path(address).unlink(missing_ok=True)  # of a first program that was killed
            self._listener = Listener(address, authkey=self._key(create=True))
        except OSError:
            _log.exception("second starts can't be heard")
            return
        threading.Thread(target=self._wait, args=(self._listener,), name="second-starts",
                         daemon=True).start()

    def close(self) -> None:
        """Ends listening and lets another program be the first."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    # --- both ends -------------------------------------------------------------------------------

    def _address(self) -> str:
        place = str(self._folder.absolute())
        name = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        if sys.platform == "win32":
            return rf"\\.\pipe\xueji-{name}"
        beside = self._folder / "socket"
        if len(os.fsencode(beside)) < _LONGEST_SOCKET:
            return str(beside)
        return os.path.join(tempfile.gettempdir(), f"xueji-{name}")  # the key guards it

    def _key(self, *, create: bool = False) -> bytes:
        path = self._folder / "key"
        if create and not (path.is_file() and path.stat().st_size == 32):
            path.unlink(missing_ok=True)
            made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(made, "wb") as file:
                file.write(secrets.token_bytes(32))
        return read_regular(path, 64)

    def _wait(self, listener: Listener) -> None:
        from multiprocessing import AuthenticationError

        while self._listener is listener:
            try:
                with listener.accept() as connection:
                    roster = json.loads(connection.recv_bytes(_LONGEST))
                    connection.send_bytes(str(os.getpid()).encode())
                    self._come_forward(connection)
            except (AuthenticationError, ValueError, EOFError) as error:
                _log.warning("a second start said nothing sensible: %s", type(error).__name__)
                continue
            except OSError as error:
                if self._listener is not listener:
                    return
                _log.warning("a second start was not heard: %s", type(error).__name__)
                time.sleep(0.1)
                continue
            with suppress(RuntimeError):  # the window is being destroyed
                self._heard.emit(Path(roster) if isinstance(roster, str) else None)

    @staticmethod
    def _come_forward(connection: Connection) -> None:
        """Waits until the other one has allowed us to take the front."""
        if connection.poll(1.0):
            connection.recv_bytes(16)

    def _call(self, message: str) -> bool:
        from multiprocessing import AuthenticationError
        from multiprocessing.connection import Client

        try:
            with Client(self._address(), authkey=self._key()) as connection:
                connection.send_bytes(message.encode("ascii"))
                process = int(connection.recv_bytes(16))
                _allow_front(process)
                connection.send_bytes(b"front")
                return True
        except (OSError, EOFError, ValueError, AuthenticationError):
            return False


def _allow_front(process: int) -> None:
    """Windows lets a program come to the front only if the one the user just started allows it."""
    if sys.platform == "win32":
        import ctypes

        allow: Callable[[int], int] = ctypes.windll.user32.AllowSetForegroundWindow
        allow(process)
