"""What can't be read gets one clear sentence; reading can be cancelled; passwords."""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from models.errors import (
    DamagedFileError, EmptyFileError, FileAccessError, FileMissingError, FileTooBigError,
    NoHeaderError, NoStudentsError, PasswordNeededError, UnknownFormatError, WorkbookError,
    WrongPasswordError)
from models.intake.roster_from_sheets import open_roster
from models.reading import in_process as worker
from models.reading.limits import Budget, ReadingCancelledError
from models.reading.read import read_workbook
from tests.models.reading import corpus


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def word_document() -> bytes:
    """A container whose only stream is called otherwise."""
    data = bytearray(corpus.xls())
    at = data.index("Workbook".encode("utf-16-le"))
    name = "WordDocument\0".encode("utf-16-le")
    data[at:at + len(name)] = name
    data[at + 64] = len(name)
    return bytes(data)


ODS_ENCRYPTED = zipped(**{
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"\x8a\x01",
    "META-INF__manifest.xml": b"<manifest:encryption-data/>"})


@pytest.mark.parametrize(
    "name, data, error, words",
    [
        ("空.xls", b"", EmptyFileError, "空文件"),
        ("空白.csv", b"\r\n\r\n", EmptyFileError, "没有任何表格内容"),
        ("文字.xls", "今天天气不错\n".encode("gbk"), NoHeaderError, "没有找到表头"),
        ("乱.xls", bytes(range(256)) * 20, UnknownFormatError, "不是能读取的表格格式"),
        ("零.xls", bytes(3000), UnknownFormatError, "不是能读取的表格格式"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50), UnknownFormatError, "先解压缩"),
        ("a.xls", b"Rar!\x1a\x07\x01\x00" + bytes(50), UnknownFormatError, "RAR 压缩包，请先解压缩"),
        ("a.zip", zipped(**{"名册.xls": b"x"}), UnknownFormatError, "ZIP 压缩包，请先解压缩"),
        ("a.xls", b"\x1f\x8b\x08\0" + bytes(50), UnknownFormatError, "先解压缩"),
        ("a.xlsb", zipped(xl__workbook_bin=b"").replace(b"workbook_bin", b"workbook.bin"),
         UnknownFormatError, ".xlsb"),
        ("a.xls", zipped(word__document_xml=b"").replace(b"document_xml", b"document.xml"),
         UnknownFormatError, "文档"),
        ("a.xls", b"%PDF-1.4\n%\xe2\xe3", UnknownFormatError, "PDF 文件"),
        ("a.xls", b"\xff\xd8\xff\xe0" + bytes(50), UnknownFormatError, "图片"),
        ("a.xml", b"<?xml version='1.0'?><a/>", UnknownFormatError, "XML"),
        ("a.htm", b"<html><body>404</body></html>", UnknownFormatError, "没有表格"),
        ("a.xlsx", corpus.xlsx()[:4000], DamagedFileError, "不完整或已损坏"),
        ("a.xls", corpus.xls()[:3000], DamagedFileError, "已损坏或不完整"),
        ("a.doc", word_document(), UnknownFormatError, "Word 文档"),
        ("a.xlsx", corpus.encrypted_xlsx(), PasswordNeededError, "请输入密码"),
        ("a.xls", corpus.encrypted_xls(), PasswordNeededError, "请输入密码"),
        ("a.ods", ODS_ENCRYPTED, PasswordNeededError, "去掉密码"),
        ("a.csv", "姓名,班级,学籍主号\n".encode(), NoStudentsError, "没有学生"),
    ],
)
def test_refusals(
        name: str, data: bytes, error: type[WorkbookError], words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        open_roster(path)
    message = str(caught.value)
    assert type(caught.value) is error
    assert words in message and f"“{name}”" in message
    assert message.endswith("。") and "\n" not in message and message.count("。") == 1


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "没有.xls", "找不到文件"), (tmp_path, "文件夹"),
                        (tmp_path / "没有.xls" / "a.xls", "找不到文件"), (Path("a\0b"), "找不到文件")):
        with pytest.raises(FileMissingError, match=words):
            open_roster(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file that never answers")
def test_what_is_no_plain_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xls")
    with pytest.raises(FileAccessError, match="不是普通文件"):
        open_roster(tmp_path / "a.xls")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs rights that can be taken")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(corpus.xls())
    path.chmod(0)
    with pytest.raises(FileAccessError, match="没有权限"):
        open_roster(path)


def test_no_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileAccessError, match="“a.xls”，或它正被其他程序独占"):
        read_workbook(path)


