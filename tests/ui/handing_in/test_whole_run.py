"""The clerk takes a roster by keys from opening it to a receipt read back from a real server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Place

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


def whole_run(home: Path, port: int, *before: str, **more: Any) -> dict[str, Any]:
    home.mkdir()
    words = json.dumps({"home": str(home), "port": port, **more})
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.ui.handing_in.whole_run", words], cwd=ROOT,
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(("options", "short"), [
    ({}, False), ({"encoding": "gb18030", "utf8": False}, False), ({"tls_required": True}, True)],
    ids=["utf-8", "gb18030", "tls"])
def test_from_the_roster_to_the_receipt(
        serve: Callable[..., Place], tmp_path: Path, certificate: Path,
        options: dict[str, Any], short: bool) -> None:
    tls = "tls_required" in options
    place = serve(**options, **({"certificate": str(certificate)} if tls else {}))
    found = whole_run(tmp_path / "home", place.port, short=short, asks=tls)
    master = Path(found["master"])
    assert found["problems"] > 10
    assert place.names == [master.name]
    assert (place.folder / master.name).read_bytes() == master.read_bytes()
    for said in ("已交，读回一致", "逐字节一致", "周校长", "没有加密" if not tls else "加密"):
        assert said in found["receipt"]
    # the ledger has both files, the head's look and the handing in, and no student
    lines = found["ledger"]
    assert [line["kind"] for line in lines] == ["export", "export", "reviewed", "hand_in"]
    assert lines[-1]["sha256"] == lines[0]["sha256"] and lines[-1]["file"] == master.name
    assert (found["faults"], found["betrayed"]) == (0, []) and found["students"] > 100
    # nothing but the upload opened a socket
    assert {event[0] for event in found["opened"]} == {"sending"}


def test_the_system_saw_no_other_connection(
        serve: Callable[..., Place], tmp_path: Path) -> None:
    """Qt opens none behind Python's back either."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    place, seen = serve(), tmp_path / "calls"
    whole_run(tmp_path / "home", place.port, strace, "-f", "--seccomp-bpf", "-e",
              "trace=connect,bind,sendto,sendmsg", "-o", str(seen), short=True)
    told = [line for line in seen.read_text(errors="replace").splitlines() if "AF_INET" in line]
    assert told and all('inet_addr("127.0.0.1")' in line for line in told)
