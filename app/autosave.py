"""Autosave: every step of a document goes to its working copy, off the editing path.

A thread of its own writes; the editing path only hands over immutable steps. What is reported as
saved is on the disk.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from models.deliverables import WrittenFiles
from models.errors import SessionError, SessionGoneError
from models.journal import Step
from models.session.session import Progress, SessionWriter, Source, Status, delete, new_name, opened

if TYPE_CHECKING:
    from app.document import Document, Update

RETRY_AFTER = (1.0, 2.0, 5.0, 10.0)
"""Seconds until the disk is tried again; the last one counts from then on."""

_log = logging.getLogger(__name__)


class SaveState(NamedTuple):
    """How safe the work is: whether steps are not yet on the disk, when the last one got there,
    what the disk objected to ("" if nothing), and how many steps in force are on the disk."""

    pending: bool
    saved_at: str = ""
    error: str = ""
    steps: int = 0


class Autosave:
    """Keeps one document safe. ``on_state`` is called from the writing thread after each save.

    The file is begun with the first step (or change of the school); a document that was continued
    goes on in its file. When the disk does not take it, it is tried again and again; when the file
    vanished, a new one is begun with all that was done.
    """

    def __init__(self, document: Document, source: Source, folder: Path,
                 on_state: Callable[[SaveState], None], *, path: Path | None = None,
                 school_checked: bool = False, found: int | None = None,
                 clock: Callable[[], datetime] = datetime.now) -> None:
        self._document, self._source, self._folder = document, source, folder
        self._on_state, self._clock = on_state, clock
        self.school_checked = school_checked
        self._found = document.found_at_opening if found is None else found
        self._finished = False
        self._written: WrittenFiles | None = None
        self._done = document.journal.done
        # The editing path's view: steps handed over, and what waits to be written.
        self._known: list[Step] = list(document.journal.steps) if path else []
        self._opened = opened(document.roster)
        self._wanted: list[Progress] = []
        # The writing thread's view: the file, and the steps that are in it.
        self._path = path
        self._kept: list[Step] = list(self._known)
        self._writer: SessionWriter | None = None
        self._changed = threading.Condition()
        self._writing = False
        self._hurry = False
        self._error = ""
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="autosave", daemon=True)
        self._thread.start()
        document.journal.listen(self._stepped)
        document.subscribe(self._school_changed)

    @property
    def path(self) -> Path | None:
        """The working copy; None as long as nothing was changed."""
        return self._path

    @property
    def keeps_something(self) -> bool:
        """Whether there is a working copy, or one is on its way to the disk."""
        return not self.is_safe or self._path is not None

    @property
    def is_safe(self) -> bool:
        """Whether everything that was done is on the disk."""
        with self._changed:
            return not self._wanted and not self._writing

    @property
    def error(self) -> str:
        """What the disk objected to when it was last tried; "" if it took everything."""
        return self._error

    def mark_school_checked(self, checked: bool) -> None:
        """The clerk has (or has not) checked the school; kept with the work."""
        if checked != self.school_checked:
            self.school_checked = checked
            self._schedule()

    def mark_finished(self, written: WrittenFiles | None = None) -> None:
        """Both files were handed in, and nothing was changed since."""
        self._finished, self._written = True, written
        if self.keeps_something:
            self._schedule()

    def flush(self, timeout: float = 30) -> bool:
        """Waits until all is on the disk; False if it is not after ``timeout`` seconds, or at once
        if the disk does not take it."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            return self._changed.wait_for(
                lambda: not self._writing and (not self._wanted or not self._hurry), timeout
            ) and not self._wanted

    def discard(self) -> None:
        """Deletes the working copy; the next step begins a new one. Raises OSError."""
        self.flush()
        with self._changed:
            self._changed.wait_for(lambda: not self._writing)
            for waiting in self._wanted:  # the disk would not take them; now they are not wanted
                if waiting.steps:
                    self._kept[waiting.first:] = waiting.steps
                self._done = waiting.done
            self._wanted.clear()
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            path, self._path = self._path, None
            if path is not None:
                delete(path)

    def close(self) -> bool:
        """Writes what is left and ends; False if the disk did not take it (that is lost then)."""
        if self._closed:
            return self.is_safe
        saved = self.flush()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        return saved

    # --- the editing path: a few list operations --------------------------------------------------

    def _stepped(self) -> None:
        self._finished, self._written = False, None
        self._schedule()

    def _school_changed(self, update: Update) -> None:
        if update.school or update.lists:
            self._stepped()

    def _schedule(self) -> None:
        if self._closed:
            return
        journal = self._document.journal
        first = len(self._known)
        last = journal.done - 1
        if last >= 0 and (first <= last or self._known[last] is not journal.steps[last]):
            first = min(first, last)
        steps = tuple(journal.steps[first:])
        self._known[first:] = steps
        status = Status(self._found, self._document.open_count, self.school_checked, "",
                        self._finished, self._written)
        progress = Progress(first, steps, journal.done, self._document.school, status,
                            self._document.lists)
        with self._changed:
            self._wanted.append(progress)
            self._changed.notify_all()

    # --- the writing thread -----------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._closed)
                if self._closed:
                    return
                wanted, self._wanted = _merged(self._wanted), []
                self._writing = True
            state = self._write(wanted)
            with self._changed:
                self._writing = False
                self._error = state.error
                if state.error:
                    self._wanted.insert(0, wanted)
                    self._hurry = False
                pending = bool(self._wanted)
                self._changed.notify_all()
            self._tell(state._replace(pending=pending))
            failures = failures + 1 if state.error else 0
            if failures:
                pause = RETRY_AFTER[min(failures, len(RETRY_AFTER)) - 1]
                with self._changed:
                    self._changed.wait_for(lambda: self._closed or self._hurry, timeout=pause)

    def _tell(self, state: SaveState) -> None:
        try:
            self._on_state(state)
        except Exception:  # whoever listens must not stop the saving
            _log.exception("a listener to the save state failed")

    def _write(self, wanted: Progress) -> SaveState:
        now = self._clock().isoformat(timespec="seconds")
        wanted = wanted._replace(status=replace(wanted.status, saved_at=now))
        began = time.perf_counter()
        try:
            self._save(wanted)
        except Exception as error:
            # Whatever it is: nothing is given up, the next attempt begins with a fresh connection.
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            _log.exception("saving failed")
            text = str(error) if isinstance(error, SessionError) else (
                f"修改没能保存到“{self._folder}”，会自动重试；窗口里的修改都还在。")
            return SaveState(True, error=text, steps=self._done)
        self._kept[wanted.first:] = wanted.steps
        self._done = wanted.done
        _log.debug("saved in %.0f ms", 1000 * (time.perf_counter() - began))
        return SaveState(False, saved_at=now, steps=wanted.done)

    def _save(self, wanted: Progress) -> None:
        try:
            if self._path is not None:
                if self._writer is None:
                    self._writer = SessionWriter.resume(self._path)
                self._writer.save(wanted)
                return
        except SessionGoneError:
            _log.warning("the working copy vanished; a new one is begun")
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._path = None
        steps = (*self._kept[:wanted.first], *wanted.steps)
        path = new_name(self._folder, self._clock())
        self._writer = SessionWriter(
            path, self._source, self._opened, wanted._replace(first=0, steps=steps))
        self._path = path


def _merged(waiting: list[Progress]) -> Progress:
    """One progress instead of several, oldest first."""
    first, steps = waiting[0].first, list(waiting[0].steps)
    for progress in waiting[1:]:
        if progress.first < first:
            first, steps = progress.first, list(progress.steps)
        elif progress.steps:
            steps[progress.first - first:] = progress.steps
    return waiting[-1]._replace(first=first, steps=tuple(steps))
