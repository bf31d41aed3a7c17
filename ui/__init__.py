"""The window: the only package that knows Qt."""

from __future__ import annotations

VERSION = "1.0.0"
"""The same as in setup.cfg (a test compares them); a packaged program has no metadata to ask."""
