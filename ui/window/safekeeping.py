"""Keeps the clerk's work safe and finds it again: between the window and the working copies.

The window asks to open a roster; what stands in the way (unfinished work, another window, a file
that was changed) is settled here with the clerk before the window may read it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app import continuing
from app.autosave import SaveState
from app.claims import claim_roster
from app.continuing import RosterState, Stored, Work
from app.output_notes import recover_output
from app.work import Admission, OpenWork
from models.errors import SessionBusyError, WorkbookError, XuejiError
from models.reading.limits import ReadingCancelledError
from models.reading.read import check_file
from models.regular import file_hash
from models.session.session import set_aside
from ui.start.places import Unfinished
from ui.start.request import Request
from ui.widgets import message
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task

if TYPE_CHECKING:
    from app.document import Document, Update

_log = logging.getLogger(__name__)


@dataclass
class _Coming:
    """A roster that is being opened, as the window asked for it."""

    request: Request
    admission: Admission


class Safekeeping(QObject):
    """``may_open`` lets a roster be read (its Request), ``continued`` hands over an OpenWork taken
    up again, ``refused`` says why neither, ``given_up`` that the clerk wants neither.
    ``state`` is a text for the status line and whether it tells of trouble, ``stored_changed``
    tells that working copies went, ``noted`` what else the clerk should know."""

    may_open = Signal(object)
    continued = Signal(object)
    refused = Signal(str)
    given_up = Signal()
    state = Signal(str, bool)
    stored_changed = Signal()
    noted = Signal(str)
    _saved = Signal(object)

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._coming: _Coming | None = None
        self.current: OpenWork | None = None
        self._told: set[str] = set()
        self._saved.connect(self._have_saved, Qt.ConnectionType.QueuedConnection)

    # --- what was left unfinished ----------------------------------------------------------------

    def start(self, *, may_clean: bool = True) -> None:
        """Repairs and clears up after a killed run (``may_clean``: no other program is at work)."""
        if may_clean:
            continuing.tidy(self._folder)
        for note in recover_output(self._folder):
            self.noted.emit(note)

    def unfinished(self) -> list[Unfinished]:
        """Work to go on with, for the start page; what is open now or was handed in is left out."""
        open_now = self.current.copy if self.current is not None else None
        shelf = continuing.look(self._folder)
        for note in shelf.notes:
            if note not in self._told:
                self._told.add(note)
                self.noted.emit(note)
        if not shelf.works:
            return []
        from ui.start.continue_work import progress
        return [Unfinished(work, work.source.path.name, progress(work)) for work in shelf.works
                if work.path != open_now and not work.status.finished]

    def discard(self, work: Work) -> None:
        """Deletes unfinished work after asking."""
        sure = message.ask(
            self._window, f"要删除“{work.source.path.name}”没有做完的工作吗？",
            "其中的修改会永久丢失；名册文件不受影响。", yes="删除", no="不删除",
            careful=True)
        if not sure:
            return
        entries = [entry for entry in continuing.stored(self._folder) if entry.path == work.path]
        try:
            for entry in entries:
                continuing.clear(self._folder, entry)
        except XuejiError as error:
            message.warn(self._window, str(error))
        except OSError:
            message.warn(self._window, "现在删除不了，可能正被其他程序使用。")

    # --- opening ---------------------------------------------------------------------------------

    def open(self, request: Request) -> None:
        """Settles whether and how a roster may be opened. One of the four signals follows."""
        if self._coming is not None:
            return
        path = request.path
        admission = Admission(path, read_only=request.to_look, to_look=request.to_look)
        self._coming = _Coming(request, admission)
        current = self.current.path if self.current is not None else None
        twice = f"“{path.name}”已经打开了。"

        def examine(task: Task) -> tuple[str, Work | None]:
            """Nothing of this is done in the window's thread: a network drive may stall."""
            if current is not None and continuing.is_same_file(current, path):
                raise WorkbookError(twice)
            check_file(path)
            if request.to_look:
                return "", None
            try:
                sha256 = file_hash(path, partial(_go_on, task))
            except OSError:  # the reader says what is wrong
                sha256 = ""
            claim = claim_roster(self._folder, path)  # last: a stalled drive would keep it
            if task.cancelled.is_set():  # nobody waits for the claim any more
                claim.release()
            else:
                admission.claims.append(claim)
            return sha256, continuing.find(self._folder, path, sha256) if sha256 else None

        def have(result: tuple[str, Work | None]) -> None:
            admission.sha256, work = result
            if work is None:
                self.may_open.emit(request)
            else:
                self._ask(work, RosterState.SAME if work.source.sha256 == admission.sha256
                          else RosterState.CHANGED)
        self._run(examine, have, path)

    def go_on(self, work: Work, request: Request) -> None:
        """Takes up work from the start page; ``request`` opens its roster anew if the clerk prefers
        that. One of the four signals follows."""
        if self._coming is not None:
            return
        if self.current is not None and self.current.copy == work.path:
            self.refused.emit(f"“{work.source.path.name}”已经打开了。")
            return
        admission = Admission(work.source.path)
        self._coming = _Coming(request, admission)

        def examine(task: Task) -> RosterState:
            state = work.state_of_roster(partial(_go_on, task))
            self._claim_source(task, admission, work)
            return state

        def have(state: RosterState) -> None:
            self._now().admission.is_changed = state is not RosterState.SAME
            if state is RosterState.CHANGED:
                self._ask(work, state)
            else:
                self._load(work)
        self._run(examine, have, work.source.path)

    def _offer_read_only(self, why: str) -> None:
        coming = self._now()
        if message.ask(self._window, why, yes="只读打开", no="取消"):
            coming.admission.read_only = True
            self.may_open.emit(coming.request)
        else:
            self._give_up()

    def _ask(self, work: Work, state: RosterState) -> None:
        from ui.start.continue_work import ContinueDialog
        admission = self._now().admission
        admission.is_changed = state is not RosterState.SAME
        dialog = ContinueDialog(self._window, work, admission.path, state)

        def decide() -> None:
            if dialog.starts_anew:
                self._start_anew(work)
            else:
                self._load(work)
        dialog.accepted.connect(decide)
        dialog.rejected.connect(self._give_up)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _start_anew(self, work: Work) -> None:
        try:
            continuing.start_anew(work)
        except OSError:
            self._refuse("上次的工作现在不能另存一旁，可能正被其他程序使用；请稍后再试。")
            return
        coming = self._now()

        def have(sha256: str) -> None:
            coming.admission.sha256, coming.admission.is_changed = sha256, False
            self.may_open.emit(coming.request)
        path = coming.request.path
        self._run(lambda task: _hash(path, task), have, path)

    def _claim_source(self, task: Task, admission: Admission, work: Work) -> None:
        """Claims the roster that the work began with, unless that is done. Not in the window's
        thread: its drive may stall."""
        path = work.source.path
        if admission.claims and (
                admission.path == path or continuing.is_same_file(path, admission.path)):
            return
        try:
            claim = claim_roster(self._folder, path)
        except SessionBusyError as error:
            raise WorkbookError(f"“{path.name}”正在另一个窗口中校对，请到那个窗口里继续。") from error
        if task.cancelled.is_set():  # nobody waits for the claim any more
            claim.release()
        else:
            admission.claims.append(claim)

    def _load(self, work: Work) -> None:
        admission = self._now().admission

        def load(task: Task) -> Document:
            self._claim_source(task, admission, work)
            return continuing.go_on(work)

        def have(document: Document) -> None:
            self._now().admission.work = work
            taken = self.take(document)
            if taken is not None:
                self.continued.emit(taken)
        self._run(load, have, work.source.path)

    def _run(self, function: Callable[[Task], Any], then: Callable[[Any], None],
             path: Path) -> None:
        """Works in the background; a wait is seen and can be stopped, even if the drive stalls."""
        job = Job(function, self)
        job.succeeded.connect(then)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._give_up)
        Waiting(self._window, job, "打开名册",
                f"正在打开“{path.name}”").start()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, SessionBusyError):
            self._offer_read_only(str(error))
        elif isinstance(error, XuejiError):
            self._refuse(str(error))
        else:
            self._give_up()

    def _refuse(self, why: str) -> None:
        self.give_up()
        self.refused.emit(why)

    def _give_up(self) -> None:
        self.give_up()
        self.given_up.emit()

    def give_up(self) -> None:
        """The roster that was allowed or continued is not taken after all."""
        if self._coming is not None:
            self._coming.admission.release()
            self._coming = None

    def _now(self) -> _Coming:
        if self._coming is None:
            raise RuntimeError("nothing is being opened")
        return self._coming

    # --- while it is open ------------------------------------------------------------------------

    def take(self, document: Document) -> OpenWork | None:
        """From now on every step of the document that was opened or continued is kept. None if the
        clerk stays with the one before."""
        before = self.current.copy if self.current is not None else None
        if not self.let_go():
            self.give_up()
            return None
        coming, self._coming = self._coming, None
        admission = (coming.admission if coming is not None
                     else self._read_again(document.roster.path, before))
        self.current = OpenWork(document, admission, folder=self._folder,
                                on_saved=self._saved.emit)
        document.subscribe(self._changed)
        return self.current

    def _read_again(self, path: Path, before: Path | None) -> Admission:
        """The open roster was read anew, as the clerk wished: what was done before is set aside."""
        admission = Admission(path, sha256=_hash(path))
        try:
            admission.claims.append(claim_roster(self._folder, path))
            if before is not None:
                set_aside(before)
        except SessionBusyError:
            admission.read_only = True
        except OSError:
            _log.exception("the work before can't be set aside")
        return admission

    def let_go(self) -> bool:
        """Ends keeping the current work; False if the clerk stays because not all is saved."""
        work = self.current
        if work is None:
            return True
        while not work.flush(5.0):
            from ui.window.unsaved import UnsavedDialog
            answer = UnsavedDialog(self._window, work.error)
            if not answer.exec():
                return False
            if answer.gives_up:
                break
        work.leave()
        self.current = None
        return True

    def show_state(self) -> None:
        """Tells how safe the work is."""
        work = self.current
        if work is None:
            self.state.emit("", False)
        elif work.is_to_look:
            self.state.emit("只看，不能修改", False)
        elif work.document.read_only:
            self.state.emit("只读：另一个窗口正在校对这份名册", False)
        elif work.trouble:
            self.state.emit("有修改还没有保存到磁盘", True)
        elif not work.is_safe:  # a step was taken since the last word from the disk
            self.state.emit("正在保存…", False)
        elif work.saved_at:
            self.state.emit(
                f"所有修改已保存 {work.saved_at[11:16]}", False)
        else:
            self.state.emit("修改会自动保存", False)

    @property
    def is_safe(self) -> bool:
        """Whether everything that was done is on the disk."""
        return self.current is None or self.current.is_safe

    def _changed(self, _update: Update) -> None:
        self.show_state()

    def _have_saved(self, state: SaveState) -> None:
        work = self.current
        if work is None:
            return
        is_news = bool(state.error) and not work.trouble
        work.note_saved(state)
        self.show_state()
        if is_news:
            message.warn(self._window, state.error)

    # --- privacy ---------------------------------------------------------------------------------

    def offer_removal(self) -> None:
        """After handing in: offers to delete what was kept."""
        work = self.current
        if work is None or not work.keeps_something:
            return
        if not message.ask(
                self._window, "上报文件已经生成，要删除保存在这台电脑上的工作吗？",
                "里面有学生的信息。以后还可能退回修改的话，请留着；随时可以在“文件”菜单里清除。",
                yes="删除", no="留着", careful=True):
            return
        try:
            work.discard_copy()
        except OSError:
            message.warn(self._window, "现在删除不了，可能正被其他程序使用。")
            return
        self.show_state()

    def show_stored(self) -> None:
        """清除已保存的工作: what is kept on this computer, without what is open now."""
        from ui.start.stored_work import StoredWorkDialog
        open_now = self.current.copy if self.current is not None else None
        entries = [entry for entry in continuing.stored(self._folder) if entry.path != open_now]
        dialog = StoredWorkDialog(self._window, entries, self._clear)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _clear(self, entry: Stored) -> None:
        continuing.clear(self._folder, entry)
        self.stored_changed.emit()


def _go_on(task: Task) -> None:
    """Ends the work on a file that the clerk no longer waits for."""
    if task.cancelled.is_set():
        raise ReadingCancelledError("已取消。")


def _hash(path: Path, task: Task | None = None) -> str:
    try:
        return file_hash(path, partial(_go_on, task) if task is not None else None)
    except OSError:
        return ""
