"""The window 检查各校上报文件: three views of one run, the school or pair at the right, the outputs."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QInputDialog, QSplitter, QStackedWidget, QWidget

from app.district.across import Pair
from app.district.audit import Audit, gathered, open_snapshot, run_audit, schools_of
from app.district.outputs import end_run, write_all
from app.district.progress import progress
from app.district.states import SchoolLine
from app.district.whole import Whole, write_whole
from app.exports import DISTRICT, WHOLE_DISTRICT, written_outputs
from ui.action_table import Act, keys_of
from ui.district import lines
from ui.district.state_bar import StateBar
from ui.widgets.cards import ActionCard
from ui.widgets.check_window import CheckWindow
from ui.widgets.leaving import record, through_door
from ui.widgets.lines_table import LinesTable
from ui.widgets.worker import Job, Task

RESULTS = "汇总检查结果"
"""The folder beside the schools' files in which snapshot and outputs lie."""

_VIEWS = ("各校", "年级 × 学校", "跨校重复")
_SCHOOLS, _GRADES, _PAIRS = range(3)
_LIST = "schools"  # what the snapshot remembers the list of schools as


class DistrictWindow(CheckWindow):
    """Checks one folder. ``open_requested`` carries a school's file to be opened for looking, and
    the profile that it was judged by."""

    open_requested = Signal(object, str)
    _arrived = Signal(object)

    def __init__(self, folder: Path, schools: Path | None = None,
                 profile: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__("districtWindow", "检查各校上报文件", folder, parent)
        self.resize(1280, 720)
        self.schools, self.profile = schools, profile
        self.audit: Audit | None = None
        self.shown: list[SchoolLine] = []
        self._arrived.connect(self._show_arrived)
        self._build()
        self.check()

    def _build(self) -> None:
        self.whole_button = self.button("汇成总库…", "writeWhole", self.write_whole)
        self.list_button = self.button("学校名单…", "chooseList", self.choose_list)
        self.write_button = self.button("写出通报和核查单…", "writeAll", self.write, "primary")
        self.detail = self.add_head(
            str(self.folder), *self.view_switch(_VIEWS, self.show_view), None, self.whole_button,
            self.list_button, self.again_button, self.write_button)
        self.states = StateBar(self)
        self.states.hide()
        self.summary_row.insertWidget(0, self.states)
        self.open_card = ActionCard("打开这所学校的文件（只看）", "", "Enter", weight="first", parent=self)
        self.open_card.setObjectName("openFile")
        self.verify_card = ActionCard("已核实…", "写明原因，下次检查仍记得", keys_of(Act.CONFIRM), parent=self)
        self.verify_card.setObjectName("verify")
        self.open_card.clicked.connect(self._open_file)
        self.verify_card.clicked.connect(self.verify)
        QShortcut(QKeySequence(keys_of(Act.CONFIRM)), self, self.verify)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        self.views = QStackedWidget(split)
        self.school_table = LinesTable("schools", "各校", self.views)
        self.grade_table = LinesTable("grades", "年级和学校", self.views)
        self.pair_table = LinesTable("pairs", "跨校重复", self.views)
        for table in (self.school_table, self.grade_table, self.pair_table):
            self.views.addWidget(table)
            table.chosen.connect(lambda _row: self._show_chosen())
            table.opened.connect(lambda _row: self._open_file())
        split.addWidget(self.views)
        split.addWidget(self.inspector(self.open_card, self.verify_card))
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        self.page.addWidget(split, 1)
        self.pauses = [self.whole_button, self.list_button, self.write_button, self.verify_card]

    # --- running ---------------------------------------------------------------------------------

    @property
    def results(self) -> Path:
        """Where snapshot and outputs lie."""
        return self.folder / RESULTS

    def check(self) -> None:
        """Reads what is new or changed, in the background."""
        given = self.schools

        def work(task: Task) -> tuple[Audit, Path | None]:
            with open_snapshot(self.results, None) as snapshot:
                before = snapshot.remembered(_LIST)
                path = given or (Path(before) if before and Path(before).is_file() else None)
                listed = schools_of(path)
                if path is not None:
                    snapshot.remember(_LIST, str(path.absolute()))
                return run_audit(
                    self.folder, snapshot, schools=listed, profile_name=self.profile,
                    jobs=os.cpu_count() or 1, cancel=task.cancelled,
                    but=[self.results, *([path] if path else [])], arrived=self._arrived.emit,
                    progress=lambda done, of, file: task.progress(file, done, of)), path

        self.run(Job(work, self), "正在检查…", self._have_checked)

    def _have_checked(self, found: tuple[Audit, Path | None]) -> None:
        audit, self.schools = found
        self.show_audit(audit)

    def stopped_text(self) -> str:
        return "已停止；读过的文件已记下，按“重新检查”接着检查。"

    def choose_list(self) -> None:
        """Asks for the list of schools and checks again with it."""
        path, _ = QFileDialog.getOpenFileName(
            self, "选择学校名单（学校代码、学校全称、预计人数、联系人）", str(self.folder.parent))
        if path:
            self.schools = Path(path)
            self.check()

    def write(self) -> None:
        """Writes 进度通报, 汇总统计, 验收单 and every 核查单 beside the schools' files."""
        if self.audit is not None:
            through_door(self, DISTRICT, partial(self._write, self.audit))

    def _write(self, audit: Audit) -> None:
        def work(task: Task) -> list[Path]:
            with open_snapshot(self.results, None) as snapshot:
                written = write_all(audit, snapshot, self.results, told=lambda done, of:
                                    task.progress("核查单", done, of))
                end_run(audit, snapshot)
                return written

        self.run(Job(work, self, waits=True), "正在写出…", self._written)

    def _written(self, written: list[Path]) -> None:
        assert self.audit is not None
        record(self, DISTRICT, written_outputs([(path, 0) for path in written]))
        self.show_audit(self.audit)
        self.tell_written(f"已写出 {len(written)} 个文件。", f"都在“{self.results}”里。", self.results)

    def write_whole(self) -> None:
        """Writes all schools' students into one roster: only when it is said what for."""
        if self.audit is not None:
            through_door(self, WHOLE_DISTRICT, partial(self._write_whole, self.audit))

    def _write_whole(self, audit: Audit) -> None:
        def work(task: Task) -> Whole:
            return write_whole(
                audit, self.results, cancelled=task.cancelled.is_set,
                told=lambda done, of, file: task.progress(file, done, of))

        self.run(Job(work, self, waits=True), "正在汇成总库…", self._whole_written)

    def _whole_written(self, whole: Whole) -> None:
        assert self.audit is not None
        record(self, WHOLE_DISTRICT, written_outputs(
            whole.files, tuple(self.audit.profile.fields.titles.values())))
        self.show_audit(self.audit)
        left = "".join(f"\n没有汇入：{name}（{why}）" for name, why in whole.left_out[:10])
        if len(whole.left_out) > 10:
            left += f"\n没有汇入的共 {len(whole.left_out)} 所。"
        self.tell_written(
            f"已把 {whole.students:,} 名学生汇成 {len(whole.files)} 个文件，并记入台账。",
            f"在“{self.results}”里。{left}", self.results)

    # --- what is shown ---------------------------------------------------------------------------

    def _show_arrived(self, found: list[SchoolLine]) -> None:
        """What was read so far, while the rest is being read."""
        if self.busy:
            self.audit = None
            self._fill_schools(found)

    def _fill_schools(self, found: Sequence[SchoolLine]) -> None:
        """The school that was chosen stays chosen, wherever it stands now."""
        row = self.school_table.row
        chosen = self.shown[row].file if 0 <= row < len(self.shown) else None
        self.shown = list(found)
        self.states.set_counts(Counter(line.state for line in self.shown))
        self.school_table.fill(lines.SCHOOL_HEADERS, lines.school_rows(self.shown, self.audit),
                               lines.SCHOOL_WIDTHS)
        place = next((place for place, line in enumerate(self.shown)
                      if chosen is not None and line.file == chosen), -1)
        if place >= 0 and place != self.school_table.row:
            self.school_table.selectRow(place)
        self._show_chosen()

    def show_audit(self, audit: Audit) -> None:
        """Shows a run."""
        is_first, self.audit = self.audit is None, audit
        before = progress(audit)
        files = sum(line.file is not None for line in audit.lines)
        students = sum(line.facts.rows for line in audit.lines)
        listed = sum(line.listed is not None for line in audit.lines)
        self.detail.set_full_text(
            f"{files:,} 个文件，{students:,} 人{f'，名单 {listed:,} 所' if listed else ''} · "
            f"第 {audit.run} 次检查" + (f" · 用时 {audit.seconds:.0f} 秒" if audit.seconds else ""))
        self.summary.setText(before.sentence if before else "")
        self.view_buttons[_PAIRS].setText(f"跨校重复 {len(audit.pairs)}" if audit.pairs
                                          else _VIEWS[_PAIRS])
        headers, rows = lines.grade_rows(audit)
        self.grade_table.fill(headers, rows, [220, *[72] * (len(headers) - 1)])
        self.pair_table.fill(lines.PAIR_HEADERS, lines.pair_rows(audit), lines.PAIR_WIDTHS)
        self._fill_schools(audit.lines)
        if is_first:
            self.views.currentWidget().setFocus()

    def show_view(self, view: int) -> None:
        """One of the three views."""
        self.view_buttons[view].setChecked(True)
        self.views.setCurrentIndex(view)
        self.views.currentWidget().setFocus()
        self._show_chosen()

    def _line(self) -> SchoolLine | None:
        """The school of the chosen line."""
        table, shown = self.school_table, self.shown
        if self.views.currentIndex() == _PAIRS:
            pair = self._pair()
            file = pair.places[0].file if pair else None
            return next((line for line in shown if file and line.file == file), None)
        if self.views.currentIndex() == _GRADES:
            table = self.grade_table
            shown = [line for line in shown if line.file is not None and not line.facts.error]
        return shown[table.row] if 0 <= table.row < len(shown) else None

    def _pair(self) -> Pair | None:
        if self.audit is None or self.views.currentIndex() != _PAIRS:
            return None
        row = self.pair_table.row
        return self.audit.pairs[row] if 0 <= row < len(self.audit.pairs) else None

    def _show_chosen(self) -> None:
        line, pair = self._line(), self._pair()
        heading, words = "", ""
        if self.audit is not None and pair is not None:
            heading, words = "两边的学生", lines.pair_text(self.audit, pair)
        elif line is not None:
            heading, words = lines.school_texts(self.audit, line)
        self.heading.setText(heading)
        self.words.setText(words)
        self.open_card.setVisible(line is not None and line.file is not None)
        self.verify_card.setVisible(pair is not None)
        self.verify_card.set_title("取消已核实" if pair is not None and pair.reason else "已核实…")

    # --- acting ----------------------------------------------------------------------------------

    def _open_file(self) -> None:
        line = self._line()
        if line is not None and line.file is not None and self.audit is not None:
            self.open_requested.emit(self.folder / line.file, self.audit.profile.name)

    def verify(self) -> None:
        """Marks the chosen pair as in order, for a reason that later runs keep, or undoes that."""
        pair, audit = self._pair(), self.audit
        if pair is None or audit is None or self.busy:
            return
        reason: str | None = None
        if not pair.reason:
            text, ok = QInputDialog.getText(self, "已核实", "核实的情况（写明原因，下次检查仍记得）：")
            reason = text.strip()
            if not ok or not reason:
                return

        def work(task: Task) -> Audit:
            listed = schools_of(self.schools)
            with open_snapshot(self.results, None) as snapshot:
                snapshot.verify(pair.key, reason, f"{date.today():%Y-%m-%d}")
                return gathered(self.folder, snapshot, audit.profile, listed, audit.unchanged)

        self.run(Job(work, self, waits=True), "正在记下…", self.show_audit)
