"""Judging everything anew, big rosters in the background: another school, many cells at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.document import Document
from models.bulk import collection_paused
from models.school import School
from ui.widgets.soon import soon
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task
from validators.engine import Validator

AT_ONCE_ROWS = 1500
"""So many rows are judged again within the time of a keystroke."""


def judge_in_background(window: QWidget, document: Document) -> None:
    """Has changes of many cells judged while the window says that it waits."""
    document.judging = partial(_judge, window, document)


def change_school(window: QWidget, document: Document, school: School,
                  then: Callable[[], None]) -> None:
    """Gives the document another school and calls ``then``."""
    if document.school.judges_like(school) or len(document.roster) <= AT_ONCE_ROWS:
        document.set_school(school)
        then()
        return

    def take(validator: Validator) -> None:
        document.adopt(validator)
        then()
    _judge(window, document, lambda: Validator(
        document.roster, document.profile, school, document.validator.today), take, lambda: None)


def _judge(window: QWidget, document: Document, judge: Callable[[], Validator],
           take: Callable[[Validator], None], failed: Callable[[], None]) -> None:
    def work(_task: Task) -> Validator:
        with collection_paused(lasting=True):
            return judge()

    def have(validator: object) -> None:
        assert isinstance(validator, Validator)
        before = [document.validator]
        take(validator)
        soon(window, before.clear, 50)  # freeing all it knew takes a while: when all is painted
    job = Job(work, window, waits=True)
    job.succeeded.connect(have)
    job.failed.connect(lambda _error: failed())
    Waiting(window, job, "重新核对", f"正在重新核对 {len(document.roster):,} 名学生",
            cancellable=False, delay=0).start()
