"""Capture order beside a class list: what moves, what stays, and that nothing counts unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from app.photos.check import check_photos, with_seen
from app.photos.in_order import ContactSheet, class_named, classes_of, unnamed_folders
from app.photos.matching import Sitter
from app.photos.photo_files import Photo
from app.photos.seen import SEEN, SeenError, add_seen, load_seen
from models.reading.jpeg import Jpeg, read_jpeg
from tests.app.photos.pictures import exif, jpeg
from tests.builders import document_of, students


def sheet(people: int = 4, photos: int = 4) -> ContactSheet:
    return ContactSheet(
        [Sitter(row, row + 2, f"{row}", "", f"生{row}", "七年级", "1班") for row in range(people)],
        [Photo(f"{number}.jpg", 9, f"{number}", Jpeg(1, 1), ()) for number in range(photos)])


def dealt(of: ContactSheet) -> str:
    return "".join(seat.photo.file[0] if seat.photo else "-" for seat in of.seats)


def test_photos_stand_beside_the_list_and_none_counts() -> None:
    dealt_out = sheet()
    assert (dealt(dealt_out), dealt_out.confirmed) == ("0123", [])


def test_an_absent_student_pushes_the_photos_on_and_back() -> None:
    some = sheet()
    some.set_absent(1)
    assert (dealt(some), some.left_over) == ("0-12", 1)
    some.set_absent(1)
    assert (dealt(some), some.left_over) == ("0123", 0)


def test_a_photo_that_is_nobodys_lets_the_others_move_up() -> None:
    some = sheet()
    some.leave_out(1)
    assert (dealt(some), some.left_over) == ("023-", 0)


def test_what_was_confirmed_stays() -> None:
    some = sheet(5, 5)
    some.confirm(2)
    some.set_absent(0)
    assert dealt(some) == "-0234"
    assert [(photo.file, one.name) for photo, one in some.confirmed] == [("2.jpg", "生2")]
    some.confirm(2, False)
    assert some.confirmed == []


@given(st.integers(0, 8), st.integers(0, 8), st.lists(st.tuples(
    st.sampled_from(["confirm", "set_absent", "leave_out"]), st.integers(0, 7)), max_size=20))
def test_order_holds_and_no_photo_has_two_students(
        people: int, photos: int, acts: list[tuple[str, int]]) -> None:
    some = sheet(people, photos)
    for act, place in acts:
        if place < people:
            before = {one.row: photo.file for photo, one in some.confirmed
                      if one.row != some.seats[place].sitter.row}
            getattr(some, act)(place)
            now = {one.row: photo.file for photo, one in some.confirmed}
            assert before.items() <= now.items()
    files = [seat.photo.file for seat in some.seats if seat.photo]
    assert files == sorted(set(files))
    assert not any(some.is_absent(place) and seat.photo for place, seat in enumerate(some.seats))


def test_order_is_the_clocks_or_the_cameras_numbers(tmp_path: Path) -> None:
    for folder, times in (("a", ["2012:09:01 10:00:09", "2012:09:01 10:00:01"]), ("b", ["", ""])):
        (tmp_path / folder).mkdir()
        for number, time in zip((9, 10), times):
            (tmp_path / folder / f"DSC_{number}.jpg").write_bytes(
                jpeg(before=exif(1, taken=time) if time else b""))
    (tmp_path / "b" / "DSC_1.jpg").write_bytes(b"no photo")
    check = check_photos(tmp_path, document_of(students(2)))
    assert {folder: [photo.file[2:] for photo in photos]
            for folder, photos in unnamed_folders(check).items()} == {
        "a": ["DSC_10.jpg", "DSC_9.jpg"], "b": ["DSC_9.jpg", "DSC_10.jpg"]}


@pytest.mark.parametrize("taken", ["2012:09:01 10:00:09", "rubbish", ""])
@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("orientation", [1, 6])
def test_what_exif_says(taken: str, big_endian: bool, orientation: int) -> None:
    found = read_jpeg(jpeg(before=exif(orientation, taken=taken, big_endian=big_endian)))
    assert found.orientation == orientation
    assert found.taken == (taken if taken.startswith("2") else "")


@pytest.mark.parametrize(("folder", "named"), [
    ("七年级/1班", ("七年级", "1班")), ("七年级1班", ("七年级", "1班")), ("照片/２班", ("七年级", "2班")),
    ("1班", None), (".", None), ("其他", None)])
def test_a_folder_tells_its_class(folder: str, named: tuple[str, str] | None) -> None:
    classes = [("七年级", "1班"), ("八年级", "1班"), ("七年级", "2班")]
    assert class_named(folder, classes) == named


def test_who_was_recognised_is_known_later(tmp_path: Path) -> None:
    people = [*students(2), *students(2, start=9)]
    people[1]["main_number"] = ""
    document = document_of(people)
    folder, out = tmp_path / "p", tmp_path / "out"
    folder.mkdir()
    for number in range(3):
        (folder / f"DSC_{number}.jpg").write_bytes(jpeg())
    first = check_photos(folder, document)
    [photos] = unnamed_folders(first).values()
    [seated] = classes_of(first).values()
    pairs = list(zip(photos, seated))[:2]
    add_seen(out, document, pairs[:1])
    add_seen(out, document, pairs[1:])
    again = check_photos(folder, document, seen=load_seen(out, document))
    assert again == with_seen(first, pairs)
    assert [(one.rule, one.file) for one in again.findings if one.file] == [
        ("photo-extra", "DSC_2.jpg"), ("photo-name", "DSC_0.jpg"), ("photo-name", "DSC_1.jpg")]
    (out / SEEN).write_text("[1", encoding="utf-8")
    with pytest.raises(SeenError, match="移走"):
        load_seen(out, document)
