"""The sample files of the project: rosters with every error, by region, a clean one, three odd
ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .draft import Hit, spoil
from .region_errors import make_region_roster
from .rosters import Injection, SampleRoster, assemble, make_roster
from .school import SIX_THREE, build_school
from .writers import write, write_expected

ROWS = 1204
SMALL = 90
OTHER_CODE = "3101179999"
OTHER_NAME = "上海市松江区样本学校"

# Errors that hide a 学生码 fall on these grades, so that 二、四、七年级 can tell who is missing.
QUIET = (1, 3, 5, 6, 8, 9)

PLAN = (
    Injection("serial-gap", 1, (4,)),
    Injection("serial-gap", 1, (7,)),
    Injection("class-size", 1, (6,)),
    Injection("sub-precision/class", 1, (9,)),
    Injection("sub-precision", 3, QUIET),
    Injection("tie-stage", 3, QUIET),
    Injection("tie-entry-year", 2, QUIET),
    Injection("whole-row-twice", 1, QUIET),
    Injection("blank/sub_number", 3, QUIET),
    Injection("sub-character", 3, QUIET),
    Injection("sub-length", 4, QUIET),
    Injection("sub-serial", 2, QUIET),
    Injection("sub-stage/old-number", 2, QUIET),
    Injection("sub-duplicate", 3, QUIET),
    Injection("sub-duplicate", 1, (2,)),
    Injection("sub-school-code", 2),
    Injection("sub-stage", 2),
    Injection("sub-entry-year", 4),
    Injection("age-young", 2),
    Injection("age-unusual", 2),
    Injection("main-precision", 4),
    Injection("main-character", 3),
    Injection("main-length", 3),
    Injection("main-birth-date", 3),
    Injection("main-check-digit", 3),
    Injection("main-check-digit/full-width", 1),
    Injection("main-region", 2),
    Injection("main-document", 6),
    Injection("main-duplicate", 3),
    Injection("main-duplicate/failing", 1),
    Injection("main-duplicate/document", 1),
    Injection("same-person", 2),
    Injection("blank", 7),
    Injection("format/main_number", 4),
    Injection("format/sub_number", 3),
    Injection("format/name", 5),
    Injection("format/sex", 4),
    Injection("format/grade", 5),
    Injection("format/class_name", 2),
    Injection("format/class_name/full-width", 1),
    Injection("format/graduation_year", 5),
    Injection("format/stage", 3),
    Injection("name-character", 4),
    Injection("name-rare", 3),
    Injection("name-length", 2),
    Injection("sex-value", 2),
    Injection("stage-value", 2),
    Injection("grade-value", 2),
    Injection("graduation-value", 2),
    Injection("class-value", 2),
    Injection("sex-mismatch", 3),
    Injection("stage-mismatch", 2),
    Injection("grade-mismatch", 3),
    Injection("grade-mismatch/stage", 2),
    Injection("graduation-mismatch", 2),
    Injection("class-mismatch", 2),
    Injection("right/main", 4),
    Injection("right/graduation", 4),
    Injection("right/class", 2),
)


def every_error() -> SampleRoster:
    """Every error that can live with the others, some 150 in a school of 1,204."""
    return make_roster(ROWS, seed=2012, inject=PLAN, special=8, footer=True)


def clean() -> SampleRoster:
    """The same kind of school with nothing to find."""
    return make_roster(ROWS, seed=2013, footer=True)


def missing_column() -> SampleRoster:
    """The column 学段 is not there; what the other two witnesses say is agreed."""
    return assemble(build_school(SMALL, 3), [Hit(None, "stage", "missing-column")],
                    without=("stage",))


def other_code() -> SampleRoster:
    """The file's name carries another school's code than the numbers (file name: OTHER_CODE).

    That is one finding; a single number with a third code is then not reported.
    """
    students = build_school(SMALL, 4)
    spoil(students[40], "sub_number", "3101170888" + students[40].sub[10:])
    return assemble(students, [Hit(None, None, "school-code")], school_name=OTHER_NAME)


def six_three() -> SampleRoster:
    """A school of six and three years, judged by five and four.

    小学 leaves a year too late for five years, so 届别 is outvoted by 副号 and 年级; 六年级 is no 小学
    grade, and without its vote 副号 and 届别 are one against one; in 初中 年级 and 届别 agree on an
    entry year that is one before 副号's.
    """
    students = build_school(SMALL, 5, stages=SIX_THREE)
    hits = [Hit(None, None, "school-system")]
    for student in students:
        if student.grade == 6:
            hits.append(Hit(student, "grade", "grade-mismatch"))
        if student.grade >= 6:
            hits.append(Hit(student, "sub_number", "sub-entry-year"))
        if student.grade <= 6:
            hits.append(Hit(student, "graduation_year", "graduation-mismatch"))
    return assemble(students, hits)


SAMPLES: dict[str, Callable[[], SampleRoster]] = {
    "示例名册.xls": every_error,
    "示例名册.xlsx": every_error,
    "示例名册-无误.xls": clean,
    "示例名册-缺少学段列.xls": missing_column,
    "示例名册-六三制.xls": six_three,
    f"{OTHER_CODE}{OTHER_NAME}.xls": other_code,
}

REGION_SAMPLES = {
    "示例名册-全国模板.xlsx": "national",
    "示例名册-全国模板加列.xlsx": "national-newer",
    "示例名册-安徽.xlsx": "anhui",
    "示例名册-北京.xlsx": "beijing",
    "示例名册-通用.xlsx": "general",
}
"""Rosters of other profiles than the default one, by the name that the generator knows."""
_REGION_ROWS = 300


def region_sample(name: str) -> SampleRoster:
    """The roster of a region's sample file."""
    return make_region_roster(REGION_SAMPLES[name], _REGION_ROWS)


def expected_path(sample: Path) -> Path:
    """Where the findings of a sample stand; both formats of one roster share them."""
    return sample.with_suffix(".expected.json")


def write_samples(folder: Path) -> list[Path]:
    """Write all samples with their findings; returns the files written."""
    written: list[Path] = []
    made: dict[Callable[[], SampleRoster], SampleRoster] = {}
    for name, build in SAMPLES.items():
        roster = made.setdefault(build, made.get(build) or build())
        written += _write(folder / name, roster)
    for name in REGION_SAMPLES:
        written += _write(folder / name, region_sample(name))
    return written


def _write(path: Path, roster: SampleRoster) -> list[Path]:
    write(path, roster)
    write_expected(expected_path(path), roster)
    return [path, expected_path(path)]
