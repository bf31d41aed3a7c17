"""Alternating measurements A B A B, and one line of the table."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPEATS = 5
CACHE = Path(__file__).resolve().parent / ".cache"


@dataclass(frozen=True)
class Line:
    """One line: our time and the reference's in seconds (or bytes, see ``unit``), and the goal that
    the ratio should not pass. Without a reference the goal is our own time."""

    name: str
    ours: float
    reference: float | None
    goal: float
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours by the reference's; ours alone where there is none."""
        return self.ours if self.reference is None else self.ours / self.reference

    @property
    def met(self) -> bool:
        return self.ratio <= self.goal


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes until its result is there; what earlier calls left is collected
    before the clock starts."""
    gc.collect()
    start = time.perf_counter()
    result = action()
    taken = time.perf_counter() - start
    del result  # not before: letting go is not what is measured
    return taken


def compare(ours: Callable[[], float], reference: Callable[[], float],
            repeats: int = REPEATS) -> tuple[float, float]:
    """Medians of both, measured in turns so that a slow moment of the machine hits both."""
    pairs = [(ours(), reference()) for _ in range(repeats)]
    return (statistics.median(pair[0] for pair in pairs),
            statistics.median(pair[1] for pair in pairs))


def installed() -> dict[str, str]:
    """The environment of a measured process: whatever this one's says, modules are compiled once
    and kept, as they are for an installed program."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(CACHE / "bytecode")}


def table(lines: list[Line]) -> str:
    """The lines as a Markdown table."""
    rows = ["| line | ours | reference | ratio | goal | met |",
            "| --- | --- | --- | --- | --- | --- |"]
    for line in lines:
        alone = line.reference is None
        rows.append(
            f"| {line.name} | {_amount(line.ours, line.unit)} "
            f"| {'–' if alone else _amount(line.reference or 0, line.unit)} "
            f"| {'–' if alone else f'{line.ratio:.2f}'} "
            f"| {'< ' + _amount(line.goal, line.unit) if alone else f'≤ {line.goal:g}'} "
            f"| {'yes' if line.met else 'no'}{f' ({line.note})' if line.note else ''} |")
    return "\n".join(rows)


def _amount(value: float, unit: str) -> str:
    if unit == "MB":
        return f"{value / 1e6:.1f} MB"
    if unit == "x":
        return f"{value:.1f}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1e3:.2f} ms" if value >= 1e-3 \
        else f"{value * 1e6:.0f} µs"
