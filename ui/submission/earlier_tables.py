"""What an earlier time wrote in the same folder, named, and offered to be taken out of the way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from models.commit.single import retire
from models.errors import OutputError
from ui.looks import theme


class EarlierTables(QWidget):
    """Hidden as long as there is nothing. ``settled`` says that the text has changed."""

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("earlierTables")
        self._paths: tuple[Path, ...] = ()
        self.text = QLabel(self)
        self.text.setObjectName("earlierText")
        self.text.setWordWrap(True)
        theme.set_role(self.text, "warning")
        self.button = QPushButton("移走旧文件（留备份）", self)
        self.button.setObjectName("retireEarlier")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._retire)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.M)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.button)
        self.hide()

    def show_files(self, paths: Sequence[Path]) -> None:
        """Names these files."""
        self._paths = tuple(paths)
        names = "、".join(f"“{path.name}”" for path in paths)
        self.text.setText(f"文件夹里还有以前生成的 {names}，这次没有更新；请不要把它一起交上去。")
        self.button.setVisible(bool(paths))
        self.setVisible(bool(paths))

    def _retire(self) -> None:
        kept, left = [], []
        for path in self._paths:
            try:
                kept.append(retire(path).name)
            except OutputError as error:
                left.append((path, str(error)))
        self._paths = tuple(path for path, _ in left)
        told = [f"旧文件已移走，备份为：{'、'.join(kept)}"] if kept else []
        self.text.setText("\n".join([*told, *(why for _, why in left)]))
        theme.set_role(self.text, "warning" if left else "small")
        self.button.setVisible(bool(left))
        self.settled.emit()
