"""The commands: what the window does, without a window. Never imports Qt.

A command is one module with ``add_parser(commands)``, which declares its words, and
``run(options)``, which returns the exit code and may raise a XuejiError (exit code 2, its sentence
on stderr). Its name stands in ``COMMANDS``; only the module that is called is loaded.
"""

from __future__ import annotations

COMMANDS = (
    "audit", "check", "compare", "export", "hand-in", "ledger", "merge", "photos", "split",
    "tables")
"""Names as they are typed; the module of ``hand-in`` is ``hand_in``."""
DONE, ERRORS_LEFT, FAILED = 0, 1, 2
DIFFERENT = 1
