"""跨校重复: students that several schools have, found by the snapshot's indexes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.district.school_figures import code_key, unpacked
from app.district.snapshot import Snapshot

MAIN, SUB, PERSON, FOREIGN = "main-duplicate", "sub-duplicate", "same-person", "foreign-code"
TITLES = {MAIN: "学籍主号相同", SUB: "学籍副号相同", PERSON: "姓名、出生日期相同，学籍主号不同",
          FOREIGN: "学籍副号是别校的代码"}
"""The rules across schools, in the order in which they are told; each region words them so."""


@dataclass(frozen=True)
class Place:
    """A student in a school's file; ``row`` as Excel shows it, ``code`` the school's. Numbers and
    ``birth`` (YYYYMMDD) are canonical, "" where they can't be read."""

    file: str
    row: int
    code: str
    main: str
    sub: str
    name: str
    birth: str
    grade: str
    class_name: str


@dataclass(frozen=True)
class Pair:
    """Rows of several schools a rule has something to say about. ``key`` names it in later runs
    too, as long as the same numbers are in the same schools; ``carried`` is the other school's code
    of ``foreign-code``; ``reason`` why it was found to be in order ("": still open)."""

    rule: str
    key: str
    places: tuple[Place, ...]
    carried: str = ""
    reason: str = ""

    @property
    def by_number(self) -> bool:
        """Whether a number says so, and not only name and birth date."""
        return self.rule != PERSON


@dataclass(frozen=True)
class SchoolFile:
    """What finding pairs needs of a file: its path, its school's code (or whatever tells unknown
    schools apart), and whether all its numbers are of another school than its name says."""

    path: str
    code: str
    code_wrong: bool


def across(snapshot: Snapshot, files: Mapping[int, SchoolFile], listed: Iterable[str]
           ) -> list[Pair]:
    """Every pair, by rule and then by place; ``listed`` are the codes that 学籍副号 may carry."""
    codes = {code for code in listed if code}
    groups: list[tuple[str, list[tuple[int, int]]]] = []
    for rule, column in ((MAIN, "main"), (SUB, "sub"), (PERSON, "person")):
        groups += [(rule, rows) for rows in snapshot.shared(column)
                   if len({files[file].code for file, _ in rows}) > 1]
    # where the whole file carries another code, its name is wrong and not every number
    carried = {code_key(code): code for code in codes}
    foreign = [(file, place, carried[code]) for file, place, code in snapshot.carrying(codes)
               if not files[file].code_wrong]
    wanted: dict[int, set[int]] = defaultdict(set)
    for file, place in [*(row for _, rows in groups for row in rows),
                        *(one[:2] for one in foreign)]:
        wanted[file].add(place)
    places = {(file, place): found for file, numbers in wanted.items()
              for place, found in _places(snapshot, file, numbers, files[file])}
    verified = snapshot.verified()
    pairs = [pair for rule, rows in groups
             for pair in _pairs(rule, [places[row] for row in rows], verified)]
    for file, place, code in foreign:
        one = places[file, place]
        pairs.append(_pair(FOREIGN, one.sub, [one], verified, code))
    order = {rule: number for number, rule in enumerate(TITLES)}
    return sorted(pairs, key=lambda pair: (
        order[pair.rule], [(place.file, place.row) for place in pair.places]))


def _places(snapshot: Snapshot, file: int, numbers: set[int], of: SchoolFile
            ) -> Iterator[tuple[int, Place]]:
    students = unpacked(snapshot.students(file))
    for number in numbers:
        row, main, sub, name, birth, grade, class_name, _ = students[number]
        yield number, Place(of.path, row, of.code, main, sub, name, birth, grade, class_name)


def _pairs(rule: str, places: list[Place], verified: Mapping[str, str]) -> Iterator[Pair]:
    """The pairs among rows with one key; of two texts that share a key by chance, none."""
    value: Callable[[Place], str] = {
        MAIN: lambda place: place.main, SUB: lambda place: place.sub,
        PERSON: lambda place: place.birth + place.name}[rule]
    by_value: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_value[value(place)].append(place)
    for text, same in by_value.items():
        if rule == PERSON:
            same = [one for one in same if any(
                other.code != one.code and other.main != one.main for other in same)]
        if len({place.code for place in same}) > 1:
            yield _pair(rule, text, same, verified)


def _pair(rule: str, value: str, places: list[Place], verified: Mapping[str, str],
          carried: str = "") -> Pair:
    said = [rule, value, *sorted({place.code for place in places})]
    if rule == PERSON:
        said += sorted({place.main for place in places})
    key = hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()
    return Pair(rule, key, tuple(sorted(places, key=lambda place: (place.file, place.row))),
                carried, verified.get(key, ""))
