"""Kills ``hand-in`` at random moments, and counts files on the server that are not whole.

``kill_uploads.py --kills N`` starts a server of its own. A file bears its full name only if it is
byte for byte the older or the newer one. The first run is let be, so that it is known how long one
takes; the server is slow enough for many of the others to be killed while they send.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SERVER = Path(__file__).with_name("server.py")
FOLDER, NAME, PART = "各校学籍总库", "总库.xls", ".part"
SIZE, RATE = 3_000_000, 4_000_000


def kill_uploads(folder: Path, kills: int, seed: int) -> tuple[int, int, int, int]:
    """Returns how many runs were killed, how many of them while they sent, how many ended before,
    and how many files were spoilt."""
    chance = random.Random(seed)
    root = folder / "server"
    (root / FOLDER).mkdir(parents=True)
    there = root / FOLDER / NAME
    part = there.with_name(NAME + PART)
    options = {"root": str(root), "user": "u", "password": "p", "rate": RATE}
    with subprocess.Popen([sys.executable, str(SERVER), json.dumps(options)], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout is not None
            to = f"ftp://u@127.0.0.1:{int(server.stdout.readline())}/{FOLDER}"
            killed = sending = ended = spoilt = 0
            whole: set[bytes] = set()
            longest = None
            while killed < kills:
                content = chance.randbytes(SIZE)
                whole.add(content)
                (folder / NAME).write_bytes(content)
                part.unlink(missing_ok=True)
                begun = time.monotonic()
                process = subprocess.Popen(
                    [sys.executable, str(ROOT / "main.py"), "hand-in", str(folder / NAME), "--to",
                     to, "--overwrite"], stdout=subprocess.DEVNULL, env={
                        **os.environ, "XUEJI_PASSWORD": "p", "XUEJI_HOME": str(folder / "home")})
                try:
                    if longest is None:
                        process.wait()
                    elif chance.random() < 0.5:
                        process.wait(chance.uniform(longest / 10, longest))
                    else:  # starting takes most of the time: once it sends
                        while process.poll() is None and not part.exists():
                            time.sleep(0.002)
                        process.wait(chance.uniform(0, 2 * SIZE / RATE))
                    ended += longest is not None
                    longest = time.monotonic() - begun
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    killed += 1
                    sending += part.exists()
                if there.exists():
                    found = there.read_bytes()
                    spoilt += found not in whole
                    whole = {found, content}
        finally:
            server.kill()
    return killed, sending, ended, spoilt


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        counts = kill_uploads(Path(home), given.kills, given.seed)
    print("killed {}, {} of them while sending; ended before {}; "
          "files that are not whole {}".format(*counts))
    sys.exit(1 if counts[3] else 0)
