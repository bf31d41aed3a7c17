"""Rosters for tests: valid students in memory, and workbooks that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook
from stdnum.cn.ric import calc_check_digit

from app.document import Document
from models.fields import FIELD_KEYS, TITLES
from models.profile import Profile, load_profile
from models.roster import Column, Roster, Row
from models.school import School
from validators.engine import Validator
from validators.findings import Finding

TODAY = date(2012, 11, 26)
YEAR = 2012
CODE = "3101170001"
SCHOOL_NAME = "上海市松江区星光学校"
SHANGHAI = load_profile("shanghai")
SCHOOL = School(CODE, SCHOOL_NAME, YEAR, SHANGHAI.system)

Student = dict[str, str]
Found = tuple[str | None, str]
"""Field and rule of a finding."""

_STAGES = {"小学": (1, 5, "1"), "初中": (6, 4, "2"), "高中": (10, 3, "3"), "特教": (1, 9, "4")}


def resident_id(birth: str = "20000305", order: int = 11, region: str = "310117") -> str:
    """A resident ID with a right check digit; an odd ``order`` is male."""
    body = f"{region}{birth}{order:03d}"
    return body + calc_check_digit(body + "0")


def sub_number(stage: int | str = 2, entry: int | str = 2011, serial: int | str = 1,
               code: str = CODE) -> str:
    """A 学籍副号 of 19 digits."""
    return f"{code}{stage}{entry}{int(serial):04d}"


def student(n: int = 1, at: int = 7, /, *, special: bool = False, **changes: str) -> Student:
    """A sound student in grade ``at`` in 2012; no two ``n`` share a number or a name. ``special``
    puts him into 特教; ``changes`` replace fields."""
    stage = "特教" if special else next(
        title for title, (first, years, _) in _STAGES.items() if first <= at < first + years)
    first, years, digit = _STAGES[stage]
    entry = YEAR - (at - first)
    male = n % 2 == 1
    month, day, order = n // 400 % 8 + 1, n // 3200 + 1, n % 400 * 2 + male
    sound = {
        "main_number": resident_id(f"{YEAR - at - 5}{month:02d}{day:02d}", order),
        "sub_number": sub_number(digit, entry, n),
        "name": "王" + chr(0x4E00 + n),
        "sex": "男" if male else "女",
        "grade": SHANGHAI.grades[at - 1],
        "class_name": "1班",
        "graduation_year": f"{entry + years}届",
        "stage": stage,
    }
    assert set(changes) <= set(sound)
    return sound | changes


def students(count: int, at: int = 7, /, *, start: int = 1, **changes: str) -> list[Student]:
    """Several sound students, numbered from ``start``."""
    return [student(n, at, special=False, **changes) for n in range(start, start + count)]


def roster_of(rows: Iterable[Mapping[str, str]], keys: Sequence[str] = FIELD_KEYS, *,
              path: str = "名册.xls", extra: Sequence[str] = ()) -> Roster:
    """A roster as read from a sheet with the header in row 1; ``extra`` names other columns."""
    columns = [Column(TITLES[key], key, "ABCDEFGH"[i]) for i, key in enumerate(keys)]
    columns += [Column(title, None, "IJKL"[i]) for i, title in enumerate(extra)]
    cells = [[row.get(key, "") for key in (*keys, *extra)] for row in rows]
    return Roster(Path(path), ("Sheet1",), 1, columns,
                  [Row(i, texts, i + 2, "Sheet1") for i, texts in enumerate(cells)])


def validator_of(rows: Iterable[Mapping[str, str]], keys: Sequence[str] = FIELD_KEYS, *,
                 school: School = SCHOOL, profile: Profile = SHANGHAI,
                 today: date = TODAY) -> Validator:
    """A validator that has judged these rows."""
    return Validator(roster_of(rows, keys), profile, school, today)


def document_of(rows: Iterable[Mapping[str, str]], keys: Sequence[str] = FIELD_KEYS, *,
                school: School = SCHOOL, extra: Sequence[str] = ()) -> Document:
    """A document on these rows."""
    return Document(roster_of(rows, keys, extra=extra), SHANGHAI, school, today=TODAY)


def found(validator: Validator, row: int = 0) -> set[Found]:
    """What is found in a row."""
    return {(finding.field, finding.rule) for finding in validator.findings(row)}


def finding(validator: Validator, rule: str, row: int | None = 0) -> Finding:
    """The one finding of a rule in a row (in the file, if ``row`` is None)."""
    among = validator.file_findings() if row is None else validator.findings(row)
    [only] = [each for each in among if each.rule == rule]
    return only


def suggested(validator: Validator, rule: str, row: int = 0) -> list[str]:
    """The values suggested for a rule's finding in a row, in their order."""
    return [s.value for s in validator.suggestions(finding(validator, rule, row))]


def everything(validator: Validator) -> list[tuple[object, ...]]:
    """All that a validator says, in order, to be compared."""
    said: list[tuple[object, ...]] = [
        (f.key, f.severity, validator.message(f),
         cause.key if (cause := validator.cause(f)) is not None else None,
         [(s.value, s.why, s.tentative) for s in validator.suggestions(f)])
        for f in validator.all_findings()]
    return [*said, tuple(sorted(validator.counts().items()))]


# --- workbooks -----------------------------------------------------------------------------------


def grid_of(rows: Iterable[Mapping[str, str]], keys: Sequence[str] = FIELD_KEYS, *,
            title: str = "", extra: Sequence[str] = ()) -> list[list[str | float]]:
    """Header and rows as they stand in a sheet, below a ``title`` line if there is one."""
    grid: list[list[str | float]] = [[title]] if title else []
    grid.append([*(TITLES[key] for key in keys), *extra])
    grid += [[row.get(key, "") for key in (*keys, *extra)] for row in rows]
    return grid


def write_xls(path: Path, grid: Iterable[Sequence[str | float]],
              **more: Iterable[Sequence[str | float]]) -> Path:
    """An .xls file; ``more`` are further sheets by name."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, lines in {"Sheet1": grid, **more}.items():
        sheet = book.add_sheet(name)
        for i, line in enumerate(lines):
            for j, value in enumerate(line):
                if value != "":
                    sheet.write(i, j, value)
    book.save(str(path))
    return path


def make_link(path: Path, target: Path) -> None:
    """A symbolic link; the test is skipped where it can't be made (Windows wants a right for that,
    wine only says that it was made)."""
    try:
        path.symlink_to(target)
    except OSError as error:
        pytest.skip(str(error))
    if not path.is_symlink():
        pytest.skip("no symbolic links here")


def write_xlsx(path: Path, grid: Iterable[Sequence[str | float]]) -> Path:
    """An .xlsx file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in grid:
        sheet.append([None if value == "" else value for value in line])
    book.save(path)
    return path
