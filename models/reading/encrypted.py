"""What an OLE container holds when it is no plain workbook; opening it with a password.

msoffcrypto-tool does the decryption. The password is used once and kept nowhere.
"""

from __future__ import annotations

import io
import re

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from models.errors import (
    DamagedFileError, PasswordNeededError, UnknownFormatError, WorkbookError, WrongPasswordError)

_EXCELS_OWN = "VelvetSweatshop"
"""With this password Excel encrypts workbooks that are only protected against changes."""

_SPINS = re.compile(rb'spinCount="(\d+)"')
_MOST_SPINS = 500_000
"""Five times what Excel writes; more would take minutes for each password."""


def unlock(data: bytes, password: str | None, name: str) -> bytes:
    """The plain workbook inside an encrypted OLE container.

    Raises PasswordNeededError, WrongPasswordError, UnknownFormatError (a Word document…) or
    DamagedFileError; ``name`` is the file's name for the message.
    """
    if not olefile.isOleFile(io.BytesIO(data)):
        raise _cannot(name)
    _refuse_others(data, name)
    for attempt in (_EXCELS_OWN, password):
        if attempt:
            try:
                return _decrypt(data, attempt)
            except InvalidKeyError:
                continue
            except DecryptionError as error:
                raise _cannot(name) from error
    if password:
        raise WrongPasswordError(f"密码不对，“{name}”没有打开，请重新输入密码。")
    raise PasswordNeededError(f"“{name}”设有打开密码，请输入密码。")


def _cannot(name: str) -> WorkbookError:
    return UnknownFormatError(
        f"“{name}”的加密方式不能识别；请在 Excel 或 WPS 中打开它，去掉密码后另存，再打开另存的文件。")


def _refuse_others(data: bytes, name: str) -> None:
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        entries = {"/".join(path).lower() for path in container.listdir()}
        if "encryptioninfo" in entries:
            spins = _SPINS.search(container.openstream("EncryptionInfo").read())
            if spins and int(spins.group(1)) > _MOST_SPINS:
                raise _cannot(name)
            return
    if not entries & {"workbook", "book"}:
        what = "Word 文档" if "worddocument" in entries else (
            "演示文稿" if "powerpoint document" in entries else "")
        if what:
            raise UnknownFormatError(
                f"“{name}”是{what}，不是表格；请把里面的表格复制到 Excel 或 WPS 表格中，另存后再打开。")
        raise DamagedFileError(
            f"“{name}”里没有工作簿，文件可能已损坏或不是表格；"
            f"请在 Excel 或 WPS 中打开它，另存后再打开另存的文件。")


def _decrypt(data: bytes, password: str) -> bytes:
    source = msoffcrypto.OfficeFile(io.BytesIO(data))
    plain = io.BytesIO()
    # the .xls formats always verify; for packages it has to be asked for
    source.load_key(password=password, **(
        {"verify_password": True} if source.format == "ooxml" else {}))
    source.decrypt(plain)
    return plain.getvalue()
