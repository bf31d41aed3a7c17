"""The window: menus, work steps, start page or work page, status line; opening and handing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.folders import work_folder
from app.work import OpenWork
from models.school import School
from ui import settings
from ui.action_table import TABLE, Act, Menu, keys_of
from ui.start.places import documents_folder, is_own
from ui.start.request import Request
from ui.widgets.patience import answered
from ui.widgets.soon import soon
from ui.window import actions
from ui.window.guide import Guide
from ui.window.list_desk import ListDesk
from ui.window.many_desk import ManyDesk
from ui.window.opening_desk import OpeningDesk
from ui.window.paper_desk import PaperDesk
from ui.work.rejudging import judge_in_background
from ui.work.status_line import StatusLine
from ui.work.work_steps import FIX, OPEN, SCHOOL, SUBMIT, WorkSteps

if TYPE_CHECKING:  # dialogs are imported when they are first asked for
    from app.document import Document, Update
    from app.submission import Submission
    from models.deliverables import WrittenFiles
    from ui.start.start_page import StartPage
    from ui.window.help import HelpDialog
    from ui.work.work_page import WorkPage

_NAME = "学籍总库校对"
_FRAME = 40  # a title bar, about
_DATES_AFTER = 300
"""Milliseconds until dates are looked for, which brings the code of handing in with it."""


class MainWindow(QMainWindow):
    """One roster at a time. ``document_changed`` carries the Document that is worked on from now
    on, or None."""

    document_changed = Signal(object)

    def __init__(self, defaults: Request | None = None, folder: Path | None = None, *,
                 roster_follows: bool = False) -> None:
        """``folder`` is the one of the working copies, by default the user's own. Where a roster
        follows at once, the start page is made only if nothing comes of it."""
        super().__init__()
        self.setObjectName("mainWindow")
        self.settings = settings.load()
        self.open_work: OpenWork | None = None
        self._due = ""
        self._roster_follows = roster_follows
        defaults = defaults or Request(Path())
        self._help: HelpDialog | None = None
        self.paper = PaperDesk(self, self._save_folder, self._is_source_unchanged,
                               self._written_files)
        self.many = ManyDesk(self, defaults.profile)
        self._afterwards: Act | None = None
        self._build()
        self.opening = OpeningDesk(
            self, self.settings, defaults, folder or work_folder())
        self.lists = ListDesk(
            self, defaults.profile, self.opening.folder, self.open_path)
        self._connect_signals()
        self._restore()
        self._show_document()

    @property
    def document(self) -> Document | None:
        """What is worked on."""
        return self.open_work.document if self.open_work is not None else None

    # --- parts -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.setMinimumSize(624, 340)
        self.actions_of = actions.make_actions(self, self._do)
        menus = actions.fill_menus(self, self.actions_of)
        self._recent_menu = menus[Menu.FILE].addMenu("最近打开(&R)")
        self._recent_menu.setObjectName("menuRecent")
        menus[Menu.FILE].insertMenu(self.actions_of[Act.NOTES], self._recent_menu)
        self._recent_menu.aboutToShow.connect(self._fill_recent)
        # each part is made where it stays: what moves is given its style anew, with all inside
        central = QWidget(self)
        self.steps = WorkSteps(central)
        self.status = StatusLine(central)
        self.pages = QStackedWidget(central)
        self.pages.setObjectName("pages")
        self.pages.addWidget(QWidget(self.pages))  # seen while the first roster is read
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.steps)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.status)
        self.setCentralWidget(central)
        self._guide = Guide(self.steps, self.status, self.actions_of)
        for act in (Act.PROBLEM_PANEL, Act.INSPECTOR):
            self.actions_of[act].setChecked(True)

    def _connect_signals(self) -> None:
        self.opening.taken.connect(self.work_on)
        self.opening.came_to_nothing.connect(self._stay_at_start)
        self.opening.keeper.state.connect(self.status.set_save_state)
        self.steps.step_chosen.connect(self._go_to_step)
        self.steps.submit_requested.connect(self.submit)
        self.document_changed.connect(self.paper.set_document)
        self.paper.list_changed.connect(self._look_for_dates)
        self.paper.submit_requested.connect(self.submit)
        self.document_changed.connect(self.many.set_document)
        self.many.open_requested.connect(self._open_to_look)
        self.many.row_requested.connect(self._show_row)
        self.document_changed.connect(self.lists.set_document)

    @cached_property
    def start(self) -> StartPage:
        """The start page, made for the first time without a roster."""
        from ui.start.start_page import StartPage

        start = StartPage(self.pages)
        self.opening.serve(start)
        start.district_requested.connect(self.many.check_schools)
        start.merge_requested.connect(self.lists.merge)
        start.merge_files_requested.connect(self.lists.merge_files)
        start.compare_requested.connect(lambda: self._open_first(Act.COMPARE))
        start.photos_requested.connect(lambda: self._open_first(Act.PHOTOS))
        self.pages.addWidget(start)
        return start

    @cached_property
    def work(self) -> WorkPage:
        """The page on which a roster is corrected, made for the first one: the start page is there
        sooner without it."""
        from ui.roster_table.layout import PROBLEM_COLUMNS
        from ui.work.work_page import WorkPage

        work = WorkPage(self.pages)
        work.known_schools = lambda: self.settings.schools
        for entry in TABLE:
            if entry.in_table:
                work.table.addAction(self.actions_of[entry.act])
        work.giving_way.shown.connect(self.actions_of[Act.PROBLEM_PANEL].setChecked)
        work.table.layout_of_columns.part_changed.connect(
            lambda part: self.actions_of[Act.PROBLEM_COLUMNS].setChecked(part == PROBLEM_COLUMNS))
        work.message.connect(self.status.show_message)
        work.remap_requested.connect(self.remap)
        work.profile_chosen.connect(self._change_profile)
        work.school_changed.connect(self._change_school)
        work.school_confirmed.connect(self._confirm_school)
        work.state_changed.connect(self._show_state)
        work.lists.result_requested.connect(self.lists.save_result)
        work.lists.detach_requested.connect(self.lists.detach)
        self._guide.work = work
        self.pages.addWidget(work)
        return work

    def _do(self, act: Act) -> None:
        """Carries out an action of the menus."""
        work, table = self.work, self.work.table
        table.view.finish_editing()
        jobs: dict[Act, Callable[[], object]] = {
            Act.OPEN: self.opening.choose_file, Act.NOTES: work.notes.show_again,
            Act.REMAP: self.remap,
            Act.SUBMIT: self.submit, Act.STORED: self.opening.keeper.show_stored,
            Act.CLOSE: self.close_document, Act.QUIT: self.close,
            Act.UNDO: work.correcting.undo, Act.REDO: work.correcting.redo, Act.COPY: table.copy,
            Act.PASTE: table.paste, Act.CLEAR: table.clear_cells, Act.FILL_DOWN: table.fill_down,
            Act.INSERT_ROW: table.insert_row, Act.DELETE_ROWS: table.delete_rows,
            Act.DISPOSE: work.dispose_selected,
            Act.SEARCH: work.tools.focus_search, Act.REPLACE: table.find_replace,
            Act.NEXT: work.next_problem, Act.PREVIOUS: lambda: work.next_problem(forward=False),
            Act.SHOW_ALL: lambda: work.show_mode("all"),
            Act.SHOW_PROBLEMS: lambda: work.show_mode("problems"),
            Act.SHOW_EDITED: lambda: work.show_mode("edited"), Act.RERUN: table.rerun_filter,
            Act.PROBLEM_PANEL: lambda: work.problems.setVisible(self._is_checked(act)),
            Act.INSPECTOR: lambda: work.inspector.setVisible(self._is_checked(act)),
            Act.COLUMNS: table.choose_columns,
            Act.PROBLEM_COLUMNS: lambda: table.show_problem_columns(self._is_checked(act)),
            Act.MASK: lambda: work.set_masked(self._is_checked(act)),
            Act.ZOOM_IN: table.zoom_in, Act.ZOOM_OUT: table.zoom_out,
            Act.ZOOM_RESET: table.zoom_reset, Act.SCHOOL: work.show_school,
            Act.FORMAT: work.correcting.unify_writing,
            Act.SURE: work.open_sure_list,
            Act.FIX_ALL: work.correcting.fix_all_shown,
            Act.CONFIRM: work.correcting.confirm_shown,
            Act.CONFIRM_ALL: work.correcting.confirm_all_shown,
            **self.paper.jobs, Act.PHOTOS: self.many.check_photos,
            Act.DISTRICT: self.many.check_schools, **self.lists.jobs,
            Act.REGIONS: self._show_regions, Act.HELP: self.show_help,
            Act.SHORTCUTS: lambda: self.show_help("keys"), Act.ABOUT: self._show_about}
        jobs[act]()

    def _is_checked(self, act: Act) -> bool:
        return self.actions_of[act].isChecked()

    # --- opening and closing ---------------------------------------------------------------------

    def open_path(self, path: Path, sheets: tuple[str, ...] = ()) -> None:
        """Opens a roster in the background."""
        self.opening.open_path(path, sheets)

    def _open_first(self, act: Act) -> None:
        """What needs a roster, asked for where none is open: it goes on when one is."""
        self._afterwards = act if self.opening.choose_file() else None

    def _open_to_look(self, path: Path, profile: str) -> None:
        self.opening.open_to_look(path, profile)
        self.raise_()
        self.activateWindow()

    def _show_row(self, row: int) -> None:
        if self.document is not None and row in self.document.roster:
            self.work.table.go_to(row, 0)
            self.raise_()
            self.activateWindow()

    def remap(self) -> None:
        """Asks again which column is which and reads the file anew."""
        if self.document is not None:
            self.opening.remap(self.document)

    def _change_profile(self, name: str) -> None:
        """Reads the file anew by another region's profile."""
        if self.document is not None:
            self.opening.change_profile(self.document, name)
            self.work.school.show_profile()  # until the file is read

    def work_on(self, work: OpenWork | None, said: str = "") -> None:
        """Works on this from now on. Every roster comes in here: opened, continued, or None to go
        back to the start page. ``said`` is for the status line."""
        self.open_work, self._due, self._roster_follows = work, "", False
        document = self.document
        if document is not None:
            document.subscribe(lambda update: self._refresh(document, update))
            judge_in_background(self, document)
        self.status.clear()
        self.work.set_document(document)
        self._show_document()
        self.document_changed.emit(document)
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None and document is not None and self.actions_of[
                afterwards].isEnabled():
            soon(self.work, lambda: self._do(afterwards))
        self.opening.show_state()
        self.status.show_message(said)

    def close_document(self) -> None:
        """Back to the start page."""
        if self.document is not None and self._may_leave():
            self.work_on(None)

    def _may_leave(self) -> bool:
        return self.document is None or self.opening.let_go()

    def _refresh(self, document: Document, update: Update) -> None:
        if document is self.document:
            self.work.refresh(update)
            self._guide.enable(document)
            if update.school and self.open_work is not None:
                if not self.open_work.school_confirmed:
                    self.work.school.show()
                self._school_changed()

    # --- what is shown ---------------------------------------------------------------------------

    def _show_document(self) -> None:
        document, work = self.document, self.open_work
        self.status.setVisible(document is not None)
        if document is None or work is None:
            self.setWindowTitle(_NAME)
            if not self._roster_follows:
                self._show_start()
            self._show_state()
        else:  # the work page has told its state already
            self.pages.setCurrentWidget(self.work)
            self._show_title(document)
            self.work.school.setVisible(not work.school_confirmed)
            soon(self.work, self._focus_first)
            soon(self.work, self._look_for_dates, _DATES_AFTER)

    def _show_title(self, document: Document) -> None:
        self.setWindowTitle(f"{document.school.name or document.roster.path.name} — {_NAME}")

    def _show_start(self) -> None:
        self.pages.setCurrentWidget(self.start)
        self.start.set_recent(self.settings.recent)
        soon(self.start.open_button, self.start.open_button.setFocus)
        soon(self.start, self._remind, _DATES_AFTER)

    def _stay_at_start(self) -> None:
        """The roster that was to follow does not."""
        if self._roster_follows:
            self._roster_follows = False
            self._show_start()

    def _remind(self) -> None:
        """What is due; looked for when the window has been there for a moment."""
        if self.document is not None:
            return
        if self.opening.is_busy:  # the roster comes first
            soon(self.start, self._remind, _DATES_AFTER)
            return
        from app.handing_in.reminders import reminders
        self.start.set_reminders(reminders(date.today()))

    def _focus_first(self) -> None:
        if self.open_work is not None:
            if self.open_work.school_confirmed:
                self.work.table.setFocus()
            else:
                self.work.school.focus_first_problem()

    def _show_state(self) -> None:
        self._guide.show(self.open_work, self._due)

    # --- the steps -------------------------------------------------------------------------------

    def _go_to_step(self, step: int) -> None:
        if step == OPEN:
            self.opening.choose_file()
        elif self.open_work is None:
            return
        elif step == SCHOOL:
            bar = self.work.school
            if bar.isVisible() and self.open_work.school_confirmed:
                bar.hide()
            else:
                self.work.show_school()
        elif step == FIX:
            self.work.table.setFocus()
        elif step == SUBMIT:
            self.submit()

    def _change_school(self, school: School) -> None:
        if self.document is not None:
            self.document.set_school(school)

    def _look_for_dates(self) -> None:
        """The nearest date of handing in; looked for when the roster is there."""
        from app.handing_in.checklist import next_date
        if self.document is not None:
            self._due = next_date(self.document, self.document.validator.today)
            self._show_state()
        else:
            self._remind()

    def _school_changed(self) -> None:
        if self.document is not None:
            self._show_title(self.document)
            self._look_for_dates()

    def _confirm_school(self) -> None:
        if self.open_work is None:
            return
        self.open_work.confirm_school()
        school = self.open_work.document.school
        self.settings.note_school(school.code, school.name)
        settings.save(self.settings)
        self.work.school.hide()
        self._show_state()
        self.work.table.setFocus()
        is_done = not self.open_work.document.tally().open
        self.status.show_message(
            "学校已核对。没有要处理的问题，可以生成上报文件了。" if is_done
            else f"学校已核对。按 {keys_of(Act.NEXT)} 到第一处问题。")

    def submit(self) -> None:
        """生成上报文件."""
        work = self.open_work
        if work is None:
            return
        from ui.submission.submission import SubmissionDialog  # brings the writers with it
        dialog = SubmissionDialog(
            self, work.document, self._save_folder(), school_confirmed=work.school_confirmed,
            source_unchanged=work.source_unchanged)
        dialog.fix_requested.connect(self.work.next_problem)
        dialog.school_confirmed.connect(self._confirm_school)
        dialog.school_requested.connect(self.work.show_school)
        dialog.hand_in_requested.connect(self.paper.show_checklist)
        dialog.written.connect(self._have_submitted)
        dialog.written.connect(lambda _result: self._keep_folder(dialog.folder))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save_folder(self) -> Path:
        """Where files are offered to be saved: as last time, else beside the roster."""
        folder = Path(self.settings.save_folder)
        if self.settings.save_folder and answered(folder.is_dir, False):
            return folder
        path = self.document.roster.path if self.document is not None else None
        return documents_folder() if path is None or is_own(path) else path.parent

    def _have_submitted(self, result: Submission) -> None:
        if self.open_work is not None:
            self.opening.note_submission(self.open_work, result)
            self._show_state()
            self.paper.note_submission(result)

    def _written_files(self) -> WrittenFiles | None:
        return self.open_work.written if self.open_work is not None else None

    def _is_source_unchanged(self) -> bool:
        return self.open_work is not None and self.open_work.source_unchanged

    def _keep_folder(self, folder: Path) -> None:
        self.settings.save_folder = str(folder)
        settings.save(self.settings)

    # --- help ------------------------------------------------------------------------------------

    def show_help(self, part: str = "") -> None:
        """Opens the help beside the window."""
        if self._help is None:
            from ui.window.help import HelpDialog
            self._help = HelpDialog(self)
        if self.document is not None:
            self._help.set_profile(self.document.profile)
        self._help.show_part(part)

    def _show_regions(self) -> None:
        from ui.window.regions import RegionsDialog
        dialog = RegionsDialog(self, self.opening.folder())
        dialog.changed.connect(self.work.school.refresh_profiles)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_about(self) -> None:
        from ui.window.about import AboutDialog
        dialog = AboutDialog(self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for number, path in enumerate(self.settings.recent, 1):
            action = QAction(f"&{number}  {Path(path).name.replace('&', '&&')}", self._recent_menu)
            action.setToolTip(path)
            action.triggered.connect(lambda _=False, chosen=path: self.open_path(Path(chosen)))
            self._recent_menu.addAction(action)
        if not self.settings.recent:
            self._recent_menu.addAction("（还没有）").setEnabled(False)

    # --- window ----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData().urls()) and not self.opening.is_busy:
            event.acceptProposedAction()
            self.start.set_hot(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.start.set_hot(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.start.set_hot(False)
        paths = _dropped(event.mimeData().urls())
        if paths:
            event.acceptProposedAction()
            # the program that is dragged from waits until this returns
            if len(paths) > 1 or answered(paths[0].is_dir, False):
                soon(self, lambda: self.lists.merge_paths(paths))
            else:
                soon(self, lambda: self.lists.dropped(paths[0]))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_leave():
            event.ignore()
            return
        settings.save_state("window", self.saveGeometry())
        if self._guide.work is not None:
            self._guide.work.save_state()
        settings.save(self.settings)
        self.many.close()
        super().closeEvent(event)

    def _restore(self) -> None:
        state = settings.load_state("window")
        if state.isEmpty() or not self.restoreGeometry(state):
            room = self.screen().availableGeometry().size()
            if room.height() < 768 + _FRAME:
                self.setWindowState(Qt.WindowState.WindowMaximized)
            self.resize(min(1366, room.width()), min(768, room.height() - _FRAME))


def _dropped(urls: list[QUrl]) -> list[Path]:
    """The files and folders that are held over the window; none if any of them is not local."""
    if all(url.isLocalFile() for url in urls):
        return [Path(url.toLocalFile()) for url in urls]
    return []
