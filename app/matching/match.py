"""Pairs the rows of two lists. It never guesses: what is not certain is asked.

Levels, in this order; each pairs two rows only where its key is unique on both sides among the rows
that are not yet paired:

- ``main_number``: if the name (or its sound), a birth date of its own column or 学籍副号 agrees
  too, or nothing else can be compared: two children whose numbers changed places don't pair
- ``sub_number``: 学籍副号 and name; or its sound, if 学籍主号 is all but the same too
- ``digits``: the 15 digits that a spreadsheet left of a 学籍主号, and name
- ``birth_date``: name and birth date, unless their numbers tell two people
- ``slip``: 学籍主号 one slip of the pen apart, and name

Rows that are equal in everything pair before all others, in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from app.matching.likeness import (
    births_clash, differ_in_all, grades_apart, likeness_of, nearly_one_number, same_but_holes,
    sexes_differ, share_a_character, subs_tell_two)
from app.matching.listing import Entry, List
from app.matching.rivals import Rivals
from app.matching.slips import LEFT_BY_EXCEL, has_lost_digits, one_slip, shortened
from app.matching.sounds import sound_alike, sounds

By = Literal["main_number", "sub_number", "digits", "birth_date", "slip", "clerk"]
"""By what rows were paired; ``clerk``: by hand, never by matching."""
Asked = Literal["number", "name", "sound", "slip"]
"""What makes two rows look like one student that is not proof: the same number under another name,
the same name, a name of the same sound with the same birth date, another name with a number one
slip away."""

_FULL_BIRTH = 8
_LEAST_NUMBER = 8
"""A number with fewer characters identifies nobody."""
_MOST_ASKED = 50
_MOST_SLIPS = 40_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that are one student, by their ``Entry.row``, and what says so."""

    ours: int
    theirs: int
    by: By


@dataclass(frozen=True, slots=True)
class Question:
    """A row of ours that may be one of ``theirs``, and why."""

    ours: int
    theirs: tuple[int, ...]
    why: Asked


@dataclass(frozen=True)
class Match:
    """How two lists go together, all by ``Entry.row`` and in the lists' order. ``twice``: equal
    rows of theirs, the first standing for the others."""

    pairs: list[Pair]
    asked: list[Question] = field(default_factory=list)
    only_ours: list[int] = field(default_factory=list)
    only_theirs: list[int] = field(default_factory=list)
    twice: list[list[int]] = field(default_factory=list)


def match(ours: List, theirs: List, known: Mapping[int, int] = MappingProxyType({}), *,
          up: int = 0) -> Match:
    """Pairs two lists, theirs ``up`` grades behind. ``known`` are rows of ours and theirs that are
    paired already; the rest is matched in their light."""
    return _Matching(ours, theirs, known, up).result()


@dataclass(slots=True, eq=False)
class _Group:
    """Rows of one list that are equal in everything (nearly always one), and their partner."""

    first: Entry
    rows: list[int]
    partner: _Group | None = None
    by: By = "main_number"


def _groups(entries: Sequence[Entry]) -> dict[Hashable, _Group]:
    """Equal rows together, in order, by what they mean."""
    groups: dict[Hashable, _Group] = {}
    for entry in entries:
        meaning = entry.meaning
        same = groups.get(meaning)
        if same is None:
            groups[meaning] = _Group(entry, [entry.row])
        else:
            same.rows.append(entry.row)
    return groups


