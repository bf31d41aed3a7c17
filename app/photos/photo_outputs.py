"""What 检查照片 writes: rightly named copies, a zip a class, tables. Originals stay as they are."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from app.document import Document
from app.photos.check import AGAIN, NAME, TITLES, TWO, PhotoCheck, PhotoFinding
from app.photos.matching import Sitter
from app.photos.naming import ENDING, Naming
from app.photos.photo_files import BYTES, MOST_BYTES, Photo
from app.photos.scaler import Scaler
from models.commit.single import write_safely
from models.errors import FileAccessError, OutputCancelledError, folder_fault
from models.regular import read_regular
from models.writing.class_names import class_title
from models.writing.names import valid_stem
from models.writing.plain_tables import Block, Page, table_book

COPIES, ZIPS = "照片", "照片压缩包"
CHECK_TABLE, RENAME_TABLE, AGAIN_TABLE = "照片检查表.xls", "照片改名表.xls", "补拍名单.xls"

_STOPPED = "已停止；写好的照片副本是完整的，其余没有写。"
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)  # the same photos, the same zip


@dataclass(frozen=True)
class Written:
    """What was written: the tables, how many copies, how many of them scaled, and the zips."""

    tables: list[Path]
    copies: int
    scaled: int
    zips: list[Path]


@dataclass(frozen=True)
class _Copy:
    """A copy to be made: whose, of which photo, and its name."""

    sitter: Sitter
    photo: Photo
    name: str


def write_photos(
    check: PhotoCheck, document: Document, out: Path, *, scale: Scaler | None = None,
    today: date | None = None, told: Callable[[int, int], None] = lambda done, of: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Written:
    """Copies every student's one right photo under its right name, packs each class, and writes the
    tables. Without ``scale`` photos that are only too big are left to be made smaller.

    Raises OutputError for what hinders writing, FileAccessError for a photo that has gone, and
    OutputCancelledError; each file is whole or not there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_fault(error, out) from error
    copies = list(_copies(check, scale is not None))
    small = set[int]()
    kept: dict[Path, set[str]] = defaultdict(set)
    packs: dict[str, list[Path]] = defaultdict(list)
    for number, copy in enumerate(copies, 1):
        if cancelled():
            raise OutputCancelledError(_STOPPED)
        content = _read(check.folder / copy.photo.file)
        if copy.photo.only_too_big:
            smaller = scale(content) if scale is not None else None
            if smaller is None:
                continue
            content = smaller
            small.add(copy.sitter.row)
        folder = out.joinpath(COPIES, *check.naming.folders(copy.sitter))
        if folder not in kept:
            _make(folder)
        _put(folder / copy.name, content)
        kept[folder].add(copy.name)
        packs[_pack_name(copy.sitter, check.naming)].append(folder / copy.name)
        told(number, len(copies))
    _drop_old_copies(out / COPIES, {folder / name for folder, names in kept.items()
                                    for name in names}, check)
    zips = []
    for stem, files in packs.items() if document.profile.photos.zips else ():
        if cancelled():
            raise OutputCancelledError(_STOPPED)
        _make(out / ZIPS)
        zips.append(out / ZIPS / f"{stem}.zip")
        _put(zips[-1], _zip(files))
    tables = [_table(out / CHECK_TABLE, check_page(check, document)),
              _table(out / AGAIN_TABLE, again_page(check, small))]
    if any(finding.rule == NAME for finding in check.findings):
        tables.append(_table(out / RENAME_TABLE, rename_page(check, document)))
    return Written(tables, sum(map(len, kept.values())), len(small), zips)


def _copies(check: PhotoCheck, with_scaled: bool) -> Iterator[_Copy]:
    bad = {finding.sitter.row for finding in check.findings
           if finding.sitter is not None and finding.rule in ("photo-two", "photo-same")}
    photos_of = check.photos_of
    for sitter in check.sitters:
        photos = photos_of[sitter.row]
        if len(photos) != 1 or sitter.row in bad:
            continue
        name = check.right_name(photos[0])
        if name is not None and (not photos[0].faults or with_scaled and photos[0].only_too_big):
            yield _Copy(sitter, photos[0], name)


def _pack_name(sitter: Sitter, naming: Naming) -> str:
    return valid_stem(class_title(sitter.grade, sitter.class_name)
                      + ("" if sitter.main else naming.without_number))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_fault(error, folder) from error


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, MOST_BYTES)
    except OSError as error:
        raise FileAccessError(
            f"读不出照片“{path}”，可能已被移走或占用；请重新检查一次照片。") from error


