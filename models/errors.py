"""The errors a clerk may meet. ``str(error)`` is one Chinese sentence: what, where, what to do."""

from __future__ import annotations

from collections.abc import Sequence


class XuejiError(Exception):
    """Base of every error that is told to the clerk instead of being logged as a fault."""


# --- reading a roster ---------------------------------------------------------------------------


class WorkbookError(XuejiError):
    """A file could not be opened as a roster; the file itself was not touched."""


class FileMissingError(WorkbookError):
    """The file is not there (or the name is a folder)."""


class FileAccessError(WorkbookError):
    """The system does not let us read the file."""


class EmptyFileError(WorkbookError):
    """The file has no bytes, or its sheets have no filled cell."""


class UnknownFormatError(WorkbookError):
    """The content is no table format that we read."""


class DamagedFileError(WorkbookError):
    """The content begins like a known format but can't be read to its end."""


class FileTooBigError(WorkbookError):
    """Reading would need unreasonable memory or time (a zip bomb, absurd dimensions)."""


class PasswordNeededError(WorkbookError):
    """The file is encrypted and no password was given."""


class WrongPasswordError(PasswordNeededError):
    """The file is encrypted and the given password does not open it."""


class NoHeaderError(WorkbookError):
    """No sheet has a line that looks like the roster's header."""


class NoStudentsError(WorkbookError):
    """A header was found, but no student row below it."""


class SheetMissingError(WorkbookError):
    """A sheet asked for by name is not in the workbook, or does not fit."""


class SheetChoiceError(WorkbookError):
    """Several sheets fit and none was chosen; ``names`` lists them in workbook order."""

    def __init__(self, message: str, names: Sequence[str]) -> None:
        super().__init__(message)
        self.names = tuple(names)


# --- profile, school, edits ---------------------------------------------------------------------


class ProfileError(XuejiError):
    """A profile file has mistakes; all of them are in the message, one a line."""


class SchoolError(XuejiError):
    """A school code, name or year is not usable."""


class EditError(XuejiError):
    """An edit can't be applied; nothing was changed."""


# --- the working copy ---------------------------------------------------------------------------


class SessionError(XuejiError):
    """The working copy could not be written or read."""


class SessionDamagedError(SessionError):
    """A working copy is truncated or altered; it is set aside, never deleted."""


class SessionNewerError(SessionError):
    """A working copy was written by a newer version of the program."""


class SessionGoneError(SessionError):
    """A working copy is no longer where it was."""


class SessionFullError(SessionError):
    """No room left on the disk for the working copy."""


class SessionBusyError(SessionError):
    """Another window or another run of the program works on the same roster."""


# --- writing ------------------------------------------------------------------------------------


class OutputError(XuejiError):
    """The files could not be written; whatever was there before is untouched."""
