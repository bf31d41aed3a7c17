"""Run before the packed program: empty stand-ins for two modules that are imported but never used.

python-stdnum imports ``ssl`` (its look-ups on the web) and ``pydoc`` (its own documentation). The
real ones would bring OpenSSL, 6 MB, and half the standard library.
"""

from __future__ import annotations

import sys
import types

for _name in ("ssl", "pydoc"):
    sys.modules.setdefault(_name, types.ModuleType(_name))
