"""The working copy under real faults of the disk: full, without rights, damaged, held elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import autosave, continuing
from app.autosave import Autosave
from app.claims import claim_roster
from app.document import Document
from models.errors import SessionBusyError
from models.regular import file_hash
from models.session.session import SET_ASIDE, Source, load, working_copies
from tests.builders import document_of, student
from tests.faults.drives import mounted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs mount and POSIX rights")

ROOT = Path(__file__).resolve().parents[2]
IS_ROOT = sys.platform != "win32" and os.geteuid() == 0
NAME = 2


@pytest.fixture(autouse=True)
def quick_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "RETRY_AFTER", (0.02,))


@pytest.fixture
def document(tmp_path: Path) -> Document:
    (tmp_path / "名册.xls").write_bytes(b"roster")
    found = document_of([student(n) for n in range(1, 40)])
    found.roster.path = tmp_path / "名册.xls"
    return found


def keep(document: Document, folder: Path) -> Autosave:
    source = Source(document.roster.path, file_hash(document.roster.path), "shanghai", ("Sheet1",))
    return Autosave(document, source, folder, lambda state: None)


def same(document: Document, path: Path | None) -> bool:
    assert path is not None
    saved = load(path)
    return (saved.roster.rows == document.roster.rows
            and saved.journal.steps == document.journal.steps)


# --- a full disk ---------------------------------------------------------------------------------


@pytest.fixture
def small_drive(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "small", "512k") as folder:
        yield folder


def fill(folder: Path, leave: int) -> Path:
    filler = folder / "照片"
    with open(filler, "wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - leave))
    return filler


def test_full_from_the_start(small_drive: Path, document: Document) -> None:
    filler = fill(small_drive, leave=8192)
    saving = keep(document, small_drive / "work")
    document.edit([(0, NAME, "王甲")])
    assert not saving.flush() and "磁盘已满" in saving.error
    assert working_copies(small_drive / "work") == []
    document.edit([(1, NAME, "王乙")])
    filler.unlink()
    assert saving.flush() or saving.flush()
    assert same(document, saving.path) and saving.close()


def test_full_in_the_middle(small_drive: Path, document: Document) -> None:
    saving = keep(document, small_drive / "work")
    document.edit([(0, NAME, "王甲")])
    assert saving.flush()
    filler = fill(small_drive, leave=16384)
    saved = 0
    for number in range(50):
        document.edit([(row, NAME, f"王{number}·{row}") for row in range(30)])
        if not saving.flush():
            break
        saved = len(document.journal.steps)
    assert "磁盘已满" in saving.error
    # What was said to be saved is readable also now that nothing more fits.
    assert saving.path is not None
    assert load(saving.path).journal.steps[:saved] == document.journal.steps[:saved]
    filler.unlink()
    assert saving.flush() or saving.flush()
    assert same(document, saving.path) and saving.close()


# --- rights --------------------------------------------------------------------------------------


@pytest.fixture
def as_user(tmp_path: Path) -> Iterator[None]:
    """Root may write anywhere; so these run as somebody else."""
    if not IS_ROOT:
        yield
        return
    for parent in (tmp_path, *tmp_path.parents[:3]):
        parent.chmod(parent.stat().st_mode | 0o055)
    os.chown(tmp_path, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_folder_that_may_not_be_written(document: Document, tmp_path: Path,
                                        as_user: None) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    locked = folder / "deeper"
    folder.chmod(0o500)
    saving = keep(document, locked)
    document.edit([(0, NAME, "王甲")])
    assert not saving.flush() and "能不能写入" in saving.error
    claim_roster(locked, document.roster.path).release()  # opening is not refused for that
    folder.chmod(0o700)
    assert saving.flush() or saving.flush()
    assert same(document, saving.path) and saving.close()


def test_working_copy_that_may_not_be_read(document: Document, tmp_path: Path,
                                           as_user: None) -> None:
    saving = keep(document, tmp_path / "work")
    document.edit([(0, NAME, "王甲")])
    assert saving.close() and saving.path is not None
    saving.path.chmod(0)
    shelf = continuing.look(tmp_path / "work")
    assert shelf.works == [] and "没有权限" in shelf.notes[0]
    assert saving.path.exists()  # it is not damaged, so it stays
    saving.path.chmod(0o600)
    assert len(continuing.look(tmp_path / "work").works) == 1


# --- damage, and another process -----------------------------------------------------------------


@pytest.mark.parametrize("damage", ["truncated", "flipped"])
def test_damaged_working_copy_is_set_aside_and_said(document: Document, tmp_path: Path,
                                                    damage: str) -> None:
    saving = keep(document, tmp_path / "work")
    document.edit([(0, NAME, "王甲")])
    assert saving.close() and saving.path is not None
    content = bytearray(saving.path.read_bytes())
    if damage == "truncated":
        del content[len(content) // 2:]
    else:
        content[content.index(b'"sha256"')] ^= 4
    saving.path.write_bytes(content)
    shelf = continuing.look(tmp_path / "work")
    assert shelf.works == [] and "已损坏" in shelf.notes[0] and "没有删除" in shelf.notes[0]
    [aside] = [path for path in (tmp_path / "work").iterdir() if SET_ASIDE in path.name]
    assert aside.read_bytes() == bytes(content)
    assert continuing.look(tmp_path / "work").notes == []
    assert [entry.path for entry in continuing.stored(tmp_path / "work")] == [aside]


def test_roster_held_by_another_process(tmp_path: Path) -> None:
    roster = tmp_path / "名册.xls"
    program = ("import sys; sys.path.insert(0, sys.argv[1])\n"
               "from pathlib import Path\n"
               "from app.claims import claim_roster\n"
               "claim = claim_roster(Path(sys.argv[2]), Path(sys.argv[3]))\n"
               "print('held', flush=True); sys.stdin.read()\n")
    with subprocess.Popen([sys.executable, "-c", program, ROOT, tmp_path, roster],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        with pytest.raises(SessionBusyError, match="另一个窗口"):
            claim_roster(tmp_path, tmp_path / "." / "名册.xls")
        claim_roster(tmp_path, tmp_path / "另一份.xls").release()
        holder.kill()
    claim_roster(tmp_path, roster).release()
