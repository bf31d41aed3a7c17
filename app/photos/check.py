"""The photos of a folder against the students of a roster: findings, and who is all right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from threading import Event
from typing import Any

from app.document import Document
from app.photos.matching import Match, Matcher, Sitter, sitters
from app.photos.naming import ENDING, Naming
from app.photos.photo_files import (
    BYTES, DAMAGED, FORMAT, SIZE, TURNED, Photo, photo_files, read_photo)
from models.errors import XuejiError

MISSING, EXTRA, TWO, SAME, NAME = (
    "photo-missing", "photo-extra", "photo-two", "photo-same", "photo-name")

TITLES = {
    MISSING: "没有照片", EXTRA: "没有对应的学生", TWO: "一人两张", SAME: "两人同一张", NAME: "文件名要改",
    FORMAT: "不是 JPEG", SIZE: "尺寸不符", BYTES: "太大", DAMAGED: "损坏或不完整", TURNED: "方向",
}
"""Every rule, in the order in which findings are told."""

AGAIN = (MISSING, TWO, SAME, FORMAT, SIZE, DAMAGED, TURNED)
"""What a new photo is needed for, or the clerk's decision between two."""


_ASIDE = Match(None, "aside")


class PhotosCancelledError(XuejiError):
    """The clerk stopped the checking."""


@dataclass(frozen=True)
class PhotoFinding:
    """What is wrong: with a file, a student's photo, or (without file) a student that has none."""

    rule: str
    file: str | None
    sitter: Sitter | None
    message: str


@dataclass(frozen=True)
class PhotoCheck:
    """A folder of photos checked against a roster. ``owner`` is whose each file is; ``photos_of``
    the photos of each row id; ``ignored`` counts files that are no matter of ours."""

    folder: Path
    photos: tuple[Photo, ...]
    sitters: tuple[Sitter, ...]
    owner: dict[str, Match]
    findings: tuple[PhotoFinding, ...]
    ignored: int
    naming: Naming = field(compare=False)

    @property
    def photos_of(self) -> dict[int, list[Photo]]:
        """The photos of each student, by row id."""
        found: dict[int, list[Photo]] = {one.row: [] for one in self.sitters}
        for photo in self.photos:
            if (sitter := self.owner[photo.file].sitter) is not None:
                found[sitter.row].append(photo)
        return found

    @property
    def aside(self) -> int:
        """How many photos are not to be used, as the clerk said."""
        return sum(match == _ASIDE for match in self.owner.values())

    @property
    def ok(self) -> int:
        """How many students have one photo and no finding."""
        wrong = {finding.sitter.row for finding in self.findings if finding.sitter is not None}
        return sum(one.row not in wrong for one in self.sitters)

    def right_name(self, photo: Photo) -> str | None:
        """What the file should be called; None where nobody can say."""
        sitter = self.owner[photo.file].sitter
        return None if sitter is None else self.naming.right_name(sitter, photo.file)


