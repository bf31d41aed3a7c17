"""Unfinished work: finding it, going on with it, setting it aside, clearing it away."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.claims import claim_roster
from models.errors import SessionDamagedError, SessionError
from models.profile import load_profile
from models.regular import file_hash
from models.school import School
from models.session.session import (
    Source, Status, delete, load, read_status, remove_drafts, set_aside, set_aside_copies,
    working_copies)

if TYPE_CHECKING:
    from app.document import Document

_log = logging.getLogger(__name__)


class Work(NamedTuple):
    """A working copy as a list shows it."""

    path: Path
    source: Source
    status: Status
    school: School

    def state_of_roster(self, check: Callable[[], None] | None = None) -> RosterState:
        """Whether the roster file is still as it was when the work began. Reads all of it;
        ``check`` is called meanwhile and may raise."""
        try:
            return (RosterState.SAME if file_hash(self.source.path, check) == self.source.sha256
                    else RosterState.CHANGED)
        except OSError:
            return RosterState.GONE


class RosterState(Enum):
    """What has become of a roster file since the work began."""

    SAME = auto()
    CHANGED = auto()
    GONE = auto()


@dataclass
class Shelf:
    """What was found in the folder: unfinished work, newest first, and what to tell the clerk."""

    works: list[Work] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def look(folder: Path) -> Shelf:
    """All unfinished work. Damaged working copies are set aside and said so; what a newer version
    of the program wrote is left alone and said so."""
    shelf = Shelf()
    for path in working_copies(folder):
        try:
            shelf.works.append(Work(path, *read_status(path)))
        except SessionDamagedError as error:
            _put_aside(path)
            shelf.notes.append(str(error))
        except SessionError as error:
            shelf.notes.append(str(error))
    shelf.works.sort(key=lambda work: (work.status.saved_at, work.path.name), reverse=True)
    return shelf


def find(folder: Path, roster: Path, sha256: str = "") -> Work | None:
    """The latest work on a roster, by its path, or else by its content (moved, renamed, or received
    again), whose hash is taken if it is not given; also if it was handed in, as it may have been
    sent back."""
    works = look(folder).works
    for work in works:
        if is_same_file(work.source.path, roster):
            return work
    try:
        found = sha256 or (file_hash(roster) if works else "")
    except OSError:
        return None
    return next((work for work in works if work.source.sha256 == found), None)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths mean one file, there or not."""
    with suppress(OSError):
        return os.path.samefile(one, other)
    return (os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other)))


def go_on(work: Work, *, today: date | None = None) -> Document:
    """Reads a working copy back, with everything that can be undone. Its roster should be claimed.

    Raises SessionDamagedError (it is set aside then), other SessionErrors and ProfileError.
    """
    try:
        saved = load(work.path)
    except SessionDamagedError:
        _put_aside(work.path)
        raise
    profile = load_profile(saved.source.profile)
    saved.roster.fields = profile.fields
    from app.document import Document  # all the rules: not before they are wanted

    document = Document(saved.roster, profile, saved.school, journal=saved.journal, today=today,
                        lists=saved.lists)
    document.found_at_opening = saved.status.found
    return document


def start_anew(work: Work) -> None:
    """Sets unfinished work aside, so that the roster is opened from the start. Raises OSError."""
    set_aside(work.path)


def _put_aside(path: Path) -> None:
    try:
        set_aside(path)
    except OSError:
        _log.exception("a damaged working copy can't be set aside")


# --- clearing away -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stored:
    """A file that holds student data: a working copy, or (``work`` None or not the latest) one that
    was set aside."""

    path: Path
    work: Work | None
    aside: bool
    saved: datetime


def stored(folder: Path) -> list[Stored]:
    """Everything that can be cleared, newest first."""
    found = []
    for paths, aside in ((working_copies(folder), False), (set_aside_copies(folder), True)):
        for path in paths:
            work: Work | None = None
            with suppress(SessionError):  # damaged or too new: listed by its date only
                work = Work(path, *read_status(path))
            with suppress(OSError):  # gone in this moment
                saved = datetime.fromtimestamp(path.stat().st_mtime)
                found.append(Stored(path, work, aside, saved))
    return sorted(found, key=lambda entry: entry.saved, reverse=True)


def clear(folder: Path, entry: Stored) -> None:
    """Deletes a working copy. SessionBusyError if a window works on it, OSError."""
    claim = None
    if entry.work is not None and not entry.aside:
        claim = claim_roster(folder, entry.work.source.path)
    try:
        delete(entry.path)
    finally:
        if claim is not None:
            claim.release()


def tidy(folder: Path) -> None:
    """Removes what a killed process left half made."""
    remove_drafts(folder)
