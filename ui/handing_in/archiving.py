"""归档: asks where to, and packs everything of a handing in, in the background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.document import Document
from app.exports import ARCHIVE, Output, field_titles, record_outputs
from app.handing_in.archive import ledger_extract, opened_roster, write_archive
from app.handing_in.checklist import Item
from app.handing_in.ledger import Ledger
from models.commit.single import SafeFile
from ui.handing_in.papers import receipt
from ui.paper.press import to_pdf
from ui.paper.print_dialog import Print
from ui.widgets import message
from ui.widgets.leaving import person
from ui.widgets.waiting import Waiting
from ui.widgets.worker import Job, Task


def ask_and_archive(parent: QWidget, document: Document, items: list[Item], folder: Path,
                    proof: Callable[[], Print | None] | None, *, unchanged: bool) -> None:
    """Asks for the zip's name; ``unchanged`` if the roster's file is as it was when opened."""
    now = datetime.now()
    name = f"{document.school.name.strip() or '学校'}上报归档{now:%Y%m%d-%H%M}.zip"
    chosen, _ = QFileDialog.getSaveFileName(parent, "归档", str(folder / name), "压缩包 (*.zip)")
    if chosen:
        archive_to(parent, document, items, Path(chosen), now, proof, unchanged=unchanged)


def archive_to(parent: QWidget, document: Document, items: list[Item], target: Path,
               now: datetime, proof: Callable[[], Print | None] | None, *, unchanged: bool) -> None:
    """Writes the zip and says what is in it."""
    report = proof() if proof is not None else None

    def work(task: Task) -> SafeFile:
        return _pack(document, items, target, now, report, unchanged=unchanged)

    def succeeded(_done: SafeFile) -> None:
        kept = "" if unchanged else "名册文件打开后被改动或移走，归档的是打开时的内容。\n"
        message.inform(parent, "已归档。",
                       f"{kept}原名册、上报文件、回执、校对报告和台账都在：{target}")

    job = Job(work, parent, waits=True)
    job.succeeded.connect(succeeded)
    job.failed.connect(message.warner(parent))
    # at once: what is being packed must not be changed meanwhile
    Waiting(parent, job, "归档", "正在打包…", cancellable=False, delay=0).start()


def _pack(document: Document, items: list[Item], target: Path, now: datetime,
          report: Print | None, *, unchanged: bool) -> SafeFile:
    files = [("上报文件", Path(item.written.path)) for item in items if item.written]
    paper = receipt(document, items)
    made = [("上报回执.pdf", to_pdf(paper.title, paper.landscape, paper.compose)),
            ("台账摘录.csv", ledger_extract(Ledger().lines()))]
    if report is not None:
        made.append(("校对报告.pdf", to_pdf(report.title, report.landscape, report.compose)))
    path = document.roster.path
    if unchanged:
        files.insert(0, ("原名册", path))
    else:
        made.append((f"原名册/{path.stem}（打开时的内容）.csv", opened_roster(document)))
    done = write_archive(target, files, made, now)
    record_outputs(ARCHIVE, [Output(target.name, done.sha256, field_titles(document),
                                    len(document.roster))], person=person())
    return done
