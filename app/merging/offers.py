"""合并清单: the sheets that could be merged, which of them are by themselves, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.merging.merging import Merged, merge
from app.merging.sources import Source, fields_of
from models.errors import NoStudentsError
from models.fields import MAIN_NUMBER
from models.profile import Profile
from validators.readings.main_number import canonical_number


@dataclass(frozen=True)
class Offer:
    """A sheet of the list: whether it is taken unless the clerk says otherwise, whether it can be,
    and what is to be said of it."""

    source: Source
    is_taken: bool
    can_be: bool
    notes: tuple[str, ...]


def offers(sources: Sequence[Source]) -> list[Offer]:
    """The sheets in their order. A file with the same bytes as another, and another version of a
    class (most students shared), are not taken by themselves."""
    found: list[Offer] = []
    seen: dict[str, Source] = {}
    numbers: list[tuple[Source, frozenset[str]]] = []
    every = {key for source in sources if source.table for key in fields_of(source.table)}
    for source in sources:
        if source.table is None:
            found.append(Offer(source, False, False, (source.error or "",)))
            continue
        notes, taken = list(source.notes), True
        original = seen.setdefault(source.sha256, source)
        own = _numbers(source)
        if original.file != source.file:
            notes.append(f"与“{original.file.name}”是同一个文件")
            taken = False
        else:
            for other, theirs in numbers:
                shared = len(own & theirs)
                if other.file != source.file and shared * 2 > min(len(own), len(theirs)):
                    notes.append(f"与“{other.file.name}”有 {shared} 人相同，用哪一份？")
                    taken = False
                    break
        if taken:
            numbers.append((source, own))
        fields = source.table.fields
        lacking = [fields.titles[key] for key in fields.keys
                   if key in every and key not in source.table.mapping]
        if lacking:
            notes.append(f"没有“{'、'.join(lacking)}”列，其他班有")
        if source.unaccounted:
            notes.append(f"有 {len(source.unaccounted)} 处像是学生的内容没有读入，请先核对："
                         f"{source.unaccounted[0].text(with_sheet=False)}")
        found.append(Offer(source, taken, True, tuple(notes)))
    return found


def _numbers(source: Source) -> frozenset[str]:
    """The 学籍主号 of a sheet's students."""
    table = source.table
    column = table.mapping.get(MAIN_NUMBER) if table else None
    if table is None or column is None:
        return frozenset()
    return frozenset(canonical_number(cells[column]) for _, cells in table.rows
                     if column < len(cells) and cells[column].strip())


def merged_of(sources: Sequence[Source], profile: Profile, today: date) -> Merged | None:
    """What the ticked sheets give; None if that is nothing. The sources stay as they were read."""
    fresh = [replace(source, left_out=list(source.left_out)) for source in sources]
    try:
        return merge(fresh, profile, today)
    except NoStudentsError:
        return None
