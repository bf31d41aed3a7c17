"""What a form's sheet can do while it is filled, whatever its format."""

from __future__ import annotations

from typing import Protocol


class FormSheet(Protocol):
    """A form's sheet being filled, whatever its format. Rows and columns are 0-based."""

    def has_formula(self, row: int, column: int) -> bool:
        """Whether a formula stands there."""

    def has_border(self, row: int, column: int) -> bool:
        """Whether the cell is ruled."""

    def is_covered(self, row: int, column: int) -> bool:
        """Whether the cell lies inside a merged range, but not at its head."""

    def insert_rows(self, below: int, count: int, like: int, *, height: int = 1,
                    ruled_only: bool = False) -> None:
        """Adds rows below row ``below``, the last one of the lines. Each ``height`` of them get
        the looks and formulas of the rows from ``like`` on, or only their borders and alignment;
        whatever refers to rows further down moves along, ranges that end at ``below`` grow."""

    def write(self, row: int, column: int, value: str | int) -> None:
        """Puts a text or number into a cell and leaves its looks."""

    def width(self, column: int) -> float:
        """How wide the column is, in half-width characters."""

    def make_room(self, row: int, points: float) -> None:
        """Makes a row at least so high."""

    def save(self) -> bytes:
        """The whole file."""
