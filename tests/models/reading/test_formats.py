"""The same roster in every format gives the identical table."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.intake.roster_from_sheets import open_roster
from tests.models.reading import corpus

LIBREOFFICE = sorted((Path(__file__).parents[2] / "data" / "libreoffice").glob("roster.*"))


def assert_same_roster(path: Path, password: str | None = None) -> None:
    """The file at ``path`` is the corpus's roster, cell by cell."""
    roster = open_roster(path, password=password)
    titles = [column.title for column in roster.columns]
    assert sorted(titles) == sorted(corpus.HEADERS)
    assert titles[:8] == corpus.HEADERS[1:9]
    assert [corpus.cells_of(titles, row.cells) for row in roster.rows] == corpus.TABLE
    assert [row.id for row in roster.rows] == list(range(len(corpus.TABLE)))
    assert [row.number for row in roster.rows] == [4, 5, 6, 7]
    assert roster.header_row == corpus.HEADER_ROW
    letters = {column.title: column.letter for column in roster.columns}
    assert letters["学籍主号"] == "B" and letters["备注"] == "L"


@pytest.mark.parametrize("name", corpus.FILES)
def test_same_table(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(corpus.FILES[name]())
    assert_same_roster(path, corpus.FILE_PASSWORDS.get(name))


@pytest.mark.parametrize("path", LIBREOFFICE, ids=lambda path: path.name)
def test_same_table_by_libreoffice(path: Path) -> None:
    assert_same_roster(path)


def test_libreoffice_files_are_there() -> None:
    assert {path.suffix for path in LIBREOFFICE} == {
        ".xls", ".xlsx", ".ods", ".fods", ".html"}
