"""Writing the master file and the correction table together, safely: both or none."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlrd

from models.commit.files import IS_WINDOWS, hash_if_there, write_temporary
from models.commit.pair_journal import (
    Move, PairJournal, back_up, check_free, put_in_place, recover, remove_temporaries, settle)
from models.commit.places import check_place
from models.commit.seal import Seal
from models.errors import (
    UNTOUCHED, OutputCancelledError, ReadBackError, UnfinishedPairError, folder_fault, target_fault)
from models.writing.correction_table import (
    CorrectionTable, check_correction_table, write_correction_table)
from models.writing.master import STEP, MasterTable, check_master, write_master

__all__ = ["WrittenFile", "WrittenPair", "recover", "write_pair"]


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
class FilledTable:
    """Corrections in a file that is complete already, such as the form that a district issued.

    ``compare`` looks at the file as it lies on the drive, raises ReadBackError unless it holds what
    it should, and gives the number of cells compared. ``left_out`` names what found no place.
    """

    content: bytes
    lines: int
    compare: Callable[[Path], int]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Job:
    """One of the two files: what it is called, what is in it, how it is written, and how it is
    compared if not row by row with its grid."""

    name: str
    rows: int
    grid: Callable[[], Iterable[Sequence[str]]]
    write: Callable[[io.BytesIO, Callable[[int, int], None]], object]
    compare: Callable[[Path], int] | None = None


@dataclass(frozen=True)
class _Draft:
    """A file that is complete and was read back, still under its temporary name."""

    job: _Job
    path: Path
    sha256: str
    cells: int


def write_pair(
    folder: Path,
    master_name: str,
    master: MasterTable,
    correction_name: str,
    corrections: CorrectionTable | FilledTable,
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
    check_master(master)
    jobs = (
        _Job(master_name, len(master.rows), master.grid,
             lambda stream, tell: write_master(stream, master, progress=tell)),
        _corrections_job(correction_name, corrections),
    )
    meter = _Meter(2 * sum(job.rows for job in jobs), progress, cancelled)
    with _journal(folder, seal, protect) as (journal, notes):
        for job in jobs:
            check_free(folder / job.name)
        drafts = [_draft(folder, job, meter) for job in jobs]
        for job in jobs:
            check_free(folder / job.name)
        meter.check()
        backups = _put_in_place(journal, drafts, seal, now or datetime.now())
    first, second = (WrittenFile(folder / draft.job.name, draft.sha256, draft.job.rows, backup)
                     for draft, backup in zip(drafts, backups, strict=True))
    meter.finish()
    return WrittenPair(first, second, sum(draft.cells for draft in drafts), tuple(notes))


def _corrections_job(name: str, table: CorrectionTable | FilledTable) -> _Job:
    if isinstance(table, FilledTable):
        return _Job(name, table.lines, lambda: (),
                    lambda stream, _tell: stream.write(table.content), table.compare)
    check_correction_table(table)
    return _Job(name, len(table.lines), table.grid,
                lambda stream, tell: write_correction_table(stream, table, tell))


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


def _draft(folder: Path, job: _Job, meter: _Meter) -> _Draft:
    """Write a job's file under a temporary name that only the clerk can read, and read it back."""
    meter.check()
    stream = io.BytesIO()
    job.write(stream, meter.steps())
    # Not getbuffer(): kept alive by a traceback, it crashes the collector of early Python 3.12.
    path = write_temporary(folder, stream.getvalue(), meter.check)
    found = path.read_bytes()
    cells = job.compare(path) if job.compare is not None \
        else _compare(found, job, meter.steps())
    return _Draft(job, path, hashlib.sha256(found).hexdigest(), cells)


def _put_in_place(
    journal: PairJournal, drafts: Sequence[_Draft], seal: Seal, now: datetime
) -> list[Path | None]:
    """Back up what stands there, then rename both; gives the backups."""
    backups: list[Path | None] = []
    moves = []
    try:
        for draft in drafts:
            target = journal.folder / draft.job.name
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


# --- reading back ---------------------------------------------------------------------------------


def _compare(content: bytes, job: _Job, tell: Callable[[int, int], None]) -> int:
    """Compare a file as it lies on the drive with what was to be written; gives the cells' number.

    Raises ReadBackError at the first difference in a text or a cell's type.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
        sheet = book.sheet_by_index(0)
    except Exception as error:  # whatever a damaged file makes xlrd raise
        raise ReadBackError(
            f"写好的“{job.name}”读不回来，可能是磁盘有问题；请换一个磁盘重试，{UNTOUCHED}") from error
    cells = number = 0
    for number, row in enumerate(job.grid(), 1):
        there = number <= sheet.nrows
        found = sheet.row_values(number - 1) if there else []
        types = sheet.row_types(number - 1) if there else []
        # Trailing blank cells are left out of a ragged row; an empty cell's text is "".
        expected = [*row, *[""] * (len(found) - len(row))]
        if ([*found, *[""] * (len(expected) - len(found))] != expected
                or sum(kind == xlrd.XL_CELL_TEXT for kind in types) != sum(map(bool, row))):
            raise _different(job.name, number)
        cells += len(row)
        if number % STEP == 0:
            tell(number, job.rows)
    if sheet.nrows > number or book.nsheets != 1:
        raise _different(job.name, number + 1)
    return cells


def _different(name: str, number: int) -> ReadBackError:
    return ReadBackError(
        f"写好的“{name}”读回核对时，第 {number} 行与表中内容不一致；请重试，"
        f"再出现就换一个磁盘，{UNTOUCHED}")


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