def test_passwords(tmp_path: Path) -> None:
    for name in corpus.FILE_PASSWORDS:
        path = tmp_path / name
        path.write_bytes(corpus.FILES[name]())
        with pytest.raises(WrongPasswordError, match="密码不对"):
            open_roster(path, password="不对")
        roster = open_roster(path, password=corpus.PASSWORD)
        assert not any(corpus.PASSWORD in note for note in roster.notes)
        assert any("密码没有保存" in note for note in roster.notes)


# --- time, room, cancelling ---


def test_a_budget_runs_out() -> None:
    with pytest.raises(FileTooBigError, match="“a.xls”"):
        Budget("a.xls", seconds=-1).check()
    with pytest.raises(FileTooBigError):
        Budget("a.xls", slots=1).spend(2)


@pytest.mark.parametrize("name", [
    "biff8.xls", "openpyxl.xlsx", "written.ods", "html.xls", "gbk.csv", "spreadsheetml.xls"])
def test_every_reader_can_be_cancelled(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(corpus.FILES[name]())
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(ReadingCancelledError, match="已取消"):
        open_roster(path, cancel=cancel)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as out of the ordinary."""
    monkeypatch.setattr(worker, "is_ordinary", lambda path: False)


@pytest.mark.usefixtures("in_process")
def test_the_worker_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(corpus.xls())
    roster = open_roster(path)
    assert [row.cells[0] for row in roster.rows] == [row[1] for row in corpus.TABLE]
    assert roster.row(0) is roster.rows[0]
    path.write_bytes(b"")
    with pytest.raises(EmptyFileError):
        open_roster(path)


@pytest.mark.usefixtures("in_process")
def test_the_worker_is_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(corpus.xls())
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(ReadingCancelledError):
        open_roster(path, cancel=cancel)


def test_the_worker_is_ended_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WORKER_SECONDS", 0.1)
    endless = cast(Any, partial(time.sleep, 600))
    with pytest.raises(FileTooBigError, match="“a.xls”.*读取时间过长"):
        worker.run_in_process(endless, "a.xls", threading.Event())


def test_a_dead_worker_is_told() -> None:
    with pytest.raises(DamagedFileError, match="“a.xls”"):
        worker.run_in_process(cast(Any, partial(os._exit, 3)), "a.xls", threading.Event())


def test_what_is_ordinary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "ORDINARY_BYTES", 10)
    for name, ordinary in (("biff8.xls", False), ("openpyxl.xlsx", True), ("gbk.csv", True)):
        path = tmp_path / name
        path.write_bytes(corpus.FILES[name]())
        assert worker.is_ordinary(path) is ordinary
    assert worker.is_ordinary(tmp_path / "没有")


@pytest.mark.parametrize(("code", "is_told"), [
    (362, True), (389, True), (404, True), (1117, False)])
def test_a_file_that_onedrive_has_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                              code: int, is_told: bool) -> None:
    def offline(path: Path) -> None:
        error = OSError(22, "cloud")
        error.winerror = code  # type: ignore[attr-defined, unused-ignore]
        raise error

    path = tmp_path / "名册.xls"
    path.write_bytes(corpus.xls())
    monkeypatch.setattr("models.reading.read.open_regular", offline)
    with pytest.raises(FileAccessError, match="名册.xls") as caught:
        read_workbook(path)
    assert ("OneDrive" in str(caught.value)) is is_told
