"""What goes into the packed program and what stays out; used by the specs, on every system.

PyInstaller takes every Qt plugin of the modules it sees, with all that those need. The program
shows widgets, reads pictures of its own and draws text: that takes few of them.
"""

from __future__ import annotations

import configparser
import re
import sys
from pathlib import Path, PurePath

TREE = Path(__file__).resolve().parent.parent
NAME = "学籍总库校对"
WINDOWS = sys.platform == "win32"
MODULES = "modules.pyz"
"""The archive of Python modules that both programs share (one_archive.py)."""

QT_MODULES = {"Core", "Gui", "Widgets"} | {
    found
    for path in (TREE / "ui").rglob("*.py")
    for found in re.findall(r"\bPySide6\.Qt(\w+)", path.read_text("utf-8"))
}
"""The Qt modules that the program imports; what their plugins would like as well stays out."""

STDNUM = re.compile(r"stdnum(\.(cn(\..+)?|exceptions|iso7064(\..+)?|numdb|util))?")
"""Of python-stdnum, which knows the numbers of every country, only what China's need."""

QT_PLUGINS = {
    "platforms": {"qwindows", "qxcb", "qwayland", "qwayland-generic", "qwayland-egl"},
    "imageformats": {"qico", "qjpeg"},
    "platforminputcontexts": {"ibusplatforminputcontext", "composeplatforminputcontext"},
    "xcbglintegrations": set(),
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"bradient", "adwaita"},
    "wayland-graphics-integration-client": set(),
    "printsupport": {"windowsprintersupport", "cupsprintersupport"},
}
"""Plugins by folder; a folder that isn't named stays out."""

TRANSLATIONS = {"qtbase_zh_CN.qm", "qtbase_en.qm"}

EXCLUDED_MODULES = [
    # parts of the standard library that nothing of ours uses
    "_hashlib",
    "_tkinter",
    "tkinter",
    "curses",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "pdb",
    "pydoc",
    "pydoc_data",
    "doctest",
    "sqlite3.test",
    "test",
    "turtle",
    "venv",
    "xmlrpc",
    "bz2",
    "_bz2",
    "lzma",
    "_lzma",
    "tarfile",
    "http.server",
    "webbrowser",
    "_wmi",
    "_pydatetime",
    "_pydecimal",
    "asyncio",
    "cgi",
    "smtplib",
    # tools that only development has
    "IPython",
    "PIL",
    "numpy",
    "pandas",
    "pytest",
    "_pytest",
    "hypothesis",
    "setuptools",
    "pkg_resources",
    "pip",
    "wheel",
    "packaging",
    # of lxml only etree is used, of pycparser nothing when running
    "lxml.html",
    "lxml.isoschematron",
    "lxml.objectify",
    "lxml.sax",
    "lxml.builder",
    "lxml.cssselect",
    "pycparser",
]
"""hashlib has its own algorithms for every hash we need. OpenSSL (6 MB) is there for ``ssl``:
files are handed in by encrypted FTP."""

_QT_LIBRARY = re.compile(r"Qt6(\w+)\.dll$")
_RUNTIME = re.compile(r"(?:msvcp|vcruntime)140\w*\.dll", re.IGNORECASE)
_QT_BINDING = re.compile(r"Qt(\w+)\.(?:pyd|abi3\.so)$")


def version() -> str:
    """The version of setup.cfg, such as ``1.0.0``."""
    config = configparser.ConfigParser()
    config.read(TREE / "setup.cfg", encoding="utf-8")
    return config["metadata"]["version"]


def commands() -> list[str]:
    """The modules of the commands, which are imported by name: PyInstaller does not see them."""
    return [f"app.commands.{path.stem}" for path in (TREE / "app" / "commands").glob("[a-z]*.py")]


def resource_files() -> list[tuple[str, str]]:
    """Every file below ``resources/`` that the program reads, with the folder it goes to. Of the
    samples that is the first one, which the start page offers; the others are for tests."""
    samples = TREE / "resources" / "samples"
    offered = min(samples.glob("*.xls"))
    return [
        (str(path), str(path.parent.relative_to(TREE)))
        for path in sorted((TREE / "resources").rglob("*"))
        if path.is_file()
        and path.suffix not in {".py", ".pyc"}
        and (samples not in path.parents or path == offered)
    ]


def slim(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The entries of a table of contents (name in the folder, source, kind) that are needed.

    PySide6 and shiboken6 each bring the C++ runtime of Microsoft; one copy beside Python is enough,
    as Windows looks there too and uses what is loaded under the same name.
    """
    chosen = {}
    for name, source, kind in entries:
        if _is_needed(name.replace("\\", "/")):
            if _RUNTIME.fullmatch(base := PurePath(name.replace("\\", "/")).name):
                name = base
            chosen.setdefault(name.lower(), (name, source, kind))
    return list(chosen.values())


def slim_modules(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The Python modules (dotted names) that are needed."""
    return [
        entry
        for entry in entries
        if not entry[0].startswith("stdnum.") or STDNUM.fullmatch(entry[0])
    ]


def _is_needed(name: str) -> bool:
    path = PurePath(name)
    if path.parts[0] == "stdnum":
        return path.parts[1] == "cn"
    if "/plugins/" in name and "PySide6" in path.parts:
        stem = path.stem.removeprefix("lib")
        return stem in QT_PLUGINS.get(path.parent.name, set())
    if "/translations/" in name and "PySide6" in path.parts:
        return path.name in TRANSLATIONS
    if path.name.lower() in {"opengl32sw.dll", "d3dcompiler_47.dll"}:
        return False
    if path.parts[0] == "lxml":
        return path.name.split(".")[0] in {"etree", "_elementpath"}
    if "dist-info" in name or name.endswith((".pyi", ".pxd", ".h")):
        return False
    if "PySide6" in path.parts and (match := _QT_BINDING.match(path.name)):
        return match[1] in QT_MODULES
    if WINDOWS and (match := _QT_LIBRARY.match(path.name)):
        return match[1] in QT_MODULES
    return True


def version_resource(file_name: str, description: str):  # type: ignore[no-untyped-def]
    """The version information that Explorer shows; None except on Windows."""
    if not WINDOWS:
        return None
    from PyInstaller.utils.win32.versioninfo import (
        FixedFileInfo, StringFileInfo, StringStruct, StringTable, VarFileInfo, VarStruct,
        VSVersionInfo)

    numbers = tuple(int(part) for part in re.findall(r"\d+", version())[:3])
    numbers += (0,) * (4 - len(numbers))
    texts = {
        "CompanyName": NAME,
        "FileDescription": description,
        "FileVersion": version(),
        "InternalName": PurePath(file_name).stem,
        "LegalCopyright": "MIT License",
        "OriginalFilename": file_name,
        "ProductName": NAME,
        "ProductVersion": version(),
    }
    simplified_chinese, utf_16 = 0x0804, 1200
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers, mask=0x3F, OS=0x40004, fileType=1),
        kids=[
            StringFileInfo(
                [
                    StringTable(
                        f"{simplified_chinese:04x}{utf_16:04x}",
                        [StringStruct(*item) for item in texts.items()],
                    )
                ]
            ),
            VarFileInfo([VarStruct("Translation", [simplified_chinese, utf_16])]),
        ],
    )
