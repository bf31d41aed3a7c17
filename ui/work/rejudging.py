"""Judging big rosters anew in the background: another school, many cells at once, another list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from models.bulk import collection_paused
from ui.widgets.soon import soon
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task

if TYPE_CHECKING:
    from app.document import Document
    from validators.engine import Validator


def judge_in_background(window: QWidget, document: Document) -> None:
    """Has what many rows must be judged for judged while the window says that it waits."""
    document.judging = partial(_judge, window, document)


def _judge(window: QWidget, document: Document, judge: Callable[[], Validator],
           take: Callable[[Validator], None], failed: Callable[[], None]) -> None:
    def work(_task: Task) -> Validator:
        with collection_paused(lasting=True):
            return judge()

    def have(validator: Validator) -> None:
        before = [document.validator]
        take(validator)
        soon(window, before.clear, 50)  # freeing all it knew takes a while: when all is painted
    job = Job(work, window, waits=True)
    job.succeeded.connect(have)
    job.failed.connect(lambda _error: failed())
    Waiting(window, job, "重新核对", f"正在重新核对 {len(document.roster):,} 名学生",
            cancellable=False, delay=0).start()
