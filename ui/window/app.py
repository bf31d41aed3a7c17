"""Starting the window: the application, its looks, what keeps the work safe, the exit code."""

from __future__ import annotations

import logging
import os
import sys
from argparse import Namespace
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app import folders, logs
from models.bulk import collection_paused
from ui import VERSION, settings
from ui.looks import icons, theme
from ui.start.request import Request
from ui.widgets.soon import soon
from ui.widgets.worker import end_all
from ui.window.crash import CrashGuard
from ui.window.main_window import MainWindow
from ui.window.single_instance import SingleInstance

FAULT = 2
_LISTEN_AFTER = 500
"""Milliseconds until second starts are heard; they are patient for longer."""


def make_application(arguments: list[str]) -> QApplication:
    """The application in its looks; made here alone, so that tests can do without."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(arguments)
    app.setApplicationName("xueji")
    app.setApplicationDisplayName("学籍总库校对")
    app.setApplicationVersion(VERSION)
    app.setWindowIcon(icons.app_icon())
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    own_words = QTranslator(app)
    if own_words.load("qtbase_zh_CN", QLibraryInfo.path(
            QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(own_words)
    theme.apply(app)
    return app


def run(roster: str | None, options: Namespace) -> int:
    """Shows the window, with the roster if one is named; returns the exit code. A second start of
    the same user only hands its roster to the first one."""
    path = Path(roster).absolute() if roster else None
    instance = SingleInstance(folders.home())
    if instance.is_first():
        settings.break_lock()
    elif instance.hand_over(path):
        return 0
    log = logs.start(folders.log_folder())
    with collection_paused(lasting=True):
        app = make_application(sys.argv[:1])
        guard = CrashGuard(log)
        guard.install()
        window = make_window(options)
        keeper = window.opening.keeper
        guard.is_safe = lambda: keeper.is_safe
        window.show()
    instance.asked.connect(lambda asked: bring_forward(window, asked))
    soon(window, lambda: _begin(window, instance, path, options))
    code = FAULT
    try:
        code = app.exec()
    finally:
        has_ended = end_all()
        instance.close()
        guard.remove()
        if not has_ended:  # a thread waits for a drive that stalls; the program must not
            logging.shutdown()
            os._exit(code)
    return code


def _begin(window: MainWindow, instance: SingleInstance, path: Path | None, options: Namespace
           ) -> None:
    """What can wait until the window is seen; second starts wait until the roster is."""
    window.opening.keeper.start(may_clean=instance.is_first())
    if path is not None:
        window.open_path(path, tuple(options.sheet))
    if instance.is_first():
        soon(window, instance.listen, _LISTEN_AFTER)


def make_window(options: Namespace) -> MainWindow:
    """The window, with what the words of the command line say about the school."""
    return MainWindow(Request(
        Path(), options.profile, (), options.school_code, options.school_name,
        options.school_year, options.system),
        roster_follows=options.roster is not None)


def bring_forward(window: MainWindow, roster: Path | None) -> None:
    """What a second start asks for: the window in front, with that roster unless it is busy."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if roster is None:
        return
    if QApplication.activeModalWidget() is not None:
        window.status.show_message(f"请先完成或关闭这个对话框，再打开“{roster.name}”。")
    else:
        window.open_path(roster)
