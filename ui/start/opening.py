"""Opening a roster in the background, asking on the way what only the clerk can know.

The reading and judging are pure functions that run in a thread; ``Opening`` walks from one to the
next and shows the dialogs in between. They, and each dialog, are imported when they are needed: the
start page does without them, and most rosters ask nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.bulk import forget
from models.errors import (
    NoHeaderError, PasswordNeededError, SheetChoiceError, WrongPasswordError, XuejiError)
from ui.settings import Settings
from ui.start.request import Request
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job

if TYPE_CHECKING:
    from models.grid import Sheet, Workbook
    from models.intake.several import SheetOffer
    from ui.start.recognising import HeaderQuestion, ReadingQuestion
    from ui.widgets.dialog_frame import Dialog


class Opening(QObject):
    """Opens one roster at a time. Exactly one of ``opened`` (a Document), ``failed`` (a text) and
    ``given_up`` follows each ``start``; an error that nobody expected ends it as given up."""

    opened = Signal(object)
    failed = Signal(str)
    given_up = Signal()
    busy_changed = Signal(bool)

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._request: Request | None = None
        self._book: Workbook | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a roster is being opened."""
        return self._request is not None

    def start(self, request: Request) -> None:
        """Begins; does nothing while another roster is being opened."""
        if self._request is not None:
            return
        self._request = request
        forget()  # what belonged to the roster before may go now
        self.busy_changed.emit(True)
        self._read(None)

    def _read(self, password: str | None) -> None:
        from ui.start.recognising import read
        path = self._now().path
        self._work(Job(lambda task: read(path, password, task), self), self._have_book)

    def _have_book(self, book: Workbook) -> None:
        self._book = book
        self._judge()

    def _judge(self) -> None:
        from ui.start.recognising import judge
        book, request, known = self._book, self._now(), dict(self._settings.headers)
        assert book is not None
        self._work(Job(lambda task: judge(book, request, known, task), self), self._judged)

    def _judged(self, result: object) -> None:
        from ui.start.recognising import HeaderQuestion, ReadingQuestion, SheetQuestion
        if isinstance(result, HeaderQuestion):
            self._ask_header(result)
        elif isinstance(result, SheetQuestion):
            self._ask_sheets(result.offers)
        elif isinstance(result, ReadingQuestion):
            self._ask_reading(result)
        else:
            self._end()
            self.opened.emit(result)

    def _work(self, job: Job, then: object) -> None:
        job.succeeded.connect(then)
        job.failed.connect(self._problem)
        job.cancelled.connect(self._give_up)
        name = self._now().path.name
        Waiting(self._window, job, "打开名册",
                f"正在打开“{name}”").start()

    def _problem(self, error: Exception) -> None:
        match error:
            case PasswordNeededError():
                self._ask_password(isinstance(error, WrongPasswordError))
            case SheetChoiceError():  # sheets without a header of their own go on with others
                from models.intake.several import SheetOffer
                self._ask_sheets([SheetOffer(name, len(self._sheet(name).rows))
                                  for name in error.names])
            case NoHeaderError() | XuejiError():
                self._end()
                self.failed.emit(str(error))
            case _:
                self._give_up()

    # --- questions -------------------------------------------------------------------------------

    def _ask_password(self, wrong: bool) -> None:
        from ui.start.password import PasswordDialog
        dialog = PasswordDialog(self._window, self._now().path.name, wrong=wrong)
        dialog.accepted.connect(lambda: self._read(dialog.password()))
        self._show(dialog)

    def _sheet(self, name: str) -> Sheet:
        assert self._book is not None
        return next(sheet for sheet in self._book.sheets if sheet.name == name)

    def _ask_sheets(self, found: Sequence[SheetOffer]) -> None:
        from ui.start.sheet_choice import SheetChoiceDialog
        dialog = SheetChoiceDialog(self._window, self._now().path.name, found)

        def take() -> None:
            self._request = replace(self._now(), sheets=tuple(dialog.chosen()))
            self._judge()
        dialog.accepted.connect(take)
        self._show(dialog)

    def _ask_reading(self, question: ReadingQuestion) -> None:
        from ui.start.reading_choice import ReadingChoiceDialog
        dialog = ReadingChoiceDialog(self._window, self._now().path.name, question.readings)

        def take() -> None:
            self._request = replace(self._now(), sheets=(dialog.chosen(),))
            self._judge()
        dialog.accepted.connect(take)
        self._show(dialog)

    def _ask_header(self, question: HeaderQuestion) -> None:
        from ui.start.header_mapping import HeaderMappingDialog
        dialog = HeaderMappingDialog(self._window, question.sheet, question.why,
                                     header_row=question.header_row, mapping=question.mapping,
                                     fields=question.profile.fields)

        def take() -> None:
            choice = dialog.choice()._replace(profile=question.profile.name)
            self._settings.note_header(dialog.header_texts(), choice)
            request = self._now()
            request = replace(request, profile=question.profile.name)
            if question.group:
                self._request = replace(
                    request, choices={**request.choices, question.group: choice})
            else:
                self._request = replace(request, choice=choice,
                                        sheets=request.sheets or (question.sheet.name,))
            self._judge()
        dialog.accepted.connect(take)
        self._show(dialog)

    def _show(self, dialog: Dialog) -> None:
        dialog.rejected.connect(self._give_up)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # --- the end ---------------------------------------------------------------------------------

    def _now(self) -> Request:
        assert self._request is not None
        return self._request

    def _end(self) -> None:
        self._request = None
        self._book = None
        self.busy_changed.emit(False)

    def _give_up(self) -> None:
        self._end()
        self.given_up.emit()
