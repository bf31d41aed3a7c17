"""`make faults`: so many kills and power cuts of all that writes, and one line of counts for all.

The shares: of the window half are kills and an eighth power cuts; of whatever else writes
(commands, slips, forms, statistics, settings, two processes at once) a quarter and a tenth; the
rest has rosters of 60,000 rows. Where the power can't be cut (not root, not Linux) processes are
killed instead.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from drives import can_cut_power  # noqa: E402

SHARES = [
    ("kill_runs.py", [], 0.5), ("kill_runs.py", ["--power"], 0.125), ("writer_runs.py", [], 0.25),
    ("writer_runs.py", ["--power"], 0.1), ("kill_runs.py", ["--rows", "60000"], 0.01),
    ("writer_runs.py", ["--rows", "60000"], 0.015)]
COUNTED = ("lost", "damaged", "roster_changed", "mixed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    total: Counter[str] = Counter()
    failed = False
    for program, words, share in SHARES:
        if "--power" in words and not can_cut_power():
            words = []
        kills = max(1, round(share * parser.parse_args().kills))
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, str(HERE / program), *words, "--kills", str(kills), "--json"],
            stdout=subprocess.PIPE, text=True, check=False)
        name = " ".join([program.removesuffix(".py"), *words])
        if done.returncode:
            failed = True
            print(f"{name}: broke down")
            continue
        found = json.loads(done.stdout)
        failed |= bool(found.get("failed"))
        print(*found["wrong"], sep="\n", end="\n" if found["wrong"] else "")
        print(f"{name}: {found['kills']} in {time.monotonic() - began:.0f} s, "
              + ", ".join(f"{key} {found[key]}" for key in COUNTED), flush=True)
        total.update({key: found[key] for key in ("kills", *COUNTED)}, wrong=len(found["wrong"]))
    print(f"{total['kills']} kills and power cuts: lost {total['lost']}, damaged "
          f"{total['damaged']}, roster changed {total['roster_changed']}, mixed pairs unnoticed "
          f"{total['mixed']}")
    return int(failed or any(total[key] for key in (*COUNTED, "wrong")))


if __name__ == "__main__":
    sys.exit(main())
