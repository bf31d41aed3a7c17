"""OpenWork: what is opened, kept and left as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.claims import claim_roster
from app.continuing import go_on, look
from app.document import Document
from app.work import Admission, OpenWork
from models.errors import SessionBusyError
from models.session.session import load, working_copies

MakeDocument = Callable[..., Document]
NOON = datetime(2026, 9, 1, 12, 0)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xls"
    path.write_bytes(b"1")
    return path


@pytest.fixture
def document(make_document: MakeDocument, roster: Path) -> Document:
    found = make_document(3, [])
    found.roster.path = roster
    return found


def test_what_is_done_is_kept_until_it_is_left(document: Document, roster: Path, tmp_path: Path
                                               ) -> None:
    folder = tmp_path / "work"
    work = OpenWork(document, Admission(roster, [claim_roster(folder, roster)]), folder=folder)
    assert work.is_safe and work.copy is None and not work.keeps_something
    document.edit([(0, 2, "改甲")])
    work.confirm_school()
    assert work.flush(30) and work.is_safe
    assert working_copies(folder) == [work.copy]
    with pytest.raises(SessionBusyError):
        claim_roster(folder, roster)
    work.leave()
    claim_roster(folder, roster).release()
    assert work.copy is not None
    saved = load(work.copy)
    assert saved.status.school_checked and saved.roster.rows[0].cells[2] == "改甲"


def test_read_only_work_writes_nothing(document: Document, roster: Path, tmp_path: Path) -> None:
    work = OpenWork(document, Admission(roster, read_only=True), folder=tmp_path / "work")
    work.confirm_school()
    work.note_submitted(NOON, unfinished=False)
    assert document.read_only and work.flush(0) and not (tmp_path / "work").exists()


def test_files_are_no_longer_those_of_a_changed_roster(document: Document) -> None:
    work = OpenWork(document)
    work.note_submitted(NOON, unfinished=False)
    assert work.submitted_at == NOON
    document.edit([(0, 2, "改甲")])
    assert work.submitted_at is None


def test_files_are_known_again_when_the_work_goes_on(
        document: Document, roster: Path, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    files = (("学籍信息总库", "总库.xls", "a" * 64), ("学籍信息更正表", "更正表.xls", "b" * 64))
    work = OpenWork(document, Admission(roster), folder=folder)
    document.edit([(0, 2, "改甲")])
    work.note_submitted(NOON, unfinished=False, files=files)
    work.leave()
    again = look(folder).works[0]
    more = OpenWork(go_on(again), Admission(roster, work=again), folder=folder)
    assert more.submitted_at == NOON
    assert more.written is not None and more.written.files == files
    more.document.edit([(0, 2, "改乙")])
    assert more.written is None
    more.leave()
    again = look(folder).works[0]
    assert OpenWork(go_on(again), Admission(roster, work=again)).written is None


@pytest.mark.parametrize("change", ["none", "grown", "gone"])
def test_source_that_was_touched_is_noticed(document: Document, roster: Path, change: str) -> None:
    work = OpenWork(document)
    if change == "grown":
        roster.write_bytes(b"12")
    elif change == "gone":
        roster.unlink()
    assert work.source_unchanged is (change == "none")


def test_source_that_differs_from_what_was_begun_with_is_known_at_once(
        document: Document, roster: Path) -> None:
    assert not OpenWork(document, Admission(roster, is_changed=True)).source_unchanged
