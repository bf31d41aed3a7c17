"""Drives with faults: one so small that it fills up, one whose power is cut."""

from __future__ import annotations

import argparse
import os
import struct
import subprocess
import sys
import time
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
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("only root can mount a small drive")
    folder.mkdir()
    with subprocess.Popen(["sh", "-c", _MOUNT, "mount", str(folder), size], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as shell:
        assert shell.stdout is not None
        if shell.stdout.readline() != "ready\n":
            pytest.skip("this machine does not let root mount a drive")
        yield folder


class PowerDrive:
    """A drive of its own whose power can be cut: an ext4 file system in an image file, which is
    told to shut down without writing out its log (EXT4_IOC_SHUTDOWN, NOLOGFLUSH). What a program
    wrote and did not sync is gone then, contents as well as names, as the system keeps it in memory
    only: the log is written by itself once in 5 minutes, no order is kept between contents and
    names (``data=writeback``), and a rename flushes nothing (``noauto_da_alloc``).

    Only for root on Linux, and in a mount namespace of its own (``in_own_mounts``), so that nothing
    stays mounted, however the run ends.
    """

    _SHUTDOWN, _NOLOGFLUSH = 0x8004587D, 2
    _OPTIONS = "loop,data=writeback,noauto_da_alloc,commit=300"

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder, self._image = folder, folder.with_name(f"{folder.name}.img")
        folder.mkdir()
        with self._image.open("wb") as image:
            image.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self._image)], check=True)
        self._mount()

    def cut(self) -> None:
        """The power fails: from now on every call of a program on this drive does, too."""
        import fcntl
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, self._SHUTDOWN, struct.pack("I", self._NOLOGFLUSH))
        finally:
            os.close(handle)

    def restore(self) -> None:
        """The power is back: what was on the disk is there. Nobody may hold a file there."""
        for _ in range(100):
            if subprocess.run(["umount", str(self.folder)], capture_output=True,
                              check=False).returncode == 0:
                break
            time.sleep(0.05)  # a process that was killed lets go in a moment
        else:
            raise OSError("the drive is held by somebody")
        self._mount()

    def close(self) -> None:
        """Takes the drive away."""
        subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def sync(self) -> None:
        """Everything is written out."""
        subprocess.run(["sync", "-f", str(self.folder)], check=True)

    def _mount(self) -> None:
        subprocess.run(["mount", "-o", self._OPTIONS, str(self._image), str(self.folder)],
                       check=True)


def can_cut_power() -> bool:
    """Whether this machine lets us make such a drive."""
    return (sys.platform == "linux" and os.geteuid() == 0 and os.path.exists("/dev/loop-control")
            and all(any(os.path.exists(f"{place}/{tool}") for place in ("/usr/sbin", "/sbin"))
                    for tool in ("mkfs.ext4",)))


def in_own_mounts() -> None:
    """Starts the running program again in a mount namespace of its own, unless it is in one."""
    if os.environ.get("XUEJI_OWN_MOUNTS") != str(os.getppid()):
        os.environ["XUEJI_OWN_MOUNTS"] = str(os.getppid())
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable,
                              *sys.argv])


def options_of(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """What every runner of faults is told, besides its own words; with ``--power`` in mounts of its
    own from here on."""
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--power", action="store_true", help="cut the power instead of killing")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.power:
        if not can_cut_power():
            parser.error("cutting the power needs root, Linux, loop devices and mkfs.ext4")
        in_own_mounts()
    return options
