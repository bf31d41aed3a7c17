"""The menu entries about other lists: comparing with one, and making one roster of many files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.document import Document
from models.profile import load_profile
from ui.window.actions import Act


class ListDesk(QObject):
    """``folder`` gives the folder that files are looked for in, ``opened`` opens a roster that was
    made. Each dialog's module is imported when it is first asked for."""

    def __init__(self, window: QWidget, profile: str, folder: Callable[[], Path],
                 opened: Callable[[Path], None]) -> None:
        super().__init__(window)
        self._window, self._profile = window, profile
        self._folder, self._opened = folder, opened
        self._document: Document | None = None
        self.jobs: dict[Act, Callable[[], object]] = {
            Act.COMPARE: self.compare, Act.MERGE: self.merge}

    def set_document(self, document: Document | None) -> None:
        """Compares this document from now on."""
        self._document = document

    def compare(self) -> None:
        """与另一份名单核对."""
        from ui.lists import comparing
        if self._document is not None:
            comparing.ask_and_compare(self._window, self._document, self._folder())

    def merge(self) -> None:
        """合并班级（校点）表."""
        from ui.lists import merging
        merging.ask_and_merge(
            self._window, load_profile(self._profile), self._folder(), self._opened)

    def merge_paths(self, paths: list[Path]) -> None:
        """Files and folders that were dropped."""
        from ui.lists import merging
        merging.read_and_show(self._window, load_profile(self._profile), paths, self._opened)
