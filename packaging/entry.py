"""What the packed program starts with: main.py, made fit for being an executable."""

from __future__ import annotations

import multiprocessing
import sys

if __name__ == "__main__":
    # A worker process is this same program started again; without this it would open another window.
    multiprocessing.freeze_support()
    from main import main

    sys.exit(main(sys.argv[1:]))
