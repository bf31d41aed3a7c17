"""The window of photos: findings, the student, and copies, made smaller where too big."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.builders import document_of, students
from ui.photos.photos_window import PhotosWindow
from ui.widgets import message, worker


def picture(path: Path, width: int, height: int, quality: int = 70) -> None:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    assert image.save(str(path), "JPEG", quality)  # type: ignore[call-overload]


def test_findings_and_copies(
        qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = students(4)
    folder = tmp_path / "photos"
    folder.mkdir()
    picture(folder / f"{people[0]['main_number']}.jpg", 272, 354)
    picture(folder / f"{people[1]['name']}.jpg", 272, 354, 71)
    picture(folder / f"{people[2]['main_number']}.jpg", 544, 708)
    window = PhotosWindow(folder, document_of(people))
    window.show()
    qtbot.waitUntil(lambda: window.result is not None, timeout=30_000)
    model = window.table.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "— 没有照片", "□ 文件名要改", "▲ 尺寸不符"]
    with qtbot.waitSignal(window.row_requested) as asked:
        qtbot.keyClick(window.table, Qt.Key.Key_Return)
    assert asked.args == [3]
    window.table.selectRow(2)
    qtbot.waitUntil(lambda: not window.picture.pixmap().isNull(), timeout=30_000)
    told: list[str] = []
    monkeypatch.setattr(message, "ask", lambda _parent, text, *_more, **_words: told.append(text))
    qtbot.mouseClick(window.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    copies = {path.name: path for path in window.results.rglob("照片/*/*/*.jpg")}
    assert set(copies) == {f"{one['main_number']}.jpg" for one in people[:3]}
    small = QImage(str(copies[f"{people[2]['main_number']}.jpg"]))
    assert (small.width(), small.height()) == (272, 354)
    window.close()
    worker.wait_for_all()
