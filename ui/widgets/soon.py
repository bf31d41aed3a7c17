"""Doing something when the event loop comes round, without losing an error."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def soon(context: QObject, function: Callable[[], object], milliseconds: int = 0) -> None:
    """Calls the function later, unless ``context`` is gone by then.

    ``QTimer.singleShot`` with a context would do, but PySide silently drops an error that is raised
    there, and may skip what it calls next.
    """
    def guarded() -> None:
        try:
            function()
        except Exception:
            kind, error, trace = sys.exc_info()
            if kind is not None and error is not None:
                sys.excepthook(kind, error, trace)
    QTimer.singleShot(milliseconds, context, guarded)
