"""What the dialogs of printed sheets share: preview, printer, saving as PDF, progress, stopping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QFileDialog, QProgressBar, QWidget

from app.document import Document
from app.exports import SUBMIT, Output, Purpose, field_titles
from app.folders import work_folder
from app.output_notes import writing_into
from models.commit.single import SafeFile, write_safely
from models.errors import XuejiError
from models.writing.names import valid_stem
from ui.looks import theme
from ui.paper.glyphs import places_of, rare_in
from ui.paper.press import Press, StoppedError, page_layout, set_pages, to_pdf
from ui.paper.preview import PreviewDialog, Watch
from ui.widgets.dialog_frame import Dialog
from ui.widgets.dialog_parts import fit_anew
from ui.widgets.leaving import record, through_door
from ui.widgets.worker import Job, Task


@dataclass(frozen=True)
class Print:
    """Something to be printed: its title (the file's name too) and what sets it. ``compose`` must
    not touch the window: it runs in the background."""

    title: str
    landscape: bool
    compose: Callable[[Press], None]
    families: tuple[str, ...] = ()
    """Fonts for the characters that the usual one lacks."""


class PrintDialog(Dialog):
    """``job()`` of a subclass says what is to be printed, or gives a sentence why it can't be."""

    purpose: Purpose = SUBMIT
    """What is printed here leaves the school for; what is chosen may make it another one."""

    def __init__(self, parent: QWidget | None, name: str, title: str, document: Document,
                 folder: Path) -> None:
        super().__init__(parent, name, title)
        self.document = document
        self._folder = folder
        self._job: Job | None = None
        self.saved: SafeFile | None = None
        self.resize(520, 260)

    def finish(self, *, stretch: bool = True) -> None:
        """Adds what stands at the bottom; called by the subclass when its own parts are there.
        Without ``stretch`` one of those takes what room there is."""
        self._tell_of_rare()
        self.state = self.words("", "soft")
        self.state.setObjectName("printState")
        self.state.hide()
        self.bar = QProgressBar(self)
        self.bar.setObjectName("printBar")
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.body.addWidget(self.bar)
        if stretch:
            self.body.addStretch(1)
        self.cancel_button = self.add_cancel("关闭")
        self.preview_button = self.add_button("预览和打印…", "preview")
        self.preview_button.clicked.connect(lambda: through_door(self, self.purpose, self.preview))
        self.pdf_button = self.add_button("存为 PDF…", "pdf", primary=True)
        self.pdf_button.clicked.connect(
            lambda: through_door(self, self.purpose, self.ask_and_save))

    def _tell_of_rare(self) -> None:
        """Names the characters that would come out as boxes, and offers a font that has them."""
        rare = rare_in(self.document)
        fonts = "、".join(rare.families)
        self.extension = QCheckBox(
            f"这些字用“{fonts}”字体打印：{places_of(self.document, rare.found)}", self)
        self.extension.setObjectName("extensionFont")
        self.extension.setChecked(bool(rare.families))
        self.extension.setVisible(bool(rare.families))
        self.rare = rare
        if rare.families:
            self.body.addWidget(self.extension)
        if rare.missing:
            self.words(
                f"这台电脑的字体里没有 {places_of(self.document, rare.missing)}，打印出来会是空框；"
                "请装上扩展字体（如 SimSun-ExtB）再打印，或者打印以后手写补上。",
                "warning").setObjectName("missingGlyphs")

    def job(self) -> Print | str:
        """What is to be printed as things are chosen now."""
        raise NotImplementedError

    def output(self, name: str, sha256: str = "") -> Output:
        """What the ledger says of it: everything that the roster tells of every student, unless a
        subclass knows better."""
        return Output(name, sha256, field_titles(self.document), len(self.document.roster))

    def decided(self) -> str:
        """What was decided beyond what the purpose needs, for the ledger; "" for nothing."""
        return ""

    def preview(self) -> None:
        """Shows the pages as they will come out; from there they go to the printer."""
        chosen = self._chosen()
        if chosen is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(chosen.title)
        printer.setPageLayout(page_layout(landscape=chosen.landscape))
        window = PreviewDialog(self, chosen.title, printer,
                               lambda to, watch: set_on(to, chosen, watch))
        window.accepted.connect(  # that is when it was printed
            lambda: record(self, self.purpose, [self.output(chosen.title)], "print",
                           self.decided()))
        window.finished.connect(window.deleteLater)
        window.open()

    def ask_and_save(self) -> None:
        """Asks where to, and saves."""
        chosen = self._chosen()
        if chosen is None:
            return
        path, _ = QFileDialog.getSaveFileName(
            self, "存为 PDF", str(self._folder / f"{valid_stem(chosen.title)}.pdf"),
            "PDF 文件 (*.pdf)")
        if path:
            self.save(Path(path if path.lower().endswith(".pdf") else f"{path}.pdf"))

    def save(self, path: Path) -> None:
        """Saves as PDF in the background."""
        chosen = self._chosen()
        if chosen is None:
            return
        protect = [self.document.roster.path]

        def work(task: Task) -> SafeFile:
            def watch(page: int, pages: int) -> None:
                if task.cancelled.is_set():
                    raise StoppedError
                task.progress("", page, pages)
            content = to_pdf(chosen.title, chosen.landscape, chosen.compose, watch,
                             chosen.families)
            return write_safely(path, content, protect=protect)
        self.write(path, work)

    def write(self, path: Path, make: Callable[[Task], SafeFile]) -> None:
        """Lets ``make`` write a file in the background, and tells what came of it."""
        def work(task: Task) -> SafeFile:
            with writing_into(work_folder(), path.parent):
                return make(task)
        self._job = Job(work, self, waits=True)
        self._job.progressed.connect(self._progress)
        self._job.succeeded.connect(self._have_saved)
        self._job.failed.connect(self._failed)
        self._show_busy(True)
        self._job.start()

    def _chosen(self) -> Print | None:
        found = self.job()
        if isinstance(found, Print):
            return replace(found, families=self.rare.families) if self.extension.isChecked() \
                else found
        self._say(found, "error")
        return None

    def _show_busy(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        self.bar.setRange(0, 0)
        self.pdf_button.setEnabled(not busy)
        self.preview_button.setEnabled(not busy)
        self.cancel_button.setText("停止" if busy else "关闭")

    def _progress(self, _text: str, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self._say(f"第 {done:,} 页，共 {total:,} 页" if total
                  else f"正在排版，第 {done:,} 页…")

    def _have_saved(self, result: SafeFile) -> None:
        self._job = None
        self.saved = result
        self._show_busy(False)
        text = f"已存为：{result.path}"
        if result.backup is not None:
            text += f"\n原来的同名文件已留作备份：{result.backup.name}"
        self._say(text)
        record(self, self.purpose, [self.output(result.path.name, result.sha256)],
               note=self.decided())
        self.cancel_button.setFocus()

    def _failed(self, error: Exception) -> None:
        self._job = None
        self._show_busy(False)
        if isinstance(error, StoppedError):
            self._say("已停止，没有存文件。")
        elif isinstance(error, XuejiError):
            self._say(str(error), "error")
        else:
            self._say("程序出了意外，没有存文件。", "error")

    def _say(self, text: str, role: str = "soft") -> None:
        self.state.setText(text)
        theme.set_role(self.state, role)
        self.state.show()
        fit_anew(self)

    def reject(self) -> None:
        """Esc: stops if something is being made, else closes."""
        if self._job is not None:
            self._job.cancel()
            return
        super().reject()


def set_on(printer: QPrinter, chosen: Print,
           watch: Watch | None = None) -> int:
    """Sets the pages on a printer or its preview; gives their number. See ``press.set_pages``."""
    printer.setPageLayout(page_layout(landscape=chosen.landscape))
    return set_pages(printer, chosen.compose, watch, chosen.families)
