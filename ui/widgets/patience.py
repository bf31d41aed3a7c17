"""Short questions to a drive, asked from the window's thread, which a drive that stalls must not
hold."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 0.25
"""Seconds within which a drive that is well answers; a wait so short is hardly felt."""

Answer = TypeVar("Answer")


def answered(question: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What the function gives, or ``otherwise`` if it gives nothing in time or the system refuses
    (OSError, and ValueError for a path that can be none)."""
    answers: list[Answer] = []

    def ask() -> None:
        try:
            answers.append(question())
        except (OSError, ValueError):
            pass  # as good as no answer

    thread = threading.Thread(target=ask, name="asks a drive", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return answers[0] if answers else otherwise
