"""与另一份名单核对: which list it is, how the two differ, and taking over what the list knows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QButtonGroup, QDialog, QFileDialog, QFormLayout, QLabel, QRadioButton, QWidget)

from app.lists.comparison_book import write_comparison
from app.document import Document, Fix
from app.exports import COMPARISON, Output, field_titles
from app.lists.beside import ListBeside, compare_with, counts_of, list_fixes, take_from_list
from app.matching.comparing import KIND_TITLES, Kind
from models.errors import XuejiError
from ui.looks import theme
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.leaving import record, through_door
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task
from ui.work.preview_fixes import PreviewFixesDialog

LIST_FILTER = ("名单 (*.xls *.xlsx *.xlsm *.ods *.csv *.tsv *.txt *.html *.htm *.xml *.dbf)"
               ";;所有文件 (*)")
_NOTES = {
    Kind.ADMISSION: "主号和姓名以录取名单为准", Kind.TERM: "年级、班级应与现在相同",
    Kind.YEAR: "名单里的年级先升一级，毕业离校的不算缺", Kind.OTHER: "两边都可能有误，请对照证件"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("Comparing", text)


def ask_and_compare(parent: QWidget, document: Document, folder: Path) -> None:
    """Asks for the list and what it is, compares, and shows what came of it."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, _tr("选择要核对的名单"), str(folder), LIST_FILTER)
    if not chosen:
        return
    dialog = KindDialog(parent, Path(chosen).name)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    kind = dialog.kind()
    dialog.deleteLater()
    if accepted:
        start(parent, document, Path(chosen), kind, folder)


def start(parent: QWidget, document: Document, path: Path, kind: Kind, folder: Path) -> None:
    """Reads and compares in the background."""
    def work(task: Task) -> ListBeside:
        task.progress(_tr("正在读取名单并逐人核对…"))
        return compare_with(document, path, kind, cancel=task.cancelled)

    def failed(error: Exception) -> None:
        if isinstance(error, XuejiError):
            message.warn(parent, str(error))
    job = Job(work, parent)
    job.succeeded.connect(partial(_show, parent, document, folder))
    job.failed.connect(failed)
    # at once: what the list is held against must not be changed meanwhile
    Waiting(parent, job, _tr("与另一份名单核对"), _tr("正在核对“{name}”").format(name=path.name),
            delay=0).start()


def _show(parent: QWidget, document: Document, folder: Path, beside: ListBeside) -> None:
    dialog = ComparisonDialog(parent, document, beside, folder)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


class KindDialog(Dialog):
    """What a list is; ``kind()`` is what was chosen."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, "listKind", _tr("与另一份名单核对"),
                         _tr("“{name}”是什么名单？").format(name=name))
        self.setMinimumWidth(440)
        self._group = QButtonGroup(self)
        for number, kind in enumerate(KIND_TITLES):
            button = QRadioButton(f"{KIND_TITLES[kind]}：{_NOTES[kind]}", self)
            button.setObjectName(f"kind_{kind.value}")
            self._group.addButton(button, number)
            self.body.addWidget(button)
        self._group.button(list(KIND_TITLES).index(Kind.OTHER)).setChecked(True)
        self.words(_tr("名单至少要有姓名和另外一列。名单文件不会被改动。"), "soft")
        self.add_cancel(_tr("不核对了"))
        accept = self.add_button(_tr("开始核对"), "accept", primary=True)
        accept.clicked.connect(self.accept)

    def kind(self) -> Kind:
        """What the clerk says that it is."""
        return list(KIND_TITLES)[self._group.checkedId()]


class ComparisonDialog(Dialog):
    """The counts, which add up, and what to do next."""

    def __init__(self, parent: QWidget | None, document: Document, beside: ListBeside,
                 folder: Path) -> None:
        super().__init__(parent, "comparison", _tr("与另一份名单核对"),
                         _tr("与《{name}》核对").format(name=beside.roster.path.name))
        self.setMinimumWidth(520)
        self._document, self._beside, self._folder = document, beside, folder
        self.fixes = list_fixes(document, beside)
        self._build()

    def _build(self) -> None:
        found = self._beside.comparison
        titles = self._document.profile.grades
        grades = "、".join(titles[grade - 1] for grade in sorted(found.grades) if grade)
        self.words(_tr("{grades}　名单 {list} 人，名册 {roster} 人").format(
            grades=grades or _tr("全部年级"), list=found.listed, roster=found.scope), "soft")
        if found.seems_wrong:
            self.words(_tr("两边对不上的人超过三成。请先看看是不是选错了名单，或名单只包含一部分班级。")
                       ).setObjectName("seemsWrong")
        form = QFormLayout()
        form.setHorizontalSpacing(theme.XL)
        for title, count in counts_of(self._beside):
            number = QLabel(f"{count:,}", self)
            number.setObjectName(f"count_{title}")
            form.addRow(title, number)
        self.body.addLayout(form)
        sure = sum(not fix.doubt for fix in self.fixes)
        self.words(_tr("名单里有 {n} 处内容可以补正名册，其中 {sure} 处可以直接采用（被 Excel 截断的号码、"
                       "名册里的空白等），其余请对照证件逐处勾选。").format(n=len(self.fixes), sure=sure)
                   if self.fixes else _tr("名册里没有可以由这份名单补正的内容。"))
        self.add_cancel(_tr("关闭"))
        save = self.add_button(_tr("保存核对结果…"), "save", primary=not self.fixes)
        save.clicked.connect(self.save)
        if self.fixes:
            take = self.add_button(_tr("采用名单的内容…"), "take", primary=True)
            take.clicked.connect(self.take)

    def save(self) -> None:
        """Writes 名单核对结果.xls, when it is known what it is for."""
        through_door(self, COMPARISON, self._save)

    def _save(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _tr("把核对结果保存到"), str(self._folder))
        if not chosen:
            return
        try:
            written = write_comparison(self._document, self._beside, Path(chosen))
        except XuejiError as error:
            message.warn(self, str(error))
            return
        record(self, COMPARISON, [Output(
            written.path.name, written.sha256, field_titles(self._document),
            len(self._document.roster))])
        message.inform(self, _tr("已保存“{name}”。").format(name=written.path.name),
                       _tr("它在：{folder}").format(folder=chosen))

    def take(self) -> None:
        """Shows what would be taken over, and carries out what is accepted as one step."""
        dialog = PreviewFixesDialog(self._document, self.fixes, _tr("采用名单的内容"), self)
        doubtful = sum(bool(fix.doubt) for fix in self.fixes)
        more = _tr("；{n} 处两边不同，没有勾选").format(n=doubtful) if doubtful else ""
        dialog.set_heading(_tr("名单里有 {n} 处不同的内容{more}").format(
            n=len(self.fixes), more=more))
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        chosen: list[Fix] = dialog.chosen()
        dialog.deleteLater()
        if accepted and chosen:
            take_from_list(self._document, chosen, self._beside)
            self.accept()
