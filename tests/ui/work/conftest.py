"""What the tests of the page share with those of its table."""

from __future__ import annotations

from tests.ui.roster_table.conftest import bench, faulty, open_bench  # noqa: F401
