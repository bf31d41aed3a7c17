"""Which rows the table shows, and in what order. No Qt: lists of rows in, lists of rows out."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from app.document import Document
from app.table.status import RowStatus
from models.fields import CLASS_NAME, GRADE, MAIN_NUMBER, STAGE, SUB_NUMBER
from models.roster import Roster, Row


class Mode(StrEnum):
    """The three kinds of rows the clerk switches between."""

    ALL = "all"
    PROBLEMS = "problems"
    EDITED = "edited"


class TableFilter(NamedTuple):
    """What to show; every part narrows. ``class_name`` is a label of ``class_labels`` (年级 and 班级
    together) or a 班级 as written; ``rule`` a rule's code; ``text`` words that must all occur
    somewhere in the row, case ignored."""

    mode: str = Mode.ALL
    class_name: str | None = None
    rule: str | None = None
    text: str = ""

    @property
    def shows_all(self) -> bool:
        """Whether no row is left out."""
        return (self.mode == Mode.ALL and self.class_name is None and self.rule is None
                and not self.text.strip())


class Sort(NamedTuple):
    """Order by the texts of a column."""

    column: int
    descending: bool = False


_FEW = 500
_SPLIT = re.compile(r"(\d+)")


def class_labels(document: Document) -> list[str]:
    """年级 and 班级 of every class in the roster, in school order."""
    class_of = _class_in(document.roster)
    found = set(map(class_of, document.roster.rows))
    ranks = {title: rank for rank, title in enumerate(document.profile.grades)}
    return ["".join(pair) for pair in sorted(found, key=lambda pair: (
        ranks.get(pair[0], len(ranks)), pair[0], _natural(pair[1]))) if any(pair)]


def _class_in(roster: Roster) -> Callable[[Row], tuple[str, str]]:
    """What tells a row's 年级 and 班级."""
    grade, name = roster.index(GRADE), roster.index(CLASS_NAME)
    return lambda row: ("" if grade is None else row.cells[grade].strip(),
                        "" if name is None else row.cells[name].strip())


def filter_rows(rows: Sequence[Row], wanted: TableFilter, document: Document,
                status: RowStatus) -> list[Row]:
    """The rows that fit, in the order given."""
    chosen: Sequence[Row] = rows
    if wanted.mode == Mode.PROBLEMS:
        chosen = _within(chosen, status.problems)
    elif wanted.mode == Mode.EDITED:
        chosen = _within(chosen, status.edited)
    if wanted.rule is not None:
        chosen = _within(chosen, status.rows_breaking(wanted.rule))
    if wanted.class_name is not None:
        label, class_of = wanted.class_name, _class_in(document.roster)
        chosen = [row for row in chosen
                  if (pair := class_of(row))[1] == label or "".join(pair) == label]
    words = wanted.text.split()
    if words:
        chosen = _containing(chosen, words)
    return list(chosen)


def _within(rows: Iterable[Row], ids: Container[int]) -> list[Row]:
    return [row for row in rows if row.id in ids]


def _containing(rows: Sequence[Row], words: Sequence[str]) -> list[Row]:
    """Rows in which every word occurs; letters fold only if a word has any (that costs time)."""
    join = "\n".join
    for word in words:
        if word.lower() == word.upper():
            rows = [row for row in rows if word in join(row.cells)]
        else:
            folded = word.lower()
            rows = [row for row in rows if folded in join(row.cells).lower()]
    return list(rows)


def sort_rows(rows: Sequence[Row], sort: Sort | None, document: Document) -> list[Row]:
    """The rows in order; rows with equal texts keep theirs, empty cells come last either way.

    Han text is ordered by its GB code, which for everyday characters is the order of pinyin.
    """
    if sort is None:
        return list(rows)
    column = sort.column
    texts = [row.cells[column] for row in rows]
    distinct = set(texts)
    keys = _sort_keys(document, column, texts, distinct)
    order = sorted(range(len(rows)), key=keys.__getitem__, reverse=sort.descending)
    if "" in distinct:
        order = [place for place in order if texts[place]] + [
            place for place, text in enumerate(texts) if not text]
    return [rows[place] for place in order]


def _sort_keys(document: Document, column: int, texts: Sequence[str],
               distinct: set[str]) -> Sequence[Any]:
    """A key for each text, quick to make and to compare: its rank where texts repeat, else the text
    itself, its number or its bytes."""
    if len(distinct) * 4 < len(texts) or len(distinct) < _FEW:
        titles: Sequence[str] = {
            GRADE: document.profile.grades,
            STAGE: [stage.title for stage in document.profile.stages],
        }.get(document.roster.columns[column].key or "", ())
        own = {title: place for place, title in enumerate(titles)}
        ordered = sorted(distinct, key=lambda text: (own.get(text, len(own)), _natural(text)))
        ranks = {text: rank for rank, text in enumerate(ordered)}
        return [ranks[text] for text in texts]
    if document.roster.columns[column].key in (MAIN_NUMBER, SUB_NUMBER):
        return texts
    if not all(map(str.isascii, distinct)):
        codes = {text: text.encode("gb18030", "replace") for text in distinct}
        return [codes[text] for text in texts]
    if all(text.isdigit() and len(text) < 16 for text in distinct):
        return list(map(int, texts))
    return texts


def _natural(text: str) -> tuple[tuple[int, int | bytes], ...]:
    """A key that puts 2班 before 10班."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part.encode("gb18030", "replace"))
                 for part in _SPLIT.split(text) if part)


class RowOrder:
    """All rows in sorting order, and those of them that are shown. Neither moves by itself when
    cells change: only a new filter or sort does that."""

    def __init__(self, document: Document, status: RowStatus) -> None:
        self._document = document
        self._status = status
        self.filter = TableFilter()
        self.sort: Sort | None = None
        self._all = list(document.roster.rows)
        self.shown = list(self._all)

    def set_filter(self, wanted: TableFilter) -> list[Row]:
        """Works out the shown rows anew; returns them."""
        self.filter = wanted
        self.shown = filter_rows(self._all, wanted, self._document, self._status)
        return self.shown

    def set_sort(self, sort: Sort | None) -> list[Row]:
        """Sorts all rows anew (None: as in the file) without changing which are shown."""
        self.sort = sort
        everything = len(self.shown) == len(self._all)
        self._all = sort_rows(self._document.roster.rows, sort, self._document)
        self.shown = list(self._all) if everything else _within(
            self._all, {row.id for row in self.shown})
        return self.shown

    def follow_roster(self) -> list[Row]:
        """Takes over rows that came or went; new ones are shown whatever the filter says, behind
        the row that they follow in the file."""
        roster = self._document.roster
        known = {row.id for row in self._all}
        shown = {row.id for row in self.shown}
        came = [row for row in roster.rows if row.id not in known]
        shown.update(row.id for row in came)
        if self.sort is not None and self.sort.column >= len(roster.columns):
            self.sort = None
        if self.sort is None:
            self._all = list(roster.rows)
        else:
            self._all = self._put_in(known)
        self.shown = _within(self._all, shown)
        return self.shown

    def _put_in(self, known: set[int]) -> list[Row]:
        """All rows in the present order, those not ``known`` behind the one before in the file."""
        roster = self._document.roster
        behind: dict[int | None, list[Row]] = {None: []}
        anchor: int | None = None
        for row in roster.rows:
            if row.id in known:
                anchor = row.id
            else:
                behind.setdefault(anchor, []).append(row)
        ordered = behind[None]
        for row in self._all:
            if row.id in roster:
                ordered.append(row)
                ordered += behind.get(row.id, ())
        return ordered
