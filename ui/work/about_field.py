"""What may stand in a cell, beside it: the field's meaning, and the values of its table."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.document import Document
from app.explaining.forecast import forecast
from app.explaining.meanings import meaning_of, values_of
from ui.widgets.parts import wrapped
from validators.findings import Finding

_MOST_VALUES = 60
"""Longer tables are searched in the cell itself."""


def add_meaning(layout: QVBoxLayout, document: Document, key: str) -> None:
    """The field's meaning and its values."""
    layout.addWidget(wrapped(meaning_of(document.profile, key), "meaning", "soft"))
    add_values(layout, document, key)


def add_values(layout: QVBoxLayout, document: Document, key: str) -> None:
    """The values of the field's table, with their codes; nothing for a field without a table."""
    values = values_of(document.profile, key)
    if not values:
        return
    shown = "　".join(f"{code}\u00a0{text}" if code else text
                     for text, code in values[:_MOST_VALUES])
    text = f"可以填：{shown}"
    if len(values) > _MOST_VALUES:
        text += f" 等 {len(values)} 种；在格里打几个字或拼音首字母可以查"
    layout.addWidget(wrapped(text, "values", "soft"))


def add_forecast(layout: QVBoxLayout, document: Document, finding: Finding) -> None:
    """What the finding would become in the national system, where it would become anything."""
    found = forecast(finding, document.school)
    if found is not None:
        layout.addWidget(wrapped(found.sentence, "forecast", "soft"))
