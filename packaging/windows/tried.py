"""Tell whether the Windows program as it would be packed now has been tried already.

``tried.sha256`` holds the hash of everything that decides how the program is packed: this folder's
parent, the pinned dependencies, the entry point. `make windows-test` writes it when it passes; it
is committed with the change, and `.ci/run` builds and tries the program only if it is out of date::

    tried.py check     exit code 0 if it was tried as it is, else 1
    tried.py record    remember it as tried

Standard library only: CI asks before anything is installed.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
RECORD = "packaging/windows/tried.sha256"
DECIDING = ("packaging", "requirements/run.txt", "main.py")


def fingerprint(tree: Path) -> str:
    """The hash, in hex digits, of the names and contents of the files that decide."""
    total = hashlib.sha256()
    for path in sorted(found for name in DECIDING for found in _files(tree / name)):
        name = path.relative_to(tree).as_posix()
        if name != RECORD:
            total.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n".encode())
    return total.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [
        found
        for found in path.rglob("*")
        if found.is_file() and "__pycache__" not in found.parts and found.suffix != ".pyc"
    ]


def is_tried(tree: Path) -> bool:
    """Whether the record is that of the tree."""
    record = tree / RECORD
    return record.is_file() and record.read_text("ascii").strip() == fingerprint(tree)


def record(tree: Path) -> None:
    """Remember the tree as tried."""
    (tree / RECORD).write_text(fingerprint(tree) + "\n", "ascii")


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(0 if is_tried(TREE) else 1)
    if sys.argv[1:] != ["record"]:
        sys.exit(__doc__)
    record(TREE)
