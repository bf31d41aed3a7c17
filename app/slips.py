"""Problem slips out to class teachers, and their answers back as proposed edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.check_answers import read_check_answers
from app.class_sheets import classes
from app.document import Document
from app.judged import Fix
from app.slip_words import (
    is_of_another_field, is_remark, may_be_cut_off, says_nothing_is_wrong, told_value)
from models.commit.single import SafeFile, write_safely
from models.errors import UNTOUCHED, OutputCancelledError, ReadBackError, XuejiError
from models.fields import NAME
from models.reading.read import read_workbook
from models.roster import Row
from models.writing.class_names import class_title
from models.writing.class_slips import (
    TITLE, Answer, SlipLine, read_slip, roster_mark, slip_book, value_mark)
from models.writing.names import valid_stem
from validators.findings import Finding
from validators.readings.text import is_blank, squeeze, surviving_digits

REASON = "班主任核对"
_SHARED = frozenset({"choice", "date", "month", "year", "region", "period"})
"""Kinds of fields of which two of a student often say the same: his nation and his mother's."""
_NAMED = 3
"""How many other students a question names."""


@dataclass(frozen=True)
class Answers:
    """What came back: edits that can be proposed, how many lines give no new value (left empty, or
    ``无误`` written there), sentences about what was refused, and what was remarked on lines
    without a new value."""

    fixes: tuple[Fix, ...]
    empty: int
    refused: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def slip_lines(document: Document) -> dict[str, list[SlipLine]]:
    """The cells with open findings, by class; classes without any are left out, and so is what is
    a matter of writing only, which the clerk puts right by herself."""
    found: dict[str, list[SlipLine]] = {}
    for (grade, class_name), rows in classes(document).items():
        title = class_title(grade, class_name)
        lines = [line for row in rows for line in _lines(document, row, title)]
        if lines:
            found.setdefault(title, []).extend(lines)
    return found


def has_slip_lines(document: Document) -> bool:
    """Whether there is anything for the teachers."""
    return any(_field_of(document, finding) for finding in document.open_findings())


def _field_of(document: Document, finding: Finding) -> str | None:
    """The field that a teacher has to look at, if it is hers."""
    field = finding.field
    if finding.row is None or finding.rule == "format" or field is None \
            or document.roster.index(field) is None:
        return None
    return field


def _lines(document: Document, row: Row, title: str) -> list[SlipLine]:
    by_field: dict[str, list[Finding]] = {}
    for finding in document.open_in_row(row.id):
        field = _field_of(document, finding)
        if field is not None:
            by_field.setdefault(field, []).append(finding)
    name = document.roster.value(row.id, document.profile.fields.telling(NAME))
    return [SlipLine(row.id, field, name, title, document.roster.fields.title(field),
                     document.roster.value(row.id, field),
                     "\n".join(_question(document, finding) for finding in findings))
            for field, findings in by_field.items()]


def _question(document: Document, finding: Finding) -> str:
    """What is wrong, for somebody who has no roster with row numbers: other students are named."""
    rows, total = document.validator.first_related(finding, _NAMED)
    if not rows:
        return document.validator.message(finding)
    same = "姓名、出生日期" if finding.rule == "same-person" else document.roster.fields.title(
            finding.field)
    others = "、".join(_who(document, row) for row in rows)
    more = f"等 {total} 名学生" if total > len(rows) else ""
    return f"与{others}{more}{same}相同，请核对。"


def _who(document: Document, row: int) -> str:
    standing = document.validator.student(row).standing
    title = class_title(standing.grade_text, standing.class_text)
    return f"{title}学生“{document.roster.value(row, document.profile.fields.telling(NAME)).strip()}”"


def write_slips(document: Document, folder: Path, *, now: datetime | None = None,
                progress: Callable[[int, int], None] | None = None,
                cancelled: Callable[[], bool] | None = None) -> list[SafeFile]:
    """One workbook a class, each written whole and read back. Raises OutputError; the files written
    before that stay."""
    moment = now or datetime.now()
    mark = roster_mark(document.roster)
    classes_of = slip_lines(document)
    files: list[SafeFile] = []
    for number, (title, lines) in enumerate(classes_of.items(), 1):
        if cancelled is not None and cancelled():
            raise OutputCancelledError(f"已按您的要求停止，已经写好 {len(files)} 个班的问题单。")
        content = slip_book(document.school.name, title, mark, lines)
        target = folder / f"{valid_stem(f'{title}{TITLE}')}.xls"

        def check(draft: Path, expected: Sequence[SlipLine] = lines, name: str = target.name
                  ) -> None:
            rows = read_workbook(draft).sheets[0].rows[3:]
            if [(row[1], row[4], row[5]) for row in rows] != [
                    (line.name, line.value, line.problem) for line in expected]:
                raise ReadBackError(f"写好的“{name}”读回核对时不一致；请重试，{UNTOUCHED}")
        files.append(write_safely(target, content, protect=[document.roster.path], check=check,
                                  now=moment))
        if progress is not None:
            progress(number, len(classes_of))
    return files


