"""Files that were written for handing in before and that no new ones took the place of: another
kind of correction table, or names that are no longer the school's. Two in a folder get mixed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from app.document import Document
from app.handing_in.checklist import Checklist
from app.submission import Submission, file_names
from models.commit.places import is_same
from models.errors import SchoolError

_ENDINGS = (".xls", ".xlsx")


def known_files(document: Document) -> list[Path]:
    """What was written for handing in before, as the list of it says, there or not."""
    return [Path(item.written.path) for item in Checklist(document).items(date.today())
            if item.ours and item.written is not None]


def earlier_files(document: Document, result: Submission, known: Iterable[Path],
                  protect: Sequence[Path] = ()) -> list[Path]:
    """Those beside the new files that are not among them; never one of ``protect``. ``known`` was
    asked before the new ones were noted."""
    new = [result.pair.master.path, result.pair.corrections.path]
    folder = new[1].parent
    names = {new[1].stem}
    try:
        names |= {Path(file_names(document, unfinished)[1]).stem for unfinished in (False, True)}
    except SchoolError:
        pass  # has been written all the same: the form's own name says the school
    candidates = [folder / f"{name}{ending}" for name in sorted(names) for ending in _ENDINGS]
    candidates += [path for path in known if path.parent == folder]
    found: list[Path] = []
    for path in candidates:
        if path.is_file() and not any(is_same(path, one) for one in (*new, *protect, *found)):
            found.append(path)
    return found
