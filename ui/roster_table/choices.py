"""The choices of a cell that has few values: searched by any part, pinyin initials or code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter

from app.matching.sounds import initials

_SEARCHED = Qt.ItemDataRole.UserRole
_SHOWN = 14


class ChoiceCompleter(QCompleter):
    """Offers the values whose text, initials or code contain what is typed."""

    def __init__(self, values: Sequence[tuple[str, str]], parent: QObject) -> None:
        """``values`` are texts with their codes."""
        super().__init__(parent)
        model = QStandardItemModel(self)
        for text, code in values:
            item = QStandardItem(text)
            item.setData(" ".join((text, initials(text), code)), _SEARCHED)
            model.appendRow(item)
        self.setModel(model)
        self.setCompletionRole(_SEARCHED)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(_SHOWN)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


def meant(editor: QComboBox) -> str:
    """The text in the editor, or the one value that it can only mean (``hz`` → ``汉族``)."""
    text, completer = editor.currentText(), editor.completer()
    if not isinstance(completer, ChoiceCompleter) or not text.strip() \
            or editor.findText(text, Qt.MatchFlag.MatchExactly) >= 0:
        return text
    completer.setCompletionPrefix(text.strip())
    found = completer.completionModel()
    return str(found.index(0, 0).data(Qt.ItemDataRole.DisplayRole)) \
        if found.rowCount() == 1 else text
