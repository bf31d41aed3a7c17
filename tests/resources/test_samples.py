"""The sample rosters: clean ones are clean, spoilt ones cause what they say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
import xlrd
from stdnum import numdb
from stdnum.cn import ric

from app.commands import running
from models.intake.roster_from_sheets import open_roster
from resources.samples import make_samples
from resources.samples.generator import (
    INJECTORS, SAMPLES, SHARES, Expected, SampleRoster, build_school, expected_path, make_roster,
    write, write_samples, write_xls, write_xlsx)
from resources.samples.generator.people import check_character
from resources.samples.generator.rosters import assemble
from resources.samples.generator.samples import every_error
from resources.samples.generator.school import Student
from validators.rules import BY_CODE

FOLDER = Path(make_samples.__file__).parent


def age_on(day: date, birth: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@lru_cache(maxsize=None)
def was_in_force(region: str, birth_year: int) -> bool:
    """Whether any place had the code at any time since the birth year, by python-stdnum's table."""
    if region == "830000":  # 台湾居民居住证, not in the table
        return True
    parts = numdb.get("cn/loc").info(region)
    counties = [known["county"] for _, known in parts if "county" in known]
    for period in (c for county in counties for c in county.split(",")):
        end = period[1:].split("]")[0].split("-")[1] if period.startswith("[") else ""
        if not end or int(end) >= birth_year:
            return True
    return False


def cells_of(path: Path) -> list[list[object]]:
    """What a sheet holds, dates as dates and trailing empty cells cut."""
    if path.suffix == ".xls":
        book = xlrd.open_workbook(path)
        lines = [[
            xlrd.xldate_as_datetime(cell.value, book.datemode).date()
            if cell.ctype == xlrd.XL_CELL_DATE else cell.value
            for cell in row] for row in book.sheet_by_index(0).get_rows()]
    else:
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        lines = [["" if value is None else value.date() if isinstance(value, datetime) else value
                  for value in row] for row in sheet.iter_rows(values_only=True)]
        sheet.parent.close()
    return [cut(line) for line in lines]


def cut(line: Iterable[object]) -> list[object]:
    cells = list(line)
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def check(path: Path, capsys: pytest.CaptureFixture[str]) -> Counter[Expected]:
    """What the program finds in a file."""
    assert running.main(["check", str(path), "--json"]) in (0, 1), capsys.readouterr().err
    found = json.loads(capsys.readouterr().out)["findings"]
    return Counter(Expected(one["row"], one["field"], one["rule"]) for one in found)


def rules_of(roster: SampleRoster) -> set[str]:
    return {found.rule for found in roster.expected}


# --- a clean school -------------------------------------------------------------------------------

@pytest.fixture(scope="module", params=[9, 90, 1204, 8000])
def school(request: pytest.FixtureRequest) -> list[Student]:
    students = build_school(request.param, seed=7)
    assert len(students) == request.param
    return students


def test_clean_numbers_are_valid_resident_ids(school: list[Student]) -> None:
    assert len({s.main for s in school}) == len(school)
    for student in school:
        number = student.main
        assert ric.calc_check_digit(number) == number[17]
        assert ric.get_birth_date(number) == student.birth
        assert was_in_force(number[:6], student.birth.year), number
        assert (int(number[16]) % 2 == 1) == (student.cells["sex"] == "男")


