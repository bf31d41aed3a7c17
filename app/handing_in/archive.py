"""归档: one dated zip of everything that belongs to a handing in, for next year and for whoever takes
over."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from app.as_opened import as_opened
from app.document import Document
from app.handing_in.delivery import MOST
from app.handing_in.ledger import KINDS, Line
from models.commit.single import SafeFile, write_safely
from models.errors import OutputError
from models.regular import read_regular

_HEADERS = ("序号", "时间", "系统用户", "责任人", "事项", "用途", "接收方", "字段", "人数", "文件",
            "文件校验码", "使用期限", "说明")


def write_archive(target: Path, files: Sequence[tuple[str, Path]],
                  made: Sequence[tuple[str, bytes]], now: datetime) -> SafeFile:
    """Packs ``files`` as they lie on the disk, each in its folder of the zip, and what was ``made``
    for it (name, content).

    Raises OutputError, also if one of the files can't be read.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for folder, path in files:
            try:
                content = read_regular(path, MOST)
            except OSError as error:
                raise OutputError(f"读不了“{path}”，没有归档；请把它放回原处再试。") from error
            _put(packed, f"{folder}/{path.name}", content, now)
        for name, content in made:
            _put(packed, name, content, now)
    return write_safely(target, buffer.getvalue(), now=now, check=_opens)


def ledger_extract(lines: Sequence[Line]) -> bytes:
    """The ledger as a table that Excel opens."""
    return _table(_HEADERS, map(ledger_row, lines))


def opened_roster(document: Document) -> bytes:
    """The roster as it was opened, for when its file is no longer so: a table of any size and of
    whatever texts."""
    roster = as_opened(document)
    return _table([column.title for column in roster.columns], (row.cells for row in roster.rows))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def ledger_row(line: Line) -> tuple[str, ...]:
    """A line of the ledger as texts."""
    entry = line.entry
    return (str(line.number), line.time[:19].replace("T", " "), line.user, entry.person,
            KINDS.get(entry.kind, entry.kind), entry.purpose, entry.recipient,
            "、".join(entry.fields), str(entry.count) if entry.count else "", entry.file,
            entry.sha256, entry.due, entry.note)


def _put(packed: zipfile.ZipFile, name: str, content: bytes, now: datetime) -> None:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(entry, content)


def _opens(draft: Path) -> None:
    with zipfile.ZipFile(draft) as packed:
        if packed.testzip() is not None:
            raise OutputError("写好的压缩包读回来不对，没有归档；请换一个文件夹再试。")
