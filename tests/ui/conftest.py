"""What tests of the window share: the application in its looks, typing as people do, a recorder of
messages, and background work that is done at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.looks import theme
from ui.settings import open_store
from ui.widgets import leaving, worker

Shown = TypeVar("Shown", bound=QWidget)


def shown(qtbot: QtBot, widget: Shown, height: int = 768) -> Shown:
    """The widget in sight and active, as wide as an office screen."""
    qtbot.addWidget(widget)
    widget.resize(1366, height)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    return widget


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application in the program's looks."""
    theme.apply(qapp)
    return qapp


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Background work is done at once, in the thread that asks for it."""
    monkeypatch.setattr(worker, "AT_ONCE", True)


@pytest.fixture
def settings_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[QSettings]:
    """Settings of this test alone."""
    monkeypatch.setattr("ui.settings.STORE", tmp_path / "settings.ini")
    yield open_store()
    # a closed window that still waits to be deleted would keep its own in the next test's
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


TypeText = Callable[[QWidget, str], None]


@pytest.fixture
def type_text(qtbot: QtBot) -> TypeText:
    """Replaces what stands in a field by typing; Chinese comes from the input method."""
    def type_into(field: QWidget, text: str) -> None:
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        if text.isascii():
            qtbot.keyClicks(field, text)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(field, event)
    return type_into


@pytest.fixture(autouse=True)
def door_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked what something leaves for, but where that is what is tested."""
    monkeypatch.setattr(leaving, "ASKS", False)


class Messages:
    """What the clerk would have been told in boxes: (kind, text) in order; ``answer`` is given to
    questions."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.answer = True

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.seen]


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> Messages:
    """Records boxes instead of showing them."""
    found = Messages()

    def tell(kind: str) -> Callable[..., bool]:
        def record(parent: object, text: str, *more: object, **named: object) -> bool:
            found.seen.append((kind, text))
            return found.answer
        return record
    for kind in ("inform", "warn", "ask"):
        monkeypatch.setattr(f"ui.widgets.message.{kind}", tell(kind))
    return found
