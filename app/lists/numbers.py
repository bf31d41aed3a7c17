"""编发学籍副号: new numbers for students who have none, or an old one of the stage before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.document import Document
from app.judged import Fix
from models.fields import SUB_NUMBER
from validators.findings import Finding, Severity
from validators.readings.main_number import canonical_number
from validators.readings.text import is_blank
from validators.rules import BY_CODE

REASON = "新编，须经区里确认"
_LACKING, _OLD = "blank", "sub-stage"


@dataclass(frozen=True)
class NewNumbers:
    """The numbers to be issued, for a preview, and the rows that need one and can't get it, each
    with why; ``impossible`` says why none can be made at all, "" if they can."""

    fixes: list[Fix]
    without: dict[int, str]
    impossible: str = ""


def new_numbers(document: Document) -> NewNumbers:
    """A number for every row that lacks one or has an old stage's, in the order of the table: the
    one behind the highest that is used with the same head. None is given that stands in the roster,
    stood there when it was opened, was taken out of it, or is in an attached list.
    """
    column = document.roster.index(SUB_NUMBER)
    serial = document.profile.part("serial")
    title, highest = document.profile.sub_title, dict[str, int]()
    if column is None:
        return NewNumbers([], {}, f"名册里没有{title}这一列。")
    if serial is None:
        return NewNumbers([], {}, f"{document.profile.title}没有规定{title}怎样编，请查主管部门发的号码。")
    head_length, whole = document.profile.head_length, document.profile.sub_length
    for number in _used(document, column):
        if len(number) == whole and number.isdigit():
            used = number[:head_length]
            highest[used] = max(highest.get(used, 0), int(number[head_length:]))
    fixes: list[Fix] = []
    without: dict[int, str] = {}
    for row in document.roster.rows:
        finding = _needing(document, row.id)
        if finding is None:
            continue
        head = document.validator.expected_head(document.validator.student(row.id))
        if head is None:
            without[row.id] = "年级、届别或学段还没有定下来，算不出号码" \
                if document.profile.serials_run else (
                    f"这个地区的{title}不只是学校、年份和顺序，不能由学校接着编，请查主管部门发的号码")
            continue
        highest[head] = highest.get(head, 0) + 1
        if len(str(highest[head])) > serial.digits:
            without[row.id] = "这一级的学生码已经用完"
            continue
        new = f"{head}{highest[head]:0{serial.digits}d}"
        before = row.cells[column]
        why = f"{head} 之后的下一个学生码；{REASON}"
        fixes.append(Fix(finding, row.id, column, before, new, why))
    return NewNumbers(fixes, without)


def issue_numbers(document: Document, fixes: list[Fix]) -> bool:
    """Gives the accepted numbers as one step."""
    return document.edit(((fix.row, fix.column, fix.after) for fix in fixes), REASON,
                         f"编发{document.profile.sub_title} {len(fixes)} 个")


def _needing(document: Document, row: int) -> Finding | None:
    """What says that a row needs a new number: its cell is blank, or holds an old stage's."""
    found = next((finding for finding in document.validator.findings(row)
                  if finding.field == SUB_NUMBER and (
                      finding.rule == _LACKING or finding.rule == _OLD
                      and finding.params.get("variant") == "old")), None)
    if found is None and is_blank(canonical_number(document.roster.value(row, SUB_NUMBER))):
        severity = BY_CODE[_LACKING].severity
        return Finding(_LACKING, row, SUB_NUMBER, Severity(severity))
    return found


def _used(document: Document, column: int) -> Iterator[str]:
    """Every 学籍副号 that anybody has or had, in canonical form."""
    roster = document.roster
    for row in (*roster.rows, *roster.removed()):
        for cells in (row.cells, roster.original(row.id) or ()):
            if column < len(cells):
                yield canonical_number(cells[column])
    if document.held is not None:
        for _, sub in document.held.numbers():
            yield sub
