"""合并清单: the files of class teachers and sites, ticked one by one, made one roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView, QFileDialog, QTableWidget, QTableWidgetItem, QWidget)

from app.exports import MERGING, Output, column_titles
from app.folders import work_folder
from app.guessing import ProfileChoice
from app.merging.absent import absent_classes, open_earlier
from app.merging.files import offered
from app.merging.inputs import remember_inputs
from app.merging.merging import Merged, classes_of, write_merged
from app.merging.offers import Offer, merged_of, offers
from app.merging.sources import Source, fields_of, read_sources
from models.errors import XuejiError
from models.profile import Profile
from models.roster import Roster
from ui.looks import theme
from ui.widgets import message
from ui.widgets.dialog_frame import Dialog
from ui.widgets.file_filters import TABLE_FILTER
from ui.widgets.leaving import record
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task

FILE_NAME = "合并名册.xls"
_HEADERS = ("文件", "工作表", "年级班级", "学生", "认出的列", "说明")


def ask_and_merge(parent: QWidget, choice: ProfileChoice, folder: Path,
                  opened: Callable[[Path], None]) -> None:
    """Asks for a folder of rosters; ``opened`` gets the file that was made of them."""
    chosen = QFileDialog.getExistingDirectory(
        parent, "选择班主任、校点交来的文件所在的文件夹", str(folder))
    if chosen:
        read_and_show(parent, choice, [Path(chosen)], opened)


def read_and_show(parent: QWidget, choice: ProfileChoice, paths: Sequence[Path],
                  opened: Callable[[Path], None]) -> None:
    """Reads files and folders in the background and shows 合并清单."""
    def work(task: Task) -> tuple[Profile, list[Source]]:
        files = offered(paths)
        profile = choice.of(files, task.cancelled)
        found: list[Source] = []
        for number, path in enumerate(files):
            if task.cancelled.is_set():
                break
            task.progress(f"正在读取“{path.name}”", number, len(files))
            found += read_sources(path, profile, cancel=task.cancelled)
        return profile, [source for source in found if not source.is_ours]

    def failed(error: Exception) -> None:
        if isinstance(error, XuejiError):
            message.warn(parent, str(error))

    def succeeded(result: tuple[Profile, list[Source]]) -> None:
        profile, sources = result
        if not sources:
            message.inform(parent, "这里没有可以合并的文件。")
            return
        dialog = MergeDialog(parent, profile, sources, opened)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
    job = Job(work, parent)
    job.succeeded.connect(succeeded)
    job.failed.connect(failed)
    Waiting(parent, job, "合并班级（校点）表", "正在读取各个文件", delay=0).start()


class MergeDialog(Dialog):
    """A line a sheet with a tick; the account below always adds up."""

    def __init__(self, parent: QWidget | None, profile: Profile, sources: Sequence[Source],
                 opened: Callable[[Path], None]) -> None:
        super().__init__(parent, "mergeList", "合并班级（校点）表")
        self._profile, self._opened = profile, opened
        self.offers: list[Offer] = offers(sources)
        self.merged: Merged | None = None
        self._earlier: Roster | None = None
        files = {offer.source.file for offer in self.offers}
        usable = {offer.source.file for offer in self.offers if offer.can_be}
        self.set_heading(f"合并清单：{len(files)} 个文件，{len(usable)} 个可用")
        self.table = QTableWidget(len(self.offers), len(_HEADERS), self)
        self._fill()
        self.body.addWidget(self.table, 1)
        self.account = self.words("")
        self.account.setObjectName("mergeAccount")
        self.words("原文件不会被改动；每一行都记得来自哪个文件的第几行。空格键勾选或不选。", "soft")
        self.add_cancel()
        earlier = self.add_button("对照上学期名册…", "earlier")
        earlier.clicked.connect(self.hold_against)
        more = self.add_button("再加文件…", "more")
        more.clicked.connect(self.add_files)
        self.accept_button = self.add_button("", "accept", primary=True)
        self.accept_button.clicked.connect(self.save)
        self.table.itemChanged.connect(self._ticked)
        self.least_height = 620
        self.resize(1000, self.least_height)
        self._count()
        self.table.setFocus()

    def _fill(self) -> None:
        table = self.table
        table.setObjectName("mergeTable")
        table.setAccessibleName("合并清单")
        table.setHorizontalHeaderLabels(_HEADERS)
        table.verticalHeader().hide()
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.horizontalHeader().setStretchLastSection(True)
        table.setRowCount(len(self.offers))
        colors = theme.palette()
        for row, offer in enumerate(self.offers):
            source = offer.source
            texts = (source.file.name, source.sheet or "", classes_of(source),
                     str(source.kept) if source.table else "",
                     f"{len(fields_of(source.table))} / {len(self._profile.fields)}"
                     if source.table else "",
                     "；".join(offer.notes))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if not offer.can_be:
                    item.setForeground(QColor(colors.error_text))
                elif not offer.is_taken:
                    item.setForeground(QColor(colors.warning_text))
                if column == 3:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if not column and offer.can_be:
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Checked if offer.is_taken
                                       else Qt.CheckState.Unchecked)
                table.setItem(row, column, item)
        table.resizeColumnsToContents()
        if self.offers:
            table.setCurrentCell(0, 0)

    def chosen(self) -> list[Source]:
        """The ticked sheets."""
        return [offer.source for row, offer in enumerate(self.offers)
                if self._item(row).checkState() == Qt.CheckState.Checked and offer.can_be]

    def _item(self, row: int) -> QTableWidgetItem:
        item = self.table.item(row, 0)
        assert item is not None
        return item

    def _ticked(self, item: QTableWidgetItem) -> None:
        if not item.column():
            self._count()

    def _count(self) -> None:
        merged = self.merged = merged_of(self.chosen(), self._profile, date.today())
        self.accept_button.setEnabled(merged is not None)
        if merged is None:
            self.account.setText("请至少勾选一张工作表。")
            self.accept_button.setText("合成一份名册")
            return
        read = sum(source.read for source in merged.sources)
        lines = [f"读到 {read:,} 行 = 合成名册 {len(merged.rows):,} 人 + "
                 f"未取 {read - len(merged.rows):,} 行"
                 "（小计、签名、表头，或同一学生出现两次、内容相同）"]
        differing = [twice for twice in merged.twice if not twice.same]
        if differing:
            own = self._profile.fields
            fields = "、".join(own.titles[key] for key in own.keys
                              if any(key in twice.differs for twice in differing))
            lines.append(f"同一学生出现两次、内容不同：{len(differing)} 人（{fields}），"
                         "两行都保留，合成后在问题列表里逐个看。")
        if merged.missing:
            lines.append("可能还没有交来的班：" + "、".join(
                grade + own for grade, own in merged.missing))
        if self._earlier is not None:
            absent = absent_classes(merged, self._earlier, self._profile, date.today())
            classes = "、".join(f"{grade}{own}（{count} 人）" for grade, own, count in absent)
            lines.append(f"“{self._earlier.path.name}”有、这次没有的班：{classes}" if absent
                         else f"“{self._earlier.path.name}”有的班都交来了。")
        self.account.setText("\n".join(lines))
        self.accept_button.setText(f"合成一份名册（{len(merged.rows):,} 人）…")

    def hold_against(self) -> None:
        """Asks for an earlier roster, whose classes should all be there."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "选择上学期的名册", str(self.offers[0].source.file.parent), TABLE_FILTER)
        if not chosen:
            return
        try:
            self._earlier = open_earlier(Path(chosen), self._profile)
        except XuejiError as error:
            message.warn(self, str(error))
            return
        self._count()

    def add_files(self) -> None:
        """Adds more files to the list."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self, "再加文件", str(self.offers[0].source.file.parent), TABLE_FILTER)
        known = {offer.source.file for offer in self.offers}
        fresh = [source for name in chosen if Path(name) not in known
                 for source in read_sources(Path(name), self._profile)]
        if fresh:
            left_out = {id(offer.source) for row, offer in enumerate(self.offers)
                        if offer.is_taken and self._item(row).checkState() != Qt.CheckState.Checked}
            taken = {id(source) for source in self.chosen()}
            self.offers = [
                replace(offer, is_taken=id(offer.source) in taken or (
                    offer.is_taken and id(offer.source) not in left_out))
                for offer in offers([*(offer.source for offer in self.offers), *fresh])]
            self.table.blockSignals(True)
            self._fill()
            self.table.blockSignals(False)
            self._count()

    def save(self) -> None:
        """Asks where to, writes the roster and has it opened."""
        if self.merged is None:
            return
        folder = self.offers[0].source.file.parent
        chosen, _ = QFileDialog.getSaveFileName(
            self, "合成的名册保存为", str(folder.parent / FILE_NAME), "Excel 97-2003 (*.xls)")
        if not chosen:
            return
        target = Path(chosen).with_suffix(".xls")
        try:
            written = write_merged(self.merged, target)
        except XuejiError as error:
            message.warn(self, str(error))
            return
        remember_inputs(work_folder(), written.sha256, self.merged)
        record(self, MERGING, [Output(
            target.name, written.sha256, column_titles(self.merged.columns),
            len(self.merged.rows))])
        self.accept()
        self._opened(target)
