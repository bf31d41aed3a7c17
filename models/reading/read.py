"""Files in and out: one module a format. ``read_workbook`` is the one door in; errors of the
libraries are translated here."""

from __future__ import annotations

import errno
import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from models.errors import (
    DamagedFileError, EmptyFileError, FileAccessError, FileMissingError, FileTooBigError,
    UnknownFormatError, WorkbookError, is_in_the_cloud)
from models.grid import Sheet, Workbook
from models.reading.detect import Kind, detect, open_bytes
from models.reading.limits import FILE_BYTES, MOST_BYTES, PAGE_BYTES, TABLE_BYTES, Budget
from models.regular import open_regular

__all__ = ["read_workbook"]

_log = logging.getLogger(__name__)

_Parts = tuple[list[Sheet], list[str]]

_OWNER_BYTES = 1024
"""The file beside an open workbook that says who has it open is smaller."""

_SAVE_AS = "请在 Excel 或 WPS 中打开它，另存为 .xls 或 .xlsx 工作簿，再打开另存的文件。"


class _LockedError(Exception):
    """The container holds no plain workbook: it is encrypted, or something else altogether."""


def read_workbook(
    path: Path, *, password: str | None = None, budget: Budget | None = None
) -> Workbook:
    """Every sheet of the file as texts, told apart by content. It may take long; for a limit and a
    way to cancel there is ``worker.open_workbook``.

    Raises a ``WorkbookError`` whose text is one Chinese sentence naming the file: FileMissingError,
    FileAccessError, EmptyFileError, UnknownFormatError, DamagedFileError, FileTooBigError,
    PasswordNeededError, WrongPasswordError, and (if ``budget.cancelled`` is set meanwhile)
    ReadingCancelledError.
    """
    budget = budget or Budget(path.name)
    try:
        check_file(path)
        with open_regular(path) as stream:
            if path.name.startswith(("~$", ".~")) and stream.seek(0, 2) < _OWNER_BYTES:
                raise UnknownFormatError(
                    f"“{path.name}”是 Excel 或 WPS 打开文件时自动生成的临时文件，不是学籍表；"
                    f"请选择名称里没有“~$”的那个文件。")
            stream.seek(0)
            kind, sheets, notes = _read(stream, password, budget)
    except (FileNotFoundError, ValueError) as error:  # a name with a NUL is a ValueError
        raise FileMissingError(
            f"找不到文件“{path}”，请检查文件是否已移动或改名。") from error
    except (IsADirectoryError, NotADirectoryError, PermissionError) as error:
        raise _no_access(path) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise FileMissingError(
                f"没有名称这么长的文件：“{path.name[:40]}…”，请检查名称是否多了内容。") from error
        if is_in_the_cloud(error):
            raise FileAccessError(
                f"“{path.name}”在 OneDrive 等网盘里，还没有下载到这台电脑；请联网后在它上面按右键，"
                f"选“始终保留在此设备上”，下载完再打开。") from error
        raise FileAccessError(
            f"读不出文件“{path.name}”，请检查磁盘或网络连接，或把它复制到本机再打开。") from error
    if not any(sheet.rows for sheet in sheets):
        raise EmptyFileError(f"“{path.name}”里没有任何表格内容，请检查是否选对了文件。")
    return Workbook(path, kind.value, sheets, notes)


