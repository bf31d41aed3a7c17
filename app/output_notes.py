"""Notes about folders that files are being written to, so that an interruption is found again.

A note lies beside the working copies, is on the disk before the writing begins, and is locked by
the run that writes: another run that starts meanwhile leaves it alone.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from models.commit.files import lock, open_own, remove, sync_folder
from models.commit.seal import Seal
from models.errors import OutputBusyError, OutputError, UnfinishedPairError
from models.session.session import make_private_folder

_NOTES = "output*.json"
_MOST_BYTES = 64_000

_log = logging.getLogger(__name__)


@contextmanager
def writing_into(work: Path, folder: Path) -> Iterator[Seal]:
    """While files are written to ``folder``, its name stands beside the working copies; should the
    program be killed, ``recover_output`` finds it. Gives the seal to write with."""
    note = work / f"output-{secrets.token_hex(8)}.json"
    descriptor = -1
    try:
        make_private_folder(work)
        descriptor = open_own(note)
        lock(descriptor)
        os.write(descriptor, json.dumps(str(folder.absolute())).encode("ascii"))
        os.fsync(descriptor)
        sync_folder(work)
    except OSError:
        _log.exception("the output folder can't be noted")
    done = True
    try:
        yield Seal.kept_in(work)
    except UnfinishedPairError:
        done = False  # the next start tries to repair it
        raise
    finally:
        if descriptor >= 0:
            os.close(descriptor)
        if done:
            _forget(note)


def _forget(note: Path) -> None:
    with suppress(OSError):  # then the next start finds nothing to repair
        remove(note)


def recover_output(work: Path, protect: Sequence[Path] = ()) -> list[str]:
    """Repairs what interrupted writings left, if there were any; what to tell the clerk. Files in
    ``protect`` (the opened rosters) are never touched."""
    try:
        notes = sorted(work.glob(_NOTES))
    except OSError:
        return []
    told: list[str] = []
    for note in notes:
        told += [text for text in _recover(work, note, protect) if text not in told]
    return told


def _recover(work: Path, note: Path, protect: Sequence[Path]) -> list[str]:
    try:
        descriptor = open_own(note)
    except OSError:
        _log.exception("the note of an interrupted output can't be read")
        return []
    try:
        lock(descriptor)
        folder = json.loads(os.read(descriptor, _MOST_BYTES))
        if not isinstance(folder, str):
            raise ValueError("a note of another kind")
    except BlockingIOError:
        return []  # another run is writing just now
    except OSError:
        _log.exception("the note of an interrupted output can't be read")
        return []
    except (ValueError, RecursionError):  # cut short: the writing had not begun
        os.close(descriptor)
        descriptor = -1
        _forget(note)
        return []
    finally:
        if descriptor >= 0:
            os.close(descriptor)
    from models.commit.pair_journal import recover  # only after an interruption

    try:
        told = recover(Path(folder), Seal.kept_in(work), protect)
    except OutputBusyError:
        return []  # it may be killed yet: the note stays
    except OutputError as error:
        return [str(error)]  # the note stays: the next start tries again
    _forget(note)
    return told
