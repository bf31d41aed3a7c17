"""Autosave: every step of a document goes to its working copy, off the editing path.

A thread of its own writes; the editing path only hands over immutable steps. What is reported as
saved is on the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.document import Document, Update
from models.errors import SessionError
from models.journal import Step
from models.school import School
from models.session import Opened, SessionWriter, Source, Status, new_name, opened


@dataclass(frozen=True)
class SaveState:
    """How safe the work is: ``pending`` steps not yet on the disk, when the last one got there, and
    what the disk objected to ("" if nothing)."""

    pending: bool
    saved_at: str = ""
    error: str = ""


@dataclass(frozen=True)
class _Snapshot:
    """What has to be on the disk: new steps from ``first`` on, and the small things."""

    first: int
    steps: tuple[Step, ...]
    done: int
    school: School
    status: Status


class Autosave:
    """Keeps one document safe. ``on_state`` is called from the writing thread after each save.

    The file is begun with the first step (or change of the school); a document that was continued
    goes on in its file.
    """

    def __init__(self, document: Document, source: Source, folder: Path,
                 on_state: Callable[[SaveState], None], *, path: Path | None = None,
                 school_checked: bool = False,
                 clock: Callable[[], datetime] = datetime.now) -> None:
        self._document, self._source, self._folder = document, source, folder
        self._on_state, self._clock = on_state, clock
        self._path = path
        self._writer: SessionWriter | None = None
        self._opened: Opened | None = None
        self.school_checked = school_checked
        self._finished = False
        self._known: list[Step] = list(document.journal.steps) if path else []
        self._wanted: list[_Snapshot] = []
        self._changed = threading.Condition()
        self._writing = False
        self._closed = False
        self._thread: threading.Thread | None = None
        document.journal.listen(self._schedule)
        document.subscribe(self._school_changed)

    @property
    def path(self) -> Path | None:
        """The working copy; None as long as nothing was changed."""
        return self._path

    def mark_school_checked(self, checked: bool) -> None:
        """The clerk has (or has not) checked the school; kept with the work."""
        self.school_checked = checked
        self._schedule()

    def mark_finished(self) -> None:
        """Both files were handed in."""
        self._finished = True
        self._schedule()

    def flush(self, timeout: float = 30) -> bool:
        """Waits until all is on the disk; False if it is not after ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._wanted and not self._writing, timeout)

    def close(self) -> None:
        """Writes what is left and ends."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    # --- the editing path: a few list operations ---------------------------------------------------

    def _school_changed(self, update: Update) -> None:
        if update.school:
            self._schedule()

    def _schedule(self) -> None:
        journal = self._document.journal
        first = len(self._known)
        if journal.done and (first < journal.done
                             or self._known[journal.done - 1] is not journal.steps[journal.done - 1]):
            first = min(first, journal.done - 1)
        steps = tuple(journal.steps[first:])
        self._known[first:] = steps
        if self._path is None and self._opened is None:
            self._opened = opened(self._document.roster)
        with self._changed:
            self._wanted.append(_Snapshot(
                first, steps, journal.done, self._document.school, self._status()))
            self._changed.notify_all()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="autosave", daemon=True)
            self._thread.start()

    # --- the writing thread ------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._closed)
                batch, self._wanted = self._wanted, []
                self._writing = bool(batch)
            if not batch:
                return
            state = self._write(batch)
            with self._changed:
                self._writing = False
                if state.error and not self._closed:
                    self._wanted[:0] = batch
                pending = bool(self._wanted)
                self._changed.notify_all()
            self._on_state(replace(state, pending=pending))
            if state.error:
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, timeout=1)

    def _write(self, batch: list[_Snapshot]) -> SaveState:
        now = self._clock().isoformat(timespec="seconds")
        try:
            if self._writer is None:
                self._writer = self._begin(batch[0])
            for snapshot in batch:
                self._writer.save(
                    [(snapshot.first + i, step) for i, step in enumerate(snapshot.steps)],
                    snapshot.done, snapshot.school,
                    replace(snapshot.status, saved_at=now))
        except SessionError as error:
            return SaveState(True, error=str(error))
        return SaveState(False, saved_at=now)

    def _begin(self, snapshot: _Snapshot) -> SessionWriter:
        if self._path is not None:
            return SessionWriter.resume(self._path)
        if self._opened is None:
            raise RuntimeError("nothing was changed yet")
        path = new_name(self._folder, self._clock())
        writer = SessionWriter(
            path, self._source, self._opened, snapshot.school, snapshot.status)
        self._path, self._opened = path, None
        return writer

    def _status(self) -> Status:
        return Status(self._document.found_at_opening, self._document.open_count,
                      self.school_checked, "", self._finished)
