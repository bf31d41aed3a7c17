"""Unfinished work: found by path or content, gone on with, set aside, cleared."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app import continuing
from app.autosave import Autosave
from app.claims import claim_roster
from app.continuing import RosterState
from app.document import Document
from models.errors import SessionBusyError, SessionDamagedError
from models.regular import file_hash
from models.session.session import Source, set_aside_copies, working_copies
from tests.builders import document_of, student

NAME = 2
Begin = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "work"


@pytest.fixture
def begin(tmp_path: Path, folder: Path) -> Begin:
    """Begins work on a roster file and leaves it; gives the file."""
    def do(name: str = "名册.xls", content: bytes = b"roster", *, finished: bool = False) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        document = document_of([student(n) for n in range(1, 5)])
        document.roster.path = path
        saving = Autosave(document, Source(path, file_hash(path), "shanghai", ("Sheet1",)), folder,
                          lambda _state: None)
        document.edit([(0, NAME, "王甲")])
        document.edit([(1, NAME, "王")], reason="户口簿")
        document.undo()
        if finished:
            saving.mark_finished()
        assert saving.close()
        return path
    return do


def test_no_folder_no_work(folder: Path, tmp_path: Path) -> None:
    assert continuing.look(folder).works == [] and continuing.stored(folder) == []
    assert continuing.find(folder, tmp_path / "名册.xls") is None
    continuing.tidy(folder)


def test_found_by_path_or_by_content(begin: Begin, folder: Path, tmp_path: Path) -> None:
    roster = begin()
    begin("别的.xls", b"other")
    moved = tmp_path / "收到的" / "新名字.xls"
    moved.parent.mkdir()
    moved.write_bytes(b"roster")
    for path in (roster, tmp_path / "收到的" / ".." / "名册.xls", moved):
        work = continuing.find(folder, path)
        assert work is not None and work.source.path == roster
    moved.write_bytes(b"third")
    assert continuing.find(folder, moved) is None
    assert continuing.find(folder, tmp_path / "没有.xls") is None


def test_path_counts_more_than_content(begin: Begin, folder: Path) -> None:
    first = begin("甲.xls")
    begin("乙.xls")
    work = continuing.find(folder, first)
    assert work is not None and work.source.path == first


@pytest.mark.parametrize(("change", "state"), [
    (lambda path: None, RosterState.SAME),
    (lambda path: path.write_bytes(b"changed"), RosterState.CHANGED),
    (lambda path: path.unlink(), RosterState.GONE)])
def test_what_became_of_the_roster(begin: Begin, folder: Path, change: Callable[[Path], object],
                                   state: RosterState) -> None:
    roster = begin()
    change(roster)
    [work] = continuing.look(folder).works
    assert work.state_of_roster() is state


def test_goes_on_without_the_file_and_with_undo(begin: Begin, folder: Path) -> None:
    begin().unlink()
    [work] = continuing.look(folder).works
    document: Document = continuing.go_on(work)
    name = document.roster.value
    assert name(0, "name") == "王甲" and name(1, "name") == student(2)["name"]
    assert document.redo() and name(1, "name") == "王"
    assert document.undo() and document.undo() and not document.undo()
    assert name(0, "name") == student(1)["name"]
    assert document.found_at_opening == work.status.found


def test_finished_work_is_found_again_as_it_may_be_sent_back(begin: Begin, folder: Path) -> None:
    roster = begin(finished=True)
    work = continuing.find(folder, roster)
    assert work is not None and work.status.finished


def test_damage_found_late_is_set_aside(begin: Begin, folder: Path) -> None:
    begin()
    [work] = continuing.look(folder).works
    content = bytearray(work.path.read_bytes())
    content[content.index(b"u738b\\u7532")] ^= 1  # in a cell, which a list does not read
    work.path.write_bytes(content)
    assert len(continuing.look(folder).works) == 1
    with pytest.raises(SessionDamagedError):
        continuing.go_on(work)
    assert working_copies(folder) == [] and len(set_aside_copies(folder)) == 1


def test_starting_anew_sets_the_old_aside(begin: Begin, folder: Path) -> None:
    roster = begin()
    work = continuing.find(folder, roster)
    assert work is not None
    continuing.start_anew(work)
    assert continuing.find(folder, roster) is None
    [entry] = continuing.stored(folder)
    assert entry.aside and entry.work is not None and entry.work.source.path == roster


def test_clearing(begin: Begin, folder: Path) -> None:
    roster = begin()
    begin("别的.xls", b"other")
    (folder / "x.xueji").write_bytes(b"not a working copy")
    entries = continuing.stored(folder)
    assert len(entries) == 3 and sum(entry.work is None for entry in entries) == 1
    claim = claim_roster(folder, roster)
    mine = next(e for e in entries if e.work is not None and e.work.source.path == roster)
    with pytest.raises(SessionBusyError):
        continuing.clear(folder, mine)
    claim.release()
    for entry in entries:
        continuing.clear(folder, entry)
    assert [path.name for path in folder.iterdir() if path.is_file()] == []


def test_one_claim_at_a_time_whatever_the_path_looks_like(folder: Path, tmp_path: Path) -> None:
    roster = tmp_path / "名册.xls"
    roster.write_bytes(b"")
    link = tmp_path / "链接.xls"
    try:
        os.symlink(roster, link)
    except OSError:
        pass  # Windows wants a right for that
    if not link.is_symlink():
        link = roster
    claim = claim_roster(folder, roster)
    for path in (roster, link, tmp_path / "x" / ".." / "名册.xls"):
        with pytest.raises(SessionBusyError, match="只能查看"):
            claim_roster(folder, path)
    claim.release()
    claim.release()
    claim_roster(folder, link).release()
    assert all("名册" not in path.name for path in folder.rglob("*"))