def check_photos(
    folder: Path, document: Document, *, but: Iterable[Path] = (),
    seen: Mapping[str, Sitter | None] | None = None, cancel: Event | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> PhotoCheck:
    """Reads every file of the folder and below, and judges it. ``seen`` are the students whom the
    clerk recognised, by the SHA-256 of the photo (a file's own name goes before), and None for
    files that she put aside, by their ``key``.

    Raises FileMissingError, FileAccessError, and PhotosCancelledError once ``cancel`` is set.
    """
    files, ignored = photo_files(folder, but=but)
    people = sitters(document)
    matcher = Matcher(people)
    photos, owner = [], {}
    for number, file in enumerate(files, 1):
        if cancel is not None and cancel.is_set():
            raise PhotosCancelledError("已停止检查照片。")
        photo = read_photo(folder, file, document.profile.photos)
        photos.append(photo)
        owner[file] = match = matcher.match(file)
        if seen is not None and photo.key in seen:
            owner[file] = _ASIDE
        elif match.sitter is None and (known := (seen or {}).get(photo.sha256)) is not None:
            owner[file] = Match(known, "seen")
        progress(number, len(files))
    return _judged(folder, tuple(photos), tuple(people), owner, ignored,
                   Naming(document.profile.photos, people, document.school.code,
                          document.profile.fields))


def with_aside(check: PhotoCheck, put: Iterable[Photo]) -> PhotoCheck:
    """The same without photos that are not to be used; nothing is read again."""
    owner = check.owner | {photo.file: _ASIDE for photo in put}
    return _judged(check.folder, check.photos, check.sitters, owner, check.ignored, check.naming)


def with_seen(check: PhotoCheck, found: Iterable[tuple[Photo, Sitter]]) -> PhotoCheck:
    """The same photos, some of which somebody has recognised meanwhile; nothing is read again."""
    owner = check.owner | {photo.file: Match(one, "seen") for photo, one in found}
    return _judged(check.folder, check.photos, check.sitters, owner, check.ignored, check.naming)


def _judged(folder: Path, photos: tuple[Photo, ...], people: tuple[Sitter, ...],
            owner: dict[str, Match], ignored: int, naming: Naming) -> PhotoCheck:
    order = {rule: place for place, rule in enumerate(TITLES)}
    places = {one.row: place for place, one in enumerate(people)}
    findings = sorted(_findings(photos, people, owner, naming), key=lambda finding: (
        order[finding.rule], places[finding.sitter.row] if finding.sitter else len(places),
        finding.file or ""))
    return PhotoCheck(folder, photos, people, owner, tuple(findings), ignored, naming)


def as_json(check: PhotoCheck) -> dict[str, Any]:
    """The object that ``photos --json`` prints."""
    return {
        "photos": len(check.photos), "students": len(check.sitters), "ok": check.ok,
        "findings": [{
            "rule": finding.rule, "file": finding.file,
            "row": finding.sitter.number if finding.sitter else None, "message": finding.message,
        } for finding in check.findings],
        "ignored": check.ignored,
    }


def _findings(photos: Sequence[Photo], people: Sequence[Sitter], owner: dict[str, Match],
              naming: Naming) -> Iterator[PhotoFinding]:
    of: dict[int, list[Photo]] = defaultdict(list)
    same: dict[str, list[Photo]] = defaultdict(list)
    for photo in photos:
        match = owner[photo.file]
        if match == _ASIDE:
            continue
        if match.sitter is None:
            yield PhotoFinding(EXTRA, photo.file, None, _nobodys(match, photo, naming))
            continue
        of[match.sitter.row].append(photo)
        if photo.size and photo.sha256:
            same[photo.sha256].append(photo)
        yield from _of_one(photo, match.sitter, naming)
    for one in people:
        has = of.get(one.row, [])
        if not has:
            yield PhotoFinding(MISSING, None, one, f"{one.name or '这名学生'}没有照片。")
        elif len(has) > 1:
            right = [photo for photo in has if naming.right_name(one, photo.file)
                     == PurePosixPath(photo.file).name]
            kept = right[0] if right else has[0]
            names = "、".join(f"“{photo.file}”" for photo in has)
            yield PhotoFinding(TWO, next(photo.file for photo in has if photo is not kept), one,
                               f"{one.name}有 {len(has)} 张照片：{names}，请只留一张。")
    for alike in same.values():
        rows = {owner[photo.file].sitter: None for photo in alike}
        if len(rows) > 1:
            for photo in alike:
                sitter = owner[photo.file].sitter
                others = "、".join(f"“{other.file}”" for other in alike
                                  if owner[other.file].sitter != sitter)
                yield PhotoFinding(SAME, photo.file, sitter,
                                   f"和别的学生的照片{others}是同一张。")


def _of_one(photo: Photo, sitter: Sitter, naming: Naming) -> Iterator[PhotoFinding]:
    name = PurePosixPath(photo.file).name
    wanted = naming.right_name(sitter, photo.file)
    if wanted is None:
        yield PhotoFinding(NAME, photo.file, sitter, naming.unnamed(sitter))
    elif name != wanted and name != wanted[:-len(ENDING)] + ENDING.upper():
        yield PhotoFinding(NAME, photo.file, sitter, f"文件名应是“{wanted}”。")
    for rule, message in photo.faults:
        yield PhotoFinding(rule, photo.file, sitter, message)


def _nobodys(match: Match, photo: Photo, naming: Naming) -> str:
    if photo.is_archive:
        return "这是压缩包，里面的照片没有检查；请先解压到这个文件夹，再检查一次。"
    if not match.among:
        return "名册里没有这张照片对应的学生。"
    who = "、".join(f"第 {one.number} 行{one.name}" if one.number else f"新增的{one.name}"
                   for one in match.among)
    return f"按文件名可能是{who}，不能确定是谁；请看照片，按{naming.main_title}改名。"
