"""The last resort: an error nobody expected is logged and told once, and the window goes on."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext, QObject, Qt, QThread, QtMsgType, Signal, qInstallMessageHandler)
from PySide6.QtWidgets import QApplication

from app.logs import described, scrubbed

if TYPE_CHECKING:  # imported when used: most days nothing goes wrong
    from ui.window.fault import FaultDialog

QUIET = 3.0
"""Seconds without an error after which the same one is told again."""

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING, QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL}


class CrashGuard(QObject):
    """Catches what no one else did, in any thread, in slots and in Qt's virtual functions.

    ``is_safe`` is asked whether the clerk's work is on the disk. One dialog stands at a time; what
    happens while it stands, or keeps happening at the same place, is only logged.
    """

    caught = Signal(str)

    def __init__(self, log: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_safe: Callable[[], bool] = lambda: True
        self._log_path = log
        self._seen: dict[str, float] = {}
        self._dialog: FaultDialog | None = None
        # Queued: an error in a paint event must not open a dialog inside of it.
        self.caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on every unexpected error comes here."""
        sys.excepthook = self.handle
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(_log_qt)

    def remove(self) -> None:
        """Python and Qt deal with errors again as they do by themselves."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)

    def handle(self, kind: type[BaseException], error: BaseException | None,
               trace: TracebackType | None) -> None:
        """Logs an error and has it told. For any thread."""
        if issubclass(kind, KeyboardInterrupt):
            app = QApplication.instance()
            if app is not None:
                app.quit()
            return
        text = described(kind, error, trace)
        _log.critical("an unexpected error", exc_info=(kind, error or kind(), trace))
        in_window = QThread.currentThread() is self.thread()
        if in_window and QThread.currentThread().loopLevel() == 0:
            self._tell(text)  # before the window lives, or when it is gone: nobody would come back
            if self._dialog is not None:
                self._dialog.exec()
        else:
            self.caught.emit(text)

    def report(self, error: BaseException) -> None:
        """For an error that was caught by somebody who could not deal with it."""
        self.handle(type(error), error, error.__traceback__)

    def _in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if not issubclass(arguments.exc_type, SystemExit):
            self.handle(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _unraisable(self, arguments: sys.UnraisableHookArgs) -> None:
        """Errors where nobody can catch them (a destructor): nothing the clerk did has failed."""
        _log.error("an error in passing", exc_info=(
            arguments.exc_type, arguments.exc_value or arguments.exc_type(),
            arguments.exc_traceback))

    def _tell(self, text: str) -> None:
        now = time.monotonic()
        again = now - self._seen.get(text, -QUIET) < QUIET
        self._seen[text] = now
        if again or self._dialog is not None:
            return
        from ui.window.fault import FaultDialog
        parent = QApplication.activeWindow()
        self._dialog = FaultDialog(parent, self._details(text), self._safety())
        self._dialog.finished.connect(self._dismissed)
        self._dialog.open()

    def _dismissed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _safety(self) -> str:
        if self.is_safe():
            return "您此前的修改都已保存在这台电脑上，不会丢失；原来的名册文件没有改动。"
        return "原来的名册文件没有改动。最近的修改还没有保存到磁盘，程序会继续尝试；请先不要关机。"

    def _details(self, text: str) -> str:
        from ui.window.about import facts
        where = str(self._log_path) if self._log_path is not None else "（没有日志）"
        return f"{facts()}\n日志：{where}\n\n{text}"


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own messages go to the log."""
    category = getattr(context, "category", "")  # missing in the type information
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", category, scrubbed(text))
