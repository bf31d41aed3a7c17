"""生成上报文件: the check list, the two files to be written, and the page that says what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox, QFileDialog, QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QProgressBar,
    QPushButton, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget)

from app import submission
from app.continuing import writing_into
from app.document import Document, Tally
from app.folders import work_folder
from app.submission import Submission
from models.errors import SchoolError, XuejiError
from models.fields import FIELD_KEYS
from models.workbooks.output_faults import OutputCancelledError
from ui import marks, message, printing, theme
from ui.dialogs.correction_count import CorrectionCount
from ui.dialogs.frame import MARGIN, Dialog
from ui.dialogs.parts import CheckLine, FileCard
from ui.start_page import Elided
from ui.worker import Job, Task, quiet_memory


class SubmissionDialog(Dialog):
    """Writes both files on request. ``fix_requested`` asks to go back to the problems,
    ``school_confirmed`` tells that the clerk confirmed the school here, ``written`` carries the
    Submission, ``crashed`` an error that nobody expected."""

    fix_requested = Signal()
    school_confirmed = Signal()
    school_requested = Signal()
    written = Signal(object)
    crashed = Signal(object)

    def __init__(self, parent: QWidget | None, document: Document, folder: Path, *,
                 school_confirmed: bool, source_unchanged: bool = True) -> None:
        super().__init__(parent, "submission", parent.tr("生成上报文件") if parent else "生成上报文件")
        self._document = document
        self._school_confirmed = school_confirmed
        self._source_unchanged = source_unchanged
        self._folder = folder
        self._job: Job | None = None
        self._tally = Tally(0, 0, 0, 0)
        self._corrections = CorrectionCount(document, self)
        self._corrections.counted.connect(self._show_files)
        self.result_of: Submission | None = None
        self.resize(640, 400)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._check_page())
        self.pages.addWidget(self._result_page())
        area = QScrollArea(self)
        area.setObjectName("submissionArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.pages)
        self._area = area
        self.pages.setProperty("role", "page")
        self.body.addWidget(area, 1)
        self.problem = self.words("", "error")
        self.problem.setObjectName("submissionProblem")
        self.problem.hide()
        self.bar = QProgressBar(self)
        self.bar.setObjectName("submissionBar")
        self.bar.setAccessibleName(self.tr("写入进度"))
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.body.addWidget(self.bar)
        self._make_buttons()
        self.refresh()

    # --- parts -----------------------------------------------------------------------------------

    def _check_page(self) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.errors = CheckLine("checkErrors", self.tr("错误"), page)
        self.warnings = CheckLine("checkWarnings", self.tr("待核实"), page)
        self.school = CheckLine("checkSchool", self.tr("学校"), page)
        self.school.button.clicked.connect(self._confirm_school)
        for line in (self.errors, self.warnings, self.school):
            layout.addWidget(line)
        layout.addSpacing(theme.L)
        where = QHBoxLayout()
        where.setSpacing(theme.M)
        label = QLabel(self.tr("保存到"), page)
        self.folder_label = Elided("", page)
        self.folder_label.setObjectName("folder")
        theme.set_role(self.folder_label, "soft")
        self.folder_button = QPushButton(self.tr("更改…"), page)
        self.folder_button.setObjectName("folderButton")
        self.folder_button.setAccessibleName(self.tr("更改保存的文件夹"))
        self.folder_button.setAutoDefault(False)
        self.folder_button.clicked.connect(self._choose_folder)
        where.addWidget(label)
        where.addWidget(self.folder_label, 1)
        where.addWidget(self.folder_button)
        layout.addLayout(where)
        layout.addSpacing(theme.M)
        self.master_card = FileCard("masterCard", page)
        self.correction_card = FileCard("correctionCard", page)
        layout.addWidget(self.master_card)
        layout.addSpacing(theme.M)
        layout.addWidget(self.correction_card)
        layout.addSpacing(theme.M)
        self.include_format = QCheckBox(page)
        self.include_format.setObjectName("includeFormat")
        self.include_format.toggled.connect(lambda _on: self._show_files())
        layout.addWidget(self.include_format)
        self._add_columns(layout, page)
        layout.addStretch(1)
        return page

    def _add_columns(self, layout: QVBoxLayout, page: QWidget) -> None:
        """The other columns, which are left out unless the clerk ticks them."""
        others = [(index, column.title.strip()) for index, column
                  in enumerate(self._document.roster.columns) if column.key is None]
        self.more = QCheckBox(self.tr("总库文件里另外包含其他列"), page)
        self.more.setObjectName("includeColumns")
        self.more.setToolTip(self.tr("上报只需要八项；其他列含有个人信息，非必要不要包含。"))
        self.columns = QListWidget(page)
        self.columns.setObjectName("columnList")
        self.columns.setAccessibleName(self.tr("其他列"))
        for index, title in others:
            item = QListWidgetItem(title or self.tr("（没有列名）"))
            item.setData(Qt.ItemDataRole.UserRole, index)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.columns.addItem(item)
        self.columns.setFixedHeight(min(26 * max(1, len(others)) + 8, 140))
        self.columns.hide()
        self.more.setVisible(bool(others))
        self.more.toggled.connect(self.columns.setVisible)
        self.more.toggled.connect(lambda _on: self._show_files())
        self.more.toggled.connect(lambda _on: self.fit())
        self.columns.itemChanged.connect(lambda _item: self._show_files())
        layout.addWidget(self.more)
        layout.addWidget(self.columns)

    def _result_page(self) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.done_lines = [CheckLine(name, title, page) for name, title in (
            ("doneErrors", self.tr("错误")), ("doneWarnings", self.tr("待核实")),
            ("doneReadBack", self.tr("读回核对")), ("doneSource", self.tr("原名册")))]
        for line in self.done_lines:
            layout.addWidget(line)
        layout.addSpacing(theme.L)
        self.done_master = FileCard("doneMaster", page)
        self.done_corrections = FileCard("doneCorrections", page)
        layout.addWidget(self.done_master)
        layout.addSpacing(theme.L)
        layout.addWidget(self.done_corrections)
        layout.addSpacing(theme.M)
        self.done_backup = QLabel(page)
        self.done_backup.setObjectName("doneBackup")
        self.done_backup.setWordWrap(True)
        theme.set_role(self.done_backup, "small")
        layout.addWidget(self.done_backup)
        layout.addStretch(1)
        return page

    def _make_buttons(self) -> None:
        self.anyway_button = QPushButton(self.tr("仍要生成（未校对完）…"), self)
        self.anyway_button.setObjectName("anyway")
        self.anyway_button.setAccessibleName(self.tr("有错误也生成，文件名加未校对完"))
        self.anyway_button.setProperty("kind", "link")
        self.anyway_button.setAutoDefault(False)
        self.anyway_button.clicked.connect(self._write_anyway)
        self.buttons.insertWidget(0, self.anyway_button)
        self.print_button = self.add_button(self.tr("打印更正表…"), "print")
        self.print_button.clicked.connect(self._print)
        self.folder_open_button = self.add_button(self.tr("打开所在文件夹"), "openFolder")
        self.folder_open_button.clicked.connect(self._open_folder)
        self.cancel_button = self.add_cancel()
        self.go_button = self.add_button("", "go", primary=True)
        self.go_button.clicked.connect(self._go)

    # --- state -----------------------------------------------------------------------------------

    def chosen_columns(self) -> list[int]:
        """Indexes of the other columns that were ticked."""
        if not self.more.isChecked():
            return []
        items = (self.columns.item(row) for row in range(self.columns.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items
                if item.checkState() == Qt.CheckState.Checked]

    def refresh(self) -> None:
        """Shows the check list as the document stands now."""
        self._tally = tally = self._document.tally()
        school = self._document.school
        self.set_heading(
            self.tr("可以生成上报文件了") if not tally.errors
            else self.tr("还有 {n:,} 处错误没有处理").format(n=tally.errors))
        self.errors.show_state(
            marks.ERROR if tally.errors else marks.DONE,
            self.tr("还有 {n:,} 处").format(n=tally.errors) if tally.errors else self.tr(
                "0 处（打开时共有 {n:,} 处问题）").format(n=self._document.found_at_opening))
        self.warnings.show_state(*self._warning_state(tally.warnings, tally.confirmed))
        names = " ".join(filter(None, (school.code, school.name))) or self.tr("还不知道学校")
        sure = self._school_confirmed and bool(school.code and school.name.strip())
        self.school.show_state(
            marks.DONE if sure else marks.WARNING, names if sure else self.tr(
                "{names}　还没有核对").format(names=names))
        complete = bool(school.code and school.name.strip())
        self.school.button.setText(self.tr("核对无误") if complete else self.tr("去填写"))
        self.school.button.setVisible(not sure)
        self._show_files()

    def _warning_state(self, warnings: int, confirmed: int) -> tuple[str, str]:
        if warnings:
            return marks.WARNING, self.tr("还有 {n:,} 处，建议先改正或确认情况属实").format(n=warnings)
        if confirmed:
            return marks.DONE, self.tr("0 处（{n:,} 处已确认情况属实，均有原因）").format(n=confirmed)
        return marks.DONE, self.tr("0 处")

    def _show_files(self) -> None:
        """Names and contents of the two files, and which buttons make sense."""
        errors = self._tally.errors
        self.folder_label.set_full_text(str(self._folder))
        writing = self._corrections.writing
        self.include_format.setText(self.tr("更正表也列出只改写法的 {n:,} 处").format(n=writing))
        self.include_format.setVisible(writing > 0 and self._corrections.done)
        lines = self._corrections.lines(include_format=self.include_format.isChecked(),
                                        extra_columns=self.chosen_columns())
        count, extra = len(self._document.roster), len(self.chosen_columns())
        try:
            names: tuple[str, str] | None = submission.file_names(
                self._document, unfinished=bool(errors))
        except SchoolError:
            names = None
        self.master_card.show_file(
            names[0] if names else self.tr("（先核对学校，才知道文件名）"),
            self.tr("全校学籍信息总库　·　{n:,} 人 × {m} 项").format(
                n=count, m=len(FIELD_KEYS) + extra))
        self.correction_card.show_file(
            names[1] if names else self.tr("（先核对学校，才知道文件名）"),
            self.tr("学籍信息更正表　·　{n:,} 处更正").format(n=lines) if self._corrections.done
            else self.tr("学籍信息更正表　·　正在统计更正…"))
        self._show_buttons(errors, names is not None)

    def _show_buttons(self, errors: int, named: bool) -> None:
        done, busy = self.result_of is not None, self._job is not None
        self.anyway_button.setVisible(bool(errors) and not done and not busy)
        self.anyway_button.setEnabled(named)
        self.print_button.setVisible(done)
        self.folder_open_button.setVisible(done)
        self.cancel_button.setVisible(not done)
        self.cancel_button.setText(self.tr("停止") if busy else self.tr("取消"))
        for widget in (self.folder_button, self.include_format, self.more, self.columns,
                       self.school.button):
            widget.setEnabled(not busy)
        if done:
            self.go_button.setText(self.tr("完成"))
            self.go_button.setEnabled(True)
        elif errors:
            self.go_button.setText(self.tr("回去处理错误"))
            self.go_button.setEnabled(not busy)
        else:
            self.go_button.setText(self.tr("生成这两个文件"))
            self.go_button.setEnabled(named and self._school_confirmed and not busy)

    # --- what is done ----------------------------------------------------------------------------

    def _go(self) -> None:
        if self.result_of is not None:
            self.accept()
        elif self._document.tally().errors:
            self.fix_requested.emit()
            self.reject()
        else:
            self._write(allow_errors=False)

    def _write_anyway(self) -> None:
        """The second, explicit decision."""
        errors = self._document.tally().errors
        sure = message.ask(
            self, self.tr("还有 {n:,} 处错误，仍要生成吗？").format(n=errors),
            self.tr("两个文件的名字里会加上“（未校对完）”，只供查看或请人帮助，不要上报。"),
            yes=self.tr("生成未校对完的文件"), no=self.tr("不生成"))
        if sure:
            self._write(allow_errors=True)

    def _write(self, *, allow_errors: bool) -> None:
        self.problem.hide()
        document, folder = self._document, self._folder
        include, columns = self.include_format.isChecked(), self.chosen_columns()

        def work(task: Task) -> Submission:
            with quiet_memory(lasting=False), writing_into(work_folder(), folder):
                return submission.submit(
                    document, folder, allow_errors=allow_errors, include_format=include,
                    extra_columns=columns, cancelled=task.cancelled.is_set,
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
            self.problem.setText(self.tr("已停止，没有生成文件。"))
        elif isinstance(error, XuejiError):
            self.problem.setText(str(error))
        else:
            self.problem.setText(self.tr("程序出了意外，没有生成文件。"))
            self.crashed.emit(error)
        self.problem.show()

    def _have_written(self, result: Submission) -> None:
        self._job = None
        self.bar.hide()
        self.result_of = result
        self.pages.setCurrentIndex(1)
        tally, pair = self._tally, result.pair
        self.set_heading(
            self.tr("两个文件已写好，并已读回逐格核对一致") if not result.unfinished
            else self.tr("未校对完的两个文件已写好，请不要上报"))
        errors, warnings, back, source = self.done_lines
        errors.show_state(marks.ERROR if tally.errors else marks.DONE,
                          self.tr("{n:,} 处（打开时共有 {m:,} 处问题）").format(
                              n=tally.errors, m=self._document.found_at_opening))
        warnings.show_state(*self._warning_state(tally.warnings, tally.confirmed))
        back.show_state(marks.DONE, self.tr("{n:,} 人 × {m} 项，共 {cells:,} 格，全部一致").format(
            n=result.students, m=len(FIELD_KEYS) + len(self.chosen_columns()),
            cells=pair.cells_compared))
        source.show_state(
            marks.DONE if self._source_unchanged else marks.WARNING,
            self.tr("未改动") if self._source_unchanged
            else self.tr("打开以后被其他程序改过或移走了，请留意"))
        steps: Sequence[str] = () if result.unfinished else self._document.profile.next_steps
        self.done_master.show_file(
            pair.master.path.name, self.tr("全校学籍信息总库　·　{n:,} 人").format(n=result.students),
            steps[0] if steps else "")
        self.done_master.show_hash(pair.master.sha256)
        self.done_corrections.show_file(
            pair.corrections.path.name,
            self.tr("学籍信息更正表　·　{n:,} 处更正").format(n=result.corrections),
            steps[1] if len(steps) > 1 else "")
        self.done_corrections.show_hash(pair.corrections.sha256)
        backups = [file.backup.name for file in (pair.master, pair.corrections)
                   if file.backup is not None]
        texts = list(steps[2:])
        if backups:
            texts.append(self.tr("原来的同名文件已留作备份：{names}").format(names="、".join(backups)))
        self.done_backup.setText("\n".join(texts))
        self.done_backup.setVisible(bool(texts))
        self._show_buttons(tally.errors, True)
        self.go_button.setFocus()
        self.fit()
        self.written.emit(result)

    def fit(self) -> None:
        """As tall as the page that is shown, where the screen allows it; else the page scrolls."""
        for index in range(self.pages.count()):  # the other page's height must not count
            shown = index == self.pages.currentIndex()
            self.pages.widget(index).setSizePolicy(
                QSizePolicy.Policy.Preferred,
                QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored)
        page, screen = self.pages.currentWidget(), self.screen()
        layout = page.layout()
        if layout is not None and screen is not None:
            width = self.width() - 2 * MARGIN
            need = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() \
                else layout.totalSizeHint().height()
            room = screen.availableGeometry().height() - 210
            self._area.setMinimumHeight(min(need, room))
            self._area.setMaximumHeight(need)
        super().fit()

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

    def _choose_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, self.tr("把两个文件保存到"), str(self._folder))
        if found:
            self._folder = Path(found)
            self._show_files()

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self._folder

    def _print(self) -> None:
        printing.ask_and_print(self, submission.correction_table(
            self._document, include_format=self.include_format.isChecked(),
            extra_columns=self.chosen_columns()))

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self.problem.setText(self.tr("打不开文件夹，它在：{folder}").format(folder=self._folder))
            self.problem.show()
