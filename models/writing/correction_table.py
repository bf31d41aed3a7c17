"""The correction table (学籍信息更正表) in our own form: A4 landscape, ready to be signed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from models.errors import UNTOUCHED, TableLimitError
from models.text_width import display_width
from models.writing.names import CORRECTIONS
from models.writing.read_back import compare_texts
from models.writing.text_book import (
    MAX_ROWS, TextBook, check_texts, freeze_above, set_page, set_widths, text_style, write_texts)

IDENTITY = (("main_number", "学籍主号", 24), ("sub_number", "学籍副号", 26), ("name", "姓名", 10),
            ("grade", "年级", 9), ("class_name", "班级", 10))
"""What tells the student: attribute of a line, header and width. A region calls them otherwise, and
may have fewer."""
_SERIAL, _CHANGE = ("序号", 6), (("更正项目", 10), ("更正前", 26), ("更正后", 26), ("更正原因", 20))
BASIS = ("依据", 20)
KEY_MARK = "★"
"""Before a corrected field that identifies a student, where a region wants it marked."""
HEADERS = (_SERIAL[0], *(title for _, title, _ in IDENTITY), *(title for title, _ in _CHANGE))
HEADER_ROW = 3
"""Where the header stands, 0-based; the lines follow it."""
SIGNATURES = ("填表人：", "审核人：", "校长：", "盖章：", "日期：      年    月    日")
MAX_LINES = MAX_ROWS - HEADER_ROW - 2
STEP = 1000

_KEY_ITEMS = frozenset(("学籍主号", "学籍副号", "姓名", "性别", "新增学生", "删除学生"))
_LINE_HEIGHT, _PADDING, _LEAST_HEIGHT, _GREATEST_HEIGHT = 270, 130, 400, 8180  # twips


@dataclass(frozen=True)
class CorrectionLine:
    """One corrected field of one student; the identifying columns hold the final values. ``basis``
    is what the correction rests on; ``identifies`` tells fields that say who the student is, and
    students added or removed."""

    main_number: str
    sub_number: str
    name: str
    grade: str
    class_name: str
    item: str
    before: str
    after: str
    reason: str
    basis: str = dataclasses.field(default="", kw_only=True)
    identifies: bool = dataclasses.field(default=False, kw_only=True)

    def texts(self) -> tuple[str, ...]:
        """The line's cells after its number, as the default profile has them."""
        return (*(getattr(self, key) for key, _, _ in IDENTITY),
                self.item, self.before, self.after, self.reason)

    @property
    def is_key(self) -> bool:
        """Whether it says who the student is."""
        return self.identifies or self.item in _KEY_ITEMS


AnyLine = TypeVar("AnyLine", bound=CorrectionLine)


