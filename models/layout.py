"""Parts of a number: what stands where in it, and what each part means to the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MEANINGS = ("school", "stage", "entry_year", "graduation_year", "sex", "class", "serial", "check",
            "birth", "region", "id")
"""What rules know of a part; one that means nothing to them is only a piece of the number."""


@dataclass(frozen=True)
class Part:
    """A part of a number: ``digits`` long (letters, if ``letters``), from ``start``.

    ``value`` if it is the same for all; ``table`` gives the texts behind its values where there are
    few; ``school`` if it belongs to the present school's code; ``meaning`` one of ``MEANINGS`` or
    ""; ``of_primary`` tells an entry year that is primary grade one's for life; ``check`` names a
    check digit's algorithm, "" where it is not public and so never judged. ``stages`` gives the
    stage's title by value, ``sexes`` the sex's."""

    key: str
    title: str
    start: int
    digits: int
    value: str
    school: bool
    meaning: str = ""
    of_primary: bool = False
    check: str = ""
    letters: bool = False
    table: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.start + self.digits

    @property
    def may_end_in_x(self) -> bool:
        """Whether its last sign may be X, as the check digit of GB 11643 may."""
        return self.meaning == "id" or self.meaning == "check" and bool(self.check)

    @property
    def place(self) -> str:
        """Where it stands, in words: ``第 11 位`` or ``第 12-15 位``."""
        return f"第 {self.end} 位" if self.digits == 1 else f"第 {self.start + 1}-{self.end} 位"

    def of(self, number: str) -> str:
        """This part's characters in a number."""
        return number[self.start:self.end]

    def put(self, number: str, text: str) -> str:
        """The number with this part replaced."""
        return number[:self.start] + text + number[self.end:]
