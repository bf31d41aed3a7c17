"""The files of a folder of photos: what they are, and what is wrong with each by itself."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.folder_files import files_below
from models.photo_rule import PhotoRule
from models.reading.jpeg import Jpeg, NotJpegError, read_jpeg
from models.regular import read_regular

MOST_BYTES = 64 << 20
"""No camera's photo of one student is larger; more is not read."""

FORMAT, SIZE, BYTES, DAMAGED, TURNED = (
    "photo-format", "photo-size", "photo-bytes", "photo-damaged", "photo-turned")

_KINDS = ((b"\x89PNG", "PNG"), (b"GIF8", "GIF"), (b"BM", "BMP"), (b"II*\0", "TIFF"),
          (b"MM\0*", "TIFF"), (b"%PDF", "PDF"), (b"PK", "压缩包"), (b"\xd0\xcf\x11\xe0", "Office 文件"))
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf")
_CMYK = 4
_MOST_PIXELS = 150_000_000
_SIDEWAYS = 5  # from this EXIF orientation on, width and height change places


@dataclass(frozen=True)
class Photo:
    """A file of the folder: its POSIX path relative to it, its bytes, and their SHA-256 ("" if it
    was not read); ``faults`` are rule and sentence of what is wrong with the picture itself."""

    file: str
    size: int
    sha256: str
    jpeg: Jpeg | None
    faults: tuple[tuple[str, str], ...]
    is_archive: bool = False

    @property
    def stem(self) -> str:
        """The name without folder and ending."""
        return Path(self.file).stem

    @property
    def key(self) -> str:
        """Tells this file from others with the same bytes, as long as it is as it is."""
        return f"{self.sha256} {self.file}"

    @property
    def is_shown(self) -> bool:
        """Whether it can be decoded at all: a header may claim more than any memory holds."""
        return self.jpeg is not None and 0 < self.jpeg.width * self.jpeg.height <= _MOST_PIXELS

    @property
    def only_too_big(self) -> bool:
        """Whether a smaller copy would be right."""
        return bool(self.faults) and {rule for rule, _ in self.faults} <= {BYTES, SIZE} \
            and self.is_shown


def photo_files(folder: Path, *, but: Iterable[Path] = ()) -> tuple[list[str], int]:
    """The files in the folder and below, in order, as POSIX paths relative to it, and how many were
    ignored: what systems put into folders, and all that begins with a dot. ``but`` is left out.

    Raises what ``files_below`` raises.
    """
    return files_below(folder, kind="照片文件夹", but=but)


def read_photo(folder: Path, file: str, rule: PhotoRule) -> Photo:
    """A file judged by itself; one that can't be read is damaged."""
    path = folder / file
    try:
        data = read_regular(path, MOST_BYTES)
    except OSError as error:
        if error.errno != errno.EFBIG:
            return Photo(file, 0, "", None, (
                (DAMAGED, "文件读不出来，可能被占用、没有权限，或只是一个失效的链接。"),))
        return Photo(file, path.stat().st_size, "", None, (
            (BYTES, f"文件超过 {MOST_BYTES >> 20} MB，太大，不会是学生照片，没有读入。"),))
    sha256 = hashlib.sha256(data).hexdigest()
    if not data:
        return Photo(file, 0, sha256, None, ((DAMAGED, "文件是空的（0 字节）。"),))
    try:
        jpeg = read_jpeg(data)
    except NotJpegError:
        return Photo(file, len(data), sha256, None, ((FORMAT, _foreign(data)),),
                     data.startswith(_ARCHIVES))
    return Photo(file, len(data), sha256, jpeg, tuple(_faults(jpeg, len(data), rule)))


def _faults(jpeg: Jpeg, size: int, rule: PhotoRule) -> Iterator[tuple[str, str]]:
    if jpeg.components == _CMYK:
        yield FORMAT, "照片是印刷用的 CMYK 颜色，平台不收；请另存为普通（RGB）的 JPEG。"
    if not jpeg.whole:
        yield DAMAGED, "照片损坏或不完整，可能没有复制完；请重新复制或重拍。"
    if jpeg.components == _CMYK or not jpeg.whole:
        return
    if jpeg.orientation != 1:
        yield TURNED, "照片靠相机的方向标记才是正的，平台上会横着或倒着；请转正后另存。"
    shapes = {(jpeg.width, jpeg.height)}
    if jpeg.orientation >= _SIDEWAYS:
        shapes.add((jpeg.height, jpeg.width))
    has = f"照片是 {jpeg.width}×{jpeg.height} 像素，"
    if rule.pixels is not None and rule.pixels not in shapes:
        yield SIZE, f"{has}应是 {rule.pixels[0]}×{rule.pixels[1]} 像素。"
    elif rule.pixels is None and not any(
            wide >= rule.least[0] and high >= rule.least[1] for wide, high in shapes):
        yield SIZE, f"{has}太小，至少要 {rule.least[0]}×{rule.least[1]} 像素。"
    if size >= rule.bytes_below:
        yield BYTES, (f"照片有 {size / 1024:.0f} KB，太大，应小于 {rule.bytes_below // 1024} KB。")


def _foreign(data: bytes) -> str:
    kind = next((title for start, title in _KINDS if data.startswith(start)), "")
    if data[4:8] == b"ftyp":
        kind = "HEIC（手机照片）" if data[8:12] in (b"heic", b"heix", b"mif1", b"hevc") else "视频"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "WebP"
    if kind:
        return f"文件的内容是{kind}，不是 JPEG；只改扩展名没有用，请另存为 JPEG。"
    return "文件的内容不是 JPEG 照片。"
