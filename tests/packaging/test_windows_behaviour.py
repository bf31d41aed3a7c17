"""What Windows does otherwise than POSIX, tried with the real calls: run by the Windows Python in
wine (packaging/windows/pytest.sh). Not tried, as wine has none: the marks of downloaded files."""

from __future__ import annotations

import ctypes
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.claims import claim_roster
from app.folders import home
from models.commit.pair import WrittenPair, write_pair
from models.commit.seal import Seal
from models.errors import (
    OutputError, SessionBusyError, SourceFileError, TargetOpenError, WorkbookError)
from models.reading.read import read_workbook
from models.writing.correction_table import CorrectionTable
from models.writing.master import MasterTable
from models.writing.names import correction_name, master_name
from tests.builders import grid_of, students, write_xls

if sys.platform != "win32":
    pytest.skip("Windows only", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
CODE, SCHOOL = "3101170001", "第七中学"
SHARE_NOTHING, SHARE_READING = 0, 1


def write(folder: Path, school: str = SCHOOL, *, protect: tuple[Path, ...] = ()) -> WrittenPair:
    return write_pair(
        folder, master_name(CODE, school), MasterTable(["姓名"], [["张三"]]),
        correction_name(school), CorrectionTable(school, CODE, "2012学年", []),
        seal=Seal(b"the clerk"), protect=protect)


@contextmanager
def held(path: Path, share: int) -> Iterator[None]:
    """The file is open in another program that shares it as Excel (reading) or not at all."""
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    kernel.CreateFileW.restype = ctypes.c_void_p
    read_and_write, open_existing = 0xC0000000, 3
    handle = kernel.CreateFileW(str(path), read_and_write, share, None, open_existing, 0, None)
    assert handle != ctypes.c_void_p(-1).value
    try:
        yield
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


# --- files that others hold ----------------------------------------------------------------------


@pytest.mark.parametrize("share", [SHARE_NOTHING, SHARE_READING])
@pytest.mark.parametrize("which", [master_name(CODE, SCHOOL), correction_name(SCHOOL)])
def test_an_output_open_in_excel_is_named_and_nothing_changes(
        tmp_path: Path, which: str, share: int) -> None:
    write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with held(tmp_path / which, share), pytest.raises(TargetOpenError, match=which):
        write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert write(tmp_path).master.backup is not None


def test_a_roster_open_in_excel_can_be_read(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "名册.xls", grid_of(students(2)))
    with held(path, SHARE_READING):
        assert read_workbook(path).sheets


def test_a_roster_that_is_not_shared_says_who_to_close(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "名册.xls", grid_of(students(2)))
    with held(path, SHARE_NOTHING), pytest.raises(WorkbookError, match="先关闭"):
        read_workbook(path)


# --- the attribute "read-only" -------------------------------------------------------------------


def test_an_output_that_is_read_only_is_left_alone(tmp_path: Path) -> None:
    target = write(tmp_path).master.path
    before = target.read_bytes()
    os.chmod(target, stat.S_IREAD)
    with pytest.raises(TargetOpenError, match="取消只读"):
        write(tmp_path)
    os.chmod(target, stat.S_IWRITE)
    assert target.read_bytes() == before and len(list(tmp_path.iterdir())) == 2


def test_a_read_only_roster_opens(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "名册.xls", grid_of(students(2)))
    os.chmod(path, stat.S_IREAD)
    assert read_workbook(path).sheets
    os.chmod(path, stat.S_IWRITE)


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("school", [
    "CON", "nul", "com1.附小", "aux ", "LPT9.", "a<b>c:d\"e/f\\g|h?i*j", "点点...", " 空格 ", ".隐藏",
    "制\t表\n符", "\u200b零宽", "第七中学\u202e",
])
def test_a_schools_name_always_becomes_a_file(tmp_path: Path, school: str) -> None:
    pair = write(tmp_path, school)
    assert {path.name for path in tmp_path.iterdir()} == {
        pair.master.path.name, pair.corrections.path.name}
    assert all(path.stat().st_size > 1000 for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["nul", "CON.xls", "aux", "com1.xlsx", "没有.xls", "a?b.xls"])
def test_what_is_no_file_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_workbook(tmp_path / name)
    assert str(caught.value).endswith("。")


def test_names_that_differ_in_case_are_one_roster(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "abc名册.xls", grid_of(students(2)))
    claim = claim_roster(tmp_path / "work", path)
    for other in (Path(str(path).upper()), Path(str(path)[0].lower() + str(path)[1:]),
                  path.parent / "x" / ".." / "ABC名册.XLS", Path(str(path).replace("\\", "/"))):
        with pytest.raises(SessionBusyError):
            claim_roster(tmp_path / "work", other)
    claim.release()


# --- paths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("spelt", "there"), [
    ("{0}", True), ("{0}", False), ("{1}", True), ("{1}", False), ("\\\\?\\{0}", True),
    ("\\\\.\\{0}", True)])