class _Matching:
    def __init__(self, ours: List, theirs: List, known: Mapping[int, int], up: int) -> None:
        self._up = up
        our_groups, their_groups = _groups(ours.entries), _groups(theirs.entries)
        self._ours, self._theirs = list(our_groups.values()), list(their_groups.values())
        self._rivals = Rivals([g.first for g in self._ours], [g.first for g in self._theirs], up)
        self._sounding: dict[Hashable, set[str]] | None = None
        if known:
            self._join_known(known)
        equal = [their_groups.get(meaning) for meaning in our_groups]
        self._equal(equal, is_whole=ours.fields == theirs.fields
                    and len(our_groups) == len(their_groups) and all(
                        other is not None and len(group.rows) == len(other.rows)
                        for group, other in zip(self._ours, equal, strict=True)))
        self._level("main_number", lambda e: e.main or None, self._has_one_number)
        self._level("sub_number", lambda e: (e.sub, e.name) if e.name and len(
            e.sub) >= _LEAST_NUMBER else None,
                    lambda a, b: self._rivals.has_none(a, b) and not differ_in_all(a, b)
                    and not births_clash(a, b))
        self._level("sub_number", lambda e: e.sub if len(e.sub) >= _LEAST_NUMBER else None,
                    lambda a, b: nearly_one_number(a, b) and self._sounds_alike(a, b))
        self._level("digits", _left_digits, lambda a, b: bool(a.digits or b.digits)
                    and not births_clash(a, b) and not sexes_differ(a, b)
                    and self._rivals.has_none(a, b))
        self._level("birth_date", lambda e: (e.birth, e.name) if e.name and len(
            e.birth) == _FULL_BIRTH else None,
                    lambda a, b: self._is_one(a, b) and self._rivals.has_none(a, b))
        self._slips()

    def _join_known(self, known: Mapping[int, int]) -> None:
        others = {row: group for group in self._theirs for row in group.rows}
        for group in self._ours:
            other = next((others[known[row]] for row in group.rows if row in known), None)
            if other is not None and other.partner is None:
                _join(group, other, "main_number")

    # --- levels ----------------------------------------------------------------------------------

    def _equal(self, equal: Sequence[_Group | None], *, is_whole: bool) -> None:
        """Pairs rows that are equal in everything and say who they are; of a list and itself
        (``is_whole``) all rows: elsewhere a name and a class are no proof."""
        for group, other in zip(self._ours, equal, strict=True):
            entry = group.first
            if other is None or group.partner is not None or other.partner is not None:
                continue
            if entry.main:
                _join(group, other, "main_number")
            elif entry.name and len(entry.sub) >= _LEAST_NUMBER:
                _join(group, other, "sub_number")
            elif is_whole or entry.name and len(entry.birth) == _FULL_BIRTH:
                _join(group, other, "birth_date")

    def _level(self, by: By, key: Callable[[Entry], Hashable],
               accept: Callable[[Entry, Entry], bool] = lambda a, b: True) -> None:
        theirs = _unique(self._theirs, key)
        if not theirs:
            return
        for found, group in _unique(self._ours, key).items():
            other = theirs.get(found) if group is not None else None
            if group is not None and other is not None and accept(group.first, other.first):
                _join(group, other, by)

    def _has_one_number(self, a: Entry, b: Entry) -> bool:
        """Whether rows with one 学籍主号 are one student."""
        return self._is_witnessed(a, b) and self._rivals.has_none(a, b) \
            and not self._rivals.is_anothers(a, b) \
            and not (grades_apart(a, b, self._up) and subs_tell_two(a, b))

    def _is_witnessed(self, a: Entry, b: Entry) -> bool:
        """Whether something besides 学籍主号 says that it is one student, or nothing else could."""
        if a.name and a.name == b.name or a.sub and a.sub == b.sub:
            return True
        # in another grade the number may be that of another stage
        comparable = bool(a.name and b.name or a.sub and b.sub and not (
            a.grade and b.grade and a.grade != b.grade))
        if (a.told or b.told) and a.birth and b.birth:
            comparable = True
            shorter = min(len(a.birth), len(b.birth))
            # a date read off the number itself vouches for it only where both names are new,
            # something of them is left and the rest agrees: elsewhere the numbers may have
            # changed places
            if a.birth[:shorter] == b.birth[:shorter] and (
                    a.told and b.told and not self._rivals.is_elsewhere(a, b)
                    or a.name not in self._rivals.names[1]
                    and b.name not in self._rivals.names[0] and share_a_character(a.name, b.name)
                    and likeness_of(a, b, self._up)[0] > 0):
                return True
        return self._sounds_alike(a, b) or same_but_holes(a.name, b.name) or not comparable

    def _sounds_alike(self, a: Entry, b: Entry) -> bool:
        """Whether the names of two rows sound alike, and nothing says that it is two people: where
        each of two homophones stands on both sides, their numbers may have changed places."""
        return bool(a.name and b.name) and (
            a.name not in self._rivals.names[1] or b.name not in self._rivals.names[0]) \
            and sound_alike(a.name, b.name)

    def _is_one(self, a: Entry, b: Entry) -> bool:
        """Whether rows of one name and birth date are one student: twins whose names sound alike
        are mistaken for each other, so that the sex counts, and a second such row is no proof."""
        if a.main and a.main == b.main:
            return self._has_one_number(a, b)
        if a.main and b.main or a.digits and b.digits:
            return not self._tell_two(a, b) and not differ_in_all(a, b) \
                and not self._is_contradicted(a, b)
        if sexes_differ(a, b) or grades_apart(a, b, self._up) or a.sub and b.sub and a.sub != b.sub:
            return False
        if self._sounding is None:
            self._sounding = defaultdict(set)
            for group in (*self._ours, *self._theirs):
                for sound in _sounds(group.first):
                    self._sounding[sound].add(group.first.name)
        return not self._tell_two(a, b) and all(
            len(self._sounding[sound]) == 1 for sound in _sounds(a))

    def _is_contradicted(self, a: Entry, b: Entry) -> bool:
        """Whether birth date, grade, sex or 学籍副号 speak against rows of one name whose 学籍主号
        are not the same."""
        return births_clash(a, b) or grades_apart(a, b, self._up) or subs_tell_two(a, b) \
            or sexes_differ(a, b)

    def _tell_two(self, a: Entry, b: Entry) -> bool:
        """Whether the numbers of two rows with one name say that they are two people."""
        if a.main and b.main:
            return a.main != b.main and not one_slip(a.main, b.main) \
                and not has_lost_digits(a.main, b.main) \
                and not self._rivals.is_misplaced(a, b)
        if a.digits and b.main and not b.main.startswith(a.digits) \
                or b.digits and a.main and not a.main.startswith(b.digits):
            return True
        return subs_tell_two(a, b)

    def _slips(self) -> None:
        """Pairs names whose numbers are one slip apart, or one of them what is left of the other,
        and that have no second such partner."""
        near: dict[_Group, list[_Group]] = defaultdict(list)
        for ours, theirs in self._same_names():
            if len(ours) * len(theirs) > _MOST_SLIPS:
                continue  # no name at all, but a word in the name column
            for group in ours:
                for other in theirs:
                    numbers = group.first.main, other.first.main
                    if (one_slip(*numbers) or has_lost_digits(*numbers)) \
                            and not self._is_contradicted(group.first, other.first):
                        near[group].append(other)
                        near[other].append(group)
        for group in self._ours:
            found = near.get(group, [])
            if len(found) == 1 and len(near[found[0]]) == 1 and self._rivals.has_none(
                    group.first, found[0].first):
                _join(group, found[0], "digits" if has_lost_digits(
                    group.first.main, found[0].first.main) else "slip")

    def _same_names(self) -> Iterator[tuple[list[_Group], list[_Group]]]:
        theirs = _by_name(self._theirs)
        for name, ours in _by_name(self._ours).items():
            if name in theirs:
                yield ours, theirs[name]

    # --- what is left ----------------------------------------------------------------------------

    def result(self) -> Match:
        """The pairs, and what is to be said of the rest."""
        pairs, only_ours, twice = list[Pair](), list[int](), list[list[int]]()
        asked = self._questions()
        questions = list[Question]()
        for group in self._ours:
            if group.partner is not None:
                both = min(len(group.rows), len(group.partner.rows))
                pairs.extend(map(Pair, group.rows[:both], group.partner.rows[:both],
                                 [group.by] * both))
                only_ours.extend(group.rows[both:])
            elif group in asked:
                why, candidates = asked[group]
                rows = tuple(other.rows[0] for other in candidates)
                questions.extend(Question(row, rows, why) for row in group.rows)
            else:
                only_ours.extend(group.rows)
        in_questions = {row for question in questions for row in question.theirs}
        only_theirs = list[int]()
        for group in self._theirs:
            kept = 1
            if group.partner is not None:
                kept = min(len(group.rows), len(group.partner.rows))
            elif group.rows[0] not in in_questions:
                only_theirs.append(group.rows[0])
            if len(group.rows) > kept:
                twice.append(group.rows[kept - 1:])
        return Match(pairs, questions, only_ours, only_theirs, twice)

    def _questions(self) -> dict[_Group, tuple[Asked, list[_Group]]]:
        """For the rows of ours that are left, those of theirs that may be the same student."""
        ours = [group for group in self._ours if group.partner is None]
        theirs = [group for group in self._theirs if group.partner is None]
        found: dict[_Group, tuple[Asked, list[_Group]]] = {}
        if not ours or not theirs:
            return found

        def ask(why: Asked, keys: Callable[[Entry], Iterator[Hashable]],
                accept: Callable[[Entry, Entry], bool]) -> None:
            index: dict[Hashable, list[_Group]] = defaultdict(list)
            for group in theirs:
                for key in keys(group.first):
                    index[key].append(group)
            for group in ours:
                near = dict.fromkeys(
                    other for key in keys(group.first) for other in index.get(key, ())[:_MOST_ASKED]
                    if accept(group.first, other.first))
                if near:
                    before = found.get(group)
                    found[group] = (before[0] if before else why, list(dict.fromkeys(
                        (*(before[1] if before else ()), *near)))[:_MOST_ASKED])

        ask("number", _numbers, lambda a, b: True)
        ask("name", _names, lambda a, b: not self._clearly_two(a, b))
        ask("sound", _sounds, lambda a, b: a.name != b.name and (
            not (a.main and b.main) or one_slip(a.main, b.main)))
        ask("slip", lambda e: shortened(e.main) if len(e.main) > LEFT_BY_EXCEL else iter(()),
            lambda a, b: one_slip(a.main, b.main))
        order = {group: place for place, group in enumerate(self._theirs)}
        return {group: (why, sorted(near, key=order.__getitem__))
                for group, (why, near) in found.items()}

    def _clearly_two(self, a: Entry, b: Entry) -> bool:
        """Whether two rows of one name are surely two people: birth dates (and whole numbers, where
        both have one) that differ by more than a slip."""
        if len(a.birth) != _FULL_BIRTH or len(b.birth) != _FULL_BIRTH or a.birth == b.birth \
                or one_slip(a.birth, b.birth):
            return False
        return not (a.main and b.main) or self._tell_two(a, b)