def test_clean_ages_fit_the_grade(school: list[Student]) -> None:
    ages = [age_on(date(2012, 8, 31), s.birth) - s.grade for s in school]
    assert set(ages) <= {5, 6}
    assert ages.count(6) <= max(1, len(ages) // 20)


def test_clean_fields_agree(school: list[Student]) -> None:
    han = "一二三四五六七八九"
    for s in school:
        number = s.sub
        first, years = {"1": (1, 5), "2": (6, 4)}[number[10]]
        grade = han.index(str(s.cells["grade"])[0]) + 1
        assert len(number) == 19 and number.startswith("3101170526")
        assert grade == first + 2012 - int(number[11:15])
        assert s.cells["graduation_year"] == f"{int(number[11:15]) + years}届"
        assert s.cells["stage"] == {"1": "小学", "2": "初中"}[number[10]]


def test_clean_student_codes_have_no_gap(school: list[Student]) -> None:
    groups: dict[str, list[int]] = {}
    for s in school:
        groups.setdefault(s.sub[:15], []).append(int(s.sub[15:]))
    assert len(groups) == 9
    for codes in groups.values():
        assert sorted(codes) == list(range(1, len(codes) + 1))


def test_clean_names_are_gbk_and_nobody_is_twice(school: list[Student]) -> None:
    assert all(s.name.encode("gbk") for s in school)
    assert all(2 <= len(s.name) <= 20 and " " not in s.name for s in school)
    assert len({(s.name, s.birth) for s in school}) == len(school)


def test_clean_classes_are_even(school: list[Student]) -> None:
    for grade in range(1, 10):
        sizes = sorted(Counter(s.cells["class_name"] for s in school if s.grade == grade).values())
        usual = sizes[len(sizes) // 2]
        assert 0.6 * usual <= sizes[0] and sizes[-1] <= 1.8 * usual


@pytest.mark.parametrize("year", [2012, 2019, 2024])
def test_another_school_year(year: int) -> None:
    for s in build_school(90, seed=1, school_year=year):
        assert age_on(date(year, 8, 31), s.birth) - s.grade in (5, 6)
        assert was_in_force(s.main[:6], s.birth.year)
        assert year - int(s.sub[11:15]) == s.grade - (1 if s.grade < 6 else 6)


def test_more_students_than_codes_are_refused() -> None:
    with pytest.raises(ValueError, match="9,999"):
        build_school(100_000, seed=1)


@pytest.mark.parametrize("number", ["360426199101010071", "11010519491231002X"])
def test_check_character(number: str) -> None:
    assert check_character(number[:17]) == number[17]


# --- rosters with errors --------------------------------------------------------------------------

def test_the_same_seed_gives_the_same_roster() -> None:
    def made(seed: int) -> SampleRoster:
        return make_roster(1000, seed, 0.05, inject={"serial-gap": 2, "class-size": 1})
    assert made(5) == made(5)
    assert made(5).rows != made(6).rows


@pytest.mark.parametrize(("rows", "share"), [(400, 0.03), (1200, 0.03), (3000, 0.06), (500, 0.0)])
def test_size_and_share_of_bad_cells(rows: int, share: float) -> None:
    roster = make_roster(rows, seed=1, bad_share=share)
    assert len(roster.rows) == rows
    assert rows * 8 * share <= roster.bad_cells() <= rows * 8 * share + 12
    last = roster.first_row + rows - 1
    assert all(roster.first_row <= found.row <= last for found in roster.expected if found.row)


@pytest.mark.parametrize("key", ["serial-gap", "class-size"])
def test_errors_of_the_whole_school_keep_the_size(key: str) -> None:
    roster = make_roster(1000, seed=3, inject={key: 2})
    assert len(roster.rows) == 1000
    assert rules_of(roster) == {key}


def test_a_share_that_cannot_be_reached_is_refused() -> None:
    with pytest.raises(ValueError, match="too few students"):
        make_roster(100, seed=1, bad_share=0.9)


def test_a_duplicate_group_shares_one_number() -> None:
    roster = make_roster(900, seed=1, duplicate_group=60)
    place = roster.columns["sub_number"]
    number, count = Counter(row[place] for row in roster.rows).most_common(1)[0]
    assert count == 60 and len(str(number)) == 19
    assert Counter(found.rule for found in roster.expected)["sub-duplicate"] == 60


@pytest.mark.parametrize("seed", range(3))
def test_wrong_regions_were_never_in_force(seed: int) -> None:
    roster = make_roster(200, seed, inject={"main-region": 4})
    place = roster.columns["main_number"]
    for found in roster.expected:
        assert found.row is not None
        number = str(roster.rows[found.row - roster.first_row][place])
        assert ric.calc_check_digit(number) == number[17]
        assert not was_in_force(number[:6], int(number[6:10]))


def test_random_rosters_use_every_error_of_single_students() -> None:
    left_out = {key for key in INJECTORS if key not in SHARES and not key.startswith("right/")}
    assert left_out == {"serial-gap", "class-size", "sub-precision/class"}


# --- the program agrees ---------------------------------------------------------------------------

@pytest.mark.parametrize("key", sorted(INJECTORS))
def test_each_error_causes_what_it_says(
    key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    """Every variant of one error, and nothing but its own findings."""
    roster = make_roster(1000 if key == "class-size" else 450, seed=11, inject={key: 9})
    rule = key.split("/")[0]
    assert (rule in rules_of(roster)) == (rule in BY_CODE)
    write_xls(tmp_path / "名册.xls", roster)
    assert check(tmp_path / "名册.xls", capsys) == Counter(roster.expected)


@pytest.mark.parametrize("ending", [".xls", ".xlsx"])
def test_errors_at_random_cause_what_they_say(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    roster = make_roster(2500, seed=21, bad_share=0.05, special=10, footer=True)
    path = tmp_path / f"名册{ending}"
    write(path, roster)
    assert check(path, capsys) == Counter(roster.expected)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_check_of_a_sample_finds_what_is_listed(
    name: str, capsys: pytest.CaptureFixture[str],
) -> None:
    listed = json.loads(expected_path(FOLDER / name).read_text(encoding="utf-8"))
    assert check(FOLDER / name, capsys) == Counter(Expected(**found) for found in listed)


# --- the files ------------------------------------------------------------------------------------

@pytest.mark.parametrize("name", SAMPLES)
def test_samples_on_disk_are_what_the_script_makes(name: str) -> None:
    roster = SAMPLES[name]()
    listed = json.loads(expected_path(FOLDER / name).read_text(encoding="utf-8"))
    assert [Expected(**found) for found in listed] == roster.expected
    assert cells_of(FOLDER / name) == [cut(line) for line in roster.lines()]


def test_samples_break_what_a_hand_can_break_and_stay_small() -> None:
    """A new rule asks for no place in the samples; an error that is made there, or is one of the
    file, must be seen."""
    rules = {rule for build in SAMPLES.values() for rule in rules_of(build())}
    made = {key.split("/")[0] for key in INJECTORS} & set(BY_CODE)
    assert rules == made | {"missing-column", "school-code", "school-system"}
    assert sum(file.stat().st_size for file in FOLDER.glob("*.*")) < 1_500_000


def test_the_main_sample_looks_like_a_schools_own_file() -> None:
    roster = every_error()
    assert len(roster.rows) == 1204 and roster.first_row == 4
    assert roster.title_lines[0] == ["上海市松江区示例实验学校学籍信息总库"]
    assert roster.header[0] == "序号" and roster.header[2] == "学籍主号（身份证号）"
    assert list(roster.columns)[:3] == ["name", "main_number", "sub_number"]
    assert {"联系电话", "家庭住址", "备注"} < set(roster.header)


@pytest.mark.parametrize("ending", [".xls", ".xlsx"])
def test_damaged_numbers_are_numbers_in_the_file(ending: str, tmp_path: Path) -> None:
    roster = make_roster(90, seed=2, inject={"main-precision": 1, "sub-precision": 1})
    path = tmp_path / f"名册{ending}"
    write(path, roster)
    lines = cells_of(path)
    for found in roster.expected:
        assert found.row is not None and found.field is not None
        value = lines[found.row - 1][roster.columns[found.field]]
        assert isinstance(value, (int, float)) and value >= 1e15


@pytest.mark.parametrize("writer", [write_xls, write_xlsx])
def test_writing_is_deterministic(
    writer: Callable[[Path, SampleRoster], None], tmp_path: Path,
) -> None:
    roster = assemble(build_school(30, seed=1), [])
    writer(tmp_path / "a", roster)
    writer(tmp_path / "b", roster)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_command_line_makes_one_roster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "r.xlsx"
    words = ["--rows", "50", "--bad", "0.05", "--seed", "4", "--out", str(out)]
    assert make_samples.main(words) == 0
    assert capsys.readouterr().out.split() == [str(out), str(expected_path(out))]
    assert len(cells_of(out)) == 53
    assert len(json.loads(expected_path(out).read_text(encoding="utf-8"))) >= 20


def test_command_line_refuses_other_formats(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    assert make_samples.main(["--rows", "9", "--out", str(tmp_path / "r.csv")]) == 2
    assert "r.csv" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_all_samples_are_written(tmp_path: Path) -> None:
    written = write_samples(tmp_path)
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()}
    assert {path.name for path in written} == {
        path.name for path in FOLDER.iterdir() if path.suffix in (".xls", ".xlsx", ".json")}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_line_of_a_sample_is_accounted_for(name: str) -> None:
    roster = open_roster(FOLDER / name)
    account = roster.account
    assert account.unaccounted == () and account.students == len(roster) > 50
    assert account.lines == account.header + account.students + len(account.left_out)
