"""Sets up what `make run` and `make test` need: system packages, virtual environment, libraries.

    python3 -m tools.setup_env run|dev [--venv DIR]

`run` installs what the program needs, `dev` adds what tests and checks need. Everything is pinned
by hash in requirements/. A second call finds the hash of the lock file in the environment and
returns at once. Needs nothing but the standard library of Python 3.11.

System packages are installed by apt-get where that is allowed (root on a Debian), and otherwise
named in one line. Exits 1 when something is missing that the task can't do without.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)

# What Qt's wheels load from the system (ldd on QtCore, QtGui, QtWidgets, QtDBus and the xcb and
# offscreen plugins), and the Debian package each comes in.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}

CJK_FONT_PACKAGE = "fonts-noto-cjk"
CJK_FONT_FILE = re.compile(
    r"cjk|wqy|wenquanyi|source-?han|sarasa|droidsansfallback|u(ming|kai)|sim(sun|hei)|msyh", re.I
)
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)


def has_display() -> bool:
    """Is there a screen that a window can be shown on?"""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def missing_qt_packages(libraries: dict[str, str] = QT_LIBRARIES) -> list[str]:
    """The Debian packages of those libraries that can't be loaded here; Linux only."""
    if not sys.platform.startswith("linux"):
        return []
    return sorted({package for name, package in libraries.items() if not _loads(name)})


def missing_font_packages(folders: Iterable[str] = FONT_FOLDERS) -> list[str]:
    """A font package when no font with Chinese characters is installed; Linux only."""
    if not sys.platform.startswith("linux"):
        return []
    for folder in folders:
        for _, _, names in os.walk(os.path.expanduser(folder)):
            if any(CJK_FONT_FILE.search(name) for name in names):
                return []
    return [CJK_FONT_PACKAGE]


def missing_venv_packages() -> list[str]:
    """Debian ships Python without what makes a virtual environment; the package that has it."""
    whole = importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")
    if whole or not sys.platform.startswith("linux"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def install_system_packages(packages: Sequence[str]) -> bool:
    """Install them by apt-get; False where that is not allowed or does not work."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing system packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-q"], install):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode:
            say(f"{' '.join(command[:2])} failed:\n{(done.stdout + done.stderr).strip()[-2000:]}")
            return False
    return True


def lock_file(task: str, folder: Path = LOCKS) -> Path:
    """What the task installs; the one of 'dev' holds all of 'run' too."""
    return folder / f"{task}.txt"


def is_current(venv: Path, task: str, folder: Path = LOCKS) -> bool:
    """Was this environment made from today's lock file, for this task or the larger one?"""
    if not python_of(venv).exists():
        return False
    return any(
        _read(_stamp(venv, name)) == _fingerprint(lock_file(name, folder))
        for name in dict.fromkeys((task, "dev"))
    )


def mark_current(venv: Path, task: str, folder: Path = LOCKS) -> None:
    """Note in the environment which lock file it was made from."""
    _stamp(venv, task).write_text(_fingerprint(lock_file(task, folder)), encoding="ascii")


def install_libraries(venv: Path, task: str) -> None:
    """Make the environment where it is missing or broken, and install the locked libraries."""
    python = python_of(venv)
    for name in ("run", "dev"):
        _stamp(venv, name).unlink(missing_ok=True)
    if not _works(python):
        say(f"making {venv} with Python {sys.version.split()[0]}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
    lock = lock_file(task)
    say(f"installing the libraries of {lock.relative_to(ROOT)} (some 100 MB, only once)")
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--use-pep517", "--require-hashes", "-r", str(lock)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    mark_current(venv, task)


def python_of(venv: Path) -> Path:
    """The interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def say(text: str) -> None:
    """One line about the setting up, apart from what the task itself prints."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up for a task; 0 when it can be done now."""
    parser = argparse.ArgumentParser(description="Set up what running or testing needs.")
    parser.add_argument("task", choices=("run", "dev"))
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    options = parser.parse_args(arguments)
    if sys.version_info < OLDEST:
        say(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}")
        return 1
    venv: Path = options.venv.absolute()
    current = is_current(venv, options.task)

    if not _provide_system_packages(options.task, need_venv=not current):
        return 1
    if current:
        return 0
    try:
        install_libraries(venv, options.task)
    except (subprocess.CalledProcessError, OSError) as error:
        say(f"could not install the libraries: {error}")
        return 1
    return 0


def _provide_system_packages(task: str, *, need_venv: bool) -> bool:
    """Install or name what the system lacks; False when the task can't be done without it."""
    missing = [*missing_qt_packages(), *missing_font_packages()]
    missing += missing_venv_packages() if need_venv else []
    if not missing or install_system_packages(missing):
        return True
    say(f"missing system packages; as root: apt-get install {' '.join(missing)}")
    needs_qt = task == "dev" or has_display()
    return not (need_venv and missing_venv_packages()) and not (needs_qt and missing_qt_packages())


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _works(python: Path) -> bool:
    """Is there an interpreter, new enough, with pip?"""
    check = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    return python.exists() and subprocess.run([python, "-c", check]).returncode == 0


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _stamp(venv: Path, task: str) -> Path:
    return venv / f"installed-{task}"


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
