"""Writing the pair under real faults: kills, a full drive, no rights, files held elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.commit.pair import recover, write_pair
from models.commit.seal import Seal
from models.errors import DiskFullError, FolderReadOnlyError, OutputError, TargetOpenError
from models.writing.correction_table import CorrectionLine, CorrectionTable
from models.writing.master import MasterTable
from tests.faults.drives import mounted

pytestmark = [pytest.mark.slow, pytest.mark.skipif(
    sys.platform == "win32", reason="needs fork, mount and signals")]

ROOT = Path(__file__).resolve().parents[2]
CRASHES = Path(__file__).with_name("output_crashes.py")
SEAL = Seal(b"the clerk's own")
MASTER, TABLE = "3101170001第七中学.xls", "第七中学学籍信息更正表.xls"
IS_ROOT = sys.platform != "win32" and os.geteuid() == 0
KILLS = int(os.environ.get("XUEJI_KILLS", "15"))


def write(folder: Path, text: str, students: int = 20, corrections: int = 0) -> None:
    lines = [CorrectionLine("1", "2", text, "七年级", "1班", "姓名", "", text, "")] * corrections
    write_pair(folder, MASTER, MasterTable(["姓名"], [[f"{text}{i}"] for i in range(students)]),
               TABLE, CorrectionTable("第七中学", "3101170001", text, lines), seal=SEAL)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize(("mode", "least"), [("old", 20), ("none", 15), ("twice", 100)])
def test_killed_at_every_point(tmp_path: Path, mode: str, least: int) -> None:
    """Over an older pair, over none, and with the repair killed at every point as well."""
    done = subprocess.run([sys.executable, str(CRASHES), str(tmp_path), mode],
                          capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["wrong"] == []
    assert result["points"] >= least
    assert result["旧"] > 0 and result["新"] > 0


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """One process writes pair after pair and is killed from outside, again and again."""
    program = (
        "import sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "from pathlib import Path; from output_crashes import write\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for text in '甲乙丙':\n"
        "        write(Path(sys.argv[3]), text)\n")
    wanted = []
    for text in "甲乙丙":
        folder = tmp_path / text
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", program.replace("while True", "if 1").replace("甲乙丙", text),
             str(ROOT), str(CRASHES.parent), str(folder)],
            check=True, timeout=60, capture_output=True)
        wanted.append({name: contents(folder)[name] for name in (MASTER, TABLE)})
    folder = tmp_path / "run"
    folder.mkdir()
    pause = random.Random(7)
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(ROOT), str(CRASHES.parent), str(folder)],
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                process.wait(timeout=pause.uniform(0, 0.15))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        recover(folder, SEAL)
        found = contents(folder)
        now = {name: found[name] for name in (MASTER, TABLE) if name in found}
        assert now in [*wanted, {}]
        assert not [name for name in found if name.startswith(".")]
        for name in found:
            if "备份" in name:
                (folder / name).unlink()


@pytest.fixture
def small_drive(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "U盘", "256k") as folder:
        yield folder


def test_full_drive(small_drive: Path) -> None:
    write(small_drive, "旧")
    before = contents(small_drive)
    for students, corrections in ((9000, 0), (20000, 0), (20, 3000)):  # in either file
        with pytest.raises(DiskFullError, match="磁盘空间不足"):
            write(small_drive, "新", students, corrections)
        assert contents(small_drive) == before
    write(small_drive, "新")  # there is room for a small one


def test_drive_with_no_byte_left(small_drive: Path) -> None:
    write(small_drive, "旧")
    with open(small_drive / "照片", "wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
    before = contents(small_drive)
    with pytest.raises(DiskFullError):
        write(small_drive, "新")
    assert contents(small_drive) == before


def test_read_only_drive(small_drive: Path) -> None:
    write(small_drive, "旧")
    before = contents(small_drive)
    subprocess.run(["mount", "-o", "remount,ro", str(small_drive)], check=True)
    with pytest.raises(FolderReadOnlyError, match="没有权限"):
        write(small_drive, "新")
    assert contents(small_drive) == before


@pytest.mark.parametrize("protected", ["folder", "file"])
def test_without_rights(tmp_path: Path, protected: str) -> None:
    """As an ordinary user: root may write anywhere."""
    folder = tmp_path / "各校学籍总库"
    folder.mkdir()
    write(folder, "旧")
    before = contents(folder)
    kind: type[Exception] = FolderReadOnlyError if protected == "folder" else TargetOpenError
    (folder if protected == "folder" else folder / TABLE).chmod(0o555)
    if IS_ROOT:
        if protected == "file":
            os.chown(folder, 65534, 65534)
            os.chown(folder / MASTER, 65534, 65534)
        for parent in (tmp_path, *tmp_path.parents[:3]):
            parent.chmod(parent.stat().st_mode | 0o055)
        os.seteuid(65534)
    try:
        with pytest.raises(kind):
            write(folder, "新")
    finally:
        if IS_ROOT:
            os.seteuid(0)
    assert contents(folder) == before


@pytest.mark.parametrize("lock", ["lockf", "flock"])
@pytest.mark.parametrize("name", [MASTER, TABLE])
def test_target_held_by_another_process(tmp_path: Path, lock: str, name: str) -> None:
    write(tmp_path, "旧")
    before = contents(tmp_path)
    holder = ("import fcntl, sys\n"
              "file = open(sys.argv[1], 'r+b')\n"
              f"fcntl.{lock}(file, fcntl.LOCK_EX)\n"
              "print('held', flush=True)\n"
              "sys.stdin.read()\n")
    with subprocess.Popen([sys.executable, "-c", holder, str(tmp_path / name)],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(TargetOpenError, match="Excel"):
            write(tmp_path, "新")
        process.stdin.close()
    assert contents(tmp_path) == before
    write(tmp_path, "新")


def test_folder_removed_while_writing(tmp_path: Path) -> None:
    """A drive that is pulled out half-way: one sentence, no traceback."""
    folder = tmp_path / "U盘"
    folder.mkdir()

    def pull_out(done: int, total: int) -> None:
        if folder.exists():
            for path in folder.iterdir():
                path.unlink()
            folder.rmdir()

    with pytest.raises(OutputError, match="找不到文件夹"):
        write_pair(folder, MASTER, MasterTable(["姓名"], [["张三"]]), TABLE,
                   CorrectionTable("第七中学", "", "", []), seal=SEAL, progress=pull_out)
