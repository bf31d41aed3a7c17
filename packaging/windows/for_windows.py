"""Print the lines of a lock file that 64-bit Windows with CPython 3.12 needs, without markers.

requirements/run.txt is pinned for all systems at once. pip judges "only on win32" by the machine it
runs on, so a download for Windows made on Linux needs the lines chosen beforehand::

    python for_windows.py requirements/run.txt
"""

from __future__ import annotations

import sys
from pathlib import Path

from pip._vendor.packaging.markers import Marker

WINDOWS = {
    "implementation_name": "cpython",
    "implementation_version": "3.12.9",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10.0.17763",
    "python_full_version": "3.12.9",
    "python_version": "3.12",
    "sys_platform": "win32",
    "extra": "",
}


def chosen(text: str) -> list[str]:
    """The requirements of a lock file (``name==version ; marker``, then hashes) for Windows."""
    lines = []
    for entry in text.replace("\\\n", " ").splitlines():
        entry = entry.split(" #")[0].strip()
        if not entry or entry.startswith("#"):
            continue
        words = entry.split(" --hash=")
        name, _, marker = words[0].partition(";")
        if not marker.strip() or Marker(marker.strip()).evaluate(WINDOWS):
            lines.append(" --hash=".join([name.strip(), *(word.strip() for word in words[1:])]))
    return lines


if __name__ == "__main__":
    print("\n".join(chosen(Path(sys.argv[1]).read_text("utf-8"))))
