"""Reading any file in bounded time: directly, or in a process of its own where a library can't be
interrupted.

A program frozen into one executable must call ``multiprocessing.freeze_support()`` first thing in
its main module, or the worker process would start the program anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from models.errors import DamagedFileError, FileTooBigError, WorkbookError
from models.grid import Workbook
from models.reading.detect import Kind, detect
from models.reading.limits import Budget, ReadingCancelledError
from models.reading.read import read_workbook
from models.regular import open_regular

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

WORKER_SECONDS = 10.0
"""How long the worker process may take from its first sign of life."""

ORDINARY_BYTES = 40_000_000
"""Files up to this size are read directly: starting a process takes longer than reading them."""

_START_SECONDS = 60.0
_TICK = 0.05


def open_workbook(
    path: Path, *, password: str | None = None, cancel: Event | None = None
) -> Workbook:
    """``read_workbook`` for files of any size. Blocks: the window calls it in a thread.

    ``cancel`` may be set from another thread; ReadingCancelledError is raised soon after. A file
    out of the ordinary is read in a worker process, which is ended on cancel or when it takes too
    long (FileTooBigError).
    """
    cancel = cancel or Event()
    if is_ordinary(path):
        budget = Budget(path.name, cancelled=cancel)
        return read_workbook(path, password=password, budget=budget)
    return run_in_process(partial(read_workbook, path, password=password), path.name, cancel)


def is_ordinary(path: Path) -> bool:
    """Whether reading the file directly can be stopped soon: it is small enough for any library, or
    no .xls: everything else is read chunk by chunk."""
    try:
        if path.stat().st_size <= ORDINARY_BYTES:
            return True
        with open_regular(path) as stream:
            return detect(stream)[0] is not Kind.XLS
    except (OSError, ValueError):  # the reader says what is wrong
        return True


def run_in_process(reading: Callable[[], Workbook], name: str, cancel: Event) -> Workbook:
    """What ``reading`` (which must be picklable) gives, made in a process that is ended when it
    takes too long or on cancel.

    Raises what it raises, FileTooBigError, ReadingCancelledError, and DamagedFileError if the
    process dies; ``name`` is the file's name for these messages.
    """
    import multiprocessing  # hardly any file needs it

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, reading), daemon=True)
    process.start()
    theirs.close()
    try:
        return _wait(ours, name, cancel)
    finally:
        if process.is_alive():
            process.terminate()
        process.join()
        process.close()
        ours.close()


def _wait(ours: Connection, name: str, cancel: Event) -> Workbook:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        if cancel.is_set():
            raise ReadingCancelledError(f"已取消打开“{name}”。")
        if time.monotonic() > deadline:
            raise FileTooBigError(
                f"“{name}”太大或结构异常，读取时间过长，已停止；"
                f"请在 Excel 或 WPS 中只保留学籍表，另存后再打开。")
        try:
            if not ours.poll(_TICK):
                continue
            answer = ours.recv()
        except (EOFError, BrokenPipeError) as error:  # it ended without a word; Windows says so
            raise DamagedFileError(
                f"“{name}”读不出来，可能已损坏；"
                f"请在 Excel 或 WPS 中打开它，另存后再打开另存的文件。") from error
        if isinstance(answer, WorkbookError):
            raise answer
        if isinstance(answer, Workbook):
            return answer
        deadline = time.monotonic() + WORKER_SECONDS  # its first sign of life


def _serve(theirs: Connection, reading: Callable[[], Workbook]) -> None:
    """The worker process: a sign of life, then the workbook or the error."""
    theirs.send(None)
    try:
        theirs.send(reading())
    except WorkbookError as error:
        theirs.send(error)
    finally:
        theirs.close()
