"""Writing the pair: what is there afterwards, and every refusal."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlrd

from models.commit import files, pair as output, pair_journal as pair_commit
from models.commit.pair import WrittenPair, recover, write_pair
from models.commit.seal import Seal
from models.errors import (
    CellTextError, DiskFullError, FolderMissingError, FolderReadOnlyError, NameTooLongError,
    OutputBusyError, OutputCancelledError, OutputError, ReadBackError, SourceFileError,
    TableLimitError, TargetOpenError, UnfinishedPairError, folder_fault, target_fault)
from models.writing.correction_table import CorrectionLine, CorrectionTable
from models.writing.master import MasterTable
from tests.builders import make_link

MASTER, TABLE = "3101170001第七中学.xls", "第七中学学籍信息更正表.xls"
SEAL = Seal(b"the clerk's own")
NOON = datetime(2012, 11, 29, 10, 30, 5)
STAMP = ".备份-20121129-103005"


def write(folder: Path, text: str = "张三", rows: int = 3, **options: Any) -> WrittenPair:
    line = CorrectionLine("310117200607163010", "3101170001120120001", text, "七年级", "1班",
                          "姓名", "", text, "")
    options = {"now": NOON, "seal": SEAL} | options
    return write_pair(
        folder, options.pop("master", MASTER), MasterTable(["姓名", "备注"], [[text, ""]] * rows),
        TABLE, CorrectionTable("第七中学", "3101170001", "2012学年", [line] * rows), **options)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def first_name(path: Path) -> str:
    return str(xlrd.open_workbook(path).sheet_by_index(0).cell_value(1, 0))


def fail_on(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, error: BaseException,
    when: Callable[..., bool] = lambda *arguments: True,
) -> None:
    """Have a function raise instead, at the calls that ``when`` picks by their arguments."""
    real = getattr(owner, name)

    def faulty(*arguments: Any, **named: Any) -> Any:
        if when(*arguments):
            raise error
        return real(*arguments, **named)

    monkeypatch.setattr(owner, name, faulty)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds an older pair."""
    path = tmp_path / "各校学籍总库"
    path.mkdir()
    write(path, "旧")
    return path


def test_first_time(tmp_path: Path) -> None:
    pair = write(tmp_path)
    assert sorted(contents(tmp_path)) == sorted([MASTER, TABLE])
    assert (pair.master.path, pair.corrections.path) == (tmp_path / MASTER, tmp_path / TABLE)
    assert (pair.master.rows, pair.corrections.rows) == (3, 3)
    assert pair.master.backup is None and pair.corrections.backup is None
    for file in (pair.master, pair.corrections):
        assert file.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()
    # 4 rows of 2; three single cells above the table, 4 rows of 10, the signatures' row of 10
    assert pair.cells_compared == 8 + 3 + 40 + 10
    assert recover(tmp_path, SEAL) == []


def test_existing_files_are_kept_as_backups(tmp_path: Path) -> None:
    write(tmp_path, "旧")
    old = contents(tmp_path)
    pair = write(tmp_path, "新")
    assert pair.master.backup == tmp_path / f"3101170001第七中学{STAMP}.xls"
    assert pair.corrections.backup == tmp_path / f"第七中学学籍信息更正表{STAMP}.xls"
    assert pair.master.backup.read_bytes() == old[MASTER]
    assert pair.corrections.backup.read_bytes() == old[TABLE]
    assert first_name(tmp_path / MASTER) == "新"
    again = write(tmp_path, "更新")  # in the same second
    assert again.master.backup == tmp_path / f"3101170001第七中学{STAMP}-2.xls"
    assert len(contents(tmp_path)) == 6


def test_backup_of_a_link_is_a_file_of_its_own(folder: Path, tmp_path: Path) -> None:
    (folder / MASTER).rename(tmp_path / "x.xls")
    make_link(folder / MASTER, tmp_path / "x.xls")
    pair = write(folder, "新")
    assert pair.master.backup is not None and not pair.master.backup.is_symlink()
    assert first_name(pair.master.backup) == first_name(tmp_path / "x.xls") == "旧"


def test_same_content_again(tmp_path: Path) -> None:
    assert write(tmp_path).master.sha256 == write(tmp_path).master.sha256
    assert len(contents(tmp_path)) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX access rights")
def test_access_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    real = os.replace

    def looking(source: Any, target: Any) -> None:
        real(source, target)
        seen.add(stat.S_IMODE(os.stat(target).st_mode))

    drafts = set()
    monkeypatch.setattr(os, "replace", looking)
    monkeypatch.setattr(MasterTable, "compare", lambda table, written, name, tell: drafts.update(
        stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob(".xueji-*.tmp")) or 1)
    before = os.umask(0o027)
    try:
        write(tmp_path)
    finally:
        os.umask(before)
    assert drafts == {0o600}  # nobody else reads a draft
    assert seen == {0o640}


