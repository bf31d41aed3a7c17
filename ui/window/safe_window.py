"""Connects the window with what keeps the work safe: opening goes through it, closing too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.continuing import Work
from app.document import Document
from ui.widgets import message
from ui.window.main_window import MainWindow
from ui.start.opening import Request
from ui.window.safekeeping import Safekeeping
from ui.widgets.soon import soon

if TYPE_CHECKING:
    from app.submission import Submission


def keep_safe(window: MainWindow, keeper: Safekeeping) -> None:
    """From now on the window's work is kept. Call it before anything is opened."""
    asked_for: dict[Path, Request] = {}

    def gate(request: Request) -> None:
        asked_for.clear()
        asked_for[request.path] = request
        keeper.open(request.path)

    def read(path: Path) -> None:
        window.opening.start(
            asked_for.pop(path) if path in asked_for else window.request(path))

    def go_on(document: Document) -> None:
        if keeper.take(document):
            window.set_document(document, school_confirmed=keeper.school_checked)
            if not document.roster.path.exists():
                window.status.show_message(window.tr(
                    "原来的名册文件已不在原处；校对用的是保存下来的内容，不受影响。"))

    def show_unfinished() -> None:
        if window.document is None:
            window.start.set_unfinished(keeper.unfinished())

    def discard(work: Work) -> None:
        keeper.discard(work)
        show_unfinished()

    def submitted(result: Submission) -> None:
        if result.unfinished:
            return
        keeper.mark_finished()
        from ui.submission.submission import SubmissionDialog  # was imported to hand in

        dialog = window.findChild(SubmissionDialog)
        if dialog is not None:
            dialog.finished.connect(
                lambda _code: soon(keeper, keeper.offer_removal))

    window.gate = gate
    window.may_take = keeper.take
    window.may_close = keeper.let_go
    keeper.may_open.connect(read)
    keeper.continued.connect(go_on)
    keeper.refused.connect(lambda text: message.warn(window, text))
    keeper.noted.connect(lambda text: message.inform(window, text))
    keeper.state.connect(window.status.set_save_state)
    keeper.stored_changed.connect(show_unfinished)
    window.opening.failed.connect(keeper.give_up)
    window.opening.given_up.connect(keeper.give_up)
    window.document_changed.connect(lambda _document: keeper.show_state())
    window.document_changed.connect(lambda _document: show_unfinished())
    window.school_confirmed.connect(keeper.mark_school_checked)
    window.start.continue_requested.connect(keeper.go_on)
    window.start.discard_requested.connect(discard)
    window.stored_requested.connect(keeper.show_stored)
    window.submitted.connect(submitted)
    soon(window, show_unfinished)


def bring_forward(window: MainWindow, roster: Path | None) -> None:
    """What a second start asks for: the window in front, with that roster unless it is busy."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if roster is None:
        return
    if QApplication.activeModalWidget() is not None:
        window.status.show_message(window.tr("请先完成或关闭这个对话框，再打开“{name}”。").format(
            name=roster.name))
    else:
        window.open_path(roster)
