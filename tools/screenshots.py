"""Takes a picture of every screen and dialog into docs/images/: python -m tools.screenshots

Each scale is a program of its own, since Qt reads the scale at its start. 100 and 200 are windows
of 1366 by 768 logical pixels, 150 and 200-low are a screen of 1366 by 768 real ones. Names of
pictures may be given to take only those.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.folders import work_folder
from tools.cause_pictures import take_causes
from tools.folder_pictures import take_district, take_photos
from tools.handing_in_pictures import take_handing_in, take_missing
from tools.list_pictures import take_lists
from tools.paper_pictures import take_paper, take_slips
from tools.picture_desk import CLEAN, DESK, ROOT, SAMPLE, SAVED, lay_out_desk
from tools.region_pictures import take_regions

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QDialog, QWidget

    from app.document import Document
    from ui.window.main_window import MainWindow

FOLDER = ROOT / "docs" / "images"
SIZES = {"100": (1366, 768), "150": (910, 512), "200": (1366, 768), "200-low": (683, 384)}
"""Logical window sizes by scale in per cent."""
NARROW = {
    "150": ("start", "school-step", "main-window", "preview-fixes", "submission", "header-mapping"),
    "200-low": ("main-window", "check-digit", "work-list", "school-advice", "consequence", "typing",
                "mapping-group", "going-on")}
"""What is taken where room is scarce, by scale."""
SCREENS = {"100": (1366, 768), "150": (1366, 768), "200": (2732, 1536), "200-low": (1366, 768)}
"""Real pixels of the screen by scale."""
NAME = "上海市松江区示例实验学校"
_PATIENCE = 20_000


class Photographer:
    """Walks through the program and takes the pictures that are wanted."""

    def __init__(self, scale: str, wanted: list[str], work: Path) -> None:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest

        from ui.looks import theme
        from ui.window import app
        self.scale, self.wanted = scale, wanted
        lay_out_desk(work)
        self.wait: Callable[[int], None] = QTest.qWait
        self.qt, self.theme, self.point = Qt, theme, QPoint
        self.app = app.make_application(["xueji"])

    # --- taking ----------------------------------------------------------------------------------

    def take(self, name: str, window: QWidget, dialog: QWidget | None = None) -> None:
        """The window, a dialog in its middle."""
        from PySide6.QtGui import QColor, QPainter
        if self.wanted and name not in self.wanted:
            return
        self.wait(120)
        picture = window.grab()
        if dialog is not None:
            painter = QPainter(picture)
            whole = window.rect()
            painter.fillRect(whole, QColor(0, 0, 0, 60))
            box = dialog.rect()
            box.moveCenter(whole.center())
            painter.fillRect(box.adjusted(-1, -1, 1, 1), QColor(self.theme.palette().line_strong))
            painter.drawPixmap(box.topLeft(), dialog.grab())
            painter.end()
        self.few_colors(picture.toImage()).save(
            str(FOLDER / f"{name}-{self.scale}.png"), "PNG", 0)  # type: ignore[call-overload]

    def few_colors(self, image: QImage) -> QImage:
        """The picture in 256 colours, those of the palette among them: a third of the size."""
        from PySide6.QtGui import QColor, QImage
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        colors = self.theme.palette()
        table = [QColor(value).rgb() for value in colors if isinstance(value, str)]
        counted = Counter(memoryview(image.constBits()).cast("I"))
        table = list(dict.fromkeys([*table, *(value for value, _ in counted.most_common(256))]))
        flags = self.qt.ImageConversionFlag
        return image.convertToFormat(QImage.Format.Format_Indexed8, table[:256],
                                     flags.ThresholdDither | flags.AvoidDither)

    @contextmanager
    def window(self) -> Iterator[MainWindow]:
        """A window of this scale's size."""
        from ui.window.main_window import MainWindow
        window = MainWindow()
        window.settings.recent.clear()
        # a box that stops everything would wait for ever
        setattr(window.opening.keeper, "offer_removal", lambda: None)
        window.start.set_recent([])
        window.setWindowState(self.qt.WindowState.WindowNoState)  # a low screen would fill it
        window.resize(*SIZES[self.scale])
        window.show()
        self.wait(50)
        yield window
        window.close()
        window.deleteLater()
        self.wait(10)
        # or the next window would ask whether to go on with it
        shutil.rmtree(work_folder(), ignore_errors=True)

    def open(self, window: MainWindow, path: Path, name: str = NAME) -> Document:
        """Opens a roster as the clerk would, and gives it its name."""
        from dataclasses import replace
        path = path.absolute()
        window.open_path(path)
        for _ in range(_PATIENCE // 20):
            self.wait(20)
            if window.document is not None and window.document.roster.path == path:
                break
        document = window.document
        assert document is not None, f"{path.name} did not open"
        document.set_school(replace(document.school, name=name))
        self.wait(150)
        return document

    def dialog(self, window: QWidget) -> QDialog:
        """The dialog that is open."""
        from PySide6.QtWidgets import QDialog
        self.wait(60)
        return next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())

    # --- what is taken ---------------------------------------------------------------------------

    def all(self) -> None:
        """Every picture, in the order of the work."""
        for part in (self.start, self.work_page, self.dark, self.dialogs, self.many,
                     self.questions, self.keeping, self.handing_in):
            part()
        take_paper(self)
        take_slips(self)
        take_lists(self)
        take_causes(self)
        take_photos(self)
        take_district(self)
        take_regions(self)

    def start(self) -> None:
        """The start page, with recent rosters and unfinished work."""
        from ui.start.places import Unfinished
        with self.window() as window:
            window.start.set_recent([str(SAMPLE), str(CLEAN)])
            window.start.set_unfinished([Unfinished(
                0, "3101170526上海市松江区示例实验学校.xls", "还有 88 处问题，上次保存 11月20日 10:42")])
            self.take("start", window)

    def work_page(self) -> None:
        """School step, problems, a duplicate, the state at zero."""
        with self.window() as window:
            document = self.open(window, SAMPLE)
            window.status.set_save_state("所有修改已保存 10:42")
            self.take("school-step", window)
            self.confirm(window)
            self.show_rule(window, document, "sub-entry-year")
            self.take("main-window", window)
            self.show_rule(window, document, "main-check-digit")
            self.take("check-digit", window)
            self.show_rule(window, document, "sub-duplicate")
            self.take("duplicate", window)
            window.work.problems.choose("sub-precision")
            self.take("one-rule", window)
        with self.window() as window:
            self.open(window, CLEAN)
            self.confirm(window)
            self.take("all-done", window)

    def dark(self) -> None:
        """The same in the dark."""
        self.theme.force(self.qt.ColorScheme.Dark)
        with self.window() as window:
            document = self.open(window, SAMPLE)
            self.confirm(window)
            window.status.set_save_state("所有修改已保存 10:42")
            self.show_rule(window, document, "sub-entry-year")
            self.take("main-window-dark", window)
            window.settings.save_folder = str(DESK)
            window.submit()
            dialog = self.dialog(window)
            self.take("submission-dark", window, dialog)
            dialog.close()
        self.theme.force(None)

    def dialogs(self) -> None:
        """The dialogs of correcting, help and about."""
        from PySide6.QtWidgets import QLineEdit

        from ui.window.about import AboutDialog
        from ui.window.fault import FaultDialog
        with self.window() as window:
            document = self.open(window, SAMPLE)
            self.confirm(window)
            window.work.correcting.unify_writing()
            self.take_open("preview-fixes", window)
            found = self.show_rule(window, document, "sub-entry-year")
            window.work.inspector.confirm_requested.emit([found])
            self.take_open("confirm", window)
            window.work.table.find_replace()
            for name, text in (("findText", "样本"), ("replaceText", "示例")):
                self.dialog(window).findChildren(QLineEdit, name)[0].setText(text)
            self.wait(300)  # it searches a while after the last key
            self.take_open("find-replace", window)
            window.show_help()
            self.take_open("help", window)
            for name, dialog in (("about", AboutDialog(window)), ("fault", FaultDialog(
                    window, "学籍总库校对 1.0.0\n\nbuiltins.ZeroDivisionError\n  ui/work/work_page.py 12",
                    "原来的名册文件没有被改动，已做的修改都已保存。"))):
                dialog.open()
                self.take(name, window, dialog)
                dialog.close()

    def many(self) -> None:
        """Rows, columns and many problems at once."""
        from ui.roster_table.columns_dialog import ColumnsDialog
        from ui.roster_table.reason import ReasonDialog
        with self.window() as window:
            document = self.open(window, SAMPLE)
            self.confirm(window)
            self.show_rule(window, document, "main-document")
            window.work.correcting.confirm_all_shown()
            self.take_open("confirm-all", window)
            window.work.open_list("sub-entry-year")
            self.take("work-list", window)
            window.work.show_table()
            table = window.work.table
            for name, dialog in (
                    ("delete-rows", ReasonDialog("delete", window, count=2, names="王示例、李样本")),
                    ("insert-row", ReasonDialog("insert", window)),
                    ("columns", ColumnsDialog(table.layout_of_columns.all_columns(),
                                              table.view.columns.frozen, window))):
                dialog.open()
                self.take(name, window, dialog)
                dialog.close()

    def keeping(self) -> None:
        """What may be asked about work kept on this computer, and the wait for a large roster."""
        from app.continuing import RosterState, Stored, Work
        from models.school import School
        from models.session.session import Source, Status
        from ui.start.continue_work import ContinueDialog
        from ui.start.stored_work import StoredWorkDialog
        from ui.widgets.worker import Job
        from ui.widgets.working import WorkingDialog
        from ui.window.unsaved import UnsavedDialog
        work = Work(DESK / "work", Source(SAMPLE, "", "shanghai", ("学籍信息总库",)),
                    Status(192, 88, True, SAVED.isoformat()),
                    School("3101170526", NAME, 2012, "5-4-3"))
        with self.window() as window:
            wait = WorkingDialog(window, Job(lambda _task: None), "打开名册", "正在打开“全校名册.xls”…")
            wait.bar.setRange(0, 100)
            wait.bar.setValue(62)
            for name, dialog in (
                    ("working", wait),
                    ("continue-work", ContinueDialog(window, work, SAMPLE, RosterState.CHANGED)),
                    ("stored-work", StoredWorkDialog(window, [
                        Stored(work.path, work, False, SAVED)], lambda _entry: None)),
                    ("unsaved", UnsavedDialog(window, "磁盘已满，写不进去。请腾出一些空间。"))):
                dialog.open()
                self.take(name, window, dialog)
                dialog.close()

    def questions(self) -> None:
        """What may be asked while a roster is opened."""
        from models.intake.several import SheetOffer
        from models.reading.read import read_workbook
        from ui.start.header_mapping import HeaderMappingDialog
        from ui.start.password import PasswordDialog
        from ui.start.sheet_choice import SheetChoiceDialog
        sheet = read_workbook(SAMPLE).sheets[0]
        with self.window() as window:
            for name, dialog in (
                    ("password", PasswordDialog(window, "全校名册.xlsx", wrong=True)),
                    ("sheet-choice", SheetChoiceDialog(window, "各班名册.xls", [
                        SheetOffer(f"{grade}({number})班", 40 + number) for grade in "六七" for number
                        in range(1, 5)])),
                    ("header-mapping", HeaderMappingDialog(
                        window, sheet, "表头里没有认出：学籍副号。如果名册里有，请指明是哪一列。",
                        header_row=3))):
                dialog.open()
                self.take(name, window, dialog)
                dialog.close()

    def handing_in(self) -> None:
        """Refused, possible, done."""
        with self.window() as window:
            self.open(window, SAMPLE)
            self.confirm(window)
            window.settings.save_folder = str(DESK)
            window.submit()
            self.take_open("submission-refused", window)
            self.open(window, CLEAN)
            self.confirm(window)
            take_missing(self, window)
            window.submit()
            self.take("submission", window, self.dialog(window))
            dialog = self.hand_in(window)
            self.take("submission-done", window, dialog)
            dialog.close()
            take_handing_in(self, window)

    # --- helpers ---------------------------------------------------------------------------------

    def hand_in(self, window: MainWindow) -> QDialog:
        """Writes both files in the dialog that is open."""
        from ui.submission.submission import SubmissionDialog
        dialog = self.dialog(window)
        assert isinstance(dialog, SubmissionDialog)
        dialog.go_button.click()
        self.until(lambda: dialog.result_of is not None)
        return dialog

    def until(self, ready: Callable[[], bool]) -> None:
        """Waits for something that is done in the background."""
        for _ in range(_PATIENCE // 20):
            if ready():
                return
            self.wait(20)

    def confirm(self, window: MainWindow) -> None:
        """Confirms the school and puts the notes away."""
        window.work.school.confirm_button.click()
        window.work.notes.dismiss()
        self.wait(80)

    def show_rule(self, window: MainWindow, document: Document, rule: str) -> object:
        """Goes to a rule's first finding."""
        found = next(one for one in document.open_findings() if one.rule == rule)
        window.work.show_finding(found)
        self.wait(150)
        return found

    def take_open(self, name: str, window: MainWindow) -> None:
        """Takes the dialog that is open and closes it."""
        dialog = self.dialog(window)
        self.take(name, window, dialog)
        dialog.close()
        self.wait(30)


def take_all(scale: str, wanted: list[str]) -> None:
    """The pictures of one scale."""
    with tempfile.TemporaryDirectory(prefix="xueji-pictures-") as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(folder) / name.lower())
        if not os.environ.get("XDG_RUNTIME_DIR"):
            os.environ["XDG_RUNTIME_DIR"] = folder
        Photographer(scale, wanted, Path(folder)).all()


