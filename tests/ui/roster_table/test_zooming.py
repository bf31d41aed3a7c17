"""Sizes of the table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings

from ui.roster_table import zooming


@pytest.mark.parametrize(("zoom", "smaller", "larger"), [
    (1.0, 0.9, 1.1), (0.75, 0.75, 0.9), (2.0, 1.75, 2.0)])
def test_zoom_goes_in_steps(zoom: float, smaller: float, larger: float) -> None:
    assert (zooming.smaller(zoom), zooming.larger(zoom)) == (smaller, larger)


def test_any_number_becomes_a_step() -> None:
    assert (zooming.nearest(0.1), zooming.nearest(1.04), zooming.nearest(9)) == (0.75, 1.0, 2.0)


@pytest.mark.parametrize(("stored", "zoom"), [
    ("1.5", 1.5), ("1.0", 1.0), ("x", 1.0), ("37", 1.0), ("", 1.0)])
def test_nonsense_is_not_taken_up(settings_store: QSettings, stored: str, zoom: float) -> None:
    settings_store.setValue("table/zoom", stored)
    settings_store.sync()
    assert zooming.load() == zoom
