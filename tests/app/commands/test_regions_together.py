"""Many files and other lists of every region: by its fields, never by those of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.matching.listing import list_of
from app.opening import open_document
from app.statistics import statistics
from models.profile import load_profile
from resources.samples.generator import LAYOUTS, make_region_roster, write
from tests.app.commands.command import call
from tests.app.photos.pictures import jpeg
from tests.builders import TODAY, write_xls


@pytest.fixture(params=LAYOUTS)
def roster(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A clean roster of a region."""
    path = tmp_path / f"{request.param}.xlsx"
    write(path, make_region_roster(request.param, 60, seed=4, clean=True))
    return path


@pytest.fixture
def national(tmp_path: Path) -> Path:
    """The national template, filled in."""
    path = tmp_path / "national.xlsx"
    write(path, make_region_roster("national", 40, seed=4, clean=True))
    return path


def spoiled(path: Path, target: Path, rows: int = 1, **texts: str) -> Path:
    """The same students, with the first ones' fields changed."""
    roster = open_document(path, today=TODAY).roster
    lines = [list(row.cells) for row in roster.rows]
    for key, text in texts.items():
        column = roster.index(key)
        assert column is not None
        for line in lines[:rows]:
            line[column] = text
    write_xls(target, [[column.title for column in roster.columns], *lines])
    return target


def test_what_was_split_is_merged_by_the_titles_of_the_region(
        roster: Path, tmp_path: Path) -> None:
    name = roster.stem.split("-")[0]
    told = ["--profile", name] if name == "general" else []  # five headers are nobody's own
    assert call("split", roster, *told, "--out", tmp_path / "核对表").code == 0
    done = call("merge", tmp_path / "核对表", *told, "--out", tmp_path / "名册.xls", "--json")
    assert (done.code, done.json["rows"]) == (0, 60)
    titles = load_profile(name).fields.titles
    assert done.json["columns"] == {
        column.key: titles[column.key] for column in LAYOUTS[roster.stem]}
    again = call("compare", tmp_path / "名册.xls", roster, *told, "--json").json
    assert (again["same"], again["differs"], again["roster"]) == (60, [], 60)


def test_a_list_is_read_by_the_fields_of_the_roster(national: Path, tmp_path: Path) -> None:
    other = spoiled(national, tmp_path / "名单.xls", nation="回", birth_date="2001-01-01")
    done = call("compare", national, other, "--json")
    [student] = done.json["differs"]
    assert {(each["field"], each["list_value"]) for each in student["fields"]} == {
        ("nation", "回"), ("birth_date", "2001-01-01")}
    assert "民族：" in call("compare", national, other).out
    held = call("check", national, "--against", other, "--json").json
    assert {each["field"] for each in held["findings"] if each["rule"] == "list-differs"} == {
        "nation", "birth_date"}


def test_another_writing_is_no_difference(national: Path, tmp_path: Path) -> None:
    other = spoiled(national, tmp_path / "名单.xls", nation="汉")
    assert call("compare", national, other, "--json").json["differs"] == []


def test_students_who_differ_in_a_field_of_the_region_both_stay(
        national: Path, tmp_path: Path) -> None:
    other = spoiled(national, tmp_path / "另一份.xls", nation="回族")
    done = call("merge", national, other, "--out", tmp_path / "名册.xls", "--json")
    assert done.json["rows"] == 41
    assert [twice["differs"] for twice in done.json["twice"] if not twice["same"]] == [["nation"]]


def test_birth_dates_of_the_roster_itself_count(national: Path, tmp_path: Path) -> None:
    document = open_document(national, today=TODAY)
    entries = list_of(document.roster, document.profile, document.school, TODAY).entries
    assert all(entry.told and len(entry.birth) == 8 for entry in entries)


def test_a_profile_that_is_given_decides(roster: Path, tmp_path: Path) -> None:
    done = call("merge", roster, "--profile", "general", "--out", tmp_path / "名册.xls", "--json")
    assert set(done.json["columns"]) <= set(load_profile("general").fields.keys)
    assert call("merge", roster, "--profile", "nowhere", "--out", tmp_path / "2.xls").code == 2


def test_a_district_is_judged_by_what_its_files_say(national: Path, tmp_path: Path) -> None:
    schools = tmp_path / "各校"
    schools.mkdir()
    (schools / "甲校.xlsx").write_bytes(national.read_bytes())
    spoiled(national, schools / "乙校.xls", 40, school_id="2134000002")
    done = call("audit", schools)
    assert "身份证件号相同" in done.out and "学籍主号" not in done.out
    told = call("audit", schools, "--json").json
    assert all(line["errors"] == 0 and line["rows"] == 40 for line in told["schools"])


@pytest.mark.parametrize("name", ["anhui", "beijing", "national"])
def test_photos_are_spoken_of_as_the_region_does(name: str, tmp_path: Path) -> None:
    write(tmp_path / "名册.xlsx", make_region_roster(name, 300, seed=2))
    photos = tmp_path / "照片"
    photos.mkdir()
    done = call("photos", photos, tmp_path / "名册.xlsx", "--out", tmp_path / "结果")
    assert "没有照片" in done.out and "学籍主号" not in done.out


def test_without_grades_nothing_is_called_without_one(national: Path, tmp_path: Path) -> None:
    document = open_document(national, today=TODAY)
    photos, numbers = tmp_path / "照片", [
        document.roster.value(row.id, "main_number") for row in document.roster.rows[:3]]
    photos.mkdir()
    for place, number in enumerate(numbers):
        (photos / f"{number}.jpg").write_bytes(jpeg(size=9000 + place))
    done = call("photos", photos, national, "--out", tmp_path / "结果")
    own = document.roster.value(0, "class_number")
    assert "未填" not in done.out and list((tmp_path / "结果").rglob(f"{own}/*.jpg"))
    counts = statistics(document)
    assert {count.grade for count, _ in counts.lines()} == {"", "全校"}
    assert sum(is_sum for _, is_sum in counts.lines()) == 1
