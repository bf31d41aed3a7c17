"""班级统计: students and problems of every class, every grade and the school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.as_opened import opened_validator
from app.class_sheets import classes
from app.document import Document
from models.commit.single import SafeFile, write_safely
from models.errors import UNTOUCHED, ReadBackError
from models.fields import GRADE
from models.reading.read import read_workbook
from models.roster import Row
from models.writing.class_names import NO_CLASS
from models.writing.statistics_book import statistics_book
from validators.engine import Validator

HEADERS = ("年级", "班级", "学生数", "男", "女", "性别不明", "其他证件", "打开时问题", "已改正", "情况属实", "未处理")


@dataclass(frozen=True)
class Count:
    """A class (or grade, or the whole school) in numbers. ``unknown`` are students whose sex is
    blank or not understood, ``others`` hold a document that is no resident ID; of the findings in
    students' rows, ``found`` were there at opening."""

    grade: str
    class_name: str
    students: int = 0
    boys: int = 0
    girls: int = 0
    unknown: int = 0
    others: int = 0
    found: int = 0
    fixed: int = 0
    confirmed: int = 0
    open: int = 0

    def numbers(self) -> tuple[int, ...]:
        """All counts in the order of HEADERS."""
        return (self.students, self.boys, self.girls, self.unknown, self.others, self.found,
                self.fixed, self.confirmed, self.open)

    def plus(self, other: Count) -> Count:
        """Both together, under this one's name."""
        return Count(self.grade, self.class_name,
                     *(a + b for a, b in zip(self.numbers(), other.numbers(), strict=True)))

    def texts(self) -> tuple[str, ...]:
        """A line of the table."""
        return (self.grade, self.class_name, *map(str, self.numbers()))


@dataclass(frozen=True)
class Statistics:
    """Classes in order, grades in order, and all together."""

    classes: tuple[Count, ...]
    grades: tuple[Count, ...]
    total: Count

    def lines(self) -> Iterator[tuple[Count, bool]]:
        """Every class, after a grade's classes the grade, at the end the school; whether a line
        sums up others."""
        for grade in self.grades:
            yield from ((one, False) for one in self.classes if one.grade == grade.grade)
            if grade.grade:  # a region without grades has nothing to sum up by them
                yield grade, True
        yield self.total, True


def statistics(document: Document) -> Statistics:
    """Counts things as they stand; judges the roster as it was opened once more."""
    before = opened_validator(document)
    counts = [_count(document, before, grade, class_name, rows)
              for (grade, class_name), rows in classes(document).items()]
    grades: dict[str, Count] = {}
    total = Count("全校", "")
    for count in counts:
        grades[count.grade] = grades.get(count.grade, Count(count.grade, "小计")).plus(count)
        total = total.plus(count)
    return Statistics(tuple(counts), tuple(grades.values()), total)


def _count(document: Document, before: Validator, grade: str, class_name: str, rows: list[Row]
           ) -> Count:
    validator = document.validator
    sexes = Counter(validator.student(row.id).sex.value for row in rows)
    boy, girl = document.profile.sexes
    found = fixed = confirmed = still = others = 0
    for row in rows:
        now: Mapping[tuple[str | None, str], bool] = {
            (finding.field, finding.rule): document.is_confirmed(finding)
            for finding in validator.findings(row.id)}
        was = {(finding.field, finding.rule) for finding in before.findings(row.id)}
        found += len(was)
        fixed += len(was - now.keys())
        confirmed += sum(now.values())
        still += len(now) - sum(now.values())
        others += validator.student(row.id).main.document
    graded = GRADE in document.profile.required or document.roster.index(GRADE) is not None
    unnamed = "（未填年级）" if graded else ""
    return Count(grade or unnamed, class_name or NO_CLASS, len(rows), sexes[boy], sexes[girl],
                 len(rows) - sexes[boy] - sexes[girl], others, found, fixed, confirmed, still)


def write_statistics(document: Document, counts: Statistics, path: Path, *,
                     now: datetime | None = None) -> SafeFile:
    """The table as .xls, read back. Raises OutputError; then nothing was changed."""
    moment = now or datetime.now()
    school = document.school
    lines = [(one.texts(), sums) for one, sums in counts.lines()]
    content = statistics_book(
        f"{school.name}学籍班级统计", f"{school.school_year} 学年　制表日期 {moment.date().isoformat()}",
        HEADERS, lines)

    def check(draft: Path) -> None:
        rows = read_workbook(draft).sheets[0].rows[3:]
        if [tuple(row) for row in rows] != [texts for texts, _ in lines]:
            raise ReadBackError(f"写好的“{path.name}”读回核对时不一致；请重试，{UNTOUCHED}")
    return write_safely(path, content, protect=[document.roster.path], check=check, now=moment)
