"""Tells the ledger what was written or printed; the clerk hears of it only if that fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtWidgets import QWidget

from app.exports import Output, Purpose, record_outputs
from app.handing_in.ledger import LedgerError
from ui.widgets import message


def record(parent: QWidget | None, purpose: Purpose, outputs: Sequence[Output],
           kind: Literal["export", "print"] = "export") -> None:
    """A line of the ledger for each."""
    try:
        record_outputs(purpose, outputs, kind=kind)
    except LedgerError as error:
        message.warn(parent, "已经完成，但没能记入台账。", str(error))