@dataclass(frozen=True)
class CorrectionTable:
    """A school's corrections; ``period`` is the text for the school year, ``printed_on`` is shown
    as the day the table was made if given. ``identity`` are the columns that tell the student;
    ``basis`` adds one for the evidence, ``marked`` marks the fields that identify a student.
    Widths are in digits: numbers stay on one line even where 宋体 has to be replaced."""

    school: str
    code: str
    period: str
    lines: Sequence[CorrectionLine]
    printed_on: date | None = None
    identity: Sequence[tuple[str, str, int]] = IDENTITY
    basis: bool = False
    marked: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' headers."""
        more = (BASIS[0],) if self.basis else ()
        return (_SERIAL[0], *(title for _, title, _ in self.identity),
                *(title for title, _ in _CHANGE), *more)

    @property
    def widths(self) -> tuple[int, ...]:
        """The columns' widths."""
        more = (BASIS[1],) if self.basis else ()
        return (_SERIAL[1], *(width for _, _, width in self.identity),
                *(width for _, width in _CHANGE), *more)

    def texts(self, line: CorrectionLine) -> tuple[str, ...]:
        """A line's cells after its number."""
        item = f"{KEY_MARK}{line.item}" if self.marked and line.is_key else line.item
        more = (line.basis,) if self.basis else ()
        return (*(getattr(line, key) for key, _, _ in self.identity),
                item, line.before, line.after, line.reason, *more)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where the signatures stand: they share one row, so that no page break can part them."""
        reached = list(accumulate(self.widths))
        share, ends = reached[-1] / len(SIGNATURES), [-1]
        for number in range(1, len(SIGNATURES)):
            open_to = range(ends[-1] + 1, len(reached) - len(SIGNATURES) + number)
            ends.append(min(open_to, key=lambda at: abs(reached[at] - share * number)))
        ends.append(len(reached) - 1)
        return tuple((before + 1, end) for before, end in zip(ends, ends[1:]))

    @property
    def students(self) -> int:
        """How many students the lines are about."""
        return len({(line.main_number, line.sub_number, line.name) for line in self.lines})

    def grid(self) -> Iterator[Sequence[str]]:
        """The sheet's rows as written, from the title to the signatures; some are shorter."""
        yield (f"{self.school}{CORRECTIONS}",)
        yield (f"学校：{self.school}" + (f"　　学校代码：{self.code}" if self.code else ""),)
        made = f"　　制表日期：{self.printed_on.isoformat()}" if self.printed_on else ""
        about = f"　　{KEY_MARK} 是关键信息，须附证明材料" if self.marked else ""
        yield (f"时间：{self.period}　　更正共 {len(self.lines)} 条{made}{about}",)
        yield self.headers
        for number, line in enumerate(self.lines, 1):
            yield (str(number), *self.texts(line))
        signatures = [""] * len(self.headers)
        for (first, _), text in zip(self.spans, SIGNATURES, strict=True):
            signatures[first] = text
        yield signatures

    @property
    def size(self) -> int:
        """How many corrections it holds."""
        return len(self.lines)

    def check(self) -> None:
        """Raise TableLimitError or CellTextError for what an .xls file can't hold."""
        if len(self.lines) > MAX_LINES:
            raise TableLimitError(
                f"更正共有 {len(self.lines)} 条，而一张更正表最多只能存 {MAX_LINES} 条；"
                f"请不要勾选“仅写法变化”的更正，{UNTOUCHED}")
        headers = self.headers
        top = [(*row, *[""] * (len(headers) - len(row)))
               for row, _ in zip(self.grid(), range(HEADER_ROW), strict=False)]
        check_texts("更正表", headers, top, first=1)
        check_texts("更正表", headers[1:], map(self.texts, self.lines), first=HEADER_ROW + 2)

    def write(self, target: BinaryIO | Path, tell: Callable[[int, int], None] | None = None
              ) -> None:
        """Write the table; ``tell(lines done, lines in all)`` may raise to stop.

        Not safe by itself against a fault half-way: ``models.commit.pair.write_pair`` is.
        """
        book = TextBook()
        sheet = book.add_sheet(CORRECTIONS)
        *top, headers = (row for row, _ in zip(self.grid(), range(HEADER_ROW + 1), strict=False))
        _write_top(sheet, [row[0] for row in top], len(headers))
        _set_height(write_texts(book, sheet, HEADER_ROW, headers, _style(
            "font: name 宋体, bold on; align: horiz center, vert center, wrap on; "
            "pattern: pattern solid, fore_colour gray25;")), 480)
        cell = _style("font: name 宋体; align: vert center, wrap on;")
        total, widths = len(self.lines), self.widths
        for number, line in enumerate(self.lines, 1):
            texts = (str(number), *self.texts(line))
            _set_height(write_texts(book, sheet, HEADER_ROW + number, texts, cell),
                        _height(texts, widths))
            if tell is not None and (number % STEP == 0 or number == total):
                tell(number, total)
        _write_signatures(sheet, HEADER_ROW + 1 + total, self.spans)
        set_widths(sheet, widths)
        set_page(sheet)
        freeze_above(sheet, HEADER_ROW + 1)
        book.repeat_rows(HEADER_ROW, HEADER_ROW)
        book.save(str(target) if isinstance(target, Path) else target)

    def compare(self, written: Path, name: str, tell: Callable[[int, int], None]) -> int:
        """Compare a file on the drive with this table; gives the number of cells. ReadBackError
        if they differ."""
        return compare_texts(written, name, self.grid(), self.size, tell)


def arranged(lines: Sequence[AnyLine]) -> list[AnyLine]:
    """The lines as they are best checked on paper: first what identifies a student (the numbers,
    name, sex, students added or removed), then the other fields; each by grade and class, and
    within a class in the order given."""
    return sorted(lines, key=lambda line: (
        not line.is_key, in_order(line.grade), in_order(line.class_name)))


def _style(description: str) -> Any:
    return text_style(description + " borders: left thin, right thin, top thin, bottom thin")


def _write_top(sheet: Any, texts: Sequence[str], columns: int) -> None:
    """Title, school and period, each across the whole table."""
    title = text_style("font: name 宋体, bold on, height 360; align: horiz center, vert center")
    line = text_style("font: name 宋体, height 220; align: vert center")
    for index, text in enumerate(texts):
        sheet.write_merge(index, index, 0, columns - 1, text, line if index else title)
        _set_height(sheet.row(index), 400 if index else 800)


def _write_signatures(sheet: Any, index: int, spans: Sequence[tuple[int, int]]) -> None:
    """One tall row below the lines, with room for a signature and a stamp."""
    style = text_style("font: name 宋体, height 220; align: vert center")
    for (first, last), text in zip(spans, SIGNATURES, strict=True):
        if first == last:
            sheet.write(index, first, text, style)
        else:
            sheet.write_merge(index, index, first, last, text, style)
    _set_height(sheet.row(index), 1400)


def _set_height(row: Any, twips: int) -> None:
    row.height = twips
    row.height_mismatch = True  # else the program that opens the file may choose another


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Room for the cell that wraps into most lines; Excel allows no row above 409 points."""
    lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
    return min(max(lines * _LINE_HEIGHT + _PADDING, _LEAST_HEIGHT), _GREATEST_HEIGHT)


def _lines(text: str, width: int) -> int:
    if len(text) * 2 < width and "\n" not in text:
        return 1
    # A full-width character that does not fit at the end of a line leaves a gap, hence width - 2.
    return sum(max(1, -(-display_width(line) // (width - 2))) for line in text.splitlines()) or 1


_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_NUMBER = re.compile(r"([0-9]+|[一二三四五六七八九十]+)")


def in_order(text: str) -> list[str | int]:
    """A sort key by which 二年级 comes before 十年级 and 2班 before 10班."""
    parts: list[str | int] = list(_NUMBER.split(text))
    parts[1::2] = (_number(str(part)) for part in parts[1::2])
    return parts


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS[text[-1]]
    return (_NUMERALS[tens[-1]] if tens[-1:] in _NUMERALS else 1) * 10 + _NUMERALS.get(ones[-1:], 0)