def check_file(path: Path) -> None:
    """Raises a WorkbookError for what can't be a roster, before a byte of it is read: a folder, a
    pipe or device, an empty file, one of unreasonable size. What is not there is left to others."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(found.st_mode):
        raise _no_access(path)
    if not found.st_size:
        raise EmptyFileError(f"“{path.name}”是空文件（0 字节），请重新导出或另选文件。")
    if found.st_size > MOST_BYTES:
        raise FileTooBigError(
            f"“{path.name}”有 {found.st_size / 1e9:.1f} GB，太大了，不会是学籍表，没有读入；"
            f"请检查是否选对了文件。")


def _no_access(path: Path) -> WorkbookError:
    if os.path.isdir(path):
        return FileMissingError(f"“{path}”是一个文件夹，请选择里面的学籍表文件。")
    if os.path.isfile(path):
        return FileAccessError(
            f"没有权限读取“{path.name}”，或它正被其他程序独占；请先关闭正在使用它的程序再打开。")
    if os.path.exists(path):
        return FileAccessError(f"“{path}”不是普通文件，请选择学籍表文件。")
    return FileMissingError(f"找不到文件“{path}”，或没有权限进入它所在的文件夹，请检查后再打开。")


def _read(
    stream: BinaryIO, password: str | None, budget: Budget
) -> tuple[Kind, list[Sheet], list[str]]:
    kind, title = detect(stream)
    reader = _READERS.get(kind)
    if reader is None:
        raise _refusal(kind, title, budget.name)
    try:
        sheets, notes = reader(stream, budget)
    except _LockedError:
        stream.seek(0)
        with open_bytes(_unlocked(stream, password, budget)) as plain:
            return _read_unlocked(plain, budget)
    except (WorkbookError, OSError) as error:
        # no fault of the disk: a library's own error, or a seek to a place there can't be
        if isinstance(error, OSError) and error.errno in (None, errno.EINVAL):
            raise _damaged(kind, budget.name, error) from error
        raise
    except (MemoryError, RecursionError) as error:
        raise budget.too_big() from error
    except Exception as error:  # rubbish makes the libraries raise anything at all
        raise _damaged(kind, budget.name, error) from error
    return kind, sheets, notes


def _unlocked(stream: BinaryIO, password: str | None, budget: Budget) -> bytes:
    from models.reading import encrypted
    try:
        return encrypted.unlock(_all_bytes(stream, budget), password, budget.name)
    except WorkbookError:
        raise
    except (MemoryError, RecursionError) as error:
        raise budget.too_big() from error
    except Exception as error:
        raise _damaged(Kind.XLS, budget.name, error) from error


def _read_unlocked(stream: BinaryIO, budget: Budget) -> tuple[Kind, list[Sheet], list[str]]:
    try:
        kind, sheets, notes = _read(stream, None, budget)
    except _LockedError as error:
        raise _damaged(Kind.XLS, budget.name, error) from error
    return kind, sheets, [*notes, "文件设有密码，已解开读入；密码没有保存。"]


def _damaged(kind: Kind, name: str, error: Exception) -> WorkbookError:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    _log.debug("unreadable %s: %s in %s line %s", kind, type(error).__name__,
               where and where.tb_frame.f_code.co_filename, where and where.tb_lineno)
    return DamagedFileError(f"“{name}”已损坏或不完整，读不出来；{_SAVE_AS}")


# --- one reader a kind; each library is imported when it is needed -------------------------------


def _all_bytes(stream: BinaryIO, budget: Budget, most: int = FILE_BYTES) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise budget.too_big()
    return data


def _read_xls(stream: BinaryIO, budget: Budget) -> _Parts:
    from models.reading import xls
    try:
        return xls.read(_all_bytes(stream, budget), budget)
    except xls.NoWorkbookError as error:
        raise _LockedError from error


def _read_xlsx(stream: BinaryIO, budget: Budget) -> _Parts:
    from models.reading import xlsx
    return xlsx.read(stream, budget)


def _read_ods(stream: BinaryIO, budget: Budget) -> _Parts:
    from models.reading import ods
    return ods.read(stream, budget)


def _read_spreadsheetml(stream: BinaryIO, budget: Budget) -> _Parts:
    from models.reading import spreadsheetml
    return spreadsheetml.read(stream, budget)


def _read_html(stream: BinaryIO, budget: Budget) -> _Parts:
    from models.reading import html
    sheets, notes = html.read(_all_bytes(stream, budget, PAGE_BYTES), budget)
    if not any(sheet.rows for sheet in sheets):
        raise UnknownFormatError(
            f"“{budget.name}”是网页，但里面没有表格；如果它是从 Excel 存成的网页，{_SAVE_AS}")
    return sheets, notes


def _read_text(stream: BinaryIO, budget: Budget) -> _Parts:
    from models.reading import delimited
    try:
        return delimited.read(_all_bytes(stream, budget, TABLE_BYTES), budget)
    except delimited.NotTextError as error:
        raise _refusal(Kind.FOREIGN, "能读取的表格格式", budget.name) from error


def _read_dbf(stream: BinaryIO, budget: Budget) -> _Parts:
    from models.reading import dbf
    return dbf.read(stream, budget)


_READERS: dict[Kind, Callable[[BinaryIO, Budget], _Parts]] = {
    Kind.XLS: _read_xls,
    Kind.XLSX: _read_xlsx,
    Kind.ODS: _read_ods,
    Kind.SPREADSHEETML: _read_spreadsheetml,
    Kind.HTML: _read_html,
    Kind.TEXT: _read_text,
    Kind.DBF: _read_dbf,
}


def _refusal(kind: Kind, title: str, name: str) -> WorkbookError:
    """The error for a kind that is not read: what it is and what to do instead."""
    if kind is Kind.ARCHIVE:
        return UnknownFormatError(f"“{name}”是{title}，请先解压缩，再打开里面的学籍表。")
    if kind is Kind.PACKAGE:
        return DamagedFileError(
            f"“{name}”不完整或已损坏（可能没有下载或复制完），请重新取得这个文件，"
            f"或在 Excel、WPS 中修复后另存。")
    if kind is Kind.XLSB:
        return UnknownFormatError(f"“{name}”是二进制工作簿（.xlsb），不能直接读取；{_SAVE_AS}")
    if kind is Kind.DOCUMENT:
        return UnknownFormatError(
            f"“{name}”是文档或演示文稿，不是表格；请把里面的表格复制到 Excel 或 WPS 表格中，"
            f"另存后再打开。")
    if kind is Kind.EXCHANGE:
        return UnknownFormatError(f"“{name}”是 {title}，不能直接读取；{_SAVE_AS}")
    if kind is Kind.XML:
        return UnknownFormatError(f"“{name}”是一种不能识别的 XML 文件；{_SAVE_AS}")
    what = "不是能读取的表格格式" if title.startswith("能") else f"是{title}，不是学籍表"
    return UnknownFormatError(f"“{name}”{what}；{_SAVE_AS}")
