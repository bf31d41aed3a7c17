"""Autosave: what is said to be saved is on the disk, whatever the disk does in between."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app import autosave as module
from app.autosave import Autosave, SaveState
from app.document import Document
from models.errors import SessionFullError
from models.session.session import SessionWriter, Source, delete, load, working_copies
from tests.builders import SCHOOL, document_of, student

NAME = 2


class States:
    """Collects states from the writing thread."""

    def __init__(self) -> None:
        self.all: list[SaveState] = []
        self._changed = threading.Condition()

    def __call__(self, state: SaveState) -> None:
        with self._changed:
            self.all.append(state)
            self._changed.notify_all()

    def wait(self, wanted: Callable[[SaveState], bool]) -> SaveState:
        """The first state that is as wanted."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(wanted, self.all)), 10)
            return next(state for state in self.all if wanted(state))


@pytest.fixture
def document() -> Document:
    return document_of([student(n) for n in range(1, 9)])


@pytest.fixture
def states() -> States:
    return States()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path / "名册.xls", "0" * 64, "shanghai", ("Sheet1",))


@pytest.fixture
def saving(document: Document, states: States, source: Source, tmp_path: Path,
           monkeypatch: pytest.MonkeyPatch) -> Iterator[Autosave]:
    monkeypatch.setattr(module, "RETRY_AFTER", (0.01,))
    found = Autosave(document, source, tmp_path / "work", states)
    yield found
    found.close()


def kept(saving: Autosave, document: Document) -> None:
    """All of the document is in the working copy."""
    assert saving.path is not None
    saved = load(saving.path)
    assert [row.cells for row in saved.roster.rows] == [row.cells for row in document.roster.rows]
    assert saved.journal.steps == document.journal.steps
    assert saved.journal.done == document.journal.done
    assert saved.journal.confirmations == document.journal.confirmations
    assert saved.school == document.school


def test_nothing_is_kept_of_what_was_only_looked_at(saving: Autosave, tmp_path: Path) -> None:
    assert saving.flush() and saving.path is None and saving.is_safe
    assert not (tmp_path / "work").exists()


def test_every_kind_of_step_is_kept(saving: Autosave, document: Document) -> None:
    for change in (
            lambda: document.edit([(0, NAME, "王甲"), (1, NAME, "王乙")]),
            lambda: document.insert_row(2, "漏报", ["1"]),
            lambda: document.delete_rows([4, 5], "重复"),
            lambda: document.edit([(0, NAME, "王丙")]),
            document.undo, document.undo, document.redo,
            lambda: document.edit([(3, NAME, "王丁")]),
            lambda: document.set_school(SCHOOL.__class__(SCHOOL.code, "新名", 2013, "5-4-3")),
            document.undo, document.undo, document.undo, document.undo, document.redo):
        change()
        assert saving.flush()
        kept(saving, document)


def test_steps_in_quick_succession(saving: Autosave, document: Document) -> None:
    for number in range(200):
        document.edit([(number % 8, NAME, f"王{number}")])
        if number % 7 == 0:
            document.undo()
        if number % 14 == 0:
            document.redo()
    assert saving.flush()
    kept(saving, document)


def test_state_says_when(saving: Autosave, document: Document, states: States) -> None:
    document.edit([(0, NAME, "王甲")])
    assert saving.flush()
    state = states.wait(lambda state: not state.pending)
    assert datetime.fromisoformat(state.saved_at) and state.error == "" and state.steps == 1


def test_school_and_marks_are_kept(saving: Autosave, document: Document) -> None:
    saving.mark_school_checked(True)
    assert saving.flush() and saving.path is not None
    assert load(saving.path).status.school_checked
    saving.mark_finished()
    assert saving.flush()
    assert load(saving.path).status.finished
    document.edit([(0, NAME, "王甲")])
    assert saving.flush()
    assert not load(saving.path).status.finished


def test_continued_work_goes_on_in_its_file(saving: Autosave, document: Document, states: States,
                                            source: Source, tmp_path: Path) -> None:
    document.edit([(0, NAME, "王甲")])
    document.edit([(1, NAME, "王乙")])
    document.undo()
    saving.close()
    assert saving.path is not None
    saved = load(saving.path)
    again = Document(saved.roster, document.profile, saved.school, journal=saved.journal,
                     today=document.validator.today)
    second = Autosave(again, source, tmp_path / "work", states, path=saving.path)
    assert again.redo() and again.undo() and again.undo()
    assert [row.cells for row in again.roster.rows] == [
        student(n)[key] and list(student(n).values()) for n in range(1, 9) for key in ["name"]]
    again.edit([(2, NAME, "王丙")])
    assert second.flush()
    kept(second, again)
    second.close()
    assert working_copies(tmp_path / "work") == [saving.path]


# --- a disk that does not take it ----------------------------------------------------------------