def test_empty_tables(tmp_path: Path) -> None:
    pair = write(tmp_path, rows=0)
    assert (pair.master.rows, pair.corrections.rows) == (0, 0)


def test_blank_rows_at_the_end(tmp_path: Path) -> None:
    assert write(tmp_path, text="").cells_compared == 61


def test_progress(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write(tmp_path, rows=2500, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (10000, 10000)
    assert told == sorted(told) and len(told) > 8


# --- refusals: nothing is changed, no temporary file stays ----------------------------------------


def refused(folder: Path, kind: type[OutputError], part: str, **options: Any) -> None:
    """Writing into the folder is refused with one sentence and leaves it as it was."""
    before = contents(folder)
    with pytest.raises(kind) as caught:
        write(folder, **{"text": "新"} | options)
    assert part in str(caught.value)
    assert str(caught.value).count("。") == 1 and "\n" not in str(caught.value)
    assert contents(folder) == before


def test_texts_and_limits_are_checked_first(folder: Path) -> None:
    refused(folder, CellTextError, "空字符", text="a\0")
    refused(folder, TableLimitError, "65535", rows=65536)


@pytest.mark.parametrize("name", ["", "a/b.xls", "..", "/x.xls"])
def test_no_file_name(folder: Path, name: str) -> None:
    refused(folder, OutputError, "不能作文件名", master=name)


def test_two_names_are_needed(folder: Path) -> None:
    with pytest.raises(ValueError, match="two names"):
        write(folder, master=TABLE)


def test_longest_names(folder: Path) -> None:
    refused(folder, NameTooLongError, "太长", master="校" * 260 + ".xls")
    write(folder, master="校" * 83 + ".xls")  # 253 bytes: its backup's name must be cut
    pair = write(folder, master="校" * 83 + ".xls")
    assert pair.master.backup is not None
    assert pair.master.backup.name.endswith(f"校{STAMP}.xls")


def test_missing_folder(tmp_path: Path) -> None:
    for folder in (tmp_path / "没有", tmp_path / "文件"):
        (tmp_path / "文件").write_bytes(b"")
        with pytest.raises(FolderMissingError, match="找不到文件夹"):
            write(folder)
        assert recover(folder, SEAL) == []


def test_longest_path(tmp_path: Path) -> None:
    with pytest.raises(NameTooLongError, match="路径"):
        write(Path(str(tmp_path) + "/校" * 3000))


def test_a_folder_has_the_name(folder: Path) -> None:
    (folder / "x.xls").mkdir()
    with pytest.raises(OutputError, match="是一个文件夹"):
        write(folder, master="x.xls")


@pytest.mark.parametrize("how", ["itself", "case", "hard link", "link here", "link there", "gone"])
def test_the_roster_is_never_written(folder: Path, tmp_path: Path, how: str) -> None:
    target, elsewhere = folder / MASTER, tmp_path / "名册.xls"
    source = elsewhere
    match how:
        case "itself":
            source = folder / "." / MASTER
        case "case":
            target.unlink()
            source = folder / MASTER.replace(".xls", ".XLS")
            source.write_bytes(b"roster")
        case "hard link":
            os.link(target, elsewhere)
        case "link here":
            target.rename(elsewhere)
            make_link(target, elsewhere)
        case "link there":
            make_link(elsewhere, target)
        case "gone":
            target.unlink()
            source = target
    refused(folder, SourceFileError, "原文件", protect=[tmp_path / "别的.xls", source])


def test_another_roster_in_the_folder_is_left_alone(folder: Path) -> None:
    (folder / "名册.xls").write_bytes(b"roster")
    write(folder, "新", protect=[folder / "名册.xls"])
    assert (folder / "名册.xls").read_bytes() == b"roster"


@pytest.mark.parametrize("moment", range(1, 12))
def test_cancelled(folder: Path, moment: int) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked == moment

    refused(folder, OutputCancelledError, "停止", rows=1200, cancelled=cancelled)


def test_damaged_on_the_way(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = MasterTable.write

    def other(table: MasterTable, stream: Any, tell: Any) -> None:
        real(MasterTable(table.headers, [*table.rows[:-1], ["李四", ""]]), stream, tell)

    monkeypatch.setattr(MasterTable, "write", other)
    refused(folder, ReadBackError, "第 4 行")


@pytest.mark.parametrize("rows", [2, 4])
def test_a_row_lost_or_doubled(folder: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    real = MasterTable.write
    monkeypatch.setattr(MasterTable, "write", lambda table, stream, tell: real(
        MasterTable(table.headers, [table.rows[0]] * rows), stream, tell))
    refused(folder, ReadBackError, "不一致")


@pytest.mark.parametrize("keep", [0, 100, 3000])
def test_cut_off_on_the_way(folder: Path, monkeypatch: pytest.MonkeyPatch, keep: int) -> None:
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (
        real(path)[:keep] if path.suffix == ".tmp" else real(path)))
    refused(folder, ReadBackError, "读不回来")


@pytest.mark.parametrize(("owner", "name", "number", "kind", "part"), [
    (os, "fsync", errno.ENOSPC, DiskFullError, "磁盘空间不足"),
    (os, "fsync", errno.EDQUOT, DiskFullError, "磁盘空间不足"),
    (os, "fsync", errno.EIO, FolderMissingError, "断开"),
    (os, "write", errno.ENOSPC, DiskFullError, "磁盘空间不足"),
    (os, "chmod", errno.EMLINK, OutputError, "系统错误"),
    (files.tempfile, "mkstemp", errno.EACCES, FolderReadOnlyError, "没有权限"),
    (files.tempfile, "mkstemp", errno.EROFS, FolderReadOnlyError, "没有权限"),
    (files.tempfile, "mkstemp", errno.ENOENT, FolderMissingError, "找不到"),
    (files.tempfile, "mkstemp", errno.ENAMETOOLONG, NameTooLongError, "太长"),
    (pair_commit, "_copy", errno.ENOSPC, DiskFullError, "磁盘空间不足"),
])
def test_system_errors(
    folder: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, number: int,
    kind: type[OutputError], part: str,
) -> None:
    fail_on(monkeypatch, owner, name, OSError(number, "simulated"))
    refused(folder, kind, part)


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("failing", [MASTER, TABLE])
def test_rename_that_fails_takes_the_other_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bool, failing: str
) -> None:
    if old:
        write(tmp_path, "旧")
    fail_on(monkeypatch, os, "replace", PermissionError(errno.EACCES, "simulated"),
            lambda source, target: Path(target).name == failing and ".tmp" in str(source))
    refused(tmp_path, TargetOpenError, f"“{failing}”正被其他程序")


def test_interrupt_between_the_renames(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(folder)
    fail_on(monkeypatch, os, "replace", KeyboardInterrupt(),
            lambda source, target: Path(target).name == TABLE and ".tmp" in str(source))
    with pytest.raises(KeyboardInterrupt):
        write(folder, "新")
    assert contents(folder) == before


def test_neither_forward_nor_back_is_repaired_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    with monkeypatch.context() as context:
        fail_on(context, os, "replace", PermissionError(errno.EACCES, "simulated"),
                lambda source, target: Path(target).name == TABLE or "备份" in str(source))
        with pytest.raises(UnfinishedPairError, match="请先关闭"):
            write(folder, "新")
        fail_on(context, os, "replace", PermissionError(errno.EACCES, "simulated"))
        with pytest.raises(UnfinishedPairError):
            recover(folder, SEAL)
        with pytest.raises(UnfinishedPairError):
            write(folder, "更新")
    assert recover(folder, SEAL) == [
        f"上次生成文件时程序中断，“{MASTER}”和“{TABLE}”已恢复成原来的样子，请重新生成。"]
    assert contents(folder) == before


@pytest.mark.parametrize(("code", "kind"), [
    (32, TargetOpenError), (33, TargetOpenError), (5, TargetOpenError), (19, FolderReadOnlyError),
    (112, DiskFullError), (206, NameTooLongError), (3, FolderMissingError),
    (53, FolderMissingError), (1167, FolderMissingError), (1, OutputError),
])
def test_what_windows_says(code: int, kind: type[OutputError]) -> None:
    error = PermissionError(errno.EACCES, "x") if code in (5, 19, 32, 33) else OSError(22, "x")
    error.winerror = code  # type: ignore[attr-defined, unused-ignore]
    assert type(target_fault(error, Path("D:/上报/总库.xls"))) is kind
    if kind is not TargetOpenError:
        assert type(folder_fault(error, Path("D:/上报"))) is kind


def test_not_found_in_a_long_folder_of_windows() -> None:
    error = FileNotFoundError(errno.ENOENT, "x")
    error.winerror = 3  # type: ignore[attr-defined, unused-ignore]
    assert type(folder_fault(error, Path("D:/" + "校" * 240))) is NameTooLongError


def test_two_at_once(folder: Path) -> None:
    journal = pair_commit.PairJournal(folder)
    before = contents(folder)
    with pytest.raises(OutputBusyError, match="另一个窗口"):
        write(folder, "新")
    with pytest.raises(OutputBusyError):
        recover(folder, SEAL)
    assert contents(folder) == before
    journal.remove()
    write(folder, "新")
    assert first_name(folder / MASTER) == "新"


# --- what an interrupted run left -----------------------------------------------------------------


def interrupted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stop: str, text: str = "新"
) -> None:
    """Leave the folder as a killed process does, just before the rename onto ``stop``."""
    class Killed(BaseException):
        pass

    with monkeypatch.context() as context:
        opened: list[pair_commit.PairJournal] = []
        context.setattr(output, "PairJournal", lambda path: (
            opened.append(pair_commit.PairJournal(path)) or opened[0]))
        for name in ("take_back", "remove_temporaries"):
            fail_on(context, pair_commit, name, Killed())
        fail_on(context, output, "remove_temporaries", Killed())
        context.setattr(pair_commit.PairJournal, "rollback", lambda journal: None)
        context.setattr(pair_commit, "settle", lambda *_: [])
        context.setattr(output, "settle", lambda *_: [])
        fail_on(context, os, "replace", Killed(), lambda source, target: (
            Path(target).name == stop and ".tmp" in str(source)))
        with pytest.raises(Killed):
            write(folder, text)
        opened[0].close()


@pytest.mark.parametrize("stop", [MASTER, TABLE])
def test_interrupted_run_is_finished(
    folder: Path, monkeypatch: pytest.MonkeyPatch, stop: str
) -> None:
    interrupted(folder, monkeypatch, stop)
    assert recover(folder, SEAL) == [f"上次生成文件时程序中断，现已补完：“{MASTER}”和“{TABLE}”都已写好。"]
    assert first_name(folder / MASTER) == "新"
    assert sorted(contents(folder)) == sorted([
        MASTER, TABLE, f"3101170001第七中学{STAMP}.xls", f"第七中学学籍信息更正表{STAMP}.xls"])
    assert recover(folder, SEAL) == []


def test_interrupted_run_whose_draft_is_gone_is_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folder)
    interrupted(folder, monkeypatch, TABLE)
    for path in folder.glob(".xueji-*.tmp"):
        path.unlink()
    assert "已恢复成原来的样子" in recover(folder, SEAL)[0]
    assert contents(folder) == before


def test_interrupted_run_without_drafts_and_backups_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(folder, monkeypatch, TABLE)
    for path in [*folder.glob(".xueji-*.tmp"), *folder.glob("*备份*")]:
        path.unlink()
    assert "请重新生成" in recover(folder, SEAL)[0]
    assert sorted(contents(folder)) == sorted([MASTER, TABLE])
    write(folder, "更新")


def test_file_that_was_worked_on_after_the_interruption_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(folder, monkeypatch, TABLE)
    (folder / TABLE).write_bytes(b"hers")
    recover(folder, SEAL)
    assert xlrd.open_workbook(folder / TABLE).nsheets == 1
    assert b"hers" in contents(folder).values()


def test_file_that_was_worked_on_long_after_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journal that comes back after a power cut, when all had been done."""
    with monkeypatch.context() as context:
        context.setattr(pair_commit.PairJournal, "remove", lambda journal: None)
        write(folder, "新")
    (folder / TABLE).write_bytes(b"hers")
    before = contents(folder)
    assert "请重新生成" in recover(folder, SEAL)[0]
    del before[pair_commit.JOURNAL]
    assert contents(folder) == before


def test_repaired_is_repaired(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that repairs and is then killed itself does not leave the old journal."""
    interrupted(folder, monkeypatch, TABLE)
    journal = pair_commit.PairJournal(folder)
    assert len(pair_commit.settle(journal, SEAL)) == 1
    journal.close()
    assert recover(folder, SEAL) == []


def test_next_writing_repairs_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(folder, monkeypatch, TABLE)
    pair = write(folder, "更新", now=datetime(2012, 11, 30))
    assert pair.corrections.backup is not None and pair.master.backup is not None
    assert first_name(pair.master.backup) == "新"
    assert not [name for name in contents(folder) if name.startswith(".")]


@pytest.mark.parametrize("junk", [b"", b"C", b"C[{", b'C[{"a": 1', b"\0" * 50])
def test_journal_cut_short_changes_nothing(folder: Path, junk: bytes) -> None:
    before = contents(folder)
    (folder / pair_commit.JOURNAL).write_bytes(junk)
    (folder / ".xueji-abc.tmp").write_bytes(b"half a file")
    assert recover(folder, SEAL) == ["上次生成文件时程序中断，原有文件没有改动，留下的临时文件已清除。"]
    assert contents(folder) == before
