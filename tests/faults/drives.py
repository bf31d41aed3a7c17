"""A drive so small that it fills up."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MOUNT = 'mount -t tmpfs -o "size=$2" tmpfs "$1" && echo ready && cat >/dev/null; umount -l "$1"'


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """The folder, made here, as a drive of this size (``256k``); skips where that is not possible.

    The shell takes the drive away when this process ends, however it ends: a mount left behind
    would stand in the way of every later run's tidying.
    """
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small drive")
    folder.mkdir()
    with subprocess.Popen(["sh", "-c", _MOUNT, "mount", str(folder), size], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as shell:
        assert shell.stdout is not None
        if shell.stdout.readline() != "ready\n":
            pytest.skip("this machine does not let root mount a drive")
        yield folder
