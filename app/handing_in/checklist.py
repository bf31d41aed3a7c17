"""上报清单: what a school hands in this year, and how far each thing is. No student's data in it."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app import folders
from app.document import Document
from app.handing_in.delivery import Arrival, parcel
from models.commit.single import write_safely
from models.deliverables import Deliverable, deliverable_of, last_day
from models.errors import folder_fault
from models.regular import text_of
from models.session.session import make_private_folder
from models.writing.master_form import output_names, output_patterns
from models.writing.names import valid_stem

MISSING, WRITTEN, HANDED_IN, CONFIRMED = "未生成", "已生成", "已交", "已确认"
FOLDER = "handing-in"
"""Where the lists are, in the program's own folder."""

_TITLES = ("总库文件", "更正表")
"""What the two files that the program writes are called where the region says nothing of them."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """A file as it was last written and read back; ``detail`` says what is in it."""

    path: str
    sha256: str
    detail: str


@dataclass(frozen=True)
class HandedIn:
    """How a file was handed in; ``at`` in ISO form, ``words`` the server's own, ``by`` who did."""

    at: str
    to: str
    path: str
    size: int
    sha256: str
    read_back: bool
    encrypted: bool
    note: str
    words: str
    by: str


@dataclass(frozen=True)
class Item:
    """One line of the list: ``key`` names it, ``file`` is the file's name as it is or will be;
    ``own`` if the clerk added it, ``ours`` if it is one of the two that the program writes."""

    deliverable: Deliverable
    key: str
    file: str
    due: date | None
    written: Written | None
    handed_in: HandedIn | None
    confirmed: str
    own: bool
    ours: bool

    @property
    def state(self) -> str:
        """One of the four states; what was written anew after it was handed in is not handed in."""
        if self.handed_in is not None and (
                self.written is None or self.written.sha256 == self.handed_in.sha256):
            return CONFIRMED if self.confirmed else HANDED_IN
        return WRITTEN if self.written is not None else MISSING

    def days_left(self, today: date) -> int | None:
        """Days until it must be there; negative if it is late, None without a date."""
        return (self.due - today).days if self.due is not None else None


@dataclass(frozen=True)
class Review:
    """Who of the school's heads has seen which files (by SHA-256), and when (ISO date)."""

    name: str
    day: str
    files: tuple[str, ...]


@dataclass
class _Year:
    written: dict[str, Written] = field(default_factory=dict)
    handed_in: dict[str, HandedIn] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)
    review: Review | None = None


