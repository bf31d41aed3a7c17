"""How a roster comes into the window and leaves it: asked for, claimed, read, kept safe, let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.continuing import Work
from app.work import OpenWork
from models.profile import load_profile
from ui import settings
from ui.settings import Settings
from ui.start.opening import Opening
from ui.start.places import is_own
from ui.start.request import Request
from ui.widgets import message
from ui.widgets.file_filters import ROSTER_FILTER
from ui.widgets.patience import answered
from ui.widgets.soon import soon
from ui.window.safekeeping import Safekeeping

if TYPE_CHECKING:
    from app.document import Document
    from app.submission import Submission
    from ui.start.start_page import StartPage

_SAVE_AFTER = 300
"""Milliseconds until the settings are written; the roster that was opened is shown first."""


class OpeningDesk(QObject):
    """``taken`` carries the OpenWork that is worked on from now on, and what to say about it;
    ``came_to_nothing`` says that what was asked for will not be opened."""

    taken = Signal(object, str)
    came_to_nothing = Signal()

    def __init__(self, window: QWidget, kept: Settings, defaults: Request, folder: Path) -> None:
        """``defaults`` is how rosters are opened unless more is known, ``folder`` the one of the
        working copies."""
        super().__init__(window)
        self._window, self._settings, self._defaults = window, kept, defaults
        self._start: StartPage | None = None
        self._opening = Opening(window, kept)
        self.keeper = Safekeeping(window, folder)
        self._connect()

    def _connect(self) -> None:
        opening, keeper = self._opening, self.keeper
        for signal in (opening.failed, opening.given_up, keeper.refused, keeper.given_up):
            signal.connect(lambda *_: self.came_to_nothing.emit())
        opening.failed.connect(lambda text: message.warn(self._window, text))
        opening.failed.connect(keeper.give_up)
        opening.given_up.connect(keeper.give_up)
        opening.opened.connect(self._have_opened)
        keeper.may_open.connect(opening.start)
        keeper.continued.connect(self._go_on)
        keeper.refused.connect(lambda text: message.warn(self._window, text))
        keeper.noted.connect(lambda text: message.inform(self._window, text))
        keeper.stored_changed.connect(self._show_unfinished)
        soon(self, self.show_state)

    def serve(self, start: StartPage) -> None:
        """Does what is asked for on the start page, and shows there what can be gone on with."""
        self._start = start
        self._opening.busy_changed.connect(lambda busy: start.setEnabled(not busy))
        start.setEnabled(not self.is_busy)
        start.open_requested.connect(self.choose_file)
        start.path_requested.connect(self.open_path)
        start.continue_requested.connect(
            lambda work: self.keeper.go_on(work, self._request(work.source.path)))
        start.discard_requested.connect(self._discard)
        self._show_unfinished()

    @property
    def is_busy(self) -> bool:
        """Whether a roster is being opened."""
        return self._opening.is_busy

    # --- opening ---------------------------------------------------------------------------------

    def choose_file(self) -> bool:
        """Asks for a roster and opens it; False if none was chosen."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, "打开名册", str(self.folder()), ROSTER_FILTER)
        if path:
            self.open_path(Path(path))
        return bool(path)

    def folder(self) -> Path:
        """Where files are looked for: where the last one was."""
        return Path(self._settings.open_folder or Path.home())

    def open_path(self, path: Path, sheets: tuple[str, ...] = ()) -> None:
        """Opens a roster in the background."""
        if not self.is_busy:
            self.keeper.open(self._request(path, sheets))

    def open_to_look(self, path: Path, profile: str) -> None:
        """Opens another's roster, in which nothing can be changed."""
        if not self.is_busy:
            self.keeper.open(replace(self._request(path), profile=profile, to_look=True))

    def _request(self, path: Path, sheets: tuple[str, ...] = ()) -> Request:
        """How a roster is opened here, if nothing more is known about it."""
        return replace(self._defaults, path=Path(path).absolute(), sheets=sheets)

    def remap(self, document: Document) -> None:
        """Asks again which column is which and reads the open file anew."""
        school = document.school
        self._read_again(document, "重新指定各列要重新读取原名册。", replace(
            self._defaults, path=document.roster.path, sheets=document.roster.sheets,
            profile=document.profile.name, code=school.code or None, name=school.name or None,
            school_year=None, ask_header=True,
            system=school.system if school.system in document.profile.all_systems else None))

    def change_profile(self, document: Document, profile: str) -> None:
        """Reads the open file anew by another region's profile. What else is known of the school
        stays, but for a code of another length."""
        school, length = document.school, load_profile(profile).school_code_length
        self._read_again(document, "换地区模板要重新读取原名册，各项按新的模板核对。", replace(
            self._defaults, path=document.roster.path, sheets=document.roster.sheets,
            profile=profile,
            code=school.code if school.code and len(school.code) == length else None,
            name=school.name or None, school_year=None, system=None))

    def _read_again(self, document: Document, why: str, request: Request) -> None:
        if self.is_busy or document.journal.done and not message.ask(
                self._window, why,
                f"现在的 {document.journal.done} 步修改会丢掉。",
                yes="重新读取", no="不改了", careful=True):
            return
        self._opening.start(request)

    def _have_opened(self, document: Document) -> None:
        work = self.keeper.take(document)
        if work is None:
            return
        if not (is_own(document.roster.path) or work.is_to_look):
            self._settings.note_opened(document.roster.path)
            soon(self, lambda: settings.save(self._settings), _SAVE_AFTER)
        self.taken.emit(work, "")

    def _go_on(self, work: OpenWork) -> None:
        gone = "" if answered(work.document.roster.path.exists, True) \
            else "原来的名册文件已不在原处；校对用的是保存下来的内容，不受影响。"
        self.taken.emit(work, gone)

    # --- leaving ---------------------------------------------------------------------------------

    def let_go(self) -> bool:
        """Ends keeping what is open; False if the clerk stays with it."""
        return self.keeper.let_go()

    def note_submission(self, work: OpenWork, result: Submission) -> None:
        """Both files were written: the work is done, and its copy may go when the clerk has read
        the result."""
        work.note_submitted(datetime.now(), unfinished=result.unfinished,
                            files=result.files)
        if result.unfinished:
            return
        from ui.submission.submission import SubmissionDialog  # was imported to hand in
        dialog = self._window.findChild(SubmissionDialog)
        if dialog is not None:
            dialog.finished.connect(lambda _code: soon(self, self._handed_in))

    def _handed_in(self) -> None:
        """Waits for the list of what is to be handed in, if the clerk went on to it."""
        following = next((each for each in self._window.findChildren(QDialog, "checklist")
                          if each.isVisible()), None)
        if following is not None:
            following.finished.connect(lambda _code: soon(self, self.keeper.offer_removal))
        else:
            self.keeper.offer_removal()

    # --- what is shown ---------------------------------------------------------------------------

    def show_state(self) -> None:
        """How safe the work is; on the start page, what can be gone on with."""
        self.keeper.show_state()
        self._show_unfinished()

    def _show_unfinished(self) -> None:
        if self._start is not None and self.keeper.current is None:
            self._start.set_unfinished(self.keeper.unfinished())

    def _discard(self, work: Work) -> None:
        self.keeper.discard(work)
        self._show_unfinished()
