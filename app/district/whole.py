"""汇总总库: all schools' students in as few workbooks as they fit in, written only on purpose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.district.audit import Audit
from app.district.school_files import WHOLE
from app.district.states import SchoolLine
from models.bulk import collection_paused, forget
from models.commit.single import write_safely
from models.errors import OutputCancelledError, OutputError, SheetChoiceError, WorkbookError
from models.intake.roster_from_sheets import ALL_SHEETS, open_roster
from models.profile import Profile
from models.roster import Roster
from models.writing.sheets_book import TextSheet, sheets_book
from models.writing.text_book import MAX_ROWS

ORIGIN = ("学校代码", "学校全称", "原文件", "原行号")
MOST = MAX_ROWS - 1
"""Students that an .xls sheet holds below its header."""


@dataclass
class Whole:
    """The workbooks with their numbers of students, and the schools that were left out, each with
    the reason in a few words."""

    files: list[tuple[Path, int]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def students(self) -> int:
        """How many students there are in all."""
        return sum(count for _, count in self.files)


def write_whole(audit: Audit, out: Path, *, most: int = MOST,
                told: Callable[[int, int, str], None] = lambda done, of, file: None,
                cancelled: Callable[[], bool] = lambda: False) -> Whole:
    """Reads every school's one file anew and writes the students one after the other, ``most`` a
    workbook, so that no more than these are in memory. A school with several files that differ is
    left out, as its students would be there twice; so is a file that can't be read.

    Raises OutputError, and OutputCancelledError once ``cancelled``: what was written stays.
    """
    whole = Whole()
    lines = list(_once(audit, whole))
    header = (*ORIGIN, *audit.profile.fields.titles.values())
    waiting: list[tuple[str, ...]] = []
    for number, line in enumerate(lines, 1):
        if cancelled():
            raise OutputCancelledError("已停止；写好的工作簿是完整的，其余没有写。")
        assert line.file is not None
        try:
            with collection_paused():
                waiting += _rows(audit.folder / line.file, line, audit.profile)
        except WorkbookError as error:
            whole.left_out.append((line.name or line.file, str(error)))
        forget()
        while len(waiting) >= most:
            _write(whole, out, header, waiting[:most], is_only=False)
            del waiting[:most]
        told(number, len(lines), line.file)
    if waiting or not whole.files:
        _write(whole, out, header, waiting, is_only=not whole.files)
    return whole


def _once(audit: Audit, whole: Whole) -> Iterator[SchoolLine]:
    """A file a school; of equal ones the first."""
    by_school: dict[str, list[SchoolLine]] = defaultdict(list)
    for line in audit.lines:
        if line.file is not None and not line.facts.error:
            by_school[line.code or line.file].append(line)
        elif line.file is not None:
            whole.left_out.append((line.name or line.file, "文件打不开"))
    for lines in by_school.values():
        if len({line.facts.content for line in lines}) > 1:
            whole.left_out.append((lines[0].name or lines[0].code, "有几个内容不同的文件"))
        else:
            yield lines[0]


def _rows(path: Path, line: SchoolLine, profile: Profile) -> Iterator[tuple[str, ...]]:
    roster = _roster(path, profile)
    columns = [roster.index(key) for key in profile.fields.keys]
    for row in roster.rows:
        yield (line.code, line.name, line.file or "", str(row.number or ""),
               *("" if column is None else row.cells[column] for column in columns))


def _roster(path: Path, profile: Profile) -> Roster:
    try:
        return open_roster(path, fields=profile.fields)
    except SheetChoiceError:  # as the check did: no student may be left out
        return open_roster(path, sheets=ALL_SHEETS, fields=profile.fields)


def _write(whole: Whole, out: Path, header: tuple[str, ...], rows: list[tuple[str, ...]], *,
           is_only: bool) -> None:
    name = f"{WHOLE}.xls" if is_only else f"{WHOLE}-{len(whole.files) + 1}.xls"
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"不能在“{out}”存放文件，请换一个文件夹。") from error
    write_safely(out / name, sheets_book([TextSheet("汇总总库", header, rows)]))
    whole.files.append((out / name, len(rows)))
