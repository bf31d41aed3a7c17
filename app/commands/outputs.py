"""What commands write: into which folder, after what an interrupted run left, and its ledger."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from app.document import Document
from app.exports import Output, Purpose, field_titles, record_outputs, written_outputs
from app.folders import work_folder
from app.handing_in.ledger import LedgerError
from app.output_notes import recover_output, writing_into
from models.errors import OutputError


def settle_earlier(*protect: Path) -> None:
    """Finishes or takes back what an interrupted run left, wherever that was, and says so on
    stderr; before a command writes. ``protect`` are the opened rosters, never touched."""
    for note in recover_output(work_folder(), protect):
        print(note, file=sys.stderr)


@contextmanager
def noted(folder: Path) -> Iterator[None]:
    """While files are written to the folder: should the run be killed, the next one clears up
    there."""
    with writing_into(work_folder(), folder):
        yield


def record_written(purpose: Purpose, files: Iterable[tuple[Path, int]],
                   document: Document | None = None) -> None:
    """A line of the ledger for each file, with the number of students it tells of; see
    ``record_now``."""
    record_now(purpose, lambda: written_outputs(
        files, field_titles(document) if document is not None else ()))


def record_now(purpose: Purpose, outputs: Callable[[], Sequence[Output]]) -> None:
    """A line of the ledger for each output; says on stderr if that fails, as the files are what
    counts."""
    try:
        record_outputs(purpose, outputs())
    except (LedgerError, OSError) as error:
        print(f"文件已写好，但没能记入台账：{error}", file=sys.stderr)


@contextmanager
def output_folder(path: Path) -> Iterator[Path]:
    """The folder for the files, made if need be, and taken away again if they can't be written.

    Raises OutputError if it can't be made.
    """
    try:
        new = [each for each in (path, *path.parents) if not os.path.exists(each)]
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"不能在“{path}”存放文件，请换一个文件夹。") from error
    try:
        with noted(path):
            yield path
    except BaseException:
        with suppress(OSError):  # something else was put there meanwhile
            for each in new:
                each.rmdir()
        raise
