"""Writing the master file and the correction table together, safely: both or none."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from models.commit.files import IS_WINDOWS, hash_if_there, write_temporary
from models.commit.pair_journal import (
    Move, PairJournal, back_up, check_free, put_in_place, recover, remove_temporaries, settle)
from models.commit.places import check_place
from models.commit.seal import Seal
from models.errors import (
    UNTOUCHED, OutputCancelledError, UnfinishedPairError, folder_fault, target_fault, unreadable)

__all__ = ["Table", "WrittenFile", "WrittenPair", "recover", "write_pair"]

Tell = Callable[[int, int], None]
"""Told now and then how many rows are done, and how many there are; may raise to stop."""


class Table(Protocol):
    """What becomes one of the two files. It knows how it is written and what it must read like."""

    @property
    def size(self) -> int:
        """How many rows of data it has."""

    def check(self) -> None:
        """Raises an OutputError for what such a file can't hold, before anything is written."""

    def write(self, target: BinaryIO, tell: Tell) -> object:
        """Writes the file whole."""

    def compare(self, written: Path, name: str, tell: Tell) -> int:
        """Looks at the file as it lies on the drive, and gives the number of cells compared; raises
        ReadBackError, which calls it ``name``, unless it holds what it should."""


@dataclass(frozen=True)
class WrittenFile:
    """A file in place: ``rows`` of data (without header), ``backup`` of what it replaced."""

    path: Path
    sha256: str
    rows: int
    backup: Path | None


@dataclass(frozen=True)
class WrittenPair:
    """Both files, read back: ``cells_compared`` cells were as they should be. ``notes`` are
    sentences for the clerk about what an earlier, interrupted run had left in the folder."""

    master: WrittenFile
    corrections: WrittenFile
    cells_compared: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Draft:
    """A file that is complete and was read back, still under its temporary name."""

    name: str
    rows: int
    path: Path
    sha256: str
    cells: int


def write_pair(
    folder: Path,
    master_name: str,
    master: Table,
    correction_name: str,
    corrections: Table,
    *,
    seal: Seal,
    protect: Sequence[Path] = (),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    now: datetime | None = None,
) -> WrittenPair:
    """Write both files into the folder, or change nothing there and raise an OutputError.

    Both are written under temporary names, synced, read back and compared cell by cell; files that
    stand in their places are kept as dated backups (``now``); then both are renamed, and a run that
    is killed in between is repaired by the next one or by ``recover``, which know it by the
    ``seal``. ``protect`` names the opened rosters: SourceFileError if an output would be one of
    them. ``cancelled`` is asked now and then
    until the renaming begins; ``progress(done, in all)`` counts rows written and rows compared.
    """
    if master_name == correction_name:
        raise ValueError("the two files need two names")
    for name in (master_name, correction_name):
        check_place(folder, name, protect)
    tables = ((master_name, master), (correction_name, corrections))
    for _, table in tables:
        table.check()
    meter = _Meter(2 * sum(table.size for _, table in tables), progress, cancelled)
    with _journal(folder, seal, protect) as (journal, notes):
        for name, _ in tables:
            check_free(folder / name)
        drafts = [_draft(folder, name, table, meter) for name, table in tables]
        for name, _ in tables:
            check_free(folder / name)
        meter.check()
        backups = _put_in_place(journal, drafts, seal, now or datetime.now())
    first, second = (WrittenFile(folder / draft.name, draft.sha256, draft.rows, backup)
                     for draft, backup in zip(drafts, backups, strict=True))
    meter.finish()
    return WrittenPair(first, second, sum(draft.cells for draft in drafts), tuple(notes))


@contextmanager
def _journal(folder: Path, seal: Seal, protect: Sequence[Path]
             ) -> Iterator[tuple[PairJournal, list[str]]]:
    """The folder's journal, with an earlier interruption repaired, and what that came to; whatever
    happens inside, no temporary file is left, unless it is still needed to repair the pair."""
    try:
        journal = PairJournal(folder)
    except OSError as error:
        raise folder_fault(error, folder) from error
    try:
        yield journal, settle(journal, seal, protect)
        with suppress(OSError):  # both files are in place; the next run clears what stays
            journal.remove()
    except UnfinishedPairError:
        raise
    except BaseException as error:
        with suppress(OSError):  # the drive may be gone; the first error is the one to tell
            remove_temporaries(folder)
            journal.remove()
        if isinstance(error, OSError):
            raise folder_fault(error, folder) from error
        raise
    finally:
        journal.close()


def _draft(folder: Path, name: str, table: Table, meter: _Meter) -> _Draft:
    """Write a file under a temporary name that only the clerk can read, and read it back."""
    meter.check()
    stream = io.BytesIO()
    table.write(stream, meter.steps())
    # Not getbuffer(): kept alive by a traceback, it crashes the collector of early Python 3.12.
    content = stream.getvalue()
    path = write_temporary(folder, content, meter.check)
    if path.read_bytes() != content:
        raise unreadable(name)
    cells = table.compare(path, name, meter.steps())
    return _Draft(name, table.size, path, hashlib.sha256(content).hexdigest(), cells)


def _put_in_place(
    journal: PairJournal, drafts: Sequence[_Draft], seal: Seal, now: datetime
) -> list[Path | None]:
    """Back up what stands there, then rename both; gives the backups."""
    backups: list[Path | None] = []
    moves = []
    try:
        for draft in drafts:
            target = journal.folder / draft.name
            old = _hash_of_old(target)
            backups.append(back_up(target, now) if old is not None else None)
            moves.append(Move(draft.path.name, target.name, draft.sha256, old,
                              backup.name if (backup := backups[-1]) is not None else None))
            if not IS_WINDOWS:
                os.chmod(draft.path, journal.mode & 0o666)
        journal.commit(moves, seal)
    except BaseException:
        for backup in filter(None, backups):
            with suppress(OSError):
                backup.unlink()
        raise
    put_in_place(journal, moves)
    return backups


def _hash_of_old(target: Path) -> str | None:
    try:
        return hash_if_there(target)
    except PermissionError as error:
        raise target_fault(error, target) from error


class _Meter:
    """Progress over all steps, and the clerk's wish to stop."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None,
                 cancelled: Callable[[], bool] | None) -> None:
        self._total, self._done = total, 0
        self._progress, self._cancelled = progress, cancelled

    def check(self) -> None:
        """Raise OutputCancelledError if the clerk wants to stop."""
        if self._cancelled is not None and self._cancelled():
            raise OutputCancelledError(f"已按您的要求停止，没有生成文件，{UNTOUCHED}")

    def steps(self) -> Callable[[int, int], None]:
        """A counter for one more pass over a file's rows."""
        start = self._done

        def tell(done: int, rows: int) -> None:
            self.check()
            self._done = start + min(done, rows)
            if self._progress is not None:
                self._progress(self._done, self._total)

        return tell

    def finish(self) -> None:
        """Tell that all is done."""
        if self._progress is not None:
            self._progress(self._total, self._total)
