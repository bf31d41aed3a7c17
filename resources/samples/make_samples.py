"""Make the sample files, or one roster of any size with known errors.

    python resources/samples/make_samples.py
    python resources/samples/make_samples.py --rows 60000 --bad 0.03 --out big.xls
    python resources/samples/make_samples.py --region national --rows 1200 --out national.xlsx

Beside each roster `NAME.expected.json` lists the findings that a check of it must report.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1]))

from resources.samples.generator import (  # noqa: E402
    LAYOUTS, expected_path, make_region_roster, make_roster, write, write_expected, write_samples)


def main(words: list[str] | None = None) -> int:
    """Write what the command line asks for; 2 if it can't be done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1204, help="students (default 1204)")
    parser.add_argument("--bad", type=float, default=0.0, help="share of bad cells, as 0.03")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another school")
    parser.add_argument("--region", choices=list(LAYOUTS), help="a roster of another region, with "
                                                                "each of its errors once")
    parser.add_argument("--out", type=Path, help="the file to write, .xls or .xlsx; without it "
                                                 "the project's own samples are made")
    options = parser.parse_args(words)
    if options.out is None:
        files = write_samples(FOLDER)
    else:
        try:
            roster = make_region_roster(options.region, options.rows, options.seed) \
                if options.region else make_roster(options.rows, options.seed, options.bad)
            write(options.out, roster)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
        files = [options.out, expected_path(options.out)]
        write_expected(files[1], roster)
    for path in files:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
