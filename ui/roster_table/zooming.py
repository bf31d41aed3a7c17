"""The sizes in which the table can be shown, and the one that is remembered."""

from __future__ import annotations

from ui import settings

STEPS = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_KEY = "table/zoom"


def larger(zoom: float) -> float:
    """The next step up; the largest stays."""
    return min((step for step in STEPS if step > zoom), default=STEPS[-1])


def smaller(zoom: float) -> float:
    """The next step down; the smallest stays."""
    return max((step for step in STEPS if step < zoom), default=STEPS[0])


def nearest(zoom: float) -> float:
    """The step nearest to any number."""
    return min(STEPS, key=lambda step: abs(step - zoom))


def load() -> float:
    """The remembered size; the usual one if none or nonsense is remembered."""
    kept = settings.text(_KEY)
    return next((step for step in STEPS if str(step) == kept), 1.0)


def save(zoom: float) -> None:
    """Remembers a size."""
    settings.keep({_KEY: str(zoom)})
