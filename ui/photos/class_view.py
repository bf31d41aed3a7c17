"""The photos of a class beside its students, and the classes to choose from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from app.photos.check import TITLES, PhotoCheck, PhotoFinding
from app.photos.in_order import classes_of
from app.photos.matching import Sitter
from models.writing.class_names import class_title
from ui.looks import theme
from ui.photos.photo_grid import PhotoGrid, Tile
from ui.photos.problem_view import mark_of
from ui.widgets.lines_table import Cell, LinesTable

_HEADERS = ("班级", "学生", "有问题")
_WIDTHS = (104, 44, 56)
_LIST_WIDTH = 230


class ClassView(QSplitter):
    """Classes at the left, the chosen one's students with their photos beside them."""

    chosen = Signal()
    opened = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._people: list[list[Sitter]] = []
        self._files: dict[int, str] = {}
        self._findings: dict[int, list[PhotoFinding]] = {}
        self.classes = LinesTable("photoClasses", "班级", self)
        self.grid = PhotoGrid("classPhotos", "学生和照片", folder, self)
        self.classes.chosen.connect(lambda _row: self._fill())
        self.classes.opened.connect(lambda _row: self.grid.setFocus())
        self.grid.chosen.connect(lambda _row: self.chosen.emit())
        self.grid.opened.connect(lambda _row: self.opened.emit())
        self.addWidget(self.classes)
        self.addWidget(self.grid)
        self.setStretchFactor(1, 1)
        self.setChildrenCollapsible(False)
        self.setSizes([theme.px(_LIST_WIDTH), theme.px(680)])
        self.setFocusProxy(self.grid)

    def show_check(self, check: PhotoCheck) -> None:
        """Shows what a check found."""
        by_class = classes_of(check)
        self._people = list(by_class.values())
        self._files = {row: photos[0].file for row, photos in check.photos_of.items() if photos}
        self._findings = findings_of(check)
        rows = class_lines(by_class, self._findings)
        self.classes.fill(_HEADERS, rows, _WIDTHS)
        self._fill()

    @property
    def sitter(self) -> Sitter | None:
        """The chosen student."""
        people, row = self._shown(), self.grid.row
        return people[row] if 0 <= row < len(people) else None

    @property
    def file(self) -> str | None:
        """The chosen student's photo."""
        return None if self.sitter is None else self._files.get(self.sitter.row)

    @property
    def findings(self) -> list[PhotoFinding]:
        """What is wrong with it."""
        return [] if self.sitter is None else self._findings.get(self.sitter.row, [])

    def _shown(self) -> list[Sitter]:
        row = self.classes.row
        return self._people[row] if 0 <= row < len(self._people) else []

    def _fill(self) -> None:
        tiles = []
        for one in self._shown():
            wrong = self._findings.get(one.row, [])
            tiles.append(Tile(one.name or "（没有姓名）",
                              TITLES[wrong[0].rule] if wrong else f"第 {one.number} 行",
                              self._files.get(one.row), mark_of(wrong)))
        self.grid.fill(tiles)
        self.chosen.emit()


def findings_of(check: PhotoCheck) -> dict[int, list[PhotoFinding]]:
    """What is wrong, by the row id of whose photo it is."""
    found: dict[int, list[PhotoFinding]] = defaultdict(list)
    for finding in check.findings:
        if finding.sitter is not None:
            found[finding.sitter.row].append(finding)
    return found


def class_lines(classes: Mapping[tuple[str, str], Sequence[Sitter]],
                wrong: Mapping[int, object]) -> list[list[Cell]]:
    """A line a class: its name, its students, how many of them stand in ``wrong``."""
    lines = []
    for (grade, class_name), people in classes.items():
        count = sum(one.row in wrong for one in people)
        lines.append([Cell(class_title(grade, class_name)), Cell(f"{len(people)}", right=True),
                      Cell(f"{count}" if count else "✓", "error_text" if count else "done",
                           right=True)])
    return lines
