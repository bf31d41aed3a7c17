"""The window 检查照片: what is wrong with which photo, the photo itself, and the copies to be made."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from app.document import Document
from app.exports import PHOTOS, photo_outputs
from app.photos.check import MISSING, NAME, TITLES, PhotoCheck, PhotoFinding, check_photos
from app.photos.files import BYTES
from app.photos.outputs import Written, write_photos
from ui.photos.scaling import smaller
from ui.widgets.check_window import CheckWindow
from ui.widgets.leaving import record, through_door
from ui.widgets.lines_table import Cell, LinesTable
from ui.widgets.worker import Job, Task

RESULTS = "照片检查结果"
_HEADERS = ("问题", "行号", "学生", "班级", "文件", "说明")
_WIDTHS = (110, 56, 90, 120, 220, 320)
_PICTURE = QSize(272, 354)
_LIGHT = {NAME, BYTES}  # a copy puts them right


class PhotosWindow(CheckWindow):
    """Checks one folder against one document. ``row_requested`` carries the row id of a student
    who is to be shown in the table."""

    row_requested = Signal(int)

    def __init__(self, folder: Path, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("photosWindow", "检查照片", folder, parent)
        self.resize(1120, 660)
        self.document = document
        self.result: PhotoCheck | None = None
        self._looking: Job | None = None
        self.write_button = self.button("写出改好名的照片…", "writePhotos", self.write, "primary")
        self.student_button = self.button("在名册里看这名学生（Enter）", "goToStudent",
                                          self._go_to_student)
        self.picture = QLabel(self)
        self.picture.setObjectName("picture")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.add_head(self._asked(), self.again_button, self.write_button)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        self.table = LinesTable("photoFindings", "照片的问题", split)
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda _row: self._go_to_student())
        split.addWidget(self.table)
        split.addWidget(self.inspector(self.student_button, self.picture))
        split.setStretchFactor(0, 1)
        self.page.addWidget(split, 1)
        self.pauses = [self.write_button, self.table, self.student_button]
        self.check()

    # --- parts -----------------------------------------------------------------------------------

    def _asked(self) -> str:
        rule = self.document.profile.photos
        size = f"{rule.pixels[0]}×{rule.pixels[1]}" if rule.pixels else \
            f"至少 {rule.least[0]}×{rule.least[1]}"
        return (f"要求：JPEG，{size} 像素，小于 {rule.bytes_below // 1024} KB，"
                f"{rule.background}底；文件名是学籍主号。照片原件不会被改动。")

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

        self.run(Job(work, self), "正在看照片…", self.show_check)

    def write(self) -> None:
        """Writes the copies, zips and tables, when it is known what they are for."""
        if self.result is not None:
            through_door(self, PHOTOS, partial(self._write, self.result))

    def _write(self, check: PhotoCheck) -> None:
        rule = self.document.profile.photos

        def work(task: Task) -> Written:
            return write_photos(
                check, self.document, self.results, scale=lambda data: smaller(data, rule),
                told=lambda done, of: task.progress("副本", done, of),
                cancelled=task.cancelled.is_set)

        self.run(Job(work, self, waits=True), "正在写出…", self._written)

    def _written(self, written: Written) -> None:
        assert self.result is not None
        record(self, PHOTOS, photo_outputs(self.result, written))
        self.show_check(self.result)
        more = f"其中 {written.scaled} 张缩小过。" if written.scaled else ""
        self.tell_written(
            f"已写出 {written.copies} 张照片副本、{len(written.zips)} 个压缩包和 "
            f"{len(written.tables)} 张表。", f"{more}都在“{self.results}”里；照片原件没有改动。",
            self.results)

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
        if self._looking is not None:
            self._looking.abandon()
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
