"""What is painted: marks, the current cell, the selection; light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from tests.ui.roster_table.conftest import Bench
from ui.looks import theme
from ui.roster_table import TableFilter


@pytest.fixture(params=["light", "dark"], autouse=True)
def scheme(request: pytest.FixtureRequest, qapp: object) -> Iterator[None]:
    theme.force(Qt.ColorScheme.Dark if request.param == "dark" else Qt.ColorScheme.Light)
    yield
    theme.force(None)


def cell(bench: Bench, row: int, key: str) -> tuple[QImage, QRect]:
    rect = bench.view.visualRect(bench.table.model.index(row, bench.column(key)))
    return bench.view.viewport().grab(rect).toImage(), rect


def has(image: QImage, color: str, area: QRect | None = None) -> int:
    """How many pixels of an area have nearly this colour."""
    wanted, count = QColor(color), 0
    area = area or image.rect()
    for x in range(area.left(), area.right() + 1):
        for y in range(area.top(), area.bottom() + 1):
            pixel = image.pixelColor(x, y)
            count += max(abs(pixel.red() - wanted.red()), abs(pixel.green() - wanted.green()),
                         abs(pixel.blue() - wanted.blue())) < 6
    return count


def corner(image: QImage) -> QRect:
    return QRect(image.width() - 11, 0, 10, 10)


def test_errors_are_filled_and_have_a_filled_corner(faulty: Bench) -> None:
    colors = theme.palette()
    image, _ = cell(faulty, 5, "sub_number")
    assert has(image, colors.error_cell) > image.width() * image.height() / 2
    assert has(image, colors.error_mark, corner(image)) > 25


def test_warnings_are_filled_and_have_a_hatched_corner(faulty: Bench) -> None:
    colors = theme.palette()
    image, _ = cell(faulty, 9, "name")
    assert has(image, colors.warning_cell) > image.width() * image.height() / 2
    hatch = has(image, colors.warning_mark, corner(image))
    assert 3 < hatch < 60


def test_confirmed_cells_have_a_check(faulty: Bench) -> None:
    faulty.document.confirm(faulty.document.validator.findings(9), "已核对证件")
    colors = theme.palette()
    image, _ = cell(faulty, 9, "name")
    assert has(image, colors.done_cell) > image.width() * image.height() / 2
    assert has(image, colors.warning_mark) == 0


def test_edited_cells_have_a_bar_at_the_left(bench: Bench) -> None:
    bench.document.edit([(4, bench.column("家庭住址"), "示范路 1 号")])
    image, _ = cell(bench, 4, "家庭住址")
    assert has(image, theme.palette().edited, QRect(0, 6, 3, image.height() - 13)) > 30
    other, _ = cell(bench, 5, "家庭住址")
    assert has(other, theme.palette().edited) == 0


def test_the_current_cell_is_outlined_and_selected_ones_are_tinted(bench: Bench) -> None:
    bench.select((3, "grade"), (4, "class_name"))
    colors = theme.palette()
    current, _ = cell(bench, 4, "class_name")
    width = current.width()
    assert has(current, colors.accent, QRect(0, 0, width - 1, 2)) >= 2 * (width - 2)
    other, _ = cell(bench, 3, "grade")
    assert has(other, colors.selection) > other.width() * other.height() / 2
    assert has(other, colors.accent) == 0
    outside, _ = cell(bench, 6, "grade")
    assert has(outside, colors.surface) > outside.width() * outside.height() / 2


def test_a_filter_without_rows_says_so(bench: Bench) -> None:
    bench.table.set_filter(TableFilter(text="没有这个人"))
    image = bench.view.viewport().grab().toImage()
    assert has(image, theme.palette().soft) > 20


def test_an_edit_repaints_no_row_farther_off_than_the_next(
        bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: set[int] = set()
    paint = bench.view.cells.paint_cell

    def note(painter: object, rect: object, row: int, column: int, selected: bool) -> None:
        painted.add(row)
        paint(painter, rect, row, column, selected)  # type: ignore[arg-type]
    QApplication.processEvents()
    monkeypatch.setattr(bench.view.cells, "paint_cell", note)
    bench.document.edit([(4, bench.column("家庭住址"), "示范路 1 号")])
    QApplication.processEvents()
    assert 4 in painted and painted <= {3, 4, 5}


def test_nothing_reaches_over_its_cell(bench: Bench) -> None:
    """A long text is shortened; its neighbour looks as before."""
    before, _ = cell(bench, 2, "sex")
    bench.document.edit([(2, bench.column("sub_number"), "很长的内容" * 40)])
    after, _ = cell(bench, 2, "sex")
    assert after == before
