"""Opening a roster in the background, asking on the way what only the clerk can know.

The reading and judging are pure functions that run in a thread; ``Opening`` walks from one to the
next and shows the dialogs in between. Each of them is imported when it is needed: most rosters ask
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from models.bulk import collection_paused, forget
from models.errors import (
    NoHeaderError, PasswordNeededError, SheetChoiceError, WrongPasswordError, XuejiError)
from models.fields import HEADER_WITHIN, Fields
from models.grid import Sheet, Workbook
from models.intake.header import Header, find_header, header_ending
from models.intake.roster_from_sheets import likely_sheets, readings, roster_from
from models.intake.several import HeadingGroup, SheetOffer, heading_groups, lacking_titles, offers
from models.profile import DEFAULT_PROFILE, Profile, load_profile
from models.reading.in_process import open_workbook
from ui.settings import HeaderChoice, Settings, fingerprint
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task

if TYPE_CHECKING:
    from app.document import Document
    from ui.widgets.dialog_frame import Dialog


@dataclass(frozen=True)
class Request:
    """What to open and what is known about it. ``profile`` is the clerk's choice (None: what the
    file speaks for). ``ask_header`` asks for the columns even where they were recognised;
    ``to_look`` lets nothing be changed, claimed or kept."""

    path: Path
    profile: str | None = None
    sheets: tuple[str, ...] = ()
    code: str | None = None
    name: str | None = None
    school_year: int | None = None
    system: str | None = None
    today: date | None = None
    choice: HeaderChoice | None = None
    ask_header: bool = False
    to_look: bool = False
    choices: Mapping[str, HeaderChoice] = field(default_factory=dict)
    """What was answered for each group of equal headings of several sheets, by fingerprint."""


class HeaderQuestion(NamedTuple):
    """The columns must be asked for: the sheet, why, what was recognised, and of which profile."""

    sheet: Sheet
    why: str
    header_row: int
    mapping: Mapping[str, int] | None
    profile: Profile
    group: str = ""
    """The fingerprint of the headings, where there are several."""


class SheetQuestion(NamedTuple):
    """Several sheets fit: which of them are meant."""

    offers: Sequence[SheetOffer]


class ReadingQuestion(NamedTuple):
    """The file can be read in two ways, the likelier first; each is taken by its sheet's name."""

    readings: tuple[Sheet, Sheet]


# --- what runs in the thread ---------------------------------------------------------------------


def read(path: Path, password: str | None, task: Task) -> Workbook:
    """The workbook; raises what ``open_workbook`` raises."""
    task.progress("正在读取文件…")
    with collection_paused(lasting=True):
        return open_workbook(path, password=password, cancel=task.cancelled)


def judge(book: Workbook, request: Request, remembered: Mapping[str, HeaderChoice],
          task: Task) -> Document | HeaderQuestion | ReadingQuestion | SheetQuestion:
    """The judged document, or the question that must be answered first. Raises what
    ``roster_from`` raises."""
    from app.guessing import guess_profile
    from app.opening import check_given, document_of  # all the rules: not for the start page

    task.progress("正在识别各列…")
    guess = guess_profile(book) if request.profile is None else None
    profile = load_profile(request.profile or (guess.name if guess else DEFAULT_PROFILE))
    check_given(profile, request.code, request.school_year, request.system)
    choice = request.choice
    twofold = next((sheet for sheet in book.sheets if sheet.other_reading is not None), None)
    if twofold is not None and twofold.other_reading is not None and not request.sheets:
        return ReadingQuestion((twofold, twofold.other_reading))
    groups: dict[str, tuple[int, Mapping[str, int]]] = {}
    if choice is None:
        if not request.sheets and len(several := likely_sheets(book, profile.fields)) > 1:
            return SheetQuestion(offers(several, profile.fields))
        found = _recognise(book, request, remembered, profile)
        if isinstance(found, HeaderQuestion):
            return found
        if isinstance(found, dict):
            groups = found
        else:
            choice = found
    with collection_paused(lasting=True):
        roster = roster_from(book, sheets=request.sheets,
                             mapping=choice.mapping if choice else None,
                             header_row=choice.header_row if choice else None,
                             fields=profile.fields, by_sheet=groups)
        if guess is not None:
            roster.notes.insert(0, guess.note)
        task.progress(f"正在核对 {len(roster):,} 名学生…")
        document = document_of(roster, profile, code=request.code, name=request.name,
                               school_year=request.school_year, system=request.system,
                               today=request.today)
        document.validator.explained()  # the window asks for it at once, and would stand still
        return document


def _recognise(book: Workbook, request: Request, remembered: Mapping[str, HeaderChoice],
               profile: Profile
               ) -> HeaderChoice | HeaderQuestion | dict[str, tuple[int, Mapping[str, int]]] | None:
    """A remembered choice (of several headings: each sheet's), a question, or None where the header
    speaks for itself."""
    fields = profile.fields
    sheets = _sheets(book, request.sheets, fields)
    headers = [header for sheet in sheets if (header := find_header(sheet, fields)) is not None]
    if not headers:
        return _without_header(book, request, remembered, profile)
    first, sheet = headers[0], sheets[0]
    alike = all((one.texts, one.end) == (first.texts, first.end) for one in headers)
    if not alike or len(headers) < len(sheets):
        return _recognise_groups(sheets, request, remembered, profile)
    known = remembered.get(fingerprint(first.texts, profile.name))
    if known is not None and not known.mapping.keys() <= set(fields.keys):
        known = None  # the profile has changed since
    if known is not None and not request.ask_header:
        return HeaderChoice(first.end, known.mapping)
    why = _doubt(first, sheet, fields)
    if request.ask_header:
        why = "现在这样对应各列，可以改。"
    return HeaderQuestion(sheet, why, first.end, known.mapping if known else None,
                          profile) if why else None


