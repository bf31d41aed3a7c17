"""The same roster gives the identical findings, whatever kind of file it comes in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.opening import open_document
from app.report import as_json
from tests.models.reading import corpus


def judged(path: Path, data: bytes) -> dict[str, Any]:
    """What ``check --json`` would say, but for the notes (they tell of the file's own writing) and
    the sheet's name (text tables have none)."""
    path.write_bytes(data)
    document = open_document(path, password=corpus.PASSWORD, today=date(2012, 11, 20))
    report = as_json(document, "")
    del report["notes"], report["sheet"]
    for line in report["account"]["left_out"]:
        del line["sheet"]
    return report


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    report = judged(tmp_path_factory.mktemp("expected") / "名册", corpus.xls())
    assert {"main-precision", "blank"} <= set(report["counts"])
    return report


@pytest.mark.parametrize("name", corpus.FILES)
def test_same_findings(name: str, expected: dict[str, Any], tmp_path: Path) -> None:
    assert judged(tmp_path / "名册", corpus.FILES[name]()) == expected
