"""Setting up: what is missing is found and named, and nothing is done twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import setup_env


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ""}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
    ],
)
def test_display_is_told_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert setup_env.has_display() is expected


def test_only_packages_of_libraries_that_do_not_load_are_missing() -> None:
    libraries = {"libc.so.6": "libc6", "libxueji-none.so.1": "libnone1", "libno.so.2": "libnone1"}
    assert setup_env.missing_qt_packages(libraries) == ["libnone1"]


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        ("NotoSansCJK-Regular.ttc", []),
        ("wqy-microhei.ttc", []),
        ("SimSun.ttf", []),
        ("DejaVuSans.ttf", ["fonts-noto-cjk"]),
    ],
)
def test_a_chinese_font_is_known_by_its_file(
    tmp_path: Path, font: str, expected: list[str]
) -> None:
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / font).touch()
    assert setup_env.missing_font_packages([str(tmp_path)]) == expected


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    python = setup_env.python_of(tmp_path / "venv")
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path / "venv"


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    for task in ("run", "dev"):
        (tmp_path / f"{task}.txt").write_text(f"{task}==1", encoding="ascii")
    return tmp_path


@pytest.mark.parametrize(
    ("made_for", "task", "expected"),
    [
        ("run", "run", True),
        ("run", "dev", False),
        ("dev", "dev", True),
        ("dev", "run", True),
        (None, "run", False),
    ],
)
def test_an_environment_serves_its_task_and_smaller_ones(
    venv: Path, locks: Path, made_for: str | None, task: str, expected: bool
) -> None:
    if made_for:
        setup_env.mark_current(venv, made_for, locks)
    assert setup_env.is_current(venv, task, locks) is expected


def test_a_changed_lock_file_or_lost_python_calls_for_a_new_installation(
    venv: Path, locks: Path
) -> None:
    setup_env.mark_current(venv, "dev", locks)
    (locks / "dev.txt").write_text("dev==2", encoding="ascii")
    assert not setup_env.is_current(venv, "dev", locks)
    setup_env.mark_current(venv, "dev", locks)
    setup_env.python_of(venv).unlink()
    assert not setup_env.is_current(venv, "dev", locks)


@pytest.mark.parametrize(
    ("task", "display", "missing", "code"),
    [
        ("run", True, [], 0),
        ("run", True, ["libegl1"], 1),
        ("run", False, ["libegl1"], 0),
        ("dev", False, ["libegl1"], 1),
    ],
)
def test_what_can_not_be_installed_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    task: str,
    display: bool,
    missing: list[str],
    code: int,
) -> None:
    monkeypatch.setattr(setup_env, "missing_qt_packages", lambda: missing)
    monkeypatch.setattr(setup_env, "missing_font_packages", lambda: [])
    monkeypatch.setattr(setup_env, "install_system_packages", lambda packages: False)
    monkeypatch.setattr(setup_env, "has_display", lambda: display)
    monkeypatch.setattr(setup_env, "is_current", lambda venv, task: True)
    assert setup_env.main([task]) == code
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == bool(missing)
    assert all("apt-get install libegl1" in line for line in lines)
