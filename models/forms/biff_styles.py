"""The cell styles (XF records) of a BIFF8 workbook, and new ones that differ a little."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from models.forms import biff_records as biff
from models.forms.biff_records import Record

USUAL = 15
"""The style of a cell that has none of its own."""

_SEAL = 0x87C
_TEXT_FORMAT = 49
_ALL_MEANT = b"\xfc"
_BORDER_COLORS = 0x03FFFFFF  # the other bits say how the cell is filled


class Styles:
    """Those that the book has, and new ones behind them. Where Excel has sealed its styles' theme
    colours by a checksum, which it would drop, there are no new ones."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._all = [data for kind, data in records if kind == biff.XF]
        self._known = len(self._all)
        self._sealed = any(kind == _SEAL for kind, _ in records)

    def has_border(self, style: int) -> bool:
        """Whether a cell of this style is ruled."""
        return any(self._all[style][10:12])

    def as_text(self, style: int) -> int:
        """The same looks with the format ``@``, so that a long number stays text when edited."""
        data = self._all[style]
        return self._style(style, data[:2] + struct.pack("<H", _TEXT_FORMAT) + data[4:])

    def ruled(self, style: int) -> int:
        """Borders and alignment of a style, in the usual font and without a filling."""
        data, usual = self._all[style], self._all[USUAL]
        lines, = struct.unpack_from("<I", data, 14)
        return self._style(USUAL, usual[:6] + data[6:9] + _ALL_MEANT + data[10:14]
                           + struct.pack("<I", lines & _BORDER_COLORS) + usual[18:])

    def records(self) -> list[Record]:
        """The new ones, to stand behind the book's own."""
        return [(biff.XF, data) for data in self._all[self._known:]]

    def _style(self, style: int, data: bytes) -> int:
        if self._sealed:
            return style
        if data not in self._all:
            self._all.append(data)
        return self._all.index(data)
