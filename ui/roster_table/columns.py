"""Which columns are shown, in what order and how wide; remembered from one run to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView

from models.fields import (
    CLASS_NAME, GRADE, GRADUATION_YEAR, MAIN_NUMBER, NAME, SEX, STAGE, SUB_NUMBER)
from models.roster import Column, Row
from ui import settings

_KEY = "table/columns"
_SAMPLES = {
    MAIN_NUMBER: ("310117199803113428",),
    SUB_NUMBER: ("3.10117052622009E+18", "3101170526220090128"),
    NAME: ("欧阳示例",), SEX: ("女女",), GRADE: ("九年级",), CLASS_NAME: ("12班",),
    GRADUATION_YEAR: ("2013届",), STAGE: ("初中",)}
_NEVER_CUT = (MAIN_NUMBER, SUB_NUMBER)
_LOOKED_AT, _MEASURED = 200, 8
"""How many rows a width goes by, and how many of their longest texts are measured."""
_WIDEST = 260
_WIDEST_NAME = 150
"""It stays in sight, and takes its width from all the others."""
_WIDEST_HEADING = 120
_AROUND = 16
"""What is left free before and behind a text."""


def identity(column: Column) -> str:
    """What a column is known by in other rosters too: its field, else its title."""
    return column.key or "=" + " ".join(column.title.split())


@dataclass
class ColumnChoice:
    """What the clerk chose, by column identity: ``order`` from the left, ``hidden`` ones, and
    ``widths`` in pixels at 100 %. Columns not named are behind, shown, as wide as needed."""

    order: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    widths: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls) -> ColumnChoice:
        """The remembered choice; the default where nothing or nonsense is remembered."""
        match settings.parsed(_KEY):
            case {"order": list(order), "hidden": list(hidden), "widths": dict(widths)}:
                return cls([str(one) for one in order], {str(one) for one in hidden},
                           {str(name): min(max(width, 20), 1000)
                            for name, width in widths.items() if isinstance(width, int)})
        return cls()

    def save(self) -> None:
        """Remembers the choice."""
        settings.keep({_KEY: {
            "order": self.order, "hidden": sorted(self.hidden), "widths": self.widths}})

    def sorted(self, columns: Sequence[Column]) -> list[int]:
        """Column indexes from the left."""
        places = {name: place for place, name in enumerate(self.order)}
        keyed = [index for index, column in enumerate(columns) if column.key and column.letter]
        last = max((places.get(identity(columns[index]), -1) for index in keyed), default=-1)

        def place(index: int) -> tuple[int, int]:
            column = columns[index]
            known = places.get(identity(column))
            if known is not None:
                return known, index
            if column.key and column.letter is None:  # added here: among the others of the fields
                return last if last >= 0 else len(places), max(keyed, default=-1)
            return len(places), index

        return sorted(range(len(columns)), key=place)

    def is_hidden(self, column: Column) -> bool:
        """Whether the column is left out."""
        return identity(column) in self.hidden


def natural_width(column: Column, index: int, rows: Sequence[Row], text: QFontMetrics,
                  title: QFontMetrics, zoom: float) -> int:
    """How wide a column has to be: long numbers always fit, other columns by their first rows."""
    heading = title.horizontalAdvance(" ".join(column.title.split())) + 20 * zoom
    samples = {*_SAMPLES.get(column.key or "", ())}
    if column.key not in _NEVER_CUT:
        samples |= {row.cells[index] for row in rows[:_LOOKED_AT]}
    longest = sorted(samples, key=_length)[-_MEASURED:]
    widest = max((text.horizontalAdvance(sample[:60]) for sample in longest), default=0)
    if column.key is None:  # its heading can be read in full by pointing at it
        heading = min(heading, _WIDEST_HEADING * zoom)
    width = max(widest + _AROUND * zoom, heading, 44 * zoom)
    if column.key in _NEVER_CUT:
        return round(width)
    return round(min(width, (_WIDEST_NAME if column.key == NAME else _WIDEST) * zoom))


def _length(text: str) -> int:
    """About how wide a text is: a Chinese character counts for two others, as in GB 18030."""
    return len(text.encode("gb18030", "replace"))


def arrange(header: QHeaderView, order: Sequence[int]) -> None:
    """Moves the sections so that these logical indexes stand in this order."""
    for place, logical in enumerate(order):
        header.moveSection(header.visualIndex(logical), place)