class Checklist:
    """The list of one school and school year; every change is on the disk when it returns. Lines
    that the clerk added and dates that she changed are kept for the years to come."""

    def __init__(self, document: Document) -> None:
        self._document = document
        school = document.school
        key = hashlib.sha256(f"{school.code} {school.name.strip()}".encode()).hexdigest()[:16]
        self._folder = folders.home() / FOLDER
        self._year_file = self._folder / f"{key}-{school.school_year}.json"
        self._lines_file = self._folder / f"{key}.json"
        lines = _load(self._lines_file)
        self._own = [found for table in _listed(lines, "own") if (found := _own_line(table))]
        self._dues = {str(title): str(due) for title, due in _table(lines, "dues").items()}
        self._year = _year_of(_load(self._year_file))

    def items(self, today: date) -> list[Item]:
        """Every line with its state: the profile's, the clerk's own, and what was written that
        neither of them names."""
        ours = output_names(self._document.school, self._document.profile)
        found = [self._item(line, key, own, key in ours, today)
                 for line, key, own in self._lines()]
        named = {item.key for item in found}
        found += [self._item(Deliverable(title, pattern, "folder", "", self._dues.get(title, "")),
                             key, False, True, today)
                  for key, pattern, title in zip(ours, output_patterns(self._document.profile),
                                                 _TITLES, strict=True)
                  if key not in named and key in self._year.written]
        return found

    def _lines(self) -> list[tuple[Deliverable, str, bool]]:
        school = self._document.school
        found = []
        for own, line in [*((False, each) for each in self._document.profile.deliverables),
                          *((True, each) for each in self._own)]:
            stem, dot, ending = line.file_name(
                school.code, school.name, school.school_year).rpartition(".")
            key = valid_stem(stem) + dot + ending if dot else valid_stem(ending)
            found.append((line._replace(due=self._dues.get(line.title, line.due)), key, own))
        return found

    def _item(self, line: Deliverable, key: str, own: bool, ours: bool, today: date) -> Item:
        year = self._year
        written, handed_in = year.written.get(key), year.handed_in.get(key)
        if line.is_weekly and handed_in is not None \
                and datetime.fromisoformat(handed_in.at).date() <= last_day(line.due, today):
            if written is not None and written.sha256 == handed_in.sha256:
                written = None  # that was for the last time
            handed_in = None
        return Item(line, key, Path(written.path).name if written else key,
                    line.due_date(self._document.school.school_year, today),
                    written, handed_in, year.confirmed.get(key, "") if handed_in else "", own, ours)

    @property
    def review(self) -> Review | None:
        """Who has seen the files as they are now; None if they were written anew since."""
        review = self._year.review
        hashes = {written.sha256 for written in self._year.written.values()}
        return review if review is not None and hashes <= set(review.files) else None

    def note_pair(self, master: Written | None, corrections: Written) -> None:
        """The files that the program wrote; an issued form may be called otherwise than our own
        table, and takes its place. Raises OutputError."""
        named = {key for _, key, _ in self._lines()}
        ours = output_names(self._document.school, self._document.profile)
        for usual, written in zip(ours, (master, corrections), strict=True):
            if written is not None:
                name = Path(written.path).name
                self._year.written[name if name in named else usual] = written
        self._save_year()

    def note_chosen(self, key: str, path: Path) -> None:
        """A file that the clerk made herself. Raises DeliveryError if it can't be read, and
        OutputError."""
        self._year.written[key] = Written(str(path), parcel(path).sha256, "自己准备的文件")
        self._save_year()

    def note_handed_in(self, key: str, arrival: Arrival, by: str) -> HandedIn:
        """A file that arrived. Raises OutputError."""
        self._year.handed_in[key] = handed = HandedIn(
            arrival.at.isoformat(timespec="seconds"), arrival.to, arrival.path, arrival.size,
            arrival.sha256, arrival.read_back, arrival.encrypted, arrival.note, arrival.words, by)
        self._year.confirmed.pop(key, None)
        self._save_year()
        return handed

    def note_confirmed(self, key: str, words: str) -> None:
        """What the other side answered, such as 待审核 or 已入库. Raises OutputError."""
        self._year.confirmed[key] = words
        self._save_year()

    def note_review(self, name: str, day: date) -> None:
        """The head has seen the files as they are now. Raises OutputError."""
        self._year.review = Review(name, day.isoformat(), tuple(sorted(
            written.sha256 for written in self._year.written.values())))
        self._save_year()

    def is_unnamed(self, item: Item) -> bool:
        """Whether neither the region nor the clerk has said where one of our files goes."""
        return not item.own and all(item.deliverable.title != each.title
                                    for each in self._document.profile.deliverables)

    def add(self, deliverable: Deliverable) -> None:
        """A line of the clerk's own, kept for the years to come. Raises OutputError."""
        self._own.append(deliverable)
        self._save_lines()

    def remove(self, deliverable: Deliverable) -> None:
        """Takes one of the clerk's own lines away. Raises OutputError."""
        self._own = [line for line in self._own if line.title != deliverable.title]
        self._dues.pop(deliverable.title, None)
        self._save_lines()

    def change_due(self, title: str, due: str) -> None:
        """Another date for a line, kept for the years to come. Raises OutputError."""
        self._dues[title] = due
        self._save_lines()

    def _save_year(self) -> None:
        self._save(self._year_file, {**asdict(self._year), **self._dates()})

    def _save_lines(self) -> None:
        self._save(self._lines_file, {"dues": self._dues, "own": [
            {"title": each.title, "file": each.file, "to": f"{each.way}:{each.to}",
             "due": each.due, "note": each.note} for each in self._own]})
        self._save_year()

    def _dates(self) -> dict[str, object]:
        """What the start page needs to remind of what is due, also of what comes every week."""
        items = self.items(date.today())
        return {
            "school": self._document.school.name.strip(),
            "due": {item.deliverable.title: item.due.isoformat() for item in items
                    if item.due is not None and not item.deliverable.is_weekly
                    and item.state in (MISSING, WRITTEN)},
            "weekly": {item.deliverable.title: [
                item.deliverable.due,
                handed.at[:10] if (handed := self._year.handed_in.get(item.key)) else ""]
                for item in items if item.deliverable.is_weekly}}

    def _save(self, path: Path, data: object) -> None:
        try:
            make_private_folder(self._folder)
        except OSError as error:
            raise folder_fault(error, self._folder) from error
        write_safely(path, json.dumps(data, ensure_ascii=False, indent=1).encode(), keep_old=False)


def nearest(items: Sequence[Item], today: date) -> Item | None:
    """The line that is due next among those not yet handed in."""
    open_items = [item for item in items
                  if item.due is not None and item.state in (MISSING, WRITTEN)]
    return min(open_items, key=lambda item: (item.days_left(today) or 0), default=None)


_LATE = 60
"""Days after which a date is of another year's roster, which nobody waits for."""


def next_date(document: Document, today: date) -> str:
    """The nearest date of what is not handed in yet, in a few words; "" for none."""
    item = nearest(Checklist(document).items(today), today)
    if item is None or item.due is None or (left := (item.due - today).days) < -_LATE:
        return ""
    return f"{item.due.month}月{item.due.day}日前交，{days_words(left)}"


def days_words(left: int) -> str:
    """How many days are left, in words."""
    return f"还有 {left} 天" if left > 0 else "就是今天" if left == 0 else f"已过 {-left} 天"


def _load(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text_of(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        _log.exception("the list of what is handed in can't be read")
        return {}
    return found if isinstance(found, dict) else {}


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _listed(data: Mapping[str, Any], key: str) -> list[Any]:
    found = data.get(key)
    return found if isinstance(found, list) else []


def _own_line(table: object) -> Deliverable | None:
    try:
        return deliverable_of(table) if isinstance(table, dict) else None
    except ValueError:
        return None


def _year_of(data: Mapping[str, Any]) -> _Year:
    """What was kept; whatever makes no sense is left out."""
    year = _Year()
    try:
        year.written = {name: Written(**one) for name, one in _table(data, "written").items()}
        year.handed_in = {name: HandedIn(**one) for name, one in _table(data, "handed_in").items()}
        year.confirmed = {name: str(one) for name, one in _table(data, "confirmed").items()}
        if review := _table(data, "review"):
            year.review = Review(str(review["name"]), str(review["day"]),
                                 tuple(map(str, review["files"])))
    except (TypeError, KeyError):
        _log.warning("the list of what is handed in is damaged")
    return year
