"""The window of photos: findings, the student, and copies, made smaller where too big."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.app.commands.command import call
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
    model = window.problems.table.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "— 没有照片", "□ 文件名要改", "▲ 尺寸不符"]
    with qtbot.waitSignal(window.row_requested) as asked:
        qtbot.keyClick(window.problems.table, Qt.Key.Key_Return)
    assert asked.args == [3]
    window.problems.table.selectRow(2)
    qtbot.waitUntil(lambda: not window.picture.pixmap().isNull(), timeout=30_000)
    told: list[str] = []
    monkeypatch.setattr(message, "ask", lambda _parent, text, *_more, **_words: told.append(text))
    qtbot.mouseClick(window.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    copies = {path.name: path for path in window.results.rglob("照片/*/*/*.jpg")}
    assert set(copies) == {f"{one['main_number']}.jpg" for one in people[:3]}
    small = QImage(str(copies[f"{people[2]['main_number']}.jpg"]))
    assert (small.width(), small.height()) == (272, 354)
    lines = call("ledger", "--json").json["lines"]
    assert {line["file"] for line in lines} >= {
        "照片检查表.xls", "照片改名表.xls", "补拍名单.xls", "七年级1班.zip"}
    window.close()
    worker.wait_for_all()


def test_a_kind_of_problem_leaves_only_its_lines(qtbot: QtBot, tmp_path: Path) -> None:
    people = students(3)
    picture(tmp_path / f"{people[0]['name']}.jpg", 272, 354)
    window = PhotosWindow(tmp_path, document_of(people))
    window.show()
    qtbot.waitUntil(lambda: window.result is not None, timeout=30_000)
    assert window.problems.table.model().rowCount() == 3
    qtbot.mouseClick(window.problems.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 44))
    assert window.problems.list.rule == "photo-name"
    assert window.problems.table.model().rowCount() == 1
    assert window.heading.text() == "文件名要改"
    qtbot.keyClick(window.problems.list, Qt.Key.Key_Escape)
    assert window.problems.table.model().rowCount() == 3
    window.close()
    worker.wait_for_all()


def test_each_class_stands_beside_its_photos(qtbot: QtBot, tmp_path: Path) -> None:
    people = [*students(3), *students(2, start=9, class_name="2班")]
    for one in people[1:]:
        picture(tmp_path / f"{one['main_number']}.jpg", 272, 354, 60 + people.index(one))
    window = PhotosWindow(tmp_path, document_of(people))
    window.show()
    qtbot.waitUntil(lambda: window.result is not None, timeout=30_000)
    qtbot.mouseClick(window.view_buttons[1], Qt.MouseButton.LeftButton)
    grid = window.classes.grid
    assert [(tile.title, tile.note, tile.mark) for tile in grid.tiles] == [
        (people[0]["name"], "没有照片", "error"), (people[1]["name"], "第 3 行", ""),
        (people[2]["name"], "第 4 行", "")]
    qtbot.waitUntil(lambda: grid.thumbnails.of(f"{people[2]['main_number']}.jpg") is not None,
                    timeout=30_000)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert window.heading.text() == people[1]["name"]
    window.classes.classes.selectRow(1)
    assert [tile.title for tile in grid.tiles] == [one["name"] for one in people[3:]]
    with qtbot.waitSignal(window.row_requested) as asked:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert asked.args is not None and len(asked.args) == 1
    window.close()
    worker.wait_for_all()


def test_faces_are_recognised_one_by_one_and_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    people = students(4)
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        picture(folder / f"DSC_{number}.jpg", 272, 354, 60 + number)
    document = document_of(people)
    window = PhotosWindow(folder, document)
    window.show()
    qtbot.waitUntil(lambda: window.result is not None, timeout=30_000)
    qtbot.mouseClick(window.view_buttons[2], Qt.MouseButton.LeftButton)
    grid = window.order.grid
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    qtbot.keyClick(grid, Qt.Key.Key_Insert)
    assert [tile.file for tile in grid.tiles] == ["DSC_0.jpg", None, "DSC_1.jpg", "DSC_2.jpg"]
    assert window.yes_card.isHidden() and not window.absent_card.isHidden()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.mouseClick(window.yes_card, Qt.MouseButton.LeftButton)
    window.close()
    worker.wait_for_all()
    again = PhotosWindow(folder, document)
    again.show()
    qtbot.waitUntil(lambda: again.result is not None, timeout=30_000)
    assert again.result is not None
    assert {(one.rule, one.file, one.sitter and one.sitter.number)
            for one in again.result.findings} == {
        ("photo-missing", None, 3), ("photo-missing", None, 5), ("photo-extra", "DSC_2.jpg", None),
        ("photo-name", "DSC_0.jpg", 2), ("photo-name", "DSC_1.jpg", 4)}
    assert again.order.photos == 1
    again.close()
    worker.wait_for_all()


def test_one_of_several_photos_is_used_and_a_strangers_put_aside(
        qtbot: QtBot, tmp_path: Path) -> None:
    people = students(2)
    folder = tmp_path / "photos"
    (folder / "再拍").mkdir(parents=True)
    first = f"{people[0]['main_number']}.jpg"
    picture(folder / first, 272, 354)
    (folder / "再拍" / first).write_bytes((folder / first).read_bytes())  # even if they are alike
    picture(folder / f"{people[1]['main_number']}.jpg", 272, 354, 80)
    picture(folder / "合影.jpg", 272, 354, 85)
    document = document_of(people)
    window = PhotosWindow(folder, document)
    window.show()
    qtbot.waitUntil(lambda: window.result is not None, timeout=30_000)
    assert window.result is not None
    rules = [finding.rule for finding in window.result.findings]
    assert rules == ["photo-extra", "photo-two"]
    qtbot.keyClick(window.problems.table, Qt.Key.Key_Delete)
    assert [finding.rule for finding in window.result.findings] == ["photo-two"]
    assert [tile.file for tile in window.several.tiles] == [first, f"再拍/{first}"]
    qtbot.keyClick(window.several, Qt.Key.Key_Right)
    qtbot.mouseClick(window.use_card, Qt.MouseButton.LeftButton)
    assert window.result.findings == () and window.result.ok == 2
    [used] = window.result.photos_of[document.roster.rows[0].id]
    assert used.file == f"再拍/{first}"
    window.close()
    again = PhotosWindow(folder, document)
    again.show()
    qtbot.waitUntil(lambda: again.result is not None, timeout=30_000)
    assert again.result is not None and again.result.findings == ()
    assert again.back_button.text() == "重新算上放下的 2 张"
    again.result = None
    qtbot.mouseClick(again.back_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: again.result is not None, timeout=30_000)
    assert [finding.rule for finding in again.result.findings] == rules
    again.close()
    worker.wait_for_all()
