"""The one door for everything that leaves the school: what for, to whom, with what, until when.

Who writes a file for others, or prints, tells it here; the ledger then has a line for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from app.document import Document
from app.handing_in.delivery import Arrival
from app.handing_in.ledger import Entry, Ledger, Line
from app.submission import Submission
from models.regular import file_hash


@dataclass(frozen=True)
class Purpose:
    """What something leaves the school for, and who usually gets it."""

    title: str
    recipient: str
    days: int = 0
    """After how many days it is to be destroyed; 0: it is kept there."""


SUBMIT = Purpose("上报", "教育局")
TEACHERS = Purpose("班主任核对", "各班班主任", 30)
PARENTS = Purpose("家长确认", "学生家长", 30)
STATISTICS = Purpose("统计", "校内")
PHOTOS = Purpose("照片采集", "照片采集人员", 30)
COMPARISON = Purpose("其他：名单核对", "校内")
DISTRICT = Purpose("其他：区级核查", "各学校")
REVIEW = Purpose("上报", "校长审阅")


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
                   person: str = "", due: str = "", note: str = "", ledger: Ledger | None = None,
                   now: datetime | None = None) -> list[Line]:
    """A line of the ledger for every file or print; ``due`` (ISO date) is by the purpose if it is
    not given. Raises LedgerError."""
    if not due and purpose.days:
        due = ((now or datetime.now()) + timedelta(purpose.days)).date().isoformat()
    entries = [Entry(kind, purpose.title, recipient or purpose.recipient, output.fields,
                     output.count, output.name, output.sha256, due, note, person)
               for output in outputs]
    return (ledger or Ledger()).add(entries, now) if entries else []


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
                   result.corrections)]


def field_titles(document: Document) -> tuple[str, ...]:
    """The titles of the fields that a roster has by its profile."""
    return tuple(column.title.strip() for column in document.roster.columns
                 if column.key is not None)


def record_arrivals(arrivals: Sequence[Arrival], *, person: str = "", recipient: str = "",
                    ledger: Ledger | None = None, now: datetime | None = None) -> list[Line]:
    """A line of the ledger for every file that arrived. Raises LedgerError."""
    entries = [
        Entry("hand_in", SUBMIT.title, recipient or arrival.to, file=_name(arrival.path),
              sha256=arrival.sha256, person=person, note=_told(arrival))
        for arrival in arrivals if not arrival.error]
    return (ledger or Ledger()).add(entries, now) if entries else []


def _told(arrival: Arrival) -> str:
    parts = (arrival.path, f"{arrival.size} 字节", "读回一致" if arrival.read_back else "",
             arrival.note, "加密连接" if arrival.encrypted else "", arrival.words)
    return "；".join(filter(None, parts))


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
