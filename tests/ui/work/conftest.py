"""What the tests of the page share with those of its table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from app.document import Document
from tests.ui.conftest import shown
from tests.ui.roster_table.conftest import bench, faulty, open_bench  # noqa: F401
from ui.work import going_on
from ui.work.work_page import WorkPage


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is decided leads on at once."""
    monkeypatch.setattr(going_on, "MOMENT", 0)


@pytest.fixture
def page(qtbot: QtBot, settings_store: QSettings, at_once: None, document: Document) -> WorkPage:
    """The page with the test's own document."""
    found = shown(qtbot, WorkPage(), 700)
    found.set_document(document)
    document.subscribe(found.refresh)
    return found
