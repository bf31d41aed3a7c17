"""What reading leaves to the garbage collector, which does not run while a roster is opened."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from models.reading.read import read_workbook
from tests.builders import grid_of, students, write_xls, write_xlsx

ROWS = 300


@pytest.mark.parametrize("write", [write_xls, write_xlsx])
def test_no_cells_are_left_behind(
        tmp_path: Path, write: Callable[[Path, list[list[str]]], Path]) -> None:
    path = write(tmp_path / "名册", grid_of(students(ROWS)))
    read_workbook(path)  # what a library makes once and keeps
    gc.collect()
    gc.disable()
    try:
        read_workbook(path)
        assert gc.collect() < 2 * ROWS  # the cells alone are eight times the rows
    finally:
        gc.enable()