def test_the_roster_is_never_written_however_its_path_is_spelt(
        tmp_path: Path, spelt: str, there: bool) -> None:
    roster = tmp_path / master_name(CODE, SCHOOL)
    if there:
        write_xls(roster, grid_of(students(2)))
    source = Path(spelt.format(roster, str(roster).upper()))
    with pytest.raises(SourceFileError):
        write(tmp_path, protect=(source,))
    assert roster.exists() is there


def test_a_path_longer_than_260_characters(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["很长的文件夹名字" * 5] * 6)
    assert len(str(folder)) > 260
    try:
        os.makedirs(folder)
    except OSError:  # long paths are not allowed on this machine: a sentence says so
        with pytest.raises(OutputError, match="太长|找不到"):
            write(folder)
    else:
        assert write(folder).cells_compared > 0
        assert read_workbook(folder / master_name(CODE, SCHOOL)).sheets


def test_a_share_that_is_not_there(tmp_path: Path) -> None:
    share = Path(r"\\no-such-server.invalid\各校学籍总库")
    with pytest.raises(OutputError, match="“\\\\\\\\no-such-server"):
        write(share)
    with pytest.raises(WorkbookError, match="no-such-server"):
        read_workbook(share / "名册.xls")


def test_a_drive_that_is_not_there() -> None:
    with pytest.raises(OutputError, match="找不到文件夹“Q:"):
        write(Path("Q:\\各校学籍总库"))


def test_work_is_kept_in_the_users_own_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOCALAPPDATA", "APPDATA", "XUEJI_HOME"):
        monkeypatch.delenv(name, raising=False)
    found = home()
    assert found.name == "xueji" and found.parent.name.lower() == "local"
    assert str(found).lower().startswith(str(Path.home()).lower())


# --- the console ---------------------------------------------------------------------------------


def test_a_batch_file_in_code_page_936(tmp_path: Path) -> None:
    """Words come over from a batch file in GBK; output into a pipe is UTF-8 all the same."""
    path = write_xls(tmp_path / "全校 名册（示例）.xls", grid_of(students(2)))
    batch = tmp_path / "check.bat"
    batch.write_bytes(
        f'@"{sys.executable}" "{ROOT / "main.py"}" check "{path}"\r\n'.encode("gbk"))
    done = subprocess.run(["cmd", "/c", str(batch)], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert f"{path}：2 名学生" in done.stdout.decode("utf-8")


def test_patterns_are_expanded_as_the_shell_does_not(tmp_path: Path) -> None:
    for name in ("一.xls", "二.xls"):
        write_xls(tmp_path / name, grid_of(students(2)))
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "check", str(tmp_path / "*.xls")],
        capture_output=True, timeout=60, check=False)
    assert done.returncode == 0 and done.stdout.decode("utf-8").count("2 名学生") == 2
