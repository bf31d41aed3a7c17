"""Sample rosters of any size with known errors: for the sample files, tests and benchmarks.

Independent of the program on purpose: what it expects is worked out from the rules as published,
so that it can tell whether the program is right.
"""

from __future__ import annotations

from .draft import INJECTORS
from .people import REGIONS, check_character, resident_id
from .region_errors import make_region_roster
from .regions import LAYOUTS
from .rosters import SHARES, Expected, Injection, SampleRoster, make_roster
from .samples import REGION_SAMPLES, SAMPLES, expected_path, write_samples
from .school import FIELDS, build_school
from .writers import write, write_expected, write_xls, write_xlsx

__all__ = [
    "Expected",
    "FIELDS",
    "INJECTORS",
    "Injection",
    "LAYOUTS",
    "REGIONS",
    "REGION_SAMPLES",
    "SAMPLES",
    "SHARES",
    "SampleRoster",
    "build_school",
    "check_character",
    "expected_path",
    "make_region_roster",
    "make_roster",
    "resident_id",
    "write",
    "write_expected",
    "write_samples",
    "write_xls",
    "write_xlsx",
]
