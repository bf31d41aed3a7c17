"""The files that a merged roster was made of, remembered by what it is: for the proof report.

Only names, hashes and counts are kept; no student.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.merging.merging import Merged

FILE_NAME = "merged.json"
_MOST = 50
"""So many merged rosters are remembered, the latest ones."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Input:
    """One file: its name, SHA-256, rows read and rows kept."""

    name: str
    sha256: str
    read: int
    kept: int


def remember_inputs(folder: Path, sha256: str, merged: Merged) -> None:
    """Keeps what a roster with this hash was made of. That it can't be kept hinders nothing."""
    files: dict[Path, Input] = {}
    for source in merged.sources:
        if source.table is None:
            continue
        known = files.get(source.file, Input(source.file.name, source.sha256, 0, 0))
        files[source.file] = Input(known.name, known.sha256, known.read + source.read,
                                   known.kept + source.kept)
    known_before = _read(folder)
    known_before.pop(sha256, None)
    known_before[sha256] = [asdict(each) for each in files.values()]
    latest = dict(list(known_before.items())[-_MOST:])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE_NAME).write_text(json.dumps(latest, ensure_ascii=False), encoding="utf-8")
    except OSError:
        _log.exception("what was merged can't be remembered")


def inputs_of(folder: Path, sha256: str) -> tuple[Input, ...]:
    """The files that a roster was made of; none for any that was not merged here."""
    try:
        return tuple(Input(**each) for each in _read(folder).get(sha256, ()))
    except TypeError:
        return ()


def _read(folder: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        found = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
