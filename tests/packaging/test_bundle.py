"""What goes into the packed program: chosen on purpose, on every system."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from app.commands import COMMANDS

TREE = Path(__file__).resolve().parents[2]


def load(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, TREE / "packaging" / path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture()
def bundle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load("bundle.py")
    monkeypatch.setattr(module, "WINDOWS", True)
    return module


@pytest.mark.parametrize(
    "name",
    [
        r"PySide6\Qt6Core.dll",
        r"PySide6\Qt6Widgets.dll",
        r"PySide6\QtGui.pyd",
        r"PySide6\plugins\platforms\qwindows.dll",
        r"PySide6\plugins\imageformats\qico.dll",
        r"PySide6\translations\qtbase_zh_CN.qm",
        r"lxml\etree.cp312-win_amd64.pyd",
        r"stdnum\cn\loc.dat",
        "python312.dll",
    ],
)
def test_what_the_program_needs_is_packed(bundle: ModuleType, name: str) -> None:
    assert bundle.slim([(name, "source", "BINARY")]) == [(name, "source", "BINARY")]


@pytest.mark.parametrize(
    "name",
    [
        r"PySide6\opengl32sw.dll",
        r"PySide6\Qt6Pdf.dll",
        r"PySide6\Qt6Quick.dll",
        r"PySide6\QtQml.pyd",
        r"PySide6\plugins\imageformats\qgif.dll",
        r"PySide6\plugins\tls\qopensslbackend.dll",
        r"PySide6\translations\qtbase_fr.qm",
        r"lxml\objectify.cp312-win_amd64.pyd",
        r"stdnum\oui.dat",
        r"openpyxl-3.1.5.dist-info\METADATA",
    ],
)
def test_what_it_does_not_need_stays_out(bundle: ModuleType, name: str) -> None:
    assert bundle.slim([(name, "source", "BINARY")]) == []


def test_the_runtime_of_microsoft_is_packed_once(bundle: ModuleType) -> None:
    entries = [(rf"{folder}\MSVCP140.dll", folder, "BINARY") for folder in ("PySide6", "shiboken6")]
    assert bundle.slim(entries) == [("MSVCP140.dll", "PySide6", "BINARY")]


def test_what_reads_the_shared_archive_knows_its_name(bundle: ModuleType) -> None:
    script = (TREE / "packaging" / "one_archive.py").read_text("utf-8")
    assert re.findall(r'"([\w.]+\.pyz)"', script) == [bundle.MODULES]


def test_every_qt_module_that_the_window_imports_is_packed(bundle: ModuleType) -> None:
    imported = {
        found
        for path in (TREE / "ui").rglob("*.py")
        for found in re.findall(
            r"^\s*(?:from|import) PySide6\.Qt(\w+)", path.read_text("utf-8"), re.M
        )
    }
    assert imported and imported <= bundle.QT_MODULES


def test_resources_are_packed_without_what_only_tests_need(bundle: ModuleType) -> None:
    names = {f"{folder}/{Path(source).name}" for source, folder in bundle.resource_files()}
    assert "resources/icons/xueji.ico" in names
    assert "resources/profiles/shanghai.toml" in names
    assert sum(name.startswith("resources/samples/") for name in names) == 1
    assert not {name for name in names if name.endswith((".py", ".pyc", ".expected.json"))}


def test_version_is_that_of_the_project(bundle: ModuleType) -> None:
    assert f"version = {bundle.version()}\n" in (TREE / "setup.cfg").read_text("utf-8")


def test_every_command_is_packed(bundle: ModuleType) -> None:
    modules = {f"app.commands.{name.replace('-', '_')}" for name in COMMANDS}
    assert modules <= set(bundle.commands())
