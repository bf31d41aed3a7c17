"""Dialogs on a low screen: 1366 by 768 at 200 % leaves a window 683 by 344."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QApplication, QComboBox, QHeaderView,
    QLineEdit, QPushButton, QScrollArea, QWidget)
from pytestqt.qtbot import QtBot

from models.grid import Sheet
from models.intake.several import SheetOffer
from ui.roster_table import RosterTable
from ui.roster_table.columns_dialog import ColumnsDialog
from ui.roster_table.reason import ReasonDialog
from ui.start.header_mapping import HeaderMappingDialog
from ui.start.password import PasswordDialog
from ui.start.sheet_choice import SheetChoiceDialog
from ui.widgets.dialog_frame import Dialog
from ui.window.unsaved import UnsavedDialog
from ui.work.confirm import ConfirmDialog
from ui.work.find_dialog import FindReplaceDialog
from ui.work.preview_fixes import PreviewFixesDialog

if TYPE_CHECKING:
    from app.document import Document

LOW = QRect(0, 0, 683, 344)
Make = Callable[["Document"], Dialog]


class LowScreen:
    """All that a dialog asks of its screen."""

    @staticmethod
    def availableGeometry() -> QRect:
        return LOW


def grid(document: Document) -> Sheet:
    titles = [column.title for column in document.roster.columns]
    return Sheet("学籍总库", [titles, *(list(row.cells) for row in document.roster.rows)])


def find(document: Document) -> Dialog:
    table = RosterTable()
    table.set_document(document)
    dialog = FindReplaceDialog(table)
    dialog.kept = table  # type: ignore[attr-defined]  # its parent must live as long
    return dialog


DIALOGS: Sequence[tuple[str, Make]] = (
    ("confirm", lambda document: ConfirmDialog(
        list(document.open_findings()), document)),
    ("delete", lambda _document: ReasonDialog("delete", count=2, names="王示例、李样本")),
    ("insert", lambda _document: ReasonDialog("insert")),
    ("preview", lambda document: PreviewFixesDialog(document, document.safe_fixes() * 20)),
    ("columns", lambda document: ColumnsDialog(
        [(n, f"备用栏 {n}", True) for n in range(60)], 0)),
    ("find", find),
    ("header", lambda document: HeaderMappingDialog(None, grid(document), "没有认出：学籍副号。")),
    ("sheets", lambda _document: SheetChoiceDialog(
        None, "各班名册.xls", [SheetOffer(f"六({n})班", 40) for n in range(24)])),
    ("password", lambda _document: PasswordDialog(None, "全校名册.xlsx", wrong=True)),
    ("unsaved", lambda _document: UnsavedDialog(None, "磁盘已满，写不进去。请腾出一些空间。")),
)


@pytest.fixture(params=[make for _, make in DIALOGS], ids=[name for name, _ in DIALOGS])
def dialog(request: pytest.FixtureRequest, qtbot: QtBot, faulty_document: Document,
           monkeypatch: pytest.MonkeyPatch) -> Dialog:
    """Each of the dialogs, shown on a low screen."""
    monkeypatch.setattr(Dialog, "screen", lambda _self: LowScreen, raising=False)
    found: Dialog = request.param(faulty_document)
    qtbot.addWidget(found.parentWidget() or found)
    with qtbot.waitExposed(found):
        found.show()
    found.activateWindow()
    return found


def test_no_dialog_is_larger_than_the_screen(dialog: Dialog) -> None:
    assert dialog.width() <= LOW.width() and dialog.height() <= LOW.height() - 30
    for button in dialog.findChildren(QPushButton):
        if button.isVisible() and button.parentWidget() is dialog:
            assert dialog.rect().contains(button.geometry()), button.text()
            assert button.width() >= button.sizeHint().width(), button.text()


def test_nothing_is_wider_than_the_body(dialog: Dialog) -> None:
    body = dialog.findChild(QScrollArea, "dialogBody")
    assert body is not None
    assert body.widget().width() <= body.viewport().width()


def test_tab_goes_round_and_shows_what_it_reaches(qtbot: QtBot, dialog: Dialog) -> None:
    body = dialog.findChild(QScrollArea, "dialogBody")
    assert body is not None
    first = dialog.focusWidget()
    assert first is not None
    focus, seen = first, []
    for _ in range(30):
        seen.append(focus.objectName())
        if body.isAncestorOf(focus) and focus.height() < body.viewport().height():
            top = focus.mapTo(body.viewport(), QPoint(0, 0)).y()
            assert -1 <= top <= body.viewport().height() - min(focus.height(), 20), seen
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        assert after is not None
        focus = after
        if focus is first:
            break
    assert focus is first and "" not in seen, seen


def test_everything_to_use_has_a_name(dialog: Dialog) -> None:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
    for widget in dialog.findChildren(QWidget):
        inside = isinstance(widget, QHeaderView) or isinstance(
            widget.parentWidget(), (QComboBox, QAbstractSpinBox))
        if isinstance(widget, kinds) and widget.isVisibleTo(dialog) and not inside:
            spoken = QAccessible.queryAccessibleInterface(widget)
            assert spoken.text(QAccessible.Text.Name), widget.objectName()


def test_esc_closes(qtbot: QtBot, dialog: Dialog) -> None:
    focus = dialog.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
