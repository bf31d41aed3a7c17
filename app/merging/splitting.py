"""One roster, many files: a 核对表 for each class or grade, with all of its students."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.class_sheets import classes
from app.document import Document
from models.commit.single import SafeFile, write_safely
from models.errors import OutputCancelledError
from models.roster import Row
from models.writing.check_sheets import TITLE, CheckLine, check_book
from models.writing.class_names import class_title
from models.writing.class_slips import roster_mark
from models.writing.names import valid_stem

NO_GRADE = "未填年级"


class By(Enum):
    """What a file holds; the value is how the command line names it."""

    CLASS = "class"
    GRADE = "grade"
    FIRST_GRADES = "first-grades"


@dataclass(frozen=True)
class Part:
    """What goes into one file: its title and rows, in the roster's order."""

    title: str
    rows: list[Row]


def parts(document: Document, by: By) -> list[Part]:
    """The files that a roster is split into; every row is in exactly one of them."""
    first = _first_grades(document)
    grouped: dict[str, list[Row]] = {}
    for (grade, class_name), rows in classes(document).items():
        if by is By.CLASS:
            title = class_title(grade, class_name)
        elif by is By.GRADE:
            title = grade or NO_GRADE
        else:
            title = f"新生{grade}" if grade in first else "其他年级"
        grouped.setdefault(title, []).extend(rows)
    place = document.roster.position
    return [Part(title, sorted(rows, key=lambda row: place(row.id)))
            for title, rows in grouped.items()]


def _first_grades(document: Document) -> frozenset[str]:
    """The first grades of the stages, whose students have entered this year."""
    profile = document.profile
    schooling = profile.schooling(document.school.system)
    return frozenset(profile.grades[number - 1] for title, number in schooling.first.items()
                     if title not in profile.spanning)


def write_parts(document: Document, by: By, folder: Path, *,
                progress: Callable[[int, int], None] | None = None,
                cancelled: Callable[[], bool] | None = None) -> list[tuple[SafeFile, int]]:
    """Writes every part; gives the files and how many students are in each. Raises OutputError;
    files written before that stay."""
    roster = document.roster
    mark = roster_mark(roster)
    fields = [i for i, column in enumerate(roster.columns) if column.key]
    fields.sort(key=lambda i: roster.fields.keys.index(roster.columns[i].key or ""))
    others = [i for i, column in enumerate(roster.columns) if not column.key]
    required = [roster.fields.title(roster.columns[i].key) for i in fields]
    headers = [*required, *(roster.columns[i].title for i in others)]
    made = parts(document, by)
    files: list[tuple[SafeFile, int]] = []
    for number, part in enumerate(made, 1):
        if cancelled is not None and cancelled():
            raise OutputCancelledError(f"已按您的要求停止，已经写好 {len(files)} 个文件。")
        lines = [CheckLine(row.id, roster.position(row.id),
                           tuple(row.cells[i] for i in (*fields, *others))) for row in part.rows]
        content = check_book(document.school.name, part.title, mark, headers, required, lines)
        target = folder / f"{valid_stem(f'{part.title}{TITLE}')}.xls"
        files.append((write_safely(target, content, protect=[roster.path]), len(lines)))
        if progress is not None:
            progress(number, len(made))
    return files