def _join(group: _Group, other: _Group, by: By) -> None:
    group.partner, other.partner = other, group
    group.by = other.by = by


def _unique(groups: Sequence[_Group], key: Callable[[Entry], Hashable]
            ) -> dict[Hashable, _Group | None]:
    """The groups without a partner by their key; None where several have it."""
    index: dict[Hashable, _Group | None] = {}
    for group in groups:
        if group.partner is None and (found := key(group.first)) is not None:
            index[found] = None if found in index else group
    return index


def _left_digits(entry: Entry) -> Hashable:
    digits = entry.digits or entry.main[:LEFT_BY_EXCEL]
    return (digits, entry.name) if entry.name and len(digits) == LEFT_BY_EXCEL else None


def _by_name(groups: Sequence[_Group]) -> dict[str, list[_Group]]:
    """The groups without a partner that have a name and a 学籍主号."""
    names: dict[str, list[_Group]] = defaultdict(list)
    for group in groups:
        entry = group.first
        if group.partner is None and entry.name and len(entry.main) >= _LEAST_NUMBER:
            names[entry.name].append(group)
    return names


def _numbers(entry: Entry) -> Iterator[Hashable]:
    if entry.main:
        yield "main", entry.main
    if len(entry.sub) >= _LEAST_NUMBER:
        yield "sub", entry.sub


def _names(entry: Entry) -> Iterator[Hashable]:
    if entry.name:
        yield entry.name


def _sounds(entry: Entry) -> Iterator[Hashable]:
    if len(entry.birth) == _FULL_BIRTH:
        for sound in sounds(entry.name):
            yield entry.birth, sound
