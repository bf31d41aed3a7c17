"""The contact sheet: photos in the order in which they were taken beside a class list, to be
confirmed face by face."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.photos.check import PhotoCheck
from app.photos.in_order import ContactSheet, Seat, class_named, classes_of, unnamed_folders
from app.photos.matching import Sitter
from app.photos.photo_files import Photo
from ui.looks import marks, theme
from ui.photos.class_view import class_lines
from ui.photos.photo_grid import PhotoGrid, Tile
from ui.widgets.lines_table import LinesTable

_HEADERS = ("班级", "学生", "没照片")
_WIDTHS = (104, 44, 56)
_LIST_WIDTH = 230


class _Sheet(PhotoGrid):
    """Enter is yes, Insert means absent, Delete a photo that is nobody's here."""

    absent = Signal()
    left_out = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.absent.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.left_out.emit()
        else:
            super().keyPressEvent(event)


class OrderView(QSplitter):
    """A folder of photos without names and a class; ``recognised`` carries the pairs of photo and
    student that were confirmed, when the clerk goes on to another class or away."""

    chosen = Signal()
    recognised = Signal(object)

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._folders: dict[str, list[Photo]] = {}
        self._classes: dict[tuple[str, str], list[Sitter]] = {}
        self._without: set[int] = set()
        self.sheet: ContactSheet | None = None
        self.classes = LinesTable("orderClasses", "班级", self)
        side = QWidget(self)
        self.folders = QComboBox(side)
        self.folders.setObjectName("orderFolder")
        self.folders.setAccessibleName("没有名字的照片所在的文件夹")
        self.said = QLabel(side)
        theme.set_role(self.said, "small")
        self.grid = _Sheet("contactSheet", "照片和学生", folder, side)
        strip = QHBoxLayout()
        strip.addWidget(QLabel("照片", side))
        strip.addWidget(self.folders)
        strip.addWidget(self.said, 1)
        layout = QVBoxLayout(side)
        layout.setContentsMargins(theme.M, 0, 0, 0)
        layout.addLayout(strip)
        layout.addWidget(self.grid, 1)
        self.addWidget(self.classes)
        self.addWidget(side)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setSizes([theme.px(_LIST_WIDTH), theme.px(680)])
        self.setFocusProxy(self.grid)
        self.folders.activated.connect(lambda _place: self._other_folder())
        self.classes.chosen.connect(lambda _row: self._other_class())
        self.classes.opened.connect(lambda _row: self.grid.setFocus())
        self.grid.chosen.connect(lambda _row: self.chosen.emit())
        self.grid.opened.connect(lambda _row: self.confirm())
        self.grid.absent.connect(self.set_absent)
        self.grid.left_out.connect(self.leave_out)

    # --- what the window asks --------------------------------------------------------------------

    def show_check(self, check: PhotoCheck) -> None:
        """Lays out what a check found; what was confirmed but not told yet is gone."""
        self.sheet = None
        self._folders = unnamed_folders(check)
        self._classes = classes_of(check)
        self._without = {row for row, photos in check.photos_of.items() if not photos}
        kept = self.folders.currentData()
        self.folders.clear()
        for name, photos in self._folders.items():
            self.folders.addItem(f"{'（最外层）' if name == '.' else name}　{len(photos)} 张", name)
        place = self.folders.findData(kept) if kept is not None else -1
        self.folders.setCurrentIndex(max(place, 0))
        self.classes.fill(_HEADERS, class_lines(
            self._classes, dict.fromkeys(self._without)), _WIDTHS)
        if place < 0:
            self._other_folder()
        else:
            self._other_class()

    @property
    def photos(self) -> int:
        """How many photos have no name that tells whose they are."""
        return sum(map(len, self._folders.values()))

    @property
    def seat(self) -> Seat | None:
        """The chosen seat."""
        row = self.grid.row
        return self.sheet.seats[row] if self.sheet and 0 <= row < len(self.sheet.seats) else None

    @property
    def is_absent(self) -> bool:
        """Whether the chosen student is marked as not photographed."""
        return self.sheet is not None and self.seat is not None \
            and self.sheet.is_absent(self.grid.row)

    def confirm(self) -> None:
        """The chosen photo is the chosen student's, or after all is not; then the next seat."""
        seat = self.seat
        if self.sheet is None or seat is None or seat.photo is None:
            return
        row = self.grid.row
        self.sheet.confirm(row, not seat.is_confirmed)
        self._fill()
        later = [place for place, other in enumerate(self.sheet.seats)
                 if place > row and other.photo is not None and not other.is_confirmed]
        if seat.is_confirmed and later:
            self.grid.choose(later[0])
        elif seat.is_confirmed and self._is_done():
            self.tell()

    def set_absent(self) -> None:
        """The chosen student was not photographed, or after all was."""
        if self.sheet is not None and self.seat is not None:
            self.sheet.set_absent(self.grid.row)
            self._fill()

    def leave_out(self) -> None:
        """The chosen photo is nobody's of this class."""
        if self.sheet is not None and self.seat is not None:
            self.sheet.leave_out(self.grid.row)
            self._fill()

    def tell(self) -> None:
        """Tells what was confirmed, once; what was not stays as it is laid out."""
        sheet = self.sheet
        if sheet is not None and sheet.confirmed:
            self.sheet = None
            self.recognised.emit(sheet.confirmed)

    # --- laying out ------------------------------------------------------------------------------

    def _is_done(self) -> bool:
        return self.sheet is not None and all(
            seat.is_confirmed or seat.photo is None for seat in self.sheet.seats)

    def _other_folder(self) -> None:
        """The class that the folder's name tells, where it tells one."""
        named = class_named(str(self.folders.currentData() or ""), list(self._classes))
        if named is not None:
            row = list(self._classes).index(named)
            if row != self.classes.row:
                self.classes.selectRow(row)  # which lays out
                return
        self._other_class()

    def _other_class(self) -> None:
        self.tell()
        photos: Sequence[Photo] = self._folders.get(str(self.folders.currentData() or ""), ())
        people = list(self._classes.values())
        row = self.classes.row
        without = [one for one in people[row] if one.row in self._without] \
            if 0 <= row < len(people) else []
        self.sheet = ContactSheet(without, photos) if photos else None
        self._fill()

    def _fill(self) -> None:
        sheet = self.sheet
        tiles = [] if sheet is None else [
            _tile(seat, sheet.is_absent(place)) for place, seat in enumerate(sheet.seats)]
        self.grid.fill(tiles)
        if sheet is None:
            said = "没有认不出的照片。" if not self._folders else ""
        elif not tiles:
            said = "这个班的学生都有照片。"
        else:
            said = f"已认出 {len(sheet.confirmed)} / {len(tiles)} 名"
            if sheet.left_over:
                said += f"，多出 {sheet.left_over} 张照片"
        self.said.setText(said)
        self.chosen.emit()


def _tile(seat: Seat, is_absent: bool) -> Tile:
    return Tile(seat.sitter.name or "（没有姓名）", "就是这名学生" if seat.is_confirmed else
                "" if seat.photo is None else "待确认", seat.photo.file if seat.photo else None,
                marks.DONE if seat.is_confirmed else "",
                "没有拍" if is_absent else "没有照片")
