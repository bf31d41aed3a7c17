"""Another school, year or system: everything is judged again, big rosters in the background."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
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


def change_school(window: QWidget, document: Document, school: School,
                  then: Callable[[], None]) -> None:
    """Gives the document another school and calls ``then``."""
    if document.school.judges_like(school) or len(document.roster) <= AT_ONCE_ROWS:
        document.set_school(school)
        then()
        return

    def work(task: Task) -> Validator:
        with collection_paused(lasting=True):
            return Validator(document.roster, document.profile, school, document.validator.today)

    def take(validator: object) -> None:
        assert isinstance(validator, Validator)
        before = [document.validator]
        document.adopt(validator)
        then()
        soon(window, before.clear, 50)  # freeing all it knew takes a while: when all is painted
    translate = QCoreApplication.translate
    job = Job(work, window, waits=True)
    job.succeeded.connect(take)
    Waiting(window, job, translate("Rejudging", "核对学校"),
            translate("Rejudging", "正在重新核对 {n:,} 名学生").format(n=len(document.roster)),
            cancellable=False, delay=0).start()
