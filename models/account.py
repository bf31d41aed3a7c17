"""The account of a file: what became of every line that holds anything. A clerk answers for every
child, so what the program could not place is said and never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_LONGEST_SHOWN = 300


class LeftOut(NamedTuple):
    """A line that is no student: the number Excel shows, and in Chinese what it is taken for."""

    sheet: str
    row: int
    reason: str


class Place(NamedTuple):
    """Something that looks like a student and was not read as one. ``row`` and ``column`` are as
    Excel shows them, None where the place is the whole sheet or line; ``what`` says in Chinese what
    it looks like, ``shows`` is the text that stands there, as far as there is one."""

    sheet: str
    row: int | None
    column: str | None
    what: str
    shows: str = ""

    @property
    def column_and_row(self) -> str:
        """The place as Excel names it: ``J3``, or ``第 3 行``; "" for a whole sheet."""
        if self.row is None:
            return ""
        return f"{self.column}{self.row}" if self.column else f"第 {self.row} 行"

    def text(self, with_sheet: bool) -> str:
        """The place in a sentence: ``工作表“一班”第 3 行 J 列：…``."""
        where = f"工作表“{self.sheet}”" if with_sheet else ""
        where += f"第 {self.row} 行" if self.row is not None else ""
        where += f" {self.column} 列" if self.column is not None else ""
        return f"{where}：{self.what}" if where else self.what


class Account(NamedTuple):
    """Of ``lines`` that hold anything, ``header`` are the header's, ``students`` were read, and
    ``left_out`` are known to be no students. ``unaccounted`` are the places nobody knows of; they
    are not among the lines' sum, since they may lie within a student's line."""

    lines: int = 0
    header: int = 0
    students: int = 0
    left_out: tuple[LeftOut, ...] = ()
    unaccounted: tuple[Place, ...] = ()


def shown(cells: Iterable[str]) -> str:
    """The texts of a line or cell for ``Place.shows``, on one line and not without end."""
    text = "　".join(" ".join(cell.split()) for cell in cells if cell.strip())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def joined(accounts: Iterable[Account], more: Iterable[Place] = ()) -> Account:
    """The accounts of several sheets as one, with places that lie in none of them."""
    each = list(accounts)
    return Account(
        sum(account.lines for account in each), sum(account.header for account in each),
        sum(account.students for account in each),
        tuple(line for account in each for line in account.left_out),
        (*(place for account in each for place in account.unaccounted), *more))


def record_of(account: Account) -> dict[str, Any]:
    """An account as JSON can hold it."""
    return {**account._asdict(),
            "left_out": [line._asdict() for line in account.left_out],
            "unaccounted": [place._asdict() for place in account.unaccounted]}


def account_of(record: Mapping[str, Any]) -> Account:
    """An account from its record; empty for a record without one."""
    if not record:
        return Account()
    return Account(
        record["lines"], record["header"], record["students"],
        tuple(LeftOut(**line) for line in record["left_out"]),
        tuple(Place(**place) for place in record["unaccounted"]))
