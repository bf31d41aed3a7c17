"""The colours of the window by what they are for, light and dark."""

from __future__ import annotations

from typing import NamedTuple


class Palette(NamedTuple):
    """Colours by what they are for, as ``#rrggbb``; every text colour has 4.5:1 on what it stands
    on. ``accent`` is for the one next thing to do, focus, the current cell and links, with
    ``accent_text`` on it; ``edited`` for the bar of an edited cell, ``ring`` around a blue button
    that has the focus. ``…_cell`` are backgrounds."""

    dark: bool
    accent: str
    accent_text: str
    accent_hover: str
    accent_pressed: str
    error_text: str
    error_mark: str
    error_cell: str
    warning_text: str
    warning_mark: str
    warning_cell: str
    done: str
    done_band: str
    done_cell: str
    text: str
    soft: str
    faint: str
    disabled: str
    line: str
    line_strong: str
    band: str
    band_soft: str
    surface: str
    hover: str
    edited: str
    selection: str
    ring: str


LIGHT = Palette(
    dark=False,
    accent="#1d5fd1", accent_text="#ffffff", accent_hover="#1a54b8", accent_pressed="#16479c",
    error_text="#b3261e", error_mark="#c62828", error_cell="#fdecea",
    warning_text="#8a5200", warning_mark="#b26a00", warning_cell="#fff6e0",
    done="#18794e", done_band="#daf0e5", done_cell="#e3f4ea",
    text="#1f2933", soft="#52606d", faint="#65717e", disabled="#8b96a2",
    line="#e1e5ea", line_strong="#cbd2d9", band="#f3f5f7", band_soft="#f8f9fa",
    surface="#ffffff", hover="#eef2f6", edited="#1d5fd1", selection="#e3edfb",
    ring="#0a2f78",
)

DARK = Palette(
    dark=True,
    accent="#7aabff", accent_text="#0c1a33", accent_hover="#94bbff", accent_pressed="#a9c8ff",
    error_text="#ffaaa2", error_mark="#ff7b70", error_cell="#4b2726",
    warning_text="#f2bd66", warning_mark="#e2a53a", warning_cell="#41351d",
    done="#6bcb97", done_band="#1f4534", done_cell="#1d392c",
    text="#e7ebef", soft="#b6c0ca", faint="#9ba7b3", disabled="#6f7b87",
    line="#333b44", line_strong="#4b5661", band="#252b32", band_soft="#20252b",
    surface="#1a1e23", hover="#2c343c", edited="#7aabff", selection="#243b61",
    ring="#ffffff",
)
