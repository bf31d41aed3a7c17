"""The window 检查照片: what is wrong with which photo, the photo itself, and the copies to be made."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import (
    QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSplitter, QVBoxLayout, QWidget)

from app.document import Document
from app.photos.check import MISSING, NAME, TITLES, PhotoCheck, PhotoFinding, check_photos
from app.photos.files import BYTES
from app.photos.outputs import Written, write_photos
from ui.looks import theme
from ui.photos.scaling import smaller
from ui.widgets import message
from ui.widgets.lines_table import Cell, LinesTable
from ui.widgets.worker import Job, Task

RESULTS = "照片检查结果"
_HEADERS = ("问题", "行号", "学生", "班级", "文件", "说明")
_WIDTHS = (110, 56, 90, 120, 220, 320)
_PICTURE = QSize(272, 354)
_LIGHT = {NAME, BYTES}  # a copy puts them right


class PhotosWindow(QWidget):
    """Checks one folder against one document. ``row_requested`` carries the row id of a student
    who is to be shown in the table."""

    row_requested = Signal(int)

    def __init__(self, folder: Path, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("photosWindow")
        self.setWindowTitle("检查照片 — 学籍总库校对")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.resize(1120, 660)
        self.folder, self.document = folder, document
        self.result: PhotoCheck | None = None
        self.job: Job | None = None
        self._looking: Job | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        layout.setSpacing(theme.M)
        layout.addLayout(self._head())
        self.summary = QLabel(self)
        self.summary.setObjectName("summary")
        self.summary.setWordWrap(True)
        layout.addWidget(self.summary)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        layout.addWidget(self.bar)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        self.table = LinesTable("photoFindings", "照片的问题", split)
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda _row: self._go_to_student())
        split.addWidget(self.table)
        split.addWidget(self._inspector())
        split.setStretchFactor(0, 1)
        layout.addWidget(split, 1)
        self.check()

    # --- parts -----------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        texts = QVBoxLayout()
        title = QLabel(self.folder.name, self)
        theme.set_role(title, "title")
        rule = self.document.profile.photos
        size = f"{rule.pixels[0]}×{rule.pixels[1]}" if rule.pixels else \
            f"至少 {rule.least[0]}×{rule.least[1]}"
        words = QLabel(f"要求：JPEG，{size} 像素，小于 {rule.bytes_below // 1024} KB，"
                       f"{rule.background}底；文件名是学籍主号。照片原件不会被改动。", self)
        theme.set_role(words, "small")
        texts.addWidget(title)
        texts.addWidget(words)
        row.addLayout(texts, 1)
        self.again_button = self._button("重新检查", "checkAgain", self._again)
        self.write_button = self._button("写出改好名的照片…", "writePhotos", self.write, "primary")
        row.addWidget(self.again_button)
        row.addWidget(self.write_button)
        return row

    def _button(self, text: str, name: str, act: Any, kind: str = "plain") -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.rstrip("…"))
        theme.set_kind(button, kind)
        button.clicked.connect(lambda _=False: act())
        return button

    def _inspector(self) -> QFrame:
        panel = QFrame(self)
        column = QVBoxLayout(panel)
        column.setSpacing(theme.M)
        self.heading = QLabel(panel)
        theme.set_role(self.heading, "heading")
        self.words = QLabel(panel)
        for label in (self.heading, self.words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.picture = QLabel(panel)
        self.picture.setObjectName("picture")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.student_button = self._button("在名册里看这名学生（Enter）", "goToStudent",
                                           self._go_to_student)
        for widget in (self.heading, self.words, self.student_button, self.picture):
            column.addWidget(widget)
        column.addStretch(1)
        panel.setMinimumWidth(theme.px(300))
        return panel

    # --- running ---------------------------------------------------------------------------------

    @property
    def results(self) -> Path:
        """Where the copies and tables are written: beside the folder, never in it."""
        return self.folder.parent / f"{self.folder.name}-{RESULTS}"

    def check(self) -> None:
        """Reads every photo, in the background."""
        def work(task: Task) -> PhotoCheck:
            return check_photos(
                self.folder, self.document, but=[self.results], cancel=task.cancelled,
                progress=lambda done, of: task.progress("照片", done, of))

        self._start(Job(work, self), self.show_check)

    def write(self) -> None:
        """Writes the copies, zips and tables."""
        check = self.result
        if check is None:
            return
        rule = self.document.profile.photos

        def work(task: Task) -> Written:
            return write_photos(
                check, self.document, self.results, scale=lambda data: smaller(data, rule),
                told=lambda done, of: task.progress("副本", done, of),
                cancelled=task.cancelled.is_set)

        self._start(Job(work, self, waits=True), self._written)

    def _start(self, job: Job, done: Any) -> None:
        if self.job is not None and not self.job.is_over:
            return
        self.job = job
        self._set_busy(True)
        job.progressed.connect(self._show_progress)
        job.ended.connect(lambda: self._set_busy(False))
        job.succeeded.connect(done)
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: self.summary.setText("已停止。"))
        job.start()

    def _show_progress(self, text: str, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.summary.setText(f"{text} {done} / {total}")

    def _set_busy(self, busy: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        self.again_button.setText("停止" if busy else "重新检查")
        for widget in (self.write_button, self.table, self.student_button):
            widget.setEnabled(not busy)

    def _failed(self, error: Exception) -> None:
        self.summary.setText(str(error))
        message.warn(self, str(error))

    def _again(self) -> None:
        if self.job is not None and not self.job.is_over:
            self.job.cancel()
        else:
            self.check()

    def _written(self, written: Written) -> None:
        assert self.result is not None
        self.show_check(self.result)
        more = f"其中 {written.scaled} 张缩小过。" if written.scaled else ""
        if message.ask(
                self, f"已写出 {written.copies} 张照片副本、{len(written.zips)} 个压缩包和 "
                f"{len(written.tables)} 张表。", f"{more}都在“{self.results}”里；照片原件没有改动。",
                yes="打开文件夹", no="关闭"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.results)))

    # --- what is shown ---------------------------------------------------------------------------

    def show_check(self, check: PhotoCheck) -> None:
        """Shows what was found."""
        self.result = check
        counts = Counter(finding.rule for finding in check.findings)
        said = "　".join(f"{TITLES[rule]} {counts[rule]}" for rule in TITLES if counts[rule])
        self.summary.setText(
            f"{len(check.photos)} 张照片，{len(check.sitters)} 名学生，{check.ok} 名没有问题。"
            + (f"　{said}" if said else ""))
        self.table.fill(_HEADERS, [_line(finding) for finding in check.findings], _WIDTHS)
        self._show_chosen(self.table.row)

    def _finding(self) -> PhotoFinding | None:
        row = self.table.row
        return self.result.findings[row] if self.result is not None and \
            0 <= row < len(self.result.findings) else None

    def _show_chosen(self, _row: int) -> None:
        finding = self._finding()
        self.heading.setText(TITLES[finding.rule] if finding else "")
        self.words.setText(finding.message if finding else "")
        self.student_button.setVisible(finding is not None and finding.sitter is not None)
        self.picture.clear()
        if self._looking is not None:
            self._looking.abandon()
            self._looking = None
        if finding is not None and finding.file is not None:
            path = str(self.folder / finding.file)
            self._looking = Job(lambda task: _picture(path), self)
            self._looking.succeeded.connect(self._show_picture)
            self._looking.start()

    def _show_picture(self, image: QImage) -> None:
        if image.isNull():
            self.picture.setText("（这个文件显示不出来）")
        else:
            self.picture.setPixmap(QPixmap.fromImage(image))

    def _go_to_student(self) -> None:
        finding = self._finding()
        if finding is not None and finding.sitter is not None:
            self.row_requested.emit(finding.sitter.row)

    def closeEvent(self, event: QCloseEvent) -> None:
        for job in (self.job, self._looking):
            if job is not None and not job.is_over:
                job.abandon()
        super().closeEvent(event)


def _line(finding: PhotoFinding) -> list[Cell]:
    one = finding.sitter
    ink = "warning_text" if finding.rule in _LIGHT else "error_text"
    sign = "□ " if finding.rule in _LIGHT else "— " if finding.rule == MISSING else "▲ "
    return [Cell(sign + TITLES[finding.rule], ink),
            Cell(f"{one.number}" if one and one.number else "", right=True),
            Cell(one.name if one else ""), Cell(f"{one.grade}{one.class_name}" if one else ""),
            Cell(finding.file or ""), Cell(finding.message)]


def _picture(path: str) -> QImage:
    """The photo as stored (not turned by its mark, as the platform shows it), at most so large."""
    reader = QImageReader(path)
    reader.setAutoTransform(False)
    size = reader.size()
    if size.isValid() and (size.width() > _PICTURE.width() or size.height() > _PICTURE.height()):
        reader.setScaledSize(size.scaled(_PICTURE, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