def main() -> int:
    """Every scale in turn; 1 if one failed."""
    parser = argparse.ArgumentParser(description="Takes pictures of every screen and dialog.")
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--scale", choices=sorted(SIZES), action="append")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    if options.here:
        take_all(options.scale[0], options.names)
        return 0
    return max(take_apart(scale, options.names) for scale in options.scale or sorted(SIZES))


def take_apart(scale: str, wanted: list[str]) -> int:
    """The pictures of one scale in a program of its own, on a screen of the right size."""
    width, height = SCREENS[scale]
    wanted = wanted or list(NARROW.get(scale, ()))
    screen = {"name": "pictures", "x": 0, "y": 0, "width": width, "height": height,
              "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    with tempfile.TemporaryDirectory(prefix="xueji-screen-") as folder:
        config = Path(folder) / "screen.json"
        config.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
        environment = dict(
            os.environ, QT_SCALE_FACTOR=str(int(scale.split("-")[0]) / 100),
            QT_QPA_PLATFORM=f"offscreen:configfile={config}",
            QT_LOGGING_RULES="qt.qpa.*=false")
        done = subprocess.run(
            [sys.executable, "-m", "tools.screenshots", "--here", "--scale", scale, *wanted],
            cwd=ROOT, env=environment)
    return 1 if done.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
