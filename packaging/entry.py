"""What the packed program starts with: main.py, made fit for being an executable."""

from __future__ import annotations

import gc
import sys

_FIRST_BUILD = 17763  # Windows 10 1809: on an older one Qt does not start, without a word
_WORKER = "--multiprocessing-fork"
_NEEDS = "学籍总库校对需要 64 位的 Windows 10（1809 版）或更新的系统，这台电脑的系统不符合，打不开。"


def refuse_old_windows() -> None:
    """Say what is needed and end, with exit code 3, where the window could not be shown."""
    if sys.platform == "win32" and sys.getwindowsversion().build < _FIRST_BUILD:
        import ctypes

        if sys.stderr is None:
            ctypes.windll.user32.MessageBoxW(None, _NEEDS, "学籍总库校对", 0x10)
        else:
            print(_NEEDS, file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    # A worker process is this same program started again; without this it would open a window.
    if _WORKER in sys.argv or sys.platform != "win32":
        import multiprocessing  # would cost every other start a fortieth

        multiprocessing.freeze_support()
    refuse_old_windows()
    # While hundreds of modules are loaded nothing becomes garbage; looking for it takes time.
    gc.set_threshold(50_000, 20, 20)
    from main import main

    sys.exit(main(sys.argv[1:]))
