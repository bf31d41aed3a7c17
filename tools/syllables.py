"""Writes ``resources/syllables.txt``: how Chinese characters are read, for telling homophones.

The readings are pypinyin's (MIT), which take theirs from Unihan; install it to run this::

    pip install pypinyin && python -m tools.syllables

The table is a twentieth of the library and is all that comparing names takes.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib import import_module

from tools.setup_env import ROOT

TABLE = ROOT / "resources" / "syllables.txt"
RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
"""The characters that names are written with: CJK ideographs, extension A, compatibility ones."""

HEAD = """\
# How characters are read: a syllable, behind "=" the characters usually read so, behind "+" those
# sometimes read so. Made by tools/syllables.py from pypinyin's table (MIT).
"""


def main() -> int:
    """Writes the table; 1 if pypinyin is not installed."""
    try:
        readings: dict[int, str] = import_module("pypinyin.pinyin_dict").pinyin_dict
    except ImportError:
        print("pypinyin is not installed: pip install pypinyin", file=sys.stderr)
        return 1
    usual, others = defaultdict[str, str](str), defaultdict[str, str](str)
    for code in sorted(readings):
        if any(start <= code < end for start, end in RANGES):
            first, *more = dict.fromkeys(readings[code].split(","))
            usual[first] += chr(code)
            for syllable in more:
                others[syllable] += chr(code)
    lines = [f"{syllable}={usual[syllable]}+{others[syllable]}\n"
             for syllable in sorted({*usual, *others})]
    TABLE.write_text(HEAD + "".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
