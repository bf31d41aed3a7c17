"""The program as it starts for a clerk, with a roster; ends when the table was first painted."""

from __future__ import annotations

import sys
from argparse import Namespace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.cli import window_options
from ui import app as program
from ui.main_window import MainWindow

_make_window = program.make_window


def _window_that_ends(options: Namespace) -> MainWindow:
    window = _make_window(options)

    def end() -> None:
        window.repaint()
        QApplication.quit()

    window.document_changed.connect(lambda document: document and QTimer.singleShot(0, end))
    return window


if __name__ == "__main__":
    program.make_window = _window_that_ends
    wanted = window_options(sys.argv[1:])
    sys.exit(program.run(wanted.roster, wanted))
