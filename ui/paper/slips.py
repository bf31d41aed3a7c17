"""班主任问题单: written for every class, and the teachers' answers taken back after a preview."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.document import Document
from app.exports import TEACHERS, slip_outputs
from app.folders import work_folder
from app.output_notes import writing_into
from app.slips import Answers, apply_answers, has_slip_lines, read_slips, write_slips
from models.commit.single import SafeFile
from ui.paper.refused_answers import RefusedAnswersDialog
from ui.widgets import message
from ui.widgets.file_filters import TABLE_FILTER
from ui.widgets.leaving import record, through_door
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task
from ui.work.preview_fixes import PreviewFixesDialog


def ask_and_write(parent: QWidget, document: Document, folder: Path) -> None:
    """Asks where to and writes one workbook a class."""
    if not has_slip_lines(document):
        message.inform(parent, "没有未处理的问题，不需要问题单。")
        return
    through_door(parent, TEACHERS, partial(_ask_where, parent, document, folder))


def _ask_where(parent: QWidget, document: Document, folder: Path) -> None:
    chosen = QFileDialog.getExistingDirectory(
        parent, "把各班问题单保存到", str(folder))
    if chosen:
        write_into(parent, document, Path(chosen))


def write_into(parent: QWidget, document: Document, folder: Path) -> None:
    """Writes into the folder, with progress and a way to stop."""
    def work(task: Task) -> list[SafeFile]:
        with writing_into(work_folder(), folder):
            return write_slips(
                document, folder, cancelled=task.cancelled.is_set,
                progress=lambda done, total: task.progress(
                    f"第 {done} 个班，共 {total} 个班", done, total))

    def succeeded(files: list[SafeFile]) -> None:
        record(parent, TEACHERS, slip_outputs(document, files))
        message.inform(
            parent, f"已写好 {len(files)} 个班的问题单。",
            f"它们在：{folder}\n班主任填好“更正后”交回，再用“工具 → 收回问题单”读入。")

    job = Job(work, parent, waits=True)
    job.succeeded.connect(succeeded)
    job.failed.connect(message.warner(parent))
    # at once: what is being written must not be changed meanwhile
    Waiting(parent, job, "班主任问题单", "正在写各班问题单", delay=0).start()


def ask_and_take_back(parent: QWidget, document: Document, folder: Path) -> None:
    """Asks for the files that came back and offers what is in them."""
    paths, _ = QFileDialog.getOpenFileNames(
        parent, "选择班主任交回的问题单（可以多选）", str(folder), TABLE_FILTER)
    if paths:
        take_back(parent, document, [Path(path) for path in paths], folder)


def take_back(parent: QWidget, document: Document, paths: Sequence[Path], folder: Path) -> None:
    """Reads them in the background, shows what is refused and the rest in a preview, and carries
    out what is accepted."""
    def work(task: Task) -> Answers:
        task.progress(f"正在读取 {len(paths)} 个文件…")
        return read_slips(document, paths)

    job = Job(work, parent)
    job.succeeded.connect(partial(_offer, parent, document, folder))
    job.failed.connect(message.warner(parent))
    # at once: what the answers are held against must not be changed meanwhile
    Waiting(parent, job, "收回班主任问题单", "正在读取问题单", delay=0).start()


def _offer(parent: QWidget, document: Document, folder: Path, answers: Answers) -> None:
    if answers.refused or answers.remarks:
        told = RefusedAnswersDialog(parent, document, folder, answers.refused, answers.remarks)
        told.exec()
        told.deleteLater()
    if not answers.fixes:
        message.inform(parent, "问题单里没有可以采用的更正。", _left_empty(answers))
        return
    dialog = answers_dialog(parent, document, answers)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen = dialog.chosen()
    dialog.deleteLater()
    if accepted:
        apply_answers(document, chosen)


def answers_dialog(parent: QWidget, document: Document, answers: Answers) -> PreviewFixesDialog:
    """What the teachers propose, each to be accepted or refused."""
    dialog = PreviewFixesDialog(document, answers.fixes, "收回班主任问题单", parent)
    doubtful = sum(bool(fix.doubt) for fix in answers.fixes)
    more = f"；{doubtful} 处存疑，没有勾选" if doubtful else ""
    dialog.set_heading(f"班主任交回 {len(answers.fixes)} 处更正，请逐处核对{more}")
    if answers.empty:
        dialog.words(_left_empty(answers), "soft").setObjectName("slipsLeftEmpty")
    return dialog


def _left_empty(answers: Answers) -> str:
    if not answers.empty:
        return ""
    return f"另有 {answers.empty} 行没有要更正的；如果情况属实，请在名册里逐处确认。"
