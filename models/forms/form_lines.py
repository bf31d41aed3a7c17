"""What stands in the lines of an issued form: a corrected field each, or a student each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.fields import FIELD_KEYS
from models.writing.class_names import class_title
from models.forms.headings import (
    AFTER, BEFORE, CLASS, CODE, ITEM, MADE, NUMBER, REASON, SCHOOL)
from models.writing.correction_table import CorrectionLine


@dataclass(frozen=True)
class FormEntry(CorrectionLine):
    """A correction with all that a form may ask for: the student's row id, its values as they are
    now (or were last) and as they were opened (empty for one that was added), the corrected field's
    key if it is one, and ``kind`` as in ``models.journal.Correction``."""

    student: int
    kind: str
    key: str | None
    final: Mapping[str, str]
    opened: Mapping[str, str]


@dataclass(frozen=True)
class FormFacts:
    """What goes in once: the school's full name and code, and the day if the form asks for it."""

    school: str
    code: str
    day: date | None = None


def form_lines(mapping: Mapping[int, str], per_student: bool, entries: Sequence[FormEntry],
               facts: FormFacts) -> list[dict[int, str | int]]:
    """What each line is filled with, by column."""
    groups: list[list[FormEntry]]
    if per_student:
        by_student: dict[int, list[FormEntry]] = {}
        for entry in entries:
            by_student.setdefault(entry.student, []).append(entry)
        groups = list(by_student.values())
    else:
        groups = [[entry] for entry in entries]
    whole = not any(what in (*FIELD_KEYS, CLASS) for what in mapping.values())
    shown = frozenset(mapping.values())
    return [{column: _value(what, number, group, facts, whole=whole, shown=shown)
             for column, what in mapping.items()}
            for number, group in enumerate(groups, 1)]


def _value(what: str, number: int, group: Sequence[FormEntry], facts: FormFacts, *,
           whole: bool, shown: frozenset[str]) -> str | int:
    head = group[0]
    side, _, key = what.partition(":")
    if key:
        return _side_of_field(side, key, group, whole)
    if what in FIELD_KEYS:
        return head.final.get(what, "")
    if what in (BEFORE, AFTER):
        return _joined_side(what, group, ITEM in shown)
    simple: dict[str, str | int] = {
        NUMBER: number, CLASS: _class_of(head), SCHOOL: facts.school,
        CODE: facts.code, MADE: facts.day.isoformat() if facts.day else "",
        ITEM: "、".join(dict.fromkeys(entry.item for entry in group)) if _has_values(shown)
        else "；".join(map(_whole, group)),
        REASON: "；".join(dict.fromkeys(filter(None, (_reason(entry, shown) for entry in group))))}
    return simple[what]


def _class_of(entry: FormEntry) -> str:
    return class_title(entry.grade, entry.class_name) if entry.class_name.strip() else entry.grade


def _reason(entry: FormEntry, shown: frozenset[str]) -> str:
    """The reason, and the correction itself where the form has no column for it."""
    if _tells(entry, shown):
        return entry.reason
    return f"{_whole(entry)}（{entry.reason}）" if entry.reason else _whole(entry)


def _whole(entry: FormEntry) -> str:
    """A correction in one cell."""
    if entry.kind != "changed":
        return entry.item
    return f"{entry.item}：{entry.before or '（空）'}→{entry.after or '（空）'}"


def _has_values(shown: frozenset[str]) -> bool:
    """Whether the form has places for old and new values."""
    return bool({BEFORE, AFTER} & shown) or any(":" in what for what in shown)


def _tells(entry: FormEntry, shown: frozenset[str]) -> bool:
    """Whether a column of its own says what was corrected."""
    return bool({ITEM, AFTER} & shown) or f"{AFTER}:{entry.key}" in shown


def unplaced(mapping: Mapping[int, str], entries: Sequence[FormEntry]) -> list[str]:
    """What is corrected (each once) that the form, filled like this, has no place for."""
    shown = frozenset(mapping.values())
    if REASON in shown:
        return []
    sides = any(":" in what for what in shown)
    return list(dict.fromkeys(
        entry.item for entry in entries
        if not _tells(entry, shown) and (entry.kind == "changed" or not sides)))


def _side_of_field(side: str, key: str, group: Sequence[FormEntry], whole: bool) -> str:
    """One field before or after: all of them where the line has no other place that says who the
    student is, else only what was corrected."""
    for entry in group:
        if entry.key == key:
            return entry.before if side == BEFORE else entry.after
    head = group[0]
    if side == BEFORE:
        return head.opened.get(key, "") if whole or head.kind == "removed" else ""
    if head.kind == "removed":
        return ""
    return head.final.get(key, "") if whole or head.kind == "added" else ""


def _joined_side(side: str, group: Sequence[FormEntry], with_item: bool) -> str:
    """Old or new values in one cell; they say of what unless another column does."""
    values = [(entry, entry.before if side == BEFORE else entry.after) for entry in group]
    if len(values) == 1 and with_item:
        return values[0][1]
    return "；".join(f"{entry.item}：{text}" if entry.key is not None or text else entry.item
                    for entry, text in values)
