"""A desk to try Windows programs at: an X display, a wine prefix, hands and eyes.

Runs inside the Debian folder, as an ordinary user whose name is written in Chinese; needs only the
standard library.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

DISPLAY = ":77"
SIZE = "1366x768x24"
LOCALE = "zh_CN.UTF-8"
"""What makes wine a Chinese Windows with code page 936."""


class Desk:
    """``home`` is the user's profile inside the prefix; ``pictures`` is where screenshots go."""

    def __init__(self, prefix: Path, pictures: Path) -> None:
        self.prefix = prefix
        self.pictures = pictures
        self._shown: list[subprocess.Popen[bytes]] = []
        os.environ.update(
            {
                "DISPLAY": DISPLAY,
                "WINEPREFIX": str(prefix),
                "LANG": LOCALE,
                "LC_ALL": LOCALE,
                "HOME": "/home/user",
                "XDG_RUNTIME_DIR": "/tmp",
                "TZ": "Asia/Shanghai",
                "WINEDEBUG": "-all",
            }
        )

    # --- setting up ------------------------------------------------------------------------------

    def __enter__(self) -> Desk:
        self._show("Xvfb", DISPLAY, "-screen", "0", SIZE, "-nolisten", "tcp")
        self.wait("the display", lambda: self._quiet("xdpyinfo"))
        self._show("openbox", "--sm-disable")
        if not (self.prefix / "system.reg").exists():
            subprocess.run(["wineboot", "-u"], check=True, capture_output=True)
            self.rest()
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["wineserver", "-k"], capture_output=True)
        for process in reversed(self._shown):
            process.terminate()
            process.wait()

    def _show(self, *words: str) -> None:
        self._shown.append(
            subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )

    @staticmethod
    def _quiet(*words: str) -> bool:
        return subprocess.run(words, capture_output=True).returncode == 0

    @property
    def home(self) -> Path:
        return next(
            path for path in (self.prefix / "drive_c" / "users").iterdir() if path.name != "Public"
        )

    # --- programs --------------------------------------------------------------------------------

    def run(
        self, *words: str | Path, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a Windows program to its end."""
        return subprocess.run(
            ["wine64", *map(str, words)], capture_output=True, timeout=120, cwd=cwd
        )

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Starts a Windows program and goes on."""
        return subprocess.Popen(
            ["wine64", *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def rest(self) -> None:
        """Waits until every Windows program has ended and the registry is written down."""
        subprocess.run(["wineserver", "-w"], check=True, timeout=120)

    def windows_path(self, path: Path) -> str:
        """``path`` below drive C: as Windows says it."""
        return "C:\\" + str(path.relative_to(self.prefix / "drive_c")).replace("/", "\\")

    # --- hands and eyes --------------------------------------------------------------------------

    def keys(self, *names: str, pause: float = 0.35) -> None:
        """Presses real keys, one chord after the other, such as ``ctrl+g`` or ``F8``."""
        for name in names:
            subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True)
            time.sleep(pause)

    def type(self, text: str, pause: float = 0.35) -> None:
        """Types plain text with real keys."""
        subprocess.run(["xdotool", "type", "--delay", "40", text], check=True)
        time.sleep(pause)

    def click(self, x: int, y: int, pause: float = 0.35) -> None:
        """Clicks at a place of the display."""
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], check=True)
        time.sleep(pause)

    def titles(self) -> list[str]:
        """The titles of all windows that can be seen."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True
        )
        names = [
            subprocess.run(
                ["xdotool", "getwindowname", number], capture_output=True, text=True
            ).stdout.strip()
            for number in found.stdout.split()
        ]
        return [name for name in names if name]

    def has_window(self, part: str) -> bool:
        """Whether a visible window's title holds ``part`` (plain words)."""
        return self._quiet("xdotool", "search", "--onlyvisible", "--name", part)

    def front(self) -> str:
        """The title of the window that has the keyboard."""
        return subprocess.run(
            ["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True
        ).stdout.strip()

    def picture(self, name: str) -> Path:
        """Takes a screenshot of the whole display."""
        path = self.pictures / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(path)], check=True)
        return path

    def wait(
        self, what: str, ready: Callable[[], object], timeout: float = 60, tick: float = 0.1
    ) -> float:
        """Waits until ``ready`` holds; returns the seconds. Raises TimeoutError naming ``what``."""
        begin = time.monotonic()
        while not ready():
            if time.monotonic() - begin > timeout:
                if self._shown:
                    self.picture("timeout")
                raise TimeoutError(f"waited {timeout:.0f} s for {what}; windows: {self.titles()}")
            time.sleep(tick)
        return time.monotonic() - begin


def measure(desk: Desk, words: Sequence[str | Path], title: str) -> float:
    """Seconds from starting a program to its window being on the display; then it is closed."""
    begin = time.monotonic()
    process = desk.start(*words)
    desk.wait(title, lambda: desk.has_window(title), tick=0.02)
    took = time.monotonic() - begin
    time.sleep(0.5)
    desk.keys("alt+F4")
    process.wait(timeout=30)
    return took
