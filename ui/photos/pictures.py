"""Photos read for the screen, in the background: thumbnails as needed, one at a time large."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from ui.widgets.worker import Job

_AT_ONCE = 8
"""Thumbnails that come together: enough to be quick, few enough to be seen coming."""


def read_picture(path: Path, size: QSize) -> QImage:
    """The photo as stored (not turned by its mark, as the platform shows it), at most so large; a
    null image where it can't be shown."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(False)
    stored = reader.size()
    if stored.isValid() and (stored.width() > size.width() or stored.height() > size.height()):
        reader.setScaledSize(stored.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def fitted(image: QImage, size: QSize) -> QPixmap:
    """The picture in at most this logical size, fine where the screen is; never blown up."""
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(max(1.0, image.width() / size.width(),
                                   image.height() / size.height()))
    return pixmap


class Thumbnails(QObject):
    """The thumbnails of one class. ``came`` tells that some more are there; those of a class that
    is no longer shown are let go."""

    came = Signal()

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder, self._parent = folder, parent
        self._size, self._ratio = QSize(), 1.0
        self._found: dict[str, QPixmap] = {}
        self._waiting: list[str] = []
        self._job: Job | None = None

    def ask(self, files: Iterable[str], size: QSize, ratio: float) -> None:
        """Wants these, so large in pixels of the screen with so many device pixels each."""
        wanted = list(dict.fromkeys(files))
        if (size, ratio) != (self._size, self._ratio):
            self._found.clear()
            self._size, self._ratio = size, ratio
        self._found = {file: self._found[file] for file in wanted if file in self._found}
        self._waiting = [file for file in wanted if file not in self._found]
        self._next()

    def of(self, file: str) -> QPixmap | None:
        """The thumbnail; null if it can't be shown, None if it isn't there yet."""
        return self._found.get(file)

    def abandon(self) -> None:
        """Nothing more is wanted."""
        self._waiting.clear()
        if self._job is not None:
            self._job.abandon()
            self._job = None

    def _next(self) -> None:
        if not self._waiting or self._job is not None and not self._job.is_over:
            return
        some, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        size, folder = self._size * self._ratio, self._folder
        self._job = Job(lambda task: [(file, read_picture(folder / file, size))
                                      for file in some], self._parent)
        self._job.succeeded.connect(self._take)
        self._job.start()

    def _take(self, images: list[tuple[str, QImage]]) -> None:
        for file, image in images:
            self._found[file] = fitted(image, self._size)
        self.came.emit()
        self._next()
