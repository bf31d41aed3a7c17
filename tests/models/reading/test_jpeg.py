"""The header reader of JPEG files: what it says, and what doesn't fool it."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from models.reading.jpeg import NotJpegError, read_jpeg
from tests.app.photos.pictures import exif, jpeg, segment


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("components", [1, 3, 4])
def test_size_and_colours(progressive: bool, components: int) -> None:
    found = read_jpeg(jpeg(640, 480, components=components, progressive=progressive))
    assert (found.width, found.height, found.components, found.whole) == (
        640, 480, components, True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(orientation: int) -> None:
    assert read_jpeg(jpeg(before=exif(orientation))).orientation == orientation


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_is_none_is_upright(orientation: int) -> None:
    assert read_jpeg(jpeg(before=exif(orientation))).orientation == 1


@pytest.mark.parametrize("progressive", [False, True])
def test_no_cut_picture_is_whole(progressive: bool) -> None:
    data = jpeg(size=1500, before=exif(1, jpeg(80, 60, size=400)), progressive=progressive)
    assert read_jpeg(data).whole
    assert not any(read_jpeg(data[:end]).whole for end in range(3, len(data)))


def test_what_stands_behind_the_end_does_no_harm() -> None:
    assert read_jpeg(jpeg() + b"\0" * 500).whole


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"\xff\xd7\xff", b"GIF89a", b"\xff\xd8\0\0"])
def test_other_files_are_none(data: bytes) -> None:
    with pytest.raises(NotJpegError):
        read_jpeg(data)


@given(st.binary(max_size=300))
def test_rubbish_behind_the_start_is_never_a_fault(rubbish: bytes) -> None:
    read_jpeg(b"\xff\xd8\xff" + rubbish)
    read_jpeg(b"\xff\xd8" + segment(0xE1, b"Exif\0\0II*\0" + rubbish) + b"\xff\xd9")
