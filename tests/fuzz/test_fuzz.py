"""A short run of the fuzzer, and every file that a long one ever found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import fuzz

pytestmark = pytest.mark.slow

FOUND = sorted((Path(__file__).parents[1] / "data" / "fuzz").glob("*"))


def test_damaged_files_are_opened_or_refused(tmp_path: Path) -> None:
    report = fuzz.run(tmp_path, seed=20121119, cases=400)
    assert report.found == []
    assert report.outcomes["opened"] > 50 and report.outcomes["DamagedFileError"] > 50


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_found_files(path: Path) -> None:
    assert fuzz.offence(path)[1] == ""


def test_damaged_forms_are_opened_or_refused(tmp_path: Path) -> None:
    report = fuzz.run(tmp_path, seed=20121119, cases=150, forms=True)
    assert report.found == []
    assert report.outcomes["opened"] > 20


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_found_files_as_forms(path: Path) -> None:
    assert fuzz.offence(path, fuzz._read_issued_form)[1] == ""
