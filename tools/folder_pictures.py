"""Pictures of the windows about whole folders: photos, and the files of all schools."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.picture_desk import CLEAN, DESK

if TYPE_CHECKING:
    from tools.screenshots import Photographer

_HAIR = ("#3a2f2a", "#5b4636", "#222222", "#6e5a48")
_CLOTHES = ("#7a9e87", "#c28b6a", "#7f8fb3", "#b3a26a", "#9a7fa8", "#6aa3a8")


def drawn_face(path: Path, number: int, *, scale: int = 1) -> None:
    """A photo of nobody: a head and shoulders of plain colours."""
    from PySide6.QtCore import QRect, Qt
    from PySide6.QtGui import QColor, QImage, QPainter
    image = QImage(272 * scale, 354 * scale, QImage.Format.Format_RGB32)
    image.fill(QColor("#f4f6f8"))
    painter = QPainter(image)
    painter.scale(scale, scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    wide = 4 * (number % 5)
    painter.setBrush(QColor(_CLOTHES[number % len(_CLOTHES)]))
    painter.drawEllipse(QRect(26 - wide, 262, 220 + 2 * wide, 220))
    painter.setBrush(QColor(_HAIR[number % len(_HAIR)]))
    painter.drawEllipse(QRect(70 - wide, 52, 132 + 2 * wide, 170 + (90 if number % 2 else 0)))
    painter.setBrush(QColor("#e8c4a2"))
    painter.drawEllipse(QRect(82, 84 + number % 3 * 4, 108, 150))
    painter.drawRect(QRect(112, 210, 48, 66))
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path), "JPEG", 82):  # type: ignore[call-overload]
        raise OSError(f"{path} was not written")


def take_photos(photographer: Photographer) -> None:
    """A class with its photos, most of them right; another one as the camera numbered them."""
    from app.photos.matching import sitters
    from ui.photos.photos_window import PhotosWindow
    with photographer.window() as main:
        document = photographer.open(main, CLEAN)
        people = sitters(document)
        first = [one for one in people if one.grade == people[0].grade
                 and one.class_name == people[0].class_name]
        second_class = next(one for one in people if one.class_name != first[0].class_name)
        second = [one for one in people if one.grade == second_class.grade
                  and one.class_name == second_class.class_name]
        folder = DESK / "照片"
        for number, one in enumerate(first):
            if number != 4:
                name = one.name if number in (2, 9) else one.main
                drawn_face(folder / f"{name}.jpg", number, scale=3 if number == 6 else 1)
        path = folder / f"{first[11].main}.jpg"
        path.write_bytes(path.read_bytes()[:-900])
        album = folder / f"{second[0].grade}{second[0].class_name}"
        for number in range(len(second) - 1):
            drawn_face(album / f"DSC_{number + 118:04d}.JPG", number + 3)
        shown = PhotosWindow(folder.absolute(), document)
        shown.resize(1180, 700)
        shown.show()
        _until(photographer, lambda: shown.result is not None)
        take = photographer.take
        assert shown.result is not None
        shown.problems.list.choose(None)
        shown.problems.table.selectRow(next(
            row for row, finding in enumerate(shown.result.findings)
            if finding.rule == "photo-damaged"))
        photographer.wait(400)
        take("photos-problems", shown)
        shown.show_view(1)
        shown.classes.classes.selectRow(0)
        shown.classes.grid.choose(6)
        photographer.wait(600)
        take("photos-classes", shown)
        shown.show_view(2)
        photographer.wait(400)
        for _ in range(5):
            shown.order.confirm()
        shown.order.set_absent()
        shown.order.grid.choose(6)
        photographer.wait(600)
        take("photos-order", shown)
        shown.order.sheet = None  # leaves nothing behind
        shown.close()


def take_district(photographer: Photographer) -> None:
    """A township's schools on their second check."""
    from app.district.audit import open_snapshot
    from app.district.outputs import end_run
    from tests.app.district.county import county, name_of
    from ui.district.district_window import DistrictWindow
    schools = county(14, 160)
    codes = schools.codes
    schools.same_main((codes[2], 30), (codes[6], 31))
    schools.same_sub((codes[4], 50), (codes[2], 52))
    schools.same_person((codes[2], 70), (codes[9], 70))
    schools.carries((codes[2], 20), codes[7])
    for place, code in ((10, codes[1]), (11, codes[3]), (12, codes[3])):
        schools.schools[code][place].cells["grade"] = ""
    folder = DESK / "各校学籍总库"
    late = folder / f"{codes[0]}{name_of(codes[0])}.xls"
    schools.write(folder, {codes[5]: f"{name_of(codes[5])}(2).xls"})
    (folder / f"{codes[8]}{name_of(codes[8])}.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 900)
    late.rename(DESK / "late.xls")
    listed = schools.write_list(DESK / "学校名单.xlsx", {
        "3101170099": "上海市松江区示例三校", "3101170098": "上海市松江区示例四校"})
    first = DistrictWindow(folder.absolute(), listed)
    _until(photographer, lambda: first.audit is not None)
    with open_snapshot(first.results, None) as snapshot:
        assert first.audit is not None
        end_run(first.audit, snapshot)
    first.close()
    (DESK / "late.xls").rename(late)
    schools.schools[codes[3]][11].cells["grade"] = schools.schools[codes[3]][13].cells["grade"]
    schools.write_one(folder / f"{codes[3]}{name_of(codes[3])}.xls", codes[3])
    shown = DistrictWindow(folder.absolute())
    shown.resize(1366, 700)
    shown.show()
    _until(photographer, lambda: shown.audit is not None)
    shown.school_table.selectRow(2)
    photographer.take("district-schools", shown)
    shown.show_view(1)
    photographer.take("district-grades", shown)
    shown.show_view(2)
    shown.pair_table.selectRow(0)
    photographer.take("district-pairs", shown)
    shown.close()


def _until(photographer: Photographer, done: Callable[[], bool]) -> None:
    for _ in range(1000):
        photographer.wait(20)
        if done():
            return
    raise TimeoutError("a window did not come to its end")
