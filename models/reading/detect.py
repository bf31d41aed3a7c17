"""What a file is, told by its content; its name says nothing (a ``.xls`` may be anything)."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from enum import StrEnum
from typing import BinaryIO

HEAD = 8192
"""How many bytes from the start are looked at."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")
_BIFF_BOF = re.compile(
    rb"\x09\x00\x04\x00..[\x10\x20\x40]\x00|\x09[\x02\x04]\x06\x00..(?:[\x10\x20\x40]\x00|\x00\x01)"
    rb"|\x09\x08[\x04-\x10]\x00", re.DOTALL)
_GZIP = b"\x1f\x8b"
_SYLK = re.compile(r"ID;[^\r\n]{0,200}\r?\n[A-Z]{1,2}[;\r\n]")
_DIF = re.compile(r"TABLE\r?\n0,1\r?\n")
_GNUMERIC = b"http://www.gnumeric.org/"
_SIGNATURES = (
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (_GZIP, "GZ 压缩包"),
    (b"BZh", "BZ2 压缩包"),
    (b"\xfd7zXZ\x00", "XZ 压缩包"),
    (b"MSCF", "CAB 压缩包"),
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3\x00", "数据库文件"),
    (b"\x00\x01\x00\x00Standard ", "Access 数据库文件"),
    (b"MZ", "程序文件"),
)
_DBF_VERSIONS = frozenset(b"\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\xcb\xf5\xfb")
_DBF_TYPES = frozenset(b"CNDLMFIBTYGPVWQ0+@O")
_DBF_PART = 32
"""Bytes of a table's head, and of the description of each field."""
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|meta|body|table|tr|td|div|style|span|font)\b", re.IGNORECASE)
_PAGE = re.compile(r"<(?:html|table)[\s>]", re.IGNORECASE)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_FLAT_ODS = "urn:oasis:names:tc:opendocument:xmlns:office"


class Kind(StrEnum):
    """The formats that are told apart; the last group is refused with advice."""

    XLS = "xls"
    XLSX = "xlsx"
    ODS = "ods"
    HTML = "html"
    SPREADSHEETML = "spreadsheetml"
    TEXT = "text"
    DBF = "dbf"

    XLSB = "xlsb"
    DOCUMENT = "document"
    PACKAGE = "package"
    ARCHIVE = "archive"
    EXCHANGE = "exchange"
    XML = "xml"
    FOREIGN = "foreign"


def detect(stream: BinaryIO) -> tuple[Kind, str]:
    """The kind of content and, for ``ARCHIVE`` and ``FOREIGN``, what it is in Chinese.

    The stream must be seekable and stands at its start afterwards. OLE containers count as XLS
    here; the .xls reader finds out what is inside. Anything that is no known binary format is TEXT.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if head.startswith(_OLE) or _BIFF_BOF.match(head):
        return Kind.XLS, ""
    if head.startswith(_ZIP):
        return _in_zip(stream)
    if head.startswith(_GZIP) and _GNUMERIC in _inflated(head):
        return Kind.EXCHANGE, "Gnumeric 表格（.gnumeric）"
    for signature, title in _SIGNATURES:
        if head.startswith(signature) and (len(signature) > 3 or not _is_text(head)):
            return (Kind.ARCHIVE if title.endswith("压缩包") else Kind.FOREIGN), title
    if head[257:262] == b"ustar":
        return Kind.ARCHIVE, "TAR 压缩包"
    if _is_dbf(head):
        return Kind.DBF, ""
    text = decode_head(head).lstrip("\ufeff")
    if _SYLK.match(text):
        return Kind.EXCHANGE, "SYLK（.slk）数据交换文件"
    if _DIF.match(text):
        return Kind.EXCHANGE, "DIF（.dif）数据交换文件"
    if _GNUMERIC in head:
        return Kind.EXCHANGE, "Gnumeric 表格（.gnumeric）"
    return _in_text(text), ""


def _inflated(head: bytes) -> bytes:
    """What the start of a GZ file unpacks to; nothing if it is damaged."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, HEAD)
    except zlib.error:
        return b""


def _is_dbf(head: bytes) -> bool:
    """Whether a file begins like a table: a known version, a date, and fields of known types up to
    where the header says that it ends."""
    if len(head) < 2 * _DBF_PART + 1 or head[0] not in _DBF_VERSIONS:
        return False
    month, day = head[2], head[3]
    header, record = struct.unpack_from("<HH", head, 8)
    if month > 12 or day > 31 or header < 2 * _DBF_PART + 1 or record < 2:
        return False
    first = head[_DBF_PART:2 * _DBF_PART]
    return 0 < first.find(b"\0") <= 11 and first[11] in _DBF_TYPES


def decode_head(head: bytes) -> str:
    """The start of a text as far as ASCII goes; UTF-16 is recognised by its marks or its zeros."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[:len(head) & ~1].decode("utf-16", "replace")
    if head[:2] in (b"<\x00", b"\x00<"):
        codec = "utf-16-le" if head[0] else "utf-16-be"
        return head[:len(head) & ~1].decode(codec, "replace")
    return head.decode("latin-1").removeprefix("\xef\xbb\xbf")


def _in_zip(stream: BinaryIO) -> tuple[Kind, str]:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            mime = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype")
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, NotImplementedError,
            EOFError):
        return Kind.PACKAGE, ""
    finally:
        stream.seek(0)
    if "xl/workbook.bin" in names:
        return Kind.XLSB, ""
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return Kind.XLSX, ""
    if b"opendocument.spreadsheet" in mime or ("content.xml" in names and not mime):
        return Kind.ODS, ""
    if mime or "word/document.xml" in names or "ppt/presentation.xml" in names or any(
            name.endswith(".iwa") for name in names):
        return Kind.DOCUMENT, ""
    if "[content_types].xml" in names:
        return Kind.XLSX, ""
    return Kind.ARCHIVE, "ZIP 压缩包"


def _in_text(text: str) -> Kind:
    start = text.lstrip("\ufeff \t\r\n\0")
    if start.startswith("<?xml") or start.startswith("<"):
        if _SPREADSHEETML in text:
            return Kind.SPREADSHEETML
        if _FLAT_ODS in text and "spreadsheet" in text:
            return Kind.ODS
    if start[:5].upper() == "MIME-":
        return Kind.HTML
    if _HTML.search(start[:2000]) and start.startswith("<"):
        return Kind.HTML
    if start.startswith("<?xml"):
        return Kind.XML
    return Kind.HTML if _PAGE.search(text) and "</" in text else Kind.TEXT


def _is_text(head: bytes) -> bool:
    """Whether bytes that begin like a short signature (MZ, BZh) are a plain text after all."""
    return not any(byte < 9 or 14 <= byte < 27 for byte in head[:512])


def open_bytes(data: bytes) -> BinaryIO:
    """Bytes (such as a decrypted package) as a stream for ``detect`` and the readers."""
    return io.BytesIO(data)
