"""The menu entries about other lists: comparing with one, and making one roster of many files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.attached import AttachedList
from models.profile import DEFAULT_PROFILE
from ui.action_table import Act

if TYPE_CHECKING:
    from app.document import Document
    from app.guessing import ProfileChoice


class ListDesk(QObject):
    """``folder`` gives the folder that files are looked for in, ``opened`` opens a roster that was
    made. Each dialog's module is imported when it is first asked for."""

    def __init__(self, window: QWidget, profile: str | None, folder: Callable[[], Path],
                 opened: Callable[[Path], None]) -> None:
        super().__init__(window)
        self._window, self._profile = window, profile
        self._folder, self._opened = folder, opened
        self._document: Document | None = None
        self.jobs: dict[Act, Callable[[], object]] = {
            Act.COMPARE: self.compare, Act.MERGE: self.merge,
            Act.MERGE_FILES: self.merge_files,
            Act.NEW_NUMBERS: self.new_numbers, Act.TABLES: self.tables}

    def set_document(self, document: Document | None) -> None:
        """Compares this document from now on."""
        self._document = document

    def compare(self) -> None:
        """与另一份名单核对."""
        from ui.lists import comparing
        if self._document is not None:
            comparing.ask_and_compare(self._window, self._document, self._folder())

    def dropped(self, path: Path) -> None:
        """A file that was dropped while a roster is open: a list to hold it against, or another
        roster."""
        from ui.lists import comparing
        from ui.widgets import message
        if self._document is not None and not self._document.read_only and message.ask(
                self._window, f"与“{path.name}”核对现在的名册？",
                "也可以关闭现在的名册，打开它来校对。", yes="与它核对",
                no="打开它"):
            comparing.compare_file(self._window, self._document, path, self._folder())
        else:
            self._opened(path)

    def save_result(self, attached: AttachedList) -> None:
        """名单核对结果.xls of a list as things stand."""
        from ui.lists import comparing
        if self._document is not None:
            comparing.save_result(self._window, self._document, attached, self._folder())

    def detach(self, attached: AttachedList) -> None:
        """Lets go of a list after asking; what was decided stays."""
        from ui.lists import comparing
        if self._document is not None:
            comparing.ask_and_detach(self._window, self._document, attached)

    def new_numbers(self) -> None:
        """编发学籍副号."""
        from ui.lists import numbers
        if self._document is not None:
            numbers.ask_and_issue(self._window, self._document)

    def tables(self) -> None:
        """统计表、名单和异动登记表."""
        from ui.lists import tables
        if self._document is not None:
            tables.show(self._window, self._document, self._folder())

    def merge(self) -> None:
        """合并文件夹里的班级（校点）表."""
        from ui.lists import merging
        merging.ask_and_merge(
            self._window, self._choice(), self._folder(), self._opened)

    def merge_files(self) -> None:
        """合并选中的班级（校点）表."""
        from ui.lists import merging
        merging.ask_files_and_merge(
            self._window, self._choice(), self._folder(), self._opened)

    def merge_paths(self, paths: list[Path]) -> None:
        """Files and folders that were dropped."""
        from ui.lists import merging
        merging.read_and_show(self._window, self._choice(), paths, self._opened)

    def _choice(self) -> ProfileChoice:
        at_hand = self._document.profile.name if self._document is not None else DEFAULT_PROFILE
        from app.guessing import ProfileChoice

        return ProfileChoice(self._profile, at_hand)
