"""Jobs of the menus about whole folders: 检查照片, 检查各校上报文件; each in a window of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.start.places import documents_folder

if TYPE_CHECKING:
    from app.document import Document
    from ui.widgets.check_window import CheckWindow


class ManyDesk(QObject):
    """Asks for the folder and shows the window, which lives until it is closed. ``open_requested``
    carries a file to be looked at and its profile, ``row_requested`` the row id of a student to be
    shown."""

    open_requested = Signal(object, str)
    row_requested = Signal(int)

    def __init__(self, window: QWidget, profile: str | None) -> None:
        super().__init__(window)
        self._window, self._profile = window, profile
        self._document: Document | None = None
        self._shown: dict[CheckWindow, Document | None] = {}

    def set_document(self, document: Document | None) -> None:
        """Another document is worked on: windows about the one before are closed."""
        self._document = document
        for shown, about in list(self._shown.items()):
            if about is not None and about is not document:
                shown.close()

    def close(self) -> None:
        """Closes every window."""
        for shown in list(self._shown):
            shown.close()

    def check_schools(self) -> None:
        """检查各校上报文件: a folder of all schools' files."""
        folder = self._folder("选择各校文件所在的文件夹", documents_folder())
        if folder is None:
            return
        from ui.district.district_window import DistrictWindow  # brings the judging of many with it

        shown = DistrictWindow(folder, profile=self._profile)
        shown.open_requested.connect(self.open_requested)
        self._show(shown)

    def check_photos(self) -> None:
        """检查照片: a folder of photos against the roster that is open."""
        document = self._document
        if document is None:
            return
        folder = self._folder("选择照片所在的文件夹", document.roster.path.parent)
        if folder is None:
            return
        from ui.photos.photos_window import PhotosWindow  # brings the reading of photos with it

        shown = PhotosWindow(folder, document)
        shown.row_requested.connect(self.row_requested)
        self._show(shown, document)

    def _show(self, shown: CheckWindow, about: Document | None = None) -> None:
        """No child of the main window, which could not be brought before it."""
        self._shown[shown] = about
        shown.closed.connect(lambda: self._shown.pop(shown, None))
        shown.show()

    def _folder(self, title: str, start: Path) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(start))
        return Path(chosen) if chosen else None
