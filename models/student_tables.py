"""What may become of a student, and the tables made of it: data of a profile or of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from models.resources import toml_resource

EFFECTS = ("add", "remove", "stay", "repeat")
STUDENTS = ("entrants", "disposed", "new", "outside")
COLUMNS = ("", "number", "school", "kind", "date", "other_school", "evidence", "complete", "note",
           "household")
"""What a column may hold besides a field and ``evidence:PAPER``."""
DISPOSITION_WORDS = {"kind": None, "effect": None, "evidence": None}
TABLE_WORDS = {"title": None, "students": None, "kinds": None, "columns": None, "note": None}


class DispositionKind(NamedTuple):
    """One thing that may become of a student. ``effect`` is one of EFFECTS; ``evidence`` names the
    papers that it needs."""

    title: str
    effect: str
    evidence: tuple[str, ...] = ()


class StudentTable(NamedTuple):
    """A table of students, or of counts. ``students`` is one of STUDENTS, ``kinds`` the
    dispositions that it is about, ``columns`` pairs of a title and what stands below it."""

    title: str
    students: str
    kinds: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    note: str = ""


class Dispositions(NamedTuple):
    """The kinds, the papers that may be seen, and the tables."""

    kinds: tuple[DispositionKind, ...]
    papers: tuple[str, ...]
    tables: tuple[StudentTable, ...]

    def kind(self, title: str) -> DispositionKind | None:
        """The kind of this title, if there is one."""
        return next((each for each in self.kinds if each.title == title), None)

    def table(self, title: str) -> StudentTable | None:
        """The table of this title, if there is one."""
        return next((each for each in self.tables if each.title == title), None)


@cache
def shared_dispositions() -> Dispositions:
    """Those that hold where a profile declares none."""
    return dispositions_of(toml_resource("dispositions.toml"), (), ())


def dispositions_of(data: Mapping[str, Any], kinds: Sequence[DispositionKind],
                    tables: Sequence[StudentTable]) -> Dispositions:
    """What a profile declares, the given kinds and tables where it declares none. Raises
    ValueError with the reason."""
    own_kinds = [_kind(each) for each in data.get("dispositions", ())] or list(kinds)
    papers = data.get("evidence", {}).get("papers", ())
    known = {each.title for each in own_kinds}
    own_tables = [_table(each, known) for each in data.get("student_tables", ())] or list(tables)
    needed = [paper for kind in own_kinds for paper in kind.evidence]
    return Dispositions(tuple(own_kinds), tuple(dict.fromkeys((*_texts(papers), *needed))),
                        tuple(own_tables))


def _kind(data: Mapping[str, Any]) -> DispositionKind:
    title, effect = data.get("kind"), data.get("effect")
    if not isinstance(title, str) or not title.strip():
        raise ValueError("“dispositions”里的 kind 要写成文字")
    if effect not in EFFECTS:
        raise ValueError(f"“dispositions”里“{title}”的 effect 只能是 {'、'.join(EFFECTS)}")
    return DispositionKind(title, effect, _texts(data.get("evidence", ())))


def _table(data: Mapping[str, Any], kinds: set[str]) -> StudentTable:
    title, students = data.get("title"), data.get("students")
    if not isinstance(title, str) or not title.strip():
        raise ValueError("“student_tables”里的 title 要写成文字")
    where = f"“student_tables”里“{title}”的"
    if students not in STUDENTS:
        raise ValueError(f"{where} students 只能是 {'、'.join(STUDENTS)}")
    about = _texts(data.get("kinds", ()))
    for kind in about:
        if kind not in kinds:
            raise ValueError(f"{where} kinds 里“{kind}”不在 dispositions 里")
    columns = []
    for pair in data.get("columns", ()):
        if not isinstance(pair, list) or len(pair) != 2 or not all(
                isinstance(text, str) for text in pair):
            raise ValueError(f"{where} columns 要写成 [标题, 内容]")
        columns.append((pair[0], pair[1]))
    if students != "entrants" and not columns:
        raise ValueError(f"{where} columns 没有写")
    return StudentTable(title, students, about, tuple(columns), str(data.get("note", "")))


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list | tuple) or not all(isinstance(each, str) for each in values):
        raise ValueError("evidence、kinds、papers 要写成文字的列表")
    return tuple(values)
