"""The command ``photos`` on generated folders: every defect is found, and nothing else."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlrd
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.app.commands.command import call, run
from tests.app.photos.pictures import exif, jpeg
from tests.builders import CODE, SCHOOL_NAME, Student, grid_of, student, students, write_xls


@pytest.fixture
def people() -> list[Student]:
    return [*students(8, 7), *students(4, 8, start=20, class_name="2班")]


@pytest.fixture
def folder(people: list[Student], tmp_path: Path) -> Path:
    """A good photo of everybody."""
    place = tmp_path / "照片原件"
    place.mkdir()
    for one in people:
        (place / f"{one['main_number']}.jpg").write_bytes(jpeg())
    return place


def roster(people: list[Student], tmp_path: Path) -> Path:
    return write_xls(tmp_path / f"{CODE}{SCHOOL_NAME}.xls", grid_of(people))


def photo(folder: Path, one: Student) -> Path:
    return folder / f"{one['main_number']}.jpg"


def findings(done: Any) -> set[tuple[str, str | None, int | None]]:
    return {(f["rule"], f["file"], f["row"]) for f in done.json["findings"]}


def test_good_photos_have_no_finding(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    for ignored in ("Thumbs.db", "desktop.ini", ".DS_Store"):
        (folder / ignored).write_bytes(b"x")
    done = call("photos", folder, roster(people, tmp_path), "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == {"photos": 12, "students": 12, "ok": 12, "findings": [], "ignored": 3}


BAD_PICTURES = [
    ("photo-format", b"\x89PNG\r\n\x1a\n" + b"x" * 300),
    ("photo-format", b"\0\0\0\x18ftypheic" + b"x" * 300),
    ("photo-format", b"rubbish" * 50),
    ("photo-format", jpeg(components=4)),
    ("photo-damaged", b""),
    ("photo-damaged", jpeg()[:-2]),
    ("photo-damaged", jpeg(before=exif(1, jpeg(40, 50, size=300)))[:2000]),
    ("photo-size", jpeg(358, 441)),
    ("photo-size", jpeg(271, 354)),
    ("photo-bytes", jpeg(size=61440)),
    ("photo-turned", jpeg(before=exif(3))),
    ("photo-turned", jpeg(354, 272, before=exif(6))),
]


@pytest.mark.parametrize(("rule", "data"), BAD_PICTURES)
def test_what_is_wrong_with_a_picture(
        rule: str, data: bytes, people: list[Student], folder: Path, tmp_path: Path) -> None:
    bad = photo(folder, people[3])
    bad.write_bytes(data)
    done = call("photos", folder, roster(people, tmp_path), "--json")
    assert done.code == 1
    assert findings(done) == {(rule, bad.name, 5)}
    assert done.json["ok"] == 11


def test_twelve_megapixels_are_too_large_in_both_ways(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    photo(folder, people[0]).write_bytes(jpeg(4000, 3000, size=4_000_000))
    done = call("photos", folder, roster(people, tmp_path), "--json")
    assert {rule for rule, *_ in findings(done)} == {"photo-size", "photo-bytes"}


def test_just_below_the_limit_is_good(people: list[Student], folder: Path, tmp_path: Path) -> None:
    photo(folder, people[0]).write_bytes(jpeg(size=61439))
    assert call("photos", folder, roster(people, tmp_path)).code == 0


def texts_of(path: Path) -> str:
    sheet = xlrd.open_workbook(str(path)).sheet_by_index(0)
    return "\n".join(str(cell.value) for row in sheet.get_rows() for cell in row)


def renamed(folder: Path, one: Student, name: str) -> str:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    photo(folder, one).rename(folder / name)
    return name


@pytest.mark.parametrize("name", [
    "{sub_number}.jpg", "{name}.jpg", "{main_number}(1).jpg", "{name}{main_number}.jpg",
    "{main_number}.jpeg", "{main_number} .jpg", "七年级/1班/{name}.jpg",
])
def test_a_name_that_must_be_changed(
        name: str, people: list[Student], folder: Path, tmp_path: Path) -> None:
    other = renamed(folder, people[1], name.format(**people[1]))
    done = call("photos", folder, roster(people, tmp_path), "--json")
    assert findings(done) == {("photo-name", other, 3)}


def test_a_small_x_is_no_right_name(tmp_path: Path) -> None:
    with_x = next(one for n in range(1, 200) if (one := student(n))["main_number"].endswith("X"))
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / f"{with_x['main_number'].lower()}.jpg").write_bytes(jpeg())
    done = call("photos", tmp_path / "p", roster([with_x], tmp_path), "--json")
    assert {rule for rule, *_ in findings(done)} == {"photo-name"}


def test_number_and_name_that_disagree_are_nobodys(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    file = renamed(folder, people[0], f"{people[0]['main_number']}{people[1]['name']}.jpg")
    done = call("photos", folder, roster(people, tmp_path), "--json")
    assert findings(done) == {("photo-extra", file, None), ("photo-missing", None, 2)}


def test_a_number_of_two_students_names_neither(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    people[1]["main_number"], old = people[0]["main_number"], people[1]["main_number"]
    (folder / f"{old}.jpg").rename(folder / f"{people[1]['sub_number']}.jpg")
    out = tmp_path / "out"
    done = call("photos", folder, roster(people, tmp_path), "--json", "--out", out)
    assert findings(done) == {
        ("photo-extra", photo(folder, people[0]).name, None), ("photo-missing", None, 2),
        ("photo-name", f"{people[1]['sub_number']}.jpg", 3)}
    assert len(list((out / "照片").rglob("*.jpg"))) == 10


NAMES_WITHOUT = [
    ("12345_0000701_{name}.jpg", None), ("12345_701_{name}.jpg", "photo-extra"),
    ("{name}.jpg", "photo-name"), ("12345_0000701_{name}.jpeg", "photo-name"),
]


@pytest.mark.parametrize(("name", "rule"), NAMES_WITHOUT)
def test_a_student_without_number(name: str, rule: str | None, people: list[Student],
                                  folder: Path, tmp_path: Path) -> None:
    photo(folder, people[0]).rename(folder / name.format(**people[0]))
    people[0]["main_number"] = ""
    out = tmp_path / "out"
    done = call("photos", folder, roster(people, tmp_path), "--json", "--out", out)
    expected = {None: set[str](), "photo-extra": {"photo-extra", "photo-missing"}}
    assert {one for one, *_ in findings(done)} == expected.get(rule, {rule})
    apart = list((out / "照片").rglob("没有学籍主号/*.jpg"))
    assert len(apart) == (rule is None or name.endswith(".jpeg"))
    assert (out / "照片压缩包" / "七年级1班没有学籍主号.zip").is_file() == bool(apart)


def test_the_rule_is_the_profiles(people: list[Student], folder: Path, tmp_path: Path,
                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUEJI_HOME", str(tmp_path / "home"))
    profiles = tmp_path / "home" / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "ours.toml").write_text(
        'like = "shanghai"\n[photos]\npixels = [358, 441]\nname_with_id = "{sub_number}"\n'
        'folders = ["{grade}{class}"]\npack = "none"\n', encoding="utf-8")
    for one in people:
        photo(folder, one).unlink()
        (folder / f"{one['sub_number']}.jpg").write_bytes(jpeg(358, 441))
    out = tmp_path / "out"
    done = run("photos", folder, roster(people, tmp_path), "--profile", "ours", "--out", out)
    assert (done.code, done.err) == (0, "")
    assert (out / "照片" / "七年级1班" / f"{people[0]['sub_number']}.jpg").is_file()
    assert not (out / "照片压缩包").exists()


def test_a_photo_that_is_only_too_big_is_made_smaller(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    large = QImage(544, 708, QImage.Format.Format_RGB32)
    large.fill(Qt.GlobalColor.gray)
    assert large.save(str(photo(folder, people[0])), "JPEG", 90)  # type: ignore[call-overload]
    photo(folder, people[1]).write_bytes(jpeg(65535, 65535))  # no memory holds that
    out = tmp_path / "out"
    done = run("photos", folder, roster(people, tmp_path), "--out", out)
    assert (done.code, done.err) == (1, "")
    small = QImage(str(out / "照片" / "七年级" / "1班" / photo(folder, people[0]).name))
    assert (small.width(), small.height()) == (272, 354)
    again = texts_of(out / "补拍名单.xls")
    assert people[0]["name"] not in again and people[1]["name"] in again


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need a right there")
def test_what_is_no_plain_file_is_damaged_and_keeps_nobody_waiting(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    for one in people[:3]:
        photo(folder, one).unlink()
    os.mkfifo(photo(folder, people[0]))
    photo(folder, people[1]).symlink_to(tmp_path / "nothing")
    photo(folder, people[2]).touch()
    os.truncate(photo(folder, people[2]), 1 << 32)
    (folder / "照片.zip").write_bytes(b"PK\x03\x04" + b"x" * 50)
    done = run("photos", folder, roster(people, tmp_path), "--json")
    assert done.code == 1 and done.err == ""
    assert findings(done) == {
        ("photo-damaged", photo(folder, people[0]).name, 2),
        ("photo-damaged", photo(folder, people[1]).name, 3),
        ("photo-bytes", photo(folder, people[2]).name, 4), ("photo-extra", "照片.zip", None)}
    assert "压缩包" in done.json["findings"][0]["message"]


def test_a_later_run_takes_superfluous_copies_away(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call("photos", folder, roster(people, tmp_path), "--out", out)
    own = out / "照片" / "七年级" / "1班" / "别的.jpg"
    own.write_bytes(b"the clerk's own")
    people[8]["class_name"] = "3班"
    call("photos", folder, roster(people, tmp_path), "--out", out)
    found = [path.parent.name for path in out.rglob(f"照片/*/*/{people[8]['main_number']}.jpg")]
    assert found == ["3班"] and own.is_file()


def test_missing_extra_two_and_same(people: list[Student], folder: Path, tmp_path: Path) -> None:
    photo(folder, people[0]).unlink()
    (folder / "谁.jpg").write_bytes(jpeg())
    second = f"再拍/{people[1]['main_number']}.jpg"
    (folder / "再拍").mkdir()
    (folder / second).write_bytes(jpeg())
    photo(folder, people[2]).write_bytes(photo(folder, people[3]).read_bytes())
    done = call("photos", folder, roster(people, tmp_path), "--json")
    [two] = [f for f in done.json["findings"] if f["rule"] == "photo-two"]
    assert two["row"] == 3
    assert findings(done) - {("photo-two", two["file"], 3)} == {
        ("photo-missing", None, 2), ("photo-extra", "谁.jpg", None),
        ("photo-same", photo(folder, people[2]).name, 4),
        ("photo-same", photo(folder, people[3]).name, 5)}
    assert done.json["ok"] == 8


def test_a_name_of_two_students_is_nobodys(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    people[1]["name"] = people[0]["name"]
    photo(folder, people[1]).unlink()
    renamed(folder, people[0], f"{people[0]['name']}.jpg")
    done = call("photos", folder, roster(people, tmp_path), "--json")
    assert findings(done) == {("photo-extra", f"{people[0]['name']}.jpg", None),
                              ("photo-missing", None, 2), ("photo-missing", None, 3)}


def test_the_class_folder_tells_students_of_one_name_apart(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    people[8]["name"] = people[0]["name"]
    file = renamed(folder, people[0], f"七年级/1班/{people[0]['name']}.jpg")
    done = call("photos", folder, roster(people, tmp_path), "--json")
    assert findings(done) == {("photo-name", file, 2)}


def test_copies_have_the_right_names_and_originals_stay(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    renamed(folder, people[1], f"{people[1]['name']}.jpg")
    photo(folder, people[2]).unlink()
    photo(folder, people[3]).write_bytes(jpeg()[:-2])
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    out = tmp_path / "out"
    assert call("photos", folder, roster(people, tmp_path), "--out", out).code == 1
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()} == before
    good = {one["main_number"] + ".jpg" for one in people[:8] if one not in people[2:4]}
    assert {path.name for path in (out / "照片/七年级/1班").iterdir()} == good
    with zipfile.ZipFile(out / "照片压缩包/七年级1班.zip") as archive:
        assert set(archive.namelist()) == good
    assert people[1]["name"] + ".jpg" in texts_of(out / "照片改名表.xls")
    again = texts_of(out / "补拍名单.xls")
    assert people[2]["name"] in again and people[3]["name"] in again
    assert people[1]["name"] not in again
    assert (out / "照片检查表.xls").is_file()


def test_what_can_not_be_read_is_one_line(
        people: list[Student], folder: Path, tmp_path: Path) -> None:
    good = roster(people, tmp_path)
    assert call("photos", tmp_path / "none", good).failed()
    assert call("photos", folder, tmp_path / "none.xls").failed()
    assert call("photos", good, good).failed()
    assert run("photos", folder, good).code == 0
