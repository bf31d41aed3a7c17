"""Whether the Windows program is built and tried again: when what decides about it has changed."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "windows" / "tried.py"


@pytest.fixture(scope="module")
def tried() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tried", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path, tried: ModuleType) -> Path:
    """A small project whose packing has been tried."""
    for name in ("packaging/xueji.spec", "packaging/windows/build.sh", "requirements/run.txt",
                 "requirements/dev.txt", "main.py", "models/roster.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    assert not tried.is_tried(tmp_path)
    tried.record(tmp_path)
    assert tried.is_tried(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "again"), [
    ("packaging/xueji.spec", True), ("packaging/windows/build.sh", True),
    ("packaging/windows/new file.py", True), ("requirements/run.txt", True), ("main.py", True),
    ("requirements/dev.txt", False), ("models/roster.py", False),
    ("packaging/__pycache__/bundle.cpython-311.pyc", False)])
def test_what_asks_for_another_try(tried: ModuleType, tree: Path, name: str, again: bool) -> None:
    (tree / name).parent.mkdir(exist_ok=True)
    (tree / name).write_text("changed", "utf-8")
    assert tried.is_tried(tree) is not again


def test_a_renamed_or_a_removed_file_does_too(tried: ModuleType, tree: Path) -> None:
    spec = tree / "packaging" / "xueji.spec"
    spec.rename(spec.with_name("a.spec"))
    assert not tried.is_tried(tree)
    spec.with_name("a.spec").rename(spec)
    assert tried.is_tried(tree)
    spec.unlink()
    assert not tried.is_tried(tree)


def test_a_damaged_record_counts_for_nothing(tried: ModuleType, tree: Path) -> None:
    (tree / tried.RECORD).write_text("", "ascii")
    assert not tried.is_tried(tree)


def test_asked_by_a_script(tried: ModuleType, tree: Path) -> None:
    script = tree / "packaging" / "windows" / "tried.py"
    shutil.copy(SCRIPT, script)

    def run(word: str) -> int:
        return subprocess.run(
            [sys.executable, "-B", script, word], capture_output=True, timeout=30).returncode

    assert run("check") == 1 and run("record") == 0 and run("check") == 0
    assert run("anything") == 1
