"""School files judged in processes of their own: one a core, and one that dies costs one line."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event

from app.district.school_figures import Facts, Judged, Settings, judge
from models.profile import load_profile, use_own_profiles
from models.writing.master_form import named_in

Task = tuple[str, str]
"""A file's path relative to the folder, and the SHA-256 that is known of it ("" if none)."""

_TICK = 0.2


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: Task | None = None
    is_ready: bool = False


def judged_files(folder: Path, tasks: Sequence[Task], settings: Settings, jobs: int,
                 cancel: Event) -> Iterator[tuple[str, Judged | None]]:
    """Every file with what was found, None if it is still the known one; in the order in which
    they are done. Ends early, without the rest, once ``cancel`` is set."""
    waiting = list(reversed(tasks))
    workers = [_start(folder, settings) for _ in range(min(jobs, len(tasks)))]
    try:
        for worker in workers:
            _give(worker, waiting)
        while any(worker.task for worker in workers) and not cancel.is_set():
            ready = wait([worker.pipe for worker in workers if worker.task], _TICK)
            for place, worker in enumerate(workers):
                if worker.pipe not in ready or worker.task is None:
                    continue
                file, result = worker.task[0], _answer(worker)
                if isinstance(result, _Ready):
                    worker.is_ready = True
                    continue
                if isinstance(result, _Died):
                    _end(worker)
                    if not worker.is_ready:  # no fault of the file: this system lets none start
                        waiting.append(worker.task)
                        worker.task = None
                        continue
                    worker = workers[place] = _start(folder, settings)
                    result = _ended(file, settings)
                _give(worker, waiting)
                yield file, result
        while waiting and not cancel.is_set():  # more slowly, but it is done
            file, known = waiting.pop()
            yield file, judge(folder, file, settings, known)
    finally:
        for worker in workers:
            _end(worker)


class _Ready:
    """What a process says first."""


class _Died:
    """What stands for an answer of a process that ended without one."""


def _start(folder: Path, settings: Settings) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    # no daemon: a workbook out of the ordinary is read in a process of the worker's own
    process = context.Process(target=_serve, args=(theirs, folder, settings))
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, waiting: list[Task]) -> None:
    worker.task = waiting.pop() if waiting else None
    if worker.task:
        try:
            worker.pipe.send(worker.task)
        except OSError:  # it has died already, which reading its answer tells
            return


def _answer(worker: _Worker) -> Judged | None | _Ready | _Died:
    try:
        answer: Judged | None | _Ready = worker.pipe.recv()
    except (EOFError, OSError):
        return _Died()
    return answer


def _ended(file: str, settings: Settings) -> Judged:
    name = Path(file)
    code, school = named_in(file, load_profile(settings.profile))
    return Judged("", Facts(
        error=f"“{name.name}”读不出来，可能已损坏；请学校在 Excel 或 WPS 中另存后重新上报。",
        code=code, name=school))


def _end(worker: _Worker) -> None:
    if worker.pipe.closed:
        return
    worker.pipe.close()
    worker.process.terminate()
    worker.process.join()
    worker.process.close()


def _serve(pipe: Connection, folder: Path, settings: Settings) -> None:
    """The worker: files in, findings out, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    if settings.own is not None:
        use_own_profiles(settings.own.parent)
    with suppress(OSError):
        pipe.send(_Ready())
    while True:
        try:
            file, known = pipe.recv()
            pipe.send(judge(folder, file, settings, known))
        except (EOFError, OSError):
            return
