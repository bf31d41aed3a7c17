"""与另一份名单核对: which list it is, how the two differ, and taking over what the list knows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup, QCheckBox, QComboBox, QDialog, QFileDialog, QFormLayout, QHBoxLayout, QLabel,
    QRadioButton, QWidget)

from app.document import Document
from app.exports import COMPARISON, Output, field_titles
from app.judged import Fix
from app.lists.beside import (
    ListBeside, attach_taking, beside, check_fits, counts_of, list_fixes, open_attached, wrong_list)
from app.lists.comparison_book import write_comparison
from app.lists.kinds import guess_kind
from app.matching.kinds import KIND_TITLES, Kind
from models.attached import AttachedList
from models.errors import SheetChoiceError, XuejiError
from models.intake.several import SheetOffer
from models.profile import Profile
from ui.looks import theme
from ui.start.sheet_choice import SheetChoiceDialog
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.file_filters import LIST_FILTER
from ui.widgets.leaving import record, through_door
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task
from ui.work.preview_fixes import PreviewFixesDialog

_NOTES = {
    Kind.ADMISSION: "主号和姓名以录取名单为准", Kind.TERM: "年级、班级应与现在相同",
    Kind.YEAR: "名单里的年级先升一级，毕业离校的不算缺", Kind.OTHER: "两边都可能有误，请对照证件"}


def _told(kind: Kind, profile: Profile) -> str:
    """What a list of the kind is, in the words of a region."""
    return f"{KIND_TITLES[kind]}：{profile.worded(_NOTES[kind])}"


def ask_and_compare(parent: QWidget, document: Document, folder: Path) -> None:
    """Asks for the list and what it is, compares, and shows what came of it."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, "选择要核对的名单", str(folder), LIST_FILTER)
    if not chosen:
        return
    compare_file(parent, document, Path(chosen), folder)


def compare_file(parent: QWidget, document: Document, path: Path, folder: Path) -> None:
    """Asks what the list is, unless its name tells; that can still be changed in what follows."""
    kind = guess_kind(path.name, document.school.school_year)
    if kind is not Kind.OTHER:
        start(parent, document, path, kind, folder)
        return
    dialog = KindDialog(parent, path.name, document.profile)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    kind = dialog.kind()
    dialog.deleteLater()
    if accepted:
        start(parent, document, path, kind, folder)


