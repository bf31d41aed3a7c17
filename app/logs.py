"""The log that a clerk can send: rotating, the user's alone, and without any student's data.

What could carry data never gets in: of an error its kind and places, not its message; of a foreign
library's record its origin, not its text; of our own records no character outside ASCII and no
long number, should one slip in.
"""

from __future__ import annotations

import logging
import os
import re
import sqlite3
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from models.session.session import make_private_folder

NAME = "xueji.log"
SIZE, KEPT = 512 * 1024, 4
OURS = ("app", "models", "ui", "validators", "qt")
_SAFE_MESSAGES = (AttributeError, ImportError, NameError)
"""Errors whose message names parts of the program only."""

_FOREIGN = re.compile(r"[^\x20-\x7e]+")
_LONG_NUMBER = re.compile(r"\d{6,}[\dXx]?|\d+\.\d{6,}E\+\d+")
_log = logging.getLogger(__name__)


def start(folder: Path, *, level: int = logging.INFO) -> Path | None:
    """Begins to log into the folder; gives the file, or None if it can't be written (the program
    goes on without)."""
    root = logging.getLogger()
    path = folder / NAME
    try:
        make_private_folder(folder)
        handler = _PrivateFile(path, encoding="ascii", errors="backslashreplace")
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    logging.raiseExceptions = False  # a full disk must not print tracebacks
    handler.setFormatter(_Careful())
    handler.set_name(NAME)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(True)
    _log.info("started: Python %s, %s, frozen %s", sys.version.split()[0], _system(),
              getattr(sys, "frozen", False))
    return path


def _system() -> str:
    """Not by the module platform: what it does to find out takes Windows a tenth of a second."""
    if sys.platform == "win32":
        return "Windows {0.major}.{0.minor}.{0.build}".format(sys.getwindowsversion())
    system = os.uname()
    return f"{system.sysname} {system.release}"


def stop() -> None:
    """Ends the logging that ``start`` began (for tests; a process just ends)."""
    root = logging.getLogger()
    for handler in [found for found in root.handlers if found.get_name() == NAME]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(logging.WARNING)
    logging.raiseExceptions = True
    logging.captureWarnings(False)


def scrubbed(text: str) -> str:
    """A text without anything that could be a student's: names, numbers, file names in Chinese."""
    return _LONG_NUMBER.sub("#", _FOREIGN.sub("?", text))


def described(kind: type[BaseException], error: BaseException | None,
              trace: TracebackType | None) -> str:
    """An error with its causes: kinds and places, no messages (they may quote a cell)."""
    lines: list[str] = []
    seen: set[int] = set()
    while True:
        lines += [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
                  for frame in traceback.extract_tb(trace)]
        lines.append(f"{kind.__module__}.{kind.__qualname__}{_harmless(error)}")
        if error is None or id(error) in seen:
            break
        seen.add(id(error))
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is None:
            break
        lines.append("because of")
        kind, error, trace = type(cause), cause, cause.__traceback__
    return "\n".join(lines)


def _harmless(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        return f": {getattr(error, 'sqlite_errorname', '')}"
    if isinstance(error, OSError):
        return f": errno {error.errno}, winerror {getattr(error, 'winerror', None)}"
    if isinstance(error, _SAFE_MESSAGES):
        return f": {scrubbed(str(error))}"
    return ""


def _place(file: str) -> str:
    """The module's path without the folders above the program, which name the user."""
    parts = file.replace("\\", "/").split("/")
    return "/".join(parts[-3:])


class _PrivateFile(logging.FileHandler):
    """A log that nobody else can read, set aside when it is ``SIZE`` long; the last ``KEPT`` stay.

    Not the one of ``logging.handlers``: for its other handlers that brings sockets, queues and
    pickle along, which Windows takes a fortieth of the program's start to load.
    """

    def _open(self):  # type: ignore[no-untyped-def]
        if os.name == "posix":
            os.close(os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY, 0o600))
        return super()._open()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            stream = self.stream
            if stream is not None and stream.tell() >= SIZE:
                self.stream = None  # the record opens it anew
                stream.close()
                self._set_aside()
            super().emit(record)
        except Exception:  # as every handler does: whoever logs has work to do
            self.handleError(record)

    def _set_aside(self) -> None:
        """First the log itself, which another program may keep from being renamed: then it grows,
        and the older ones stay."""
        with suppress(OSError):
            os.replace(self.baseFilename, f"{self.baseFilename}.0")
            for number in range(KEPT, 0, -1):
                newer = f"{self.baseFilename}.{number - 1}"
                if os.path.exists(newer):
                    os.replace(newer, f"{self.baseFilename}.{number}")


class _Careful(logging.Formatter):
    """Formats a record so that no student's data can be in it."""

    def format(self, record: logging.LogRecord) -> str:
        ours = record.name.split(".")[0] in OURS
        if ours:
            text = scrubbed(record.getMessage())
        else:
            text = f"({_place(record.pathname)}:{record.lineno})"
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {text}"
        if record.exc_info and record.exc_info[0] is not None:
            line += "\n" + described(*record.exc_info)
        return line