def _put(target: Path, content: bytes) -> None:
    if not (target.is_file() and target.read_bytes() == content):  # no backup of the very same
        write_safely(target, content)


def _drop_old_copies(folder: Path, wanted: set[Path], check: PhotoCheck) -> None:
    """Takes away copies of these very photos that an earlier run made under a name or in a class
    that is now wrong: the roster was corrected meanwhile. Anything else in the folder stays."""
    known = {photo.sha256 for photo in check.photos if photo.size}
    for path in folder.rglob(f"*{ENDING}"):
        if path in wanted or not path.is_file():
            continue
        if hashlib.sha256(_read(path)).hexdigest() in known:
            with suppress(OSError):  # held by a viewer: it stays a superfluous copy
                path.unlink()


def _zip(files: Sequence[Path]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # JPEG packs no further
        for path in files:
            archive.writestr(zipfile.ZipInfo(path.name, _ZIP_TIME), _read(path))
    return target.getvalue()


def _table(target: Path, page: Page) -> Path:
    _put(target, table_book([page]))
    return target


# --- tables --------------------------------------------------------------------------------------


def check_page(check: PhotoCheck, document: Document) -> Page:
    """照片检查表: every finding, and the sums."""
    rows: list[list[str | int]] = [
        [number, TITLES[finding.rule], *_who(finding), finding.file or "", finding.message]
        for number, finding in enumerate(check.findings, 1)]
    said = (f"{document.school.name}　{len(check.sitters)} 名学生，{len(check.photos)} 张照片，"
            f"{check.ok} 名学生的照片没有问题；{len(rows)} 处问题。")
    return Page("照片检查表", "学生照片检查表", [Block(rows=[[said.strip()]]), Block(headers=(
        "序号", "问题", "行号", "姓名", "年级", "班级", "文件", "说明"), rows=rows)])


def again_page(check: PhotoCheck, scaled: set[int]) -> Page:
    """补拍名单: per class, who must be photographed again, and why. ``scaled`` are rows whose photo
    was only too big and has a smaller copy now."""
    why: dict[int, list[str]] = defaultdict(list)
    sitters = {one.row: one for one in check.sitters}
    for finding in check.findings:
        sitter = finding.sitter
        if sitter is not None and sitter.row not in scaled and finding.rule in (*AGAIN, BYTES):
            title = TITLES[finding.rule] + ("，请挑出一张" if finding.rule == TWO else "")
            if title not in why[sitter.row]:
                why[sitter.row].append(title)
    by_class: dict[tuple[str, str], list[list[str | int]]] = defaultdict(list)
    for row, reasons in sorted(why.items()):
        sitter = sitters[row]
        lines = by_class[sitter.grade, sitter.class_name]
        lines.append([len(lines) + 1, sitter.number or "新增", sitter.name, "、".join(reasons), ""])
    return Page("补拍名单", "需要补拍或重新提供照片的学生", [
        Block(f"{class_title(grade, class_name)}　{len(rows)} 人",
              ("序号", "行号", "姓名", "原因", "备注"), rows)
        for (grade, class_name), rows in by_class.items()] or [Block(rows=[["没有。"]])])


def rename_page(check: PhotoCheck, document: Document) -> Page:
    """照片改名表: old name → new name; goes with the correction table."""
    rows: list[list[str | int]] = []
    for photo in check.photos:
        match, wanted = check.owner[photo.file], check.right_name(photo)
        name = PurePosixPath(photo.file).name
        if match.sitter is None or wanted is None or name == wanted:
            continue
        reasons = {"former": document.profile.worded("学籍主号已更正"),
                   "sub": document.profile.worded("原来按学籍副号命名"),
                   "name": "原来按姓名命名", "seen": "看照片认出"}
        rows.append([len(rows) + 1, match.sitter.grade, match.sitter.class_name,
                     match.sitter.name, photo.file, wanted, reasons.get(match.by, "写法不对")])
    return Page("照片改名表", f"{document.school.name}照片改名表", [Block(headers=(
        "序号", "年级", "班级", "姓名", "旧名", "新名", "原因"), rows=rows)])


def _who(finding: PhotoFinding) -> list[str | int]:
    one = finding.sitter
    return ["", "", "", ""] if one is None else [
        one.number or "新增", one.name, one.grade, one.class_name]
