"""The texts of a BIFF8 workbook that cells share, those with runs of different looks included."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from xlrd.book import unpack_SST_table

from models.forms import biff_records as biff
from models.forms.biff_records import Record, Runs
from models.forms.rich_runs import runs_kept

_CELLS_OWN = -1
"""The look of the characters before the first run: the cell's own font."""


class SharedStrings:
    """Those that the book has, and new ones behind them."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._parts: list[bytes] = []
        for number, (kind, data) in enumerate(records):
            if kind == biff.SST:
                self._parts = [data]
            elif kind == biff.CONTINUE and self._parts and records[number - 1][0] in (
                    biff.SST, biff.CONTINUE):
                self._parts.append(data)
            elif self._parts:
                break
        self._known = struct.unpack_from("<I", self._parts[0], 4)[0] if self._parts else 0
        self._old: tuple[list[str], dict[int, list[tuple[int, int]]]] | None = None
        self._new: dict[tuple[str, Runs], int] = {}

    def __len__(self) -> int:
        """How many new ones there are."""
        return len(self._new)

    def add(self, text: str, like: int | None = None) -> int:
        """The index of a text; it keeps the looks of the one that it takes the place of."""
        runs = self._runs(text, like) if like is not None else ()
        return self._new.setdefault((text, runs), self._known + len(self._new))

    def records(self) -> list[Record]:
        """The new ones, to stand behind the SST."""
        return biff.continued_strings(list(self._new))

    def _runs(self, text: str, like: int) -> Runs:
        if self._old is None:
            self._old = unpack_SST_table(self._parts, self._known) if self._parts else ([], {})
        texts, looks = self._old
        old = looks.get(like, [])
        if not old or like >= len(texts) or not all(ord(char) < 0x10000 for char in
                                                    texts[like] + text):
            return ()
        each = [next((font for first, font in reversed(old) if first <= place), _CELLS_OWN)
                for place in range(len(texts[like]))]
        return tuple(_begins(runs_kept(texts[like], each, text)))


def _begins(runs: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Where each run begins and its font; a run in the cell's own font needs none at the start, and
    elsewhere takes the font with the number 0, which is the book's usual one."""
    place = 0
    for font, text in runs:
        if font != _CELLS_OWN or place:
            yield place, max(font, 0)
        place += len(text)
