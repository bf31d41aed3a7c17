"""What 汇总检查 writes: 进度通报, 汇总统计, 验收单, and a 核查单 for every school."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from app.district.audit import Audit, line_json
from app.district.check_sheets import check_sheets
from app.district.progress import line_before, progress
from app.district.school_figures import NO_GRADE
from app.district.school_files import ACCEPTANCE, REPORT, SUMMARY
from app.district.snapshot import Snapshot
from app.district.states import MISSING, STATES, UNREADABLE, few_entrants
from models.commit.single import write_safely
from models.writing.names import valid_stem
from models.writing.plain_tables import Block, Page, table_book

Told = Callable[[int, int], None]


def write_all(audit: Audit, snapshot: Snapshot, out: Path, *, today: date | None = None,
              told: Told = lambda done, of: None) -> list[Path]:
    """Writes every output into the folder, each whole or not at all; the paths of those that are
    for the clerk first. ``told`` hears how many files are done.

    Raises OutputError; what was written before that stays.
    """
    day = today or date.today()
    written = []
    for stem, pages in ((f"{REPORT}{day:%Y%m%d}", [report_page(audit, day)]),
                        (SUMMARY, grade_pages(audit)), (ACCEPTANCE, [acceptance_page(audit, day)])):
        written.append(_write(out / f"{stem}.xls", pages))
    sheets = check_sheets(audit, snapshot)
    for number, (stem, page) in enumerate(sheets, 1):
        written.append(_write(out / f"{valid_stem(stem)}.xls", [page]))
        told(number, audit_schools(audit))
    return written


def end_run(audit: Audit, snapshot: Snapshot, *, today: date | None = None) -> None:
    """Keeps the run for the next one to be compared with; after its outputs were written, so that a
    run that was killed meanwhile is none."""
    snapshot.end_run(f"{today or date.today():%Y-%m-%d}", [line_json(line) for line in audit.lines])


def audit_schools(audit: Audit) -> int:
    """How many 核查单 there are to be."""
    return len({line.code or line.file for line in audit.lines if line.code or line.name})


def _write(target: Path, pages: Sequence[Page]) -> Path:
    content = table_book(pages)
    if not (target.is_file() and target.read_bytes() == content):  # no backup of the very same
        write_safely(target, content)
    return target


def report_page(audit: Audit, day: date) -> Page:
    """进度通报: a line a school, against the run before."""
    counts = audit.states()
    rows: list[list[str | int]] = []
    for number, line in enumerate(audit.lines, 1):
        old = line_before(audit, line)
        facts = line.facts
        rows.append([
            number, line.code, line.name, line.state, old["state"] if old else "", facts.rows,
            "" if line.expected is None else line.expected, facts.errors,
            "" if old is None else old["errors"], facts.warnings, facts.duplicates, line.across,
            facts.error or " ".join(line.notes)])
    before = progress(audit)
    sums = "　".join(f"{state} {counts[state]}" for state in STATES)
    said = [[f"{day:%Y年%m月%d日}，第 {audit.run} 次检查。{sums}。"]]
    if before is not None:
        said.append([f"{before.sentence}（上次是 {audit.before_day}）。"])
    return Page("进度通报", "各校学籍总库上报进度通报", [Block(rows=said), Block(headers=(
        "序号", "学校代码", "学校全称", "状态", "上次状态", "学生", "预计", "错误", "上次错误", "提醒",
        "校内重复", "跨校", "说明"), rows=rows)])


def grade_pages(audit: Audit) -> list[Page]:
    """汇总统计: students by school and grade; few entrants and empty cells stand out."""
    order = audit.profile.grades
    lines = [line for line in audit.lines if line.state not in (MISSING, UNREADABLE)]
    titles = [title for title in (*order, NO_GRADE)
              if any(line.facts.grades.get(title) for line in lines)]
    rows: list[list[str | int]] = []
    marked = set()
    for number, line in enumerate(lines):
        grades = line.facts.grades
        rows.append([line.code, line.name, *(grades.get(title, "") for title in titles),
                     line.facts.rows, line.facts.classes])
        if few_entrants(grades, order):
            first = next(title for title in titles if grades.get(title))
            marked.add((number, 2 + titles.index(first)))
    rows.append(["", "合计", *(sum(line.facts.grades.get(title, 0) for line in lines)
                             for title in titles),
                 sum(line.facts.rows for line in lines), sum(line.facts.classes for line in lines)])
    note = "着色：最低年级的人数不到上一个年级的 70 %。空格：没有这个年级的学生。"
    return [Page("年级×学校", "各校学籍汇总统计", [
        Block(rows=[[note]]),
        Block(headers=("学校代码", "学校全称", *titles, "合计", "班数"), rows=rows,
              marked_cells=frozenset(marked), bold_rows=frozenset({len(rows) - 1}))])]


def acceptance_page(audit: Audit, day: date) -> Page:
    """验收单: a line a school, to be signed."""
    rows: list[list[str | int]] = [
        [number, line.code, line.name, line.facts.rows, line.facts.classes, line.state, "", "",
         ""] for number, line in enumerate(audit.lines, 1)]
    return Page("验收单", "各校学籍总库验收单", [
        Block(rows=[[f"{day:%Y年%m月%d日}，第 {audit.run} 次检查。"]]),
        Block(headers=("序号", "学校代码", "学校全称", "学生数", "班数", "状态", "学校签字", "验收人签字",
                       "日期"), rows=rows),
        Block(rows=[["填表人：　　　　　　　审核人：　　　　　　　负责人（盖章）：　　　　　　　日期："]])])
