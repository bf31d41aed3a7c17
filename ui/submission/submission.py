"""生成上报文件: the check list, the two files to be written, and the page that says what was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QWidget

from app import submission
from app.document import Document
from app.handing_in.earlier import earlier_files, known_files
from app.judged import Tally
from app.submission import Submission, handed_in
from models.bulk import collection_paused
from models.errors import OutputCancelledError, SchoolError, XuejiError
from ui.looks import theme
from ui.submission.correction_count import CorrectionCount
from ui.submission.submission_pages import CheckPage, ResultPage
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.dialog_parts import fit_anew
from ui.widgets.worker import Job, Task


class SubmissionDialog(Dialog):
    """Writes both files on request. ``fix_requested`` asks to go back to the problems,
    ``hand_in_requested`` to go on to handing in,
    ``school_confirmed`` tells that the clerk confirmed the school here, ``written`` carries the
    Submission."""

    fix_requested = Signal()
    school_confirmed = Signal()
    school_requested = Signal()
    written = Signal(object)
    hand_in_requested = Signal()

    def __init__(self, parent: QWidget | None, document: Document, folder: Path, *,
                 school_confirmed: bool, source_unchanged: bool = True) -> None:
        super().__init__(parent, "submission", "生成上报文件" if parent else "生成上报文件")
        self._document = document
        self._school_confirmed = school_confirmed
        self._source_unchanged = source_unchanged
        self._folder = folder
        self._known: list[Path] = []
        self._job: Job | None = None
        self._tally = Tally(0, 0, 0, 0)
        self._corrections = CorrectionCount(document, self)
        self._corrections.counted.connect(self._show_files)
        self.result_of: Submission | None = None
        self.resize(640, 400)
        self.check = CheckPage(document, self)
        self.check.changed.connect(self._forget_problem)
        self.check.changed.connect(self._show_files)
        self.check.resized.connect(lambda: fit_anew(self))
        self.check.folder_button.clicked.connect(self._choose_folder)
        self.check.school.button.clicked.connect(self._confirm_school)
        self.done_page = ResultPage(document, self)
        self.done_page.hide()
        self.done_page.earlier.settled.connect(lambda: fit_anew(self))
        self.body.addWidget(self.check)
        self.body.addWidget(self.done_page)
        self.body.addStretch(1)
        self.problem = self.words("", "error")
        self.problem.setObjectName("submissionProblem")
        self.problem.hide()
        self.bar = QProgressBar(self)
        self.bar.setObjectName("submissionBar")
        self.bar.setAccessibleName("写入进度")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.body.addWidget(self.bar)
        self._make_buttons()
        self.refresh()

    # --- parts -----------------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        self.anyway_button = QPushButton("仍要生成（未校对完）…", self)
        self.anyway_button.setObjectName("anyway")
        self.anyway_button.setAccessibleName("有错误也生成，文件名加未校对完")
        self.anyway_button.setProperty("kind", "link")
        self.anyway_button.setAutoDefault(False)
        self.anyway_button.clicked.connect(self._write_anyway)
        self.buttons.insertWidget(0, self.anyway_button)
        self.print_button = self.add_button("打印更正表…", "print")
        self.print_button.clicked.connect(self._print)
        self.folder_open_button = self.add_button("打开所在文件夹", "openFolder")
        self.folder_open_button.clicked.connect(self._open_folder)
        self.hand_in_button = self.add_button("去上报…", "handIn")
        self.hand_in_button.clicked.connect(self._hand_in)
        self.cancel_button = self.add_cancel()
        self.go_button = self.add_button("", "go", primary=True)
        self.go_button.clicked.connect(self._go)

    # --- state -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows the check list as the document stands now."""
        self._tally = tally = self._document.tally()
        self.set_heading(
            "可以生成上报文件了" if not tally.errors
            else f"还有 {tally.errors:,} 处错误没有处理")
        self.check.show_list(tally, school_confirmed=self._school_confirmed)
        self._show_files()

    def _show_files(self) -> None:
        """Names and contents of the two files, and which buttons make sense."""
        self.check.folder_label.set_full_text(str(self._folder))
        try:
            names: tuple[str, str] | None = submission.file_names(
                self._document, bool(self._tally.errors), self.check.form.use)
        except SchoolError:
            names = None
        count = self._corrections
        self.check.show_files(names, count.lines(
            include_format=self.check.include_format.isChecked(),
            whole_columns=self.check.whole_columns_chosen(),
            extra_columns=self.check.chosen_columns()) if count.done else None, count.writing,
            count.without_reason, count.filled)
        self._show_buttons(self._tally.errors, names is not None)

    def _show_buttons(self, errors: int, named: bool) -> None:
        done, busy = self.result_of is not None, self._job is not None
        self.anyway_button.setVisible(bool(errors) and not done and not busy)
        self.anyway_button.setEnabled(named and self.check.form.ready)
        self.print_button.setVisible(self.result_of is not None and not self.result_of.issued)
        self.folder_open_button.setVisible(done)
        self.hand_in_button.setVisible(
            self.result_of is not None and not self.result_of.unfinished)
        self.cancel_button.setVisible(not done)
        self.cancel_button.setText("停止" if busy else "取消")
        self.check.set_busy(busy)
        ready = named and self.check.form.ready
        if done:
            self.go_button.setText("完成")
            self.go_button.setEnabled(True)
        elif errors:
            self.go_button.setText("回去处理错误")
            self.go_button.setEnabled(not busy)
        else:
            self.go_button.setText("生成这两个文件")
            self.go_button.setEnabled(ready and self._school_confirmed and not busy)

    # --- what is done ----------------------------------------------------------------------------

    def _go(self) -> None:
        if self.result_of is not None:
            self.accept()
        elif self._document.tally().errors:
            self.fix_requested.emit()
            self.reject()
        else:
            self._write(allow_errors=False)

    def _hand_in(self) -> None:
        self.accept()
        self.hand_in_requested.emit()

    def _write_anyway(self) -> None:
        """The second, explicit decision."""
        errors = self._document.tally().errors
        sure = message.ask(
            self, f"还有 {errors:,} 处错误，仍要生成吗？",
            "两个文件的名字里会加上“（未校对完）”，只供查看或请人帮助，不要上报。",
            yes="生成未校对完的文件", no="不生成", careful=True)
        if sure:
            self._write(allow_errors=True)

    def _write(self, *, allow_errors: bool) -> None:
        self.problem.hide()
        document, folder = self._document, self._folder
        include, columns = self.check.include_format.isChecked(), self.check.chosen_columns()
        form, whole = self.check.form.use, self.check.whole_columns_chosen()

        self._known = known_files(document)

        def work(task: Task) -> Submission:
            with collection_paused():
                return submission.submit(
                    document, folder, allow_errors=allow_errors, include_format=include,
                    whole_columns=whole, extra_columns=columns, form=form,
                    cancelled=task.cancelled.is_set,
                    progress=lambda done, total: task.progress("", done, total))
        self._job = Job(work, self, waits=True)
        self._job.progressed.connect(self._progress)
        self._job.succeeded.connect(self._have_written)
        self._job.failed.connect(self._failed)
        self.bar.setRange(0, 0)
        self.bar.show()
        self._show_files()
        self._job.start()

    def _progress(self, _text: str, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.bar.hide()
        self._show_files()
        if isinstance(error, OutputCancelledError):
            self.problem.setText("已停止，没有生成文件。")
        elif isinstance(error, XuejiError):
            self.problem.setText(str(error))
        else:
            self.problem.setText("程序出了意外，没有生成文件。")
        self.problem.show()
        fit_anew(self)

    def _have_written(self, result: Submission) -> None:
        self._job = None
        self.bar.hide()
        self.result_of = result
        self.check.hide()
        self.done_page.show()
        self.set_heading(
            "两个文件已写好，并已读回逐格核对一致" if not result.unfinished
            else "未校对完的两个文件已写好，请不要上报")
        form = self.check.form.use
        protect = [self._document.roster.path, *([form.source] if form is not None else [])]
        self.done_page.earlier.show_files(
            earlier_files(self._document, result, self._known, protect))
        self.done_page.show_result(
            result, self._tally,
            columns=handed_in(self._document) + len(self.check.chosen_columns()),
            source_unchanged=self._source_unchanged)
        if result.pair.notes:  # what an interrupted run had left in the folder
            self.problem.setText("\n".join(result.pair.notes))
            self.problem.show()
        self._show_buttons(self._tally.errors, True)
        to_do = self.go_button if result.unfinished else self.hand_in_button
        for button in (self.go_button, self.hand_in_button):  # the next step is the blue one
            theme.set_kind(button, "primary" if button is to_do else "plain")
            button.setDefault(button is to_do)
        to_do.setFocus()
        fit_anew(self)
        self.written.emit(result)

    def reject(self) -> None:
        """Esc: stops writing if it is going on, else closes."""
        if self._job is not None:
            self._job.cancel()
            self.cancel_button.setEnabled(False)
            return
        if self.result_of is not None:
            self.accept()
            return
        super().reject()

    def _confirm_school(self) -> None:
        school = self._document.school
        if school.code and school.name.strip():
            self._school_confirmed = True
            self.school_confirmed.emit()
            self.refresh()
            self.go_button.setFocus()
        else:
            self.school_requested.emit()
            self.reject()

    def _forget_problem(self) -> None:
        """What is chosen now is not what failed."""
        self.problem.hide()

    def _choose_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, "把两个文件保存到", str(self._folder))
        if found:
            self._folder = Path(found)
            self.problem.hide()  # it was about the other folder
            self._show_files()

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self._folder

    def _print(self) -> None:
        from ui.paper.corrections import CorrectionsDialog  # brings Qt's printing with it

        dialog = CorrectionsDialog(self, self._document, self._folder, submission.correction_table(
            self._document, include_format=self.check.include_format.isChecked(),
            extra_columns=self.check.chosen_columns()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self.problem.setText(f"打不开文件夹，它在：{self._folder}")
            self.problem.show()