def start(parent: QWidget, document: Document, path: Path, kind: Kind, folder: Path,
          sheets: Sequence[str] = ()) -> None:
    """Reads and compares in the background; of several sheets that fit asks which are meant."""
    def work(task: Task) -> tuple[AttachedList, ListBeside]:
        task.progress("正在读取名单并逐人核对…")
        attached = open_attached(path, kind, sheets=sheets, cancel=task.cancelled,
                                 fields=document.profile.fields)
        found = beside(document, attached.roster, kind)
        check_fits(found.comparison, path.name)
        return attached, found

    def failed(error: Exception) -> None:
        if not isinstance(error, SheetChoiceError):
            message.warner(parent)(error)
            return
        dialog = SheetChoiceDialog(
            parent, path.name, [SheetOffer(*each) for each in zip(error.names, error.students)],
            what="名单", action="核对")
        dialog.accepted.connect(lambda: start(
            parent, document, path, kind, folder, dialog.chosen()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    job = Job(work, parent)
    job.succeeded.connect(partial(_show, parent, document, folder))
    job.failed.connect(failed)
    # at once: what the list is held against must not be changed meanwhile
    Waiting(parent, job, "与另一份名单核对", f"正在核对“{path.name}”",
            delay=0).start()


def _show(parent: QWidget, document: Document, folder: Path,
          found: tuple[AttachedList, ListBeside]) -> None:
    attached, compared = found
    doubt = wrong_list(compared.comparison, attached.name)
    if doubt and not message.ask(parent, doubt, "名单里的年级可以在下一步改。", yes="仍然核对",
                                 no="换一份名单", careful=True):
        return
    dialog = ComparisonDialog(parent, document, compared, folder, attached)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def save_result(parent: QWidget, document: Document, attached: AttachedList, folder: Path) -> None:
    """Writes 名单核对结果.xls of an attached list as things stand."""
    found = beside(document, attached.roster, Kind(attached.kind), grades=attached.grades)
    through_door(parent, COMPARISON, partial(_save, parent, document, found, folder))


def ask_and_detach(parent: QWidget, document: Document, attached: AttachedList) -> None:
    """Lets go of a list after asking."""
    if message.ask(parent, f"不再与《{attached.name}》核对？",
                   "已经采用的内容、写明的去向都留着；还没有处理的不同之处不再列出。名单文件不受影响。",
                   yes="不再核对"):
        document.detach(attached)


def _save(parent: QWidget, document: Document, found: ListBeside, folder: Path) -> None:
    chosen = QFileDialog.getExistingDirectory(parent, "把核对结果保存到", str(folder))
    if not chosen:
        return
    try:
        written = write_comparison(document, found, Path(chosen))
    except XuejiError as error:
        message.warn(parent, str(error))
        return
    record(parent, COMPARISON, [Output(
        written.path.name, written.sha256, field_titles(document), len(document.roster))])
    message.inform(parent, f"已保存“{written.path.name}”。",
                   f"它在：{chosen}")


class KindDialog(Dialog):
    """What a list is; ``kind()`` is what was chosen."""

    def __init__(self, parent: QWidget | None, name: str, profile: Profile) -> None:
        super().__init__(parent, "listKind", "与另一份名单核对",
                         f"“{name}”是什么名单？")
        self.setMinimumWidth(440)
        self._group = QButtonGroup(self)
        for number, kind in enumerate(KIND_TITLES):
            button = QRadioButton(_told(kind, profile), self)
            button.setObjectName(f"kind_{kind.value}")
            self._group.addButton(button, number)
            self.body.addWidget(button)
        self._group.button(list(KIND_TITLES).index(Kind.OTHER)).setChecked(True)
        self.words("名单至少要有姓名和另外一列。名单文件不会被改动。", "soft")
        self.add_cancel("不核对了")
        accept = self.add_button("开始核对", "accept", primary=True)
        accept.clicked.connect(self.accept)

    def kind(self) -> Kind:
        """What the clerk says that it is."""
        return list(KIND_TITLES)[self._group.checkedId()]


class ComparisonDialog(Dialog):
    """The counts, which add up, the grades that the list covers, and what to do next; the list
    stays with the work when anything is done about it."""

    def __init__(self, parent: QWidget | None, document: Document, beside: ListBeside,
                 folder: Path, attached: AttachedList) -> None:
        super().__init__(parent, "comparison", "与另一份名单核对",
                         f"与《{beside.roster.path.name}》核对")
        self.setMinimumWidth(560)
        self._document, self._beside, self._folder = document, beside, folder
        self._attached = attached
        self.fixes = list_fixes(document, beside)
        self._build()
        self._show_counts()

    def _build(self) -> None:
        self.kind = QComboBox(self)
        self.kind.setObjectName("listKindChoice")
        self.kind.setAccessibleName("名单的种类")
        for kind in KIND_TITLES:
            self.kind.addItem(_told(kind, self._document.profile), kind)
        self.kind.setCurrentIndex(list(KIND_TITLES).index(self._beside.kind))
        self.kind.currentIndexChanged.connect(self._recompare)
        self.body.addWidget(self.kind)
        self._size = self.words("", "soft")
        self._wrong = self.words("", "warning")
        self._wrong.setObjectName("seemsWrong")
        self._counts = QFormLayout()
        self._counts.setHorizontalSpacing(theme.XL)
        self.body.addLayout(self._counts)
        self._grades = QWidget(self)
        row = QHBoxLayout(self._grades)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel("名单覆盖的年级：", self._grades))
        titles = self._document.profile.grades
        validator = self._document.validator
        present = sorted({grade for each in self._document.roster.rows
                          if (grade := validator.student(each.id).standing.grade)})
        for grade in present:
            box = QCheckBox(titles[grade - 1], self._grades)
            box.setObjectName(f"covers_{grade}")
            box.setChecked(not self._beside.grades or grade in self._beside.grades)
            box.toggled.connect(self._recompare)
            row.addWidget(box)
        row.addStretch(1)
        self._grades.setVisible(len(present) > 1)
        self.body.addWidget(self._grades)
        self._can_take = self.words("")
        self.words("开始核对后，不同之处列在“问题”里逐处处理，名单和工作一起保存，随时可以不再核对。", "soft")
        self.add_cancel("不核对了")
        save = self.add_button("保存核对结果…", "save")
        save.clicked.connect(self.save)
        if self.fixes:
            take = self.add_button("采用名单的内容…", "take")
            take.clicked.connect(self.take)
        work = self.add_button("开始逐处核对", "work", primary=True)
        work.clicked.connect(self.work)
        work.setFocus()

    def _show_counts(self) -> None:
        found = self._beside.comparison
        self._size.setText(f"名单 {found.listed:,} 人，名册 {found.scope:,} 人")
        self._wrong.setText("两边对不上的人超过三成。请先看看是不是选错了名单，或名单只包含一部分班级。"
                            if found.seems_wrong else "")
        self._wrong.setVisible(found.seems_wrong)
        while self._counts.rowCount():
            self._counts.removeRow(0)
        for title, count in counts_of(self._beside):
            number = QLabel(f"{count:,}", self)
            number.setObjectName(f"count_{title}")
            self._counts.addRow(title, number)
        sure = sum(not fix.doubt for fix in self.fixes)
        self._can_take.setText(
            (f"名单里有 {len(self.fixes)} 处内容可以补正名册，其中 {sure} 处可以直接采用（被 Excel 截断的号码、"
                "名册里的空白等），其余请对照证件逐处勾选。")
            if self.fixes else "名册里没有可以由这份名单补正的内容。")

    def _recompare(self) -> None:
        """Only students of the ticked grades can be missing from the list."""
        boxes = self._grades.findChildren(QCheckBox)
        grades = [int(box.objectName().removeprefix("covers_")) for box in boxes
                  if box.isChecked()]
        kind = list(KIND_TITLES)[self.kind.currentIndex()]
        self._beside = beside(self._document, self._beside.roster, kind, grades=grades)
        self._attached = self._attached._replace(kind=kind.value, grades=frozenset(grades))
        self.fixes = list_fixes(self._document, self._beside)
        self._show_counts()

    def save(self) -> None:
        """Writes 名单核对结果.xls, when it is known what it is for."""
        through_door(self, COMPARISON, partial(
            _save, self, self._document, self._beside, self._folder))

    def work(self) -> None:
        """Holds the roster against the list from now on."""
        self.accept()
        self._document.attach(self._attached)

    def take(self) -> None:
        """Shows what would be taken over, and carries out what is accepted as one step."""
        dialog = PreviewFixesDialog(self._document, self.fixes, "采用名单的内容", self)
        doubtful = sum(bool(fix.doubt) for fix in self.fixes)
        more = f"；{doubtful} 处两边不同，没有勾选" if doubtful else ""
        dialog.set_heading(f"名单里有 {len(self.fixes)} 处不同的内容{more}")
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        chosen: list[Fix] = dialog.chosen()
        dialog.deleteLater()
        if accepted and chosen:
            self.accept()
            attach_taking(self._document, self._attached, chosen)
