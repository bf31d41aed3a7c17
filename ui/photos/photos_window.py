"""The window 检查照片: what is wrong with which photo, each class beside its photos, and the copies."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QWidget

from app.document import Document
from app.exports import PHOTOS, photo_outputs
from app.photos.check import EXTRA, TITLES, TWO, PhotoCheck, check_photos, with_aside, with_seen
from app.photos.matching import Sitter
from app.photos.photo_files import Photo
from app.photos.photo_outputs import Written, write_photos
from app.photos.seen import add_seen, load_seen, take_back
from models.errors import XuejiError
from models.fields import SEX
from ui.action_table import TAKE_CHOSEN, TAKE_CHOSEN_TOO
from ui.looks import theme
from ui.photos.class_view import ClassView
from ui.photos.order_view import OrderView
from ui.photos.photo_grid import PhotoGrid, Tile, tile_size
from ui.photos.pictures import fitted, read_picture
from ui.photos.problem_view import ProblemView
from ui.photos.scaling import smaller
from ui.widgets import message
from ui.widgets.cards import ActionCard
from ui.widgets.check_window import CheckWindow
from ui.widgets.leaving import record, through_door
from ui.widgets.worker import Job, Task

RESULTS = "照片检查结果"
_PICTURE = QSize(272, 354)
_VIEWS = ("问题", "各班照片", "按拍摄顺序认")
_PROBLEMS, _CLASSES, _ORDER = range(3)


class PhotosWindow(CheckWindow):
    """Checks one folder against one document. ``row_requested`` carries the row id of a student
    who is to be shown in the table."""

    row_requested = Signal(int)

    def __init__(self, folder: Path, document: Document, parent: QWidget | None = None) -> None:
        super().__init__("photosWindow", "检查照片", folder, parent)
        self.resize(1180, 700)
        self.document = document
        self.result: PhotoCheck | None = None
        self._looking: Job | None = None
        self._build()
        self.check()

    # --- parts -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.write_button = self.button("写出改好名的照片…", "writePhotos", self.write, "primary")
        self.add_head(self._asked(), *self.view_switch(_VIEWS, self.show_view), None,
                      self.again_button, self.write_button)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        self.views = QStackedWidget(split)
        self.problems = ProblemView(self.views)
        self.classes = ClassView(self.folder, self.views)
        self.order = OrderView(self.folder, self.views)
        for view in (self.problems, self.classes, self.order):
            self.views.addWidget(view)
            view.chosen.connect(self._show_chosen)
        self.problems.opened.connect(self._go_to_student)
        self.classes.opened.connect(self._go_to_student)
        self.order.recognised.connect(self._keep_recognised)
        self.several = PhotoGrid("severalPhotos", "这名学生的几张照片", self.folder, self)
        self.several.setFixedHeight(tile_size().height() + theme.L)
        self.several.opened.connect(lambda _row: self._use_one())
        self.use_card = self._card("useOne", "用选中的这张，其余不用", "其余的原件不动，只是不再算", TAKE_CHOSEN)
        self.use_card.clicked.connect(self._use_one)
        self.aside_card = self._card("putAside", "不用这张", "原件不动，只是不再算", "Delete")
        self.aside_card.clicked.connect(self._put_chosen_aside)
        for sequence in (TAKE_CHOSEN, TAKE_CHOSEN_TOO):
            QShortcut(QKeySequence(sequence), self, self._use_one)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.problems, self._put_chosen_aside)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.back_button = self.button("", "takeBack", self._take_back, "link")
        self.back_button.hide()
        self.summary_row.addWidget(self.back_button)
        self.student_card = self._card("goToStudent", "在名册里看这名学生", "", "Enter")
        self.yes_card = self._card("yes", "照片上就是这名学生", "", "Enter")
        self.absent_card = self._card("absent", "这名学生没有拍", "后面的照片往后移一人", "Insert")
        self.other_card = self._card("leaveOut", "这张不是这个班的", "试拍、重拍或别人；后面的照片往前移一人",
                                     "Delete")
        self.student_card.clicked.connect(self._go_to_student)
        self.yes_card.clicked.connect(self.order.confirm)
        self.absent_card.clicked.connect(self.order.set_absent)
        self.other_card.clicked.connect(self.order.leave_out)
        self.picture = QLabel(self)
        self.picture.setObjectName("picture")
        self.picture.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        split.addWidget(self.views)
        split.addWidget(self.inspector(self.several, self.picture, self.use_card,
                                       self.aside_card, self.student_card, self.yes_card,
                                       self.absent_card, self.other_card))
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        self.page.addWidget(split, 1)
        self.pauses = [self.write_button, split]

    def _card(self, name: str, title: str, detail: str, key: str) -> ActionCard:
        card = ActionCard(title, detail, key, weight="first" if key == "Enter" else "plain",
                          parent=self)
        card.setObjectName(name)
        return card

    def _asked(self) -> str:
        rule = self.document.profile.photos
        size = f"{rule.pixels[0]}×{rule.pixels[1]}" if rule.pixels else \
            f"至少 {rule.least[0]}×{rule.least[1]}"
        return (f"要求 JPEG，{size} 像素{f'，{rule.dpi} dpi' if rule.dpi else ''}，"
                f"小于 {rule.bytes_below // 1024} KB，{rule.background}底")

    # --- running ---------------------------------------------------------------------------------

    @property
    def results(self) -> Path:
        """Where the copies and tables are written: beside the folder, never in it."""
        return self.folder.parent / f"{self.folder.name}-{RESULTS}"

    def check(self) -> None:
        """Reads every photo, in the background."""
        def work(task: Task) -> PhotoCheck:
            return check_photos(
                self.folder, self.document, but=[self.results],
                seen=load_seen(self.results, self.document), cancel=task.cancelled,
                progress=lambda done, of: task.progress("照片", done, of))

        self.order.tell()
        self.run(Job(work, self), "正在看照片…", self.show_check)

    def write(self) -> None:
        """Writes the copies, zips and tables, when it is known what they are for."""
        self.order.tell()
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
        record(self, PHOTOS, photo_outputs(self.result, written, self.document.profile.fields))
        self.show_check(self.result)
        more = f"其中 {written.scaled} 张缩小过。" if written.scaled else ""
        self.tell_written(
            f"已写出 {written.copies} 张照片副本、{len(written.zips)} 个压缩包和 "
            f"{len(written.tables)} 张表。", f"{more}都在“{self.results}”里；照片原件没有改动。",
            self.results)

    def _keep_recognised(self, found: list[tuple[Photo, Sitter]]) -> None:
        if self.result is None:
            return
        try:
            add_seen(self.results, self.document, found)
        except XuejiError as error:
            message.warn(self, str(error), "这次认出的照片只在这个窗口里记得。")
        self.show_check(with_seen(self.result, found))

    # --- photos that are not to be used ----------------------------------------------------------

    def _several(self) -> list[Photo]:
        """The photos of the chosen student who has more than one."""
        finding = self.problems.finding
        if self.result is None or self.views.currentIndex() != _PROBLEMS or finding is None \
                or finding.rule != TWO or finding.sitter is None:
            return []
        return self.result.photos_of[finding.sitter.row]

    def _use_one(self) -> None:
        """Uses the chosen one of several photos and puts the others aside."""
        several, row = self._several(), self.several.row
        if 0 <= row < len(several):
            self._put_aside([photo for photo in several if photo is not several[row]])

    def _put_chosen_aside(self) -> None:
        """Puts a photo aside that is nobody's."""
        finding = self.problems.finding
        if self.aside_card.isVisibleTo(self) and finding is not None and self.result is not None:
            self._put_aside([one for one in self.result.photos if one.file == finding.file])

    def _put_aside(self, photos: list[Photo]) -> None:
        if self.result is None or self.busy:
            return
        try:
            add_seen(self.results, self.document, [(photo, None) for photo in photos])
        except XuejiError as error:
            message.warn(self, str(error))
            return
        self.show_check(with_aside(self.result, photos))

    def _take_back(self) -> None:
        try:
            take_back(self.results, self.document)
        except XuejiError as error:
            message.warn(self, str(error))
        self.check()

    # --- what is shown ---------------------------------------------------------------------------

    def show_check(self, check: PhotoCheck) -> None:
        """Shows what was found."""
        is_first, self.result = self.result is None, check
        count = len(check.findings)
        self.summary.setText(
            f"{len(check.photos):,} 张照片，{len(check.sitters):,} 名学生，{check.ok:,} 名没有问题；"
            + (f"{count:,} 处问题。" if count else "都可以上报。")
            + (f"略过 {check.ignored} 个系统文件。" if check.ignored else ""))
        self.back_button.setText(f"重新算上放下的 {check.aside} 张")
        self.back_button.setVisible(check.aside > 0)
        self.problems.show_check(check)
        self.classes.show_check(check)
        self.order.show_check(check)
        for view, number in ((_PROBLEMS, count), (_ORDER, self.order.photos)):
            self.view_buttons[view].setText(f"{_VIEWS[view]} {number}" if number else _VIEWS[view])
        self._show_chosen()
        if is_first:
            self.views.currentWidget().setFocus()

    def show_view(self, view: int) -> None:
        """One of the three views."""
        if view != _ORDER:
            self.order.tell()
        self.view_buttons[view].setChecked(True)
        self.views.setCurrentIndex(view)
        self.views.currentWidget().setFocus()
        self._show_chosen()

    def _chosen(self) -> tuple[str, str, Sitter | None, str | None]:
        """Heading, words, student and file of what is chosen."""
        view = self.views.currentIndex()
        if view == _PROBLEMS:
            finding = self.problems.finding
            return ("", "", None, None) if finding is None else (
                TITLES[finding.rule], finding.message, finding.sitter, finding.file)
        if view == _CLASSES:
            wrong = "\n".join(finding.message for finding in self.classes.findings)
            one = self.classes.sitter
            return self._name(one), wrong or ("照片没有问题。" if one else ""), one, self.classes.file
        seat = self.order.seat
        if seat is None:
            return "", "名字里看不出是谁的照片，按拍摄的先后排在班级名单旁边；" \
                "要逐人看过、按 Enter 认定，才算数。", None, None
        return (self._name(seat.sitter), "请对照照片和学生。" if seat.photo else "",
                seat.sitter, seat.photo.file if seat.photo else None)

    def _name(self, one: Sitter | None) -> str:
        return "" if one is None else one.name or "（没有姓名）"

    def _show_chosen(self) -> None:
        if self.result is None:
            return
        heading, words, one, file = self._chosen()
        if one is not None:
            words += f"\n{self._who(one)}"
        if file is not None:
            words += f"\n文件：{file}"
        several = self._several()
        self.several.setVisible(bool(several))
        self.use_card.setVisible(bool(several))
        self.several.fill([Tile(path.name, "" if len(path.parts) == 1 else path.parent.name,
                                str(path)) for path in map(PurePosixPath, (
                                    photo.file for photo in several))])
        self.picture.setVisible(not several)  # these two are seen well enough
        finding = self.problems.finding if self.views.currentIndex() == _PROBLEMS else None
        self.aside_card.setVisible(finding is not None and finding.rule == EXTRA)
        self.heading.setText(heading)
        self.words.setText(words.strip())
        in_order = self.views.currentIndex() == _ORDER
        seat = self.order.seat if in_order else None
        self.student_card.setVisible(one is not None and not in_order)
        self.yes_card.setVisible(seat is not None and seat.photo is not None)
        self.yes_card.set_title("认错了，取消" if seat is not None and seat.is_confirmed
                                else "照片上就是这名学生")
        self.absent_card.setVisible(seat is not None)
        self.absent_card.set_title("这名学生拍了" if self.order.is_absent else "这名学生没有拍")
        self.other_card.setVisible(seat is not None and seat.photo is not None)
        if not several:
            self._look_at(file)

    def _who(self, one: Sitter) -> str:
        """The student in a line: what tells whether the face is theirs."""
        roster = self.document.roster
        sex = roster.index(SEX)
        said = [f"第 {one.number} 行" if one.number else "新增", one.name,
                "" if sex is None else roster.row(one.row).cells[sex],
                one.grade + one.class_name, one.main]
        return "　".join(filter(None, said))

    def _look_at(self, file: str | None) -> None:
        self.picture.clear()
        if self._looking is not None:
            self._looking.abandon()
            self._looking = None
        photo = None if self.result is None else next(
            (photo for photo in self.result.photos if photo.file == file), None)
        if photo is None:
            return
        if photo.jpeg is not None and not photo.is_shown:
            self._show_picture(QImage())
            return
        path, size = self.folder / photo.file, _PICTURE * self.devicePixelRatioF()
        self._looking = Job(lambda task: read_picture(path, size), self)
        self._looking.succeeded.connect(self._show_picture)
        self._looking.start()

    def _show_picture(self, image: QImage) -> None:
        if image.isNull():
            self.picture.setText("（这个文件显示不出来）")
        else:
            self.picture.setPixmap(fitted(image, _PICTURE))

    def _go_to_student(self) -> None:
        one = self._chosen()[2]
        if one is not None:
            self.row_requested.emit(one.row)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.order.tell()
        if self._looking is not None:
            self._looking.abandon()
        for grid in (self.classes.grid, self.order.grid, self.several):
            grid.thumbnails.abandon()
        super().closeEvent(event)
