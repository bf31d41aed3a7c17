"""Capture order against a class list: photos that no name tells, laid beside the students in the
order in which they sat; nothing counts until somebody has looked at both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.photos.check import PhotoCheck
from app.photos.matching import Sitter, plain
from app.photos.photo_files import Photo

_DIGITS = re.compile(r"(\d+)")


@dataclass
class Seat:
    """A student of the list and the photo that would be theirs; ``is_confirmed`` by a person."""

    sitter: Sitter
    photo: Photo | None = None
    is_confirmed: bool = False


class ContactSheet:
    """Seats in the order of the list and photos in the order in which they were taken. Students who
    were absent and photos that are nobody's push the others along, but not past what was confirmed.
    """

    def __init__(self, people: Sequence[Sitter], photos: Sequence[Photo]) -> None:
        self.seats = [Seat(one) for one in people]
        self._waiting = list(photos)
        self._left_out: set[str] = set()
        self._absent: set[int] = set()
        self._deal()

    @property
    def left_over(self) -> int:
        """How many photos found no seat."""
        return len(self._waiting) - sum(seat.photo is not None for seat in self.seats) \
            - len(self._left_out)

    @property
    def confirmed(self) -> list[tuple[Photo, Sitter]]:
        """What was looked at and found right."""
        return [(seat.photo, seat.sitter) for seat in self.seats
                if seat.is_confirmed and seat.photo is not None]

    def confirm(self, place: int, yes: bool = True) -> None:
        """The face is (or after all isn't) this student's."""
        seat = self.seats[place]
        seat.is_confirmed = yes and seat.photo is not None

    def set_absent(self, place: int) -> None:
        """The student was not photographed, or after all was: later photos move along."""
        seat = self.seats[place]
        self._absent ^= {seat.sitter.row}
        seat.is_confirmed = False
        self._deal()

    def is_absent(self, place: int) -> bool:
        """Whether the student was not photographed."""
        return self.seats[place].sitter.row in self._absent

    def leave_out(self, place: int) -> None:
        """The photo is nobody's of this list: a trial shot, somebody else."""
        seat = self.seats[place]
        if seat.photo is not None:
            self._left_out.add(seat.photo.file)
            seat.is_confirmed = False
            self._deal()

    def _deal(self) -> None:
        """Deals the photos anew, around what is confirmed: a photo before a confirmed one goes to a
        seat before it."""
        order = {photo.file: place for place, photo in enumerate(self._waiting)}
        taken = {seat.photo.file for seat in self.seats if seat.is_confirmed and seat.photo}
        free = [photo for photo in self._waiting
                if photo.file not in taken and photo.file not in self._left_out]
        least = -1
        for place, seat in enumerate(self.seats):
            if seat.is_confirmed and seat.photo is not None:
                least = order[seat.photo.file]
                continue
            following = next((order[later.photo.file] for later in self.seats[place + 1:]
                              if later.is_confirmed and later.photo), len(order))
            seat.photo = None
            if seat.sitter.row not in self._absent:
                seat.photo = next((photo for photo in free
                                   if least < order[photo.file] < following), None)
            if seat.photo is not None:
                free.remove(seat.photo)
                least = order[seat.photo.file]


def unnamed_folders(check: PhotoCheck) -> dict[str, list[Photo]]:
    """The photos that no name tells, by folder, in the order in which they were taken: as the
    camera's clock says where all of a folder say it, else as it numbered them."""
    found: dict[str, list[Photo]] = {}
    for photo in check.photos:
        match = check.owner[photo.file]
        if match.sitter is None and not match.by and photo.is_shown:
            found.setdefault(str(PurePosixPath(photo.file).parent), []).append(photo)
    for photos in found.values():
        taken = all(photo.jpeg is not None and photo.jpeg.taken for photo in photos)
        photos.sort(key=lambda photo: (
            photo.jpeg.taken if taken and photo.jpeg else "", _in_numbers(photo.file)))
    return found


def classes_of(check: PhotoCheck) -> dict[tuple[str, str], list[Sitter]]:
    """The students of each class (grade and class), in the order of the roster."""
    found: dict[tuple[str, str], list[Sitter]] = {}
    for one in check.sitters:
        found.setdefault((one.grade, one.class_name), []).append(one)
    return found


def class_named(folder: str, classes: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The one class that the folder's name tells, None if none or several."""
    said = plain("".join(PurePosixPath(folder).parts[-2:]))
    found = [one for one in classes if one[1] and said.endswith(plain("".join(one)))] or [
        one for one in classes if one[1] and said.endswith(plain(one[1]))]
    return found[0] if len(found) == 1 else None


def _in_numbers(name: str) -> list[tuple[int, str]]:
    """``DSC_9`` before ``DSC_10``."""
    return [(int(part), "") if number % 2 else (0, part.casefold())
            for number, part in enumerate(_DIGITS.split(name))]
