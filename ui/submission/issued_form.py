"""填写下发的更正表: the district's own form, seen as it will be filled, and what goes into each column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from app.document import Document
from app.exports import SUBMIT, Output, field_titles
from app.folders import work_folder
from app.issued_form import FilledForm, FormInUse, facts_of, fill_issued_form, form_entries
from app.output_notes import writing_into
from models.errors import XuejiError
from models.forms.form import IssuedForm, form_name, read_form
from models.forms.form_lines import FormFacts, form_blocks, without_place
from ui.looks import theme
from ui.submission import form_choices
from ui.submission.form_choices import FormChoice
from ui.submission.form_preview import FormPreview
from ui.widgets.dialog_frame import Dialog
from ui.widgets.elided import Elided
from ui.widgets.leaving import record
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task


class IssuedFormDialog(Dialog):
    """Writes the filled form, or, if one is only being ``choosing``, gives it for handing in.

    ``written`` carries the FilledForm, ``chosen`` the FormInUse. ``include_format`` lists
    changes of writing too.
    """

    written = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None, document: Document, folder: Path, *,
                 choosing: bool = False, include_format: bool = False) -> None:
        super().__init__(parent, "issuedForm", "下发的更正表" if choosing else "填写下发的更正表")
        self._document = document
        self._folder = folder
        self._choosing = choosing
        self._job: Job | None = None
        self._count = 0
        self._facts = FormFacts("", "")
        self.form: IssuedForm | None = None
        self.filled: FilledForm | None = None
        self.set_heading("把更正内容填进上级下发的更正表")
        self.resize(1180, 660)
        self.least_height = 660
        self._add_places()
        self.notes = self.words("", "warning")
        self.notes.setObjectName("formNotes")
        self.notes.hide()
        self.preview = FormPreview(self)
        self.preview.decided.connect(self._fill)
        self.body.addWidget(self.preview, 1)
        self._add_options(include_format)
        self.problem = self.words("", "error")
        self.problem.setObjectName("formProblem")
        self.problem.hide()
        self.result_line = self.words("", "soft")
        self.result_line.setObjectName("formResult")
        self.result_line.hide()
        self.cancel_button = self.add_cancel()
        self.open_button = self.add_button("打开文件夹", "openFolder")
        self.open_button.clicked.connect(self._open_folder)
        self.open_button.hide()
        self.go_button = self.add_button("选择下发的表…", "fillForm", primary=True)
        self.go_button.clicked.connect(self._go)
        known = form_choices.last_form()
        if known is not None:
            self.take(known)
        self._show_state()

    # --- parts -----------------------------------------------------------------------------------

    def _add_places(self) -> None:
        self.form_name, self.target_name = Elided("", self), Elided("", self)
        self.place_buttons: list[QPushButton] = []
        for label, name, title, button, slot in (
                (self.form_name, "form", "下发的表", "选择…", self.choose),
                (self.target_name, "target", "填好后存为", "更改文件夹…",
                 self._choose_folder)):
            line = QHBoxLayout()
            line.setSpacing(theme.M)
            label.setObjectName(f"{name}Name")
            theme.set_role(label, "soft")
            push = QPushButton(button, self)
            push.setObjectName(f"{name}Button")
            push.setAccessibleName(f"{title}，{button.rstrip('…')}")
            push.setAutoDefault(False)
            push.clicked.connect(slot)
            self.place_buttons.append(push)
            head = QLabel(title, self)
            head.setFixedWidth(90)
            line.addWidget(head)
            line.addWidget(label, 1)
            line.addWidget(push)
            for widget in (head, label, push):
                widget.setVisible(name == "form" or not self._choosing)
            self.body.addLayout(line)

    def _add_options(self, include_format: bool) -> None:
        self.per_student = QCheckBox("一名学生一行（默认一处更正一行）", self)
        self.per_student.setObjectName("perStudent")
        self.include_format = QCheckBox("也列出只改写法的", self)
        self.include_format.setObjectName("formIncludeFormat")
        self.include_format.setChecked(include_format)
        self.include_format.setVisible(not self._choosing)
        line = QHBoxLayout()
        line.setSpacing(theme.XL)
        for box in (self.per_student, self.include_format):
            box.toggled.connect(lambda _on: self._fill())
            line.addWidget(box)
        line.addStretch(1)
        self.body.addLayout(line)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being read or written."""
        return self._job is None

    # --- the form --------------------------------------------------------------------------------

    def choose(self) -> None:
        """Asks for the form's file."""
        start = self.form.path if self.form is not None else self._folder
        path, _ = QFileDialog.getOpenFileName(
            self, "选择上级下发的更正表", str(start), "工作簿 (*.xls *.xlsx *.xlsm)")
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Reads a form and shows how it would be filled."""
        self.problem.hide()
        self.result_line.hide()
        self.filled = None
        try:
            self._facts = facts_of(self._document)
        except XuejiError as error:
            self._fail(str(error))
            return
        self._run(lambda _task: read_form(path, self._document.roster.fields), self._have_read,
                  f"正在读取“{path.name}”", waits=False)

    def _have_read(self, form: IssuedForm) -> None:
        self._job = None
        self.form = form
        known = form_choices.remembered(form.header.titles, form.header.fields)
        choice = known or FormChoice(dict(form.guess), form.per_student)
        self.per_student.blockSignals(True)
        self.per_student.setChecked(choice.per_student)
        self.per_student.blockSignals(False)
        self.per_student.setVisible(not form.shape.sides and not form.shape.items)
        self._build_columns(choice)
        self._fill()
        self._show_state()

    def choice(self) -> FormChoice:
        """What goes into each column as it is chosen now."""
        return FormChoice(self.preview.mapping(), self.per_student.isChecked())

    def _build_columns(self, choice: FormChoice) -> None:
        if self.form is not None:
            self.preview.take(self.form, choice.mapping)

    def _fill(self) -> None:
        """Shows the form as it will be filled."""
        form = self.form
        if form is None:
            return
        choice = self.choice()
        entries = form_entries(self._document, include_format=self.include_format.isChecked())
        blocks = form_blocks(form.shape, choice.mapping, choice.per_student, entries, self._facts)
        self._say_what_is_lost(form, choice, without_place(choice.mapping, entries, form.shape),
                               sum(not entry.reason.strip() for entry in entries))
        self.preview.fill(form, choice.mapping, blocks, self._facts)
        self._count = len(blocks)
        self._show_state()

    def _say_what_is_lost(self, form: IssuedForm, choice: FormChoice, left_out: list[str],
                          unreasoned: int) -> None:
        said = list(FormInUse(form, choice.mapping, choice.per_student).remarks)
        if left_out:
            said.append(f"这张表没有地方填：{'、'.join(left_out)}。"
                        "请指明哪一列填更正后、更正原因，或者手工补上。")
        if unreasoned:
            said.append(f"其中 {unreasoned:,} 处没有写更正原因。")
        self.notes.setText("\n".join(said))
        self.notes.setVisible(bool(said))

    # --- what is done ----------------------------------------------------------------------------

    def _show_state(self) -> None:
        form, busy = self.form, self._job is not None
        done = self.filled is not None
        self.open_button.setVisible(done)
        self.cancel_button.setText("关闭" if done else "取消")
        for button in (self.go_button, *self.place_buttons):
            button.setEnabled(not busy)
        if form is None:
            self.form_name.set_full_text("还没有选")
            self.target_name.set_full_text("")
            self.go_button.setText("选择下发的表…")
            return
        self.form_name.set_full_text(str(form.path))
        unfinished = bool(self._document.tally().errors)
        self.target_name.set_full_text(
            str(self._folder / form_name(form, self._facts.school, unfinished=unfinished)))
        self.go_button.setText(
            "用这张表上报" if self._choosing else "再填一次" if done
            else f"填写 {self._count:,} 行")

    def _go(self) -> None:
        form = self.form
        if form is None:
            self.choose()
            return
        choice, document, folder = self.choice(), self._document, self._folder
        include = self.include_format.isChecked()
        form_choices.remember(form.path, form.header.titles, choice)
        use = FormInUse(form, choice.mapping, choice.per_student)
        if self._choosing:
            form_choices.use(form.path)
            self.chosen.emit(use)
            self.accept()
            return

        def work(_task: Task) -> FilledForm:
            with writing_into(work_folder(), folder):
                return fill_issued_form(document, use, folder, include_format=include)
        self.problem.hide()
        self.result_line.hide()
        self._run(work, self._have_written, "正在填写下发的表", waits=True)

    def _run(self, work: Callable[[Task], object], done: Callable[[Any], None], text: str, *,
             waits: bool) -> None:
        self._job = job = Job(work, self, waits=waits)
        job.succeeded.connect(done)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._stopped)
        self._show_state()
        Waiting(self, job, self.windowTitle(), text, cancellable=not waits).start()

    def _stopped(self) -> None:
        self._job = None
        self._show_state()

    def _have_written(self, result: FilledForm) -> None:
        self._job = None
        self.filled = result
        text = f"已填写 {result.lines:,} 行，并已读回核对一致：{result.file.path.name}"
        if result.file.backup is not None:
            text += f"\n原来的同名文件已留作备份：{result.file.backup.name}"
        self.result_line.setText(text)
        self.result_line.show()
        self._show_state()
        self.open_button.setFocus()
        record(self, SUBMIT, [Output(result.file.path.name, result.file.sha256,
                                     field_titles(self._document), result.lines)])
        self.written.emit(result)

    def _failed(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, XuejiError):
            self._fail(str(error))
        else:
            self._fail("程序出了意外，没有读写文件。")
        self._show_state()

    def _fail(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()

    def reject(self) -> None:
        """Esc closes, but not while the file is being written."""
        if self._job is not None:
            self._job.cancel()
        if self._job is None:
            super().reject()

    def _choose_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, "把填好的表保存到", str(self._folder))
        if found:
            self._folder = Path(found)
            self._show_state()

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._fail(f"打不开文件夹，它在：{self._folder}")
