"""The one door for everything that leaves the school: what for, to whom, with what, until when.

Who writes a file for others, or prints, tells it here; the ledger then has a line for each. A
purpose presets what is covered and how long it may be kept; what the clerk said of it holds until
the program ends.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.covering import Cover
from app.document import Document
from app.handing_in.delivery import Arrival
from app.handing_in.ledger import Entry, Ledger, Line
from app.slips import slip_lines
from app.submission import Submission
from models.commit.single import SafeFile
from models.fields import CLASS_NAME, GRADE, MAIN_NUMBER, NAME, Fields
from models.regular import file_hash
from models.roster import Column

if TYPE_CHECKING:
    from app.photos.check import PhotoCheck
    from app.photos.photo_outputs import Written  # not paid for by who writes no photos


@dataclass(frozen=True)
class Purpose:
    """What something leaves the school for, who usually gets it, how much is covered in it, and
    whether the clerk is asked about it: never for the main job."""

    title: str
    recipient: str
    days: int = 0
    """After how many days it is to be destroyed; 0: it is kept there."""
    cover: Cover = Cover.WHOLE
    asks: bool = True


SUBMIT = Purpose("上报", "教育局", asks=False)
REVIEW = Purpose("上报", "校长审阅", asks=False)
TEACHERS = Purpose("班主任核对", "各班班主任", 30)
PARENTS = Purpose("家长确认", "学生家长", 30)
CLASSES = Purpose("家长确认", "各班学生和家长", 30, Cover.CLASS)
PHOTOS = Purpose("照片采集", "照片采集人员", 30)
STATISTICS = Purpose("统计", "校内", asks=False)
COMPARISON = Purpose("其他：名单核对", "校内", 30)
MERGING = Purpose("其他：合并名册", "校内", asks=False)
ARCHIVE = Purpose("归档", "本校存档", asks=False)
WALL = Purpose("其他：张贴公示", "校内张贴", 30, Cover.WALL)
DISTRICT = Purpose("其他：区级核查", "各学校", 30)
WHOLE_DISTRICT = Purpose("其他：各校学生汇总", "上级教育部门", 30)


@dataclass(frozen=True)
class Terms:
    """What the clerk said of a purpose: its words, who gets it, who answers for it, and until when
    it may be used (ISO date, "": it is kept)."""

    purpose: str
    recipient: str
    person: str = ""
    due: str = ""


_said: dict[str, Terms] = {}
"""By the purpose's title, for this run of the program."""


def terms_of(purpose: Purpose) -> Terms | None:
    """What was said of this purpose since the program was started, None for nothing yet."""
    return _said.get(purpose.title)


def agree(purpose: Purpose, terms: Terms) -> None:
    """Keeps what the clerk said, for as long as the program runs."""
    _said[purpose.title] = terms


def forget_terms() -> None:
    """As when the program starts."""
    _said.clear()


def usual_terms(purpose: Purpose, today: date, person: str = "") -> Terms:
    """What is offered: the purpose's presets."""
    due = (today + timedelta(purpose.days)).isoformat() if purpose.days else ""
    return Terms(purpose.title, purpose.recipient, person, due)


@dataclass(frozen=True)
class Output:
    """A file that was written or something that was printed: its name, SHA-256 ("" on paper),
    titles of the fields in it, and the number of students it tells of."""

    name: str
    sha256: str = ""
    fields: tuple[str, ...] = ()
    count: int = 0


def record_outputs(purpose: Purpose, outputs: Sequence[Output], *,
                   kind: Literal["export", "print"] = "export", recipient: str = "",
                   person: str = "", note: str = "", ledger: Ledger | None = None,
                   now: datetime | None = None) -> list[Line]:
    """A line of the ledger for every file or print, by the terms that were agreed or the usual
    ones; ``person`` answers for it if nobody was named there, ``note`` says what was decided beyond
    the presets. Raises LedgerError."""
    terms = terms_of(purpose) or usual_terms(purpose, (now or datetime.now()).date())
    entries = [Entry(kind, terms.purpose, recipient or terms.recipient, output.fields,
                     output.count, output.name, output.sha256, terms.due, note,
                     terms.person or person)
               for output in outputs]
    return (ledger or Ledger()).add(entries, now) if entries else []


def beyond(purpose: Purpose, cover: Cover) -> str:
    """What is to be recorded if more is shown than the purpose needs, "" if it is not more."""
    order = list(Cover)
    return f"经办人决定：{cover.value}" if order.index(cover) < order.index(purpose.cover) else ""


