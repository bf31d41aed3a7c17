"""Rosters of other regions: nothing is found on clean ones, and every injected error on the others.

What is expected comes from the generator, which knows the published templates and not the program.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from app.commands import running
from models.profile import load_profile
from resources.samples import make_samples
from resources.samples.generator import (
    LAYOUTS, REGION_SAMPLES, Expected, expected_path, make_region_roster, write)
from resources.samples.generator.regions import NATIONAL
from resources.samples.generator.samples import region_sample
from tests.resources.test_samples import cells_of, cut
from validators.rules import BY_CODE

FOLDER = Path(make_samples.__file__).parent


def check(path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> Counter[Expected]:
    words = ["check", str(path), "--json", "--profile", name.split("-")[0]]
    assert running.main(words) in (0, 1), capsys.readouterr().err
    told = json.loads(capsys.readouterr().out)
    assert told["profile"] == name.split("-")[0]
    assert list(told["columns"]) == [column.key for column in LAYOUTS[name]]
    return Counter(Expected(one["row"], one["field"], one["rule"]) for one in told["findings"])


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_clean_roster_is_clean(
    name: str, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    roster = make_region_roster(name, 1200, seed=3, clean=True)
    assert len(roster.rows) == 1200 and roster.expected == []
    write(tmp_path / f"a.{ending}", roster)
    assert check(tmp_path / f"a.{ending}", name, capsys) == Counter()


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_error_is_found_and_nothing_else(
    name: str, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    roster = make_region_roster(name, 1200, seed)
    write(tmp_path / "a.xls", roster)
    assert check(tmp_path / "a.xls", name, capsys) == Counter(roster.expected)


@pytest.mark.parametrize("name", REGION_SAMPLES)
def test_samples_on_disk_are_what_the_script_makes(
    name: str, capsys: pytest.CaptureFixture[str],
) -> None:
    roster = region_sample(name)
    listed = json.loads(expected_path(FOLDER / name).read_text(encoding="utf-8"))
    assert [Expected(**found) for found in listed] == roster.expected
    assert cells_of(FOLDER / name) == [cut(line) for line in roster.lines()]
    assert check(FOLDER / name, REGION_SAMPLES[name], capsys) == Counter(roster.expected)


def test_samples_break_every_rule_of_other_regions() -> None:
    found = {each.rule for name in LAYOUTS for each in make_region_roster(name, 300).expected}
    assert found >= {"value", "disagrees", "number-disagrees", "sub-part", "sub-feature",
                     "sub-graduation-year", "blank", "format", "main-duplicate", "sub-duplicate"}
    assert found <= set(BY_CODE)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_field_is_broken_somewhere(name: str) -> None:
    """But those of which any text is right."""
    broken = {each.field for each in make_region_roster(name, 300).expected}
    assert {column.key for column in LAYOUTS[name]} == broken


def test_the_template_has_its_seventy_columns() -> None:
    fields = load_profile("national").fields
    always = [field.key for field in fields.all if not field.if_present]
    assert [column.key for column in NATIONAL] == always and len(always) == 70
    assert [fields.title(column.key) for column in NATIONAL] == [c.title for c in NATIONAL]


def test_a_roster_of_a_region_by_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "r.xlsx"
    assert make_samples.main(["--region", "anhui", "--rows", "200", "--out", str(out)]) == 0
    assert len(cells_of(out)) == 202
    for region, rows in (("national", "9"), ("general", "60")):  # too few for the errors, or a pair
        assert make_samples.main(["--region", region, "--rows", rows, "--out", str(out)]) == 2
        assert "too few" in capsys.readouterr().err
