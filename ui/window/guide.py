"""Where the work stands and what is next: the four steps, the one blue button, what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.work import OpenWork
from models.school import system_text
from ui.action_table import TABLE, Act, Need
from ui.looks import theme
from ui.work.status_line import StatusLine
from ui.work.work_steps import FIX, Progress, StepState, WorkSteps

if TYPE_CHECKING:
    from app.document import Document
    from ui.work.work_page import WorkPage


class Guide(QObject):
    """Tells the parts of the window how the document stands; knows nothing of it by itself.
    ``work`` is the page for correcting, as soon as there is one."""

    def __init__(self, steps: WorkSteps, status: StatusLine,
                 actions_of: Mapping[Act, QAction]) -> None:
        super().__init__(steps)
        self.work: WorkPage | None = None
        self._steps, self._status = steps, status
        self._actions_of = actions_of

    def show(self, work: OpenWork | None, due: str = "") -> None:
        """Steps, counts, the one blue button, and what is possible now; ``due`` is the nearest date
        of what is to be handed in, in words."""
        document = work.document if work is not None else None
        if work is None or document is None:
            self._steps.set_states([
                StepState(Progress.CURRENT, "从这里开始"),
                StepState(Progress.TODO, "代码、全称、学年、学制"),
                StepState(Progress.TODO, "逐处说明，给出改法"),
                StepState(Progress.TODO, "总库文件和更正表")])
        else:
            tally = document.tally()
            self._steps.set_states(self._states(work, tally.errors, due))
            self._status.show_tally(len(document.roster), tally)
        self._steps.submit_button.setVisible(document is not None)
        self._show_next(document, at_school=work is not None and not work.school_confirmed)
        self.enable(document)

    def _states(self, work: OpenWork, errors: int, due: str) -> list[StepState]:
        from app.explaining.grouping import groups, progress  # with a roster only

        document, sure, written = work.document, work.school_confirmed, work.submitted_at
        school, found = document.school, groups(document, {})
        done = progress(document, found)
        left, going = done.open, sum(group.consequences for group in found)
        known = "　".join(filter(None, (
            school.code, f"{school.school_year}学年",
            system_text(school.system))))
        if left and going:
            fix = f"还有 {left:,} 处，其中 {going:,} 处会随之消失"
        elif left:
            fix = f"还有 {left:,} 处，已处理 {done.handled:,} 处"
        else:
            fix = "全部处理完了"
        if written is not None and errors:
            last = "已生成未校对完的文件，请不要上报"
        elif written is not None:
            last = f"已生成 {written.month}月{written.day}日 {written:%H:%M}"
        elif not left:
            last = "可以生成上报文件了"
        else:
            last = "问题处理完后可用" if errors else "没有错误，可以生成"
        if due:  # beside a date few words will do
            state = "可以生成" if written is None else "已生成"
            last = due if errors and written is None else f"{state} · {due}"
        return [
            StepState(Progress.DONE, f"{document.roster.path.name} · {len(document.roster):,} 人"),
            StepState(Progress.DONE if sure else Progress.CURRENT,
                      known if sure else "请核对：" + known),
            StepState((Progress.CURRENT if sure else Progress.TODO) if left else Progress.DONE,
                      fix),
            StepState(Progress.DOUBTFUL if written is not None and errors else
                      Progress.DONE if written is not None else
                      Progress.CURRENT if sure and not left else Progress.TODO, last,
                      self._told(work))]

    def _told(self, work: OpenWork) -> str:
        """The files that were written."""
        files = work.written.files if work.written is not None else ()
        return "\n".join(name for _, name, _ in files)

    def _show_next(self, document: Document | None, *, at_school: bool) -> None:
        """Makes the one next thing to do blue, and nothing else."""
        left = document is not None \
            and self._steps.steps[FIX].state.progress is not Progress.DONE
        if self.work is not None:
            self.work.school.set_primary(at_school)
            theme.set_kind(self.work.tools.next, "primary" if left and not at_school else "plain")
            self.work.tools.next.setEnabled(left)
        theme.set_kind(self._steps.submit_button,
                       "primary" if document is not None and not at_school and not left
                       else "plain")

    def enable(self, document: Document | None) -> None:
        """What is possible now, for every action, in the region's words."""
        have, work = Need.NOTHING, self.work
        if document is not None and work is not None:
            journal = document.journal
            have |= Need.DOCUMENT | Need.REMAP
            for need, there in (
                    (Need.EDITABLE, not document.read_only), (Need.UNDO, journal.can_undo),
                    (Need.REDO, journal.can_redo), (Need.NOTES, bool(document.roster.notes)),
                    (Need.PROBLEMS, work.tools.next.isEnabled())):
                have |= need if there else Need.NOTHING
        for entry in TABLE:
            action = self._actions_of[entry.act]
            action.setEnabled(entry.need in have)
            if entry.names_numbers and document is not None:
                action.setText(document.profile.worded(entry.text))
        if work is not None:
            for act, label in ((Act.UNDO, work.tools.undo), (Act.REDO, work.tools.redo)):
                self._actions_of[act].setToolTip(label.toolTip())
