"""Many sheets, one roster. Every account balances: rows read are rows kept and rows left out, each
with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.matching.listing import Entry, list_of
from app.merging.sources import LeftOut, Source, read_sources
from models.bulk import collection_paused
from models.commit.single import SafeFile, write_safely
from models.errors import NoStudentsError
from models.fields import CLASS_NAME, FIELD_KEYS, GRADE, Fields
from models.intake.roster_from_sheets import add_rows, joined_columns
from models.profile import Profile
from models.roster import ORIGINS, Column, Roster, Row
from models.writing.sheets_book import TextSheet, sheets_book
from validators.inference import infer_school

MOST_CLASSES = 40
"""A class number beyond this is no running number."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row comes from: which source, and the row that Excel shows."""

    source: Source
    row: int


@dataclass(frozen=True)
class Twice:
    """A student who is in several files: his rows, and the fields that differ (none: one row)."""

    places: tuple[Place, ...]
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether all of the rows say the same."""
        return not self.differs


@dataclass(frozen=True)
class Merged:
    """The roster, where each of its rows comes from, and what came of the files."""

    sources: list[Source]
    columns: list[Column]
    rows: list[Row]
    places: list[Place]
    twice: list[Twice] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether everything was read and nobody is twice."""
        return not self.twice and not any(
            source.error or source.unaccounted or _is_copy(source) for source in self.sources)


def _is_copy(source: Source) -> bool:
    return any(each.why.startswith(_COPY) for each in source.left_out)


_COPY, _TWIN = "与文件“", "与“"


def merge_files(paths: Sequence[Path], profile: Profile, today: date, *,
                sheets: Sequence[str] = (), named: Iterable[Path] = ()) -> Merged:
    """Reads and merges files. ``named`` were named one by one; of the others what this program has
    merged before is passed over.

    Raises NoStudentsError if none of them can be used.
    """
    own = set(named)
    sources = [source for path in paths for source in read_sources(path, profile, sheets=sheets)
               if path in own or not source.is_ours]
    return merge(sources, profile, today)


def merge(sources: Sequence[Source], profile: Profile, today: date) -> Merged:
    """Merges what was read. Raises NoStudentsError if there is nothing."""
    with collection_paused():
        _leave_out_copies(sources)
        used = [source for source in sources if source.table is not None and source.kept]
        if not used:
            raise NoStudentsError("这些文件里没有可以合并的学生名单，请检查是否选对了文件或文件夹。")
        columns, rows, places = _joined(used, profile.fields)
        roster = Roster(Path("合并名册.xls"), ("合并名册",), 1, columns, rows, fields=profile.fields)
        school = infer_school(roster, profile, today)
        listed = list_of(roster, profile, school, today)
        entries = listed.entries
        twice, surplus = _twice(entries, places, listed.others)
        kept = [row for row in rows if row.id not in surplus]
        return Merged(list(sources), columns, kept, [places[row.id] for row in kept], twice,
                      _missing(entries, profile))


def _leave_out_copies(sources: Sequence[Source]) -> None:
    """Of files with the same bytes the first is kept."""
    first: dict[str, Path] = {}
    for source in sources:
        if source.table is None or not source.sha256:
            continue
        original = first.setdefault(source.sha256, source.file)
        if original != source.file:
            out = {each.row for each in source.left_out}
            source.left_out += [
                LeftOut(number, f"{_COPY}{original.name}”是同一个文件")
                for number, _ in source.table.rows if number not in out]


