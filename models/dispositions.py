"""Dispositions (处理): what the clerk says has become of a student, and who is whom in two lists."""

from __future__ import annotations

from typing import NamedTuple


class Disposition(NamedTuple):
    """What has become of one student. ``row`` is the id of a row of the roster, also of one that
    was taken out; ``entry`` names the row of a list that it is about ("" if none), alone where the
    roster has no such student. ``kind`` is a title of the profile; ``date`` is as the clerk wrote
    it, ``evidence`` the papers that were seen."""

    row: int | None
    entry: str
    kind: str
    date: str = ""
    school: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""

    @property
    def key(self) -> tuple[int | None, str]:
        """Whom it is about; a student has one disposition at a time."""
        return (self.row, "") if self.row is not None else (None, self.entry)

    @property
    def reason(self) -> str:
        """All of it as a reason for the correction table: ``转出（2012-9-1，示例中学，户口簿）``."""
        more = "，".join(part for part in (
            self.date, self.school, "、".join(self.evidence), self.note) if part)
        return f"{self.kind}（{more}）" if more else self.kind


class Dispose(NamedTuple):
    """A disposition is given."""

    disposition: Disposition

    def inverse(self) -> Recall:
        return Recall(self.disposition)


class Recall(NamedTuple):
    """A disposition is taken back."""

    disposition: Disposition

    def inverse(self) -> Dispose:
        return Dispose(self.disposition)


class Link(NamedTuple):
    """The clerk says that a row of the roster and a row of a list are one student."""

    row: int
    entry: str

    def inverse(self) -> Unlink:
        return Unlink(self.row, self.entry)


class Unlink(NamedTuple):
    """Takes back ``Link``."""

    row: int
    entry: str

    def inverse(self) -> Link:
        return Link(self.row, self.entry)
