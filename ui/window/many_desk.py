"""Jobs of the menus about whole folders: 检查照片, 检查各校上报文件; each in a window of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.document import Document
from ui.start.start_page import documents_folder


class ManyDesk(QObject):
    """Asks for the folder and shows the window, which lives until it is closed. ``open_requested``
    carries a file to be opened, ``row_requested`` the row id of a student to be shown."""

    open_requested = Signal(object)
    row_requested = Signal(int)
    _document_changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._document: Document | None = None

    def set_document(self, document: Document | None) -> None:
        """Another document is worked on: windows about the one before are closed."""
        self._document = document
        self._document_changed.emit()

    def check_schools(self) -> None:
        """检查各校上报文件: a folder of all schools' files."""
        folder = self._folder("选择各校文件所在的文件夹", documents_folder())
        if folder is None:
            return
        from ui.district.district_window import DistrictWindow  # brings the judging of many with it

        shown = DistrictWindow(folder, parent=self._window)
        shown.open_requested.connect(self.open_requested)
        shown.show()

    def check_photos(self) -> None:
        """检查照片: a folder of photos against the roster that is open."""
        document = self._document
        if document is None:
            return
        folder = self._folder("选择照片所在的文件夹", document.roster.path.parent)
        if folder is None:
            return
        from ui.photos.photos_window import PhotosWindow  # brings the reading of photos with it

        shown = PhotosWindow(folder, document, self._window)
        shown.row_requested.connect(self.row_requested)
        self._document_changed.connect(shown.close)
        shown.show()

    def _folder(self, title: str, start: Path) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(self._window, title, str(start))
        return Path(chosen) if chosen else None