def _recognise_groups(sheets: Sequence[Sheet], request: Request,
                      remembered: Mapping[str, HeaderChoice], profile: Profile
                      ) -> HeaderQuestion | dict[str, tuple[int, Mapping[str, int]]]:
    """Of sheets with several headings the columns of those that can't be read as they are, or the
    question about the first of them that nobody has answered."""
    chosen: dict[str, tuple[int, Mapping[str, int]]] = {}
    fields = profile.fields
    for group in heading_groups(sheets, fields):
        mark = fingerprint(group.texts, profile.name)
        first = group.headers[0].end
        choice = request.choices.get(mark)
        known = None if choice is not None else remembered.get(mark)
        if choice is None and not request.ask_header:
            choice = known and HeaderChoice(first, known.mapping)
        if choice is None and (request.ask_header or group.lacking or group.guessed):
            return HeaderQuestion(
                group.sheets[0], _why_asked(group, fields, request), first,
                known.mapping if known else group.mapping, profile, mark)
        if choice is not None:
            for sheet, header in zip(group.sheets, group.headers):
                chosen[sheet.name] = (header.end + choice.header_row - first, choice.mapping)
    return chosen


def _why_asked(group: HeadingGroup, fields: Fields, request: Request) -> str:
    names = "、".join(f"“{sheet.name}”" for sheet in group.sheets[:3])
    if len(group.sheets) > 3:
        names += f"等 {len(group.sheets)} 张"
    if request.ask_header and not group.lacking:
        return f"工作表{names}：现在这样对应各列，可以改。"
    if group.lacking:
        return (f"工作表{names}的表头与其他表不同，没有{lacking_titles(fields, group.lacking)}。"
                f"请核对各列；确实没有的，打开后逐人补上，能推算的会给出改法。")
    return f"工作表{names}的表头与其他表不同，已按内容认出各列，请核对。"


def _sheets(book: Workbook, names: Sequence[str], fields: Fields) -> list[Sheet]:
    """The sheets that will be read."""
    if names and tuple(names) != ("*",):
        return [one for sheet in book.sheets for one in readings(sheet) if one.name in names]
    return likely_sheets(book, fields)


def _doubt(header: Header, sheet: Sheet, fields: Fields) -> str:
    """Why the clerk should look at the columns; "" if there is no reason to.

    A missing field is no reason where no column is left that could be it.
    """
    texts = header.texts
    keys = [match.key if text and (match := fields.match(text)) else None for text in texts]
    mapping, _ = fields.map(texts, lambda column: [
        cells[column] for cells in sheet.rows[header.end:] if column < len(cells)])
    for key, column in mapping.items():
        keys[column] = key  # a bare 学籍号 too, by what stands below it
    twice = [key for key in fields.keys if keys.count(key) > 1]
    missing = [key for key in fields.required if key not in keys]
    others = [text for text, key in zip(texts, keys, strict=True) if key is None and text.strip()]
    if missing and others:
        names = "、".join(fields.titles[key] for key in missing)
        return f"表头里没有认出：{names}。如果名册里有，请指明是哪一列。"
    if twice:
        names = "、".join(fields.titles[key] for key in twice)
        return f"表头里有不止一列像是：{names}。请确认用哪一列。"
    return ""


def _without_header(book: Workbook, request: Request, remembered: Mapping[str, HeaderChoice],
                    profile: Profile) -> HeaderChoice | HeaderQuestion | None:
    """No header was found: a line that was chosen before, else the question."""
    named = [sheet for sheet in book.sheets if sheet.name in request.sheets]
    sheets = named or [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden]
    if not sheets or not any(map(len, sheets[0].rows)):
        return None  # the reader says what is wrong
    sheet = max(sheets, key=lambda one: len(one.rows))
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        known = remembered.get(fingerprint(header_ending(sheet, row).texts, profile.name))
        if known is not None and not request.ask_header:
            return HeaderChoice(row + 1, known.mapping)
    widest = max(range(min(HEADER_WITHIN, len(sheet.rows))),
                 key=lambda row: (sum(1 for text in sheet.rows[row] if text.strip()), -row))
    return HeaderQuestion(
        sheet, f"没有找到表头（{profile.fields.examples}至少要有）。请指明表头在哪一行、各项是哪一列。",
        widest + 1, None, profile)


# --- what runs in the window ---------------------------------------------------------------------


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
        path = self._now().path
        self._work(Job(lambda task: read(path, password, task), self), self._have_book)

    def _have_book(self, book: object) -> None:
        assert isinstance(book, Workbook)
        self._book = book
        self._judge()

    def _judge(self) -> None:
        book, request, known = self._book, self._now(), dict(self._settings.headers)
        assert book is not None
        self._work(Job(lambda task: judge(book, request, known, task), self), self._judged)

    def _judged(self, result: object) -> None:
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
