"""信息确认单: lists to be signed in class, slips for each student, or lists to hang on a wall."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QLabel, QRadioButton, QWidget

from app.class_sheets import LISTED, ClassSheet, class_sheets, classes, sheet_fields
from app.covering import Cover, shown_fields
from app.document import Document
from app.exports import CLASSES, PARENTS, WALL, Output, Purpose, beyond
from models.writing.class_names import class_title
from ui.looks import theme
from ui.paper.print_dialog import Print, PrintDialog
from ui.paper.sheets import print_lists, print_slips, print_wall_lists


class ConfirmationDialog(PrintDialog):
    """Which students, for whom; what is covered follows from that, less is a decision."""

    purpose: Purpose = CLASSES

    def __init__(self, parent: QWidget | None, document: Document, folder: Path) -> None:
        super().__init__(parent, "confirmationSheets", "打印信息确认单", document, folder)
        self.set_heading("打印学生和家长核对、签名的确认单")
        self.lists = QRadioButton("每班一张名单（横向，末列签名，每班另起一页）", self)
        self.slips = QRadioButton("每名学生一张（纵向，可裁开）", self)
        self.wall = QRadioButton("张贴的名单（只有班级、性别和姓名的第一个字，每班另起一页）", self)
        self.lists.setChecked(True)
        self.forms = QButtonGroup(self)
        for number, button in enumerate((self.lists, self.slips, self.wall)):
            button.setObjectName(("asLists", "asSlips", "forWall")[number])
            self.forms.addButton(button)
            self.body.addWidget(button)
        self.body.addSpacing(theme.M)
        self.body.addWidget(QLabel("班级", self))
        self.classes = QComboBox(self)
        self.classes.setObjectName("sheetClass")
        self.classes.setAccessibleName("打印哪些班级")
        self.classes.addItem("全部班级", None)
        for (grade, class_name), rows in classes(document).items():
            self.classes.addItem(
                f"{class_title(grade, class_name)}（{len(rows)} 人）", (grade, class_name))
        self.body.addWidget(self.classes)
        self.only_problems = QCheckBox("只打印有问题的学生", self)
        self.only_problems.setObjectName("onlyProblems")
        self.masked = QCheckBox("遮住身份证号（只留前六位）", self)
        self.masked.setObjectName("maskedNumbers")
        self.masked.setChecked(True)
        for box in (self.only_problems, self.masked):
            self.body.addWidget(box)
        # who signs at home sees the whole number; a list in class goes from hand to hand
        self.forms.buttonToggled.connect(self._adapt)
        self.finish()

    def _adapt(self) -> None:
        self.masked.setChecked(not self.slips.isChecked())
        for box in (self.masked, self.only_problems):
            box.setEnabled(not self.wall.isChecked())
        if self.wall.isChecked():  # who has a problem is nobody's business on a wall
            self.only_problems.setChecked(False)
        self.purpose = WALL if self.wall.isChecked() else \
            CLASSES if self.lists.isChecked() else PARENTS

    def cover(self) -> Cover:
        """How much is covered as things are chosen now."""
        if self.wall.isChecked():
            return Cover.WALL
        return Cover.CLASS if self.masked.isChecked() else Cover.WHOLE

    def decided(self) -> str:
        return beyond(self.purpose, self.cover())

    def output(self, name: str, sha256: str = "") -> Output:
        """The fields and students that are on the sheets."""
        fields = {field.key: field.title for field in sheet_fields(self.document)}
        if self.lists.isChecked():
            fields = {key: title for key, title in fields.items() if key in LISTED}
        keys = shown_fields(fields, self.cover())
        return Output(name, sha256, tuple(fields[key] for key in keys),
                      sum(len(sheet.lines) for sheet in self._sheets()))

    def _sheets(self) -> list[ClassSheet]:
        wanted = self.classes.currentData()
        return [sheet for sheet in class_sheets(
            self.document, only_problems=self.only_problems.isChecked())
            if wanted is None or (sheet.grade, sheet.class_name) == tuple(wanted)]

    def job(self) -> Print | str:
        wanted, sheets = self.classes.currentData(), self._sheets()
        if not sheets:
            return "没有要打印的学生：所选班级里没有未处理的问题。"
        school = self.document.school
        compose = print_lists if self.lists.isChecked() else \
            print_slips if self.slips.isChecked() else print_wall_lists
        name = f"{school.name}{'学生名单' if self.wall.isChecked() else '信息确认单'}"
        return Print(name + (f"-{sheets[0].title}" if wanted is not None else ""),
                     self.lists.isChecked(),
                     partial(compose, school=school.name, period=f"{school.school_year} 学年",
                             sheets=sheets, cover=self.cover()))
