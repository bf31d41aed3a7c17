"""Turn the folder that PyInstaller made into what is handed over: checks, list, zip, sizes.

Runs inside the Debian folder (standard library only)::

    finish.py complete WARNINGS             refuse if our modules import what is not packed
    finish.py check FOLDER                  refuse what must not be in it
    finish.py files FOLDER LIST.nsh         what the uninstaller removes
    finish.py zip FOLDER ZIP TOP FILE...    the portable zip, everything under TOP, with FILEs
    finish.py sizes FOLDER ZIP INSTALLER    print sizes and the largest files; fail past the limits
"""

from __future__ import annotations

import os
import re
import sys
import time
import zipfile
from pathlib import Path

MEGABYTE = 1_000_000
"""As drives are sold; Windows counts larger ones and shows smaller numbers."""
MOST_INSTALLER = 30 * MEGABYTE
MOST_UNPACKED = 85 * MEGABYTE
WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")
MISSING_ON_WINDOWS = {"fcntl", "multiprocessing", "pwd", "grp", "resource", "termios"}
"""Modules of other systems, and names that PyInstaller takes for modules."""
UNWANTED = (
    "opengl32sw",
    "Qt6Pdf",
    "Qt6Quick",
    "Qt6Qml",
    "Qt6Designer",
    "/pip/",
    "/tests/",
)
WANTED = (
    "xueji.exe",
    "xueji-cli.exe",
    "_internal/modules.pyz",
    "_internal/python312.dll",
    "_internal/_ssl.pyd",
    "_internal/libcrypto-3.dll",
    "_internal/libssl-3.dll",
    "_internal/PySide6/Qt6Widgets.dll",
    "_internal/PySide6/plugins/platforms/qwindows.dll",
    "_internal/PySide6/translations/qtbase_zh_CN.qm",
    "_internal/resources/icons/xueji.ico",
)


def complete(warnings: Path) -> None:
    """PyInstaller lists what it could not find; what our modules import must not be among it."""
    for line in warnings.read_text("utf-8").splitlines():
        name, _, importers = line.removeprefix("missing module named ").partition(" - imported by ")
        if (
            line.startswith("missing module named ")
            and name.strip("'").split(".")[0] not in MISSING_ON_WINDOWS
            and re.search(r"(?:^|, )(?:app|models|ui|validators|main)\b", importers)
        ):
            sys.exit(f"windows: {line}; is it in requirements/run.txt?")


def check(folder: Path) -> None:
    """Nothing of wine, nothing unwanted, nothing missing."""
    names = {path.relative_to(folder).as_posix() for path in files(folder)}
    for name in WANTED:
        if name not in names:
            sys.exit(f"windows: {name} is missing from the packed folder")
    for name in sorted(names):
        for part in UNWANTED:
            if part in f"/{name}":
                sys.exit(f"windows: {name} should not be packed")
        with (folder / name).open("rb") as file:
            head = file.read(256)
        if any(mark in head for mark in WINE_MARKS):
            sys.exit(f"windows: {name} is a part of wine, not of the program")


def list_files(folder: Path, target: Path) -> None:
    """Write the lines that remove exactly the program's files, then its folders, deepest first."""
    lines = [f'Delete "$INSTDIR\\{backslashes(path, folder)}"' for path in files(folder)]
    folders = sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True)
    lines += [f'RMDir "$INSTDIR\\{backslashes(path, folder)}"' for path in folders]
    target.write_text("\n".join(lines) + "\n", "utf-8-sig")


def backslashes(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix().replace("/", "\\").replace("$", "$$")


def pack(folder: Path, target: Path, top: str, *more: Path) -> None:
    """Write the zip: sorted, one time for all entries, so that equal input gives an equal file.
    ``more``, which the installer does not need, comes first, where it is seen."""
    when = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), 315532800))[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        named = [(path.name, path) for path in more]
        named += [(path.relative_to(folder).as_posix(), path) for path in files(folder)]
        for name, path in named:
            entry = zipfile.ZipInfo(f"{top}/{name}", when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def sizes(folder: Path, portable: Path, installer: Path) -> None:
    """Print what the README states; past a limit, fail."""
    found = sorted(((path.stat().st_size, path) for path in files(folder)), reverse=True)
    unpacked = sum(size for size, _ in found)
    print(
        f"installer {megabytes(installer.stat().st_size)} (limit {megabytes(MOST_INSTALLER)}), "
        f"portable zip {megabytes(portable.stat().st_size)}, "
        f"unpacked {megabytes(unpacked)} (limit {megabytes(MOST_UNPACKED)}), "
        f"{len(found)} files; the largest:"
    )
    for size, path in found[:10]:
        print(f"{megabytes(size):>9}  {path.relative_to(folder).as_posix()}")
    if installer.stat().st_size > MOST_INSTALLER or unpacked > MOST_UNPACKED:
        sys.exit("windows: past a size limit")


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def main(words: list[str]) -> None:
    command, folder, *rest = words
    if command == "complete":
        complete(Path(folder))
    elif command == "check":
        check(Path(folder))
    elif command == "files":
        list_files(Path(folder), Path(rest[0]))
    elif command == "zip":
        pack(Path(folder), Path(rest[0]), rest[1], *map(Path, rest[2:]))
    elif command == "sizes":
        sizes(Path(folder), Path(rest[0]), Path(rest[1]))
    else:
        sys.exit(f"windows: unknown command {command}")


if __name__ == "__main__":
    main(sys.argv[1:])
