"""Photos that the clerk recognised face by face or put aside, kept beside the copies for later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.document import Document
from app.photos.matching import Sitter, sitters
from app.photos.photo_files import Photo
from models.commit.single import write_safely
from models.errors import XuejiError, folder_fault
from models.regular import read_regular

SEEN = "照片对应.json"
_MOST_BYTES = 32 << 20


class SeenError(XuejiError):
    """What was recognised before can't be read."""


def load_seen(folder: Path, document: Document) -> dict[str, Sitter | None]:
    """Whom each photo shows, by its SHA-256, as far as the students are still in the roster, known
    by their number or, without one, by name and class; None for a file that was put aside, by its
    ``key``. Empty where nothing was said yet.

    Raises SeenError if the file can't be read.
    """
    path = folder / SEEN
    if not path.exists():
        return {}
    try:
        said = json.loads(read_regular(path, _MOST_BYTES).decode("utf-8"))
        keys = {photo: tuple(map(str, key)) for photo, key in said.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise SeenError(f"读不出“{path}”，里面是看照片认出的学生；"
                        f"请把它移走，再重新检查一次照片。") from error
    people: dict[tuple[str, ...], Sitter | None] = {}
    for one in sitters(document):
        for key in {_key(one), *((old,) for old in one.former)}:
            people[key] = None if key in people else one
    return {photo: people.get(key) for photo, key in keys.items()
            if not key or people.get(key) is not None}


def add_seen(folder: Path, document: Document,
             found: Iterable[tuple[Photo, Sitter | None]]) -> None:
    """Keeps what was recognised now, too, or (None) put aside. Raises SeenError and OutputError."""
    said = load_seen(folder, document)
    _keep(folder, said | {
        photo.sha256 if one is not None else photo.key: one for photo, one in found})


def take_back(folder: Path, document: Document) -> None:
    """Forgets which photos were put aside. Raises SeenError and OutputError."""
    said = load_seen(folder, document)
    _keep(folder, {photo: one for photo, one in said.items() if one is not None})


def _keep(folder: Path, said: Mapping[str, Sitter | None]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_fault(error, folder) from error
    keys = {photo: () if one is None else _key(one) for photo, one in said.items()}
    write_safely(folder / SEEN, json.dumps(keys, indent=0).encode("utf-8"),
                 keep_old=False)


def _key(one: Sitter) -> tuple[str, ...]:
    return (one.main,) if one.main else (one.name, one.grade, one.class_name)