def written_outputs(files: Iterable[tuple[Path, int]], fields: tuple[str, ...] = ()
                    ) -> list[Output]:
    """Files that lie on the disk, each with the number of students that it tells of."""
    return [Output(path.name, file_hash(path), fields, count) for path, count in files]


def submission_outputs(document: Document, result: Submission, extra_columns: Sequence[int] = ()
                       ) -> list[Output]:
    """Both files of a submission."""
    titles = field_titles(document)
    titles += tuple(document.roster.columns[column].title.strip() for column in extra_columns)
    pair = result.pair
    return [Output(pair.master.path.name, pair.master.sha256, titles, result.students),
            Output(pair.corrections.path.name, pair.corrections.sha256, titles,
                   result.corrected)]


def slip_outputs(document: Document, files: Sequence[SafeFile]) -> list[Output]:
    """The slips of all classes, as they were just written: who is asked, and about what."""
    return [Output(file.path.name, file.sha256,
                   ("姓名", "班级", *dict.fromkeys(line.item for line in lines)),
                   len({line.row for line in lines}))
            for file, lines in zip(files, slip_lines(document).values(), strict=True)]


def photo_outputs(check: PhotoCheck, written: Written, titles: Fields) -> list[Output]:
    """The tables and each class's zip: the photos in it bear numbers, which are not told."""
    fields = tuple(map(titles.title, (MAIN_NUMBER, NAME, GRADE, CLASS_NAME)))
    packed = []
    for path in written.zips:
        with zipfile.ZipFile(path) as archive:
            packed.append((path, len(archive.namelist())))
    return [*written_outputs(((path, len(check.sitters)) for path in written.tables), fields),
            *written_outputs(packed, (titles.title(MAIN_NUMBER), "照片"))]


def field_titles(document: Document) -> tuple[str, ...]:
    """The titles of the fields that a roster has by its profile."""
    return column_titles(document.roster.columns)


def column_titles(columns: Iterable[Column]) -> tuple[str, ...]:
    """The titles of those columns that hold a field."""
    return tuple(column.title.strip() for column in columns if column.key is not None)


def record_arrivals(arrivals: Sequence[Arrival], *, person: str = "", recipient: str = "",
                    ledger: Ledger | None = None, now: datetime | None = None) -> list[Line]:
    """A line of the ledger for every file that arrived. Raises LedgerError."""
    entries = [
        Entry("hand_in", SUBMIT.title, recipient or arrival.to, file=_name(arrival.path),
              sha256=arrival.sha256, person=person, note=_told(arrival))
        for arrival in arrivals if not arrival.error]
    return (ledger or Ledger()).add(entries, now) if entries else []


def record_dispositions(document: Document, *, ledger: Ledger | None = None,
                        now: datetime | None = None) -> list[Line]:
    """A line for every kind of disposition (转入, 转出 …) that stands in what is handed in, with the
    rows as Excel shows them in the roster: by number, never by name. What was told before in the
    same words is not told again. Raises LedgerError."""
    roster = document.roster
    numbers = {row.id: row.number for row in (*roster.rows, *roster.removed())}
    by_kind: dict[str, list[int | None]] = {}
    for (row, _entry), said in document.journal.dispositions.items():
        by_kind.setdefault(said.kind, []).append(numbers.get(row) if row is not None else None)
    entries = []
    for kind, found in by_kind.items():
        rows = sorted(number for number in found if number is not None)
        parts = (f"原名册第 {'、'.join(map(str, rows))} 行" if rows else "",
                 f"原名册没有的 {len(found) - len(rows)} 人" if len(found) > len(rows) else "")
        entries.append(Entry("disposed", kind, count=len(found), file=roster.path.name,
                             note="，".join(filter(None, parts))))
    kept = ledger or Ledger()
    known = {line.entry for line in kept.lines()} if entries else set()
    fresh = [each for each in entries if each not in known]
    return kept.add(fresh, now) if fresh else []


def record_signature(level: str, person: str, day: date, *, file: str = "", sha256: str = "",
                     ledger: Ledger | None = None, now: datetime | None = None) -> list[Line]:
    """Somebody has signed at a level (班主任, 教导处, 校长, 教育局 …). Raises LedgerError."""
    return (ledger or Ledger()).add([
        Entry("signed", level, file=file, sha256=sha256, person=person,
              note=f"{day.isoformat()} 签字")], now)


def _told(arrival: Arrival) -> str:
    parts = (arrival.path, f"{arrival.size} 字节", "读回一致" if arrival.read_back else "",
             arrival.note, "加密连接" if arrival.encrypted else "", arrival.words)
    return "；".join(filter(None, parts))


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
