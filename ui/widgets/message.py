"""Boxes that tell or ask the clerk something; the one place where they are shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget
from shiboken6 import isValid

from models.errors import XuejiError
from ui.looks import theme

_TITLE = "学籍总库校对"


def inform(parent: QWidget | None, text: str, more: str = "") -> bool:
    """Something to know; True when it was read."""
    return _show(parent, QMessageBox.Icon.Information, text, more)


def warn(parent: QWidget | None, text: str, more: str = "") -> bool:
    """Something could not be done, and what helps."""
    return _show(parent, QMessageBox.Icon.Warning, text, more)


def warner(parent: QWidget | None) -> Callable[[Exception], None]:
    """Tells why a job failed, if the clerk can do something about it; what nobody expected has gone
    to the crash guard already."""
    def tell(error: Exception) -> None:
        if isinstance(error, XuejiError):
            warn(parent, str(error))
    return tell


def ask(parent: QWidget | None, text: str, more: str = "", *, yes: str, no: str = "取消",
        careful: bool = False) -> bool:
    """A question with two answers named by what they do; Esc means ``no``, and so does Enter where
    one must be ``careful`` because ``yes`` loses something."""
    box = _box(parent, QMessageBox.Icon.Question, text, more)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    agree.setObjectName("agree")
    refuse.setObjectName("refuse")
    usual = refuse if careful else agree
    theme.set_kind(usual, "primary")
    box.setDefaultButton(usual)
    box.setEscapeButton(refuse)
    answers: list[bool] = []
    box.buttonClicked.connect(lambda button: answers.append(button is agree))
    return _run(box) and answers == [True]


def _show(parent: QWidget | None, icon: QMessageBox.Icon, text: str, more: str) -> bool:
    box = _box(parent, icon, text, more)
    close = box.addButton("知道了",
                          QMessageBox.ButtonRole.AcceptRole)
    close.setObjectName("close")
    theme.set_kind(close, "primary")
    box.setEscapeButton(close)
    return _run(box)


def _run(box: QMessageBox) -> bool:
    """Whether the box came to its end: quick keys may close the parent, which takes it along."""
    box.exec()
    if not isValid(box):
        return False
    box.deleteLater()
    return True


def _box(parent: QWidget | None, icon: QMessageBox.Icon, text: str, more: str) -> QMessageBox:
    box = QMessageBox(icon, _TITLE, text, QMessageBox.StandardButton.NoButton, parent)
    box.setObjectName("messageBox")
    box.setInformativeText(more)
    return box
