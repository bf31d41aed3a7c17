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


@pytest.mark.parametrize(("kind", "cases", "read"), [
    ("forms", 150, 20), ("slips", 150, 20), ("edits", 300, 10), ("profiles", 200, 5),
    ("settings", 150, 100), ("journals", 200, 150), ("works", 120, 3)])
def test_damaged_files_of_other_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str,
                                      cases: int, read: int) -> None:
    monkeypatch.setattr("ui.settings.STORE", tmp_path / "settings.ini")
    report = fuzz.run(tmp_path / "damaged", seed=20121119, cases=cases, kind=kind)
    assert report.found == []
    assert report.outcomes["opened"] >= read


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
@pytest.mark.parametrize("kind", ["forms", "slips"])
def test_found_files_as_other_kinds(path: Path, kind: str) -> None:
    assert fuzz.offence(path, fuzz.KINDS[kind])[1] == ""