def read_slips(document: Document, paths: Sequence[Path]) -> Answers:
    """What the teachers' files propose. Nothing is changed; every line that does not surely belong
    to a cell of this roster, or whose cell has changed since, is refused with a sentence.

    A file that can't be read or is no slip is one sentence; the only one raises it as an error.
    """
    mark = roster_mark(document.roster)
    present = {row.id for row in document.roster.rows}
    refused: list[str] = []
    proposed: dict[tuple[int, str], tuple[Answer, Fix]] = {}
    twice: dict[tuple[int, str], list[Answer]] = {}
    empty = 0
    remarks: list[str] = []
    checked: list[Fix] = []
    for path in paths:
        answers_of_check = read_check_answers(document, path)
        if answers_of_check is not None:
            checked += answers_of_check.fixes
            empty += answers_of_check.empty
            refused += answers_of_check.refused
            continue
        try:
            returned = read_slip(path)
        except XuejiError as error:
            if len(paths) == 1:
                raise
            refused.append(str(error))
            continue
        refused += returned.refused
        if returned.answers and all(one.roster != mark for one in returned.answers):
            refused.append(f"“{path.name}”不是从这份名册（或这一版）导出的，里面的"
                           f" {len(returned.answers)} 行都没有采用。")
            continue
        for answer in returned.answers:
            why = _objection(document, mark, present, answer)
            if why:
                refused.append(f"{_where(document, answer)}：{why}")
                continue
            if says_nothing_is_wrong(answer.after) or is_blank(squeeze(answer.after)):
                empty += 1
                if answer.note:
                    remarks.append(f"{_where(document, answer)}：{answer.note}")
                continue
            answer = replace(answer, after=told_value(answer.after))
            place = answer.row, answer.field
            fix = _fix(document, answer)
            if fix is None:
                refused.append(f"{_where(document, answer)}：这一处已没有问题，没有采用。")
            elif place in proposed and proposed[place][1].after != fix.after:
                twice.setdefault(place, [proposed[place][0]]).append(answer)
            else:
                proposed[place] = answer, fix
    for place, answers in twice.items():
        del proposed[place]
        where = "、".join(f"“{one.file}”第 {one.number} 行（{one.after}）" for one in answers)
        title = document.roster.fields.title(place[1])
        refused.append(f"{answers[0].name}的{title}有不同的更正：{where}；都没有采用。")
    order = document.roster.position
    cells = {(fix.row, fix.column): fix for fix in checked}  # a slip about the cell says more
    cells.update(((fix.row, fix.column), fix) for _, fix in proposed.values())
    fixes = sorted(cells.values(), key=lambda f: (order(f.row), f.column))
    return Answers(tuple(fixes), empty, tuple(refused), tuple(remarks))


def _where(document: Document, answer: Answer) -> str:
    """A line by its file and number, its student and what is asked there."""
    title = document.roster.fields.title(answer.field)
    return f"“{answer.file}”第 {answer.number} 行（{answer.name.strip() or '没有姓名'}，{title}）"


def _objection(document: Document, mark: str, present: set[int], answer: Answer) -> str:
    """Why a line can't be used; "" if it can."""
    if answer.roster != mark:
        return "问题单不是从这份名册（或这一版）导出的，没有采用。"
    if answer.row not in present:
        return "这名学生已从名册里删除，没有采用。"
    if answer.field not in document.roster.fields:
        return "这一项不在名册的项目里，没有采用。"
    current = document.roster.value(answer.row, answer.field)
    if value_mark(answer.value) != answer.value_mark:
        return "“现在的内容”与导出时不同（可能错行，或应填在“更正后”），没有采用。"
    name = document.profile.fields.telling(NAME)
    names = {document.roster.value(answer.row, name)}
    index = document.roster.index(name)
    if index is not None:
        names.add(document.roster.original_value(answer.row, index) or "")
    if answer.name not in names:
        return "姓名与名册不符（可能错行），没有采用。"
    if answer.after and value_mark(current) != answer.value_mark:
        return "导出后名册里这一处已改过，没有采用。"
    if surviving_digits(squeeze(answer.after)):
        return "“更正后”的号码被 Excel 当数字截断了，没有采用；请把那一格设成文本格式重新填写。"
    return ""


def _fix(document: Document, answer: Answer) -> Fix | None:
    column = document.roster.index(answer.field)
    finding = next((f for f in document.open_in_row(answer.row) if f.field == answer.field), None)
    current = document.roster.value(answer.row, answer.field)
    if column is None or finding is None or answer.after == current:
        return None
    return Fix(finding, answer.row, column, current, answer.after, f"{REASON}（{answer.file}）",
               _doubt(document, answer, column))


def _doubt(document: Document, answer: Answer, column: int) -> str:
    """Why an answer may be wrong itself: it would be an error in its cell, or it is what another
    field of the row holds."""
    errors = document.validator.errors_of(answer.row, column, answer.after)
    if errors:
        return f"填上后仍是错误：{errors[0]}"
    if may_be_cut_off(answer.after):
        return "第 15 位以后全是 0，可能被 Excel 截断了"
    if answer.field == NAME and is_of_another_field(answer.after):
        return "像是别的栏目的内容，不是姓名"
    if is_remark(answer.after):
        return "像是一句说明，不是要填的内容"
    cells, fields = document.roster.row(answer.row).cells, document.roster.fields
    own = fields.get(answer.field)
    for place, other in enumerate(document.roster.columns):
        field = fields.get(other.key or "")
        if place != column and field is not None and len(answer.after) > 1 \
                and cells[place] == answer.after \
                and not (own is not None and own.kind == field.kind and own.kind in _SHARED):
            return f"与这名学生的“{document.roster.fields.title(other.key)}”相同，可能填错了行"
    return ""


def apply_answers(document: Document, fixes: Sequence[Fix]) -> bool:
    """Carries out the accepted ones as one step."""
    return document.edit(((fix.row, fix.column, fix.after) for fix in fixes), REASON,
                         "收回班主任问题单")
