"""The errors a clerk may meet. ``str(error)`` is one Chinese sentence: what, where, what to do."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path


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


class WrongListError(WorkbookError):
    """A list of which nobody is in the roster."""


class SheetMissingError(WorkbookError):
    """A sheet asked for by name is not in the workbook, or does not fit."""


class SheetChoiceError(WorkbookError):
    """Several sheets fit and none was chosen; ``names`` lists them in workbook order, ``students``
    how many each has, where that was counted."""

    def __init__(self, message: str, names: Sequence[str], students: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.names, self.students = tuple(names), tuple(students)


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


# --- written files ------------------------------------------------------------------------------


class SourceFileError(OutputError):
    """An output would be the opened roster itself."""


class TableLimitError(OutputError):
    """More rows or columns than a sheet of an .xls file can hold."""


class CellTextError(OutputError):
    """A text that an .xls cell can't hold: too long, or with characters that are none."""


class TargetOpenError(OutputError):
    """An existing output is open in another program, or protected against writing."""


class FolderReadOnlyError(OutputError):
    """Nothing may be written in the folder."""


class FolderMissingError(OutputError):
    """The folder is not there (any more): deleted, a drive pulled out, a share gone."""


class DiskFullError(OutputError):
    """No room left on the drive, or the quota is used up."""


class NameTooLongError(OutputError):
    """A file name or its whole path is longer than the system allows."""


class ReadBackError(OutputError):
    """A written file, read back, is not what was to be written."""


class OutputCancelledError(OutputError):
    """The clerk stopped the writing; nothing was replaced."""


class OutputBusyError(OutputError):
    """Another run of the program is writing into the same folder at this moment."""


class UnfinishedPairError(OutputError):
    """An interrupted writing was found and can't be repaired yet."""


UNTOUCHED = "原有文件没有改动。"

_FULL = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ESTALE,
         errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN}
# Windows says these more exactly than errno does (EACCES, EINVAL or ENOENT for nearly all of them).
_WIN_SHARING = {32, 33}
_WIN_FULL = {39, 112}
_WIN_READ_ONLY = {19}
_WIN_TOO_LONG = {206}
_WIN_LONG_FOLDER = 200  # beyond this, with a name of ours, Windows may say "not found" (limit 260)
_WIN_CLOUD = {358, *range(362, 369), 377, 379, *range(386, 399), 404, 426, 434}
_WIN_GONE = {2, 3, 15, 21, 51, 53, 55, 59, 64, 67, 433, 1167, 1231, 1617}


def is_in_the_cloud(error: OSError) -> bool:
    """Whether Windows could not fetch a file that OneDrive or the like keeps elsewhere
    (ERROR_CLOUD_FILE_…)."""
    return getattr(error, "winerror", None) in _WIN_CLOUD


def folder_fault(error: OSError, folder: Path) -> OutputError:
    """The clerk's sentence for a system error met while writing new files in the folder."""
    code, win = error.errno, getattr(error, "winerror", None)
    if code == errno.EEXIST and error.filename:
        return OutputError(
            f"文件夹“{folder}”里的“{Path(error.filename).name}”占用了本程序要用的名字，又删不掉；"
            f"请删掉它，或换一个文件夹，{UNTOUCHED}")
    if code in _FULL or win in _WIN_FULL:
        return DiskFullError(
            f"磁盘空间不足，没能在“{folder}”写完文件；请腾出空间或换一个文件夹后重试，{UNTOUCHED}")
    if code == errno.ENAMETOOLONG or win in _WIN_TOO_LONG or (
            win in _WIN_GONE and len(str(folder)) > _WIN_LONG_FOLDER):
        return NameTooLongError(
            f"文件夹“{folder}”的路径加上文件名太长，系统写不了；请换一个路径较短的文件夹，{UNTOUCHED}")
    if win in _WIN_GONE or (win is None and code in _GONE):
        return FolderMissingError(
            f"找不到文件夹“{folder}”，可能已被删除、移走，或者U盘、网络盘已断开；"
            f"请重新选择保存位置，{UNTOUCHED}")
    if win in _WIN_READ_ONLY or code in _DENIED:
        return FolderReadOnlyError(
            f"没有权限在文件夹“{folder}”里写文件（可能是只读的，或被 Windows 安全中心、360 等安全软件"
            f"拦住了）；请换一个文件夹，例如在 D 盘新建一个，或在安全软件里允许本程序，"
            f"{UNTOUCHED}")
    return OutputError(
        f"没能在文件夹“{folder}”里写文件（系统错误 {win or code}）；请换一个文件夹重试，{UNTOUCHED}")


def unreadable(name: str) -> ReadBackError:
    """A file that was just written cannot be read, or not as it was written."""
    return ReadBackError(
        f"写好的“{name}”读不回来，可能是磁盘有问题；请换一个磁盘重试，{UNTOUCHED}")


def target_fault(error: OSError, target: Path) -> OutputError:
    """The clerk's sentence for a system error met while replacing or backing up an output."""
    win = getattr(error, "winerror", None)
    if win in _WIN_SHARING or (error.errno in _DENIED and win not in _WIN_READ_ONLY):
        return target_open(target)
    return folder_fault(error, target.parent)


def target_open(target: Path) -> TargetOpenError:
    """The sentence for an output that another program holds, or that is marked read-only."""
    return TargetOpenError(
        f"“{target.name}”正被其他程序（如 Excel、WPS）打开，或者设成了只读，不能替换；"
        f"请关闭它或取消只读后重试，{UNTOUCHED}")
