"""Starting the window pays for nothing that is not used yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.start.places import sample_path

ROOT = Path(__file__).resolve().parent.parent.parent
START = """
import atexit, runpy, sys
sys.argv = ["our_window", sys.argv[1]]
atexit.register(lambda: print(*sys.modules))
runpy.run_module("benchmarks.our_window", run_name="__main__")
"""


ALONE = """
import sys
from PySide6.QtCore import QTimer
from ui.window.main_window import MainWindow
show = MainWindow.show
def seen(window):
    show(window)
    print(*sys.modules)
    QTimer.singleShot(0, window.close)
MainWindow.show = seen
from main import main
sys.exit(main([]))
"""


def printed(code: str, home: Path, *words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, text=True, check=True, timeout=60,
        env=os.environ | {"XUEJI_HOME": str(home)}, stdout=subprocess.PIPE)
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the program has imported when the sample is on view and waits for the clerk."""
    return printed(START, tmp_path_factory.mktemp("home"), str(sample_path()))


def test_the_window_is_there(loaded: set[str]) -> None:
    assert {"ui.window.main_window", "models.reading.xls", "app.autosave"} <= loaded


@pytest.mark.parametrize("module", [
    "xlwt", "openpyxl", "app.submission", "models.commit.pair", "models.forms.form",
    "ui.paper.press", "PySide6.QtPrintSupport"])
def test_the_window_starts_without_what_writes(loaded: set[str], module: str) -> None:
    assert module not in loaded


def test_the_window_starts_without_dialogs(loaded: set[str]) -> None:
    assert not [name for name in loaded if name.startswith("ui.submission.")]
    assert not [name for name in loaded if name.endswith("_dialog")]


@pytest.mark.parametrize("module", [
    "ui.start.start_page", "ui.work.work_list", "ui.work.list_answers", "app.lists.disposing",
    "app.lists.held", "ui.widgets.check_window"])
def test_the_window_starts_without_panels_that_are_not_wanted_yet(
        loaded: set[str], module: str) -> None:
    assert module not in loaded


@pytest.mark.parametrize("module", ["lxml", "msoffcrypto", "charset_normalizer"])
def test_the_window_starts_without_what_reads_other_files(loaded: set[str], module: str) -> None:
    assert module not in loaded


@pytest.mark.parametrize("module", ["ssl", "pydoc", "stdnum"])
def test_the_window_starts_without_what_a_library_brings_along(
        loaded: set[str], module: str) -> None:
    assert module not in loaded


@pytest.fixture(scope="module")
def loaded_alone(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the program has imported when it is started without a roster and its window is there."""
    return printed(ALONE, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("package", [
    "validators", "models.intake", "xlrd", "olefile", "decimal", "platform", "socket", "pickle",
    "multiprocessing", "unicodedata"])
def test_the_start_page_does_without_what_reads_and_judges(
        loaded_alone: set[str], package: str) -> None:
    assert "ui.start.start_page" in loaded_alone
    assert not [name for name in loaded_alone if name.split(".")[0] == package
                or name.startswith(f"{package}.")]
