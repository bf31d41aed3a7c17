"""The roster as a table: item model, row order, painting, editing, clipboard."""

from __future__ import annotations

from app.table.order import Mode, Sort, TableFilter
from ui.roster_table.table import RosterTable

__all__ = ["Mode", "RosterTable", "Sort", "TableFilter"]
