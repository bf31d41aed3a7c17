"""What the packed program starts with: main.py, made fit for being an executable."""

from __future__ import annotations

import gc
import multiprocessing
import sys

if __name__ == "__main__":
    # A worker process is this same program started again; without this it would open a window.
    multiprocessing.freeze_support()
    # While hundreds of modules are loaded nothing becomes garbage; looking for it takes time.
    gc.set_threshold(50_000, 20, 20)
    from main import main

    sys.exit(main(sys.argv[1:]))
