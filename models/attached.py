"""A list that is kept with the work: its rows as they were read, and what the clerk said of it."""

from __future__ import annotations

from typing import NamedTuple

from models.roster import Roster

KEY_DIGITS = 12
"""How many digits of a file's SHA-256 tell the lists of one work apart."""


class AttachedList(NamedTuple):
    """``kind`` is how the command line names what the list is (admission, term, year, list);
    ``grades`` are the roster's grades that it covers (none: whatever it has); ``sha256`` is that
    of the file."""

    roster: Roster
    kind: str
    grades: frozenset[int]
    sha256: str

    @property
    def name(self) -> str:
        """The file's name."""
        return self.roster.path.name

    @property
    def key(self) -> str:
        """What rows of this list are called by, also in another version of the work."""
        return self.sha256[:KEY_DIGITS]

    def entry(self, row: int) -> str:
        """How the work names a row of the list: by the list and the number that Excel shows."""
        found = self.roster.row(row)
        return f"{self.key}:{found.sheet}:{found.number}"
