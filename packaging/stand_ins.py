"""Run before the packed program: what python-stdnum imports and never uses is not loaded for it.

It imports ``ssl`` (its look-ups on the web) and ``pydoc`` (its own documentation). OpenSSL is
loaded when something of it is used, which handing in by FTP does; ``pydoc`` and the half of the
standard library that it brings stay out.
"""

from __future__ import annotations

import sys
import types
from importlib import import_module


def stand_in(name: str) -> types.ModuleType:
    """A module that becomes the real one when the first of its names is asked for."""
    module = types.ModuleType(name)

    def first_asked(wanted: str) -> object:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        if sys.modules.get(name) is module:
            del sys.modules[name]
        real = import_module(name)
        vars(module).update(vars(real))
        return getattr(real, wanted)

    module.__getattr__ = first_asked  # type: ignore[method-assign]
    return module


sys.modules.setdefault("ssl", stand_in("ssl"))
sys.modules.setdefault("pydoc", types.ModuleType("pydoc"))
