"""The two pages of the submission dialog: what will be written, and what was written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget)

from app.document import Document
from app.judged import Tally
from app.submission import Submission, handed_in
from ui.looks import marks, theme
from ui.submission.earlier_tables import EarlierTables
from ui.submission.form_line import FormLine
from ui.widgets.dialog_parts import CheckLine, FileCard
from ui.widgets.elided import Elided


class _Page(QWidget):
    """Fills ``column`` from top to bottom."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def warning_state(self, tally: Tally) -> tuple[str, str]:
        """Mark and words for what is left to be confirmed."""
        if tally.warnings:
            return marks.WARNING, f"还有 {tally.warnings:,} 处，建议先改正或确认情况属实"
        if tally.confirmed:
            return marks.DONE, f"0 处（{tally.confirmed:,} 处已确认情况属实，均有原因）"
        return marks.DONE, "0 处"


class CheckPage(_Page):
    """The check list, where to, the files, and what may be put into them.

    ``changed`` says that something else is to be written, ``resized`` that a part came or went.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(document, parent)
        self.errors = CheckLine("checkErrors", "错误", self)
        self.warnings = CheckLine("checkWarnings", "待核实", self)
        self.school = CheckLine("checkSchool", "学校", self)
        for line in (self.errors, self.warnings, self.school):
            self.column.addWidget(line)
        self.column.addSpacing(theme.L)
        self._add_places()
        self.column.addSpacing(theme.M)
        self.master_card = FileCard("masterCard", self)
        self.correction_card = FileCard("correctionCard", self)
        self.include_format = QCheckBox(self)
        self.include_format.setObjectName("includeFormat")
        self.include_format.toggled.connect(self._format_toggled)
        self.whole_columns = QCheckBox(self)
        self.whole_columns.setObjectName("wholeColumns")
        self.whole_columns.toggled.connect(self.changed)
        for card in (self.master_card, self.correction_card):
            self.column.addWidget(card)
            self.column.addSpacing(theme.M)
        options = QVBoxLayout()  # leaves no gap for what is hidden
        options.setSpacing(theme.S)
        options.addWidget(self.include_format)
        options.addWidget(self.whole_columns)
        self._add_columns(options)
        self.column.addLayout(options)
        self.column.addStretch(1)

    def _add_places(self) -> None:
        """Where the files go, and which form the corrections stand in."""
        where = QHBoxLayout()
        where.setSpacing(theme.M)
        label = QLabel("保存到", self)
        self.folder_label = Elided("", self)
        self.folder_label.setObjectName("folder")
        theme.set_role(self.folder_label, "soft")
        self.folder_button = QPushButton("更改…", self)
        self.folder_button.setObjectName("folderButton")
        self.folder_button.setAccessibleName("更改保存的文件夹")
        self.folder_button.setAutoDefault(False)
        where.addWidget(label)
        where.addWidget(self.folder_label, 1)
        where.addWidget(self.folder_button)
        self.column.addLayout(where)
        self.column.addSpacing(theme.S)
        self.form = FormLine(self._document, self)
        self.form.changed.connect(self.changed)
        self.column.addWidget(self.form)

    def _add_columns(self, options: QVBoxLayout) -> None:
        """The other columns, which are left out unless the clerk ticks them."""
        others = [(index, column.title.strip()) for index, column
                  in enumerate(self._document.roster.columns) if column.key is None]
        self.more = QCheckBox("总库文件里另外包含其他列", self)
        self.more.setObjectName("includeColumns")
        self.more.setToolTip(f"上报只需要{self._document.roster.fields.counted}；其他列含有个人信息，非必要不要包含。")
        self.columns = QListWidget(self)
        self.columns.setObjectName("columnList")
        self.columns.setAccessibleName("其他列")
        for index, title in others:
            item = QListWidgetItem(title or "（没有列名）")
            item.setData(Qt.ItemDataRole.UserRole, index)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.columns.addItem(item)
        self.columns.setFixedHeight(min(26 * max(1, len(others)) + 8, 140))
        self.columns.hide()
        self.more.setVisible(bool(others))
        self.more.toggled.connect(self.columns.setVisible)
        self.more.toggled.connect(self.changed)
        self.more.toggled.connect(self.resized)
        self.columns.itemChanged.connect(lambda _item: self.changed.emit())
        options.addWidget(self.more)
        options.addWidget(self.columns)

    def _format_toggled(self, on: bool) -> None:
        self.form.include_format = on
        self.changed.emit()

    def whole_columns_chosen(self) -> bool:
        """Whether a column that was added and filled is one line; our own form only."""
        return self.whole_columns.isChecked() and self.form.use is None

    def chosen_columns(self) -> list[int]:
        """Indexes of the other columns that were ticked."""
        if not self.more.isChecked():
            return []
        items = (self.columns.item(row) for row in range(self.columns.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items
                if item.checkState() == Qt.CheckState.Checked]

    def show_list(self, tally: Tally, *, school_confirmed: bool) -> None:
        """Shows the check list."""
        self.errors.show_state(
            marks.ERROR if tally.errors else marks.DONE,
            f"还有 {tally.errors:,} 处" if tally.errors
            else f"0 处（打开时共有 {self._document.found_at_opening:,} 处问题）")
        self.warnings.show_state(*self.warning_state(tally))
        school = self._document.school
        names = " ".join(filter(None, (school.code, school.name))) or "还不知道学校"
        complete = bool(school.code and school.name.strip())
        sure = school_confirmed and complete
        self.school.show_state(
            marks.DONE if sure else marks.WARNING,
            names if sure else f"{names}　还没有核对")
        self.school.button.setText("核对无误" if complete else "去填写")
        self.school.button.setVisible(not sure)

    def show_files(self, names: tuple[str, str] | None, lines: int | None, writing: int,
                   without_reason: int = 0, filled: int = 0) -> None:
        """Shows what will be written: names if they are known, corrections if they are counted,
        ``writing`` of which are changes of writing only, others ``without_reason``, and how many
        cells of added columns were ``filled``."""
        self.whole_columns.setText(f"补上的整列在更正表里只写一行（共补填 {filled:,} 格）")
        self.whole_columns.setVisible(filled > 0 and lines is not None and self.form.use is None)
        unknown = "（先核对学校，才知道文件名）"
        self.include_format.setText(f"更正表也列出只改写法的 {writing:,} 处")
        self.include_format.setVisible(writing > 0 and lines is not None)
        columns = handed_in(self._document) + len(self.chosen_columns())
        self.master_card.show_file(
            names[0] if names else unknown,
            f"全校学籍信息总库　·　{len(self._document.roster):,} 人 × {columns} 项")
        what = "学籍信息更正表（下发的表）" if self.form.use else "学籍信息更正表"
        self.correction_card.show_file(
            names[1] if names else unknown,
            f"{what}　·　正在统计更正…" if lines is None
            else f"{what}　·　{lines:,} 处更正" + (
                f"，其中 {without_reason:,} 处没有写更正原因"
                if without_reason else ""))

    def set_busy(self, busy: bool) -> None:
        """Nothing may be changed while files are being written."""
        for widget in (self.folder_button, self.form, self.include_format,
                       self.whole_columns, self.more, self.columns, self.school.button):
            widget.setEnabled(not busy)


class ResultPage(_Page):
    """What was written and found when it was read back, and what to do next by when."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(document, parent)
        self.lines = [CheckLine(name, title, self) for name, title in (
            ("doneErrors", "错误"), ("doneWarnings", "待核实"),
            ("doneReadBack", "读回核对"), ("doneSource", "原名册"),
            ("doneLeftOut", "下发的表"))]
        for line in self.lines:
            self.column.addWidget(line)
        self.column.addSpacing(theme.L)
        self.master = FileCard("doneMaster", self)
        self.corrections = FileCard("doneCorrections", self)
        self.column.addWidget(self.master)
        self.column.addSpacing(theme.L)
        self.column.addWidget(self.corrections)
        self.column.addSpacing(theme.M)
        self.notes = QLabel(self)
        self.notes.setObjectName("doneBackup")
        self.notes.setWordWrap(True)
        theme.set_role(self.notes, "small")
        self.column.addWidget(self.notes)
        self.earlier = EarlierTables(self)
        self.column.addWidget(self.earlier)
        self.column.addStretch(1)

    def show_result(self, result: Submission, tally: Tally, *, columns: int, source_unchanged: bool
                    ) -> None:
        """Shows what was handed in; ``columns`` of the master file."""
        pair = result.pair
        errors, warnings, back, source, left_out = self.lines
        errors.show_state(marks.ERROR if tally.errors else marks.DONE,
                          f"{tally.errors:,} 处（打开时共有 {self._document.found_at_opening:,} 处问题）")
        warnings.show_state(*self.warning_state(tally))
        back.show_state(
            marks.DONE, f"总库 {result.students:,} 人 × {columns} 项、"
                        f"更正表 {result.corrections:,} 行，逐格读回一致")
        source.show_state(
            marks.DONE if source_unchanged else marks.WARNING,
            "未改动" if source_unchanged else "打开以后被其他程序改过或移走了，请留意")
        left_out.show_state(
            marks.WARNING, f"没有地方填：{'、'.join(result.left_out)}，请手工补上")
        left_out.setVisible(bool(result.left_out))
        steps: Sequence[str] = () if result.unfinished else self._document.profile.next_steps
        self.master.show_file(
            pair.master.path.name, f"全校学籍信息总库　·　{result.students:,} 人",
            steps[0] if steps else "", unfinished=result.unfinished)
        self.corrections.show_file(
            pair.corrections.path.name,
            f"学籍信息更正表（下发的表）　·　填写 {result.corrections:,} 行" if result.issued
            else f"学籍信息更正表　·　{result.corrections:,} 处更正",
            steps[1] if len(steps) > 1 else "", unfinished=result.unfinished)
        backups = [file.backup.name for file in (pair.master, pair.corrections)
                   if file.backup is not None]
        texts = list(steps[2:])
        if backups:
            texts.append(f"原来的同名文件已留作备份：{'、'.join(backups)}")
        self.notes.setText("\n".join(texts))
        self.notes.setVisible(bool(texts))