def _joined(used: Sequence[Source], fields: Fields
            ) -> tuple[list[Column], list[Row], list[Place]]:
    """Columns and rows of all sources, the region's fields first, and each row's place by its id.
    核对表 of one roster stand together in that roster's order."""
    tables = [source.table for source in used if source.table is not None]
    columns, slots = joined_columns(tables)
    rows: list[Row] = []
    places: list[Place] = []
    order: list[tuple[int, int]] = []
    first: dict[str, int] = {}
    for number, (source, table, slot) in enumerate(zip(used, tables, slots, strict=True)):
        add_rows(rows, table, slot)
        places.extend(Place(source, row) for row, _ in table.rows)
        at = first.setdefault(source.roster, number) if source.roster else number
        order.extend((at, place) for place in source.places or range(len(table.rows)))
    wanted = [index for index, column in sorted(
        enumerate(columns), key=lambda pair: fields.keys.index(pair[1].key)
        if pair[1].key else len(fields)) if column.key or column.title not in ORIGINS]
    turn = sorted(range(len(rows)), key=order.__getitem__)
    kept = [Row(place, [rows[old].cells[index] for index in wanted], place + 2, "合并名册")
            for place, old in enumerate(turn)]
    titles = [Column(fields.titles.get(columns[index].key or "", columns[index].title),
                     columns[index].key, None) for index in wanted]
    return titles, kept, [places[old] for old in turn]


def _twice(entries: Sequence[Entry], places: Sequence[Place], others: Sequence[str]
           ) -> tuple[list[Twice], set[int]]:
    """Students whose 学籍主号 stands in several files; of equal rows all but the first are left
    out."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.main:
            groups[entry.main].append(entry)
    found: list[Twice] = []
    surplus: set[int] = set()
    for group in groups.values():
        if len({places[entry.row].source.origin for entry in group}) < 2:
            continue
        first: dict[tuple[tuple[str, ...], ...], Entry] = {}
        for entry in group:
            same = first.setdefault((entry.values, entry.others), entry)
            place, kept = places[entry.row], places[same.row]
            if same is not entry and place.source.origin != kept.source.origin:
                surplus.add(entry.row)
                place.source.left_out.append(LeftOut(
                    place.row, f"{_TWIN}{kept.source.file.name}”第 {kept.row} 行是同一学生，内容相同"))
        differs = tuple(key for at, key in enumerate((*FIELD_KEYS, *others))
                        if len({(*entry.values, *entry.others)[at] for entry in group}) > 1)
        found.append(Twice(tuple(places[entry.row] for entry in group), differs))
    return found, surplus


def _missing(entries: Sequence[Entry], profile: Profile) -> list[tuple[str, str]]:
    """Gaps in the class numbers of each grade, as grade and class."""
    at = FIELD_KEYS.index(CLASS_NAME)
    classes: dict[int, set[int]] = defaultdict(set)
    for entry in entries:
        own = entry.values[at]
        if entry.grade and own.isdigit() and 0 < int(own) <= MOST_CLASSES:
            classes[entry.grade].add(int(own))
    return [(profile.grades[grade - 1], f"{number}班")
            for grade, numbers in sorted(classes.items())
            for number in range(1, max(numbers)) if number not in numbers]


def write_merged(merged: Merged, target: Path) -> SafeFile:
    """Writes the roster as one sheet of texts, with three columns that say where each row comes
    from. Raises an OutputError, also if ``target`` is one of the files that were read."""
    names = [source.file.name for source in merged.sources]
    plain = {path: path.name for path in {source.file for source in merged.sources}}
    if len(set(names)) < len(plain):  # two folders have a file of one name
        plain = {path: f"{path.parent.name}/{path.name}" for path in plain}
    rows = [(*row.cells, plain[place.source.file], place.source.sheet or "", str(place.row))
            for row, place in zip(merged.rows, merged.places, strict=True)]
    sheet = TextSheet("合并名册", (*(column.title for column in merged.columns), *ORIGINS), rows)
    return write_safely(target, sheets_book([sheet]),
                        protect=[source.file for source in merged.sources])


def has_column(merged: Merged, key: str) -> bool:
    """Whether any of the files has a field."""
    return any(column.key == key for column in merged.columns)


def classes_of(source: Source) -> str:
    """The grade and class of a source for the clerk: as its rows say, or how many there are."""
    if source.table is None:
        return ""
    grade, own = (source.table.mapping.get(key) for key in (GRADE, CLASS_NAME))
    found = dict.fromkeys(
        " ".join(cells[column].strip() for column in (grade, own)
                 if column is not None and column < len(cells))
        for _, cells in source.table.rows)
    return next(iter(found)) if len(found) == 1 else f"{len(found)} 个班"
