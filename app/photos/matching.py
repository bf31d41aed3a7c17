"""Which photo is whose: by 学籍主号, 学籍副号, or a name that only one student can have. No guesses."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.document import Document
from models.fields import CLASS_NAME, CLASS_NUMBER, MAIN_NUMBER, NAME
from validators.readings.main_number import canonical_number

_COPY = re.compile(r"[\s_\-]*(\(\d+\)|-?\s*副本(\s*\(\d+\))?)$")
_NUMBER = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{8,20}(?![0-9A-Z])")
_NOT_NAME = re.compile(r"[\W\d_]+")
_WITHOUT_ID = re.compile(r"(?P<school>[^_]+)_(?P<class_no>\d{7})_(?P<name>.+)")


@dataclass(frozen=True)
class Sitter:
    """A student whose photo is wanted: row id, Excel's row, what a photo may be named by ("" for
    what can't be). ``former`` are numbers that the clerk has corrected since it was opened."""

    row: int
    number: int | None
    main: str
    sub: str
    name: str
    grade: str
    class_name: str
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """Whose a photo is, and by what: ``main``, ``former``, ``sub``, ``name``, ``seen`` if the clerk
    looked at it, ``aside`` if she said that it is not to be used. ``among`` are the students that
    it could equally be of (then it is nobody's)."""

    sitter: Sitter | None
    by: str = ""
    among: tuple[Sitter, ...] = ()


def sitters(document: Document) -> list[Sitter]:
    """Every student of the roster, in its order."""
    roster, validator = document.roster, document.validator
    main, name, class_name = (roster.index(key) for key in (MAIN_NUMBER, NAME, CLASS_NAME))
    if class_name is None:
        class_name = roster.index(CLASS_NUMBER)
    touched = set(roster.touched())
    found = []
    for row in roster.rows:
        who = validator.student(row.id)
        standing = who.standing
        before = (roster.original(row.id) or ()) if row.id in touched else ()
        old = canonical_number(before[main]) if main is not None and main < len(before) else ""
        text = "" if name is None else row.cells[name].strip()
        found.append(Sitter(
            row.id, row.number, who.main.canonical if who.main.identity else "",
            who.sub.canonical if who.sub.sound else "", who.name.value or text,
            standing.grade_text, standing.class_text
            or ("" if class_name is None else row.cells[class_name].strip()),
            (old,) if old and old != who.main.canonical else ()))
    return found


class Matcher:
    """Tells whose a photo is, by its path."""

    def __init__(self, people: Sequence[Sitter]) -> None:
        self._by_main = _index((plain(one.main), one) for one in people)
        self._by_former = _index((plain(old), one) for one in people for old in one.former)
        self._by_sub = _index((plain(one.sub), one) for one in people)
        self._by_name = _index((plain(one.name), one) for one in people)

    def match(self, file: str) -> Match:
        """The one student that the name says, else nobody."""
        path = PurePosixPath(file)
        stem = plain(path.stem)
        for text in dict.fromkeys((stem, _COPY.sub("", stem))):
            for match in (self._by_number(text), self._by_full_name(text, path)):
                if match.sitter is not None or match.among:
                    return match
        inside = {match.sitter or match.among: match for number in _NUMBER.findall(stem)
                  if (match := self._by_number(number)).sitter is not None or match.among}
        if len(inside) != 1:
            return Match(None)
        match = next(iter(inside.values()))
        beside = self._by_name.get(_NOT_NAME.sub("", _NUMBER.sub("", stem)))
        if match.sitter is not None and beside and match.sitter not in beside:
            return Match(None, match.by, (match.sitter, *beside))  # number and name disagree
        return match

    def _by_number(self, text: str) -> Match:
        mains, formers = self._by_main.get(text, []), self._by_former.get(text, [])
        if mains and formers:  # the number has changed hands: of before or of after?
            return Match(None, "former", tuple(dict.fromkeys((*mains, *formers))))
        for by, found in (("main", mains), ("former", formers), ("sub", self._by_sub.get(text))):
            if found:
                return Match(found[0], by) if len(found) == 1 else Match(None, by, tuple(found))
        return Match(None)

    def _by_full_name(self, text: str, path: PurePosixPath) -> Match:
        found = self._by_name.get(text, [])
        if not found and (parts := _WITHOUT_ID.fullmatch(text)):
            called = self._by_name.get(parts["name"], [])
            found = [one for one in called if not one.main] or called
        if len(found) > 1:
            folders = {plain(part) for part in path.parent.parts}
            here = [one for one in found if _in_folders(one, folders)]
            found = here if len(here) == 1 else found
        return Match(found[0], "name") if len(found) == 1 else Match(None, "name", tuple(found))


def plain(text: str) -> str:
    """A name for comparing: half-width, without blanks, capital letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def _in_folders(one: Sitter, folders: set[str]) -> bool:
    """Whether the folders name the student's grade and class."""
    grade, class_name = plain(one.grade), plain(one.class_name)
    return bool(class_name) and (
        grade + class_name in folders or class_name in folders and (
            grade in folders or not any(
                folder.endswith("年级") or folder.startswith("高") for folder in folders)))


def _index(pairs: Iterator[tuple[str, Sitter]]) -> Mapping[str, list[Sitter]]:
    found: dict[str, list[Sitter]] = defaultdict(list)
    for key, one in pairs:
        if key:
            found[key].append(one)
    return found
