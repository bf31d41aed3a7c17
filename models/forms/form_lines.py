"""What stands in the lines of an issued form: a corrected field each, or a student each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.fields import CLASS_NAME, GRADE
from models.forms.form_layout import ONE_ROW, Shape
from models.forms.headings import (
    AFTER, BEFORE, CLASS, CODE, ITEM, MADE, NUMBER, OWN, REASON, SCHOOL, is_field)
from models.writing.class_names import class_title
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


Block = dict[tuple[int, int], str | int]
"""What stands in a line: by the row in it, and the column."""


def form_lines(mapping: Mapping[int, str], per_student: bool, entries: Sequence[FormEntry],
               facts: FormFacts) -> list[dict[int, str | int]]:
    """What each line of one row is filled with, by column."""
    groups = _by_student(entries) if per_student else [[entry] for entry in entries]
    whole = not _says_who(mapping.values())
    shown = frozenset(mapping.values())
    return [{column: _value(what, number, group, facts, whole=whole, shown=shown)
             for column, what in mapping.items()}
            for number, group in enumerate(groups, 1)]


def form_blocks(shape: Shape, mapping: Mapping[int, str], per_student: bool,
                entries: Sequence[FormEntry], facts: FormFacts) -> list[Block]:
    """What each line is filled with, whatever its shape. Where a line has rows for old and new
    values, or for single fields, it is a student's; where only what says who it is spans the line,
    its rows are the student's corrections."""
    rest = {column: what for column, what in mapping.items() if column not in shape.whole}
    single = {ITEM, BEFORE, AFTER} & set(rest.values())
    if shape.height > 1 and (shape.sides or shape.items or single and not per_student):
        size = shape.height if not shape.sides and not shape.items else len(entries)
        chunks = [group[start:start + size] for group in _by_student(entries)
                  for start in range(0, len(group), size)]
        shown = _shown(mapping, shape)
        return [_block(shape, mapping, number, chunk, facts, shown)
                for number, chunk in enumerate(chunks, 1)]
    return [{(0, column): value for column, value in line.items()}
            for line in form_lines(mapping, per_student, entries, facts)]


def _block(shape: Shape, mapping: Mapping[int, str], number: int, group: Sequence[FormEntry],
           facts: FormFacts, shown: frozenset[str]) -> Block:
    fixed = [what for column, what in mapping.items() if column in shape.whole]
    whole = not _says_who(fixed)
    places = {key: row for row, key in shape.items.items()}
    block: Block = {}
    for column, what in mapping.items():
        if column in shape.whole or what in (NUMBER, SCHOOL, CODE, MADE):
            block[0, column] = _value(what, number, group, facts, whole=whole, shown=shown)
        elif shape.sides and (what == CLASS or is_field(what)):
            for row, side in shape.sides.items():
                block[row, column] = _side_of_class(side, group, whole) if what == CLASS \
                    else _side_of_field(side, what, group, whole)
        elif shape.sides:
            block[0, column] = _value(what, number, group, facts, whole=whole, shown=shown)
        else:
            for row, entry in enumerate(group):
                place = places.get(entry.key or "") if shape.items else row
                if place is not None:
                    block[place, column] = _value(what, number, [entry], facts, whole=whole,
                                                  shown=shown | {ITEM})
    return block


def _by_student(entries: Sequence[FormEntry]) -> list[list[FormEntry]]:
    by_student: dict[int, list[FormEntry]] = {}
    for entry in entries:
        by_student.setdefault(entry.student, []).append(entry)
    return list(by_student.values())


def _says_who(whats: Iterable[str]) -> bool:
    """Whether a place of its own says who the student is."""
    return any(what == CLASS or is_field(what) for what in whats)


def _shown(mapping: Mapping[int, str], shape: Shape) -> frozenset[str]:
    """What the form has places for, those in single rows of a line included."""
    shown = set(mapping.values())
    if shape.sides:
        rest = {what for column, what in mapping.items() if column not in shape.whole}
        if CLASS in rest:
            rest |= {GRADE, CLASS_NAME}
        shown |= {f"{side}:{what}" for what in filter(is_field, rest) for side in (BEFORE, AFTER)}
    elif shape.items:
        shown |= {f"{side}:{key}" for key in shape.items.values() for side in (BEFORE, AFTER)}
        shown -= {ITEM, BEFORE, AFTER}
    return frozenset(shown)


def _reasons(group: Sequence[FormEntry], shown: frozenset[str]) -> str:
    """Each reason once, behind the corrections that have no other place in the line."""
    by_reason: dict[str, list[str]] = {}
    for entry in group:
        untold = by_reason.setdefault(entry.reason.strip(), [])
        if not _tells(entry, shown):
            untold.append(_whole(entry))
    parts = []
    for reason, untold in by_reason.items():
        whole = "；".join(dict.fromkeys(untold))
        parts.append(f"{whole}（{reason}）" if whole and reason else whole or reason)
    return "；".join(filter(None, parts))


def _side_of_class(side: str, group: Sequence[FormEntry], whole: bool) -> str:
    """Grade and class before or after."""
    if not whole and not any(entry.key in (GRADE, CLASS_NAME) or entry.key is None
                             for entry in group):
        return ""
    grade, name = (_side_of_field(side, key, group, True) for key in (GRADE, CLASS_NAME))
    return class_title(grade, name) if name.strip() else grade


def _value(what: str, number: int, group: Sequence[FormEntry], facts: FormFacts, *,
           whole: bool, shown: frozenset[str]) -> str | int:
    head = group[0]
    if what.startswith(OWN):
        return head.final.get(what, "")
    side, _, key = what.partition(":")
    if key:
        return _side_of_field(side, key, group, whole)
    if is_field(what):
        return head.final.get(what, "")
    if what in (BEFORE, AFTER):
        return _joined_side(what, group, ITEM in shown)
    simple: dict[str, str | int] = {
        NUMBER: number, CLASS: _class_of(head), SCHOOL: facts.school,
        CODE: facts.code, MADE: facts.day.isoformat() if facts.day else "",
        ITEM: "、".join(dict.fromkeys(entry.item for entry in group)) if _has_values(shown)
        else "；".join(map(_whole, group)),
        REASON: _reasons(group, shown)}
    return simple[what]


def _class_of(entry: FormEntry) -> str:
    return class_title(entry.grade, entry.class_name) if entry.class_name.strip() else entry.grade


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


def unplaced(mapping: Mapping[int, str], entries: Sequence[FormEntry], shape: Shape = ONE_ROW
             ) -> list[str]:
    """What is corrected (each once) that the form, filled like this, has no place for."""
    shown = _shown(mapping, shape)
    if REASON in shown:
        return []
    sides = any(":" in what for what in shown)
    return list(dict.fromkeys(
        entry.item for entry in entries
        if not _tells(entry, shown) and (entry.kind == "changed" or not sides)))


def without_place(mapping: Mapping[int, str], entries: Sequence[FormEntry], shape: Shape = ONE_ROW
                  ) -> list[str]:
    """All that the form, filled like this, has no place for: corrections, and their reasons."""
    found = unplaced(mapping, entries, shape)
    if REASON not in mapping.values() and any(entry.reason for entry in entries):
        found.append("更正原因")
    return found


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
                    for entry, text in values
                    if entry.key is not None or text or side == AFTER and not with_item)
