"""The name column stays in sight, and is the same column all the same."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from tests.documents import MakeDocument
from tests.ui.roster_table.conftest import Bench, OpenBench
from ui.roster_table import Sort

OTHERS = tuple(f"备注{number}" for number in range(12))


@pytest.fixture
def wide(open_bench: OpenBench, make_document: MakeDocument) -> Bench:
    """A table with more columns than fit, scrolled to the right."""
    bench = open_bench(make_document(36, [(3, "name", "")], others=OTHERS))
    bench.view.horizontalScrollBar().setValue(300)
    assert bench.view.horizontalScrollBar().value() == 300
    return bench


def strip(bench: Bench) -> object:
    """What the name column looks like now, without its right edge."""
    width = bench.view.columns.frozen_width()
    return bench.view.viewport().grab(QRect(0, 0, width - 2, 300)).toImage()


def test_names_look_the_same_however_far_the_table_is_scrolled(wide: Bench) -> None:
    wide.view.clearSelection()
    looks = []
    for value in (0, 40, 300):
        wide.view.horizontalScrollBar().setValue(value)
        looks.append(strip(wide))
    assert looks[0] == looks[1] == looks[2]


def test_a_click_on_a_frozen_name_selects_it(wide: Bench) -> None:
    QTest.mouseClick(wide.view.viewport(), Qt.MouseButton.LeftButton,
                     pos=QPoint(10, wide.spot(2, "name").y()))
    assert wide.current() == (2, "name")
    assert wide.view.horizontalScrollBar().value() == 300


def test_keys_move_from_frozen_names_to_the_columns_behind(wide: Bench) -> None:
    QTest.mouseClick(wide.view.viewport(), Qt.MouseButton.LeftButton,
                     pos=QPoint(10, wide.spot(2, "name").y()))
    wide.key(Qt.Key.Key_Right)
    assert wide.current() == (2, "main_number")
    left = wide.view.visualRect(wide.view.currentIndex()).left()
    assert left >= wide.view.columns.frozen_width()


def test_going_left_never_ends_below_the_frozen_names(wide: Bench) -> None:
    wide.view.horizontalScrollBar().setValue(wide.view.horizontalScrollBar().maximum())
    wide.table.go_to(0, wide.column(OTHERS[-1]))
    for _ in range(18):
        wide.key(Qt.Key.Key_Left)
        rect = wide.view.visualRect(wide.view.currentIndex())
        if wide.current()[1] != "name":
            assert rect.left() >= wide.view.columns.frozen_width()
        assert rect.right() <= wide.view.viewport().width()


def test_a_selected_frozen_name_looks_selected(wide: Bench) -> None:
    wide.view.clearSelection()
    before = strip(wide)
    wide.view.selectRow(4)
    assert strip(wide) != before


def test_an_edit_of_a_frozen_name_is_shown_at_once(wide: Bench) -> None:
    wide.view.clearSelection()
    before = strip(wide)
    wide.document.edit([(5, wide.column("name"), "冯模拟")])
    assert strip(wide) != before
    wide.document.undo()
    assert strip(wide) == before


def test_the_editor_of_a_frozen_name_opens_over_it(wide: Bench) -> None:
    QTest.mouseClick(wide.view.viewport(), Qt.MouseButton.LeftButton,
                     pos=QPoint(10, wide.spot(2, "name").y()))
    wide.key(Qt.Key.Key_F2)
    assert wide.editor.geometry().left() <= 1
    assert wide.view.horizontalScrollBar().value() == 300


def test_a_click_on_the_frozen_heading_sorts_by_name(wide: Bench) -> None:
    QTest.mouseClick(wide.view.columns.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert wide.table.sort() == Sort(wide.column("name"))


def test_zoom_keeps_the_names_frozen(wide: Bench) -> None:
    wide.ctrl(Qt.Key.Key_Equal)
    wide.view.clearSelection()
    wide.view.horizontalScrollBar().setValue(0)
    before = strip(wide)
    wide.view.horizontalScrollBar().setValue(200)
    assert strip(wide) == before


def test_the_name_column_can_not_be_moved_away(wide: Bench) -> None:
    header = wide.view.columns
    header.moveSection(0, 3)
    assert header.visualIndex(wide.column("name")) == 0
    header.moveSection(4, 0)
    assert header.visualIndex(wide.column("name")) == 0
