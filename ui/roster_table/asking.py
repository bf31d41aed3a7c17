"""Asks why rows come or go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.document import Document
from app.explaining.visible import shortened
from models.fields import NAME

if TYPE_CHECKING:  # the dialog is imported when it is first asked for
    from ui.roster_table.reason import Kind

_NAMED, _LONG_NAME = 3, 20
"""How many students a question names, and how much of a name that can be none."""


def ask_reason(parent: QWidget, document: Document | None, kind: Kind,
               row_ids: Sequence[int]) -> str | None:
    """Why a row is inserted, or why the rows with these ids are deleted; None if the clerk gave
    up."""
    from ui.roster_table.reason import ReasonDialog
    names = ""
    if document is not None and kind == "delete":
        names = "、".join(filter(None, (
            shortened(document.roster.value(row_id, NAME).strip(), _LONG_NAME)
            for row_id in row_ids[:_NAMED])))
        if len(row_ids) > _NAMED:
            names = f"{names} 等"
    dialog = ReasonDialog(kind, parent, count=len(row_ids), names=names)
    reason = dialog.reason() if dialog.exec() else None
    dialog.deleteLater()
    return reason
