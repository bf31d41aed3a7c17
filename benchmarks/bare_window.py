"""The reference window: a bare QTableView over a list of lists. Ends after its first paint."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView


class ListModel(QAbstractTableModel):
    """Lists of texts, nothing else."""

    def __init__(self, rows: list[list[str]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Any = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows[0])

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        return None


def bare_table(rows: list[list[str]]) -> QTableView:
    """A view over the rows that keeps its model alive."""
    view = QTableView()
    model = ListModel(rows)
    model.setParent(view)
    view.setModel(model)
    return view


def main() -> int:
    app = QApplication([])
    view = bare_table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    view.resize(1366, 768)
    view.show()
    QTimer.singleShot(0, app.quit)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
