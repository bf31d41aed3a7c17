"""Making very many objects at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused(*, lasting: bool = False) -> Iterator[None]:
    """Keeps the cyclic garbage collector from walking, over and over, a mass of objects that is
    only growing and has no cycles: it costs a third of the time, finds nothing, and holds up the
    window meanwhile. What is ``lasting`` is not walked later either; counting references frees it
    all the same. Within another pause the outer one decides.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if lasting:
                gc.freeze()
            gc.enable()


def forget() -> None:
    """Lets the collector walk again what was ``lasting``."""
    gc.unfreeze()