@pytest.mark.parametrize("fails_at", ["begin", "save"])
def test_failing_disk_is_told_and_tried_again(
        fails_at: str, saving: Autosave, document: Document, states: States,
        monkeypatch: pytest.MonkeyPatch) -> None:
    broken = threading.Event()
    name = "__init__" if fails_at == "begin" else "save"
    real = getattr(SessionWriter, name)

    def sometimes(*arguments: object) -> None:
        if broken.is_set():
            raise SessionFullError("磁盘已满")
        real(*arguments)
    monkeypatch.setattr(SessionWriter, name, sometimes)
    if fails_at == "save":
        document.edit([(0, NAME, "王零")])
        assert saving.flush()
    broken.set()
    document.edit([(0, NAME, "王甲")])
    assert states.wait(lambda state: bool(state.error)).pending
    assert not saving.flush() and not saving.is_safe
    document.edit([(1, NAME, "王乙")])
    broken.clear()
    assert saving.flush() or saving.flush()
    kept(saving, document)


def test_unexpected_error_does_not_end_the_saving(
        saving: Autosave, document: Document, states: States,
        monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError
    with monkeypatch.context() as patch:
        patch.setattr(SessionWriter, "__init__", fail)
        document.edit([(0, NAME, "王甲")])
        assert "自动重试" in states.wait(lambda state: bool(state.error)).error
    assert saving.flush() or saving.flush()
    kept(saving, document)


def test_failing_listener_does_not_end_the_saving(
        document: Document, source: Source, tmp_path: Path) -> None:
    def fail(_state: SaveState) -> None:
        raise ZeroDivisionError
    saving = Autosave(document, source, tmp_path / "work", fail)
    for text in ("王甲", "王乙"):
        document.edit([(0, NAME, text)])
        assert saving.flush()
    kept(saving, document)
    assert saving.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file can't be removed there")
def test_vanished_file_is_begun_anew_with_everything(
        saving: Autosave, document: Document) -> None:
    document.edit([(0, NAME, "王甲")])
    document.insert_row(1, "漏报", ["1"])
    assert saving.flush() and saving.path is not None
    delete(saving.path)
    document.delete_rows([3], "重复")
    assert saving.flush()
    kept(saving, document)


def test_discarded_work_begins_anew_with_the_next_step(
        saving: Autosave, document: Document, tmp_path: Path) -> None:
    document.edit([(0, NAME, "王甲")])
    saving.discard()
    assert saving.path is None and working_copies(tmp_path / "work") == []
    assert list((tmp_path / "work").iterdir()) == []
    document.edit([(1, NAME, "王乙")])
    assert saving.flush()
    kept(saving, document)


def test_editing_does_not_wait_for_the_disk(saving: Autosave, document: Document,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    disk = threading.Event()
    began = threading.Event()
    real = SessionWriter.__init__

    def hang(*arguments: object) -> None:
        began.set()
        assert disk.wait(10)
        real(*arguments)  # type: ignore[arg-type]
    monkeypatch.setattr(SessionWriter, "__init__", hang)
    document.edit([(0, NAME, "王零")])
    assert began.wait(10)
    for number in range(50):
        document.edit([(number % 8, NAME, f"王{number}")])  # else this would take for ever
    document.undo()
    assert not saving.is_safe and saving.path is None
    disk.set()
    assert saving.flush()
    kept(saving, document)


def test_closing_tells_whether_all_was_kept(saving: Autosave, document: Document,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise SessionFullError("磁盘已满")
    monkeypatch.setattr(SessionWriter, "__init__", fail)
    document.edit([(0, NAME, "王甲")])
    assert not saving.close()


def test_clock_going_backwards_loses_nothing(document: Document, states: States, source: Source,
                                             tmp_path: Path) -> None:
    times = iter([datetime(2012, 11, 20, 10), datetime(2012, 11, 20, 10), datetime(2001, 1, 1),
                  datetime(1999, 12, 31), *[datetime(1970, 1, 2)] * 20])
    saving = Autosave(document, source, tmp_path / "work", states, clock=lambda: next(times))
    for number in range(4):
        document.edit([(0, NAME, f"王{number}")])
        assert saving.flush()
        kept(saving, document)
    assert saving.close()


def test_step_that_could_not_be_judged_did_not_happen(
        saving: Autosave, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else what is kept would not fit together with what comes after it."""
    document.edit([(0, NAME, "王甲")])
    before = [list(row.cells) for row in document.roster.rows]

    def fail(*_: object) -> None:
        raise ZeroDivisionError
    for change in (lambda: document.edit([(0, NAME, "王乙"), (1, NAME, "王丙")]),
                   lambda: document.delete_rows([2, 3], "重复"), document.undo):
        with monkeypatch.context() as patch:
            patch.setattr(type(document.validator), "update", fail)
            with pytest.raises(ZeroDivisionError):
                change()
        assert [row.cells for row in document.roster.rows] == before
        assert len(document.journal.steps) == document.journal.done == 1
    document.edit([(0, NAME, "王丁")])
    assert document.undo() and document.undo() and document.redo()
    assert saving.flush()
    kept(saving, document)
