"""OpenWork: a roster that is worked on, with all that belongs to it; opened, kept, left as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.autosave import Autosave, SaveState
from app.claims import Claim
from app.continuing import Work
from models.deliverables import WrittenFiles
from models.session.session import Source

if TYPE_CHECKING:
    from app.document import Document, Update


@dataclass
class Admission:
    """A roster that may be opened: the claims held on it, and the work to go on with, if any.
    ``sha256`` is of the file as it is now, "" if that was not looked at; ``is_changed`` tells that
    it is not the one that the work began with; ``to_look`` that it is read_only by wish and not
    because somebody else works on it."""

    path: Path
    claims: list[Claim] = field(default_factory=list)
    read_only: bool = False
    sha256: str = ""
    work: Work | None = None
    is_changed: bool = False
    to_look: bool = False

    def release(self) -> None:
        """Lets others open it; may be called again."""
        for claim in self.claims:
            claim.release()
        self.claims.clear()


class OpenWork:
    """A document, whether its school was checked, when its files were written, and its safety.

    Without an admission nothing is claimed and nothing is saved. ``written`` are the files made of
    the roster as it stands, None from the next change on; they are known again when the work is
    continued.
    """

    def __init__(self, document: Document, admission: Admission | None = None, *,
                 folder: Path | None = None,
                 on_saved: Callable[[SaveState], None] = lambda _state: None,
                 school_confirmed: bool = False) -> None:
        """Every step goes to a working copy in ``folder`` from now on, if there is one and the
        admission lets it be changed. ``on_saved`` is called from the writing thread; hand what it
        gets to ``note_saved``."""
        self.document = document
        self.trouble = ""
        self._admission = admission or Admission(document.roster.path)
        work = self._admission.work
        self.written = work.status.written if work is not None and work.status.finished else None
        self.saved_at = work.status.saved_at if work is not None else ""
        self._checked = document.school if (
            work.status.school_checked if work is not None
            else school_confirmed or self._admission.to_look) else None
        self._mark = None if self._admission.is_changed else _mark(document.roster.path)
        self._autosave: Autosave | None = None
        if self._admission.read_only:
            document.read_only = True
        elif folder is not None:
            source = work.source if work is not None else Source(
                document.roster.path, self._admission.sha256, document.profile.name,
                document.roster.sheets)
            self._autosave = Autosave(
                document, source, folder, on_saved, path=work.path if work is not None else None,
                school_checked=self.school_confirmed)
        document.subscribe(self._changed)

    @property
    def is_to_look(self) -> bool:
        """Whether it was opened for looking alone."""
        return self._admission.to_look

    @property
    def path(self) -> Path:
        """The roster's file, there or not."""
        return self._admission.path

    @property
    def copy(self) -> Path | None:
        """The working copy; None as long as nothing was changed."""
        return self._autosave.path if self._autosave is not None else None

    @property
    def is_safe(self) -> bool:
        """Whether everything that was done is on the disk."""
        return self._autosave is None or self._autosave.is_safe

    @property
    def keeps_something(self) -> bool:
        """Whether there is a working copy, or one is on its way to the disk."""
        return self._autosave is not None and self._autosave.keeps_something

    @property
    def source_unchanged(self) -> bool:
        """Whether the roster's file looks as it did when the work began."""
        return self._mark is not None and _mark(self.document.roster.path) == self._mark

    @property
    def school_confirmed(self) -> bool:
        """Whether the clerk has checked the school, as it is now, in this work."""
        return self._checked is not None and self.document.school.judges_like(self._checked)

    def confirm_school(self) -> None:
        """The clerk has checked the school; kept with the work."""
        self._checked = self.document.school
        if self._autosave is not None:
            self._autosave.mark_school_checked(True)

    @property
    def submitted_at(self) -> datetime | None:
        """When the files were written that are as the roster stands."""
        return datetime.fromisoformat(self.written.at) if self.written is not None else None

    def note_submitted(self, at: datetime, *, unfinished: bool,
                       files: Sequence[tuple[str, str, str]] = ()) -> None:
        """Both files were written (title, name and SHA-256 of each); the work is done unless they
        are of an ``unfinished`` roster."""
        self.written = WrittenFiles(at.isoformat(), tuple(files))
        if self._autosave is not None and not unfinished:
            self._autosave.mark_finished(self.written)

    def note_saved(self, state: SaveState) -> None:
        """What the disk said last."""
        self.trouble = state.error
        self.saved_at = self.saved_at if state.error else state.saved_at

    def flush(self, timeout: float) -> bool:
        """Waits until all is on the disk, ``timeout`` seconds at most; False if it is not."""
        return self._autosave is None or self._autosave.flush(timeout)

    def discard_copy(self) -> None:
        """Deletes the working copy; the next step begins a new one. Raises OSError."""
        if self._autosave is not None:
            self._autosave.discard()
        self.saved_at = ""

    def leave(self) -> None:
        """Ends saving and lets others open the roster. What ``flush`` could not save is lost."""
        if self._autosave is not None:
            self.trouble = self._autosave.error
            self._autosave.close()
        self._admission.release()

    @property
    def error(self) -> str:
        """What the disk objected to when it was last tried; "" if it took everything."""
        return self._autosave.error if self._autosave is not None else ""

    def _changed(self, update: Update) -> None:
        self.written = None
        if update.school and self._autosave is not None:
            self._autosave.mark_school_checked(self.school_confirmed)


def _mark(path: Path) -> tuple[int, int] | None:
    """Size and time of change of a file: whether it is still as it was; None if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
