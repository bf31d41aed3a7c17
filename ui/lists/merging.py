"""合并清单: the files of class teachers and sites, ticked one by one, made one roster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView, QFileDialog, QTableWidget, QTableWidgetItem, QWidget)

from app.exports import MERGING, Output, column_titles
from app.folders import work_folder
from app.guessing import ProfileChoice
from app.merging.absent import absent_classes, open_earlier
from app.merging.candidates import offered
from app.merging.inputs import remember_inputs
from app.merging.merging import Merged, classes_of, write_merged
from app.merging.offers import Offer, merged_of, offers
from app.merging.sources import Known, Source, fields_of, known_header, read_sources, remapped
from models.errors import XuejiError
from models.fields import HEADER_WITHIN
from models.grid import Sheet
from models.profile import Profile
from models.roster import Roster
from ui import settings
from ui.action_table import EDIT_CELL
from ui.looks import theme
from ui.settings import HeaderChoice, Settings
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


def ask_files_and_merge(parent: QWidget, choice: ProfileChoice, folder: Path,
                        opened: Callable[[Path], None]) -> None:
    """Asks for rosters, any number; ``opened`` gets the file that was made of them."""
    chosen, _ = QFileDialog.getOpenFileNames(
        parent, "选择班主任、校点交来的文件（可以选多个）", str(folder), TABLE_FILTER)
    if chosen:
        read_and_show(parent, choice, list(map(Path, chosen)), opened)


def _known(profile: Profile, kept: Settings) -> Known:
    """What the clerk has said of columns up to now."""
    def known(texts: Sequence[str]) -> Mapping[str, int] | None:
        choice = kept.header_choice(texts, profile.name)
        return choice.mapping if choice is not None and choice.mapping.keys() <= set(
            profile.fields.keys) else None
    return known


def read_and_show(parent: QWidget, choice: ProfileChoice, paths: Sequence[Path],
                  opened: Callable[[Path], None]) -> None:
    """Reads files and folders in the background and shows 合并清单."""
    kept = settings.load()

    def work(task: Task) -> tuple[Profile, list[Source]]:
        files = offered(paths)
        profile = choice.of(files, task.cancelled)
        known, found = _known(profile, kept), list[Source]()
        for number, path in enumerate(files):
            if task.cancelled.is_set():
                break
            task.progress(f"正在读取“{path.name}”", number, len(files))
            found += read_sources(path, profile, cancel=task.cancelled, known=known)
        return profile, [source for source in found if not source.is_ours]

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
    job.failed.connect(message.warner(parent))
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
        self._head()
        self.table = QTableWidget(len(self.offers), len(_HEADERS), self)
        self._fill()
        self.body.addWidget(self.table, 1)
        self.account = self.words("")
        self.account.setObjectName("mergeAccount")
        self.words("原文件不会被改动；每一行都记得来自哪个文件的第几行。空格键勾选或不选；"
                   f"表头认不出或认错了的，按 {EDIT_CELL} 指定各列，以后表头相同的都照此读取。", "soft")
        self.add_cancel()
        self.map_button = self.add_button("指定各列…", "map")
        self.map_button.clicked.connect(self.name_columns)
        QShortcut(QKeySequence(EDIT_CELL), self).activated.connect(self.name_columns)
        earlier = self.add_button("对照上学期名册…", "earlier")
        earlier.clicked.connect(self.hold_against)
        more = self.add_button("再加文件…", "more")
        more.clicked.connect(self.add_files)
        self.accept_button = self.add_button("", "accept", primary=True)
        self.accept_button.clicked.connect(self.save)
        self.table.itemChanged.connect(self._ticked)
        self.least_height = 620
        self.resize(1000, self.least_height)
        self.table.currentCellChanged.connect(self._moved)
        self._count()
        self._go_to_unknown()
        self.table.setFocus()

    def _head(self) -> None:
        files = {offer.source.file for offer in self.offers}
        usable = {offer.source.file for offer in self.offers if offer.can_be}
        self.set_heading(f"合并清单：{len(files)} 个文件，{len(usable)} 个可用")

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
                 for source in read_sources(Path(name), self._profile,
                                            known=_known(self._profile, settings.load()))]
        if fresh:
            self._show([*(offer.source for offer in self.offers), *fresh])

    def name_columns(self) -> None:
        """Asks which column is which field in the current sheet; all sheets of the list with the
        same header are read by the answer, and those of the next time."""
        row = self.table.currentRow()
        source = self.offers[row].source if row >= 0 else None
        if source is None or source.grid is None:
            return
        from ui.start.header_mapping import HeaderMappingDialog
        table = source.table
        dialog = HeaderMappingDialog(
            self, source.grid, _why_asked(source), fields=self._profile.fields,
            header_row=table.header_row if table else _widest(source.grid),
            mapping={key: column for key, column in table.mapping.items()
                     if column < max(map(len, source.grid.rows))} if table else None,
            cancel="取消", accept="按此读取")

        def take() -> None:
            choice = dialog.choice()._replace(profile=self._profile.name)
            if choice.header_row:
                kept = settings.load()
                kept.note_header(dialog.header_texts(), choice)
                settings.save(kept)
            self._read_again(source, choice)
        dialog.accepted.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _read_again(self, named: Source, choice: HeaderChoice) -> None:
        """Reads the sheet whose columns were named, and all others with its header."""
        known = _known(self._profile, settings.load())
        fresh = list[Source]()
        for offer in self.offers:
            source = offer.source
            told = (choice.header_row, choice.mapping) if source is named \
                else known_header(source.grid, self._profile, known) if source.grid else None
            fresh.append(remapped(source, self._profile, *told) if told else source)
        self._show(fresh)
        self._go_to_unknown()

    def _go_to_unknown(self) -> None:
        """Puts the cursor on the first sheet whose columns must be named."""
        for row, offer in enumerate(self.offers):
            if offer.source.grid is not None and offer.source.table is None:
                self.table.setCurrentCell(row, 0)
                return

    def _moved(self, row: int) -> None:
        self.map_button.setEnabled(
            0 <= row < len(self.offers) and self.offers[row].source.grid is not None)

    def _show(self, sources: Sequence[Source]) -> None:
        """Shows these sources; of those that were shown before the ticks stay."""
        ticked = {_place(offer.source): self._item(row).checkState() == Qt.CheckState.Checked
                  for row, offer in enumerate(self.offers) if offer.can_be}
        row = max(0, self.table.currentRow())
        self.offers = [replace(offer, is_taken=offer.can_be and ticked.get(
            _place(offer.source), offer.is_taken)) for offer in offers(sources)]
        self.table.blockSignals(True)
        self._fill()
        self.table.blockSignals(False)
        self.table.setCurrentCell(row, 0)
        self._moved(row)
        self._head()
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


def _place(source: Source) -> tuple[Path, str | None]:
    """What a sheet is known by when it is read again."""
    return source.file, source.sheet


def _why_asked(source: Source) -> str:
    where = f"“{source.file.name}”" + (f"的工作表“{source.grid.name}”" if source.grid else "")
    if source.table is None:
        return f"{where}里没有认出表头。请指明表头在哪一行、各项是哪一列；表头相同的其他文件会一起读取。"
    return f"{where}：现在这样对应各列，可以改；表头相同的其他文件会一起改。"


def _widest(sheet: Sheet) -> int:
    """The line, as Excel shows it, that is most likely the header of a sheet without a known one:
    of the first with the most filled cells."""
    rows = sheet.rows[:HEADER_WITHIN]
    return 1 + max(range(len(rows)), key=lambda row: (
        sum(1 for text in rows[row] if text.strip()), -row))
