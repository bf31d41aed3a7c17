"""Which part of a partly coloured text each character of its new wording belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby


def runs_kept(old: str, runs: Sequence[int], new: str) -> list[tuple[int, str]]:
    """The new wording cut into runs. ``runs`` says for each character of the old text which run it
    is in; what stays keeps its own, what comes in gets that of what it replaces, else of what
    stands before it.

    >>> runs_kept("XX学校更正表", [0, 0, 0, 0, 1, 1, 1], "示例学校更正表")
    [(0, '示例学校'), (1, '更正表')]
    """
    each: list[int] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            each += runs[a:b]
        elif c < d:
            each += [runs[min(a, len(runs) - 1) if b > a else max(0, a - 1)]] * (d - c)
    return [(run, "".join(char for _, char in pairs))
            for run, pairs in groupby(zip(each, new, strict=True), key=lambda pair: pair[0])]
